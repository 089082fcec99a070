package ode

import "math"

const (
	newtonSteps  = 50 // full steps converge in 3 to 6; the rest is for damped ones
	newtonHalves = 12 // halvings of one Newton step
)

// Consistent solves the algebraic rows 0 = f(t, y) for the algebraic variables
// of y in place, starting from their values: Newton's method with the exact
// Jacobian, a step halved while the norm of the residual, scaled by the first
// factorisation, does not fall (natural monotonicity: Deuflhard, Newton Methods
// for Nonlinear Problems, 2004, 3.3). The result is far below the tolerance of
// the integration. Where Newton's method fails the start is followed along a
// homotopy; the error is that of the direct way.
func (s *Solver) Consistent(e Eval, t float64, y []float64) error {
	m := s.nalg
	if m == 0 {
		return nil
	}
	d := s.n - m
	copy(s.start, y[d:])
	clear(s.shift)
	err := s.newton(e, t, y)
	if err == nil {
		return nil
	}
	copy(y[d:], s.start)
	if s.homotopy(e, t, y) {
		return nil
	}
	copy(y[d:], s.start)
	return err
}

// homotopy solves f(z) = (1 - l) f(z0) for l from 0, where z0 is a solution, to 1
// (Newton homotopy: Allgower and Georg, Introduction to Numerical Continuation
// Methods, 2003, 1.1), in steps of l that grow and shrink with success. It
// reports whether it arrived.
func (s *Solver) homotopy(e Eval, t float64, y []float64) bool {
	d := s.n - s.nalg
	f := s.k[0]
	e.Deriv(t, y, f)
	copy(s.f0, f[d:])
	if firstBad(s.f0) >= 0 {
		return false
	}
	copy(s.best, s.start)
	for l, step := 0.0, 0.125; l < 1; {
		next := math.Min(l+step, 1)
		for i, v := range s.f0 {
			s.shift[i] = float64((1 - next) * v)
		}
		if s.newton(e, t, y) == nil {
			copy(s.best, y[d:])
			l, step = next, 2*step
			continue
		}
		copy(y[d:], s.best)
		if step *= 0.25; step < 1e-4 {
			return false
		}
	}
	return true
}

// residual writes f into its argument with the shift of the homotopy.
func (s *Solver) residual(e Eval, t float64, y, f []float64) {
	e.Deriv(t, y, f)
	tail := f[s.n-s.nalg : s.n]
	for i, v := range s.shift {
		tail[i] -= v
	}
}

// newton is the damped iteration of Consistent from y.
func (s *Solver) newton(e Eval, t float64, y []float64) error {
	d := s.n - s.nalg
	f, dx, trial := s.k[0], s.ndx, s.yt
	s.residual(e, t, y, f)
	for range newtonSteps {
		if i := firstBad(f[d:]); i >= 0 {
			return &Error{Cause: NotFinite, Index: d + i, T: t}
		}
		if err := s.factorAlgebraic(e, t, y); err != nil {
			return err
		}
		copy(dx, f[d:])
		s.alr.solve(dx)
		norm := s.algebraicNorm(y, dx)
		if norm == 0 {
			return nil
		}
		damp, ok := 1.0, false
		for range newtonHalves {
			copy(trial, y)
			for i, v := range dx {
				trial[d+i] = y[d+i] + float64(damp*v)
			}
			s.residual(e, t, trial, f)
			copy(s.ntry, f[d:])
			s.alr.solve(s.ntry)
			if next := s.algebraicNorm(y, s.ntry); next <= (1-float64(0.5*damp))*norm || next < newtonDone {
				ok = true
				break
			}
			damp *= 0.5
		}
		if !ok {
			if norm < newtonGood {
				return nil // at the rounding error of f: no step can improve
			}
			return &Error{Cause: NoConvergence, Index: d + largest(f[d:]), T: t}
		}
		copy(y, trial)
		if damp == 1 && norm < newtonDone {
			return nil
		}
	}
	return &Error{Cause: NoConvergence, Index: d + largest(f[d:]), T: t}
}

// Newton's step in units of the tolerance: below newtonDone the quadratic
// convergence has done its work, below newtonGood rounding may stop it.
const (
	newtonDone = 1e-6
	newtonGood = 1e-2
)

// factorAlgebraic factors minus the Jacobian of the algebraic rows.
func (s *Solver) factorAlgebraic(e Eval, t float64, y []float64) error {
	s.jacobian(e, t, y, s.jac)
	for k, i := range s.apick {
		s.ajac[k] = s.jac[i]
	}
	if !s.alr.factor(s.ajac, 0) {
		return &Error{Cause: Singular, Index: s.n - s.nalg + s.alr.bad(), T: t}
	}
	return nil
}

// algebraicNorm is the largest step of an algebraic variable in units of the
// tolerance; +Inf where one is not finite.
func (s *Solver) algebraicNorm(y, dx []float64) float64 {
	d, tol := s.n-s.nalg, &s.tol[Rodas5p] // whatever the method
	norm := 0.0
	for i, v := range dx {
		x := math.Abs(v) / (tol.at[d+i] + float64(tol.rt*math.Abs(y[d+i])))
		if !(x <= math.MaxFloat64) {
			return math.Inf(1)
		}
		norm = math.Max(norm, x)
	}
	return norm
}

// firstBad is the index of the first value that is not finite, -1 if none.
func firstBad(x []float64) int {
	for i, v := range x {
		if v-v != 0 {
			return i
		}
	}
	return -1
}

// largest is the index of the largest magnitude, or of the first NaN.
func largest(x []float64) int {
	best := 0
	for i, v := range x {
		if v != v {
			return i
		}
		if math.Abs(v) > math.Abs(x[best]) {
			best = i
		}
	}
	return best
}
