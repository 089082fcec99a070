package ode

import (
	"errors"
	"math"
)

// problem is a System written out by hand. Fields left nil are differenced or
// absent.
type problem struct {
	name   string
	n, alg int
	end    float64   // [s]
	a      []float64 // atol factors, len n, or one for all
	y0, z0 []float64
	f      func(t float64, y, z, dy []float64)
	jac    func(t float64, y, z, jac []float64)
	ft     func(t float64, y, z, ft []float64)
	ng     int
	guards func(t float64, y, z, g []float64)
	strict bool // conditions are false at zero
	reset  func(i int, t float64, y, z []float64)

	row, col []int32 // pattern of the Jacobian, nil: full
	linear   bool
	entries  func(t float64, y, v []float64)
	order    []int // variable of each reference value, nil: the same
}

// patterned is a problem that offers its pattern.
type patterned struct{ *problem }

func (p patterned) Pattern() (row, col []int32) { return p.row, p.col }

// system is p, with its pattern if it has one.
func (p *problem) system() System {
	if p.row != nil {
		return patterned{p}
	}
	return p
}

func (p *problem) entry(i, j int) { p.row, p.col = append(p.row, int32(i)), append(p.col, int32(j)) }

func (p *problem) NY() int      { return p.n }
func (p *problem) NAlg() int    { return p.alg }
func (p *problem) NU() int      { return 0 }
func (p *problem) NZ() int      { return len(p.z0) }
func (p *problem) Linear() bool { return p.linear }
func (p *problem) NG() int      { return p.ng }
func (p *problem) NW() int      { return 0 }
func (p *problem) New() Eval {
	return &problemEval{p: p, z: append([]float64(nil), p.z0...), w: make([]float64, 3*p.n), g: make([]float64, p.ng)}
}

// atol is the absolute tolerance for rtol.
func (p *problem) atol(rtol float64) []float64 {
	v := make([]float64, p.n)
	for i := range v {
		v[i] = rtol * p.factor(i)
	}
	return v
}

func (p *problem) factor(i int) float64 {
	if len(p.a) == 1 {
		return p.a[0]
	}
	return p.a[i]
}

type problemEval struct {
	p    *problem
	z, w []float64
	g    []float64
}

func (e *problemEval) Bind(t float64, u, z []float64) { copy(e.z, z) }
func (e *problemEval) NextBreak() float64             { return math.Inf(1) }
func (e *problemEval) Init(t float64, y, z []float64) error {
	copy(y, e.p.y0)
	copy(z, e.p.z0)
	return nil
}
func (e *problemEval) Deriv(t float64, y, dy []float64)    { e.p.f(t, y, e.z, dy) }
func (e *problemEval) JacSparse(t float64, y, v []float64) { e.p.entries(t, y, v) }
func (e *problemEval) Jac(t float64, y, jac []float64) {
	if e.p.entries != nil {
		v := make([]float64, len(e.p.row))
		e.p.entries(t, y, v)
		clear(jac)
		for k, i := range e.p.row {
			jac[int(i)*e.p.n+int(e.p.col[k])] = v[k]
		}
		return
	}
	if e.p.jac != nil {
		e.p.jac(t, y, e.z, jac)
		return
	}
	n := e.p.n
	lo, hi, x := e.w[:n], e.w[n:2*n], e.w[2*n:]
	for j := 0; j < n; j++ {
		copy(x, y)
		d := 1e-6 * (math.Abs(y[j]) + 1e-3)
		x[j] = y[j] - d
		e.p.f(t, x, e.z, lo)
		x[j] = y[j] + d
		e.p.f(t, x, e.z, hi)
		for i := 0; i < n; i++ {
			jac[i*n+j] = (hi[i] - lo[i]) / (2 * d)
		}
	}
}
func (e *problemEval) DerivT(t float64, y, ft []float64) {
	if e.p.ft != nil {
		e.p.ft(t, y, e.z, ft)
		return
	}
	clear(ft)
}
func (e *problemEval) Guards(t float64, y, g []float64) {
	if e.p.guards != nil {
		e.p.guards(t, y, e.z, g)
	}
}
func (e *problemEval) Truth(t float64, y []float64, on []bool) {
	e.Guards(t, y, e.g)
	for i, g := range e.g {
		on[i] = g > 0 || g == 0 && !e.p.strict
	}
}
func (e *problemEval) Outputs(t float64, y, w []float64)      {}
func (e *problemEval) Reset(i int, t float64, y, z []float64) { e.p.reset(i, t, y, z) }

// run is what the little event loop of the tests returns.
type run struct {
	y      []float64
	events []float64 // times [s]
	guards []int
	c      Control
	pieces int
}

// loop integrates a problem to its end: pieces, and resets where they end at a
// root. It is what an island does, without a line around it.
type loop struct {
	s     *Solver
	e     Eval
	p     Piece
	c     Control
	y, z  []float64
	on    []bool
	watch []Edge
	ev    []float64
	gs    []int
}

func newLoop(sys System, o Options) *loop {
	l := &loop{s: NewSolver(sys, o), e: sys.New(), y: make([]float64, sys.NY()), z: make([]float64, sys.NZ()),
		on: make([]bool, sys.NG()), watch: make([]Edge, sys.NG()), ev: make([]float64, 0, 1100), gs: make([]int, 0, 1100)}
	for i := range l.watch {
		l.watch[i] = Rise
	}
	return l
}

var errTooMany = errors.New("too many pieces")

func (l *loop) run(end float64) (run, error) {
	e, s := l.e, l.s
	l.ev, l.gs = l.ev[:0], l.gs[:0]
	if err := e.Init(0, l.y, l.z); err != nil {
		return run{}, err
	}
	e.Bind(0, nil, l.z)
	if err := s.Start(e, 0, l.y, &l.c); err != nil {
		return run{}, err
	}
	e.Truth(0, l.y, l.on)
	t, pieces := 0.0, 0
	for t < end {
		if pieces++; pieces > 2e6 {
			return run{}, errTooMany
		}
		left := end - t
		if err := s.Advance(e, t, l.y, left, l.on, l.watch, &l.c, &l.p); err != nil {
			return run{}, err
		}
		t += l.p.H
		if l.p.H == left {
			t = end
		}
		l.p.EndState(l.y)
		if i := int(l.p.Root); i >= 0 {
			l.ev, l.gs = append(l.ev, t), append(l.gs, i)
			e.Reset(i, t, l.y, l.z)
			e.Bind(t, nil, l.z)
			if err := s.Restart(e, t, l.y, &l.c); err != nil {
				return run{}, err
			}
			e.Truth(t, l.y, l.on)
		}
	}
	return run{l.y, l.ev, l.gs, l.c, pieces}, nil
}
