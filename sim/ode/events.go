package ode

import "math"

const (
	rough      = 0x1p-28           // width of a root, relative to it, before the polish
	fine       = 0x1p-52           // and after it
	points     = 4 * (samples + 2) // samples of one guard, with those inserted at minima
	tiniest    = 0x1p-40           // first fraction of the step looked at after a start on zero
	noRoot     = 2.0               // a fraction of the step beyond its end
	nearTheEnd = 1 - 0x1p-30       // a root so near to the end needs no second step
)

// span is a bracket of a crossing: fractions of the step and guard values on
// both sides. b is on the far side; noRoot where there is no crossing.
type span struct{ a, ga, b, gb float64 }

// events is the workspace of the search for crossings.
type events struct {
	e      Eval
	affine Affine    // e, if it is one
	formed bool      // e knows the forms of its guards:
	form   []Form    // of each
	t      float64   // start of the piece [s]
	h      float64   // its length, of which fractions are taken [s]
	p      *Piece    // nil while guards of time alone are looked at ahead of the step
	y      []float64 // state at a sample
	due    due
	g      []float64 // guards at a sample
	at     [samples + 2][]float64
	lin    []bool      // per guard: it is a polynomial of the fraction of the step,
	q      [][]float64 // with these coefficients
	ahead  []float64   // guards a little after the start
	eps    float64     // where: fraction of the step
	truth  []bool
	root   []span // per guard: where it crosses
	rise   []bool

	n      int // points of the guard in hand: fractions and values
	th, gv [points]float64

	keepC, keepEnd []float64 // the piece before it was polished
}

func newEvents(n, ng int) events {
	all, bits := make([]float64, 2*n+n*(maxDeg+1)+ng*(samples+4+maxDeg+1)), make([]bool, 3*ng)
	v := events{y: carve(&all, n), keepEnd: carve(&all, n), keepC: carve(&all, n*(maxDeg+1)), g: carve(&all, ng), ahead: carve(&all, ng),
		truth: carve(&bits, ng), rise: carve(&bits, ng), lin: carve(&bits, ng),
		root: make([]span, ng), form: make([]Form, ng), q: make([][]float64, ng)}
	for i := range v.at {
		v.at[i] = carve(&all, ng)
	}
	for i := range v.q {
		v.q[i] = carve(&all, maxDeg+1)
	}
	return v
}

// Watched reports that an edge of a guard ends a piece.
func Watched(watch []Edge) bool {
	for _, w := range watch {
		if w != None {
			return true
		}
	}
	return false
}

// open makes ready for the search in a piece from (t, y).
func (v *events) open(e Eval, t float64, y []float64) {
	v.e, v.t, v.p = e, t, nil
	f, ok := e.(Formed)
	if v.formed = ok; ok {
		v.affine = f
		copy(v.form, f.Forms())
	} else {
		v.affine, _ = e.(Affine)
		clear(v.form)
	}
	v.e.Guards(t, y, v.at[0])
}

// close forgets what belongs to the caller.
func (v *events) close() { v.e, v.affine, v.p = nil, nil, nil }

// locate cuts p, which is made and in which a guard may cross, at the earliest crossing of a watched guard, if there is one.
func (s *Solver) locate(y []float64, on []bool, watch []Edge, c *Control, p *Piece) error {
	v := &s.ev
	v.p, v.h = p, p.H0
	if err := s.sample(y, watch); err != nil {
		return err
	}
	first := noRoot
	for i, w := range watch {
		if w != None && v.form[i] != OfTime {
			v.root[i] = span{a: noRoot, b: noRoot}
			v.crossing(i, on[i], w)
		}
		if w != None {
			first = math.Min(first, v.root[i].b)
		}
	}
	if first == noRoot {
		return nil
	}
	i, th := v.simultaneous(watch, first)
	v.ends(i, p)
	if th != 1 || v.form[i] != OfTime {
		s.finish(y, i, th, c)
	}
	return nil
}

// ends notes that the crossing of guard i ends the piece.
func (v *events) ends(i int, p *Piece) {
	p.Root, p.RootEdge = int32(i), -1
	if v.rise[i] {
		p.RootEdge = 1
	}
}

// simultaneous is the first declared of the guards whose roots are the same
// within 4 ulp of the clock, with the latest of these roots, so that all have
// crossed. first is the earliest root, roughly.
func (v *events) simultaneous(watch []Edge, first float64) (guard int, th float64) {
	limit, near := first+float64(2*rough*first), 0
	for i, w := range watch {
		if w != None && v.root[i].a <= limit {
			guard = i
			near++
		}
	}
	if near == 1 {
		return guard, v.root[guard].b
	}
	th = noRoot
	for i, w := range watch {
		if w != None && v.root[i].a <= limit {
			v.narrow(i, &v.root[i], v.rise[i], fine)
			th = math.Min(th, v.root[i].b)
		}
	}
	now := math.Abs(v.t) + float64(th*v.h)
	limit, guard = th+0x1p-50*now/v.h, -1
	for i, w := range watch {
		if w != None && v.root[i].b <= limit {
			if guard < 0 {
				guard = i
			}
			th = math.Max(th, v.root[i].b)
		}
	}
	return guard, th
}

// sample evaluates all guards at 0 and, where one that is watched is not a
// polynomial, at the interior samples, 1, and a little after 0: where no variable
// has moved by more than its tolerance.
func (s *Solver) sample(y []float64, watch []Edge) error {
	v := &s.ev
	p := v.p
	if v.polynomials(watch) {
		return v.finite(watch, 1)
	}
	for k := 1; k <= samples; k++ {
		v.guards(float64(k)/(samples+1), v.at[k])
	}
	v.e.Guards(v.t+p.H0, p.End, v.at[samples+1])
	m := int(p.Deg) + 1
	move := 0x1p10
	for i, x := range y {
		move = math.Max(move, math.Abs(p.C[i*m+1])/(s.at[i]+float64(s.rt*math.Abs(x))))
	}
	v.eps = math.Max(1/move, tiniest)
	v.guards(v.eps, v.ahead)
	return v.finite(watch, len(v.at))
}

// finite checks the first samples of all guards that are watched.
func (v *events) finite(watch []Edge, n int) error {
	for i, w := range watch {
		for k := range n {
			if x := v.at[k][i]; w != None && v.form[i] != OfTime && x != x {
				return &Error{Cause: GuardNotFinite, Index: i, T: v.t + float64(float64(k)/(samples+1)*v.h)}
			}
		}
	}
	return nil
}

// guards evaluates all guards at th on the dense output, or, ahead of the step, where those of time alone are of interest, at the
// state at hand.
func (v *events) guards(th float64, g []float64) {
	if v.p != nil {
		v.p.Eval(th, v.y)
	}
	v.e.Guards(v.t+float64(th*v.h), v.y, g)
}

// guard is guard i at th on the dense output.
func (v *events) guard(i int, th float64) float64 {
	if v.lin[i] {
		return horner(v.q[i][:v.p.Deg+1], th)
	}
	v.guards(th, v.g)
	return v.g[i]
}

// side is the condition of guard i at th, where its value is g. On zero it is
// the condition as written.
func (v *events) side(i int, th, g float64) bool {
	if g != 0 {
		return g > 0
	}
	if v.p != nil {
		v.p.Eval(th, v.y)
	}
	v.e.Truth(v.t+float64(th*v.h), v.y, v.truth)
	return v.truth[i]
}

// crossing finds the first watched crossing of guard i and stores it in
// v.root[i] and v.rise[i].
func (v *events) crossing(i int, on bool, w Edge) {
	now, done := v.start(i, on, w)
	switch {
	case done || v.lin[i] && v.same(i) || !v.lin[i] && v.still(i):
		return
	case v.lin[i] && v.once(i, now):
		v.add(1, v.end(i))
	default:
		v.fill(i)
		v.collect(i)
	}
	for k := 1; k < v.n; k++ {
		next := v.side(i, v.th[k], v.gv[k])
		if next == now {
			continue
		}
		now = next
		if next && w&Rise != 0 || !next && w&Fall != 0 {
			v.root[i] = span{v.th[k-1], v.gv[k-1], v.th[k], v.gv[k]}
			v.rise[i] = next
			v.narrow(i, &v.root[i], next, rough)
			return
		}
	}
}

// still reports that guard i has one value, not zero, at all samples: it is switched off.
func (v *events) still(i int) bool {
	g := v.at[0][i]
	for k := 1; k < len(v.at); k++ {
		if v.at[k][i] != g {
			return false
		}
	}
	return g != 0
}

// start gives the condition of guard i just after the start, and sets the
// first point of its list: the start, or where it is on zero there the first
// point off zero. An edge between what the caller has stored and that side is
// a root at the start; then done is true.
func (v *events) start(i int, on bool, w Edge) (now, done bool) {
	g := v.at[0][i]
	v.n, v.th[0], v.gv[0] = 1, 0, g
	now = g > 0
	if g == 0 {
		now = v.departure(i, on)
	}
	if now == on || now && w&Rise == 0 || !now && w&Fall == 0 {
		return now, false
	}
	v.root[i], v.rise[i] = span{v.th[0], v.gv[0], v.th[0], v.gv[0]}, now
	return now, true
}

// departure is the side to which guard i, on zero at the start, leaves: the
// sign of its one-sided derivative, taken where two values, at a fraction and
// at its double, agree that it grows linearly or quadratically from zero. So
// rounding errors next to the departed root are not mistaken for a sign.
func (v *events) departure(i int, on bool) bool {
	for th := tiniest; th < 0.5/(samples+1); th *= 0x1p8 {
		a, b := v.guard(i, th), v.guard(i, 2*th)
		if r := b / a; r > 1.2 && r < 6 {
			v.th[0], v.gv[0] = th, a
			return a > 0
		}
	}
	v.fill(i)
	for k := 1; k < len(v.at); k++ {
		if a := v.at[k][i]; a != 0 {
			return a > 0
		}
	}
	return on
}

// finish cuts the piece at th on guard i, after making the step once more up to
// there.
func (s *Solver) finish(y []float64, i int, th float64, c *Control) {
	v := &s.ev
	p := v.p
	r := &v.root[i]
	h := float64(th * p.H0)
	if p.Method != Taylor && p.Method != BDF && r.a < r.b && th < nearTheEnd && v.t+h > v.t && s.polish(y, i, th, c) {
		return
	}
	if r.b == th {
		v.narrow(i, r, v.rise[i], fine)
		th = r.b
	}
	if 0 < th && th < 1 {
		if th = v.beyond(i, th, v.rise[i]); th > 1 {
			p.Root, p.RootEdge = -1, 0 // at the start of the next step
			return
		}
	}
	h = th * p.H0
	p.H = h
	if th == 0 {
		copy(p.End, y)
		return
	}
	if th < 1 {
		p.Eval(th, p.End)
	}
}
