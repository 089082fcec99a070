package elem

import "math"

// Pow returns x^y within 0.6 ulp. The special cases are those of math.Pow
// (IEEE 754-2019, section 9.2.1): Pow(x, 0) = 1, Pow(1, y) = 1, and NaN for a
// negative x with a y that is no whole number.
//
// The logarithm is carried as a pair good to 2^-66, so that y*log x, at most 745,
// is good to 2^-56 absolutely.
func Pow(x, y float64) float64 {
	switch {
	case y == 2:
		return x * x
	case y == 1:
		return x
	case y == 0 || x == 1:
		return 1
	case x != x || y != y:
		return math.NaN()
	case x == 0 || math.IsInf(x, 0) || math.IsInf(y, 0):
		return powEdge(x, y)
	}
	sign := 1.0
	if x < 0 {
		if y != math.Floor(y) {
			return math.NaN()
		}
		if odd(y) {
			sign = -1
		}
		x = -x
		if x == 1 {
			return sign
		}
	}
	// Outside this range of y the result is 1 to the last bit, or over/underflows.
	switch a := math.Abs(y); {
	case a > 0x1p64:
		if (x > 1) == (y > 0) {
			return sign * math.Inf(1)
		}
		return sign * 0
	case a < 0x1p-65:
		return sign
	}
	return sign * powCore(x, y)
}

// powCore is x^y for positive finite x and moderate y.
func powCore(x, y float64) float64 {
	l := logPair(x)
	p, e := twoProd(y, l.hi)
	switch {
	case p > 710:
		return math.Inf(1)
	case p < -746:
		return 0
	}
	p, e = fastTwoSum(p, e+float64(y*l.lo))
	v, n := expPair(dd{p, e})
	return scaleBy(v, n)
}

// powEdge is Pow where x is zero or infinite, or y is infinite; y != 0, x != 1.
func powEdge(x, y float64) float64 {
	big := math.Abs(x) > 1
	if math.IsInf(y, 0) {
		switch {
		case x == -1:
			return 1
		case big == (y > 0):
			return math.Inf(1)
		}
		return 0
	}
	r := 0.0
	if big == (y > 0) {
		r = math.Inf(1)
	}
	if odd(y) {
		return math.Copysign(r, x)
	}
	return r
}

// odd says whether y is an odd whole number.
func odd(y float64) bool {
	if math.Abs(y) >= 0x1p53 {
		return false
	}
	i := int64(y)
	return float64(i) == y && i&1 == 1
}

// Cbrt returns the cube root of x within 0.51 ulp.
func Cbrt(x float64) float64 {
	if x == 0 || x != x || math.IsInf(x, 0) {
		return x
	}
	f, n := math.Frexp(math.Abs(x)) // f in [1/2, 1)
	m := n / 3
	if n%3 < 0 {
		m--
	}
	f = math.Ldexp(f, n-3*m) // [1/2, 4)
	// Start from a parabola through 1/2, 2 and 4, then Halley's method twice.
	y := 0.5874 + float64(f*(0.4375+float64(f*-0.0328)))
	for range 3 {
		c := float64(float64(y*y) * y)
		y *= (c + float64(2*f)) / (float64(2*c) + f)
	}
	// One Newton step on the exact residual.
	q, ql := twoProd(y, y)
	p, pl := twoProd(q, y)
	res := (f - p) - pl - float64(ql*y)
	y += res / (3 * q)
	return math.Copysign(math.Ldexp(y, m), x)
}

// Hypot returns sqrt(x*x + y*y) within 0.51 ulp, without overflow on the way.
// It is +Inf if either is infinite, even beside a NaN.
func Hypot(x, y float64) float64 {
	x, y = math.Abs(x), math.Abs(y)
	switch {
	case math.IsInf(x, 0) || math.IsInf(y, 0):
		return math.Inf(1)
	case x != x || y != y:
		return math.NaN()
	}
	if x < y {
		x, y = y, x
	}
	if y == 0 {
		return x
	}
	_, n := math.Frexp(x)
	x, y = math.Ldexp(x, -n), math.Ldexp(y, -n)
	if y < 0x1p-60 {
		return math.Ldexp(x, n)
	}
	a, al := twoProd(x, x)
	b, bl := twoProd(y, y)
	return math.Ldexp(dd{a, al}.add(dd{b, bl}).sqrt().sum(), n)
}
