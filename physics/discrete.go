package physics

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics/expr"
)

// Booleans and integers change with events only. A state of these types is set by rules. An output of these types, or an input
// of a component, is defined by an equation `name = expression`: what jumps in that expression (a comparison, floor, if ...)
// becomes a hidden discrete state that two rules keep, as that of a switch, so a step never runs across a change.

// Type is the type of a variable.
type Type uint8

// The types of variables.
const (
	Real Type = iota
	Boolean
	Integer
)

// String gives the word of the notation.
func (t Type) String() string { return [...]string{"real", "boolean", "integer"}[t] }

// a is the word with its article.
func (t Type) a() string { return [...]string{"a real", "a boolean", "an integer"}[t] }

// typed reads `type: boolean`.
func (p *reader) typed(v *Variable, n *source.Node) {
	t := n.Get("type")
	if t == nil {
		return
	}
	for _, x := range []Type{Real, Boolean, Integer} {
		if t.Text == x.String() {
			v.Type = x
			if x == Boolean {
				v.Min, v.Max = 0, 1
			}
			p.noUnit(v, n)
			return
		}
	}
	p.faults.At(t, source.DidYouMean(t.Text, []string{"real", "boolean", "integer"}, "real, boolean or integer"), "%q is no type", t.Text)
}

// noUnit refuses what a Boolean or an integer has no use for.
func (p *reader) noUnit(v *Variable, n *source.Node) {
	for _, key := range []string{"unit", "table", "difference", "min", "max", "nominal"} {
		x := n.Get(key)
		switch {
		case x == nil, v.Type == Real, v.Type == Integer && (key == "min" || key == "max"), key == "unit" && x.Text == "1":
		default:
			p.faults.At(n.Key(key), "leave it out", "%s is %s and has no %s", v.Name, v.Type.a(), key)
		}
	}
}

// startOf reads the start of a Boolean or an integer.
func (p *reader) startOf(v *Variable, n *source.Node) {
	switch {
	case v.Type == Boolean && (n.Text == "true" || n.Text == "false"):
		v.HasDefault = true
		if n.Text == "true" {
			v.Default = 1
		}
	case v.Type == Integer && v.HasDefault && v.Default != float64(int64(v.Default)):
		p.faults.At(n, "write a whole number", "%s is an integer and cannot start at %s", v.Name, n.Text)
	case v.Type == Boolean && v.HasDefault:
		p.faults.At(n, "true or false", "%s is a boolean and cannot start at %s", v.Name, n.Text)
	}
}

// lowerTyped lowers the value of a Boolean or an integer.
func lowerTyped(g *expr.Graph, a *expr.Ast, v *Variable, env expr.Env, faults *source.Faults) (expr.ID, bool) {
	x, ok := typedValue(g, a, v, env, faults)
	return x.ID, ok
}

func typedValue(g *expr.Graph, a *expr.Ast, v *Variable, env expr.Env, faults *source.Faults) (expr.Value, bool) {
	if v.Type == Boolean {
		return g.Condition(a, env, faults)
	}
	x, ok := g.Value(a, env, faults)
	switch {
	case !ok:
	case x.Bool:
		faults.Add(a.Pos(), a.Len(), "write if(c, 1, 0) for a number", "a condition stands where a value is due")
		ok = false
	case !x.Dim.IsOne():
		faults.Add(a.Pos(), a.Len(), "", "a plain number is due, not %s", describe(x.Dim))
		ok = false
	case !x.Whole:
		faults.Add(a.Pos(), a.Len(), "write floor, ceil or round", "the integer %s is given a value that need not be whole", v.plain())
		ok = false
	}
	return x, ok
}

// definition says what an output is that is a formula of others: a Boolean or an integer by its equation, an output of a component
// by what it is there.
type definition struct {
	value  *expr.Ast
	index  map[string]int
	part   *component // in place of value: output at of a component
	at     int
	open   bool
	faults *source.Faults
}

// definitions takes the equations out that define Booleans and integers, and notes them by output.
func (p *reader) definitions(pairs []pair) []pair {
	k := p.k
	var rest []pair
	for _, q := range pairs {
		at := p.typedOutput(q.left)
		if at == nil {
			rest = append(rest, q)
			continue
		}
		p.k.Equations = append(p.k.Equations, Equation{Text: q.node.Text, Pos: q.node.Pos, Len: q.node.Len()})
		env, from, to := &kindEnv{k: k, index: map[string]int{}}, 0, 0
		if q.over != nil {
			var ok bool
			if from, to, ok = q.over.Bounds(env, p.faults); !ok {
				continue
			}
		}
		for i := from; i <= to && k.g.Turn(); i++ {
			index := map[string]int{}
			if q.over != nil {
				index[q.over.Index] = i
			}
			name, ok := q.left.Element(&kindEnv{k: k, index: index}, p.faults)
			if at, found := k.where[name]; ok && found && k.defs[at.i] != nil {
				p.faults.Add(q.left.Pos(), q.left.Len(), "leave one of them out", "%s has two equations", name)
			} else if ok && found {
				k.defs[at.i] = &definition{value: q.right, index: index, faults: p.faults}
			} else if ok {
				p.faults.Add(q.left.Pos(), q.left.Len(), "", "there is no element %s", name)
			}
		}
	}
	return rest
}

// typedOutput gives the Boolean or integer output, or the vector of such, that an expression names; nil for any other.
func (p *reader) typedOutput(a *expr.Ast) *Variable {
	name, ok := a.IsElement()
	for i := range p.k.Outputs {
		if v := &p.k.Outputs[i]; ok && v.plain() == name && v.Type != Real && !v.part {
			return v
		}
	}
	return nil
}

// define gives an output that has a definition its value, and first those that it reads.
func (k *Kind) define(i int) {
	d, v := k.defs[i], &k.Outputs[i]
	if d == nil || v.given {
		return
	}
	if d.part != nil {
		v.given, v.formula = true, d.part.copies.Of(d.part.kind.Outputs[d.at].formula)
		return
	}
	if d.open {
		d.faults.Add(d.value.Pos(), d.value.Len(), "let a rule set one of them", "%s is defined by itself", v.Name)
		v.given, v.formula = true, k.g.Const(0)
		return
	}
	d.open = true
	env := &kindEnv{k: k, index: d.index, jumps: true}
	x, ok := typedValue(k.g, d.value, v, env, d.faults)
	switch {
	case v.given: // by itself
	case ok && v.Type == Boolean:
		v.given, v.formula = true, env.switched(x)
	case ok:
		v.given, v.formula = true, x.ID
	default:
		v.given, v.formula = true, k.g.Const(0)
	}
}

// undefined faults Boolean and integer outputs without an equation of the form that they need.
func (p *reader) undefined() {
	k := p.k
	for i := range k.Outputs {
		v := &k.Outputs[i]
		if k.defs[i] != nil {
			k.define(i)
		} else if v.Type != Real && !v.given && !v.part {
			p.faults.Add(v.Pos, len(v.plain()), "write "+v.plain()+" = ... with nothing else on the left", "no equation defines the %s %s", v.Type, v.plain())
		}
	}
}

// jumper makes hidden discrete states in a graph, of a kind or of an island.
type jumper struct {
	g      *expr.Graph
	moves  func(id expr.ID) bool                                          // whether a value changes between events
	hidden func(key [3]expr.ID, start expr.ID) (leaf expr.ID, fresh bool) // the state of a key
	rule   func(leaf expr.ID, what string, when expr.Value, to expr.ID)   // keeps it
}

// mode gives the truth of a condition as a state that changes with events.
func (j jumper) mode(c expr.Value) expr.ID {
	if !j.moves(c.ID) {
		return c.ID
	}
	leaf, fresh := j.hidden([3]expr.ID{c.ID, -1, -1}, j.g.Const(0))
	if fresh {
		j.rule(leaf, "0", expr.Value{ID: j.g.Not(c.ID), Bool: true, Crossing: j.g.Neg(c.Crossing)}, j.g.Const(0))
		j.rule(leaf, "1", c, j.g.Const(1))
	}
	return leaf
}

// whole gives floor, ceil or round: the value is kept by a rule that fires where it goes up, and one where it goes down.
func (j jumper) whole(function string, x expr.ID) expr.ID {
	g := j.g
	now := g.Apply(function, x)
	if !j.moves(x) {
		return now
	}
	up, down := 1.0, 0.0 // edges from the value kept
	switch function {
	case "ceil":
		up, down = 0, -1
	case "round":
		up, down = 0.5, -0.5
	}
	kept, fresh := j.hidden([3]expr.ID{now, -2, -2}, now)
	if fresh {
		one := g.Const(1) // at a root rounding may leave the function on the near side
		j.rule(kept, "up", expr.Value{ID: g.Less(kept, now), Bool: true, Crossing: g.Sub(x, g.Add(kept, g.Const(up)))}, g.Apply("max", g.Add(kept, one), now))
		j.rule(kept, "down", expr.Value{ID: g.Less(now, kept), Bool: true, Crossing: g.Sub(g.Add(kept, g.Const(down)), x)}, g.Apply("min", g.Sub(kept, one), now))
	}
	return kept
}

// jumper makes hidden states of a kind.
func (k *Kind) jumper() jumper {
	return jumper{k.g, k.moves, func(key [3]expr.ID, start expr.ID) (expr.ID, bool) {
		i, fresh := k.hidden(key, start)
		return k.g.Leaf(expr.Disc, i), fresh
	}, func(leaf expr.ID, what string, when expr.Value, to expr.ID) {
		_, i, _ := k.g.IsLeaf(leaf)
		k.keeps(i, what, when, to)
	}}
}

// moves reports whether a value can change between events: Booleans and integers do not.
func (k *Kind) moves(id expr.ID) bool {
	moves := false
	k.g.Leaves(func(_ expr.ID, c expr.Class, leaf int) {
		list, i := k.ofUser(leaf)
		moves = moves || c.Level() == expr.Always && !(c == expr.User && list == 'i' && k.Inputs[i].Type != Real)
	}, id)
	return moves
}

// Mode implements expr.Jumper.
func (e *kindEnv) Mode(c expr.Value) (expr.ID, bool) {
	if !e.jumps {
		return 0, false
	}
	return e.switched(c), true
}

// Whole implements expr.Jumper.
func (e *kindEnv) Whole(function string, x expr.ID) (expr.ID, bool) {
	if !e.jumps {
		return 0, false
	}
	return e.k.jumper().whole(function, x), true
}

// switched gives the mode of a condition. One that changes with events only needs none.
func (e *kindEnv) switched(c expr.Value) expr.ID { return e.k.jumper().mode(c) }

// hidden gives the hidden discrete state of a key, and whether it is new. A rule whose condition holds at the start acts there.
func (k *Kind) hidden(key [3]expr.ID, start expr.ID) (i int, fresh bool) {
	if i, ok := k.modes[key]; ok {
		return i, false
	}
	if k.modes == nil {
		k.modes = map[[3]expr.ID]int{}
	}
	i = len(k.States)
	k.modes[key] = i
	v := concealed("mode."+strconv.Itoa(len(k.modes)), k.Pos)
	v.start = start
	k.States = append(k.States, v)
	k.where[v.Name] = place{'s', i}
	return i, true
}

// concealed is a discrete state that nobody reads by name.
func concealed(name string, pos source.Pos) Variable {
	return Variable{Name: name, Unit: unit.Bare, Dim: unit.One, Discrete: true, Hidden: true, Min: minusInf, Max: plusInf, Nominal: 1, Pos: pos}
}

// keeps adds a hidden rule that sets a hidden state.
func (k *Kind) keeps(i int, what string, when expr.Value, to expr.ID) {
	name := fmt.Sprintf("switch %s to %s", strings.TrimPrefix(k.States[i].Name, "mode."), what)
	k.Rules = append(k.Rules, Rule{Name: name, Pos: k.Pos, Hidden: true, when: when, Set: []Assignment{{State: i, to: to}}})
}

// edge gives rise(c), fall(c) and change(c) in a rule their meaning: c holds, does not hold, or does so otherwise than when the
// rules were last at rest.
func (e *kindEnv) edge(c *expr.Call, faults *source.Faults) (expr.Symbol, bool, bool) {
	bad := func(hint, format string, args ...any) (expr.Symbol, bool, bool) {
		faults.Add(c.Pos, c.Len, hint, format, args...)
		return expr.Symbol{}, true, false
	}
	if !e.rule {
		return bad("let a rule set a state when "+c.Name+"(...), and read that", "%s stands in `when` of a rule: elsewhere it would hold for no time at all", c.Name)
	}
	if len(c.Args) != 1 {
		return bad(c.Name+"(full)", "%s takes one argument", c.Name)
	}
	v, ok := c.Value(e.k.g, 0, e, faults)
	switch {
	case !ok:
		return expr.Symbol{}, true, false
	case !v.Bool && !(c.Name == "change" && v.Whole):
		return bad(c.Name+"(full), or "+c.Name+"(T > 300 K)", "%s takes a condition", c.Name)
	}
	g := e.k.g
	if c.Name == "change" && e.k.moves(v.ID) {
		return bad("write rise(...) or fall(...)", "change takes what changes with events only")
	}
	now := v.ID
	if v.Bool {
		now = e.switched(v)
	}
	before := e.k.before(now, c.Name == "change")
	switch c.Name {
	case "rise":
		return expr.Symbol{ID: g.And(now, g.Not(before)), Bool: true}, true, true
	case "fall":
		return expr.Symbol{ID: g.And(g.Not(now), before), Bool: true}, true, true
	}
	return expr.Symbol{ID: g.Apply("!=", now, before), Bool: true}, true, true
}

// before gives the hidden state that follows a discrete value one round of rules behind. It starts at 0, or like the value itself.
func (k *Kind) before(now expr.ID, alike bool) expr.ID {
	key, start := [3]expr.ID{now, -3, -3}, k.g.Const(0)
	if alike {
		key[2], start = -4, now
	}
	i, fresh := k.hidden(key, start)
	leaf := k.g.Leaf(expr.Disc, i)
	if fresh {
		differs := k.g.Apply("!=", now, leaf)
		k.keeps(i, "what is", expr.Value{ID: differs, Bool: true, Crossing: k.g.If(differs, k.g.Const(1), k.g.Const(-1))}, now)
	}
	return leaf
}
