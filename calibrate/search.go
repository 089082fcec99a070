package calibrate

import "math"

// search is the trust-region iteration: Levenberg-Marquardt after Moré (1978), with bounds held by an active set in each step (see
// quadratic.fenced). Variables are scaled by the largest length that each column of the Jacobian has had (Moré 1978, section 6).
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
	wr  []float64 // rows after the loss
	g   []float64 // gradient
	cos float64   // largest cosine between rows and a column
	tri *triangle
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
	s.cos = 0
	size := norm2(s.wr)
	for j, norm := range s.tri.norm {
		s.scaleInv[j] = math.Max(s.scaleInv[j], norm)
		push := math.Abs(s.g[j])
		if room := s.room(j, s.g[j]); !math.IsInf(room, 1) { // the gradient counts as far as the bound leaves room
			push *= math.Min(1, room*s.scaleInv[j]/size)
		}
		s.cos = math.Max(s.cos, push/(norm*size))
	}
}

// room is the distance of variable j to the bound that a gradient pushes it to.
func (s *search) room(j int, gradient float64) float64 {
	if gradient < 0 {
		return s.hi[j] - s.u[j]
	}
	return s.u[j] - s.lo[j]
}

// firstRadius is the length of the start in scaled variables, 1 at the origin.
func (s *search) firstRadius() float64 {
	w := make([]float64, s.n)
	for j := range w {
		w[j] = s.u[j] * s.scaleInv[j]
	}
	if r := norm2(w); r > 0 && !math.IsInf(r, 1) {
		return r
	}
	return 1
}

// model is the quadratic around the present point in scaled variables. Its steps go at most the given share of the way to a bound.
func (s *search) model(share float64) *quadratic {
	q := &quadratic{m: s.n, n: s.n, rows: s.tri.matrix(), rhs: append([]float64(nil), s.tri.qtb...), lo: make([]float64, s.n), hi: make([]float64, s.n)}
	for j := range s.n {
		for i := range s.n {
			q.rows[i*s.n+j] /= s.scaleInv[j]
		}
		q.lo[j], q.hi[j] = share*(s.lo[j]-s.u[j])*s.scaleInv[j], share*(s.hi[j]-s.u[j])*s.scaleInv[j]
	}
	return q
}

// unscaled takes a step in scaled variables to the variables.
func (s *search) unscaled(h []float64) []float64 {
	p := make([]float64, s.n)
	for j := range p {
		p[j] = h[j] / s.scaleInv[j]
	}
	return p
}

// length is that of the variables, scaled.
func (s *search) length() float64 {
	size := 0.0
	for j := range s.u {
		size = math.Hypot(size, s.u[j]*s.scaleInv[j])
	}
	return size
}

// advance makes trial steps until one lowers the cost, and takes it.
func (s *search) advance() Stop {
	q := s.model(clearance)
	for refusals, bends := 0, 0; ; {
		if s.evals >= s.o.MaxEval {
			return StopEvals
		}
		if refusals > mostRefusals {
			return StopRefused
		}
		h, lambda := q.fenced(s.radius, s.lambda)
		predicted, size := -q.value(h), norm2(h)
		if s.o.Joint && bends < mostBends && s.o.Loss == Squares && !s.bend(q, h, lambda) {
			bends++
			s.shrink(size, lambda)
			continue
		}
		t := s.attempt(h)
		if !t.ok {
			refusals++
			s.shrink(size, lambda)
			continue
		}
		gain := s.cost - t.cost
		ratio := s.control(gain, predicted, size, lambda)
		stop := s.finished(gain, ratio, size)
		if gain > 0 {
			if t.complete(s) {
				s.u, s.r, s.jac, s.cost = t.u, t.r, t.jac, t.cost
				return stop
			}
			refusals++
			s.shrink(size, lambda)
			continue
		}
		if stop != StopNone {
			return stop
		}
	}
}

// clearance is the share of the way to a bound that a step may go before the polish: a model need not be defined on a bound.
// mostRefusals and mostBends bound the attempts from one point that the model refuses, and those given up for their curvature.
const (
	clearance    = 0.995
	mostRefusals = 60
	mostBends    = 4
)

// attempt is a point that may be the next; jac is nil where it has not been asked for.
type attempt struct {
	u, r, jac []float64
	cost      float64
	ok        bool
}

// attempt evaluates the end of a step in scaled variables, with its Jacobian if that comes cheap.
func (s *search) attempt(h []float64) *attempt {
	t := &attempt{u: s.unscaled(h), r: make([]float64, s.m)}
	for j, p := range t.u {
		t.u[j] = inside(s.u[j]+p, s.lo[j], s.hi[j])
	}
	if s.o.Joint {
		t.jac = make([]float64, s.m*s.n)
		t.ok = s.jacobian(t.u, t.r, t.jac)
	} else {
		t.ok = s.residuals(t.u, t.r)
	}
	t.cost = s.core.cost(t.r)
	return t
}

// complete adds the Jacobian; false where the model refuses it.
func (t *attempt) complete(s *search) bool {
	if t.jac == nil {
		t.jac = make([]float64, s.m*s.n)
		t.ok = s.jacobian(t.u, t.r, t.jac)
	}
	return t.ok
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
func (s *search) finished(gain, ratio, step float64) Stop {
	if math.Abs(gain) < s.o.Ftol*s.cost && ratio > 0.25 {
		return StopCost
	}
	if step <= s.o.Xtol*(s.o.Xtol+s.length()) {
		return StopStep
	}
	return StopNone
}

// The second-order correction of a step: where along it the second derivative is looked at, as a share of it, and the largest
// correction, as a share of the step, that still counts as one (Transtrum and Sethna: 0.75 of its half).
const (
	probing  = 0.1
	mostBent = 1
)

// bend adds the second-order correction to a step h in scaled variables: a narrow valley is followed along its curve (Transtrum and
// Sethna, "Improvements to the Levenberg-Marquardt algorithm for nonlinear least-squares minimization", arXiv:1201.5885, 2012,
// section 4). It costs one evaluation of the residuals. false where the correction is as long as the step: that is to be shorter.
// Simulations gain by it; of the formulas of NIST, from starts far away, one (MGH17) is led astray.
func (s *search) bend(q *quadratic, h []float64, lambda float64) bool {
	v := s.unscaled(h)
	u := make([]float64, s.n)
	for j := range u {
		u[j] = s.u[j] + probing*v[j]
	}
	r := make([]float64, s.m)
	if !s.residuals(u, r) {
		return false
	}
	g := make([]float64, s.n) // J' times the second derivative of the rows along the step
	for i := range r {
		row := s.jac[i*s.n : (i+1)*s.n]
		second := 2 / probing * ((r[i]-s.r[i])/probing - dot(row, v))
		for j, d := range row {
			g[j] += d * second / s.scaleInv[j]
		}
	}
	a := q.solved(h, g, lambda)
	if norm2(a) > mostBent*norm2(h) {
		return false
	}
	for j := range h {
		h[j] = bounded(h[j]-a[j]/2, q.lo[j], q.hi[j])
	}
	return true
}
