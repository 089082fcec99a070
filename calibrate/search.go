package calibrate

import "math"

// search is the trust-region iteration. Without bounds it is Levenberg-Marquardt after Moré (1978), the radius controlled as in
// SciPy's trf; with bounds the trust-region reflective method of Branch, Coleman and Li (1999). Variables are scaled by the
// largest length that each column of the Jacobian has had (Moré 1978, section 6).
type search struct {
	*core
	u, r, jac  []float64 // the point, its rows, their derivatives
	cost       float64
	scaleInv   []float64
	radius     float64
	lambda     float64
	iterations int
	settled    bool // the polish has ended by Xtol

	// of the present point
	wr    []float64 // rows after the loss
	g     []float64 // gradient
	cos   float64   // largest cosine between rows and a column
	tri   *triangle
	v, dv []float64
}

// newSearch evaluates the start; false where the model refuses it.
func newSearch(c *core) (*search, bool) {
	s := &search{core: c, u: c.start(), r: make([]float64, c.m), jac: make([]float64, c.m*c.n), scaleInv: make([]float64, c.n)}
	if !c.jacobian(s.u, s.r, s.jac) {
		return s, false
	}
	s.cost = c.cost(s.r)
	return s, true
}

// run iterates until it stops.
func (s *search) run() Stop {
	s.linearise()
	if s.radius == 0 {
		s.radius = s.firstRadius()
	}
	for {
		if s.cost == 0 {
			return StopExact
		}
		if s.cos <= s.o.Gtol {
			return StopGradient
		}
		if stop := s.advance(); stop != StopNone {
			return stop
		}
		s.iterations++
		if s.o.Watch != nil {
			s.outer(s.u)
			s.o.Watch(s.iterations, s.x, s.cost)
		}
		s.linearise()
	}
}

// linearise compresses the Jacobian at the present point and finds gradient and scales.
func (s *search) linearise() {
	a := append([]float64(nil), s.jac...)
	s.wr = append(s.wr[:0], s.r...)
	s.weigh(s.wr, a)
	s.g = make([]float64, s.n)
	for i := range s.m {
		for j := range s.n {
			s.g[j] += a[i*s.n+j] * s.wr[i]
		}
	}
	s.tri = factor(a, append([]float64(nil), s.wr...), s.m, s.n)
	s.v, s.dv = s.affine(s.u, s.g)
	s.cos = 0
	size := norm2(s.wr)
	for j, norm := range s.tri.norm {
		s.scaleInv[j] = math.Max(s.scaleInv[j], norm)
		push := math.Abs(s.g[j])
		if s.dv[j] != 0 { // the gradient counts as far as the bound leaves room
			push *= math.Min(1, s.v[j]*s.scaleInv[j]/size)
		}
		s.cos = math.Max(s.cos, push/(norm*size))
	}
}

// firstRadius is the length of the start in scaled variables, 1 at the origin.
func (s *search) firstRadius() float64 {
	d, _ := s.hat()
	w := make([]float64, s.n)
	for j := range w {
		w[j] = s.u[j] / d[j]
	}
	if r := norm2(w); r > 0 && !math.IsInf(r, 1) {
		return r
	}
	return 1
}

// hat gives the factors from scaled variables to variables, and the diagonal of Coleman and Li's matrix C.
func (s *search) hat() (d, e []float64) {
	d, e = make([]float64, s.n), make([]float64, s.n)
	for j := range d {
		scale := 1 / s.scaleInv[j]
		v := s.v[j]
		if s.dv[j] != 0 {
			v *= s.scaleInv[j]
			e[j] = math.Sqrt(math.Abs(s.g[j]) * scale)
		}
		d[j] = math.Sqrt(v) * scale
	}
	return d, e
}

// advance makes trial steps until one lowers the cost, and takes it.
func (s *search) advance() Stop {
	d, e := s.hat()
	q := &quadratic{n: s.n, rows: s.tri.matrix(), rhs: s.tri.qtb, e: e}
	for i := range s.n {
		for j := range s.n {
			q.rows[i*s.n+j] *= d[j]
		}
	}
	theta := math.Max(0.995, 1-norm2(multiply(d, s.g)))
	trial := make([]float64, s.m)
	var ahead []float64 // Jacobian of the trial, where it comes with the residuals
	if s.o.Joint {
		ahead = make([]float64, s.m*s.n)
	}
	refusals := 0
	for {
		if s.evals >= s.o.MaxEval {
			return StopEvals
		}
		h, lambda := q.step(s.radius, s.lambda)
		best := s.choose(q, s.u, d, h, s.radius, theta)
		u := added(s.u, best.p)
		for j := range u {
			u[j] = inside(u[j], s.lo[j], s.hi[j])
		}
		size := norm2(best.h)
		if !s.probe(u, trial, ahead) {
			if refusals++; refusals > 60 {
				return StopRefused
			}
			s.shrink(size, lambda)
			continue
		}
		fresh := s.core.cost(trial)
		gain := s.cost - fresh
		ratio := s.control(gain, best.gain, size, lambda)
		stop := s.finished(gain, ratio, best.p)
		if !(gain > 0) {
			if stop != StopNone {
				return stop
			}
			continue
		}
		if ahead != nil {
			copy(s.u, u)
			s.r, s.jac, s.cost = trial, ahead, fresh
			return stop
		}
		keep := append([]float64(nil), s.u...)
		copy(s.u, u)
		if !s.jacobian(s.u, s.r, s.jac) {
			copy(s.u, keep)
			if !s.jacobian(s.u, s.r, s.jac) {
				return StopRefused
			}
			if refusals++; refusals > 60 {
				return StopRefused
			}
			s.shrink(size, lambda)
			continue
		}
		s.cost = s.core.cost(s.r)
		return stop
	}
}

// probe evaluates a trial, with its Jacobian if there is room for it.
func (s *search) probe(u, r, jac []float64) bool {
	if jac == nil {
		return s.residuals(u, r)
	}
	return s.jacobian(u, r, jac)
}

// shrink makes the region smaller than a step that could not be used.
func (s *search) shrink(size, lambda float64) {
	s.lambda = lambda * 4
	s.radius = 0.25 * math.Min(size, s.radius)
}

// control changes the radius after a trial: Moré (1978), section 4, with the constants of SciPy's trf.
func (s *search) control(gain, predicted, size, lambda float64) float64 {
	ratio := 0.0
	if predicted > 0 {
		ratio = gain / predicted
	} else if gain == 0 && predicted == 0 {
		ratio = 1
	}
	before := s.radius
	if !(ratio >= 0.25) {
		s.radius = 0.25 * size
	} else if ratio > 0.75 && size > 0.95*s.radius {
		s.radius *= 2
	}
	if s.radius > 0 {
		s.lambda = lambda * before / s.radius
	}
	return ratio
}

// finished looks at a trial step: too little gained where the model was right, or too short.
func (s *search) finished(gain, ratio float64, p []float64) Stop {
	if math.Abs(gain) < s.o.Ftol*s.cost && ratio > 0.25 {
		return StopCost
	}
	step, size := 0.0, 0.0
	for j := range p {
		step = math.Hypot(step, p[j]*s.scaleInv[j])
		size = math.Hypot(size, s.u[j]*s.scaleInv[j])
	}
	if step <= s.o.Xtol*(s.o.Xtol+size) {
		return StopStep
	}
	return StopNone
}
