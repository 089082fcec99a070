package ode

import "math"

// Limits of the step control (Hairer, Norsett and Wanner I, II.4; II, IV.2).
const (
	stepSafety = 0.9
	// Of Dop853: at 0.9 a quarter of the steps of lorenz, pleiades and the two tanks is rejected, at 0.8 a tenth, for a tenth more
	// steps and less error.
	dop853Safety = 0.8
	stepShrink   = 0.2
	stepGrow     = 6.0
	unsure       = 0.5  // how much of its growth the step keeps, at least, over a jump: what it was measured on is no more
	longestStep  = 1e18 // [s]
	shortestStep = 1e-290
	landSlack    = 0.01 // a step that ends this near to its limit is stretched to it
	errFloor     = 1e-4 // smallest error remembered by the PI control

	dop853Reach = 5.0 // h |lambda| at which the error of a decaying component is its amplitude, about
	tsit5Reach  = 5.0
)

// controlled is the factor by which the step may change after error err, in
// units of the tolerance. The exponents of the PI control of Gustafsson, as in
// Hairer and Wanner II, IV.2, eq. 2.43c, are rounded to sixteenths, so that
// square roots suffice: they are the same on every machine.
func controlled(m Method, err, old float64) float64 {
	f, safety := 0.0, stepSafety
	e8 := math.Sqrt(math.Sqrt(math.Sqrt(err)))
	if m == Dop853 {
		safety = dop853Safety
		f = e8 // order 8: 1/8, no integral part, as in the authors' program
	} else {
		// order 5: 3/16 = 0.19 (0.2 - 0.75 b with b = 1/32 would be 0.18)
		o8 := math.Sqrt(math.Sqrt(math.Sqrt(old)))
		f = e8 * math.Sqrt(e8) / math.Sqrt(math.Sqrt(o8))
	}
	if !(f*stepGrow > safety) {
		return stepGrow
	}
	return max(safety/f, stepShrink)
}

// landing is the length of the next step: the proposal, or the limit where the
// proposal comes near it, or half of the limit where two steps are needed
// anyway, so that the last one is not tiny.
func landing(h, hmax float64) float64 {
	if h*(1+landSlack) >= hmax {
		return hmax
	}
	if h+h > hmax {
		return 0.5 * hmax
	}
	return h
}

// first proposes the first step from f and the change of f over a small
// explicit Euler step (Hairer, Norsett and Wanner I, II.4, algorithm 4.14). It
// costs one evaluation of f.
func (s *Solver) first(e Eval, t float64, y []float64, c *Control) float64 {
	d := s.n - s.nalg
	d0, d1 := s.norm(y, y[:d]), s.norm(y, c.F[:d])
	h0 := 1e-6
	if d0 >= 1e-5 && d1 >= 1e-5 {
		h0 = 0.01 * d0 / d1
	}
	if !(h0 <= longestStep) {
		h0 = longestStep
	}
	w, f := s.yt, s.k[1]
	copy(w, y)
	for i := 0; i < d; i++ {
		w[i] = y[i] + float64(h0*c.F[i])
	}
	e.Deriv(t+h0, w, f)
	c.Evals++
	for i := 0; i < d; i++ {
		f[i] -= c.F[i]
	}
	d2 := s.norm(y, f[:d]) / h0
	if !(d2 <= math.MaxFloat64) {
		return 1e-3 * h0
	}
	h1 := max(1e-6, 1e-3*h0)
	if m := max(d1, d2); m > 1e-15 {
		// (0.01/m)^(1/5), rounded to 3/16; for order 8 a little cautious.
		e8 := math.Sqrt(math.Sqrt(math.Sqrt(0.01 / m)))
		h1 = e8 * math.Sqrt(e8)
	}
	return min(100*h0, h1)
}

// afterJump shortens the step that is kept over a jump of the derivative by d, from s.k[0] to c.F: a component that decays at
// the rate lambda now has the amplitude d/lambda, and of order p the error (h lambda/reach)^p d/lambda is to be one tolerance.
// Without it two of three steps after a jump are rejected where a step is long against 1/lambda.
func (s *Solver) afterJump(y []float64, c *Control) {
	d := s.k[0][:s.n]
	for i, v := range c.F[:s.n] {
		d[i] = v - d[i]
	}
	jump := s.norm(y, d) / c.Rate
	if !(jump > 1 && jump <= math.MaxFloat64) {
		return
	}
	reach, root := dop853Reach, math.Sqrt(math.Sqrt(math.Sqrt(jump)))
	if c.Mode == Tsit5 {
		reach, root = tsit5Reach, root*math.Sqrt(root)
	}
	c.H = min(c.H, reach/(root*c.Rate))
}

// hit notes the guard whose root ends a piece.
func (s *Solver) hit(c *Control, p *Piece) {
	c.Hit = 0
	if p.Root < 0 || c.Mode != Dop853 && c.Mode != Tsit5 {
		return
	}
	if len(c.Firsts) != s.ng {
		c.Firsts = make([]float64, s.ng)
	}
	c.Hit = p.Root + 1
}

// again proposes for the step after a root what the step after the last root of the same guard would have been: modes that take
// turns have each its own length. A piece that the caller has cut has not come to its root.
func (s *Solver) again(c *Control, t float64) {
	if c.Hit <= 0 || int(c.Hit) > len(c.Firsts) || c.Mode != Dop853 && c.Mode != Tsit5 || t-c.From < 0.999*(c.Ended-c.From) {
		c.Hit = 0
		return
	}
	if h := c.Firsts[c.Hit-1]; h > 0 {
		c.H = min(h, 2*c.H)
	}
}

// norm is the root mean square of x in units of the tolerance at y.
func (s *Solver) norm(y, x []float64) float64 {
	if len(x) == 0 {
		return 0
	}
	sum := 0.0
	for i, v := range x {
		r := v / (s.at[i] + float64(s.rt*math.Abs(y[i])))
		sum += float64(r * r)
	}
	return math.Sqrt(sum / float64(len(x)))
}
