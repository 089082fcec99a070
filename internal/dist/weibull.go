package dist

import (
	"math"

	"github.com/plantwin/plantwin/internal/elem"
)

// weibull has the cumulated hazard (x/scale)^shape.
type weibull struct{ shape, inv, scale, mean, sd float64 }

func newWeibull(a []float64) (law, error) {
	shape, scale := a[0], a[1]
	if err := above0("shape", shape); err != nil {
		return nil, err
	}
	if err := above0("scale", scale); err != nil {
		return nil, err
	}
	if shape < 0.05 || shape > 1e6 {
		return nil, bad("shape", "must lie between 0.05 and 1e6")
	}
	// The variation is Gamma(1+2/k)/Gamma(1+1/k)^2 - 1.
	g := elem.LogGamma(1 + 1/shape)
	mean := scale * elem.Exp(g)
	cv := math.Sqrt(elem.Expm1(elem.LogGamma(1+2/shape) - float64(2*g)))
	return &weibull{shape, 1 / shape, scale, mean, mean * cv}, nil
}

func (l *weibull) quantile(p, q float64) float64 {
	return l.scale * elem.Pow(-logUpper(p, q), l.inv)
}

// hazard returns the cumulated hazard at x.
func (l *weibull) hazard(x float64) float64 {
	if x <= 0 {
		return 0
	}
	return elem.Pow(x/l.scale, l.shape)
}

func (l *weibull) cdf(x float64) (p, q float64) {
	h := l.hazard(x)
	return -elem.Expm1(-h), elem.Exp(-h)
}

func (l *weibull) logPDF(x float64) float64 {
	switch {
	case x < 0 || x == 0 && l.shape > 1 || math.IsInf(x, 1):
		return math.Inf(-1)
	case x == 0 && l.shape < 1:
		return math.Inf(1)
	case x == 0:
		return -elem.Log(l.scale)
	}
	r := elem.Log(x / l.scale)
	return elem.Log(l.shape/l.scale) + float64((l.shape-1)*r) - l.hazard(x)
}

func (l *weibull) logSF(x float64) float64 { return -l.hazard(x) }

func (l *weibull) moments() (mean, sd float64) { return l.mean, l.sd }
