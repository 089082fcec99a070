package dist

import (
	"math"

	"github.com/plantwin/plantwin/internal/elem"
)

// exponential has the hazard 1/mean at every age.
type exponential struct{ mean float64 }

func newExponential(a []float64) (law, error) {
	if err := above0("mean", a[0]); err != nil {
		return nil, err
	}
	return &exponential{a[0]}, nil
}

// logUpper returns log q; p serves where q = 1 - p may have been rounded, and the
// branch is nearly always taken.
func logUpper(p, q float64) float64 {
	if p < 0.99 {
		return elem.Log1p(-p)
	}
	return elem.Log(q)
}

func (l *exponential) quantile(p, q float64) float64 { return -l.mean * logUpper(p, q) }

func (l *exponential) cdf(x float64) (p, q float64) {
	if x <= 0 {
		return 0, 1
	}
	return -elem.Expm1(-x / l.mean), elem.Exp(-x / l.mean)
}

func (l *exponential) logPDF(x float64) float64 {
	if x < 0 {
		return math.Inf(-1)
	}
	return -x/l.mean - elem.Log(l.mean)
}

func (l *exponential) logSF(x float64) float64 { return -math.Max(0, x) / l.mean }

func (l *exponential) moments() (mean, sd float64) { return l.mean, l.mean }

// uniform has the same density everywhere in [min, max].
type uniform struct{ min, max, width float64 }

func newUniform(a []float64) (law, error) {
	if !(a[0] < a[1]) || math.IsInf(a[1]-a[0], 0) {
		return nil, bad("max", "must be above min")
	}
	return &uniform{a[0], a[1], a[1] - a[0]}, nil
}

func (l *uniform) quantile(p, q float64) float64 {
	if p < 0.5 {
		return l.min + float64(p*l.width)
	}
	return l.max - float64(q*l.width)
}

func (l *uniform) cdf(x float64) (p, q float64) {
	switch {
	case x <= l.min:
		return 0, 1
	case x >= l.max:
		return 1, 0
	}
	return (x - l.min) / l.width, (l.max - x) / l.width
}

func (l *uniform) logPDF(x float64) float64 {
	if x < l.min || x > l.max {
		return math.Inf(-1)
	}
	return -elem.Log(l.width)
}

func (l *uniform) logSF(x float64) float64 {
	_, q := l.cdf(x)
	return elem.Log(q)
}

func (l *uniform) moments() (mean, sd float64) {
	return l.min + float64(0.5*l.width), l.width / math.Sqrt(12)
}

// triangular rises from min to mode and falls to max.
type triangular struct {
	min, mode, max float64
	up, down       float64 // (max-min) times (mode-min), (max-mode)
	at             float64 // probability below the mode
}

func newTriangular(a []float64) (law, error) {
	lo, mode, hi := a[0], a[1], a[2]
	switch w := hi - lo; {
	case !(lo < hi) || math.IsInf(w, 0):
		return nil, bad("max", "must be above min")
	case mode < lo || mode > hi:
		return nil, bad("mode", "must lie between min and max")
	default:
		return &triangular{lo, mode, hi, w * (mode - lo), w * (hi - mode), (mode - lo) / w}, nil
	}
}

func (l *triangular) quantile(p, q float64) float64 {
	if p < l.at {
		return l.min + math.Sqrt(p*l.up)
	}
	return l.max - math.Sqrt(q*l.down)
}

func (l *triangular) cdf(x float64) (p, q float64) {
	switch {
	case x <= l.min:
		return 0, 1
	case x >= l.max:
		return 1, 0
	case x < l.mode:
		p = float64((x - l.min) / l.up * (x - l.min))
		return p, 1 - p
	}
	q = float64((l.max - x) / l.down * (l.max - x))
	return 1 - q, q
}

func (l *triangular) logPDF(x float64) float64 {
	switch {
	case x < l.min || x > l.max:
		return math.Inf(-1)
	case x < l.mode:
		return elem.Log(2 * (x - l.min) / l.up)
	case x == l.mode:
		return elem.Log(2 / (l.max - l.min))
	}
	return elem.Log(2 * (l.max - x) / l.down)
}

func (l *triangular) logSF(x float64) float64 {
	_, q := l.cdf(x)
	return elem.Log(q)
}

func (l *triangular) moments() (mean, sd float64) {
	a, b := l.mode-l.min, l.max-l.mode
	v := (float64(a*a) + float64(a*b) + float64(b*b)) / 18
	return l.mode + (b-a)/3, math.Sqrt(v)
}
