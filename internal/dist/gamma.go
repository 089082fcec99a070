package dist

import (
	"math"

	"github.com/plantwin/plantwin/internal/elem"
)

// gamma has the shape (mean/sd)^2; with a whole shape it is Erlang's.
type gamma struct {
	shape, scale float64
	table        inverse
}

func newGamma(a []float64) (law, error) {
	mean, sd := a[0], a[1]
	if err := above0("mean", mean); err != nil {
		return nil, err
	}
	if err := spread(sd); err != nil {
		return nil, err
	}
	r := mean / sd
	if r > 1e6 || r < 0.02 {
		return nil, bad("sd", "must lie between 1e-6 and 50 times the mean")
	}
	return makeGamma(float64(r*r), sd/r), nil
}

func newErlang(a []float64) (law, error) {
	k, mean := a[0], a[1]
	switch {
	case k != math.Floor(k) || k < 1 || k > 1e9:
		return nil, bad("k", "must be a whole number from 1 on")
	case !(mean > 0):
		return nil, above0("mean", mean)
	case k == 1:
		return &exponential{mean}, nil
	}
	return makeGamma(k, mean/k), nil
}

func makeGamma(shape, scale float64) *gamma {
	l := &gamma{shape: shape, scale: scale}
	l.table.node = l.node
	return l
}

func (l *gamma) quantile(p, q float64) float64 {
	// Below that shape the quantile is too steep for the table's polynomials.
	if l.shape >= minShape {
		if x, _, ok := l.table.at(p, q); ok {
			return l.scale * x
		}
	}
	return l.scale * elem.GammaInv(l.shape, p, q)
}

// node returns the quantile of the standard gamma and its derivatives by p.
func (l *gamma) node(p, q float64, _ bool) (x float64, d [3]float64) {
	a := l.shape
	x = elem.GammaInv(a, p, q)
	f := elem.Exp(elem.LogGammaPrefix(a, x)) * a / x
	// f'/f = (a-1)/x - 1 and its derivative
	return x, derivatives(f, (a-1)/x-1, -(a-1)/float64(x*x))
}

func (l *gamma) cdf(x float64) (p, q float64) {
	if x <= 0 {
		return 0, 1
	}
	z := x / l.scale
	return elem.GammaP(l.shape, z), elem.GammaQ(l.shape, z)
}

func (l *gamma) logPDF(x float64) float64 {
	switch {
	case x < 0 || x == 0 && l.shape > 1 || math.IsInf(x, 1):
		return math.Inf(-1)
	case x == 0 && l.shape < 1:
		return math.Inf(1)
	case x == 0:
		return -elem.Log(l.scale)
	}
	return elem.LogGammaPrefix(l.shape, x/l.scale) + elem.Log(l.shape/x)
}

func (l *gamma) logSF(x float64) float64 {
	if x <= 0 {
		return 0
	}
	return elem.LogGammaQ(l.shape, x/l.scale)
}

func (l *gamma) moments() (mean, sd float64) {
	return l.shape * l.scale, math.Sqrt(l.shape) * l.scale
}
