package elem

import "math"

var (
	twoBySqrtPi = dd{1.1283791670955126, 1.533545961316588e-17}
	oneBySqrtPi = dd{0.5641895835477563, 7.66772980658294e-18}
	sqrtHalf    = dd{0.7071067811865476, -4.833646656726457e-17}
)

// erfPoly is (erf x - 2x/sqrt(pi))/x^3 in z = x^2 for |x| <= 1/2, error 2^-57 of erf.
var erfPoly = []float64{
	-0.37612638903183754, 0.11283791670954962, -0.026866170645032873,
	0.005223977622630672, -0.000854832657610393, 0.00012055290360625783,
	-1.492315934989537e-05, 1.6374417007978085e-06, -1.4648151362661825e-07,
}

// erfcTail is (x erfcx x - 1/sqrt(pi))/w in w = 1/x^2 for x >= 6, error 2^-57 of erfcx.
var erfcTail = []float64{
	-0.28209479177384883, 0.423142187617974, -1.0578554454371956,
	3.7024873340875972, -16.66006677963439, 91.51211759167441,
	-586.823753525291, 4052.112282814889, -24973.27555391116,
	91871.58687985265,
}

// erfSmall returns erf x for |x.hi| <= 1/2 to about 2^-57 of it.
func erfSmall(x dd) dd {
	z := float64(x.hi * x.hi)
	m := twoBySqrtPi.mul(x)
	h, l := fastTwoSum(m.hi, m.lo+float64(float64(z*x.hi)*poly(z, erfPoly)))
	return dd{h, l}
}

// erfcx returns e^(x^2) erfc x for x.hi >= 1/2 to about 2^-57 of it.
//
// It is the partition of W. J. Cody, "Rational Chebyshev approximations for the error
// function", Math. Comp. 23 (1969), 631-637, with a table in place of his middle range.
func erfcx(x dd) dd {
	if x.hi >= 6 {
		w := 1 / float64(x.hi*x.hi)
		h, l := fastTwoSum(oneBySqrtPi.hi, oneBySqrtPi.lo+float64(w*poly(w, erfcTail)))
		return dd{h, l}.div(x)
	}
	i := min(int(float64((x.hi-0.5)*8)), len(erfcxTable)-1)
	t := &erfcxTable[i]
	d := x.hi - (0.5 + float64(float64(2*i+1)*0.0625))
	h, l := fastTwoSum(t.hi, t.lo+float64(d*poly(d, t.poly[:])))
	// d/dx erfcx = 2 x erfcx - 2/sqrt(pi)
	l += float64(x.lo * (float64(2*x.hi*h) - twoBySqrtPi.hi))
	return dd{h, l}
}

// erfcPair returns erfc x as y 2^n for x.hi >= 1/2, given x^2 to 2^-100.
func erfcPair(x, square dd) (y dd, n int) {
	e, n := expPair(square.neg())
	return e.mul(erfcx(x)), n
}

// Erf returns the error function of x within 0.9 ulp.
func Erf(x float64) float64 {
	a := math.Abs(x)
	switch {
	case x != x:
		return x
	case a < 1e-290: // the product below would lose bits
		return x + float64(x*(twoBySqrtPi.hi-1))
	case a < 0.5:
		return erfSmall(dd{x, 0}).sum()
	case a > 6:
		return math.Copysign(1, x)
	}
	return math.Copysign(1-Erfc(a), x)
}

// Erfc returns 1 - erf x within 0.8 ulp.
func Erfc(x float64) float64 {
	switch {
	case x != x:
		return x
	case x > 27.3:
		return 0
	case x < -6:
		return 2
	case x <= -0.5:
		return 2 - Erfc(-x)
	case x < 0.5:
		return dd{1, 0}.add(erfSmall(dd{x, 0}).neg()).sum()
	}
	s, e := twoProd(x, x)
	y, n := erfcPair(dd{x, 0}, dd{s, e})
	return scaleBy(y, n)
}
