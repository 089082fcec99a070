package elem

import "math"

// lgPoly is log Gamma(2+z)/z on |z| <= 1/2 (Remez exchange), absolute error 2^-56.
var lgPoly = []float64{
	0.42278433509846713, 0.3224670334241135, -0.06735230105319258,
	0.020580808427748426, -0.007385551029129551, 0.0028905103325111213,
	-0.0011927538957764, 0.0005096694828643741, -0.00022315505020931547,
	9.945806726582503e-05, -4.4923160132932694e-05, 2.050282910831557e-05,
	-9.458789448037949e-06, 4.3959040853559885e-06, -1.9684919632326796e-06,
	8.956906521242872e-07, -5.86682381203872e-07, 3.0073858559764144e-07,
}

// stirling holds B(2k)/(2k(2k-1)), k = 1.. (NIST DLMF 5.11.1), enough for x >= 10.
var stirling = []float64{
	1. / 12, -1. / 360, 1. / 1260, -1. / 1680, 1. / 1188, -691. / 360360, 1. / 156, -3617. / 122400, 43867. / 244188,
}

// stirlingTail returns log Gamma(x) - (x-1/2) log x + x - log(2 pi)/2 for x >= 10.
func stirlingTail(x float64) float64 {
	return poly(1/float64(x*x), stirling) / x
}

// LogGamma returns log |Gamma(x)|, for x > 0 within 3 ulp. For x < 0 the reflection
// formula leaves an error of some 1e-15 absolute, or relative where it is above 1.
// It is +Inf at 0, -1, -2, ... and at ±Inf.
func LogGamma(x float64) float64 {
	switch {
	case x != x:
		return x
	case math.IsInf(x, 0) || x <= 0 && x == math.Floor(x):
		return math.Inf(1)
	case x < 0:
		// |Gamma(-y)| = pi/(y |sin(pi y)| Gamma(y)), sin of the part after the point.
		f := -x - math.Floor(-x)
		f = math.Min(f, 1-f)
		return Log(math.Pi/(-x*Sin(float64(math.Pi*f)))) - LogGamma(-x)
	case x < 0x1p-60:
		return -Log(x)
	case x > 1e300:
		return x * (Log(x) - 1)
	}
	return logGammaPair(x).sum()
}

// logGammaPair is LogGamma for 2^-60 <= x <= 1e300.
func logGammaPair(x float64) dd {
	switch {
	case x < 0.5: // Gamma(x) = Gamma(1+x)/x = Gamma(2+x)/(x (1+x))
		u, e := fastTwoSum(1, x)
		l := logPair(u)
		l.lo += e / u
		return l.add(logPair(x)).neg().add(about2(x))
	case x < 2.5:
		return central(x)
	case x < 10:
		n := int(x - 1.5)
		prod := dd{1, 0}
		for i := 1; i <= n; i++ {
			prod = prod.mul(dd{x - float64(i), 0})
		}
		l := logPair(prod.hi)
		l.lo += prod.lo / prod.hi
		return l.add(central(x - float64(n)))
	}
	l := logPair(x)
	m := l.mul(dd{x - 0.5, 0})
	return m.add(dd{-x, 0}).add(dd{halfLog2Pi, -3.8782941580672414e-17}).add(dd{stirlingTail(x), 0})
}

// central returns log Gamma(x) for 1/2 <= x <= 5/2: about 2, and below 3/2 one step of the recurrence, so that the
// zeros at 1 and 2 stay exact.
func central(x float64) dd {
	if x >= 1.5 {
		return about2(x - 2)
	}
	return logPair(x).neg().add(about2(x - 1))
}

// about2 returns log Gamma(2+z) for |z| <= 1/2 to about 2^-56 |z|: close to 3/2 the recurrence takes two thirds of it away.
func about2(z float64) dd {
	h, l := twoProd(z, lgPoly[0])
	h, l = fastTwoSum(h, l+float64(float64(z*z)*poly(z, lgPoly[1:])))
	return dd{h, l}
}

// Digamma returns the derivative of log Gamma at x, to 1e-15 of max(1, |result|);
// NaN at 0, -1, -2, ... and -Inf.
//
// Recurrence up to 10, then the asymptotic series (NIST DLMF 5.11.2).
func Digamma(x float64) float64 {
	switch {
	case x != x || x > math.MaxFloat64:
		return x
	case x <= 0 && x == math.Floor(x):
		return math.NaN()
	case x < 0:
		// psi(x) = psi(1-x) - pi/tan(pi x), periodic in x
		f := x - math.Floor(x)
		return Digamma(1-x) - math.Pi/Tan(float64(math.Pi*f))
	}
	var s float64
	for x < 10 {
		s += 1 / x
		x++
	}
	w := 1 / float64(x*x)
	t := poly(w, []float64{1. / 12, -1. / 120, 1. / 252, -1. / 240, 1. / 132, -691. / 32760, 1. / 12, -3617. / 8160})
	return Log(x) - 0.5/x - float64(w*t) - s
}

// Trigamma returns the derivative of Digamma at x, to 1e-15 of itself for x > 0;
// +Inf at 0, -1, -2, ...
//
// Recurrence up to 10, then the asymptotic series (NIST DLMF 5.15.8).
func Trigamma(x float64) float64 {
	switch {
	case x != x:
		return x
	case x <= 0 && x == math.Floor(x):
		return math.Inf(1)
	case x < 0:
		f := x - math.Floor(x)
		s := math.Pi / Sin(float64(math.Pi*f))
		return float64(s*s) - Trigamma(1-x)
	case x < 1e-150:
		return 1 / x / x
	}
	var s float64
	for x < 10 {
		s += 1 / float64(x*x)
		x++
	}
	w := 1 / float64(x*x)
	t := poly(w, []float64{1. / 6, -1. / 30, 1. / 42, -1. / 30, 5. / 66, -691. / 2730, 7. / 6, -3617. / 510})
	return (1+0.5/x+float64(w*t))/x + s
}
