package sim

import (
	"math"
	"slices"

	"github.com/plantwin/plantwin/sim/ode"
)

// Limit is the domain of a state: a level that cannot fall below Lo or rise
// above Hi (an infinite one is none). There the state is held until its
// derivative points inwards; beyond, the equations see the limit itself, so a
// square root of a level never has a negative argument. A state that is held
// loses what its equation asks for.
type Limit struct {
	Var    int32   // a differential variable
	Along  []int32 // variables that are 0 and stay so while it is held: its sensitivities
	Lo, Hi float64
	// Empty and Full go to the ring when Lo or Hi is reached; nil for none.
	Empty, Full *Event
}

// limitShare is how near to its limit, in absolute tolerances, a state has
// reached it: one that comes to rest there never crosses.
const limitShare = 1e-3

// modal is a system with states held at limits and sliding between two modes,
// as discrete states and guards behind those of the system itself:
//
//	z:      of the system | mode per limit: -1 at Lo, 0, +1 at Hi | sliding, guards a and b, z in mode a, z in mode b
//	guards: of the system | per limit: reaches Lo, reaches Hi, leaves | stops sliding
//
// So a run's state remains plain data and events are found as all others.
type modal struct {
	ode.System
	lim    []Limit
	near   []float64 // distance from a limit that counts as on it, per limit
	slides bool
	nz, ng int // of the system
}

// wrap is the system that an island integrates.
func (def *Island) wrap() ode.System {
	sys := def.System
	m := &modal{System: sys, lim: def.Limits, nz: sys.NZ(), ng: sys.NG()}
	resets := 0
	for _, g := range def.Guards {
		if g.Internal {
			resets++
		}
	}
	m.slides = resets > 1 && m.nz > 0 && sys.NAlg() == 0 && m.NDelay() == 0
	if len(m.lim) == 0 && !m.slides {
		return sys
	}
	for _, l := range m.lim {
		a := 1e-9
		if def.Opt.Atol != nil {
			a = def.Opt.Atol[l.Var]
		}
		m.near = append(m.near, limitShare*a)
	}
	if p, ok := sys.(ode.Patterned); ok {
		return &modalPattern{m, p}
	}
	return m
}

// modalPattern is a modal system whose Jacobian has a pattern.
type modalPattern struct {
	*modal
	p ode.Patterned
}

// Pattern is that of the system: holding a state only clears entries.
func (m *modalPattern) Pattern() (row, col []int32) { return m.p.Pattern() }

// New returns a workspace.
func (m *modalPattern) New() ode.Eval {
	e := m.modal.New().(*modalEval)
	e.row, e.col = m.p.Pattern()
	return e
}

// NDelay is that of the system, whose delayed values the modes leave alone.
func (m *modal) NDelay() int {
	if l, ok := m.System.(ode.Lagged); ok {
		return l.NDelay()
	}
	return 0
}

// Linear is that of the system, where no limit bends it. (Sliding does too: then
// the island changes the method.)
func (m *modal) Linear() bool {
	l, ok := m.System.(ode.Linear)
	return ok && l.Linear() && len(m.lim) == 0
}

// NZ is the number of discrete states.
func (m *modal) NZ() int {
	n := m.nz + len(m.lim)
	if m.slides {
		n += 3 + 2*m.nz
	}
	return n
}

// NG is the number of guards.
func (m *modal) NG() int {
	n := m.ng + 3*len(m.lim)
	if m.slides {
		n++
	}
	return n
}

// guards extends the list of an island's guards by those of its modes.
func (m *modal) guards(def *Island) []Guard {
	list := append([]Guard(nil), def.Guards...)
	for _, l := range m.lim {
		name := "variable"
		if int(l.Var) < len(def.Names) {
			name = def.Names[l.Var]
		}
		list = append(list, Guard{Name: name + " at its lower limit", Internal: true, Rise: l.Empty},
			Guard{Name: name + " at its upper limit", Internal: true, Rise: l.Full}, Guard{Name: name + " off its limit", Internal: true})
	}
	if m.slides {
		list = append(list, Guard{Name: "end of sliding", Internal: true})
	}
	return list
}

// slide is the part of z that belongs to sliding.
func (m *modal) slide(z []float64) []float64 { return z[m.nz+len(m.lim):] }

// modalOf is sys as a modal system, nil if it is none.
func modalOf(sys ode.System) *modal {
	switch m := sys.(type) {
	case *modal:
		return m
	case *modalPattern:
		return m.modal
	}
	return nil
}

// possible says whether the part of z that belongs to sliding can be used.
func (m *modal) possible(z []float64) bool {
	if !m.slides {
		return true
	}
	s := m.slide(z)
	for _, g := range s[1:3] {
		if !(g >= 0 && g < float64(m.ng)) {
			return false
		}
	}
	return true
}

// modalEval evaluates a modal system.
type modalEval struct {
	ode.Eval
	m        *modal
	t        float64
	u, z     []float64
	a, b     ode.Eval // bound to the two modes of sliding, nil before the first
	y, f, h  []float64
	fa, fb   []float64
	g        []float64
	on       []bool
	row, col []int32
	full     []float64
	bare     bool // nothing has limits or slides
	form     []ode.Form
	affine   ode.Affine // Eval, if it is one
}

// New returns a workspace.
func (m *modal) New() ode.Eval {
	n := m.NY()
	all := make([]float64, m.NU()+m.NZ()+5*n+m.NG())
	take := func(n int) []float64 {
		part := all[:n:n]
		all = all[n:]
		return part
	}
	e := &modalEval{Eval: m.System.New(), m: m, u: take(m.NU()), z: take(m.NZ()), y: take(n), f: take(n), h: take(n), fa: take(n), fb: take(n),
		g: take(m.NG()), on: make([]bool, m.ng), form: make([]ode.Form, m.NG())}
	e.affine, _ = e.Eval.(ode.Affine)
	return e
}

// Bind fixes inputs, discrete states and modes.
func (e *modalEval) Bind(t float64, u, z []float64) {
	e.t = t
	copy(e.u, u)
	copy(e.z, z)
	e.Eval.Bind(t, u, z[:e.m.nz])
	s := e.sliding()
	e.bare = s == nil && len(e.m.lim) == 0
	if s != nil {
		if e.a == nil {
			e.a, e.b = e.m.System.New(), e.m.System.New()
		}
		e.a.Bind(t, u, s[3:3+e.m.nz])
		e.b.Bind(t, u, s[3+e.m.nz:])
	}
	e.reform()
}

// Past, Lags, Before, Signals, Due and Reach are those of the system.
func (e *modalEval) Past(p *ode.Past) { e.Eval.(ode.Delayed).Past(p) }

// Lags are the delays.
func (e *modalEval) Lags() []float64 { return e.Eval.(ode.Delayed).Lags() }

// Before writes what delayed values were before the start.
func (e *modalEval) Before(t float64, u, x []float64) error {
	return e.Eval.(ode.Delayed).Before(t, u, x)
}

// Signals writes what is delayed.
func (e *modalEval) Signals(t float64, y, x []float64) {
	e.Eval.(ode.Delayed).Signals(t, e.inside(y), x)
}

// Due is the order of what jumps at the next break.
func (e *modalEval) Due() int8 { return e.Eval.(ode.Delayed).Due() }

// Reach is how long a step from t may be.
func (e *modalEval) Reach(t float64) float64 { return e.Eval.(ode.Delayed).Reach(t) }

// sliding is the part of z that belongs to it, nil while it is off.
func (e *modalEval) sliding() []float64 {
	if !e.m.slides {
		return nil
	}
	if s := e.m.slide(e.z); s[0] != 0 {
		return s
	}
	return nil
}

// Init writes initial values; no limit is reached and nothing slides.
func (e *modalEval) Init(t float64, y, z []float64) error {
	clear(z[e.m.nz:])
	return e.Eval.Init(t, y, z[:e.m.nz])
}

// inside is y with all limited states within their limits.
func (e *modalEval) inside(y []float64) []float64 {
	if len(e.m.lim) == 0 {
		return y
	}
	copy(e.y, y)
	for k := range e.m.lim {
		l := &e.m.lim[k]
		e.y[l.Var] = math.Min(math.Max(y[l.Var], l.Lo), l.Hi)
	}
	return e.y
}

// Deriv writes the right-hand side: that of the system, or Filippov's convex
// combination of two modes; 0 for a state that is held.
func (e *modalEval) Deriv(t float64, y, dy []float64) {
	if e.bare {
		e.Eval.Deriv(t, y, dy)
		return
	}
	e.free(t, e.inside(y), dy)
	for k := range e.m.lim {
		if e.z[e.m.nz+k] != 0 {
			dy[e.m.lim[k].Var] = 0
			for _, i := range e.m.lim[k].Along {
				dy[i] = 0
			}
		}
	}
}

// free is Deriv without holding.
func (e *modalEval) free(t float64, y, dy []float64) {
	s := e.sliding()
	if s == nil {
		e.Eval.Deriv(t, y, dy)
		return
	}
	// The weights keep the surface's rate at 0 (Filippov, Differential Equations
	// with Discontinuous Righthand Sides, 1988, 4, eq. 4).
	la, lb := e.rates(t, y, s)
	w := 0.5
	if lb != la {
		w = math.Min(math.Max(lb/(lb-la), 0), 1)
	}
	for i := range dy {
		dy[i] = float64(w*e.fa[i]) + float64((1-w)*e.fb[i])
	}
}

// rates are the rates of the surface under the fields of both modes, which are
// left in e.fa and e.fb. The surface is guard a as mode b sees it.
func (e *modalEval) rates(t float64, y, s []float64) (la, lb float64) {
	e.a.Deriv(t, y, e.fa)
	e.b.Deriv(t, y, e.fb)
	return e.rate(t, y, e.fa, int(s[1])), e.rate(t, y, e.fb, int(s[1]))
}

// rate is the derivative of the surface along f, by central differences: exact
// to rounding for a surface of second degree.
func (e *modalEval) rate(t float64, y, f []float64, guard int) float64 {
	d := 1e-4
	for i, v := range f {
		if v != 0 {
			d = math.Min(d, 1e-5*(math.Abs(y[i])+1e-3)/math.Abs(v))
		}
	}
	for i, v := range f {
		e.h[i] = y[i] + float64(d*v)
	}
	g := e.g[:e.m.ng]
	e.b.Guards(t+d, e.h, g)
	up := g[guard]
	for i, v := range f {
		e.h[i] = y[i] - float64(d*v)
	}
	e.b.Guards(t-d, e.h, g)
	return (up - g[guard]) / (2 * d)
}

// Jac writes df/dy; while sliding by differences.
func (e *modalEval) Jac(t float64, y, jac []float64) {
	n := len(y)
	if e.sliding() == nil {
		e.Eval.Jac(t, e.inside(y), jac)
	} else {
		e.differences(t, y, jac)
	}
	for k := range e.m.lim {
		if i := int(e.m.lim[k].Var); e.z[e.m.nz+k] != 0 {
			clear(jac[i*n : i*n+n])
			for _, i := range e.m.lim[k].Along {
				clear(jac[int(i)*n : int(i)*n+n])
			}
		}
	}
}

func (e *modalEval) differences(t float64, y, jac []float64) {
	n := len(y)
	lo, x := make([]float64, n), append([]float64(nil), y...)
	for j := range x {
		d := float64(1e-6 * (math.Abs(y[j]) + 1e-3))
		x[j] = y[j] - d
		e.Deriv(t, x, lo)
		x[j] = y[j] + d
		e.Deriv(t, x, e.f)
		x[j] = y[j]
		for i := range lo {
			jac[i*n+j] = (e.f[i] - lo[i]) / (2 * d)
		}
	}
}

// JacSparse writes the entries of df/dy in the order of the pattern.
func (e *modalEval) JacSparse(t float64, y, v []float64) {
	if e.sliding() == nil {
		e.Eval.(ode.SparseEval).JacSparse(t, e.inside(y), v)
	} else {
		n := len(y)
		if e.full == nil {
			e.full = make([]float64, n*n)
		}
		e.differences(t, y, e.full)
		for k, i := range e.row {
			v[k] = e.full[int(i)*n+int(e.col[k])]
		}
	}
	for k := range e.m.lim {
		if e.z[e.m.nz+k] == 0 {
			continue
		}
		for q, i := range e.row {
			if l := &e.m.lim[k]; i == l.Var || slices.Contains(l.Along, i) {
				v[q] = 0
			}
		}
	}
}

// DerivT writes df/dt.
func (e *modalEval) DerivT(t float64, y, ft []float64) {
	if e.sliding() != nil {
		clear(ft)
		return
	}
	e.Eval.DerivT(t, e.inside(y), ft)
	for k := range e.m.lim {
		if e.z[e.m.nz+k] != 0 {
			ft[e.m.lim[k].Var] = 0
			for _, i := range e.m.lim[k].Along {
				ft[i] = 0
			}
		}
	}
}

// Outputs writes the outputs.
func (e *modalEval) Outputs(t float64, y, w []float64) { e.Eval.Outputs(t, e.inside(y), w) }

// Guards writes the guards of the system and of the modes. While sliding the
// two guards that chattered are off.
func (e *modalEval) Guards(t float64, y, g []float64) {
	if e.bare {
		g[e.m.ng] = -1
		e.Eval.Guards(t, y, g[:e.m.ng])
		return
	}
	m, x := e.m, e.inside(y)
	s := e.sliding()
	if s != nil {
		la, lb := e.rates(t, x, s)
		g[m.NG()-1] = math.Max(la, -lb)
	} else if m.slides {
		g[m.NG()-1] = -1
	}
	e.Eval.Guards(t, x, g[:m.ng])
	if s != nil {
		g[int(s[1])], g[int(s[2])] = -1, -1
	}
	if len(m.lim) > 0 {
		e.limits(t, y, x, g[m.ng:])
	}
}

// reform settles the forms of the guards until the next Bind: those of the system, where it does not slide and no limit bends
// what they read, and those that are off.
func (e *modalEval) reform() {
	m := e.m
	clear(e.form)
	if e.sliding() != nil {
		return
	}
	if f, ok := e.Eval.(ode.Formed); ok {
		copy(e.form[:m.ng], f.Forms())
		for i, form := range e.form[:m.ng] {
			if form == ode.Sloped && len(m.lim) > 0 {
				if _, _, ok := e.Slopes(i); !ok {
					e.form[i] = ode.General
				}
			}
		}
	}
	for i := m.ng; i < len(e.form); i++ {
		ok := len(m.lim) == 0 // nothing slides
		if !ok {
			_, _, ok = e.Slopes(i)
		}
		if ok {
			e.form[i] = ode.Constant
		}
	}
}

// Forms gives the forms of the guards.
func (e *modalEval) Forms() []ode.Form { return e.form }

// Slopes gives the derivatives of guards that are linear: of the system, where it does not slide and no limit bends what they
// read, and those that are off.
func (e *modalEval) Slopes(i int) (byTime float64, by []ode.Slope, ok bool) {
	m := e.m
	if e.sliding() != nil {
		return 0, nil, false
	}
	if i < m.ng {
		if e.affine == nil {
			return 0, nil, false
		}
		byTime, by, ok = e.affine.Slopes(i)
		for _, s := range by {
			ok = ok && !m.bends(s.Var)
		}
		return byTime, by, ok
	}
	k := (i - m.ng) / 3
	if k >= len(m.lim) {
		return 0, nil, true // nothing slides
	}
	mode, l := e.z[m.nz+k], &m.lim[k]
	switch (i - m.ng) % 3 {
	case 0:
		ok = mode != 0 || math.IsInf(l.Lo, -1)
	case 1:
		ok = mode != 0 || math.IsInf(l.Hi, 1)
	default:
		ok = mode == 0
	}
	return 0, nil, ok
}

// bends reports that a variable has limits.
func (m *modal) bends(i int32) bool {
	for k := range m.lim {
		if m.lim[k].Var == i {
			return true
		}
	}
	return false
}

// limits writes the guards of the limits.
func (e *modalEval) limits(t float64, y, x, g []float64) {
	m, known := e.m, false
	for k := range m.lim {
		l, v, mode := &m.lim[k], y[m.lim[k].Var], e.z[m.nz+k]
		low, high, leave := -1.0, -1.0, -1.0
		if mode == 0 && !math.IsInf(l.Lo, -1) {
			low = l.Lo + m.near[k] - v
		}
		if mode == 0 && !math.IsInf(l.Hi, 1) {
			high = v - (l.Hi - m.near[k])
		}
		// The derivative matters on a limit only, and costs all the equations.
		if mode != 0 || low >= 0 || high >= 0 {
			if !known {
				e.free(t, x, e.f)
				known = true
			}
			f := e.f[l.Var]
			switch {
			case mode < 0:
				leave = f
			case mode > 0:
				leave = -f
			case low >= 0 && f > 0: // on the way in
				low = -f
			case high >= 0 && f < 0:
				high = f
			}
		}
		g[3*k], g[3*k+1], g[3*k+2] = low, high, leave
	}
}

// Truth writes the conditions of the guards.
func (e *modalEval) Truth(t float64, y []float64, on []bool) {
	m := e.m
	s := e.sliding()
	if s != nil || len(m.lim) > 0 {
		e.Guards(t, y, e.g)
		for i := m.ng; i < len(on); i++ {
			on[i] = e.g[i] > 0
		}
	} else {
		on[m.ng] = false // nothing slides
	}
	e.Eval.Truth(t, e.inside(y), on[:m.ng])
	if s != nil {
		on[int(s[1])], on[int(s[2])] = false, false
	}
}

// Reset applies the effect of guard i.
func (e *modalEval) Reset(i int, t float64, y, z []float64) {
	m := e.m
	k := (i - m.ng) / 3
	switch {
	case i < m.ng:
		e.Eval.Reset(i, t, y, z[:m.nz])
	case i == m.NG()-1 && m.slides:
		e.leave(t, y, z)
	case (i-m.ng)%3 == 0:
		y[m.lim[k].Var], z[m.nz+k] = m.lim[k].Lo, -1
		m.lim[k].still(y)
	case (i-m.ng)%3 == 1:
		y[m.lim[k].Var], z[m.nz+k] = m.lim[k].Hi, 1
		m.lim[k].still(y)
	default:
		z[m.nz+k] = 0
	}
}

// Explain is that of the system.
func (e *modalEval) Explain(t, until float64, y []float64) (row int, why string) {
	if x, ok := e.Eval.(ode.Explainer); ok {
		return x.Explain(t, until, e.inside(y))
	}
	return -1, ""
}

// still clears what goes along with a state that is held.
func (l *Limit) still(y []float64) {
	for _, i := range l.Along {
		y[i] = 0
	}
}

// leave ends sliding in the mode whose field has turned away from the surface.
func (e *modalEval) leave(t float64, y, z []float64) {
	s := e.m.slide(z)
	la, lb := e.rates(t, e.inside(y), s)
	if la >= -lb {
		copy(z, s[3:3+e.m.nz])
	} else {
		copy(z, s[3+e.m.nz:])
	}
	clear(s)
}

// enter starts sliding between the mode in z, which guard a has set, and the
// one that guard b sets. It reports false where the fields of the two do not
// both point at the surface.
func (e *modalEval) enter(t float64, y, z []float64, a, b int) bool {
	m := e.m
	if !m.slides || a >= m.ng || b >= m.ng {
		return false
	}
	s := m.slide(z)
	other := append([]float64(nil), z[:m.nz]...)
	copy(e.h, y)
	e.Eval.Reset(b, t, e.h, other)
	s[0], s[1], s[2] = 1, float64(a), float64(b)
	copy(s[3:], z[:m.nz])
	copy(s[3+m.nz:], other)
	e.Bind(t, e.u, z)
	if la, lb := e.rates(t, e.inside(y), s); la < 0 && lb > 0 {
		return true
	}
	clear(s)
	e.Bind(t, e.u, z)
	return false
}

// Rest applies the state of rest that the system declares for guard i.
func (e *modalEval) Rest(i int, t float64, y, z []float64) bool {
	r, ok := e.Eval.(ode.Rester)
	return ok && i < e.m.ng && r.Rest(i, t, y, z[:e.m.nz])
}
