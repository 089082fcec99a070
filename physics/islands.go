package physics

import (
	"sort"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/physics/expr"
)

// qualify puts the asset's name for self.
func qualify(name, self string) string {
	if rest, ok := strings.CutPrefix(name, "self."); ok && self != "" {
		return self + "." + rest
	}
	return name
}

// variable finds a state, output or input of an instance by its full name.
func (n *Network) variable(name string) (inst int, list byte, i int, ok bool) {
	if inst, ok = n.byName[name]; ok && n.instances[inst].signal {
		return inst, 'i', 0, true
	}
	for at := strings.LastIndexByte(name, '.'); at >= 0; at = strings.LastIndexByte(name[:at], '.') {
		inst, ok = n.byName[name[:at]]
		if !ok {
			continue // a variable of a port has a dot of its own
		}
		k := n.instances[inst].Kind
		for _, l := range []struct {
			list byte
			vars []Variable
		}{{'s', k.States}, {'o', k.Outputs}, {'i', k.Inputs}} {
			if i := find(l.vars, name[at+1:]); i >= 0 {
				return inst, l.list, i, true
			}
		}
	}
	return 0, 0, 0, false
}

// self is what self means in the expressions of an instance.
func (in *Instance) self() string {
	if in.Self != "" {
		return in.Self
	}
	return in.Name
}

// input gives the binding of an input; without one it has its default.
func (in *Instance) input(i int) Binding {
	v := &in.Kind.Inputs[i]
	if b := in.Inputs[v.Name]; b.form != bindNone {
		return b
	}
	if v.HasDefault {
		return Fixed(v.Default)
	}
	return Binding{}
}

// moves reports whether a name is a variable that can change between events. Inputs that read one another in a circle do.
func (n *Network) moves(name string) bool {
	inst, list, i, ok := n.variable(name)
	if !ok {
		return false
	}
	if list != 'i' {
		return true
	}
	in := n.instances[inst]
	b := in.input(i)
	if b.form != bindExpr {
		return false
	}
	if known, ok := n.moving[name]; ok {
		return known
	}
	n.moving[name] = true
	moves := false
	for _, r := range b.ast.NamesBut("sampled") {
		moves = moves || r.Call && r.Text != "sampled" || r.Text == "time"
	}
	for _, r := range n.expand(b.ast, in.self()) {
		moves = moves || n.moves(r)
	}
	n.moving[name] = moves
	return moves
}

// expand gives the names that an expression reads, paths with * replaced by what they stand for.
func (n *Network) expand(a *expr.Ast, self string) []string {
	var out []string
	for _, r := range a.NamesBut("sampled") {
		name := qualify(r.Text, self)
		switch {
		case r.Call:
		case strings.Contains(name, "*"):
			out = append(out, n.match(name)...)
		default:
			out = append(out, name)
		}
	}
	return out
}

// match lists the variables of the network that fit a pattern, or what the plant knows.
func (n *Network) match(pattern string) []string {
	if c, ok := n.resolver.(expr.Copies); ok {
		return c.Match(pattern)
	}
	var out []string
	for _, in := range n.instances {
		for _, list := range [][]Variable{in.Kind.States, in.Kind.Outputs, in.Kind.Inputs} {
			for i := range list {
				if name := in.full(&list[i]); fits(pattern, name) {
					out = append(out, name)
				}
			}
		}
	}
	sort.Strings(out)
	return out
}

// fits reports whether a name fits a pattern in which * stands for one link.
func fits(pattern, name string) bool {
	p, q := strings.Split(pattern, "."), strings.Split(name, ".")
	if len(p) != len(q) {
		return false
	}
	for i := range p {
		if p[i] != "*" && p[i] != q[i] {
			return false
		}
	}
	return true
}

// group is one island to be: instances and guards.
type group struct {
	instances []int
	guards    []int
}

// groups joins instances that read one another's moving variables or are connected, and those that one guard reads.
func (n *Network) groups() []group {
	set := newUnion(len(n.instances) + len(n.guards))
	join := func(at int, a *expr.Ast, self string) {
		for _, name := range n.expand(a, self) {
			if inst, _, _, ok := n.variable(name); ok && n.moves(name) {
				set.join(at, inst)
			}
		}
	}
	for i, in := range n.instances {
		for j := range in.Kind.Inputs {
			if b := in.input(j); b.form == bindExpr {
				join(i, b.ast, in.self())
			}
		}
	}
	for _, j := range n.joints {
		for _, e := range j.ends[min(1, len(j.ends)):] {
			set.join(n.ends[j.ends[0]].inst, n.ends[e].inst)
		}
	}
	for i, g := range n.guards {
		join(len(n.instances)+i, g.cond, g.self)
	}
	order := make([]int, len(n.instances))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool { return n.instances[order[i]].Name < n.instances[order[j]].Name })
	at := map[int]int{}
	var out []group
	place := func(root int) *group {
		if _, ok := at[root]; !ok {
			at[root] = len(out)
			out = append(out, group{})
		}
		return &out[at[root]]
	}
	for _, i := range order {
		g := place(set.root(i))
		g.instances = append(g.instances, i)
	}
	for i := range n.guards {
		g := place(set.root(len(n.instances) + i))
		g.guards = append(g.guards, i)
	}
	return out
}

// union is a set of disjoint sets.
type union []int

func newUnion(n int) union {
	u := make(union, n)
	for i := range u {
		u[i] = i
	}
	return u
}

func (u union) root(i int) int {
	for u[i] != i {
		u[i] = u[u[i]]
		i = u[i]
	}
	return i
}

func (u union) join(i, j int) {
	if i, j = u.root(i), u.root(j); i != j {
		u[max(i, j)] = min(i, j)
	}
}

// Compile sorts the equations into systems, in order of the name of their first instance; guards that read no instance
// come last. Faults go to faults; systems with faults are left out. All parameters are 0 until System.With.
func (n *Network) Compile(faults *source.Faults) []*System {
	var out []*System
	var tapes []*expr.Tape
	for _, g := range n.groups() {
		before := faults.Len()
		b := newIsland(n, g, faults)
		b.collect()
		if faults.Len() > before {
			continue
		}
		if m := b.sort(); m != nil && faults.Len() == before {
			s := assemble(b.name(), m)
			if i := s.singular(); i >= 0 {
				b.faults.Add(b.position(s.sym.vars[i].Name), 1, b.openHint(s.sym.vars[i].Name),
					"the equations leave %s open: some of them say the same (index 2 or higher)", s.sym.vars[i].Name)
				continue
			}
			tapes = s.share(tapes)
			out = append(out, s)
		}
	}
	return out
}
