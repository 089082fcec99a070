package physics

import (
	"slices"
	"strconv"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/physics/expr"
)

// joined is a port of the kind that is read (part nil) or of a component, and the node inside the kind that it stands in.
type joined struct {
	part *component
	port *Port
	node int // -1 where it is in none
}

// inner is a node inside a kind.
type inner struct {
	ends  []int // in reader.joined
	own   []int // those of the kind itself
	pos   source.Pos
	len   int
	count int // ports of components entered so far
	of    int // ports of components
	sum   expr.ID
}

// connect reads `connect: [[inlet, cells.1.a], {for: i = 1..n-1, node: [cells.(i).b, cells.(i+1).a]}]` inside a kind. At such
// a node as anywhere the across variables are one unknown and the last through variable follows from the others; a port of
// the kind itself passes what its node outside does on to the node inside.
func (p *reader) connect(n *source.Node) {
	for i := range p.k.Ports {
		p.joined = append(p.joined, joined{port: &p.k.Ports[i], node: -1})
	}
	for _, c := range p.parts {
		for i := range c.kind.Ports {
			c.port = append(c.port, len(p.joined))
			p.joined = append(p.joined, joined{part: c, port: &c.kind.Ports[i], node: -1})
		}
	}
	if n != nil && n.Kind != source.List {
		p.faults.At(n, "connect: [[inlet, pipe.a], [pipe.b, outlet]]", "a list of nodes is due, not %s", n.Kind)
	} else if n != nil {
		for _, x := range n.Items {
			p.entry(x)
		}
	}
	for _, c := range p.parts {
		for i := range c.kind.Ports {
			p.enter(c, i)
		}
	}
	p.ties()
}

// entry reads one entry of connect.
func (p *reader) entry(x *source.Node) {
	if x.Kind != source.Map {
		p.nodeOf(x, nil)
		return
	}
	p.keys(x, []string{"for", "node"}, "an entry of connect")
	span, list := x.Get("for"), x.Get("node")
	if span == nil || list == nil {
		p.faults.At(x, "write {for: i = 1..n-1, node: [cells.(i).b, cells.(i+1).a]}", "an entry of connect with an index needs for and node")
		return
	}
	loop := expr.ParseSpan(span, p.faults)
	if loop == nil {
		return
	}
	p.sizesIn(loop.From, loop.To)
	from, to, ok := loop.Bounds(&kindEnv{k: p.k}, p.faults)
	before := p.faults.Len()
	for i := from; ok && i <= to && p.faults.Len() == before; i++ {
		p.nodeOf(list, map[string]int{loop.Index: i})
	}
}

// nodeOf joins the ports of a list; nodes that share a port become one.
func (p *reader) nodeOf(list *source.Node, index map[string]int) {
	if list.Kind != source.List {
		p.faults.At(list, "[inlet, pipe.a]", "a list of ports is due, not %s", list.Kind)
		return
	}
	at := &inner{pos: list.Pos, len: 1}
	for _, x := range list.Items {
		end := p.end(x, index)
		if end < 0 {
			return
		}
		if len(at.ends) > 0 && p.joined[at.ends[0]].port.Domain != p.joined[end].port.Domain {
			p.faults.At(x, "a node joins ports of one domain", "%s is %s, the others are %s", x.Text, p.joined[end].port.Domain.Name, p.joined[at.ends[0]].port.Domain.Name)
			return
		}
		if slices.Contains(at.ends, end) {
			p.faults.At(x, "", "%s stands twice in a node", x.Text)
			return
		}
		at.ends = append(at.ends, end)
	}
	for _, e := range slices.Clone(at.ends) {
		if old := p.joined[e].node; old >= 0 {
			for _, f := range p.nodes[old].ends {
				if !slices.Contains(at.ends, f) {
					at.ends = append(at.ends, f)
				}
			}
			p.nodes[old].ends = nil
		}
	}
	for _, e := range at.ends {
		p.joined[e].node = len(p.nodes)
	}
	p.nodes = append(p.nodes, at)
}

// end finds the port that an entry names, -1 after a fault.
func (p *reader) end(x *source.Node, index map[string]int) int {
	links := strings.Split(x.Text, ".")
	off := 0
	for i, l := range links {
		if strings.HasPrefix(l, "(") && strings.HasSuffix(l, ")") {
			a := expr.Parse(l[1:len(l)-1], x.At(off+1), p.faults)
			if a == nil {
				return -1
			}
			p.sizesIn(a)
			v, ok := a.Whole(&kindEnv{k: p.k, index: index}, p.faults)
			if !ok {
				return -1
			}
			links[i] = strconv.Itoa(v)
		}
		off += len(l) + 1
	}
	of, port := strings.Join(links[:len(links)-1], "."), links[len(links)-1]
	known, found := map[string]bool{}, false
	for i, j := range p.joined {
		name := ""
		if j.part != nil {
			name = j.part.name
		}
		if found = found || name == of && (of != "" || len(p.k.Ports) > 0); name == of && j.port.Name == port {
			return i
		}
		switch {
		case name == of:
			known[strings.TrimPrefix(of+"."+j.port.Name, ".")] = true
		case j.part != nil && j.part.first:
			known[name+"."+j.port.Name] = true
		}
	}
	hint := "ports of this kind and of its components: " + strings.Join(sortedKeys(known), ", ")
	if len(known) == 0 {
		hint = "neither this kind nor its components have ports"
	}
	p.faults.At(x, source.DidYouMean(strings.Join(links, "."), sortedKeys(known), hint), "there is no port %s in this kind", strings.Join(links, "."))
	return -1
}

// enter gives the variables of a port of a component their meaning, as island.portLeaves does outside.
func (p *reader) enter(c *component, i int) {
	port := &c.kind.Ports[i]
	across, through := &p.k.Outputs[c.output[port.Across]], &p.k.Outputs[c.output[port.Through]]
	at := p.joined[c.port[i]].node
	if at < 0 {
		through.given, through.formula = true, p.k.g.Const(0)
		return
	}
	g, n := p.k.g, p.nodes[at]
	if n.count == 0 {
		p.open(n)
	}
	if n.count > 0 || len(n.own) > 0 {
		across.given, across.formula = true, p.across(n)
	}
	if n.count++; n.count < n.of {
		n.sum = g.Add(n.sum, p.k.output(c.output[port.Through]))
		return
	}
	through.given = true
	if through.formula = g.Neg(n.sum); len(n.own) > 0 {
		through.formula = g.Sub(p.flowsIn(n), n.sum)
	}
}

// open finds which ports of a node are the kind's own.
func (p *reader) open(n *inner) {
	n.sum = p.k.g.Const(0)
	for _, e := range n.ends {
		if p.joined[e].part == nil {
			n.own = append(n.own, e)
		} else {
			n.of++
		}
	}
	slices.Sort(n.own)
}

// across gives the across variable of a node.
func (p *reader) across(n *inner) expr.ID {
	if len(n.own) > 0 {
		return p.k.output(p.joined[n.own[0]].port.Across)
	}
	for _, c := range p.parts { // the first that entered
		for i := range c.kind.Ports {
			if slices.Contains(n.ends, c.port[i]) {
				return p.k.output(c.output[c.kind.Ports[i].Across])
			}
		}
	}
	return -1
}

// flowsIn gives what flows in from outside through the kind's own ports at a node.
func (p *reader) flowsIn(n *inner) expr.ID {
	g := p.k.g
	sum := g.Const(0)
	for _, e := range n.own {
		sum = g.Add(sum, p.k.output(p.joined[e].port.Through))
	}
	return sum
}

// ties adds the equations between several ports of the kind itself at one node.
func (p *reader) ties() {
	g := p.k.g
	for _, n := range p.nodes {
		if len(n.ends) == 0 {
			continue
		}
		if n.of == 0 && n.own == nil {
			p.open(n)
		}
		note := func(res expr.ID) {
			p.k.Equations = append(p.k.Equations, Equation{Text: "node", Pos: n.pos, Len: n.len, Part: true, res: []expr.ID{res}})
		}
		for _, e := range n.own[min(1, len(n.own)):] {
			note(g.Sub(p.k.output(p.joined[e].port.Across), p.across(n)))
		}
		if n.of == 0 {
			note(p.flowsIn(n))
		}
	}
}

// inside reports whether a port of the kind stands in a node inside it.
func (p *reader) inside(port *Port) bool {
	for _, j := range p.joined {
		if j.part == nil && j.port.Name == port.Name {
			return j.node >= 0
		}
	}
	return false
}

// mixtures adds the equations of the temperatures that come in at the fluid ports of components, and says what leaves through
// ports of the kind that stand in nodes inside it.
func (p *reader) mixtures() {
	for e, j := range p.joined {
		if j.port.Temp < 0 {
			continue
		}
		if j.part == nil {
			if j.node >= 0 {
				p.k.Port(j.port.Name).out = p.mixture(e)
			}
			continue
		}
		res := p.k.g.Sub(p.k.output(j.part.output[j.port.Temp]), p.mixture(e))
		p.k.Equations = append(p.k.Equations, Equation{Text: "mixture at " + j.part.name + "." + j.port.Name, Pos: j.part.key.Pos, Len: len(j.part.key.Text), Part: true, res: []expr.ID{res}})
	}
}

// mixture gives the temperature of what the other ports of a node would send to one.
func (p *reader) mixture(end int) expr.ID {
	var flows, temps []expr.ID
	if at := p.joined[end].node; at >= 0 {
		for _, other := range p.nodes[at].ends {
			if other != end {
				flow, out := p.sent(other)
				flows, temps = append(flows, flow), append(temps, out)
			}
		}
	}
	switch len(temps) {
	case 0:
		_, out := p.sent(end)
		return out
	case 1:
		return temps[0]
	}
	return mixed(p.k.g, flows, temps)
}

// sent gives the flow from a node into a port and the temperature of what would come from there: for a port of the kind itself
// what lies outside.
func (p *reader) sent(end int) (flow, out expr.ID) {
	j := p.joined[end]
	if j.part == nil {
		return p.k.g.Neg(p.k.output(j.port.Through)), p.k.output(j.port.Temp)
	}
	return p.k.output(j.part.output[j.port.Through]), j.part.copies.Of(j.port.out)
}
