package calibrate

import (
	"errors"
	"math"
	"sort"
)

// distances fills in the Kolmogorov-Smirnov and Anderson-Darling statistics, against the empirical distribution function or, where
// the right is censored, the product-limit estimate. They rank families; they are no tests, since the parameters were fitted.
func (f *Fitted) distances(s Sample) {
	for i := range s {
		if k := s[i].kind(); k == left || k == interval {
			return
		}
	}
	km, err := KaplanMeier(s)
	if err != nil || len(km.Time) == 0 {
		return
	}
	_, end := s.limits()
	f.KS, f.AD = 0, 0
	before, level := 0.0, 0.0 // fitted and empirical probability so far
	piece := func(to float64) {
		f.AD += squareArea(level, before, to)
		f.KS = math.Max(f.KS, math.Abs(to-level))
		before = to
	}
	for i, t := range km.Time {
		piece(f.cdf(t))
		level = 1 - km.Survival[i]
		f.KS = math.Max(f.KS, math.Abs(before-level))
	}
	if level > 1-1e-12 {
		f.AD += squareArea(1, before, 1)
	} else if end > km.Time[len(km.Time)-1] {
		piece(f.cdf(end))
	}
	f.AD *= s.Size()
}

// squareArea is the integral of (k-u)^2/(u(1-u)) from a to b, a piece of the Anderson-Darling statistic in which the empirical
// probability is k (Anderson and Darling, Ann. Math. Stat. 23 (1952), eq. 1.2 with psi = 1/(u(1-u))). With the empirical
// distribution of a complete sample the pieces sum to A^2/n.
func squareArea(k, a, b float64) float64 {
	sum := a - b
	if k > 0 {
		sum += k * k * (math.Log(b) - math.Log(a))
	}
	if k < 1 {
		sum += (1 - k) * (1 - k) * (math.Log1p(-a) - math.Log1p(-b))
	}
	if math.IsNaN(sum) {
		return math.Inf(1)
	}
	return sum
}

// errCensored refuses what a product-limit estimate has no place for.
var errCensored = errors.New("calibrate: a product-limit estimate needs exact or right-censored observations")

// SurvivalCurve is a product-limit estimate. Slices have one element for each time at which something ended.
type SurvivalCurve struct {
	Time     []float64
	AtRisk   []float64
	Ended    []float64
	Survival []float64 // just after Time
	SD       []float64 // Greenwood's standard error
}

// KaplanMeier estimates survival from exact and right-censored observations (Kaplan and Meier, JASA 53 (1958) 457-481; standard error
// after Greenwood, section 2b there). At equal times endings come before censorings. Other observations are an error.
func KaplanMeier(s Sample) (*SurvivalCurve, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	order := append(Sample(nil), s...)
	for i := range order {
		if k := order[i].kind(); k == left || k == interval {
			return nil, errCensored
		}
	}
	sort.SliceStable(order, func(i, j int) bool { return order[i].Low < order[j].Low })
	c := &SurvivalCurve{}
	risk, surv, green := s.Size(), 1.0, 0.0
	for i := 0; i < len(order); {
		t := order[i].Low
		ended, gone := 0.0, 0.0
		for ; i < len(order) && order[i].Low == t; i++ {
			gone += order[i].count()
			if order[i].kind() == exact {
				ended += order[i].count()
			}
		}
		if ended > 0 {
			surv *= (risk - ended) / risk
			green += ended / (risk * (risk - ended))
			sd := surv * math.Sqrt(green)
			if risk == ended {
				sd = 0
			}
			c.Time, c.AtRisk, c.Ended = append(c.Time, t), append(c.AtRisk, risk), append(c.Ended, ended)
			c.Survival, c.SD = append(c.Survival, surv), append(c.SD, sd)
		}
		risk -= gone
	}
	return c, nil
}
