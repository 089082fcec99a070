package physics

import (
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics/expr"
)

// In the graph of a kind, Param leaf i is parameter i, Disc leaf i is state i if it is discrete, Derivative leaf i is the
// derivative of state i, and User leaves are the continuous states, the outputs and the inputs, numbered by userLeaf.

// lists are the sorts of variables with User leaves; those of one list stand apart by their number, so that modes can be added
// to the states while equations are read.
const lists = "soi"

// userLeaf gives the User leaf of variable i of a list.
func (k *Kind) userLeaf(list byte, i int) int {
	return len(lists)*i + strings.IndexByte(lists, list)
}

// ofUser is the inverse of userLeaf.
func (k *Kind) ofUser(leaf int) (list byte, i int) { return lists[leaf%len(lists)], leaf / len(lists) }

// meaning reads equations, rules and check, whose names are known now.
func (p *reader) meaning(n *source.Node) {
	k, before := p.k, p.faults.Len()
	pairs, initial := p.pairs(n.Get("equations")), p.pairs(n.Get("initial"))
	// A state is continuous where its derivative stands in an equation.
	for i := range k.States {
		k.States[i].Discrete = !k.States[i].part || k.States[i].Discrete
	}
	for _, q := range pairs {
		for _, side := range []*expr.Ast{q.left, q.right} {
			side.Calls("der", func(args []*expr.Ast) {
				if len(args) == 1 {
					if name, ok := args[0].IsElement(); ok {
						k.continuous(name)
					}
				}
			})
		}
	}
	p.formulas()
	pairs = p.definitions(pairs)
	p.undefined()
	for _, q := range pairs {
		k.Equations = append(k.Equations, p.equation(q))
	}
	for _, q := range initial {
		k.Initial = append(k.Initial, p.equation(q))
	}
	p.initial(n)
	p.rules(n.Get("rules"))
	p.assertions(n.Get("assertions"))
	p.starts()
	p.compose()
	p.sends()
	if p.faults.Len() == before {
		if len(p.given) == 0 { // a check is that of the lengths written
			p.check(n.Get("check"))
		}
		determined(k, p.faults)
	}
}

// continuous notes that the derivative of a state, or of the elements of a vector, stands in an equation.
func (k *Kind) continuous(name string) {
	for i := range k.States {
		if k.States[i].plain() == name && !k.States[i].part && k.States[i].Type == Real {
			k.States[i].Discrete = false
		}
	}
}

// pair is an equation as read.
type pair struct {
	left, right *expr.Ast
	over        *expr.Loop
	node        *source.Node
}

// pairs reads a list of equations.
func (p *reader) pairs(list *source.Node) []pair {
	if list != nil && list.Kind != source.List {
		p.faults.At(list, "- C*der(T) = heat", "equations are a list")
		return nil
	}
	var out []pair
	if list != nil {
		for _, e := range list.Items {
			if l, r, over := expr.ParseEquation(e, p.faults); l != nil {
				out = append(out, pair{l, r, over, e})
			}
		}
	}
	return out
}

// initial says which states the initial equations determine: all continuous ones without a start, one for each equation.
func (p *reader) initial(n *source.Node) {
	k, count, open := p.k, 0, []string(nil)
	if len(k.Initial) == 0 {
		return
	}
	for _, e := range k.Initial {
		count += len(e.res)
	}
	for i := range k.States {
		if v := &k.States[i]; !v.Discrete && v.Start == nil && !v.HasDefault && !v.part {
			v.solved = true
			open = append(open, v.Name)
		}
	}
	if count != len(open) && p.faults.Len() == 0 {
		p.faults.At(n.Key("initial"), "leave out the start of as many states as there are initial equations", "%d initial equations for the states without a start: %s", count, strings.Join(open, ", "))
	}
}

// equation gives an equation, for each value of its index.
func (p *reader) equation(q pair) Equation {
	left, right, over, n := q.left, q.right, q.over, q.node
	e := Equation{Text: n.Text, Pos: n.Pos, Len: n.Len()}
	env, from, to, name := &kindEnv{k: p.k, index: map[string]int{}}, 0, 0, ""
	if over != nil {
		var ok bool
		if from, to, ok = over.Bounds(env, p.faults); !ok {
			return e
		}
		name = over.Index
	}
	before := p.faults.Len()
	for i := from; i <= to && p.faults.Len() == before && p.k.g.Turn(); i++ {
		if name != "" {
			env.index[name] = i
		}
		if res, ok := p.residual(env, left, right); ok {
			e.res = append(e.res, res)
		}
	}
	return e
}

// residual checks an equation and gives left - right.
func (p *reader) residual(env *kindEnv, left, right *expr.Ast) (expr.ID, bool) {
	g := p.k.g
	l, okL := g.Value(left, env, p.faults)
	r, okR := g.Value(right, env, p.faults)
	if !okL || !okR {
		return 0, false
	}
	for i, v := range []expr.Value{l, r} {
		if side := []*expr.Ast{left, right}[i]; v.Bool {
			p.faults.Add(side.Pos(), side.Len(), "write if(c, 1, 0) for a number", "a condition stands where a value is due")
			return 0, false
		}
	}
	if l.Dim != r.Dim && !l.Zero && !r.Zero {
		p.faults.Add(right.Pos(), right.Len(), "", "the left side is %s, the right side %s", describe(l.Dim), describe(r.Dim))
		return 0, false
	}
	return g.Sub(l.ID, r.ID), true
}

// describe names a dimension for a message.
func describe(d unit.Dim) string { return expr.Describe(d) }

// rules reads the kind's own rules.
func (p *reader) rules(n *source.Node) {
	if n == nil || !p.mapping(n) {
		return
	}
	for i, key := range n.Keys {
		item := n.Items[i]
		if !p.mapping(item) {
			continue
		}
		p.keys(item, ruleKeys, "a rule of a kind")
		when, set := item.Get("when"), item.Get("set")
		if when == nil || set == nil || set.Kind != source.Map {
			p.faults.At(key, "{when: condition, set: {state: expression}}", "the rule %s needs when and set", key.Text)
			continue
		}
		r := Rule{Name: key.Text, Text: when.Text, Pos: key.Pos}
		if a := expr.ParseNode(when, p.faults); a != nil {
			r.when, _ = p.k.g.Condition(a, &kindEnv{k: p.k, rule: true}, p.faults)
		}
		for j, target := range set.Keys {
			p.assignment(&r, target, set.Items[j])
		}
		p.k.Rules = append(p.k.Rules, r)
	}
}

// assertions reads what has to hold.
func (p *reader) assertions(n *source.Node) {
	if n == nil || !p.mapping(n) {
		return
	}
	for i, key := range n.Keys {
		item := n.Items[i]
		if !p.mapping(item) {
			continue
		}
		p.keys(item, assertKeys, "an assertion")
		that := item.Get("that")
		if that == nil || item.Get("message") == nil {
			p.faults.At(key, "{that: condition, message: what is wrong where it does not hold}", "the assertion %s needs that and message", key.Text)
			continue
		}
		a := Assertion{Name: key.Text, Text: that.Text, Message: p.text(item.Get("message")), Pos: key.Pos}
		if x := expr.ParseNode(that, p.faults); x != nil {
			a.that, _ = p.k.g.Condition(x, &kindEnv{k: p.k}, p.faults)
		}
		p.k.Assertions = append(p.k.Assertions, a)
	}
}

// assignment reads one entry of `set`.
func (p *reader) assignment(r *Rule, target, value *source.Node) {
	i := find(p.k.States, target.Text)
	if i < 0 {
		p.faults.At(target, source.DidYouMean(target.Text, stateNames(p.k), "a rule sets states"), "%q is no state of this kind", target.Text)
		return
	}
	a := expr.ParseNode(value, p.faults)
	if a == nil {
		return
	}
	if id, ok := lowerFor(p.k.g, a, &p.k.States[i], &kindEnv{k: p.k, rule: true}, p.faults); ok {
		r.Set = append(r.Set, Assignment{State: i, Text: value.Text, to: id})
	}
}

// lowerFor lowers the value of a variable.
func lowerFor(g *expr.Graph, a *expr.Ast, v *Variable, env expr.Env, faults *source.Faults) (expr.ID, bool) {
	if v.Type != Real {
		return lowerTyped(g, a, v, env, faults)
	}
	if v.Difference {
		return g.LowerDifference(a, env, v.Dim, faults)
	}
	id, _, ok := g.Lower(a, env, &v.Dim, faults)
	return id, ok
}

func stateNames(k *Kind) []string {
	var out []string
	for i := range k.States {
		out = append(out, k.States[i].Name)
	}
	return out
}

// starts checks the starts that are expressions.
func (p *reader) starts() {
	k := p.k
	for _, list := range [][]Variable{k.Parameters, k.Inputs} {
		for i := range list {
			if v := &list[i]; v.Start != nil && !v.HasDefault {
				p.faults.Add(v.Start.Pos(), v.Start.Len(), "only states start with an expression", "the start of %s is a quantity", v.Name)
			}
		}
	}
	for _, list := range [][]Variable{k.States, k.Outputs} {
		for i := range list {
			if v := &list[i]; v.Start != nil && !v.HasDefault && !v.part {
				v.start, _ = lowerFor(k.g, v.Start, v, &kindEnv{k: k, start: true}, p.faults)
			}
		}
	}
}

// kindEnv knows the names of one kind.
type kindEnv struct {
	k     *Kind
	start bool // of a start: no derivatives, no outputs
	rule  bool // of a rule: pre is known
	jumps bool // what jumps does so with an event
	index map[string]int
}

// Index gives the value of the index of an equation, or the size of a vector.
func (e *kindEnv) Index(name string) (int, bool) {
	if i, ok := e.index[name]; ok {
		return i, true
	}
	i, ok := e.k.sizes[name]
	return i, ok
}

// Lookup finds a variable of the kind.
func (e *kindEnv) Lookup(name string) (expr.Symbol, bool) {
	k, g := e.k, e.k.g
	if name == "time" {
		return expr.Symbol{ID: g.Leaf(expr.Time, 0), Dim: unit.Time, Difference: true}, true
	}
	if i, ok := e.index[name]; ok {
		return expr.Symbol{ID: g.Const(float64(i))}, true
	}
	if i := find(k.Parameters, name); i >= 0 && !k.Parameters[i].Table {
		return symbol(g.Leaf(expr.Param, i), &k.Parameters[i]), true
	}
	if i := find(k.Inputs, name); i >= 0 {
		return symbol(g.Leaf(expr.User, k.userLeaf('i', i)), &k.Inputs[i]), true
	}
	switch at, ok := k.where[name]; {
	case !ok:
	case at.list == 's':
		i := at.i
		if k.States[i].Discrete {
			return symbol(g.Leaf(expr.Disc, i), &k.States[i]), true
		}
		return symbol(g.Leaf(expr.User, k.userLeaf('s', i)), &k.States[i]), true
	case !e.start:
		return symbol(k.output(at.i), &k.Outputs[at.i]), true
	}
	return expr.Symbol{}, false
}

// output gives the node of an output.
func (k *Kind) output(i int) expr.ID {
	if k.define(i); k.Outputs[i].given {
		return k.Outputs[i].formula
	}
	return k.g.Leaf(expr.User, k.userLeaf('o', i))
}

func symbol(id expr.ID, v *Variable) expr.Symbol {
	return expr.Symbol{ID: id, Dim: v.Dim, Difference: v.Difference, Bool: v.Type == Boolean, Whole: v.Type == Integer}
}

// Known lists the names of the kind.
func (e *kindEnv) Known() []string { return e.k.names() }

// Declare implements expr.Declarer.
func (e *kindEnv) Declare(name string) string {
	if strings.Contains(name, ".") {
		return ""
	}
	return "declare it in the kind, such as outputs: {" + name + ": {unit: 1}}; or under inputs, states or parameters"
}

// Function finds a table parameter. Its slot in the kind's graph is the index of the parameter.
func (e *kindEnv) Function(name string) (expr.Function, bool) {
	i := find(e.k.Parameters, name)
	if i < 0 || !e.k.Parameters[i].Table {
		return expr.Function{}, false
	}
	v := &e.k.Parameters[i]
	return expr.Function{Slot: i, X: v.X, X2: v.X2, Two: v.Two, Y: v.Dim}, true
}

// Call gives der(x) its meaning.
func (e *kindEnv) Call(c *expr.Call, faults *source.Faults) (expr.Symbol, bool, bool) {
	switch {
	case e.start:
		return expr.Symbol{}, false, false
	case c.Name == "switch" || c.Name == "hysteresis":
		return e.mode(c, faults)
	case c.Name == "rise" || c.Name == "fall" || c.Name == "change":
		return e.edge(c, faults)
	case c.Name == "delay":
		return e.delay(c, faults)
	case c.Name == "pre":
		return e.pre(c, faults)
	case c.Name != "der":
		return expr.Symbol{}, false, false
	}
	name := ""
	if len(c.Args) == 1 {
		name, _ = c.Args[0].Element(e, faults)
	}
	i := -1
	if at, ok := e.k.where[name]; ok && at.list == 's' {
		i = at.i
	}
	if i < 0 {
		pos, n := c.Pos, c.Len
		if len(c.Args) == 1 {
			pos, n = c.Args[0].Pos(), c.Args[0].Len()
		}
		faults.Add(pos, n, source.DidYouMean(name, stateNames(e.k), ""), "der takes the name of a state")
		return expr.Symbol{}, true, false
	}
	v := &e.k.States[i]
	if v.Type != Real {
		faults.Add(c.Args[0].Pos(), c.Args[0].Len(), "a rule changes it", "%s is %s and has no derivative", name, v.Type.a())
		return expr.Symbol{}, true, false
	}
	return expr.Symbol{ID: e.k.g.Leaf(expr.Derivative, i), Dim: v.Dim.Div(unit.Time), Difference: true}, true, true
}
