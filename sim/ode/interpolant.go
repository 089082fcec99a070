package ode

import "math"

// looseness bounds the error of the dense output of a step, in units of the local tolerance of Rodas5p, where delayed values will
// read it: half the tolerance that is asked for.
const looseness = 0.5 / rodas5pFactor

// firm shortens a step of Rodas5p, whose end is in hand, until its dense output is as good as it has to be for delayed values: the error of a
// stiff variable at the end of a step says nothing about its interpolant (Hairer, Norsett and Wanner I, II.17; N. Guglielmi and E. Hairer,
// Computing 67 (2001) 1, section 4). It compares the middle of the piece with half a step. The piece is made; h is the length of the step.
func (s *Solver) firm(e Eval, t float64, y []float64, h float64, c *Control, p *Piece) (float64, error) {
	half := s.ndense
	for {
		err := s.try(e, t, y, 0.5*h, Rodas5p, c)
		if err <= 10 {
			p.Eval(0.5, half)
			for i := range half {
				half[i] -= s.yn[i]
			}
			err = s.norm(y, half) / looseness
		}
		grow := stepShrink
		if err <= math.MaxFloat64 {
			grow = math.Min(stepGrow, math.Max(stepShrink, stepSafety/math.Sqrt(math.Sqrt(math.Max(err, 1e-8)))))
		}
		if err <= 1 {
			c.H = math.Min(c.H, h*grow)
			return h, nil
		}
		c.Rejected++
		var fault error
		if h, fault = s.accept(e, t, y, h*math.Min(grow, stepSafety), c); fault != nil {
			return h, fault
		}
		s.piece(e, t, y, h, Rodas5p, atOnce, c, p)
	}
}
