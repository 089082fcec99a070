package dist

import (
	"math"

	"github.com/plantwin/plantwin/internal/elem"
)

// poisson counts independent events.
type poisson struct{ mean, root float64 }

func newPoisson(a []float64) (law, error) {
	if err := above0("mean", a[0]); err != nil {
		return nil, err
	}
	if a[0] > 1e9 {
		return nil, bad("mean", "must be at most 1e9")
	}
	return &poisson{a[0], math.Sqrt(a[0])}, nil
}

// quantile starts from the expansion of Cornish and Fisher, which is off by at most a
// few, and walks to the least k with P(X <= k) >= p. About 0.3 us.
func (l *poisson) quantile(p, q float64) float64 {
	switch {
	case p <= 0:
		return 0
	case q <= 0:
		return math.Inf(1)
	}
	z := elem.NormInv(p, q)
	k := math.Max(0, math.Floor(l.mean+float64(l.root*z)+(float64(z*z)-1)/6))
	if l.reaches(k, p, q) {
		for k > 0 && l.reaches(k-1, p, q) {
			k--
		}
		return k
	}
	for k++; !l.reaches(k, p, q); k++ {
	}
	return k
}

// reaches says whether P(X <= k) >= p, judged in the smaller tail.
func (l *poisson) reaches(k, p, q float64) bool {
	if p < 0.5 {
		return elem.GammaQ(k+1, l.mean) >= p
	}
	return elem.GammaP(k+1, l.mean) <= q
}

// cdf uses P(X <= k) = Q(k+1, mean).
func (l *poisson) cdf(x float64) (p, q float64) {
	switch {
	case x < 0:
		return 0, 1
	case math.IsInf(x, 1):
		return 1, 0
	}
	k := math.Floor(x) + 1
	return elem.GammaQ(k, l.mean), elem.GammaP(k, l.mean)
}

func (l *poisson) below(x float64) (p, q float64) { return l.cdf(math.Ceil(x) - 1) }

func (l *poisson) trim(lo, hi float64) (first, last float64) {
	return math.Ceil(math.Max(0, lo)), math.Floor(hi)
}

func (l *poisson) logPDF(x float64) float64 {
	switch {
	case x < 0 || x != math.Floor(x) || math.IsInf(x, 1):
		return math.Inf(-1)
	case x == 0:
		return -l.mean
	}
	return elem.LogGammaPrefix(x, l.mean)
}

func (l *poisson) logSF(x float64) float64 {
	switch {
	case x < 0:
		return 0
	case math.IsInf(x, 1):
		return math.Inf(-1)
	}
	return elem.LogGammaP(math.Floor(x)+1, l.mean)
}

func (l *poisson) moments() (mean, sd float64) { return l.mean, l.root }
