package physics

import (
	"math"

	"github.com/plantwin/plantwin/physics/expr"
)

var plusInf, minusInf = math.Inf(1), math.Inf(-1)

// trickle is the flow [kg/s] around which the mixture at a node of three or more fluid ports goes over to the plain mean of
// what could come in, so that it has a value where nothing flows, and a smooth one: flows that die away would otherwise throw
// it about at the pace of their errors.
const trickle = 1e-5

// portLeaves makes the variables of the ports of an instance. At a node all across variables are one unknown, and the
// through variable of its last port is minus the sum of the others: the equations of the node hold by construction.
func (b *island) portLeaves(p *part, inst int) {
	k := p.in.Kind
	for i := range k.Ports {
		port, e := &k.Ports[i], b.n.ends[b.n.firstEnd[inst]+i]
		if e.joint < 0 {
			p.output[port.Across] = b.unknown(p, &k.Outputs[port.Across]).leaf
			p.output[port.Through] = b.g.Const(0)
		} else {
			b.join(p, port, e.joint, b.n.firstEnd[inst]+i)
		}
		if port.Temp >= 0 {
			p.output[port.Temp] = b.unknown(p, &k.Outputs[port.Temp]).leaf
		}
	}
}

// meeting is what is known of a node while its ports are entered.
type meeting struct {
	across expr.ID
	sum    expr.ID // of the through variables so far
	count  int
}

// join gives a port its variables at a node.
func (b *island) join(p *part, port *Port, at, end int) {
	m, ok := b.meet[at]
	k := p.in.Kind
	if !ok {
		m = &meeting{across: b.unknown(p, &k.Outputs[port.Across]).leaf, sum: b.g.Const(0)}
		b.meet[at] = m
	}
	p.output[port.Across] = m.across
	if m.count++; m.count == len(b.n.joints[at].ends) {
		p.output[port.Through] = b.g.Neg(m.sum)
		return
	}
	p.output[port.Through] = b.unknown(p, &k.Outputs[port.Through]).leaf
	m.sum = b.g.Add(m.sum, p.output[port.Through])
}

// streams adds the equations of the temperatures that come in at fluid ports: what the other ports of the node send out,
// mixed in proportion to what flows out of them (R. Franke et al., Stream Connectors, Proc. 7th Modelica Conf., 2009,
// eqs. 11 to 14); at an open port what goes out there.
func (b *island) streams() {
	for i := range b.parts {
		p := &b.parts[i]
		k := p.in.Kind
		for j := range k.Ports {
			port := &k.Ports[j]
			if port.Temp < 0 {
				continue
			}
			end := b.n.firstEnd[b.group.instances[i]] + j
			mix, pos, length := b.mixture(end), port.Pos, len(port.Name)
			if at := b.n.ends[end].joint; at >= 0 {
				pos, length = b.n.joints[at].pos, 1
			}
			b.eqs = append(b.eqs, equation{res: b.g.Sub(p.output[port.Temp], mix),
				decl: Equation{Text: "mixture at " + p.in.Name + "." + port.Name, Pos: pos, Len: length}})
		}
	}
}

// mixture gives the temperature of what the other ports of a node would send to one.
func (b *island) mixture(end int) expr.ID {
	e := b.n.ends[end]
	if e.joint < 0 {
		_, out := b.sent(end)
		return out
	}
	var flows, temps []expr.ID
	for _, other := range b.n.joints[e.joint].ends {
		if other != end {
			flow, out := b.sent(other)
			flows, temps = append(flows, flow), append(temps, out)
		}
	}
	if len(temps) == 1 {
		return temps[0]
	}
	if len(temps) == 0 { // a node of one port
		_, out := b.sent(end)
		return out
	}
	return mixed(b.g, flows, temps)
}

// mixed gives the temperature of what flows out of some ports: flows go into them, temps are those of what leaves them.
func mixed(g *expr.Graph, flows, temps []expr.ID) expr.ID {
	sum, weight := g.Const(0), g.Const(0)
	for i, m := range flows {
		// (sqrt(m^2 + trickle^2) - m)/2: -m for what flows out; for what flows in the same without loss of digits
		zero, half, small := g.Const(0), g.Const(0.5), g.Const(trickle*trickle)
		root := g.Pow(g.Add(g.Mul(m, m), small), half)
		w := g.Mul(half, g.If(g.Less(zero, m), g.Div(small, g.Add(root, m)), g.Sub(root, m)))
		sum, weight = g.Add(sum, g.Mul(w, temps[i])), g.Add(weight, w)
	}
	return g.Div(sum, weight)
}

// sent gives the flow into a port and the temperature of what would leave it.
func (b *island) sent(end int) (flow, out expr.ID) {
	e := b.n.ends[end]
	for i, inst := range b.group.instances {
		if inst == e.inst {
			p := &b.parts[i]
			port := &p.in.Kind.Ports[e.port]
			return p.output[port.Through], b.copiers[i].Of(port.out)
		}
	}
	return b.g.Const(0), b.g.Const(0)
}
