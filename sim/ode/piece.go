package ode

import "math"

// Piece is one accepted step with its dense output, final once made. It is
// plain data. The time within a piece is tau = t - start [s], 0 <= tau <= H.
type Piece struct {
	// Method that made the step.
	Method Method
	// Deg is the degree of the polynomials.
	Deg int32
	// H is the length in force [s]: shorter than the step where a root or the
	// caller cut it.
	H float64
	// H0 is the length [s] by which the polynomials are scaled.
	H0 float64
	// C holds the polynomials, len NY*(Deg+1):
	// y_i(th) = sum_k C[i*(Deg+1)+k] th^k with th = tau/H0.
	// Of a Raw piece it holds what Solver.Dense makes them from.
	C []float64
	// Raw pieces have End, but no dense output yet.
	Raw bool
	// Quiet pieces are those in which every guard that is watched keeps the side
	// of zero that the caller knows; one of time alone may cross at the end.
	Quiet bool
	// End is the state at H, len NY.
	End []float64
	// Root is the guard whose crossing ends the piece, -1 for none.
	Root int32
	// RootEdge is +1 where the condition of Root becomes true, -1 where it
	// becomes false, 0 without a root.
	RootEdge int8
	// Next is the proposed length of the next step [s].
	Next float64
}

// Eval writes the state at th = tau/H0 into y, len NY.
func (p *Piece) Eval(th float64, y []float64) {
	m := int(p.Deg) + 1
	c := p.C
	for i := range y {
		y[i] = horner(c[i*m:i*m+m], th)
	}
}

// Eval1 writes variable i at th into y[i].
func (p *Piece) Eval1(th float64, i int, y []float64) {
	m := int(p.Deg) + 1
	y[i] = horner(p.C[i*m:i*m+m], th)
}

// At is the value of variable i at tau [s] after the start of the piece. At
// the end it is End[i].
func (p *Piece) At(i int, tau float64) float64 {
	if tau == p.H {
		return p.End[i]
	}
	m := int(p.Deg) + 1
	return horner(p.C[i*m:i*m+m], p.theta(tau))
}

// Slope is the time derivative of the polynomial of variable i at tau [1/s of
// the variable].
func (p *Piece) Slope(i int, tau float64) float64 {
	m := int(p.Deg) + 1
	c := p.C[i*m : i*m+m]
	th := p.theta(tau)
	v := 0.0
	for k := m - 1; k > 0; k-- {
		v = float64(v*th) + float64(float64(k)*c[k])
	}
	if p.H0 == 0 {
		return 0
	}
	return v / p.H0
}

// Integral is the integral of variable i from tau0 to tau1 [s], exact for the
// polynomial.
func (p *Piece) Integral(i int, tau0, tau1 float64) float64 {
	m := int(p.Deg) + 1
	c := p.C[i*m : i*m+m]
	a, b := primitive(c, p.theta(tau0)), primitive(c, p.theta(tau1))
	return p.H0 * (b - a)
}

// Extremes are the smallest and largest value of variable i on [tau0, tau1]:
// ends, 8 interior samples, and the vertex of the parabola through a sample
// that is below or above both neighbours. Where the first coefficient outweighs
// the others the variable is monotone, and the ends are enough.
func (p *Piece) Extremes(i int, tau0, tau1 float64) (lo, hi float64) {
	a := p.At(i, tau0)
	if p.monotone(i) {
		b := p.At(i, tau1)
		return math.Min(a, b), math.Max(a, b)
	}
	step := (tau1 - tau0) / (samples + 1)
	lo, hi = a, a
	prev, mid := a, a
	for k := 1; k <= samples+1; k++ {
		tau := tau0 + float64(float64(k)*step)
		if k == samples+1 {
			tau = tau1
		}
		v := p.At(i, tau)
		lo, hi = math.Min(lo, v), math.Max(hi, v)
		if k > 1 && (mid-prev)*(v-mid) < 0 {
			// Vertex of the parabola through three equidistant points.
			x := 0.5 * (prev - v) / (prev - mid - mid + v)
			at := tau0 + float64((float64(k-1)+x)*step)
			w := p.At(i, math.Min(math.Max(at, tau0), tau1))
			lo, hi = math.Min(lo, w), math.Max(hi, w)
		}
		prev, mid = mid, v
	}
	return lo, hi
}

// monotone reports that the slope of variable i cannot change its sign within
// the piece.
func (p *Piece) monotone(i int) bool {
	m := int(p.Deg) + 1
	return monotone(p.C[i*m : i*m+m])
}

func monotone(c []float64) bool {
	sum := 0.0
	for k := 2; k < len(c); k++ {
		sum += float64(float64(k) * math.Abs(c[k]))
	}
	return 1.5*sum <= math.Abs(c[1]) // a root may lie a little beyond the end
}

// EndState writes the state at H into y, len NY.
func (p *Piece) EndState(y []float64) { copy(y, p.End) }

// Cut shortens the piece to tau [s], 0 <= tau <= H; the state there is that of
// the dense output, and a root at the old end is forgotten. Cutting at H
// changes nothing.
func (p *Piece) Cut(tau float64) {
	if tau == p.H {
		return
	}
	p.Eval(p.theta(tau), p.End)
	p.H = tau
	p.Root, p.RootEdge = -1, 0
}

// MaxDegree is the highest degree of a dense output, for those who make room.
const MaxDegree = maxDeg

func (p *Piece) theta(tau float64) float64 {
	if p.H0 == 0 {
		return 0
	}
	return tau / p.H0
}

// reset gives the piece room for n polynomials of degree deg. It allocates
// only when a piece is used for the first time.
func (p *Piece) reset(n, deg int) {
	if cap(p.C) < n*(maxDeg+1) {
		p.C = make([]float64, n*(maxDeg+1))
	}
	if len(p.End) != n {
		p.End = make([]float64, n)
	}
	p.C = p.C[:n*(deg+1)]
	p.Deg, p.Raw, p.Quiet = int32(deg), false, false
	p.Root, p.RootEdge = -1, 0
}

func horner(c []float64, th float64) float64 {
	v := c[len(c)-1]
	for k := len(c) - 2; k >= 0; k-- {
		v = float64(v*th) + c[k]
	}
	return v
}

// primitive is the integral of the polynomial c from 0 to th.
func primitive(c []float64, th float64) float64 {
	v := 0.0
	for k := len(c) - 1; k >= 0; k-- {
		v = float64(v*th) + c[k]/float64(k+1)
	}
	return float64(v * th)
}

// nested turns Hairer's form of a dense output of degree 7,
//
//	y0 + th (f0 + (1-th) (f1 + th (f2 + (1-th) (f3 + th (f4 + (1-th) (f5 + th f6)))))),
//
// into the power basis c, len 8 (Hairer, Norsett and Wanner I, II.6, eq. 6.10
// in the variables of the authors' program).
func nested(c []float64, y0, f0, f1, f2, f3, f4, f5, f6 float64) {
	_ = c[7]
	c[0] = y0
	c[1] = f0 + f1
	c[2] = f2 - f1 + f3
	c[3] = f4 - f2 - float64(2*f3) + f5
	c[4] = f3 - float64(2*f4) - float64(3*f5) + f6
	c[5] = f4 + float64(3*(f5-f6))
	c[6] = float64(3*f6) - f5
	c[7] = -f6
}
