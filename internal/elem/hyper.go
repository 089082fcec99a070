package elem

import "math"

// sinhSmall returns sinh x for |x| <= 0.35 to about 2^-58 by its Taylor series.
func sinhSmall(x float64) dd {
	z := float64(x * x)
	p := 1./6 + float64(z*(1./120+float64(z*(1./5040+float64(z*(1./362880+float64(z*(1./39916800+float64(z*(1./6227020800))))))))))
	h, l := fastTwoSum(x, float64(float64(z*x)*p))
	return dd{h, l}
}

// expBoth returns e^x/2 and e^-x/2, both times 2^-n.
func expBoth(x float64) (up, down dd, n int) {
	up, n = expPair(dd{x, 0})
	up = up.scale(0.5)
	if n < 40 {
		down = dd{0.25, 0}.div(up).scale(math.Ldexp(1, -2*n))
	}
	return up, down, n
}

// Sinh returns the hyperbolic sine of x within 0.6 ulp.
func Sinh(x float64) float64 {
	a := math.Abs(x)
	switch {
	case x != x || a < 0x1p-27:
		return x
	case a <= 0.35:
		return sinhSmall(x).sum()
	case a > 711:
		return x * math.Inf(1)
	}
	up, down, n := expBoth(a)
	return math.Copysign(scaleBy(up.add(down.neg()), n), x)
}

// Cosh returns the hyperbolic cosine of x within 0.55 ulp.
func Cosh(x float64) float64 {
	a := math.Abs(x)
	switch {
	case x != x || a > 711:
		return a * math.Inf(1)
	case a < 0x1p-27:
		return 1
	}
	up, down, n := expBoth(a)
	return scaleBy(up.add(down), n)
}

// Tanh returns the hyperbolic tangent of x within 0.7 ulp.
func Tanh(x float64) float64 {
	a := math.Abs(x)
	switch {
	case x != x || a < 0x1p-27:
		return x
	case a > 20:
		return math.Copysign(1, x)
	case a <= 0.35:
		s := sinhSmall(a)
		return math.Copysign(s.div(s.mul(s).add(dd{1, 0}).sqrt()).sum(), x)
	}
	e := expm1Pair(2 * a)
	return math.Copysign(e.div(e.add(dd{2, 0})).sum(), x)
}
