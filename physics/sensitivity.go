package physics

import (
	"fmt"
	"math"
	"slices"

	"github.com/plantwin/plantwin/physics/expr"
)

// Sensitivity gives the system augmented with its derivatives by some parameters, positions in Numbers: states are
// y, dy/dp1, dy/dp2, ... followed by the algebraic variables in the same way, likewise z and w. Initial values carry their
// derivatives, and a rule of a component makes the sensitivities jump,
//
//	S+ = R_x S- + R_p + (f+ - R_x f- - R_t) (g_x S- + g_p)/(g_t + g_x f-)
//
// (reset R, guard g; E. N. Rozenvasser, Automation and Remote Control 28 (1967) 1699; HYBRID.md). The guards asked for by
// the plant have no such jump: what they do to the line has no derivative. The parameters of s hold in the result.
//
// An error says what has no sensitivity: a rule in a system with a loop of equations, a switch in time that a parameter
// moves, a delay in a system with rules or of a time that a parameter moves where the delayed value can jump. An if whose branches differ where it switches is not seen; write it as a rule.
func (s *System) Sensitivity(params []int) (*System, error) { return s.augmented(params, s.sym) }

// SensitivityOf is Sensitivity without the outputs that are not named; states are kept.
func (s *System) SensitivityOf(params []int, names []string) (*System, error) {
	return s.augmented(params, s.sym.only(names))
}

// only gives the system without the outputs that are not named.
func (m *symbolic) only(names []string) *symbolic {
	c := *m
	first := len(m.vars) - len(m.outs)
	c.vars, c.outs, c.alias = append([]Var(nil), m.vars[:first]...), nil, map[string]int{}
	at := make([]int, len(m.vars))
	for i := range m.vars {
		at[i] = i
		if i < first {
			continue
		}
		if at[i] = -1; slices.Contains(names, m.vars[i].Name) {
			at[i] = len(c.vars)
			c.vars, c.outs = append(c.vars, m.vars[i]), append(c.outs, m.outs[i-first])
		}
	}
	for name, i := range m.alias { // fills a map: order does not matter
		if at[i] >= 0 {
			c.alias[name] = at[i]
		}
	}
	return &c
}

// augmented gives the system of m with its derivatives.
func (s *System) augmented(params []int, m *symbolic) (*System, error) {
	a := &augment{s: s, old: m, g: m.g.Clone(), params: params, partial: map[expr.ID]*expr.Tangent{}}
	for _, p := range params {
		if p < 0 || p >= len(s.sym.numbers) {
			return nil, fmt.Errorf("physics: no parameter %d", p)
		}
	}
	if err := a.refuse(); err != nil {
		return nil, err
	}
	out := assemble(s.name, a.build())
	return out.With(s.numbers), nil
}

// SensitivityName is the name that System.Find of an augmented system knows for the derivative of a variable by the
// parameter at a position in Numbers.
func SensitivityName(variable string, param int) string {
	return fmt.Sprintf("d(%s)/d(%d)", variable, param)
}

// augment makes an augmented system.
type augment struct {
	s      *System
	old    *symbolic
	g      *expr.Graph
	params []int
	shift  *expr.Subst     // puts algebraic variables in their new places
	along  []*expr.Tangent // total derivative by each parameter

	partial map[expr.ID]*expr.Tangent // derivatives by single leaves
}

// refuse finds what has no sensitivity.
func (a *augment) refuse() error {
	depends := func(at affine) bool {
		found := false
		a.g.Leaves(func(_ expr.ID, c expr.Class, i int) {
			for _, p := range a.params {
				found = found || c == expr.Param && i == p
			}
		}, at.a, at.b)
		return found
	}
	if err := a.refuseDelays(depends); err != nil {
		return err
	}
	for _, f := range a.old.frozen {
		if depends(f.at) {
			return fmt.Errorf("%s: a parameter moves a switch in time: no sensitivity", a.s.name)
		}
	}
	for i, p := range a.old.pins {
		if a.old.steps[i] && depends(p) {
			return fmt.Errorf("%s: a parameter moves the steps of a table in time: no sensitivity", a.s.name)
		}
	}
	for i, r := range a.old.resets {
		if len(r.to) > 0 && a.old.alg > 0 {
			return fmt.Errorf("%s: the rule %s has no sensitivity in a system with a loop of equations", a.s.name, a.old.guards[i].Name)
		}
	}
	return nil
}

// Places of variables in the augmented system; k is -1 for the variable itself, else the parameter.
func (a *augment) differential() int { return len(a.old.rows) - a.old.alg }

func (a *augment) place(i, k int) int {
	nd, n := a.differential(), 1+len(a.params)
	if i < nd {
		return nd*(1+k) + i
	}
	return nd*n + a.old.alg*(1+k) + i - nd
}

func (a *augment) discrete(i, k int) int { return a.old.nz*(1+k) + i }

// build makes the augmented symbolic system.
func (a *augment) build() *symbolic {
	g, old := a.g, a.old
	a.shift = g.NewSubst(g, func(id expr.ID, c expr.Class, i int) expr.ID {
		if c == expr.State {
			return g.Leaf(expr.State, a.place(i, -1))
		}
		return id
	}, nil)
	for k := range a.params {
		a.along = append(a.along, g.NewTangent(a.rate(k)))
	}
	m := &symbolic{g: g, alg: old.alg * (1 + len(a.params)), nz: old.nz * (1 + len(a.params)), alias: map[string]int{},
		signals: old.signals, numbers: old.numbers, guards: old.guards, pins: old.pins, steps: old.steps, frozen: old.frozen,
		windows: old.windows}
	m.tangent = a.tangent()
	m.delays = a.delays()
	nd := a.differential()
	for _, part := range [][2]int{{0, nd}, {nd, len(old.rows)}} {
		m.rows = append(m.rows, a.widen(old.rows[part[0]:part[1]])...)
		m.initY = append(m.initY, a.widen(old.initY[part[0]:part[1]])...)
		m.vars = append(m.vars, a.names(old.vars[part[0]:part[1]])...)
	}
	m.initZ = a.widen(old.initZ)
	m.initial = a.widen(old.initial)
	for k := -1; k < len(a.params); k++ {
		for _, i := range old.free {
			m.free = append(m.free, a.place(i, k))
		}
	}
	m.outs = a.widen(old.outs)
	z := len(old.rows)
	m.vars = append(m.vars, a.names(old.vars[z:z+old.nz])...)
	m.vars = append(m.vars, a.names(old.vars[z+old.nz:])...)
	for i, v := range m.vars {
		m.alias[v.Name] = i
	}
	for name, i := range old.alias { // fills a map: order does not matter
		m.alias[name] = m.alias[old.vars[i].Name]
		for _, p := range a.params {
			m.alias[SensitivityName(name, p)] = m.alias[SensitivityName(old.vars[i].Name, p)]
		}
	}
	for _, l := range old.limits {
		for k := range a.params {
			l.Along = append(l.Along, a.place(l.Var, k))
		}
		l.Var = a.place(l.Var, -1)
		m.limits = append(m.limits, l)
	}
	for i := range old.guards {
		m.cross = append(m.cross, a.shift.Of(old.cross[i]))
		m.truth = append(m.truth, a.shift.Of(old.truth[i]))
		m.resets = append(m.resets, a.jump(i, len(m.rows)))
	}
	return m
}

// rate gives the total derivative of leaves by parameter k: that of a variable is a variable of its own.
func (a *augment) rate(k int) func(expr.ID) expr.ID {
	g, zero, one := a.g, a.g.Const(0), a.g.Const(1)
	back := map[int]int{} // augmented place -> variable
	for i := range a.old.rows {
		back[a.place(i, -1)] = i
	}
	return func(leaf expr.ID) expr.ID {
		switch c, i, _ := g.IsLeaf(leaf); {
		case c == expr.State:
			return g.Leaf(expr.State, a.place(back[i], k))
		case c == expr.Disc:
			return g.Leaf(expr.Disc, a.discrete(i, k))
		case c == expr.Param && i == a.params[k]:
			return one
		case c == expr.Past:
			return a.delayRate(i, k)
		}
		return zero
	}
}

// widen gives expressions followed by their derivatives by each parameter.
func (a *augment) widen(list []expr.ID) []expr.ID {
	out := make([]expr.ID, 0, len(list)*(1+len(a.params)))
	for _, e := range list {
		out = append(out, a.shift.Of(e))
	}
	for k := range a.params {
		for i := range list {
			out = append(out, a.total(out[i], k))
		}
	}
	return out
}

// crowd is the number of variables in an expression up to which its total derivative is written with the partial ones,
// which all parameters share: J S + df/dp. Of a mean over a thousand components one derivative along S is shorter.
const crowd = 12

// total gives the total derivative by parameter k.
func (a *augment) total(e expr.ID, k int) expr.ID {
	var vars []expr.ID
	a.g.Leaves(func(id expr.ID, c expr.Class, _ int) {
		if c == expr.State || c == expr.Disc || c == expr.Past {
			vars = append(vars, id)
		}
	}, e)
	if len(vars) > crowd {
		return a.along[k].Of(e)
	}
	g := a.g
	sum := a.by(g.Leaf(expr.Param, a.params[k])).Of(e)
	for _, v := range vars {
		sum = g.Add(sum, g.Mul(a.by(v).Of(e), a.along[k].Of(v)))
	}
	return sum
}

// by differentiates by one leaf.
func (a *augment) by(leaf expr.ID) *expr.Tangent {
	if a.partial[leaf] == nil {
		a.partial[leaf] = a.g.Along(leaf)
	}
	return a.partial[leaf]
}

// names describes variables followed by their derivatives.
func (a *augment) names(list []Var) []Var {
	out := append([]Var(nil), list...)
	for k := range a.params {
		for _, v := range list {
			v.Name = SensitivityName(v.Name, a.params[k])
			v.Difference, v.Min, v.Max = true, math.Inf(-1), math.Inf(1)
			out = append(out, v)
		}
	}
	return out
}

// jump makes the augmented reset of a rule: values as before, derivatives by the saltation formula. Rules act in systems
// without algebraic variables only, so places are those of the old system.
func (a *augment) jump(i, ny int) reset {
	old, g := a.old.resets[i], a.g
	if len(old.to) == 0 {
		return reset{}
	}
	n, nz := len(a.old.rows), a.old.nz
	after := make([]expr.ID, n+nz) // R for every y and z
	for j := range n {
		after[j] = g.Leaf(expr.State, j)
	}
	for j := range nz {
		after[n+j] = g.Leaf(expr.Disc, j)
	}
	for j, at := range old.target {
		after[at] = old.to[j]
	}
	fplus := g.NewSubst(g, func(id expr.ID, c expr.Class, j int) expr.ID {
		switch c {
		case expr.State:
			return after[j]
		case expr.Disc:
			return after[n+j]
		}
		return id
	}, nil)
	zero, one := g.Const(0), g.Const(1)
	flow := g.NewTangent(func(leaf expr.ID) expr.ID { // along the solution before the rule
		switch c, j, _ := g.IsLeaf(leaf); c {
		case expr.State:
			return a.old.rows[j]
		case expr.Time:
			return one
		}
		return zero
	})
	var out reset
	for j, at := range old.target {
		if at >= n {
			at = ny + at - n
		}
		out.target, out.to = append(out.target, at), append(out.to, old.to[j])
	}
	speed := flow.Of(a.old.cross[i])
	for k := range a.params {
		// The event's time moves by tau; where the condition did not cross (true at once) it does not move.
		tau := g.If(g.Same(speed, zero), zero, g.Neg(g.Div(a.along[k].Of(a.old.cross[i]), speed)))
		for j, r := range after {
			d := g.Add(a.along[k].Of(r), g.Mul(flow.Of(r), tau))
			at := ny + a.discrete(j-n, k)
			if j < n {
				d = g.Sub(d, g.Mul(fplus.Of(a.old.rows[j]), tau))
				at = a.place(j, k)
			}
			out.target, out.to = append(out.target, at), append(out.to, d)
		}
	}
	return out
}
