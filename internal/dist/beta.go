package dist

import (
	"math"

	"github.com/plantwin/plantwin/internal/elem"
)

// beta lives on [min, max] with density x^(a-1) y^(b-1), x + y = 1 there.
type beta struct {
	a, b, min, max, width float64
	mean, sd              float64
	table                 inverse // in x below the median, in y above
}

func newBeta(args []float64) (law, error) {
	mean, sd, lo, hi := args[0], args[1], args[2], args[3]
	switch {
	case !(lo < hi) || math.IsInf(hi-lo, 0):
		return nil, bad("max", "must be above min")
	case !(mean > lo && mean < hi):
		return nil, bad("mean", "must lie between min and max")
	case !(sd > 0):
		return nil, spread(sd)
	}
	// Moments of the beta distribution solved for a and b.
	w := hi - lo
	x, y, s := (mean-lo)/w, (hi-mean)/w, sd/w
	n := float64(x*y)/float64(s*s) - 1
	l := &beta{a: n * x, b: n * y, min: lo, max: hi, width: w, mean: mean, sd: sd}
	if !(l.a > 1e-3 && l.b > 1e-3) {
		return nil, bad("sd", "is too large for a mean that near to min or max: it must be below %.4g", w*math.Sqrt(float64(x*y)))
	}
	if s < 1e-4 { // the continued fraction takes 1/s steps
		return nil, bad("sd", "must be at least 1e-4 of the distance from min to max")
	}
	l.table.node = l.node
	return l, nil
}

func (l *beta) quantile(p, q float64) float64 {
	if math.Min(l.a, l.b) >= minShape {
		if x, upper, ok := l.table.at(p, q); ok {
			if upper {
				return l.max - float64(l.width*x)
			}
			return l.min + float64(l.width*x)
		}
	}
	x, y := elem.BetaInv(l.a, l.b, p, q)
	if p < q {
		return l.min + float64(l.width*x)
	}
	return l.max - float64(l.width*y)
}

// node returns the quantile x and its derivatives by p, on the upper side y = 1 - x
// and its derivatives.
func (l *beta) node(p, q float64, upper bool) (x float64, d [3]float64) {
	a, b := l.a, l.b
	x, y := elem.BetaInv(a, b, p, q)
	f := elem.Exp(elem.LogBetaPrefix(a, b, x, y)) / x / y
	g := (a-1)/x - (b-1)/y
	h := -(a-1)/float64(x*x) - (b-1)/float64(y*y)
	d = derivatives(f, g, h)
	if upper {
		return y, [3]float64{-d[0], -d[1], -d[2]}
	}
	return x, d
}

// unit returns x and y on [0, 1].
func (l *beta) unit(v float64) (x, y float64) {
	return math.Max(0, math.Min(1, (v-l.min)/l.width)), math.Max(0, math.Min(1, (l.max-v)/l.width))
}

func (l *beta) cdf(v float64) (p, q float64) {
	x, y := l.unit(v)
	return elem.BetaQ(l.b, l.a, y, x), elem.BetaQ(l.a, l.b, x, y)
}

func (l *beta) logPDF(v float64) float64 {
	x, y := l.unit(v)
	switch {
	case v < l.min || v > l.max:
		return math.Inf(-1)
	case x == 0:
		return edge(l.a, l.b, l.width)
	case y == 0:
		return edge(l.b, l.a, l.width)
	}
	return elem.LogBetaPrefix(l.a, l.b, x, y) - elem.Log(x) - elem.Log(y) - elem.Log(l.width)
}

// edge is the logarithm of the density at an end of exponent a.
func edge(a, b, width float64) float64 {
	switch {
	case a < 1:
		return math.Inf(1)
	case a > 1:
		return math.Inf(-1)
	}
	return elem.Log(b / width) // 1/B(1, b) = b
}

func (l *beta) logSF(v float64) float64 {
	x, y := l.unit(v)
	return elem.LogBetaI(l.b, l.a, y, x)
}

func (l *beta) moments() (mean, sd float64) { return l.mean, l.sd }
