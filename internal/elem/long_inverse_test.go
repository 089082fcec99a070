package elem

import (
	"math"
	"testing"
)

// TestTenMillionInverses holds the quantiles to 1e-9 of themselves. The reference is the distribution at the quantile that
// came back, by ways that the package does not take: its distance from the probability, over the density, is the error.
func TestTenMillionInverses(t *testing.T) {
	t.Run("normal", func(t *testing.T) { try(t, 1e-9, normalTrial) })
	t.Run("gamma", func(t *testing.T) { try(t, 1e-9, gammaTrial) })
	t.Run("beta", func(t *testing.T) { try(t, 1e-9, betaTrial) })
}

// tails draws a probability p and q = 1 - p, the smaller of both down to 1e-300 in half of the cases.
func (r rnd) tails() (p, q float64) {
	switch r.IntN(4) {
	case 0:
		p = r.bits(1e-300, 0.5)
		return p, 1 - p
	case 1:
		q = r.bits(1e-300, 0.5)
		return 1 - q, q
	case 2:
		p = r.near(0.5)
		return p, 1 - p
	}
	p = r.Float64()
	return p, 1 - p
}

func normalTrial(r rnd) (_, _, share float64) {
	p, q := r.tails()
	x := NormInv(p, q)
	z := x * (math.Sqrt2 / 2)
	density := math.Exp(-x*x/2) / math.Sqrt(2*math.Pi)
	switch {
	case p == 0.5:
		return p, x, math.Abs(x)
	case math.Abs(p-0.5) < 0.25:
		share = (wideErf(z).h/2 - (p - 0.5)) / (density * x)
	default:
		e, n := wideErfc(math.Abs(z))
		share = (math.Ldexp(e.h, n-1) - min(p, q)) / (density * x)
	}
	return p, x, math.Abs(share) / 1e-9
}

func gammaTrial(r rnd) (a, p, share float64) {
	a = r.bits(1e-4, 1e3)
	if r.IntN(100) == 0 {
		a = r.bits(1e3, 1e6)
	}
	p, q := r.tails()
	x := GammaInv(a, p, q)
	if x < 1e-290 { // its logarithm is beyond the numbers
		if low, _ := gammaSum(a, 1e-290); low >= p {
			return a, p, 0
		}
		return a, p, math.Inf(1)
	}
	sum, dens := gammaSum(a, x)
	switch {
	case p <= q:
		share = sum - p
	case x < a+1:
		share = 1 - sum - q
	default:
		share = dens*gammaCF(a, x) - q
	}
	return a, p, math.Abs(share) / dens / 1e-9
}

// gammaSum returns P(a, x) by its series (NIST DLMF 8.11.4; 0 where x > a+1) and x times the density.
func gammaSum(a, x float64) (p, dens float64) {
	l := w(a).times(wideLog(w(x))).minus(w(x)).minus(wideLogGamma(a))
	y, n := wideExp(l)
	dens = math.Ldexp(y.h, n)
	if x > a+1 {
		return 0, dens
	}
	t := 1 / a
	s := t
	for k := 1.0; t > 1e-17*s; k++ {
		t *= x / (a + k)
		s += t
	}
	return dens * s, dens
}

// gammaCF is Q over x times the density by Legendre's fraction (NIST DLMF 8.9.2), from below.
func gammaCF(a, x float64) float64 {
	f := x
	for k := math.Ceil(20 + 300*(1+math.Sqrt(a))/math.Min(x, 30)); k >= 1; k-- {
		f = x + (k-a)/(1+k/f)
	}
	return 1 / f
}

func betaTrial(r rnd) (a, b, share float64) {
	a, b = r.bits(1e-3, 1e4), r.bits(1e-3, 1e4)
	p, q := r.tails()
	x, y := BetaInv(a, b, p, q)
	if min(x, y) < 1e-290 {
		return a, b, 0 // as for gamma
	}
	small, pre := betaCF(a, b, x, y), 0.0
	if x > y {
		x = 1 - y
	} else {
		y = 1 - x
	}
	lx, ly := wideLog(w(x)), wideLog(w(y))
	if x > 0.5 {
		lx = wideLog(w(1).minus(w(y)))
	} else {
		ly = wideLog(w(1).minus(w(x)))
	}
	ab := wideSumGamma(a, b)
	l := w(a).times(lx).plus(w(b).times(ly)).minus(wideLogGamma(a)).minus(wideLogGamma(b)).plus(ab)
	e, n := wideExp(l)
	pre = math.Ldexp(e.h, n)
	got := pre * small
	if x > (a+1)/(a+b+2) {
		if p > q {
			share = got - q
		} else {
			share = 1 - got - p
		}
	} else {
		if p > q {
			share = 1 - got - q
		} else {
			share = got - p
		}
	}
	return a, b, math.Abs(share) * max(x, y) / pre / 1e-9
}

// wideSumGamma is log Gamma(a+b) where the sum is not a number.
func wideSumGamma(a, b float64) wide {
	s, e := knuth(a, b)
	return wideLogGamma(s).plus(w(e * math.Log(s)))
}

// betaCF is the fraction of NIST DLMF 8.17.22 over a, from below, for I(x; a, b) or I(y; b, a), whichever converges: times
// x^a y^b/B(a, b) it is that integral.
func betaCF(a, b, x, y float64) float64 {
	if x > (a+1)/(a+b+2) {
		a, b, x = b, a, y
	}
	f := 1.0
	for m := math.Ceil(30 + 8*math.Sqrt(math.Max(a, b))); m >= 0; m-- {
		d := a + 2*m
		f = 1 - (a+m)*(a+b+m)*x/(d*(d+1))/f
		if m > 0 {
			f = 1 + m*(b-m)*x/((d-1)*d)/f
		}
	}
	return 1 / (a * f)
}
