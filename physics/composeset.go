package physics

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/physics/expr"
)

// settingOf finds a setting of a component as written: limits.min stands in limits.
func settingOf(n *source.Node, name string) *source.Node {
	if group, rest, ok := strings.Cut(name, "."); ok {
		if n = n.Get(group); n == nil || n.Kind != source.Map {
			return nil
		}
		return n.Get(rest)
	}
	return n.Get(name)
}

// known refuses settings that the kind of a component does not have; of an array once.
func (p *reader) known(c *component) {
	if !c.first {
		return
	}
	list, groups := []string{"kind", "for", "start"}, map[string][]string{}
	for _, name := range c.kind.Settings() {
		group, rest, ok := strings.Cut(name, ".")
		if ok {
			groups[group] = append(groups[group], rest)
		}
		if !slices.Contains(list, group) {
			list = append(list, group)
		}
	}
	p.keys(c.node, list, c.kind.Name)
	for i, key := range c.node.Keys {
		if in := groups[key.Text]; in != nil && p.mapping(c.node.Items[i]) {
			p.keys(c.node.Items[i], in, c.key.Text+"."+key.Text)
		}
	}
}

// missing faults a setting that a component needs; of an array once.
func (p *reader) missing(c *component, v *Variable, what string) {
	if c.first {
		p.faults.At(c.key, "write "+v.Name+": "+v.Dim.Name(), "%s: the %s %s of %s is missing", c.key.Text, what, v.Name, c.kind.Name)
	}
}

// parametersOf gives the parameters of a component what its settings say.
func (p *reader) parametersOf(c *component) {
	k := c.kind
	c.param, c.tables = make([]expr.ID, len(k.Parameters)), make([]int, len(k.Parameters))
	for i := range k.Parameters {
		v := &k.Parameters[i]
		n := settingOf(c.node, v.Name)
		switch {
		case n == nil && v.HasDefault:
			c.param[i] = p.k.g.Const(v.Default)
		case n == nil:
			p.missing(c, v, "parameter")
		case v.Table:
			c.tables[i] = p.tableOf(c, v, n)
		default:
			c.param[i] = p.parameterOf(c, v, n)
		}
	}
}

// parameterOf reads a parameter of a component: numbers and parameters of the kind.
func (p *reader) parameterOf(c *component, v *Variable, n *source.Node) expr.ID {
	a := expr.ParseNode(n, p.faults)
	if a == nil {
		return 0
	}
	id, ok := lowerFor(p.k.g, a, v, &kindEnv{k: p.k, index: c.index}, p.faults)
	if !ok {
		return 0
	}
	if p.k.g.Level(id) != expr.AtNumbers {
		p.faults.Add(a.Pos(), a.Len(), "numbers and parameters of the kind", "the parameter %s of %s cannot move", v.Name, c.kind.Name)
		return id
	}
	p.within(c, v, a, id)
	return id
}

// within holds a parameter of a component to its range: what is given by a parameter of the kind alone passes its range on to that,
// and what is not sure to keep to it is asserted.
func (p *reader) within(c *component, v *Variable, a *expr.Ast, id expr.ID) {
	k := p.k
	if class, i, ok := k.g.IsLeaf(id); ok && class == expr.Param {
		of := &k.Parameters[i]
		of.Min, of.Max = math.Max(of.Min, v.Min), math.Min(of.Max, v.Max)
		if of.HasDefault && (of.Default < of.Min || of.Default > of.Max) {
			p.faults.Add(a.Pos(), a.Len(), "give it another start", "the start of %s is out of the range of %s.%s", of.Name, c.key.Text, v.Name)
		}
		return
	}
	x := k.g.Range(id, func(_ expr.ID, class expr.Class, i int) expr.Interval {
		if class == expr.Param {
			return expr.Interval{Lo: k.Parameters[i].Min, Hi: k.Parameters[i].Max}
		}
		return expr.Anything
	})
	if x.Hi < v.Min || x.Lo > v.Max {
		p.faults.Add(a.Pos(), a.Len(), fmt.Sprintf("from %g to %g %s", v.Unit.FromSI(v.Min), v.Unit.FromSI(v.Max), v.Unit.Text), "%s is out of the range of %s of %s", a.String(), v.Name, c.kind.Name)
		return
	}
	keep := func(edge expr.ID) {
		k.Assertions = append(k.Assertions, Assertion{Name: c.name + "." + v.Name, Text: a.String(), Message: v.Name + " of " + c.name + " is out of its range",
			Pos: a.Pos(), Part: true, that: expr.Value{ID: k.g.Not(k.g.Less(edge, k.g.Const(0))), Bool: true, Crossing: edge}})
	}
	if x.Lo < v.Min {
		keep(k.g.Sub(id, k.g.Const(v.Min)))
	}
	if x.Hi > v.Max {
		keep(k.g.Sub(k.g.Const(v.Max), id))
	}
}

// tableOf reads a parameter that is a table: one of the kind's own.
func (p *reader) tableOf(c *component, v *Variable, n *source.Node) int {
	i := find(p.k.Parameters, n.Text)
	if i < 0 || !p.k.Parameters[i].Table {
		if c.first {
			p.faults.At(n, "declare a table among the parameters of this kind and give its name", "%s of %s is a table", v.Name, c.kind.Name)
		}
		return 0
	}
	if of := &p.k.Parameters[i]; of.X != v.X || of.X2 != v.X2 || of.Two != v.Two || of.Dim != v.Dim {
		if c.first {
			p.faults.At(n, "declare it with the units of the other", "the table %s has other units than %s of %s", of.Name, v.Name, c.kind.Name)
		}
	}
	return i
}

// inputsOf gives the inputs of a component what its settings say: each is an output of the kind with an equation, shared by the
// components of an array; one that was left out is a constant.
func (p *reader) inputsOf(c *component, given map[string]int) {
	for i := range c.kind.Inputs {
		v := &c.kind.Inputs[i]
		n := c.node.Get(v.Name)
		if n == nil {
			if !p.k.Outputs[c.input[i]].given {
				p.missing(c, v, "input")
			}
			continue
		}
		a := expr.ParseNode(n, p.faults)
		if a == nil {
			return
		}
		var res []expr.ID
		if v.Type == Real {
			id, ok := lowerFor(p.k.g, a, v, &kindEnv{k: p.k, index: c.index}, p.faults)
			if !ok {
				return
			}
			res = []expr.ID{p.k.g.Sub(p.k.output(c.input[i]), id)}
		}
		key := c.key.Text + "." + v.Name
		at, ok := given[key]
		if !ok {
			at = len(p.k.Equations)
			given[key] = at
			p.k.Equations = append(p.k.Equations, Equation{Text: c.says(v, a), Pos: a.Pos(), Len: a.Len()})
		}
		p.k.Equations[at].res = append(p.k.Equations[at].res, res...)
	}
}

// says writes a setting as an equation, of an array with its index.
func (c *component) says(v *Variable, a *expr.Ast) string {
	span := c.node.Get("for")
	if span == nil {
		return c.key.Text + "." + v.Name + " = " + a.String()
	}
	index, _, _ := strings.Cut(span.Text, "=")
	return c.key.Text + "[" + strings.TrimSpace(index) + "]." + v.Name + " = " + a.String() + " for " + span.Text
}

// settings lists the parameters that a component is given, as equations for whoever reads the kind; they determine nothing.
func (p *reader) settings(c *component) {
	for i := range c.kind.Parameters {
		v := &c.kind.Parameters[i]
		if n := settingOf(c.node, v.Name); n != nil && c.first {
			if a := expr.ParseNode(n, p.faults); a != nil {
				p.k.Equations = append(p.k.Equations, Equation{Text: c.says(v, a), Pos: a.Pos(), Len: a.Len()})
			}
		}
	}
}

// defaultsOf makes constants of the inputs of a component that were left out, before anything reads them.
func (p *reader) defaultsOf(c *component) {
	for i := range c.kind.Inputs {
		if v := &c.kind.Inputs[i]; v.HasDefault && c.node.Get(v.Name) == nil {
			to := &p.k.Outputs[c.input[i]]
			to.given, to.formula = true, p.k.g.Const(v.Default)
		}
	}
}

// startsOf reads `start: {T: ambient}` of a component.
func (p *reader) startsOf(c *component) {
	n := c.node.Get("start")
	if n == nil || !p.mapping(n) {
		return
	}
	for i, key := range n.Keys {
		at := find(c.kind.States, key.Text)
		if at < 0 || c.kind.States[at].Hidden {
			if c.first {
				p.faults.At(key, source.DidYouMean(key.Text, stateNames(c.kind), "states: "+strings.Join(stateNames(c.kind), ", ")), "%s has no state %q", c.kind.Name, key.Text)
			}
			continue
		}
		v := &p.k.States[c.state[at]]
		if v.solved {
			p.faults.At(key, "leave it out", "initial equations of %s determine the start of %s", c.kind.Name, key.Text)
			continue
		}
		a := expr.ParseNode(n.Items[i], p.faults)
		if a == nil {
			continue
		}
		v.Start, v.HasDefault = a, false
		v.start, _ = lowerFor(p.k.g, a, v, &kindEnv{k: p.k, start: true, index: c.index}, p.faults)
	}
}
