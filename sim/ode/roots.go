package ode

import "math"

// collect lists guard i at the samples, and at the minima of its distance from
// zero between them, in order of time. The first point is set already.
func (v *events) collect(i int) {
	v.startMinimum(i)
	for k := 1; k < len(v.at); k++ {
		at := float64(k) / (samples + 1)
		if k == samples+1 {
			at = 1
		}
		v.add(at, v.at[k][i])
	}
	const d = 1.0 / (samples + 1)
	for k := 1; k <= samples; k++ {
		a, b, c := v.at[k-1][i], v.at[k][i], v.at[k+1][i]
		if k == 1 && a == 0 {
			continue // the departed root
		}
		v.minimum(i, float64(k-1)*d, float64(k)*d, float64(k+1)*d, a, b, c)
	}
}

// add inserts a point in order of time.
func (v *events) add(th, g float64) {
	if v.n == points || th <= v.th[0] {
		return
	}
	k := v.n
	for ; v.th[k-1] > th; k-- {
		v.th[k], v.gv[k] = v.th[k-1], v.gv[k-1]
	}
	v.th[k], v.gv[k] = th, g
	v.n++
}

// startMinimum looks into the first interval: a guard that is moving towards
// zero at the start and has not crossed at the first sample may have crossed
// twice. The vertex of the parabola with the value and slope at the start and
// the value at the first sample is sampled.
func (v *events) startMinimum(i int) {
	const d = 1.0 / (samples + 1)
	a, b := v.at[0][i], v.at[1][i]
	if a == 0 || a > 0 != (b > 0) {
		return
	}
	slope := v.q[i][1]
	if !v.lin[i] {
		if v.p == nil { // not computed yet
			v.guards(v.eps, v.ahead)
		}
		slope = (v.ahead[i] - a) / v.eps
	}
	if a > 0 == (slope > 0) || slope == 0 {
		return
	}
	bend := (b - a - float64(slope*d)) / (d * d)
	th := -0.5 * slope / bend
	if !(th > 0 && th < d) {
		return
	}
	g := v.guard(i, th)
	v.add(th, g)
	if g > 0 == (a > 0) {
		v.minimum(i, 0, th, d, a, g, b)
	}
}

// minimum adds points towards the minimum of the distance from zero between
// three points on one side of zero, where a parabola says that it comes near
// to zero: successive parabolic interpolation (Brent, Algorithms for
// Minimization without Derivatives, 1973, 5.2), until it is across.
func (v *events) minimum(i int, xa, xb, xc, a, b, c float64) {
	positive := b > 0
	if !positive {
		a, b, c = -a, -b, -c
	}
	if !(a > 0 && b > 0 && c > 0) {
		return
	}
	for range 4 {
		p, q := float64((xb-xa)*(b-c)), float64((xb-xc)*(b-a))
		x := xb - 0.5*(float64((xb-xa)*p)-float64((xb-xc)*q))/(p-q)
		if !(x > xa && x < xc) || p-q <= 0 && b >= math.Min(a, c) {
			return
		}
		// The parabola's value at x, by Newton's divided differences.
		slope := (b - a) / (xb - xa)
		bend := ((c-b)/(xc-xb) - slope) / (xc - xa)
		low := a + float64((x-xa)*(slope+float64((x-xb)*bend)))
		if low > 0.2*math.Min(b, math.Min(a, c)) || x == xb {
			return
		}
		g := v.guard(i, x)
		v.add(x, g)
		if !positive {
			g = -g
		}
		if !(g > 0) {
			return
		}
		switch {
		case x < xb && g < b:
			xc, c, xb, b = xb, b, x, g
		case x < xb:
			xa, a = x, g
		case g < b:
			xa, a, xb, b = xb, b, x, g
		default:
			xc, c = x, g
		}
	}
}

// narrow shrinks the bracket r of a crossing of guard i to a width of tol
// relative to its place, but not below what a guard that depends on time can
// tell. next is the condition on the far side. It is regula falsi with the value
// at an end that stands reduced as Anderson and Bjorck do (BIT 13 (1973) 253), of
// order 1.7, with a bisection whenever three steps have not halved the bracket.
//
// The width is finer than an ulp of the clock (t + tau): a state taken an ulp
// of the clock late at each of 500 bounces adds up to 4e-9 s.
func (v *events) narrow(i int, r *span, next bool, tol float64) {
	last, leap, width := 0, 1.0, r.b-r.a
	ga, gb := r.ga, r.gb
	clock := 0x1p-58 * math.Abs(v.t) / v.h
	if v.form[i] == OfTime { // it sees the clock alone
		clock *= 0x1p5
	}
	for it := 1; it < 200; it++ {
		least := tol * r.b
		if least < clock {
			least = clock
		}
		if r.b-r.a <= least {
			break
		}
		x, half := 0.5*(r.a+r.b), float64(0.5*least)
		// Next to a departed root the values at the ends say nothing.
		low := r.a < 0.25*r.b && math.Abs(r.ga) < 1e-3*math.Abs(r.gb)
		if !low && (it%4 != 0 || r.b-r.a <= 0.5*width) {
			// Not nearer to an end than half of the width wanted.
			x = r.a + float64((r.b-r.a)*(ga/(ga-gb)))
			switch { // zero within rounding, or for a while: its end is near
			case r.ga == 0:
				x, leap = r.a+float64(leap*least), 2*leap
			case r.gb == 0:
				x, leap = r.b-float64(leap*least), 2*leap
			}
			if x < r.a+half {
				x = r.a + half
			}
			if !(x < r.b-half) {
				x = r.b - half
			}
		}
		if it%4 == 0 {
			width = r.b - r.a
		}
		if !(x > r.a && x < r.b) {
			break
		}
		g := v.guard(i, x)
		if v.side(i, x, g) == next {
			if last == 1 {
				ga *= kept(g, r.gb)
			}
			r.b, r.gb, gb, last = x, g, g, 1
		} else {
			if last == -1 {
				gb *= kept(g, r.ga)
			}
			r.a, r.ga, ga, last = x, g, g, -1
		}
	}
}

// polish makes the step once more, from the start to the root at th that the
// dense output of the longer step gave, and looks for the crossing close to
// the new end, where the error of the interpolant vanishes. It reports false,
// and leaves the piece as it was, where the crossing is not found there.
func (s *Solver) polish(y []float64, i int, th float64, c *Control) bool {
	v := &s.ev
	p := v.p
	old := *p
	v.keepC = append(v.keepC[:0], p.C...)
	copy(v.keepEnd, p.End)
	h := th * p.H0
	if err := s.try(v.e, v.t, y, h, p.Method, c); err < 10 {
		s.piece(v.e, v.t, y, h, p.Method, atOnce, c, p)
		v.h = h
		p.Root, p.RootEdge = old.Root, old.RootEdge
		v.polynomial(i)
		if x := v.beyond(i, v.nearEnd(i, v.rise[i]), v.rise[i]); x < noRoot && x*h <= old.H0 {
			p.H = x * h
			if x != 1 {
				p.Eval(x, p.End)
			}
			return true
		}
	}
	*p, v.h = old, old.H0
	copy(p.C, v.keepC)
	copy(p.End, v.keepEnd)
	v.polynomial(i)
	return false
}

// nearEnd finds the crossing of guard i near the end of the piece, or a little
// beyond, where the polynomial still holds; noRoot where there is none.
func (v *events) nearEnd(i int, next bool) float64 {
	const back = 0x1p-10
	g := v.guard(i, 1)
	far := v.side(i, 1, g) == next
	width := math.Max(2*math.Abs(back*g/(g-v.guard(i, 1-back))), 0x1p-44)
	for ; width < 0.05; width *= 16 {
		x := 1 + width
		if far {
			x = 1 - width
		}
		gx := v.guard(i, x)
		r := span{1, g, x, gx}
		switch crossed := v.side(i, x, gx) == next; {
		case far && !crossed:
			r = span{x, gx, 1, g}
		case far || !crossed:
			continue
		}
		v.narrow(i, &r, next, fine)
		return r.b
	}
	return noRoot
}

// kept is the share of its value that an end keeps that has stood twice, where the
// other has moved from old to g.
func kept(g, old float64) float64 {
	if m := 1 - g/old; m > 0 {
		return m
	}
	return 0.5
}
