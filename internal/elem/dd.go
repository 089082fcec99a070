package elem

import "math"

// A dd is an unevaluated sum hi + lo with |lo| <= ulp(hi)/2, about 106 bits.
// The error-free steps are those of T. J. Dekker, "A floating-point technique for
// extending the available precision", Numer. Math. 18 (1971), 224-242, and of
// D. E. Knuth, The Art of Computer Programming 2, section 4.2.2. They need round to
// nearest and no fused operations, which is what Go with the explicit conversions
// gives. Products need operands below 2^995.
type dd struct{ hi, lo float64 }

// twoSum gives a + b exactly.
func twoSum(a, b float64) (s, e float64) {
	s = a + b
	t := s - a
	return s, (a - (s - t)) + (b - t)
}

// fastTwoSum gives a + b exactly if |a| >= |b| or a == 0.
func fastTwoSum(a, b float64) (s, e float64) {
	s = a + b
	return s, b - (s - a)
}

// half splits off the upper 26 bits of a (Veltkamp's splitting by masking, which
// cannot overflow).
func half(a float64) (h, l float64) {
	h = math.Float64frombits(math.Float64bits(a) &^ (1<<27 - 1))
	return h, a - h
}

// twoProd gives a * b exactly (Dekker), short of underflow.
func twoProd(a, b float64) (p, e float64) {
	p = float64(a * b)
	ah, al := half(a)
	bh, bl := half(b)
	e = float64(ah*bh) - p
	e += float64(ah * bl)
	e += float64(al * bh)
	return p, e + float64(al*bl)
}

// add returns x + y to about 2^-104, relative to |x| + |y|.
func (x dd) add(y dd) dd {
	s, e := twoSum(x.hi, y.hi)
	s, e = fastTwoSum(s, e+(x.lo+y.lo))
	return dd{s, e}
}

// mul returns x * y to about 2^-102.
func (x dd) mul(y dd) dd {
	p, e := twoProd(x.hi, y.hi)
	e += float64(x.hi*y.lo) + float64(x.lo*y.hi)
	p, e = fastTwoSum(p, e)
	return dd{p, e}
}

// div returns x / y to about 2^-102.
func (x dd) div(y dd) dd {
	q := x.hi / y.hi
	p, e := twoProd(q, y.hi)
	r := (x.hi - p) - e + x.lo - float64(q*y.lo)
	q, e = fastTwoSum(q, r/y.hi)
	return dd{q, e}
}

// sqrt returns the square root of x to about 2^-102; x.hi > 0 or x = 0.
func (x dd) sqrt() dd {
	if x.hi <= 0 {
		return dd{}
	}
	s := math.Sqrt(x.hi)
	p, e := twoProd(s, s)
	r := (x.hi - p) - e + x.lo
	s, e = fastTwoSum(s, r/(2*s))
	return dd{s, e}
}

func (x dd) neg() dd            { return dd{-x.hi, -x.lo} }
func (x dd) scale(f float64) dd { return dd{float64(x.hi * f), float64(x.lo * f)} } // f a power of two
func (x dd) sum() float64       { return x.hi + x.lo }

// poly evaluates c[0] + c[1]*x + ... by Horner's rule.
func poly(x float64, c []float64) float64 {
	var s float64
	for i := len(c) - 1; i >= 0; i-- {
		s = float64(s*x) + c[i]
	}
	return s
}
