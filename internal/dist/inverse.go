package dist

import (
	"math"
	"sync"
)

// minShape is the least shape parameter for which tables hold 1e-12: a quantile goes
// like p^(1/shape) at its lower end.
const minShape = 0.5

const (
	tailBits = 16                     // the table covers p and q down to 2^-16
	subs     = 16                     // cells in each octave
	cells    = (tailBits - 1) * subs  // of each side
	firstBin = (1023 - tailBits) << 4 // upper 16 bits of 2^-16
)

// An inverse is a table of a quantile function: a polynomial of degree 7 in each of
// 16 cells in each octave of p below the median and of q above, 30 kB in all. It is
// made at the first draw (0.5 to 1 ms). Between nodes the error is that of two-point
// Hermite interpolation with three derivatives, f(8)/8! (w/2)^8 with w = p/16: for
// log p it is 2^-43.
type inverse struct {
	// node returns the value and its derivatives by p; what stands in the upper side
	// may be counted from the upper end.
	node  func(p, q float64, upper bool) (x float64, d [3]float64)
	once  sync.Once
	sides *[2][cells][8]float64
}

// derivatives returns the first three derivatives of the inverse of a distribution
// function by p, from the density f there, g = f'/f and h = g'.
func derivatives(f, g, h float64) [3]float64 {
	d := 1 / f
	d2 := float64(d * d)
	return [3]float64{d, -g * d2, float64(d2*d) * (float64(2*float64(g*g)) - h)}
}

// at returns the table's value, on the upper side if p >= 1/2; not ok in the far tails.
func (t *inverse) at(p, q float64) (x float64, upper, ok bool) {
	s, side := p, 0
	if p >= 0.5 {
		s, side = q, 1
	}
	b := math.Float64bits(s)
	i := int(b>>48) - firstBin
	if i < 0 {
		return 0, false, false
	}
	t.once.Do(t.fill)
	i = min(i, cells-1) // s = 1/2 ends the last cell
	lo := math.Float64frombits(uint64(i+firstBin) << 48)
	// Cell widths are powers of two: 2^e / 16.
	inv := math.Float64frombits(uint64(2046+4-(i+firstBin)>>4) << 52)
	z := float64((s - lo) * inv)
	c := &t.sides[side][i]
	z2 := float64(z * z)
	a := c[0] + float64(c[1]*z) + float64(z2*(c[2]+float64(c[3]*z)))
	e := c[4] + float64(c[5]*z) + float64(z2*(c[6]+float64(c[7]*z)))
	return a + float64(float64(z2*z2)*e), side == 1, true
}

// fill makes both sides.
func (t *inverse) fill() {
	t.sides = new([2][cells][8]float64)
	for side := range t.sides {
		x0, d0 := t.end(side, 0)
		for i := range cells {
			x1, d1 := t.end(side, i+1)
			w := binStart(i+1) - binStart(i)
			t.sides[side][i] = hermite(x0, x1, d0, d1, w)
			x0, d0 = x1, d1
		}
	}
}

// binStart is the lower end of cell i.
func binStart(i int) float64 { return math.Float64frombits(uint64(i+firstBin) << 48) }

// end returns the value at the lower end of a cell and its derivatives by the small
// probability of that side.
func (t *inverse) end(side, i int) (x float64, d [3]float64) {
	s := binStart(i)
	if side == 0 {
		return t.node(s, 1-s, false)
	}
	x, d = t.node(1-s, s, true)
	return x, [3]float64{-d[0], d[1], -d[2]}
}

// hermite returns the polynomial in z = (s-s0)/w that has the values and derivatives
// given at both ends.
func hermite(x0, x1 float64, d0, d1 [3]float64, w float64) [8]float64 {
	w2 := float64(w * w)
	w3 := float64(w2 * w)
	c0, c1, c2, c3 := x0, float64(d0[0]*w), float64(float64(d0[1]*w2)/2), float64(d0[2]*w3)/6
	// What the upper four coefficients must add at z = 1.
	a := x1 - c0 - c1 - c2 - c3
	b := float64(d1[0]*w) - c1 - float64(2*c2) - float64(3*c3)
	c := float64(float64(d1[1]*w2)/2) - c2 - float64(3*c3)
	d := float64(d1[2]*w3)/6 - c3
	return [8]float64{
		c0, c1, c2, c3,
		float64(35*a) - float64(15*b) + float64(5*c) - d,
		float64(-84*a) + float64(39*b) - float64(14*c) + float64(3*d),
		float64(70*a) - float64(34*b) + float64(13*c) - float64(3*d),
		float64(-20*a) + float64(10*b) - float64(4*c) + d,
	}
}
