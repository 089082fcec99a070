package dist

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"github.com/plantwin/plantwin/internal/elem"
)

// empirical is a table of recorded values in rising order.
type empirical struct {
	x        []float64
	n        float64
	mean, sd float64
}

func newEmpirical(values []float64) (*empirical, error) {
	if len(values) == 0 {
		return nil, fmt.Errorf("there are no values")
	}
	for i, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("value %d of %d is not a finite number", i+1, len(values))
		}
	}
	l := &empirical{x: slices.Clone(values), n: float64(len(values))}
	slices.Sort(l.x)
	w := slices.Repeat([]float64{1}, len(values))
	l.mean, l.sd = weighted(l.x, w)
	return l, nil
}

// between keeps the values in a range.
func (l *empirical) between(lo, hi float64) (Dist, error) {
	first := sort.SearchFloat64s(l.x, lo)
	last := l.upTo(hi)
	if first >= last {
		return Dist{}, fmt.Errorf("data has no values between %v and %v", lo, hi)
	}
	return Empirical(l.x[first:last])
}

// upTo counts the values of at most x.
func (l *empirical) upTo(x float64) int {
	return sort.Search(len(l.x), func(i int) bool { return l.x[i] > x })
}

// quantile returns the least value whose share of values up to it reaches p. The
// factor keeps p = k/n from being rounded above itself.
func (l *empirical) quantile(p, _ float64) float64 {
	k := int(math.Ceil(p * l.n * (1 - 0x1p-50)))
	return l.x[max(0, min(k-1, len(l.x)-1))]
}

func (l *empirical) cdf(x float64) (p, q float64) {
	k := float64(l.upTo(x))
	return k / l.n, (l.n - k) / l.n
}

func (l *empirical) logPDF(x float64) float64 {
	return elem.Log(float64(l.upTo(x)-sort.SearchFloat64s(l.x, x)) / l.n)
}

func (l *empirical) logSF(x float64) float64 {
	_, q := l.cdf(x)
	return elem.Log(q)
}

func (l *empirical) moments() (mean, sd float64) { return l.mean, l.sd }
