package ode

import "math"

// When Auto changes the method. The explicit pairs are stable for real
// h*lambda down to -3.5 (Tsit5) and -6.3 (Dop853). A step limited by stability
// hovers a little below, since the error estimate grows there first (Robertson
// at 1e-9 with Dop853: between 4.6 and 6.2 in 3,300 steps), so the bounds are
// set at three quarters (Hairer and Wanner II, IV.2, take the full value and
// stay too long).
const (
	tsit5Bound  = 2.6
	dop853Bound = 4.5
	stiffSteps  = 8  // stiff steps before the change to Rodas5p
	calmSteps   = 6  // steps off the bound that make the count start again
	easySteps   = 12 // steps that an explicit pair could have made, before the change back
	cutSteps    = 8  // steps cut short before the change from Dop853 to Tsit5
	wholeSteps  = 16 // steps not cut before the change back

	longestUsed = 2  // longest step after a cut by the caller, in lengths used of the last
	longestKept = 64 // longest step after any other
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
	c.H = math.Min(c.H, math.Max(longest*used, stepShrink*c.H))
	if used < 0.75*(c.Till-c.From) {
		c.Cuts, c.Whole = c.Cuts+1, 0
	} else {
		c.Cuts, c.Whole = 0, c.Whole+1
	}
	switch {
	case !s.auto || s.explicit != Dop853:
	case c.Mode == Dop853 && c.Cuts >= cutSteps:
		c.Mode = Tsit5
	case c.Mode == Tsit5 && c.Whole >= wholeSteps:
		c.Mode = Dop853
	}
}

// stiffness stores h|lambda| as estimated from the last two stages, whose
// abscissae are both 1: num and den are the squared norms of the differences of
// derivative and state (Hairer and Wanner II, IV.2, eq. 2.26).
func (s *Solver) stiffness(h, num, den float64) {
	s.hlambda = 0
	if den > 0 {
		s.hlambda = h * math.Sqrt(num/den)
	}
}

// watchStiffness counts stiff and easy steps in c and changes c.Mode.
func (s *Solver) watchStiffness(c *Control, y []float64, h float64) {
	if c.Mode == Rodas5p {
		s.watchEase(c, y, h)
		return
	}
	bound := tsit5Bound
	if c.Mode == Dop853 {
		bound = dop853Bound
	}
	if s.hlambda > bound {
		c.Stiff++
		c.Easy = 0
		if c.Stiff >= stiffSteps {
			c.Mode, c.Stiff = Rodas5p, 0
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
	bound := 0.5 * tsit5Bound
	if s.explicit == Dop853 {
		bound = 0.5 * dop853Bound
	}
	if h*s.jacNorm(y) > bound {
		c.Easy = 0
		return
	}
	c.Easy++
	if c.Easy >= easySteps {
		c.Mode, c.Easy, c.Stiff = s.explicit, 0, 0
	}
}

// jacNorm is the row-sum norm of the Jacobian with variables in units of their
// tolerance. Cost: n^2.
func (s *Solver) jacNorm(y []float64) float64 {
	n := s.n
	w := s.yt[:n]
	for i := range w {
		w[i] = s.at[i] + float64(s.rt*math.Abs(y[i]))
	}
	norm := 0.0
	for i := range w {
		sum := 0.0
		for j, v := range s.jac[i*n : i*n+n] {
			sum += float64(math.Abs(v) * w[j])
		}
		norm = math.Max(norm, sum/w[i])
	}
	return norm
}
