package calibrate

import "math"

// polish ends a fit. Near the minimum the cost is flat to half the digits, so steps that must lower it stop there; Gauss-Newton
// steps solve gradient = 0 instead and go on while they shrink, down to the rounding of the residuals. Variables that a bound
// holds are first put on it, if their gradient pushes outwards and the cost agrees.
func (s *search) polish() (active []Bound, steps int) {
	active = make([]Bound, s.n)
	s.linearise()
	if on := s.nearBounds(); on != nil {
		if n, ok := s.settle(on); ok {
			return on, n
		}
	}
	n, _ := s.settle(active)
	return active, n
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
	for j := range s.u {
		s.u[j] = inside(s.u[j], s.lo[j], s.hi[j])
	}
	if s.jacobian(s.u, s.r, s.jac) {
		s.cost = s.core.cost(s.r)
	}
}

// nearBounds marks variables close to a bound that the gradient pushes against; nil if there is none.
func (s *search) nearBounds() []Bound {
	const close = 1e-3 // of the value or the range; what settle finds decides
	on := make([]Bound, s.n)
	some := false
	for j := range on {
		width := s.hi[j] - s.lo[j]
		if math.IsInf(width, 1) {
			width = math.Max(1, math.Abs(s.u[j]))
		}
		switch {
		case s.u[j]-s.lo[j] <= close*width && s.g[j] >= 0:
			on[j] = AtMin
		case s.hi[j]-s.u[j] <= close*width && s.g[j] <= 0:
			on[j] = AtMax
		}
		some = some || on[j] != NoBound
	}
	if !some {
		return nil
	}
	return on
}

// settle puts variables on their bounds and polishes the others. It leaves the search where it was and says false if the cost
// rises or a gradient turns inwards.
func (s *search) settle(on []Bound) (int, bool) {
	u0, cost0 := append([]float64(nil), s.u...), s.cost
	moved := false
	for j, b := range on {
		switch b {
		case AtMin:
			s.u[j], moved = s.lo[j], true
		case AtMax:
			s.u[j], moved = s.hi[j], true
		}
	}
	steps, ok := 0, true
	if moved {
		ok = s.jacobian(s.u, s.r, s.jac)
	}
	if ok {
		s.cost = s.core.cost(s.r)
		steps = s.newton(on)
		s.linearise()
		ok = s.cost <= cost0*(1+1e-9)
		for j, b := range on {
			ok = ok && !(b == AtMin && s.g[j] < 0) && !(b == AtMax && s.g[j] > 0)
		}
	}
	if !ok {
		copy(s.u, u0)
		s.jacobian(s.u, s.r, s.jac)
		s.cost = s.core.cost(s.r)
	}
	return steps, ok
}

// exactXtol is the tolerance up to which a fit is taken to the last digit; above it the residuals carry an error of their own, such
// as that of an integration, and the polish ends with the first step below Xtol.
const exactXtol = 1e-13

// negligible is the gain of cost, as a share of it, that is not worth another step of such a polish: of a thousand residuals it moves
// no parameter by more than a two-hundredth of its standard error.
const negligible = 1e-8

// newton makes Gauss-Newton steps in the variables off their bounds while they shrink, and returns their number. Shrinking may
// pause: the first steps of a badly conditioned problem turn from one direction to another, the last ones are rounding.
func (s *search) newton(on []Bound) int {
	const most = 60 // steps; a contraction of 0.6 reaches the last digit in that
	const patience = 3
	last, idle := math.Inf(1), 0
	u, r, jac := make([]float64, s.n), make([]float64, s.m), make([]float64, s.m*s.n)
	for k := range most {
		p, ahead := s.gaussNewton(on)
		if s.o.Xtol > exactXtol && k > 0 && ahead <= negligible*s.cost {
			s.settled = true
			return k
		}
		size, whole := 0.0, 0.0
		for j := range p {
			size, whole = math.Hypot(size, p[j]*s.scaleInv[j]), math.Hypot(whole, s.u[j]*s.scaleInv[j])
			u[j] = s.u[j] + p[j]
		}
		if size < last {
			last, idle = size, 0
		} else if idle++; idle == patience || size > 1e3*last {
			return k
		}
		if size == 0 || !s.inBounds(u, on) {
			return k
		}
		if !s.jacobian(u, r, jac) {
			return k
		}
		cost := s.core.cost(r)
		if cost > s.cost*(1+1e-7) && cost > s.cost+1e3*epsilon*epsilon*s.scaleOfRows() {
			return k
		}
		copy(s.u, u)
		copy(s.r, r)
		copy(s.jac, jac)
		s.cost = cost
		if s.o.Xtol > exactXtol && size <= s.o.Xtol*whole {
			s.settled = true
			return k + 1
		}
	}
	return most
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

// gaussNewton is the full step at the present point, zero in variables on bounds, and what it gains in the linearised problem.
func (s *search) gaussNewton(on []Bound) (p []float64, gain float64) {
	a := append([]float64(nil), s.jac...)
	b := append([]float64(nil), s.r...)
	s.weigh(b, a)
	for i := range b {
		b[i] = -b[i]
		for j := range on {
			if on[j] != NoBound {
				a[i*s.n+j] = 0
			}
		}
	}
	t := factor(a, b, s.m, s.n)
	for _, v := range t.qtb[:t.rank()] {
		gain += 0.5 * v * v
	}
	return t.solve(), gain
}

// inBounds says whether the variables off their bounds stay inside.
func (s *search) inBounds(u []float64, on []Bound) bool {
	for j := range u {
		if on[j] == NoBound && !(u[j] > s.lo[j] && u[j] < s.hi[j]) {
			return false
		}
	}
	return true
}
