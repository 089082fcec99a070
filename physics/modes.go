package physics

import (
	"fmt"
	"strconv"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics/expr"
)

// if(c, a, b) makes no event: it is for branches that agree where c changes. switch(c, a, b) is for those that do not: its mode
// is a discrete state that changes with an event at the moment when c does, so that a step never runs across the jump, and
// sensitivities jump with it. hysteresis(x, low, high) is a condition that comes to hold above high and ceases below low.

// mode gives switch and hysteresis their meaning.
func (e *kindEnv) mode(c *expr.Call, faults *source.Faults) (expr.Symbol, bool, bool) {
	form := map[string]string{"switch": "switch(T > 300 K, 1, 2)", "hysteresis": "hysteresis(T, 290 K, 300 K)"}[c.Name]
	if len(c.Args) != 3 {
		faults.Add(c.Pos, c.Len, form, "%s takes 3 arguments", c.Name)
		return expr.Symbol{}, true, false
	}
	var v [3]expr.Value
	for i := range v {
		var ok bool
		if v[i], ok = c.Value(e.k.g, i, e, faults); !ok {
			return expr.Symbol{}, true, false
		}
		if want := c.Name == "switch" && i == 0; v[i].Bool != want || v[i].Texts != nil {
			what := "a value"
			if want {
				what = "a condition"
			}
			faults.Add(c.Args[i].Pos(), c.Args[i].Len(), form, "argument %d of %s is %s", i+1, c.Name, what)
			return expr.Symbol{}, true, false
		}
	}
	first, pair := 0, [2]int{0, 1}
	if c.Name == "switch" {
		first, pair = 1, [2]int{1, 2}
	}
	for i := pair[0]; i < 3; i++ {
		if v[i].Dim != v[first].Dim && !v[i].Zero && !v[first].Zero {
			faults.Add(c.Args[i].Pos(), c.Args[i].Len(), "", "arguments of %s are %s and %s", c.Name, describe(v[first].Dim), describe(v[i].Dim))
			return expr.Symbol{}, true, false
		}
	}
	if c.Name == "switch" {
		dim := v[1].Dim
		if v[1].Zero {
			dim = v[2].Dim
		}
		return expr.Symbol{ID: e.k.g.If(e.switched(v[0]), v[1].ID, v[2].ID), Dim: dim}, true, true
	}
	return expr.Symbol{ID: e.between(v), Bool: true}, true, true
}

// switched gives the mode of a condition. One that changes with events only needs none.
func (e *kindEnv) switched(c expr.Value) expr.ID {
	g := e.k.g
	if g.Level(c.ID) != expr.Always {
		return c.ID
	}
	off := expr.Value{ID: g.Not(c.ID), Bool: true, Crossing: g.Neg(c.Crossing)}
	return e.k.keep([3]expr.ID{c.ID, -1, -1}, c, off)
}

// between gives the mode of a hysteresis.
func (e *kindEnv) between(v [3]expr.Value) expr.ID {
	g := e.k.g
	above := expr.Value{ID: g.Less(v[2].ID, v[0].ID), Bool: true, Crossing: g.Sub(v[0].ID, v[2].ID)}
	below := expr.Value{ID: g.Less(v[0].ID, v[1].ID), Bool: true, Crossing: g.Sub(v[1].ID, v[0].ID)}
	return e.k.keep([3]expr.ID{v[0].ID, v[1].ID, v[2].ID}, above, below)
}

// keep gives the discrete state that two conditions set to 1 and to 0. It starts at 0; a condition that holds at the start acts
// there.
func (k *Kind) keep(key [3]expr.ID, on, off expr.Value) expr.ID {
	i, ok := k.modes[key]
	if !ok {
		if k.modes == nil {
			k.modes = map[[3]expr.ID]int{}
		}
		i = len(k.States)
		k.modes[key] = i
		name := "mode." + strconv.Itoa(len(k.modes))
		k.States = append(k.States, Variable{Name: name, Unit: unit.Bare, Dim: unit.One, Discrete: true, Hidden: true, Max: 1, Nominal: 1, HasDefault: true, Pos: k.Pos})
		k.where[name] = place{'s', i}
		for value, c := range []expr.Value{off, on} {
			k.Rules = append(k.Rules, Rule{Name: fmt.Sprintf("switch %d to %d", len(k.modes), value), Pos: k.Pos, Hidden: true, when: c,
				Set: []Assignment{{State: i, to: k.g.Const(float64(value))}}})
		}
	}
	return k.g.Leaf(expr.Disc, i)
}

// pre gives pre(x) in a rule its meaning: the value before the rule, which is what x alone means there, too.
func (e *kindEnv) pre(c *expr.Call, faults *source.Faults) (expr.Symbol, bool, bool) {
	name := ""
	if len(c.Args) == 1 {
		name, _ = c.Args[0].Element(e, faults)
	}
	at, ok := e.k.where[name]
	if !ok || at.list != 's' || !e.rule {
		faults.Add(c.Pos, c.Len, "in a rule, pre(x) and x are the state x before it", "pre takes the name of a state, in a rule")
		return expr.Symbol{}, true, false
	}
	s, ok := e.Lookup(name)
	return s, true, ok
}
