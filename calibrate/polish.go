package calibrate

import "math"

// polish ends a fit. Near the minimum the cost is flat to half the digits, so steps that must lower it stop there; Gauss-Newton
// steps solve gradient = 0 instead and go on while they shrink, down to the rounding of the residuals. They reach the bounds, and
// active are the variables that end on one and are pushed outwards there.
func (s *search) polish() (active []Bound, steps int) {
	steps = s.newton()
	active = make([]Bound, s.n)
	for j := range active {
		switch {
		case s.u[j] == s.lo[j] && s.g[j] >= 0:
			active[j] = AtMin
		case s.u[j] == s.hi[j] && s.g[j] <= 0:
			active[j] = AtMax
		}
	}
	return active, steps
}

// solve runs and polishes. Where the residuals carry an error of their own (Xtol above exactXtol), the run may end early: the
// polish is the shorter way to the minimum, and where it does not get there the run goes on to Ftol.
func (s *search) solve() (reason Stop, active []Bound, steps int) {
	wanted := s.o.Ftol
	if s.o.Xtol > exactXtol && !s.o.NoPolish {
		s.o.Ftol = math.Max(wanted, earlyFtol)
	}
	for {
		reason, active = s.run(), make([]Bound, s.n)
		if reason == StopRefused || reason == StopEvals || s.o.NoPolish {
			return reason, active, steps
		}
		s.settled = false
		var n int
		active, n = s.polish()
		steps += n
		if s.settled || s.o.Ftol == wanted {
			return reason, active, steps
		}
		s.o.Ftol = wanted
		s.inwards()
	}
}

// earlyFtol is the gain of cost below which the polish is tried.
const earlyFtol = 1e-3

// inwards takes the point off its bounds, where the run cannot begin.
func (s *search) inwards() {
	moved := false
	for j, v := range s.u {
		s.u[j] = inside(v, s.lo[j], s.hi[j])
		moved = moved || s.u[j] != v
	}
	if moved && s.jacobian(s.u, s.r, s.jac) {
		s.cost = s.core.cost(s.r)
	}
}

// exactXtol is the tolerance up to which a fit is taken to the last digit; above it the residuals carry an error of their own, such
// as that of an integration, and the polish ends with the first step below Xtol.
const exactXtol = 1e-13

// negligible is the gain of cost, as a share of it, that is not worth another step of such a polish: of a thousand residuals it moves
// no parameter by more than a two-hundredth of its standard error.
const negligible = 1e-8

// newton makes Gauss-Newton steps while they shrink, and returns their number. Shrinking may pause: the first steps of a badly
// conditioned problem turn from one direction to another, the last ones are rounding. It leaves the search linearised.
func (s *search) newton() int {
	const most = 60 // steps; a contraction of 0.6 reaches the last digit in that
	const patience = 3
	last, idle := math.Inf(1), 0
	var mix mixing
	s.linearise()
	for k := range most {
		q := s.model(1)
		h, _ := q.fenced(math.Inf(1), 0)
		if s.o.Xtol > exactXtol && k > 0 && -q.value(h) <= negligible*s.cost {
			s.settled = true
			return k
		}
		size := norm2(h)
		if size < last {
			last, idle = size, 0
		} else if idle++; idle == patience || size > 1e3*last {
			return k
		}
		if size == 0 {
			return k
		}
		to := s.end(q, h)
		mixed, differs := mix.next(to, h)
		if !(differs && s.goTo(mixed)) && !s.goTo(to) {
			return k
		}
		s.linearise()
		if s.o.Xtol > exactXtol && size <= s.o.Xtol*s.length() {
			s.settled = true
			return k + 1
		}
	}
	return most
}

// end is where a step h in scaled variables leads: on a bound to the last bit where the model holds a variable there.
func (s *search) end(q *quadratic, h []float64) []float64 {
	to := s.unscaled(h)
	for j, p := range to {
		switch h[j] {
		case q.lo[j]:
			to[j] = s.lo[j]
		case q.hi[j]:
			to[j] = s.hi[j]
		default:
			to[j] = s.u[j] + p
		}
	}
	return to
}

// goTo moves to a point, or to the bounds before it, unless the cost rises by more than its rounding or the model refuses.
func (s *search) goTo(to []float64) bool {
	u, r, jac := make([]float64, s.n), make([]float64, s.m), make([]float64, s.m*s.n)
	for j := range u {
		u[j] = bounded(to[j], s.lo[j], s.hi[j])
	}
	if !s.jacobian(u, r, jac) {
		return false
	}
	cost := s.core.cost(r)
	if cost > s.cost*(1+1e-7) && cost > s.cost+1e3*epsilon*epsilon*s.scaleOfRows() {
		return false
	}
	s.u, s.r, s.jac, s.cost = u, r, jac, cost
	return true
}

// scaleOfRows is the square of the largest change of the rows that a variable as a whole stands for: residuals far below it are
// rounding, so a relative comparison of costs means nothing there.
func (s *search) scaleOfRows() float64 {
	big := 0.0
	for j := range s.u {
		big = math.Max(big, math.Abs(s.u[j]*s.scaleInv[j]))
	}
	return big * big
}
