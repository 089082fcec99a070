package dist

import (
	"math"

	"github.com/plantwin/plantwin/internal/elem"
)

const halfLog2Pi = 0.9189385332046728

// normal is Gauss's.
type normal struct{ mean, sd float64 }

func newNormal(a []float64) (law, error) {
	if err := spread(a[1]); err != nil {
		return nil, err
	}
	return &normal{a[0], a[1]}, nil
}

func (l *normal) quantile(p, q float64) float64 {
	return l.mean + float64(l.sd*elem.NormInv(p, q))
}

func (l *normal) cdf(x float64) (p, q float64) {
	z := (x - l.mean) / l.sd
	return elem.NormCDF(z), elem.NormCDF(-z)
}

func (l *normal) logPDF(x float64) float64 {
	z := (x - l.mean) / l.sd
	return -float64(0.5*float64(z*z)) - halfLog2Pi - elem.Log(l.sd)
}

func (l *normal) logSF(x float64) float64 { return elem.LogNormCDF((l.mean - x) / l.sd) }

func (l *normal) moments() (mean, sd float64) { return l.mean, l.sd }

// lognormal is the exponential of a normal; the arguments are its own mean and sd.
type lognormal struct {
	mean, sd  float64
	mu, sigma float64 // of the logarithm
}

func newLognormal(a []float64) (law, error) {
	mean, sd := a[0], a[1]
	if err := above0("mean", mean); err != nil {
		return nil, err
	}
	if err := spread(sd); err != nil {
		return nil, err
	}
	cv := sd / mean
	if cv > 1e6 || cv < 1e-9 {
		return nil, bad("sd", "must lie between 1e-9 and 1e6 times the mean")
	}
	v := elem.Log1p(float64(cv * cv))
	return &lognormal{mean, sd, elem.Log(mean) - float64(0.5*v), math.Sqrt(v)}, nil
}

func (l *lognormal) quantile(p, q float64) float64 {
	return elem.Exp(l.mu + float64(l.sigma*elem.NormInv(p, q)))
}

func (l *lognormal) z(x float64) float64 { return (elem.Log(x) - l.mu) / l.sigma }

func (l *lognormal) cdf(x float64) (p, q float64) {
	if x <= 0 {
		return 0, 1
	}
	z := l.z(x)
	return elem.NormCDF(z), elem.NormCDF(-z)
}

func (l *lognormal) logPDF(x float64) float64 {
	if x <= 0 {
		return math.Inf(-1)
	}
	z := l.z(x)
	return -float64(0.5*float64(z*z)) - halfLog2Pi - elem.Log(l.sigma) - elem.Log(x)
}

func (l *lognormal) logSF(x float64) float64 {
	if x <= 0 {
		return 0
	}
	return elem.LogNormCDF(-l.z(x))
}

func (l *lognormal) moments() (mean, sd float64) { return l.mean, l.sd }
