package physics

import (
	"math"
	"strings"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics/expr"
)

// finish completes the symbolic system from the solution.
func (b *island) finish(s *solver) *symbolic {
	m, put := b.m, replacing(b.g, s.solved)
	for _, v := range b.states {
		m.rows = append(m.rows, put.Of(v.der))
		m.vars = append(m.vars, v.describe(StateVar))
	}
	for i, u := range s.alg {
		m.rows = append(m.rows, s.rows[i])
		m.vars = append(m.vars, u.describe())
	}
	m.alg, m.nz = len(s.alg), len(b.discs)
	for _, v := range b.discs {
		m.vars = append(m.vars, v.describe(DiscreteVar))
	}
	for i, v := range m.vars {
		m.alias[v.Name] = i
	}
	b.outputs(put)
	b.watch(put)
	b.start(s)
	b.pasts(s, put)
	b.limits()
	pinTimes(m)
	return m
}

// describe gives the public description of a variable.
func (v *variable) describe(sort Sort) Var {
	d := v.decl
	return Var{Name: v.name, Sort: sort, Dim: d.Dim, Unit: d.Unit, Difference: d.Difference, Nominal: d.Nominal, Min: d.Min, Max: d.Max}
}

// describe gives the public description of an algebraic variable.
func (u *unknown) describe() Var {
	out := u.v.describe(AlgebraicVar)
	if u.der {
		dim := out.Dim.Div(unit.Time)
		out.Name, out.Dim, out.Unit, out.Difference = u.name, dim, unit.SI(dim), true
		out.Min, out.Max = math.Inf(-1), math.Inf(1)
	}
	return out
}

// outputs makes w: outputs and inputs that are not a variable already.
func (b *island) outputs(put *expr.Subst) {
	m := b.m
	add := func(name string, d *Variable, leaf expr.ID) {
		if _, ok := m.alias[name]; ok {
			return // an algebraic variable
		}
		id := put.Of(leaf)
		if c, i, ok := b.g.IsLeaf(id); ok && (c == expr.State || c == expr.Disc) {
			if c == expr.Disc {
				i += len(m.rows)
			}
			m.alias[name] = i
			return
		}
		v := variable{name: name, decl: d}
		m.alias[name] = len(m.vars)
		m.vars = append(m.vars, v.describe(OutputVar))
		m.outs = append(m.outs, id)
	}
	for i := range b.parts {
		p := &b.parts[i]
		for j := range p.output {
			d := &p.in.Kind.Outputs[j]
			add(p.in.full(d), d, p.output[j])
		}
		for j := range p.input {
			d := &p.in.Kind.Inputs[j]
			add(p.in.full(d), d, p.input[j])
		}
	}
}

// watch makes the guards: those of the plant, then the rules of the components.
func (b *island) watch(put *expr.Subst) {
	m := b.m
	for _, at := range b.group.guards {
		w := b.n.guards[at]
		v, ok := b.g.Condition(w.cond, b.env(w.self), b.faults)
		if !ok {
			continue
		}
		m.guards = append(m.guards, Guard{Name: w.name, Tag: w.tag})
		m.cross, m.truth = append(m.cross, put.Of(v.Crossing)), append(m.truth, put.Of(v.ID))
		m.resets = append(m.resets, reset{})
		if b.g.Equates(m.cross[len(m.cross)-1]) {
			b.faults.Add(w.cond.Pos(), w.cond.Len(), "write < or >", "a value that changes all the time is never exactly equal to another")
		}
	}
	for i := range b.parts {
		p := &b.parts[i]
		copies := b.copier(p)
		for _, r := range p.in.Kind.Rules {
			m.guards = append(m.guards, Guard{Name: p.in.Name + "." + r.Name, Internal: true, Tag: -1})
			m.cross = append(m.cross, put.Of(copies.Of(r.when.Crossing)))
			m.truth = append(m.truth, put.Of(copies.Of(r.when.ID)))
			m.resets = append(m.resets, b.effect(p, r, copies, put))
			if b.g.Equates(m.cross[len(m.cross)-1]) {
				b.faults.Add(r.Pos, len(r.Name), "write < or >", "a value that changes all the time is never exactly equal to another")
			}
		}
		for _, a := range p.in.Kind.Assertions {
			m.guards = append(m.guards, Guard{Name: p.in.Name + "." + a.Name, Tag: -1, Fails: a.Message})
			m.cross = append(m.cross, b.g.Neg(put.Of(copies.Of(a.that.Crossing))))
			m.truth = append(m.truth, b.g.Not(put.Of(copies.Of(a.that.ID))))
			m.resets = append(m.resets, reset{})
		}
	}
	b.keep(put)
}

// effect makes the reset of a rule.
func (b *island) effect(p *part, r Rule, copies, put *expr.Subst) reset {
	var out reset
	for _, a := range r.Set {
		c, i, _ := b.g.IsLeaf(p.state[a.State])
		if c == expr.Disc {
			i += len(b.m.rows)
		}
		out.target = append(out.target, i)
		out.to = append(out.to, put.Of(copies.Of(a.to)))
	}
	return out
}

// start makes the initial values: starts given by the user, else those of the kind, in which inputs and other states are
// replaced by what they are at the start.
func (b *island) start(s *solver) {
	st := &starter{b: b, solved: s.solved, done: map[expr.ID]expr.ID{}, under: map[expr.ID]bool{}}
	for i, v := range b.states {
		if v.decl.solved {
			b.m.free = append(b.m.free, i)
			b.m.initY = append(b.m.initY, b.g.Const(b.guess(v.decl)))
			continue
		}
		b.m.initY = append(b.m.initY, st.of(v))
	}
	put := replacing(b.g, s.solved)
	for i := range b.parts {
		for _, e := range b.parts[i].in.Kind.Initial {
			for _, res := range e.res {
				b.m.initial = append(b.m.initial, put.Of(b.copiers[i].Of(res)))
			}
		}
	}
	for _, u := range s.alg {
		switch {
		case u.der:
			b.m.initY = append(b.m.initY, b.g.Const(0))
		case u.v.start.form != bindNone || u.v.decl.Start != nil:
			b.m.initY = append(b.m.initY, st.of(u.v))
		default:
			b.m.initY = append(b.m.initY, b.g.Const(b.guess(u.v.decl)))
		}
	}
	for _, v := range b.discs {
		if !v.decl.Hidden {
			b.m.initZ = append(b.m.initZ, st.of(v))
			continue
		}
		own := &starter{b: b, solved: s.solved, done: map[expr.ID]expr.ID{}, under: map[expr.ID]bool{}, hidden: true}
		b.m.initZ = append(b.m.initZ, own.of(v))
	}
}

// guess gives the first guess of a variable in a loop: its nominal value, inside its range.
func (b *island) guess(d *Variable) float64 {
	return math.Max(d.Min, math.Min(d.Max, d.Nominal))
}

// starter makes start expressions free of states.
type starter struct {
	b      *island
	solved map[expr.ID]expr.ID
	done   map[expr.ID]expr.ID // by leaf of the variable
	under  map[expr.ID]bool
	past   map[int]expr.ID // by delayed value: what it was before the start
	whose  *delayed        // whose value before the start is sought
	hidden bool            // what nobody gave a start may begin anywhere: its rules act at the start
	chain  []string
}

// of gives the start of a variable over inputs and numbers.
func (st *starter) of(v *variable) expr.ID {
	if id, ok := st.done[v.leaf]; ok {
		return id
	}
	st.chain = append(st.chain, v.name)
	defer func() { st.chain = st.chain[:len(st.chain)-1] }()
	if st.under[v.leaf] {
		st.b.faults.Add(v.decl.Pos, len(v.decl.Name), "give one of them by a value", "the starts depend on one another: %s", strings.Join(st.chain, ", "))
		return st.b.g.Const(0)
	}
	if v.decl.solved && st.hidden {
		return st.b.g.Const(st.b.guess(v.decl))
	}
	if v.decl.solved {
		st.b.faults.Add(v.decl.Pos, len(v.decl.Name), "write it as an initial equation", "the start of %s depends on one that initial equations determine", st.chain[0])
		return st.b.g.Const(0)
	}
	st.under[v.leaf] = true
	id := st.free(st.written(v))
	st.done[v.leaf] = id
	return id
}

// written gives the start as it was given.
func (st *starter) written(v *variable) expr.ID {
	switch {
	case v.start.form == bindExpr:
		id, ok := lowerFor(st.b.g, v.start.ast, v.decl, st.b.env(v.in.in.self()), st.b.faults)
		if !ok {
			return st.b.g.Const(0)
		}
		return id
	case v.start.form != bindNone:
		return st.b.bound(v.start)
	case v.decl.HasDefault:
		return st.b.g.Const(v.decl.Default)
	}
	if v.keeper { // of the island's own
		return v.decl.start
	}
	return st.b.copier(v.in).Of(v.decl.start)
}

// free replaces the states in an expression by their starts.
func (st *starter) free(e expr.ID) expr.ID {
	b := st.b
	e = replacing(b.g, st.solved).Of(e)
	return b.g.NewSubst(b.g, func(id expr.ID, c expr.Class, i int) expr.ID {
		switch {
		case c == expr.State && i < len(b.states):
			return st.of(b.states[i])
		case c == expr.State && st.hidden:
			return b.g.Const(0)
		case c == expr.Past:
			return st.began(i)
		case c == expr.State && st.whose != nil:
			st.unknown(st.whose)
			return b.g.Const(0)
		case c == expr.State:
			b.faults.Add(b.parts[0].in.Pos, 1, "give a value", "a start of %s depends on a loop of equations", strings.Join(st.chain, ", "))
			return b.g.Const(0)
		case c == expr.Disc:
			return st.of(b.discs[i])
		}
		return id
	}, nil).Of(e)
}
