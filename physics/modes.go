package physics

import (
	"github.com/plantwin/plantwin/internal/source"
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

// between gives the mode of a hysteresis.
func (e *kindEnv) between(v [3]expr.Value) expr.ID {
	g := e.k.g
	above := expr.Value{ID: g.Less(v[2].ID, v[0].ID), Bool: true, Crossing: g.Sub(v[0].ID, v[2].ID)}
	below := expr.Value{ID: g.Less(v[0].ID, v[1].ID), Bool: true, Crossing: g.Sub(v[1].ID, v[0].ID)}
	leaf, fresh := e.k.jumper().hidden([3]expr.ID{v[0].ID, v[1].ID, v[2].ID}, g.Const(0))
	if fresh {
		e.k.jumper().rule(leaf, "0", below, g.Const(0))
		e.k.jumper().rule(leaf, "1", above, g.Const(1))
	}
	return leaf
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
