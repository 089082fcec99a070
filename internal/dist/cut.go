package dist

import (
	"fmt"
	"math"

	"github.com/plantwin/plantwin/internal/elem"
)

// cutting is a range [lo, hi] and the probabilities of the uncut distribution at its
// ends, each from both sides.
type cutting struct {
	lo, hi   float64
	pLo, qLo float64 // of X < lo, X >= lo
	pHi, qHi float64 // of X <= hi, X > hi
	mass     float64 // of the range
	logMass  float64
}

// Truncate returns the distribution given that values lie in [lo, hi]; either may be
// infinite. A further cut narrows the range. A range that is empty or has no
// probability (below 1e-250) is an error.
func (d Dist) Truncate(lo, hi float64) (Dist, error) {
	if lo != lo || hi != hi {
		return Dist{}, fmt.Errorf("a bound of the range is no number")
	}
	if d.cut {
		lo, hi = math.Max(lo, d.lo), math.Min(hi, d.hi)
	}
	if lo > hi {
		return Dist{}, fmt.Errorf("the range from %v to %v is empty", lo, hi)
	}
	if e, ok := d.law.(*empirical); ok {
		return e.between(lo, hi)
	}
	c := cutting{lo: lo, hi: hi}
	c.pLo, c.qLo = d.law.cdf(lo)
	if l, ok := d.law.(discreteLaw); ok {
		c.pLo, c.qLo = l.below(lo)
		c.lo, c.hi = l.trim(lo, hi)
	}
	c.pHi, c.qHi = d.law.cdf(hi)
	if c.pLo == 0 && c.qHi == 0 && !d.cut {
		return d, nil // cuts off nothing that a float64 can tell
	}
	c.mass = c.pHi - c.pLo
	if c.pLo > 0.5 {
		c.mass = c.qLo - c.qHi
	}
	if !(c.mass > 1e-250) {
		return Dist{}, fmt.Errorf("%s has no values between %v and %v", d.name, lo, hi)
	}
	c.logMass = elem.Log(c.mass)
	d.cut, d.cutting = true, c
	return d, nil
}

// quantileCut maps u to [F(lo), F(hi)], from both sides.
func (d *Dist) quantileCut(u float64) float64 {
	return d.quantileBetween(u, 1-u)
}

func (d *Dist) quantileBetween(u, v float64) float64 {
	x := d.law.quantile(d.pLo+float64(u*d.mass), d.qHi+float64(v*d.mass))
	return math.Max(d.lo, math.Min(d.hi, x))
}

func (d *Dist) cdfCut(x float64) float64 {
	switch {
	case x < d.lo:
		return 0
	case x >= d.hi:
		return 1
	}
	p, q := d.law.cdf(x)
	if p > 0.5 {
		return math.Max(0, math.Min(1, (d.qLo-q)/d.mass))
	}
	return math.Max(0, math.Min(1, (p-d.pLo)/d.mass))
}

func (d *Dist) logSFCut(x float64) float64 {
	switch {
	case x < d.lo:
		return 0
	case x >= d.hi:
		return math.Inf(-1)
	case d.qHi == 0:
		return d.law.logSF(x) - d.logMass
	}
	p, q := d.law.cdf(x)
	if p > 0.5 {
		return logDiff(q, d.qHi) - d.logMass
	}
	return logDiff(d.pHi, p) - d.logMass
}

// momentsCut integrates the quantile over the uniform, for the mean and then for the
// squares of the deviations.
//
// The double exponential rule of H. Takahasi and M. Mori, Publ. RIMS 9 (1974),
// 721-741, takes the logarithmic ends of quantiles in its stride: u = 1/(1+e^-s),
// s = pi sinh t, with steps of 1/16.
func (d *Dist) momentsCut() (mean, sd float64) {
	if l, ok := d.law.(discreteLaw); ok {
		return d.sumsCut(l)
	}
	ends := []float64{0, 1}
	if l, ok := d.law.(*triangular); ok { // the quantile has a kink at the mode
		if u := (l.at - d.pLo) / d.mass; u > 0 && u < 1 {
			ends = []float64{0, u, 1}
		}
	}
	var x, w []float64
	for i := range ends[1:] {
		x, w = d.nodes(ends[i], ends[i+1], x, w)
	}
	return weighted(x, w)
}

// nodes appends the quantiles and weights of the double exponential rule on [a, b].
func (d *Dist) nodes(a, b float64, x, w []float64) ([]float64, []float64) {
	const steps, h = 68, 1. / 16
	for i := -steps; i <= steps; i++ {
		t := float64(float64(i) * h)
		e := elem.Exp(-math.Pi * elem.Sinh(math.Abs(t)))
		u, v := e/(1+e), 1/(1+e)
		weight := (b - a) * h * math.Pi * elem.Cosh(t) * u * v
		if t > 0 {
			u, v = v, u
		}
		q := d.quantileBetween(a+float64((b-a)*u), (1-b)+float64((b-a)*v))
		if !math.IsInf(q, 0) { // beyond float64, with a weight of 1e-80
			x, w = append(x, q), append(w, weight)
		}
	}
	return x, w
}

// sumsCut is momentsCut for a discrete law of whole numbers, within 40 standard
// deviations of its mean.
func (d *Dist) sumsCut(l discreteLaw) (mean, sd float64) {
	m, s := l.moments()
	lo := math.Max(d.lo, math.Floor(m-float64(40*s)-1))
	hi := math.Min(d.hi, math.Ceil(m+float64(40*s)+40))
	if lo > hi { // the range lies beyond: all is at its near end
		lo, hi = math.Max(d.lo, math.Min(lo, d.hi)), math.Min(d.hi, lo+200)
	}
	var x, w []float64
	for k := lo; k <= hi; k++ {
		x = append(x, k)
		w = append(w, elem.Exp(d.LogPDF(k)))
	}
	return weighted(x, w)
}

// weighted returns the mean and standard deviation of x with weights w.
func weighted(x, w []float64) (mean, sd float64) {
	var n, s float64
	mid := x[len(x)/2]
	for i := range x {
		n += w[i]
		s += float64(w[i] * (x[i] - mid))
	}
	mean = mid + s/n
	s = 0
	for i := range x {
		e := x[i] - mean
		s += float64(w[i] * float64(e*e))
	}
	return mean, math.Sqrt(s / n)
}
