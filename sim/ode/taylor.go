package ode

import "math"

// Linear is a System that knows whether it is linear.
type Linear interface {
	// Linear reports whether f = A y + b with A and b constant between calls of
	// Bind. There are no algebraic rows then.
	Linear() bool
}

// tayTerms is the number of terms of the series that are computed: those of the
// dense output, and the next, which is the error.
const tayTerms = maxDeg + 1

// acceptTaylor makes a step of the exponential series: between events the
// solution of y' = A y + b is y + sum_k h^k A^(k-1) f/k!, and the first eight terms
// tell the length for which seven are enough (Moler and Van Loan, SIAM Review 45
// (2003) 3, method 1). So no step is rejected, the polynomial of the dense output is
// the solution to the tolerance everywhere, and a step costs matrix products
// instead of evaluations. It reports false where a term is not finite.
func (s *Solver) acceptTaylor(e Eval, t float64, y []float64, hmax float64, c *Control) (float64, bool) {
	n := len(y)
	if !c.HasJac {
		s.room(c)
		s.jacobian(e, t, y, c.Jac)
		c.HasJac, s.fresh = true, true
		c.Jacs++
	}
	s.inUse = c.Jac
	// k[j] is A^(j-1) f/j!.
	copy(s.k[1], c.F)
	for j := 2; j <= tayTerms; j++ {
		s.multiply(c.Jac, s.k[j-1][:n], s.k[j][:n])
		r := 1 / float64(j)
		for i, v := range s.k[j][:n] {
			s.k[j][i] = v * r
		}
	}
	last := s.norm(y, s.k[tayTerms][:n])
	if !(last <= math.MaxFloat64) {
		return 0, false
	}
	fits := longestStep
	if last > 0 {
		fits = math.Min(fits, stepSafety/math.Sqrt(math.Sqrt(math.Sqrt(last))))
	}
	h := landing(math.Min(fits, c.H), hmax)
	s.hlambda = 0
	if before := s.norm(y, s.k[tayTerms-1][:n]); before > 0 {
		s.hlambda = tayTerms * h * last / before
	}
	c.H = math.Max(math.Min(fits, stepGrow*h), math.Min(c.H, fits))
	c.Steps++
	s.tayEnd(y, h)
	s.watchStiffness(c, y, h)
	return h, true
}

// tayEnd writes the state at h into s.yn.
func (s *Solver) tayEnd(y []float64, h float64) {
	for i, v := range y {
		x := 0.0
		for j := maxDeg; j >= 1; j-- {
			x = float64(h * (s.k[j][i] + x))
		}
		s.yn[i] = v + x
	}
}

// taylorDense writes the polynomials of the step of length h.
func (s *Solver) taylorDense(y []float64, h float64, c []float64) {
	p := h
	for i, v := range y {
		c[i*(maxDeg+1)] = v
	}
	for j := 1; j <= maxDeg; j++ {
		for i := range y {
			c[i*(maxDeg+1)+j] = p * s.k[j][i]
		}
		p *= h
	}
}

// multiply writes J x into z.
func (s *Solver) multiply(j, x, z []float64) {
	n := len(x)
	if s.st.row != nil {
		clear(z)
		for k, i := range s.st.row {
			z[i] += float64(j[k] * x[s.st.col[k]])
		}
		return
	}
	for i := range z {
		sum := 0.0
		for k, v := range j[i*n : i*n+n] {
			sum += float64(v * x[k])
		}
		z[i] = sum
	}
}
