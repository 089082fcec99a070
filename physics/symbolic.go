package physics

import "github.com/plantwin/plantwin/physics/expr"

// symbolic is a system as expressions over State, Disc, Input, Frozen, Param and Time leaves. It is not changed once a
// System has it; whoever goes on from it works on a copy of the graph.
type symbolic struct {
	g       *expr.Graph
	rows    []expr.ID // f of every y
	alg     int       // the last rows that are algebraic
	nz      int
	outs    []expr.ID // w
	initY   []expr.ID // start of every y
	initZ   []expr.ID // start of every z
	free    []int     // y that initial equations determine
	initial []expr.ID // these equations; they may read algebraic variables
	cross   []expr.ID // of each guard
	truth   []expr.ID
	resets  []reset // of each guard; empty where it is not internal
	vars    []Var   // y, z, w
	alias   map[string]int
	signals []int // plant's id of each Input leaf
	numbers []int // plant's index of each Param leaf
	guards  []Guard
	pins    []affine   // argument of each pinned table
	steps   []bool     // whether that table jumps at its points
	frozen  []frozen   // condition of each Frozen leaf
	limits  []Limit    // of differential variables
	windows [][]affine // of each guard with two or more comparisons of time
	delays  []delayed
	tangent *tangent // of an augmented system; nil: rows alone
}

// reset is the effect of a rule: targets are y, then z behind all y.
type reset struct {
	target []int
	to     []expr.ID
}

// affine is a + b t.
type affine struct{ a, b expr.ID }

// frozen is a comparison of a linear function of time with 0.
type frozen struct {
	at   affine
	node expr.ID // the comparison
}

// groups are the numbers of the tape's groups.
type groups struct {
	deriv, jac, dt, guards, truth, outs, init, times, initial, slopes, reset, tangent, signals, lags, before, rest, slope int
}

// assemble differentiates a symbolic system and makes its code.
func assemble(name string, m *symbolic) *System {
	s := &System{name: name, sym: m, names: m.alias}
	g := m.g
	s.linear = m.affine()
	entries := s.jacobian()
	var dt []expr.ID
	zero := g.Const(0)
	byTime := g.NewTangent(func(leaf expr.ID) expr.ID {
		switch c, i, _ := g.IsLeaf(leaf); c {
		case expr.Time:
			return g.Const(1)
		case expr.Past:
			return g.Leaf(expr.Drift, i)
		}
		return zero
	})
	for i, f := range m.rows {
		if d := byTime.Of(f); d != zero {
			s.dt = append(s.dt, int32(i))
			dt = append(dt, d)
		}
	}
	var times []expr.ID
	for _, p := range m.pins {
		times = append(times, p.a, p.b)
	}
	for _, f := range m.frozen {
		times = append(times, f.at.a, f.at.b)
	}
	for _, sides := range m.windows {
		for _, at := range sides {
			times = append(times, at.a, at.b)
		}
	}
	s.ntimes = len(times)
	all := [][]expr.ID{m.rows, entries, dt, m.cross, m.truth, m.outs, append(append([]expr.ID(nil), m.initY...), m.initZ...), times, m.initial, s.initialSlopes()}
	s.lay = groups{deriv: 0, jac: 1, dt: 2, guards: 3, truth: 4, outs: 5, init: 6, times: 7, initial: 8, slopes: 9, reset: 10}
	for _, r := range m.resets {
		all = append(all, r.to)
	}
	if m.tangent != nil {
		s.lay.tangent = len(all)
		all = append(all, m.tangent.group)
		all[s.lay.deriv] = nil
	}
	if len(m.delays) > 0 {
		var x, lags, before []expr.ID
		for _, d := range m.delays {
			x, lags, before = append(x, d.x), append(lags, d.lag), append(before, d.before)
		}
		s.lay.signals, s.lay.lags, s.lay.before = len(all), len(all)+1, len(all)+2
		all = append(all, x, lags, before)
	}
	if rests := restGroups(m); rests != nil {
		s.canRest, s.lay.rest = true, len(all)
		all = append(all, rests...)
	}
	var by []expr.ID
	s.slopes, by = guardSlopes(m)
	for _, g := range s.slopes {
		s.reads = max(s.reads, len(g.reads))
	}
	s.lay.slope = len(all)
	all = append(all, by)
	s.tape = g.Tape(all...)
	_, _, s.sizes = s.tape.Len()
	s.regs = s.tape.New()
	s.numbers = make([]float64, len(m.numbers))
	s.regs.Numbers()
	return s
}

// share takes one of the tapes of the systems before where it is the same code, and
// adds its own where it is new: a thousand machines of one kind then run a thousand
// sets of registers over one tape, which stays in the processor's cache.
func (s *System) share(tapes []*expr.Tape) []*expr.Tape {
	for _, t := range tapes {
		if s.tape.Same(t) {
			s.tape = t
			s.regs = t.New()
			s.regs.Numbers()
			return tapes
		}
	}
	return append(tapes, s.tape)
}

// statesOf lists the variables that an expression reads, in order.
func statesOf(g *expr.Graph, id expr.ID) []int {
	var reads []int
	g.Leaves(func(_ expr.ID, c expr.Class, j int) {
		if c == expr.State {
			reads = append(reads, j)
		}
	}, id)
	sortInts(reads)
	return reads
}

// jacobian differentiates the rows by the variables they depend on and notes the places, row by row.
func (s *System) jacobian() []expr.ID {
	m, g, n := s.sym, s.sym.g, len(s.sym.rows)
	along := make([]*expr.Tangent, n)
	zero := g.Const(0)
	var entries []expr.ID
	for i, f := range m.rows {
		for _, j := range statesOf(g, f) {
			if along[j] == nil {
				along[j] = g.Along(g.Leaf(expr.State, j))
			}
			if d := along[j].Of(f); d != zero {
				s.jac = append(s.jac, int32(i*n+j))
				entries = append(entries, d)
			}
		}
	}
	return entries
}
