package physics

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/physics/expr"
)

// A kind made of others is flattened when it is read: it has the states, outputs, equations, rules and assertions of its
// components, under names such as mass.T or cells.3.T, beside its own. An input of a component is an output of the kind with
// an equation of its own; a parameter of a component is replaced by what the kind gives it. So whatever handles kinds knows
// nothing of composition, and a composed kind costs what the same equations written out would.

// Component says what a kind is made of.
type Component struct {
	Name string // as declared
	Over string // of an array, such as "i = 1..n"
	Kind *Kind
}

// component is one component while its kind is read; an array has one for each value of its index.
type component struct {
	name   string // cells.3
	kind   *Kind
	key    *source.Node // its name as declared
	node   *source.Node // its settings
	index  map[string]int
	first  bool      // of an array
	state  []int     // in the States of the kind that is read
	output []int     // in its Outputs
	input  []int     // likewise
	port   []int     // of each port, in reader.joined
	param  []expr.ID // value of each parameter
	tables []int     // of each parameter that is a table: the parameter of the kind
	copies *expr.Subst
	past   map[int]expr.ID // delayed values entered
}

// mostVariables bounds what a kind is made of.
const mostVariables = 100_000

// components reads `components: {mass: {kind: thermal-mass, C: C}}` and enters the variables of what it finds.
func (p *reader) components(n *source.Node) {
	if p.mapping(n) {
		for i, key := range n.Keys {
			if item := n.Items[i]; !p.mapping(item) || !p.nameOf(key) || !p.declare(key, item) {
				p.broken = true
			}
		}
	}
	if p.broken {
		return // what reads it would be at fault too
	}
	for _, c := range p.parts {
		p.variablesOf(c)
	}
	for _, c := range p.parts {
		c.input = p.adopt(c, c.kind.Inputs)
		p.defaultsOf(c)
	}
	p.connect(p.k.node.Get("connect"))
}

// nameOf checks the name of a component.
func (p *reader) nameOf(key *source.Node) bool {
	name := key.Text
	if !identifier(name) {
		p.faults.At(key, "letters, digits and _, a letter first", "%q is no name", name)
		return false
	}
	for _, r := range reserved {
		if r == name {
			p.faults.At(key, "take another name", "%q cannot be used as a name", name)
			return false
		}
	}
	for _, list := range [][]Variable{p.k.Parameters, p.k.Inputs, p.k.States, p.k.Outputs} {
		for i := range list {
			if v := &list[i]; v.plain() == name || strings.HasPrefix(v.Name, name+".") {
				p.faults.At(key, "take another name", "%s is defined twice in this kind", name)
				return false
			}
		}
	}
	return true
}

// declare makes the components of one entry; false after a fault, also where it is one of the kind's own.
func (p *reader) declare(key, item *source.Node) bool {
	of := item.Get("kind")
	if of == nil || of.Kind != source.Scalar {
		p.faults.At(key, "write kind: thermal-mass", "the component %s has no kind", key.Text)
		return false
	}
	k := p.k.scope.component(of, p.faults)
	if k == nil {
		return false
	}
	if k.Runs != "" {
		p.faults.At(of, "it can be an asset only", "the kind %s runs a %s, which a component cannot", k.Name, k.Runs)
		return false
	}
	c := component{name: key.Text, kind: k, key: key, node: item, first: true}
	span := item.Get("for")
	if span == nil {
		return p.add(&c, "")
	}
	loop := expr.ParseSpan(span, p.faults)
	if loop == nil {
		return false
	}
	p.sizesIn(loop.From, loop.To)
	from, to, ok := loop.Bounds(&kindEnv{k: p.k}, p.faults)
	for i := from; ok && i <= to; i++ {
		x := c
		x.name, x.index, x.first = key.Text+"."+strconv.Itoa(i), map[string]int{loop.Index: i}, i == from
		ok = p.add(&x, span.Text)
	}
	return ok
}

// add enters a component, of an array over a range of an index.
func (p *reader) add(c *component, over string) bool {
	if !p.resized(c) || !p.room(c) {
		return false
	}
	p.parts = append(p.parts, c)
	if c.first {
		p.k.Components = append(p.k.Components, Component{Name: c.key.Text, Over: over, Kind: c.kind})
	}
	return true
}

// room bounds how much a kind can be made of.
func (p *reader) room(c *component) bool {
	k := c.kind
	p.made += 1 + len(k.States) + len(k.Outputs) + len(k.Inputs) + len(k.Rules) + len(k.Assertions)
	if p.made > mostVariables {
		p.faults.At(c.key, "make it smaller", "%s makes this kind too large: more than %d variables", c.key.Text, mostVariables)
		return false
	}
	return true
}

// sizesIn notes the parameters in the bounds of an index, or in a length.
func (p *reader) sizesIn(list ...*expr.Ast) {
	for _, a := range list {
		for _, name := range a.Names() {
			p.size(name.Text)
		}
	}
}

// resized gives a component the lengths that its settings say.
func (p *reader) resized(c *component) bool {
	set := map[string]int{}
	tag := c.kind.Name
	for _, name := range c.kind.Sizes {
		n := c.node.Get(name)
		if n == nil {
			continue
		}
		a := expr.ParseNode(n, p.faults)
		if a == nil {
			return false
		}
		p.sizesIn(a)
		v, ok := a.Whole(&kindEnv{k: p.k, index: c.index}, p.faults)
		if !ok {
			return false
		}
		if of := c.kind.Parameter(name); float64(v) < of.Min || float64(v) > of.Max || v < 1 || v > longest {
			p.faults.At(n, "", "%s of %s cannot be %d", name, c.name, v)
			return false
		}
		set[name] = v
		tag += fmt.Sprintf(" %s=%d", name, v)
	}
	if len(set) == 0 {
		return true
	}
	if p.resize == nil {
		p.resize = map[string]*Kind{}
	}
	k, ok := p.resize[tag]
	if !ok {
		k = c.kind.Sized(set, p.faults)
		p.resize[tag] = k
	}
	c.kind = k
	return k != nil
}

// variablesOf enters states and outputs of a component.
func (p *reader) variablesOf(c *component) {
	for _, v := range c.kind.States {
		c.state = append(c.state, len(p.k.States))
		p.k.States = append(p.k.States, c.own(v))
	}
	c.output = p.adopt(c, c.kind.Outputs)
}

// adopt enters outputs or inputs of a component among the outputs.
func (p *reader) adopt(c *component, list []Variable) []int {
	var out []int
	for i, v := range list {
		out = append(out, len(p.k.Outputs))
		if v.given {
			p.k.defs[len(p.k.Outputs)] = &definition{part: c, at: i}
		}
		v.port, v.given = false, false
		p.k.Outputs = append(p.k.Outputs, c.own(v))
	}
	return out
}

// own is a variable of a component as one of the kind that is read.
func (c *component) own(v Variable) Variable {
	v.Name = c.name + "." + v.Name
	if v.vector != "" {
		v.vector = c.name + "." + v.vector
	}
	v.Pos, v.part = c.key.Pos, true
	return v
}

// formulas gives components their parameters, and notes what those inputs are that are Booleans and integers.
func (p *reader) formulas() {
	for _, c := range p.parts {
		p.known(c)
		p.parametersOf(c)
		c.copies = p.copier(c)
		for i, at := range c.input {
			if n := c.node.Get(c.kind.Inputs[i].Name); n != nil && c.kind.Inputs[i].Type != Real {
				if a := expr.ParseNode(n, p.faults); a != nil {
					p.k.defs[at] = &definition{value: a, index: c.index, faults: p.faults}
				}
			}
		}
	}
}

// compose brings in what the components mean.
func (p *reader) compose() {
	for _, c := range p.parts {
		for i, at := range c.state {
			if v := &p.k.States[at]; !v.HasDefault && (v.Start != nil || v.Hidden) {
				v.start = c.copies.Of(c.kind.States[i].start)
			}
		}
		for i, at := range c.output {
			if v := &p.k.Outputs[at]; v.Start != nil && !v.HasDefault {
				v.start = c.copies.Of(c.kind.Outputs[i].start)
			}
		}
		p.startsOf(c)
	}
	for _, c := range p.parts {
		p.meaningOf(c)
	}
	p.mixtures()
	given := map[string]int{} // equations by component and input as declared
	for _, c := range p.parts {
		p.settings(c)
		p.inputsOf(c, given)
	}
}

// copier copies expressions of the kind of a component.
func (p *reader) copier(c *component) *expr.Subst {
	k := p.k
	c.past = map[int]expr.ID{}
	var s *expr.Subst
	leaf := func(_ expr.ID, class expr.Class, i int) expr.ID {
		switch class {
		case expr.Past:
			return copyDelay(c.past, c.kind.delays, i, s, &k.delays, k.g, c.name)
		case expr.Param:
			return c.param[i]
		case expr.Disc, expr.Derivative:
			return k.g.Leaf(class, c.state[i])
		case expr.User:
			switch list, i := c.kind.ofUser(i); list {
			case 's':
				return k.g.Leaf(expr.User, k.userLeaf('s', c.state[i]))
			case 'o':
				return k.output(c.output[i])
			default:
				return k.output(c.input[i])
			}
		}
		return k.g.Leaf(expr.Time, 0)
	}
	s = k.g.NewSubst(c.kind.g, leaf, func(slot int) int { return c.tables[slot] })
	return s
}

// meaningOf brings in equations, rules and assertions of a component. Faults in them are those of the kind that is read.
func (p *reader) meaningOf(c *component) {
	k, length := p.k, len(c.key.Text)
	all := func(list []Equation) []Equation {
		var out []Equation
		for _, e := range list {
			x := Equation{Text: e.Text, Pos: c.key.Pos, Len: length, of: c.name, Part: true}
			if e.of != "" {
				x.of += "." + e.of
			}
			for _, res := range e.res {
				x.res = append(x.res, c.copies.Of(res))
			}
			out = append(out, x)
		}
		return out
	}
	k.Equations = append(k.Equations, all(c.kind.Equations)...)
	k.Initial = append(k.Initial, all(c.kind.Initial)...)
	for _, r := range c.kind.Rules {
		x := r
		x.Name, x.Pos, x.Part, x.when, x.Set = c.name+"."+r.Name, c.key.Pos, true, c.condition(r.when), nil
		for _, a := range r.Set {
			x.Set = append(x.Set, Assignment{State: c.state[a.State], Text: a.Text, to: c.copies.Of(a.to)})
		}
		k.Rules = append(k.Rules, x)
	}
	for _, a := range c.kind.Assertions {
		a.Name, a.Pos, a.Part, a.that = c.name+"."+a.Name, c.key.Pos, true, c.condition(a.that)
		k.Assertions = append(k.Assertions, a)
	}
}

// condition copies a truth value.
func (c *component) condition(v expr.Value) expr.Value {
	v.ID, v.Crossing = c.copies.Of(v.ID), c.copies.Of(v.Crossing)
	return v
}

// sortedKeys are the keys of a set in order.
func sortedKeys(set map[string]bool) []string {
	out := make([]string, 0, len(set))
	for k := range set {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
