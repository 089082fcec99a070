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
// the integration.
func (s *Solver) Consistent(e Eval, t float64, y []float64) error {
	m := s.nalg
	if m == 0 {
		return nil
	}
	d := s.n - m
	f, dx, trial := s.k[0], s.ndx, s.yt
	e.Deriv(t, y, f)
	for range newtonSteps {
		if i := firstBad(f[d:]); i >= 0 {
			return &Error{Cause: NotFinite, Index: d + i, T: t}
		}
		if err := s.factorAlgebraic(e, t, y); err != nil {
			return err
		}
		copy(dx, f[d:])
		s.alu.solve(dx)
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
			e.Deriv(t, trial, f)
			copy(s.ntry, f[d:])
			s.alu.solve(s.ntry)
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
	n, m := s.n, s.nalg
	d := n - m
	e.Jac(t, y, s.jac)
	for i := 0; i < m; i++ {
		for j := 0; j < m; j++ {
			s.alu.a[i*m+j] = -s.jac[(d+i)*n+d+j]
		}
	}
	if !s.alu.decompose() {
		return &Error{Cause: Singular, Index: d + s.alu.bad, T: t}
	}
	return nil
}

// algebraicNorm is the largest step of an algebraic variable in units of the
// tolerance; +Inf where one is not finite.
func (s *Solver) algebraicNorm(y, dx []float64) float64 {
	d := s.n - s.nalg
	norm := 0.0
	for i, v := range dx {
		x := math.Abs(v) / (s.at[d+i] + float64(s.rt*math.Abs(y[d+i])))
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
