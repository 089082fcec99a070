package elem

import "math"

// BetaIInv returns the x with I_x(a, b) = p, to about 1e-14 relatively (limited by
// BetaI); NaN for p outside [0, 1]. Cost about 2 us.
func BetaIInv(a, b, p float64) float64 {
	x, _ := BetaInv(a, b, p, 1-p)
	return x
}

// BetaInv returns the x with I_x(a, b) = p and y = 1 - x, each to its own last bits,
// where q = 1 - p is given as well: the smaller of both counts.
//
// Newton's method on log I or log(1-I) against w = log(x/y), both nearly straight in
// their tails, from the start of Abramowitz and Stegun 26.5.22.
func BetaInv(a, b, p, q float64) (x, y float64) {
	switch {
	case !(a > 0 && b > 0) || !(p >= 0 && q >= 0):
		return math.NaN(), math.NaN()
	case p == 0:
		return 0, 1
	case q == 0:
		return 1, 0
	case p > q:
		y, x = betaLower(b, a, q, p)
		return x, y
	}
	return betaLower(a, b, p, q)
}

// betaLower is BetaInv for p <= q.
func betaLower(a, b, p, q float64) (x, y float64) {
	w := betaStart(a, b, p, q)
	lo, hi := -1500.0, 1500.0
	for range 80 {
		x, y = logistic(w)
		pp, _ := betaPQ(a, b, x, y)
		slope := Exp(LogBetaPrefix(a, b, x, y)) // dI/dw
		next := math.NaN()
		if pp > 0 && slope > 0 {
			next = w - relLog(pp, p)*pp/slope
		}
		if pp == p {
			return x, y
		} else if pp > p {
			hi = w
		} else {
			lo = w
		}
		// Newton squares the error: one more step is only rounding.
		done := math.Abs(pp-p) < 0x1p-27*p || math.Abs(next-w) <= 0x1p-50*math.Abs(w)
		if w = next; done {
			break
		}
		if !(w > lo && w < hi) {
			w = lo + float64(0.5*(hi-lo))
		}
	}
	return logistic(w)
}

// logistic returns x = e^w/(1+e^w) and y = 1/(1+e^w).
func logistic(w float64) (x, y float64) {
	e := Exp(-math.Abs(w))
	x, y = e/(1+e), 1/(1+e)
	if w > 0 {
		return y, x
	}
	return x, y
}

// betaStart is the first approximation of log(x/y), p <= 1/2.
func betaStart(a, b, p, q float64) float64 {
	if a > 1 && b > 1 {
		z := NormQuantile(p)
		g := (float64(z*z) - 3) / 6
		s, t := 1/(2*a-1), 1/(2*b-1)
		h := 2 / (s + t)
		w := float64(z*math.Sqrt(h+g))/h + float64((t-s)*(g+5./6-2/float64(3*h)))
		if h+g > 0 {
			return Log(a/b) + float64(2*w)
		}
	}
	// First term of the series at 0: I = x^a/(a B).
	return math.Max(-1400, math.Min(30, (Log(p)+Log(a)+logBeta(a, b))/a))
}
