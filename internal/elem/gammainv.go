package elem

import "math"

// GammaPInv returns the x with P(a, x) = p, to about 1e-14 relatively (limited by
// GammaP); 0 and +Inf for p = 0 and 1, NaN outside. Cost about 1 us.
func GammaPInv(a, p float64) float64 { return GammaInv(a, p, 1-p) }

// GammaInv is GammaPInv where q = 1 - p is given as well: the smaller of both counts,
// so that nothing is lost in the upper tail.
//
// Newton's method on log P in log x, or on log Q in x: both are nearly straight in
// their tails, so that it converges from the start of Wilson and Hilferty (Proc. Nat.
// Acad. Sci. 17 (1931), 684-688) or from the first term of the series.
func GammaInv(a, p, q float64) float64 {
	switch {
	case !(a > 0) || !(p >= 0) || !(q >= 0):
		return math.NaN()
	case p == 0:
		return 0
	case q == 0:
		return math.Inf(1)
	}
	x := gammaStart(a, p, q)
	lo, hi := 0.0, math.Inf(1)
	for range 60 {
		x0 := x
		pp, qq := gammaPQ(a, x)
		slope := Exp(LogGammaPrefix(a, x)) * a // x times the density
		var rel, up float64                    // of the small one; sign of x's error
		if p <= q {
			rel = (pp - p) / p
			up = rel
			x = stepLower(x, pp, p, slope)
		} else {
			rel = (qq - q) / q
			up = -rel
			x = stepUpper(x, qq, q, slope)
		}
		if up == 0 {
			return x0
		} else if up > 0 {
			hi = x0
		} else {
			lo = x0
		}
		// Newton squares the error: one more step is only rounding.
		if math.Abs(rel) < 0x1p-27 || math.Abs(x-x0) <= 0x1p-50*x0 {
			break
		}
		if !(x > lo && x < hi) {
			x = between(lo, hi, x0)
		}
	}
	return x
}

// stepLower is Newton's step on log P(log x) = log p; slope = dP/dlog x.
func stepLower(x, pp, p, slope float64) float64 {
	if pp == 0 || slope == 0 {
		return math.NaN()
	}
	h := relLog(pp, p) * pp / slope
	if math.Abs(h) < 1e-3 {
		return x + float64(x*Expm1(-h))
	}
	return x * Exp(-math.Max(-5, math.Min(5, h)))
}

// stepUpper is Newton's step on log Q = log q, in x, or in log x where x is small; slope = -x dQ/dx.
func stepUpper(x, qq, q, slope float64) float64 {
	if qq == 0 || slope == 0 {
		return math.NaN()
	}
	h := relLog(qq, q) * qq / slope
	if x < 0.5 {
		return x + float64(x*Expm1(math.Max(-5, math.Min(5, h))))
	}
	return x + float64(x*h)
}

// relLog returns log(a/b), accurate where a and b are near.
func relLog(a, b float64) float64 {
	if r := (a - b) / b; math.Abs(r) < 0.5 {
		return Log1p(r)
	}
	return Log(a) - Log(b)
}

// between returns a point inside (lo, hi) where a step has left it.
func between(lo, hi, x float64) float64 {
	switch {
	case math.IsInf(hi, 0):
		return 2*x + 1e-300
	case lo == 0:
		return 0.25 * hi
	}
	return lo + float64(0.5*(hi-lo))
}

// gammaStart is the first approximation of GammaInv.
func gammaStart(a, p, q float64) float64 {
	var z float64
	if p < q {
		z = NormQuantile(p)
	} else {
		z = -NormQuantile(q)
	}
	c := 1 / float64(9*a)
	w := 1 - c + float64(z*math.Sqrt(c))
	if x := a * w * w * w; a > 0.5 && w > 0.3 {
		return x
	}
	// P = x^a/Gamma(a+1) where x is small.
	if x := Exp((logOf(p, q) + LogGamma(a+1)) / a); p < 0.7 || x < 0.1 {
		return math.Max(1e-300, x)
	}
	y := -(Log(q) + LogGamma(a))
	if y > 1 {
		return y + float64((a-1)*Log(y))
	}
	return a
}
