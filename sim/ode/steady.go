package ode

import "math"

const (
	steadySteps  = 500
	steadyFar    = 1e9 // growth of the pseudo-time step at which it is Newton's method
	steadyGrow   = 10.0
	steadyShrink = 0.1
)

// Steady replaces y by a state of rest, f(t, y) = 0 with inputs, discrete states
// and time held: pseudo-transient continuation (Kelley and Keyes, SIAM J. Numer.
// Anal. 35 (1998) 508), implicit Euler steps whose length grows as the residual
// falls (switched evolution relaxation, their eq. 1.5) until they are Newton's.
// It follows the transient, so it finds the state that the plant itself would
// come to, and keeps what the equations conserve. y is left as it was where it
// fails: NoConvergence then names the row with the largest residual.
func (s *Solver) Steady(e Eval, t float64, y []float64) error {
	n := s.n
	if n == 0 {
		return nil
	}
	s.use(Rodas5p)
	if err := s.Consistent(e, t, y); err != nil {
		return err
	}
	x, f, next := s.k[1], s.k[2], s.k[3]
	copy(x, y)
	e.Deriv(t, x, f)
	if i := firstBad(f[:n]); i >= 0 {
		return &Error{Cause: NotFinite, Index: i, T: t}
	}
	size := s.norm(x, f[:n])
	if size == 0 {
		return nil
	}
	first := 1 / size // no variable moves by more than its tolerance
	h := first
	for range steadySteps {
		step, ok := s.pseudo(e, t, x, f, next, h)
		grown := s.norm(x, s.k[4][:n])
		if !ok || !(grown <= steadyGrow*size || grown <= 1) {
			if h *= steadyShrink; h < 1e-6*first {
				break
			}
			continue
		}
		copy(x, next)
		copy(f, s.k[4])
		if step < newtonDone && h >= steadyFar*first {
			copy(y, x[:n])
			return nil
		}
		ratio := steadyGrow
		if grown > 0 {
			ratio = math.Min(math.Max(size/grown, 2), steadyGrow)
		}
		h, size = math.Min(h*ratio, 1e6*steadyFar*first), grown
	}
	return &Error{Cause: NoConvergence, Index: largest(f[:n]), T: t}
}

// pseudo makes one implicit Euler step of length h from x, with derivative f, to
// next, whose derivative goes to s.k[4]. It returns the step's size in units of the
// tolerance.
func (s *Solver) pseudo(e Eval, t float64, x, f, next []float64, h float64) (float64, bool) {
	n := s.n
	s.jacobian(e, t, x, s.jac)
	s.facH = 0
	dx := s.k[5][:n]
	copy(dx, f)
	if !s.lr.factor(s.jac, 1/h) {
		return 0, false
	}
	s.lr.solve(dx)
	for i, v := range dx {
		next[i] = x[i] + v
	}
	e.Deriv(t, next[:n], s.k[4])
	return s.norm(x, dx), firstBad(s.k[4][:n]) < 0 && firstBad(dx) < 0
}
