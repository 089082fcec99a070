package elem

import "math"

// atanPair returns atan(y) for y = y.hi + y.lo in [0, 1], to about 2^-62.
//
// Method: the nearest c = j/32 from a table, atan y = atan c + atan t with
// t = (y-c)/(1+cy), |t| <= 1/64 (Cody and Waite, chapter 11, with a finer table).
func atanPair(y dd) dd {
	j := int(float64(y.hi*32) + 0.5)
	c := float64(float64(j) * (1. / 32))
	t := y
	if j > 0 {
		num := dd{y.hi - c, 0}.add(dd{y.lo, 0})
		den := dd{1, 0}.add(dd{c, 0}.mul(y))
		t = num.div(den)
	}
	z := float64(t.hi * t.hi)
	// Taylor series from t^3 to t^13: t^15/15 is 2^-88 of t.
	p := -1./3 + float64(z*(1./5+float64(z*(-1./7+float64(z*(1./9+float64(z*(-1./11+float64(z*(1./13))))))))))
	h, l := twoSum(atanTable[j].hi, t.hi)
	l += atanTable[j].lo + t.lo - float64(z*t.lo) + float64(float64(z*t.hi)*p)
	h, l = fastTwoSum(h, l)
	return dd{h, l}
}

// atan2Pair returns the angle of the point (x, y) for y >= 0, x >= 0, not both 0,
// both finite and of moderate size.
func atan2Pair(y, x dd) dd {
	if y.hi < x.hi || y.hi == x.hi && y.lo <= x.lo {
		return atanPair(y.div(x))
	}
	return dd{pio2Hi, pio2Lo}.add(atanPair(x.div(y)).neg())
}

// Atan returns the arc tangent of x [rad] within 0.52 ulp.
func Atan(x float64) float64 {
	a := math.Abs(x)
	switch {
	case x != x || a < 0x1p-27:
		return x
	case a > 0x1p60:
		return math.Copysign(pio2Hi, x)
	}
	return math.Copysign(atan2Pair(dd{a, 0}, dd{1, 0}).sum(), x)
}

// Atan2 returns the angle of the point (x, y) in [-pi, pi] [rad] within 0.52 ulp.
// The special cases are those of math.Atan2.
func Atan2(y, x float64) float64 {
	switch {
	case x != x || y != y:
		return math.NaN()
	case y == 0:
		if math.Signbit(x) {
			return math.Copysign(math.Pi, y)
		}
		return y
	case x == 0:
		return math.Copysign(pio2Hi, y)
	case math.IsInf(x, 0) || math.IsInf(y, 0):
		return atan2Inf(y, x)
	}
	_, ny := math.Frexp(y)
	_, nx := math.Frexp(x)
	switch {
	case ny-nx > 60:
		return math.Copysign(pio2Hi, y)
	case nx-ny > 60 && x < 0:
		return math.Copysign(math.Pi, y)
	case nx-ny > 60:
		return y / x
	}
	v := dd{math.Abs(math.Ldexp(y, -ny)), 0}
	u := dd{math.Abs(math.Ldexp(x, ny-nx-ny)), 0}
	if d := nx - ny; d > 0 { // bring both to the scale of the larger
		v = v.scale(math.Ldexp(1, -d))
	} else {
		u = u.scale(math.Ldexp(1, d))
	}
	a := atan2Pair(v, u)
	if x < 0 {
		a = dd{2 * pio2Hi, 2 * pio2Lo}.add(a.neg())
	}
	return math.Copysign(a.sum(), y)
}

// atan2Inf is Atan2 where x or y is infinite.
func atan2Inf(y, x float64) float64 {
	var a float64
	switch {
	case !math.IsInf(x, 0):
		a = pio2Hi
	case x > 0 && math.IsInf(y, 0):
		a = math.Pi / 4
	case x < 0 && math.IsInf(y, 0):
		a = 3 * (math.Pi / 4)
	case x < 0:
		a = math.Pi
	}
	return math.Copysign(a, y)
}

// Asin returns the arc sine of x [rad] within 0.52 ulp; NaN for |x| > 1.
func Asin(x float64) float64 {
	a := math.Abs(x)
	switch {
	case !(a <= 1):
		return math.NaN()
	case a < 0x1p-27:
		return x
	}
	return math.Copysign(atan2Pair(dd{a, 0}, cosOfSin(a)).sum(), x)
}

// Acos returns the arc cosine of x [rad] within 0.52 ulp; NaN for |x| > 1.
func Acos(x float64) float64 {
	a := math.Abs(x)
	switch {
	case !(a <= 1):
		return math.NaN()
	case x == 1:
		return 0
	}
	v := atan2Pair(cosOfSin(a), dd{a, 0})
	if x < 0 {
		v = dd{2 * pio2Hi, 2 * pio2Lo}.add(v.neg())
	}
	return v.sum()
}

// cosOfSin returns sqrt(1 - a^2) for 0 <= a <= 1.
func cosOfSin(a float64) dd {
	m, ml := twoSum(1, -a)
	p, pl := twoSum(1, a)
	return dd{m, ml}.mul(dd{p, pl}).sqrt()
}
