package ode

import "math"

// Constants of the simplified Newton iteration and of the step control of Radau
// IIA (Hairer and Wanner II, IV.8, and the authors' program RADAU5).
const (
	raIterations = 7    // most Newton steps
	raKeep       = 0.03 // contraction below which the Jacobian is kept
	raUnit       = 0x1p-53
	raSame       = 1.2 // growth below which step and factors are kept
	raGrow       = 8.0
	mendShare    = 1e-3 // of the first length tried, below which algebraic variables are solved for again
	raShrink     = 0.2
)

// newton is what one attempt at a step of Radau tells the step control.
type newton struct {
	steps  int     // Newton steps made
	theta  float64 // contraction
	shrink float64 // factor for the step where the iteration failed
	faccon float64 // theta/(1-theta), for the stopping test of the next step
	twice  bool    // the error is estimated twice where it is too large
}

// acceptRadau is accept for Radau5: steps until one converges with a small
// enough error.
func (s *Solver) acceptRadau(e Eval, t float64, y []float64, hmax float64, c *Control) (float64, error) {
	h := landing(c.H, hmax)
	whole, rejected, first, mended := h >= c.H, false, h, s.nalg == 0
	s.nt.twice = !(c.HAcc > 0) // no step before this one
	for {
		err := s.radau(e, t, y, h, c)
		if err < 1 {
			c.Steps++
			s.proposeRadau(c, h, err, whole, rejected)
			if s.auto {
				s.watchStiffness(c, y, h)
			}
			return h, nil
		}
		c.Rejected++
		switch {
		case err <= math.MaxFloat64:
			h /= math.Max(1/stepSafety, raQuotient(err, s.nt.steps))
		default:
			h *= s.nt.shrink
			if !s.fresh {
				c.HasJac = false
			}
		}
		rejected, s.nt.twice = true, true
		if h < mendShare*first && !mended {
			// The end of the step before satisfies the algebraic rows as well as its iteration did. Where they bend
			// sharply that may not be enough for any step from there.
			mended = true
			if s.Consistent(e, t, y) == nil {
				e.Deriv(t, y, c.F)
				c.HasJac, c.HPoly, c.Faccon, h = false, 0, 1, first
			}
		}
		if h < shortestStep || t+h == t {
			return 0, s.blame(e, t, y, h)
		}
	}
}

// raQuotient is the old step over the new one after error err (IV.8, eq. 8.21).
func raQuotient(err float64, steps int) float64 {
	fac := math.Min(stepSafety, stepSafety*(1+2*raIterations)/float64(steps+2*raIterations))
	return math.Max(1/raGrow, math.Min(1/raShrink, math.Sqrt(math.Sqrt(err))/fac))
}

// proposeRadau sets the length of the next step: the predictive control of
// Gustafsson (IV.8, eq. 8.26), and the same length, so that the factors serve
// again, where it would grow little and the Jacobian is good.
func (s *Solver) proposeRadau(c *Control, h, err float64, whole, rejected bool) {
	err = math.Max(err, 1e-10)
	q := raQuotient(err, s.nt.steps)
	if c.HAcc > 0 {
		g := c.HAcc / h * math.Sqrt(math.Sqrt(err*err/c.ErrOld)) / stepSafety
		q = math.Max(q, math.Max(1/raGrow, math.Min(1/raShrink, g)))
	}
	c.HAcc, c.ErrOld = h, math.Max(0.01, err)
	if rejected {
		q = math.Max(q, 1)
	}
	next := math.Min(h/q, longestStep)
	if s.nt.theta <= raKeep && q <= 1 && q*raSame >= 1 {
		next = h
	}
	if !whole && !rejected {
		next = math.Max(next, c.H) // cut by hmax: the old proposal stands
	}
	c.H = next
}

// radau tries one step of length h and returns its error in units of the
// tolerance, or +Inf where the iteration does not converge. The new state is
// s.yn, the stages s.k[0..2], the error s.k[9].
func (s *Solver) radau(e Eval, t float64, y []float64, h float64, c *Control) float64 {
	n := len(y)
	s.nt.shrink, s.nt.theta = 0.5, 1
	if !c.HasJac {
		s.jacobian(e, t, y, c.Jac)
		c.HasJac, s.fresh = true, true
		c.Jacs++
	}
	s.inUse = c.Jac
	if !s.rafactor(c.Jac, h) {
		return math.Inf(1)
	}
	sc := s.k[10][:n]
	for i, v := range y {
		sc[i] = 1 / (s.at[i] + float64(s.rt*math.Abs(v)))
	}
	s.raguess(n, h, c)
	if !s.raiterate(e, t, y, h, c) {
		return math.Inf(1)
	}
	return s.raerror(e, t, y, h, c)
}

// raguess sets the stages z (differences from y) by extrapolating the
// polynomial of the step before, and their transforms w.
func (s *Solver) raguess(n int, h float64, c *Control) {
	z1, z2, z3 := s.k[0][:n], s.k[1][:n], s.k[2][:n]
	w1, w2, w3 := s.k[3][:n], s.k[4][:n], s.k[5][:n]
	if !(c.HPoly > 0) {
		clear(z1)
		clear(z2)
		clear(z3)
		clear(w1)
		clear(w2)
		clear(w3)
		return
	}
	q3 := h / c.HPoly
	q1, q2 := raC1*q3, raC2*q3
	p := c.Poly[:3*n]
	for i := range z1 {
		a, b, d := p[3*i], p[3*i+1], p[3*i+2]
		x := float64(q1 * (a + float64(q1*(b+float64(q1*d)))))
		y := float64(q2 * (a + float64(q2*(b+float64(q2*d)))))
		z := float64(q3 * (a + float64(q3*(b+float64(q3*d)))))
		z1[i], z2[i], z3[i] = x, y, z
		w1[i] = float64(raI11*x) + float64(raI12*y) + float64(raI13*z)
		w2[i] = float64(raI21*x) + float64(raI22*y) + float64(raI23*z)
		w3[i] = float64(raI31*x) + float64(raI32*y) + float64(raI33*z)
	}
}

// raiterate is the simplified Newton iteration on the transformed stages (IV.8,
// eq. 8.6 and 8.10). It reports false where it converges too slowly, and leaves a factor for
// the step in s.nt.
func (s *Solver) raiterate(e Eval, t float64, y []float64, h float64, c *Control) bool {
	n := len(y)
	fnewt := s.fnewt
	// (faccon)^0.75 of the step before; the authors take 0.8.
	r := math.Sqrt(math.Max(c.Faccon, raUnit))
	faccon := r * math.Sqrt(r)
	old, thqold, theta := 0.0, 0.0, raKeep
	for it := 1; it <= raIterations; it++ {
		norm := s.rastep(e, t, y, h, n-s.nalg, c)
		s.nt.steps = it
		if !(norm <= math.MaxFloat64) {
			s.nt.shrink = 0.1
			return false
		}
		if it > 1 && it < raIterations {
			thq := norm / old
			theta = thq
			if it > 2 {
				theta = math.Sqrt(thq * thqold)
			}
			thqold = thq
			s.nt.theta = theta
			if theta >= 0.99 {
				return false
			}
			faccon = theta / (1 - theta)
			left := faccon * norm / fnewt
			for range raIterations - 1 - it {
				left *= theta
			}
			if left >= 1 {
				// 1/8 to 1/4 by the number of steps left; the authors' exponents.
				x := math.Sqrt(math.Sqrt(math.Min(20, left)))
				if it <= 3 {
					x = math.Sqrt(x)
				}
				s.nt.shrink = 0.8 / x
				return false
			}
		}
		old = math.Max(norm, raUnit)
		s.raupdate(n)
		if faccon*norm <= fnewt {
			s.nt.theta, s.nt.faccon = theta, faccon
			return true
		}
	}
	return false
}

// rastep makes one Newton step: the increments of w in s.k[6] and, as pairs, in
// s.cb. It returns their norm.
func (s *Solver) rastep(e Eval, t float64, y []float64, h float64, d int, c *Control) float64 {
	n := len(y)
	z1, z2, z3 := s.k[0][:n], s.k[1][:n], s.k[2][:n]
	w1, w2, w3 := s.k[3][:n], s.k[4][:n], s.k[5][:n]
	f1, f2, f3, sc, cb, yt := s.k[6][:n], s.k[7][:n], s.k[8][:n], s.k[10][:n], s.cb[:2*n], s.yt[:n]
	for i, v := range y {
		yt[i] = v + z1[i]
	}
	e.Deriv(t+float64(raC1*h), yt, f1)
	for i, v := range y {
		yt[i] = v + z2[i]
	}
	e.Deriv(t+float64(raC2*h), yt, f2)
	for i, v := range y {
		yt[i] = v + z3[i]
	}
	e.Deriv(t+h, yt, f3)
	c.Evals += 3
	g, al, be := raGamma/h, raAlpha/h, raBeta/h
	for i := range f1 {
		x, y, z := f1[i], f2[i], f3[i]
		p := float64(raI11*x) + float64(raI12*y) + float64(raI13*z)
		re := float64(raI21*x) + float64(raI22*y) + float64(raI23*z)
		im := float64(raI31*x) + float64(raI32*y) + float64(raI33*z)
		if i < d {
			p -= float64(g * w1[i])
			re -= float64(al*w2[i]) - float64(be*w3[i])
			im -= float64(al*w3[i]) + float64(be*w2[i])
		}
		f1[i], cb[2*i], cb[2*i+1] = p, re, im
	}
	s.lr.solve(f1)
	s.lc.solve(cb)
	sum := 0.0
	for i, v := range f1 {
		a, b, d := v*sc[i], cb[2*i]*sc[i], cb[2*i+1]*sc[i]
		sum += float64(a*a) + float64(b*b) + float64(d*d)
	}
	return math.Sqrt(sum / float64(3*n))
}

// raupdate adds the increments and transforms back.
func (s *Solver) raupdate(n int) {
	z1, z2, z3 := s.k[0][:n], s.k[1][:n], s.k[2][:n]
	w1, w2, w3 := s.k[3][:n], s.k[4][:n], s.k[5][:n]
	f1, cb := s.k[6][:n], s.cb[:2*n]
	for i, v := range f1 {
		a, b, d := w1[i]+v, w2[i]+cb[2*i], w3[i]+cb[2*i+1]
		w1[i], w2[i], w3[i] = a, b, d
		z1[i] = float64(raT11*a) + float64(raT12*b) + float64(raT13*d)
		z2[i] = float64(raT21*a) + float64(raT22*b) + float64(raT23*d)
		z3[i] = float64(raT31*a) + b
	}
}

// raerror estimates the error (IV.8, eq. 8.19), and again after a rejection or
// on a first step, where it would be too large in stiff components (eq. 8.20).
func (s *Solver) raerror(e Eval, t float64, y []float64, h float64, c *Control) float64 {
	n := len(y)
	d := n - s.nalg
	z1, z2, z3, f0 := s.k[0][:n], s.k[1][:n], s.k[2][:n], c.F[:n]
	g, x, yn := s.k[7][:n], s.k[9][:n], s.yn[:n]
	e1, e2, e3 := raE1/h, raE2/h, raE3/h
	for i := range x {
		yn[i] = y[i] + z3[i]
		g[i] = 0
		if i < d {
			g[i] = float64(e1*z1[i]) + float64(e2*z2[i]) + float64(e3*z3[i])
		}
		x[i] = g[i] + f0[i]
	}
	s.lr.solve(x)
	err := s.ranorm(x)
	if err >= 1 && s.nt.twice {
		yt, f := s.yt[:n], s.k[8][:n]
		for i, v := range x {
			yt[i] = y[i] + v
		}
		e.Deriv(t, yt, f)
		c.Evals++
		for i := range x {
			x[i] = g[i] + f[i]
		}
		s.lr.solve(x)
		err = s.ranorm(x)
	}
	return math.Max(err, 1e-10)
}

func (s *Solver) ranorm(x []float64) float64 {
	sc, sum := s.k[10][:len(x)], 0.0
	for i, v := range x {
		r := v * sc[i]
		sum += float64(r * r)
	}
	return math.Sqrt(sum / float64(len(x)))
}

// radauDense writes the polynomials of the step, of degree 4 (order 4): the one
// through the stages, of order 3, and a term that gives it the slope f at the
// start. The error estimate is the difference of the slopes, filtered so that
// stiff components do not spoil it, times h/raGamma; the term q is 0 at all
// abscissae of the method and at 0 in value, with slope 1 there:
// q' = (1-th)(1-th/c1)(1-th/c2), and q(1) = 0 by the quadrature's order.
func (s *Solver) radauDense(y, c []float64) {
	n := len(y)
	z1, z2, z3, x := s.k[0][:n], s.k[1][:n], s.k[2][:n], s.k[9][:n]
	for i := range z1 {
		a, b, d := z1[i], z2[i], z3[i]
		q := float64(raGamma * x[i])
		p := c[i*5 : i*5+5]
		p[0] = y[i]
		p[1] = float64(raP11*a) + float64(raP21*b) + float64(raP31*d) + q
		p[2] = float64(raP12*a) + float64(raP22*b) + float64(raP32*d) - float64(4.5*q)
		p[3] = float64(raP13*a) + float64(raP23*b) + float64(raP33*d) + float64(6*q)
		p[4] = -float64(2.5 * q)
	}
}

// raremember keeps in c what the next step of Radau starts from: the polynomial
// of this step around its end, and how well the Jacobian did.
func (s *Solver) raremember(c *Control, h float64) {
	n := s.n
	z1, z2, z3 := s.k[0][:n], s.k[1][:n], s.k[2][:n]
	p := c.Poly[:3*n]
	for i := range z1 {
		a, b, d := z1[i], z2[i], z3[i]
		p1 := float64(raP11*a) + float64(raP21*b) + float64(raP31*d)
		p2 := float64(raP12*a) + float64(raP22*b) + float64(raP32*d)
		p3 := float64(raP13*a) + float64(raP23*b) + float64(raP33*d)
		p[3*i], p[3*i+1], p[3*i+2] = p1+float64(2*p2)+float64(3*p3), p2+float64(3*p3), p3
	}
	c.HPoly, c.Faccon = h, s.nt.faccon
	if s.nt.theta > raKeep {
		c.HasJac = false
	}
}
