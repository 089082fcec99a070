package physics

import (
	"fmt"
	"math"

	"github.com/plantwin/plantwin/physics/expr"
	"github.com/plantwin/plantwin/sim/ode"
)

// eval evaluates a system. Implements ode.Eval.
type eval struct {
	s             *System
	r             *expr.Regs
	y, z, u, p    []float64 // registers of the leaves
	fz, t         []float64
	next          float64
	tmp           []float64
	bound         []float64   // z of the last Bind
	window        *ode.Window // of delayed values, nil without
	pasts, drifts []float64   // registers of delayed values and of their slopes
	own, past     float64     // next break of the functions of time, and of delayed values
	all           bool        // all guards are computed
	awake         []int       // else those of which no constant is known
	resting       []float64   // value of each guard that rests
	rests         []bool      // which do
	by            []ode.Slope // of the guard asked for last
	form          []ode.Form  // of each guard
	along         *product    // of an augmented system
}

func newEval(s *System) *eval {
	r := s.regs.Clone()
	e := &eval{s: s, r: r, next: math.Inf(1)}
	e.y, e.z, e.u, e.p = r.Leaves(expr.State), r.Leaves(expr.Disc), r.Leaves(expr.Input), r.Leaves(expr.Param)
	e.fz, e.t = r.Leaves(expr.Frozen), r.Leaves(expr.Time)
	if len(e.t) == 0 { // nothing reads it
		e.t = make([]float64, 1)
	}
	most, nz, ng := max(len(s.jac), s.NY()+s.NZ(), s.NG(), s.ntimes), s.NZ(), s.NG()
	all := make([]float64, most+nz+ng)
	e.tmp, e.bound, e.resting = all[:most:most], all[most:most+nz:most+nz], all[most+nz:]
	if len(s.sym.delays) > 0 {
		e.window = ode.NewWindow(len(s.sym.delays), s.sym.smooths())
		e.pasts, e.drifts = r.Leaves(expr.Past), r.Leaves(expr.Drift)
		e.tmp = make([]float64, max(len(e.tmp), s.NY()))
	}
	e.all, e.awake = true, make([]int, 0, ng)
	e.rests, e.by, e.form = make([]bool, ng), make([]ode.Slope, s.reads), make([]ode.Form, ng)
	e.along = s.product()
	return e
}

// Bind fixes inputs, discrete states and the pieces of functions of time that hold from t on.
func (e *eval) Bind(t float64, u, z []float64) {
	copy(e.u, u)
	copy(e.z, z)
	copy(e.bound, z)
	e.r.Events()
	e.next = math.Inf(1)
	if e.s.ntimes > 0 {
		e.times(t)
	}
	if e.window != nil {
		e.lagged(t)
	}
	e.arm()
}

// NextBreak is the first time after that of Bind at which a function of time has a kink.
func (e *eval) NextBreak() float64 { return e.next }

// fewVars is up to how many variables a loop is faster than a call of copy.
const fewVars = 8

// load writes time and variables.
func (e *eval) load(t float64, y []float64) {
	if to := e.y; len(to) <= fewVars && len(to) <= len(y) {
		for i := range to {
			to[i] = y[i]
		}
	} else {
		copy(to, y)
	}
	e.t[0] = t
	if e.window != nil {
		e.recall(t)
	}
}

// Deriv writes the right-hand side.
func (e *eval) Deriv(t float64, y, dy []float64) {
	e.load(t, y)
	if e.along != nil {
		e.r.Run(e.s.lay.tangent)
		e.along.write(e.r.All(), y, e.bound, dy)
		return
	}
	e.r.RunOut(e.s.lay.deriv, dy)
}

// Jac writes df/dy, row-major.
func (e *eval) Jac(t float64, y, jac []float64) {
	e.load(t, y)
	e.r.Run(e.s.lay.jac)
	clear(jac)
	v := e.tmp[:len(e.s.jac)]
	e.r.Out(e.s.lay.jac, v)
	for k, at := range e.s.jac {
		jac[at] = v[k]
	}
}

// JacSparse writes the entries of df/dy in the order of System.Pattern.
func (e *eval) JacSparse(t float64, y, v []float64) {
	e.load(t, y)
	e.r.Run(e.s.lay.jac)
	e.r.Out(e.s.lay.jac, v)
}

// DerivT writes df/dt.
func (e *eval) DerivT(t float64, y, ft []float64) {
	clear(ft)
	if len(e.s.dt) == 0 {
		return
	}
	e.load(t, y)
	e.r.Run(e.s.lay.dt)
	for k, i := range e.s.dt {
		ft[i] = e.r.Get(e.s.lay.dt, k)
	}
}

// Truth writes the conditions of the guards.
func (e *eval) Truth(t float64, y []float64, on []bool) {
	e.load(t, y)
	e.r.Run(e.s.lay.truth)
	for i := range on {
		on[i] = e.r.Get(e.s.lay.truth, i) != 0
	}
}

// Outputs writes the outputs.
func (e *eval) Outputs(t float64, y, w []float64) {
	e.load(t, y)
	e.r.Run(e.s.lay.outs)
	e.r.Out(e.s.lay.outs, w)
}

// Reset applies the effect of an internal guard to y and z; the caller binds the new z.
func (e *eval) Reset(i int, t float64, y, z []float64) {
	r := e.s.sym.resets[i]
	if len(r.target) == 0 {
		return
	}
	if !same(e.bound, z) { // another rule of the same instant came first
		copy(e.z, z)
		copy(e.bound, z)
		e.r.Events()
		e.arm()
	}
	e.load(t, y)
	group := e.s.lay.reset + i
	e.r.Run(group)
	for k, at := range r.target {
		if v := e.r.Get(group, k); at < len(y) {
			y[at] = v
		} else {
			z[at-len(y)] = v
		}
	}
}

func same(a, b []float64) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// Init writes the initial values. An error names the variable whose start is no number or out of its range.
func (e *eval) Init(t float64, y, z []float64) error {
	e.load(t, y)
	e.r.Run(e.s.lay.init)
	ny := len(y)
	v := e.tmp[:ny+len(z)]
	e.r.Out(e.s.lay.init, v)
	copy(y, v)
	copy(z, v[ny:])
	if len(e.s.sym.free) > 0 {
		if err := e.begin(t, y, z); err != nil {
			return err
		}
		copy(v, y)
	}
	for i, x := range v {
		w := &e.s.sym.vars[i]
		switch {
		case math.IsNaN(x) || math.IsInf(x, 0):
			return fmt.Errorf("the start of %s is not a finite number", w.Name)
		case w.Sort != AlgebraicVar && (x < w.Min || x > w.Max):
			return fmt.Errorf("the start of %s is %g, out of its range %g to %g (SI)", w.Name, x, w.Min, w.Max)
		}
	}
	return nil
}
