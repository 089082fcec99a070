package ode

import "math"

// When Auto changes the method. The explicit pairs are stable for real
// h*lambda down to -3.5 (Tsit5) and -6.3 (Dop853). A step limited by stability
// hovers a little below, since the error estimate grows there first (Robertson
// at 1e-9 with Dop853: between 4.6 and 6.2 in 3,300 steps), so the bounds are
// set at three quarters (Hairer and Wanner II, IV.2, take the full value and
// stay too long).
const (
	// A fast component of Taylor that has died down to the tolerance is held at
	// h|lambda| = 0.9 (8!)^(1/8) = 3.4 by its last term; one that is a thousand
	// times the tolerance at 1.4.
	taylorBound = 3.0
	tsit5Bound  = 2.6
	dop853Bound = 4.5

	// What of the bounds a step may grow to, and the square of the difference of two stages, in units of the tolerance, from
	// which on h|lambda| is more than rounding.
	tsit5Edge  = 2.9
	dop853Edge = 5.2
	seen       = 1e-8
	rateKept   = 0.8

	stiffSteps    = 3  // stiff steps before the change to Radau5
	slowSteps     = 8  // steps at a quarter of the bound or more, before Radau5 is tried
	calmSteps     = 6  // steps off the bound that make the count start again
	easySteps     = 8  // steps that an explicit pair could have made, before the change back
	hopelessShare = 8  // length of a rejected step, in such bounds, after which Radau5 is taken at once
	cutSteps      = 8  // steps cut short before the change from Dop853 to Tsit5
	wholeSteps    = 16 // steps not cut before the change back

	longestUsed = 2     // longest step after a cut by the caller, in lengths used of the last
	reachGrow   = 1.125 // growth of a step of Radau5 after a cut by the caller
	longestKept = 64    // longest step after any other
)

// watchCuts looks at how much of the last step was used.
//
// A piece that the caller has cut to less than half is read where it ends at
// the error of the interpolant, which nobody controls: there the next step is
// at most twice as long as what was used of the last. (Input that changes
// every 10 s, steps of 30 to 60 s by tolerance: Rodas5p at 1e-4 is off by 0.36
// of it without the limit. A piece that ends at a root has been polished.) Else
// the limit is 64 times: where the solution is a polynomial the error is nil
// and nothing else bounds the step, while guards are sampled at fractions of it.
//
// Under Auto, where most steps are cut by a root, by the caller or by hmax, the
// pair with fewer stages is cheaper: its step need not be longer than the time
// between events.
func (s *Solver) watchCuts(c *Control, t float64) {
	if c.Till <= c.From {
		return
	}
	used, longest := t-c.From, float64(longestKept)
	if used < 0.5*(c.Ended-c.From) {
		longest = longestUsed
	}
	// The tolerance of Radau5 is looser inside a step than at its end.
	if used < 0.999*(c.Ended-c.From) {
		c.Reach = used
	}
	c.Reach *= reachGrow
	if (c.Mode == Radau5 || c.Mode == BDF) && c.Reach > 0 {
		c.H = min(c.H, c.Reach)
	}
	c.H = min(c.H, max(longest*used, stepShrink*c.H))
	if used < 0.75*(c.Till-c.From) {
		c.Cuts, c.Whole = c.Cuts+1, 0
	} else {
		c.Cuts, c.Whole = 0, c.Whole+1
	}
	switch {
	case !s.auto:
	case c.Mode == Dop853 && c.Cuts >= cutSteps:
		c.Mode = Tsit5
	case c.Mode == Tsit5 && c.Whole >= wholeSteps && s.home != Tsit5:
		c.Mode = Dop853
	case (c.Mode == Radau5 || c.Mode == BDF) && c.Cuts >= cutSteps:
		c.Mode, c.HasJac, c.HPoly, c.ErrOld, c.Order = Rodas5p, false, 0, 1, 0
	case c.Mode == Rodas5p && c.Whole >= wholeSteps:
		s.toImplicit(c)
	}
}

// toImplicit changes to the implicit method for steps that are not cut, which
// remembers nothing yet.
func (s *Solver) toImplicit(c *Control) {
	c.Mode, c.HasJac, c.HPoly, c.HAcc, c.Faccon, c.Slow, c.Order = s.stiff, false, 0, 0, 1, 0, 0
}

// stiffness stores h|lambda| as estimated from the last two stages, whose
// abscissae are both 1: num and den are the squared norms of the differences of
// derivative and state (Hairer and Wanner II, IV.2, eq. 2.26).
func (s *Solver) stiffness(h, num, den float64) {
	s.hlambda = 0
	if den > 0 {
		s.hlambda = h * math.Sqrt(num/den)
	}
	s.clear = den > seen
}

// stable bounds the next step of an explicit pair by its stability, which the error estimate does not see before it is lost: where
// the solution has come to rest the error is nil, and a step six times as long would be rejected.
func (s *Solver) stable(c *Control, h float64) {
	c.Rate *= rateKept // a component that has died is seen no more, and may come back
	if s.clear {
		c.Rate = max(c.Rate, s.hlambda/h)
	}
	edge := tsit5Edge
	if c.Mode == Dop853 {
		edge = dop853Edge
	}
	if c.Rate > 0 {
		c.H = min(c.H, max(edge/c.Rate, h))
	}
}

// hopeless reports that a step just rejected was so long against 1/|lambda|
// that an explicit pair has to make many steps where an implicit method may make
// one: there Auto does not count stiff steps first.
func (s *Solver) hopeless(m Method) bool {
	bound := tsit5Bound
	if m == Dop853 {
		bound = dop853Bound
	}
	return s.hlambda > hopelessShare*bound && s.hlambda <= math.MaxFloat64
}

// watchStiffness counts steps and changes c.Mode. At tight tolerances a stiff
// component limits the step through the error estimate, far inside the region
// of stability (Oregonator at 1e-8: h|lambda| near 2 through 4,500 steps of
// Dop853, where Radau5 makes 300): after many steps that are not small against
// 1/|lambda| Radau5 is tried, and again after twice as many if it had no better steps.
// Stiff and easy steps are counted in c.
func (s *Solver) watchStiffness(c *Control, y []float64, h float64) {
	if c.Mode == Rodas5p || c.Mode == Radau5 || c.Mode == BDF {
		s.watchEase(c, y, h)
		return
	}
	bound := tsit5Bound
	if c.Mode == Dop853 {
		bound = dop853Bound
	}
	if c.Mode == Taylor {
		bound = taylorBound
	}
	if s.hlambda > 0.25*bound && c.Mode != Taylor {
		c.Slow++
	} else {
		c.Slow = 0
	}
	if c.Slow >= max(c.Patience, slowSteps) && c.Cuts < cutSteps {
		c.Slow, c.Patience, c.Stiff = 0, 2*max(c.Patience, slowSteps), 0
		s.toImplicit(c)
		return
	}
	if s.hlambda > bound {
		c.Stiff++
		c.Easy = 0
		if c.Stiff >= stiffSteps {
			c.Stiff = 0
			if c.Cuts >= cutSteps {
				c.Mode = Rodas5p
			} else {
				s.toImplicit(c)
			}
		}
		return
	}
	c.Easy++
	if c.Easy >= calmSteps {
		c.Stiff = 0
	}
}

// watchEase compares the step with what an explicit pair could make: h times a
// norm of the Jacobian, which bounds |lambda| from above, hence half of the
// bound of stability and more steps: hysteresis.
func (s *Solver) watchEase(c *Control, y []float64, h float64) {
	if s.nalg > 0 {
		return
	}
	bound := 0.5 * tsit5Bound
	if s.home == Dop853 {
		bound = 0.5 * dop853Bound
	}
	c.Slow++
	if s.jacAbove(y, h, bound) {
		c.Easy = 0
		return
	}
	c.Easy++
	if c.Easy >= easySteps {
		if c.Slow > 2*easySteps {
			c.Patience = 0 // that was worth it
		}
		c.Mode, c.Easy, c.Stiff, c.Slow = s.home, 0, 0, 0
		if s.home == Taylor {
			c.Mode = Dop853 // a caller may have left Taylor because of a mode that is not linear
		}
		c.HasJac, c.HPoly, c.ErrOld, c.Order = false, 0, errFloor, 0
	}
}

// jacAbove reports whether h times a norm of the Jacobian, by row sums with variables in units of their tolerance, is above
// bound. Cost: n^2, or the entries of a sparse one; a few entries where it is far above.
func (s *Solver) jacAbove(y []float64, h, bound float64) bool {
	n := s.n
	w := s.yt[:n]
	for i := range w {
		w[i] = s.at[i] + float64(s.rt*math.Abs(y[i]))
	}
	far := 2 * bound / h // sums only grow
	norm := 0.0
	if s.st.row != nil {
		sum := s.k[11][:n]
		clear(sum)
		for k, i := range s.st.row {
			if sum[i] += float64(math.Abs(s.inUse[k]) * w[s.st.col[k]]); sum[i] > far*w[i] {
				return true
			}
		}
		for i, v := range sum {
			norm = max(norm, v/w[i])
		}
		return h*norm > bound
	}
	for i := range w {
		sum := 0.0
		for j, v := range s.inUse[i*n : i*n+n] {
			sum += float64(math.Abs(v) * w[j])
		}
		if norm = max(norm, sum/w[i]); norm > far {
			return true
		}
	}
	return h*norm > bound
}
