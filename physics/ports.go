package physics

import (
	"slices"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics/expr"
)

// Domain is a kind of port: ports of one domain can be connected. At a node the across variables are equal and the through
// variables, positive into each component, sum to zero (H. M. Paynter, Analysis and Design of Engineering Systems, 1961).
type Domain struct {
	Name    string
	Across  string // name of the across variable
	Through string
	About   string
	Carries bool // the through variable carries a temperature from upstream
	across  string
	through string // units
}

// domains are those of the notation, in its order.
var domains = []Domain{
	{"thermal", "T", "Q", "temperature and heat flow", false, "K", "W"},
	{"fluid", "p", "m", "pressure and mass flow, which carries the temperature T from upstream", true, "Pa", "kg/s"},
	{"hydraulic", "p", "q", "pressure and volume flow", false, "Pa", "m3/s"},
	{"electrical", "v", "i", "voltage and current", false, "V", "A"},
	{"rotary", "w", "tau", "angular velocity and torque", false, "rad/s", "N*m"},
	{"linear", "v", "F", "velocity and force", false, "m/s", "N"},
}

// Domains lists the domains of ports.
func Domains() []Domain { return domains }

// Port is a place where a component can be connected. Its variables are outputs of the kind: `inlet.p`, `inlet.m`. A fluid
// port has a third, `inlet.T`: the temperature of what comes in from the other ports of its node.
type Port struct {
	Name            string
	Domain          *Domain
	Across, Through int // index in Kind.Outputs
	Temp            int // index in Kind.Outputs of the temperature that comes in, -1 if there is none
	Pos             source.Pos
	leaves          *expr.Ast // temperature of what goes out, nil if what comes in elsewhere
	out             expr.ID   // the same in the kind's graph
}

// Port gives a port by name, nil if there is none.
func (k *Kind) Port(name string) *Port {
	for i := range k.Ports {
		if k.Ports[i].Name == name {
			return &k.Ports[i]
		}
	}
	return nil
}

// portOf gives the port that an output is a variable of.
func (k *Kind) portOf(output int) *Port {
	for i := range k.Ports {
		if p := &k.Ports[i]; output == p.Across || output == p.Through || output == p.Temp {
			return p
		}
	}
	return nil
}

// portNames lists the ports.
func (k *Kind) portNames() []string {
	out := make([]string, len(k.Ports))
	for i := range k.Ports {
		out[i] = k.Ports[i].Name
	}
	return out
}

// ports reads `ports: {inlet: fluid, outlet: fluid at T}` and makes the variables of the ports.
func (p *reader) ports(n *source.Node) {
	if n == nil || !p.mapping(n) {
		return
	}
	known := make([]string, len(domains))
	for i := range domains {
		known[i] = domains[i].Name
	}
	for i, key := range n.Keys {
		item := n.Items[i]
		name, sends, at := strings.Cut(item.Text, " at ")
		var d *Domain
		for j := range domains {
			if item.Kind == source.Scalar && domains[j].Name == name {
				d = &domains[j]
			}
		}
		switch {
		case d == nil:
			p.faults.At(item, source.DidYouMean(name, known, "known: "+strings.Join(known, ", ")), "a port cannot be %s", item.Text)
			continue
		case at && !d.Carries:
			p.faults.At(item, "only a fluid port has a temperature of what goes out", "a %s port carries nothing", name)
			continue
		case !identifier(key.Text):
			p.faults.At(key, "letters, digits and _, a letter first", "%q is no name", key.Text)
			continue
		}
		port := Port{Name: key.Text, Domain: d, Pos: key.Pos, Temp: -1}
		port.Across = p.portVariable(&port, d.Across, d.across, "across")
		port.Through = p.portVariable(&port, d.Through, d.through, "through, positive into the component")
		if d.Carries {
			port.Temp = p.portVariable(&port, "T", "K", "temperature of what comes in")
		}
		if at {
			port.leaves = expr.Parse(sends, item.At(len(name)+len(" at ")), p.faults)
		}
		p.k.Ports = append(p.k.Ports, port)
	}
}

// usual are the nominal values [SI] of variables of ports, and the first guesses where a loop has to be solved for them.
var usual = map[string]float64{"Pa": 1e5, "K": 300, "m3/s": 1e-3}

// portVariable adds a variable of a port and gives its index.
func (p *reader) portVariable(port *Port, name, u, about string) int {
	x, _ := unit.Parse(u)
	v := Variable{Name: port.Name + "." + name, About: about, Unit: x, Dim: x.Dim, Min: minusInf, Max: plusInf, Nominal: 1, Pos: port.Pos, port: true}
	if s := usual[u]; s != 0 {
		v.Nominal = s
	}
	p.k.Outputs = append(p.k.Outputs, v)
	return len(p.k.Outputs) - 1
}

// sends finds at what temperature fluid leaves through each port: as written, or as it came in through the other port of
// a component that has two.
func (p *reader) sends() {
	k := p.k
	var fluid []int
	for i := range k.Ports {
		if k.Ports[i].Temp >= 0 {
			fluid = append(fluid, i)
		}
	}
	for at, i := range fluid {
		port := &k.Ports[i]
		switch {
		case p.inside(port):
			if port.leaves != nil {
				p.faults.Add(port.Pos, len(port.Name), "write fluid alone", "what leaves through %s comes from the components that it is connected to", port.Name)
			}
		case port.leaves != nil:
			temp := Variable{Dim: unit.Temperature}
			port.out, _ = lowerFor(k.g, port.leaves, &temp, &kindEnv{k: k}, p.faults)
		case len(fluid) == 2:
			port.out = k.g.Leaf(expr.User, k.userLeaf('o', k.Ports[fluid[1-at]].Temp))
		default:
			p.faults.Add(port.Pos, len(port.Name), "write "+port.Name+": fluid at T", "at what temperature fluid leaves through %s is not said", port.Name)
		}
	}
}

// End is one port in a node.
type End struct {
	Instance, Port string
	Pos            source.Pos
	Len            int
}

// joint is a node: the ports that meet there.
type joint struct {
	ends []int // in Network.ends
	pos  source.Pos
}

// attached is a port of an instance and the node that it stands in.
type attached struct {
	inst, port int
	joint      int // -1 where it is open
}

// Connect joins ports in one node; call it when their instances are added. Nodes that share a port become one. What cannot be
// joined goes to faults: an unknown port, one that stands twice, ports of different domains.
func (n *Network) Connect(ends []End, pos source.Pos, faults *source.Faults) {
	j := joint{pos: pos}
	var first *Port
	for _, e := range ends {
		inst, ok := n.byName[e.Instance]
		if !ok {
			faults.Add(e.Pos, e.Len, source.DidYouMean(e.Instance, n.instanceNames(), ""), "there is no component %s", e.Instance)
			return
		}
		k := n.instances[inst].Kind
		port := k.Port(e.Port)
		if port == nil {
			faults.Add(e.Pos, e.Len, source.DidYouMean(e.Port, k.portNames(), "ports: "+strings.Join(k.portNames(), ", ")), "%s has no port %q", e.Instance, e.Port)
			return
		}
		at := n.endOf(inst, e.Port)
		switch {
		case first != nil && first.Domain != port.Domain:
			faults.Add(e.Pos, e.Len, "a node joins ports of one domain", "%s.%s is %s, the others are %s", e.Instance, e.Port, port.Domain.Name, first.Domain.Name)
			return
		}
		first = port
		j.ends = append(j.ends, at)
		for _, other := range j.ends[:len(j.ends)-1] {
			if other == at {
				faults.Add(e.Pos, e.Len, "", "%s.%s stands twice in a node", e.Instance, e.Port)
				return
			}
		}
	}
	if len(j.ends) == 0 {
		return
	}
	for _, at := range j.ends {
		if old := n.ends[at].joint; old >= 0 && old < len(n.joints) {
			for _, e := range n.joints[old].ends {
				if !slices.Contains(j.ends, e) {
					j.ends = append(j.ends, e)
				}
			}
			n.joints[old].ends = nil
		}
	}
	for _, at := range j.ends {
		n.ends[at].joint = len(n.joints)
	}
	n.joints = append(n.joints, j)
}

// endOf gives the entry of a port that is there.
func (n *Network) endOf(inst int, port string) int {
	return n.firstEnd[inst] + slices.IndexFunc(n.instances[inst].Kind.Ports, func(p Port) bool { return p.Name == port })
}

// Open lists the ports that stand in no node: their through variables are 0.
func (n *Network) Open() []string {
	var out []string
	for _, e := range n.ends {
		if e.joint < 0 {
			in := n.instances[e.inst]
			out = append(out, in.Name+"."+in.Kind.Ports[e.port].Name)
		}
	}
	return out
}

func (n *Network) instanceNames() []string {
	out := make([]string, len(n.instances))
	for i, in := range n.instances {
		out[i] = in.Name
	}
	return out
}
