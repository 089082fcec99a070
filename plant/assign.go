package plant

import (
	"fmt"
	"slices"
	"sort"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics"
	"github.com/plantwin/plantwin/physics/expr"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/sim"
)

// settable is an input or a constant of an equation component that some rule or step of a cycle sets. Its number in the file is where it
// begins; from then on it is a level, which the equations read as they read a signal of the line.
type settable struct {
	path   string
	key    *source.Node // where a rule first names it
	found  bool         // the component has it
	number int          // where it begins
	l      limits
	unit   unit.Unit
	level  int32 // of the model that is being bound
}

// assignment is one entry of set: the value is computed once, when the rule fires.
type assignment struct {
	to     *settable
	number int      // of a value that parameters give, -1 for none
	value  *formula // else
}

// setNode is a mapping `set` of a rule or a step.
type setNode struct {
	at   string // path
	node *source.Node
}

// setsOf lists what rules and the steps of cycles set.
func (c *compiler) setsOf() []setNode {
	var out []setNode
	for _, e := range c.sc.Rules {
		if n := get(e.Value, "set"); n != nil {
			out = append(out, setNode{"rules." + e.Name + ".set", n})
		}
	}
	for _, e := range c.sc.Assets {
		list := get(get(e.Value, "cycle"), "steps")
		if list == nil {
			continue
		}
		for _, x := range list.Items {
			if n := x.Get("set"); n != nil {
				out = append(out, setNode{e.Name + ".cycle.steps." + textOf(x.Get("name")) + ".set", n})
			}
		}
	}
	return out
}

// findSettable notes what is set, before anything is read.
func (c *compiler) findSettable() {
	c.settable = map[string]*settable{}
	for _, x := range c.setsOf() {
		for _, k := range keys(x.node) {
			if c.settable[k.Text] == nil {
				c.settable[k.Text] = &settable{path: k.Text, key: k}
			}
		}
	}
}

// moves gives the binding of a setting that a rule sets: begin is what the file says. False for any other.
func (c *compiler) moves(a *asset, v *physics.Variable, l limits, begin int) (physics.Binding, bool) {
	s := c.settable[a.name+"."+v.Name]
	if s == nil {
		return physics.Binding{}, false
	}
	s.found, s.number, s.l, s.unit = true, begin, l, v.Unit
	n := &c.network
	id, ok := n.idAt[s.path]
	if !ok {
		id = len(n.ids)
		n.ids = append(n.ids, s.path)
		n.idAt[s.path] = id
	}
	if c.signals[s.path] == nil { // a constant: an input is one already
		c.register(signal{asset: a.name, name: v.Name, sort: line.Level, dim: v.Dim, unit: v.Unit, truth: v.Type == physics.Boolean})
	}
	return physics.Signal(id), true
}

// checkSettable reports what is set and nobody has.
func (c *compiler) checkSettable() {
	var known []string
	for _, a := range c.assets {
		if a.physics != nil {
			for _, list := range [][]physics.Variable{a.physics.Inputs, a.physics.Parameters} {
				for i := range list {
					known = append(known, a.name+"."+list[i].Name)
				}
			}
		}
	}
	sort.Strings(known)
	for _, x := range c.setsOf() {
		for _, k := range keys(x.node) {
			switch s := c.settable[k.Text]; {
			case s.found:
			case slices.Contains(known, k.Text):
				c.faults.At(k, "give the number in the file, and let the rule set it, or let the expression read a signal", "%s follows an expression, is a table or a length: it cannot be set", k.Text)
			default:
				c.faults.At(k, source.DidYouMean(k.Text, known, "a rule sets an input or a constant of an equation component, such as oil.heat"), "%s: there is no %q to set", x.at, k.Text)
			}
		}
	}
}

// assignments reads a mapping set at a path.
func (c *compiler) assignments(at string, n *source.Node) []assignment {
	var out []assignment
	for i, k := range keys(n) {
		s, v := c.settable[k.Text], n.Items[i]
		if !s.found {
			continue
		}
		if v.Kind != source.Scalar {
			c.faults.At(v, "write a value or an expression", "%s.%s is %s", at, k.Text, v.Kind)
			continue
		}
		if a, ok := c.assignment(at, s, v); ok {
			out = append(out, a)
		}
	}
	return out
}

func (c *compiler) assignment(at string, s *settable, v *source.Node) (assignment, bool) {
	constant := true
	if _, _, err := unit.Quantity(v.Text); err != nil {
		ast := expr.ParseNode(v, c.faults)
		if ast == nil {
			return assignment{}, false
		}
		for _, x := range ast.Names() {
			if _, ok := c.parameter(x.Text); !ok {
				constant = false
			}
		}
		if !constant {
			scope := c.values(nil, false)
			scope.truth = s.l.truth
			f, _, ok := c.formula(ast, scope, &s.l.dim, false)
			return assignment{to: s, number: -1, value: f}, ok
		}
	}
	i, ok := c.number(at+"."+s.path, v, s.l)
	return assignment{to: s, number: i}, ok
}

// bindSettable makes the levels of all that rules set.
func (c *compiler) bindSettable(b *binding) {
	for _, e := range c.network.ids {
		s := c.settable[e]
		if s == nil {
			continue
		}
		a := c.signals[e]
		s.level = b.sim.Level(a.asset, a.name, b.v[s.number])
		b.refs.line[e] = &line.Signal{Name: a.name, Sort: line.Level, Dim: s.l.dim,
			Terms: []sim.Term{{Ref: sim.Ref{Store: sim.StoreLevel, Index: s.level}, Coef: 1}}}
	}
}

// boundAssignment is an assignment of a model.
type boundAssignment struct {
	level int32
	path  string
	check number // for its limits
	value func(s *sim.State, part int32) (float64, bool)
}

func (c *compiler) bindAssignments(b *binding, list []assignment) []boundAssignment {
	out := make([]boundAssignment, len(list))
	for i, a := range list {
		x := &out[i]
		*x = boundAssignment{level: a.to.level, path: a.to.path, check: number{limits: a.to.l, unit: a.to.unit}}
		if a.number >= 0 {
			v := b.v[a.number]
			x.value = func(*sim.State, int32) (float64, bool) { return v, true }
			continue
		}
		b.later = append(b.later, func() { x.value = b.bindFormula(a.value, c.leaves) })
	}
	return out
}

// assign carries out the assignments of one rule or step, all values before any change.
func assign(s *sim.State, who string, list []boundAssignment) error {
	var few [8]float64
	values := few[:0]
	for i := range list {
		x := &list[i]
		v, ok := x.value(s, -1)
		if !ok {
			return fmt.Errorf("%s sets %s to what is no number", who, x.path)
		}
		if why := x.check.refuse(v); why != "" {
			return fmt.Errorf("%s sets %s to %s: %s", who, x.path, show(v, x.check.unit), why)
		}
		values = append(values, v)
	}
	for i := range list {
		s.Set(list[i].level, values[i])
	}
	return nil
}

// stepSet is what a step of a cycle sets; the unit of the rules carries it out.
type stepSet struct {
	setNode
	list []assignment
}

// stepSets compiles what steps set, when the components are known.
func (c *compiler) readStepSets() {
	for i := range c.stepSets {
		x := &c.stepSets[i]
		x.list = c.assignments(x.at, x.node)
	}
}
