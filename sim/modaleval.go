package sim

import (
	"math"
	"slices"

	"github.com/plantwin/plantwin/sim/ode"
)

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
