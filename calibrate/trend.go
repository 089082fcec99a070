package calibrate

import (
	"fmt"
	"math"
	"sort"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Trend holds two tests of whether failures of a repairable system come at a constant rate. An event at the end of its history
// (observation ended with a failure) is left out of both, as the theory asks.
type Trend struct {
	Laplace  float64 // standard normal without trend; above 0: failures come ever faster
	LaplaceP float64 // two-sided
	Chi2     float64 // 2 sum log(End/t) (MIL-HDBK-189): chi-squared with DOF degrees without trend; small: ever faster
	DOF      int
	Chi2P    float64 // two-sided
}

// TrendTest makes both tests (Ascher and Feingold, "Repairable systems reliability" (1984), sections 5B and 5E) on histories that
// are pooled. Cost: linear.
func TrendTest(h []History) (*Trend, error) {
	if _, err := checkHistories(h); err != nil {
		return nil, err
	}
	var t Trend
	sum, mean, variance := 0.0, 0.0, 0.0
	for i := range h {
		end := h[i].End
		for _, x := range h[i].Events {
			if x == end {
				continue
			}
			t.DOF += 2
			t.Chi2 += 2 * math.Log(end/x)
			sum += x
			mean += end / 2
			variance += end * end / 12
		}
	}
	if t.DOF == 0 {
		return nil, fmt.Errorf("calibrate: every event is at the end of its history")
	}
	t.Laplace = (sum - mean) / math.Sqrt(variance)
	t.LaplaceP = 2 * distuv.UnitNormal.CDF(-math.Abs(t.Laplace))
	below := distuv.ChiSquared{K: float64(t.DOF)}.CDF(t.Chi2)
	t.Chi2P = 2 * math.Min(below, 1-below)
	return &t, nil
}

// Pooled is the k-sample Anderson-Darling test of whether samples come from one population.
type Pooled struct {
	Statistic float64 // standardised: mean 0 and deviation 1 under one population; right-continuous form
	Midrank   float64 // the form that shares ties
	P         float64 // of the right-continuous form, interpolated in 0.01..0.25 and less sure beyond
}

// SamePopulation tests samples for a common distribution before they are pooled: Scholz and Stephens, "K-sample Anderson-Darling
// tests", JASA 82 (1987) 918-924, eq. 3-7 and table 1. It needs two samples and four distinct values. Cost: N k.
func SamePopulation(samples [][]float64) (*Pooled, error) {
	var all []float64
	for i, s := range samples {
		if len(s) == 0 {
			return nil, fmt.Errorf("calibrate: sample %d is empty", i+1)
		}
		all = append(all, s...)
	}
	sort.Float64s(all)
	var distinct []float64
	var ties []float64
	for _, v := range all {
		if math.IsNaN(v) {
			return nil, fmt.Errorf("calibrate: a value is no number")
		}
		if len(distinct) == 0 || v != distinct[len(distinct)-1] {
			distinct, ties = append(distinct, v), append(ties, 0)
		}
		ties[len(ties)-1]++
	}
	if len(samples) < 2 || len(distinct) < 4 {
		return nil, fmt.Errorf("calibrate: the test needs two samples with four distinct values together")
	}
	right, mid := 0.0, 0.0
	for _, s := range samples {
		r, m := sampleTerm(s, distinct, ties, float64(len(all)))
		right, mid = right+r, mid+m
	}
	k := float64(len(samples))
	sd := math.Sqrt(adVariance(samples, len(all)))
	out := &Pooled{Statistic: (right - k + 1) / sd, Midrank: (mid - k + 1) / sd}
	out.P = adTail(out.Statistic, k-1)
	return out, nil
}

// sampleTerm is the contribution of one sample to both forms, eq. 6 and 7.
func sampleTerm(s, distinct, ties []float64, total float64) (right, mid float64) {
	own := append([]float64(nil), s...)
	sort.Float64s(own)
	n := float64(len(own))
	i, below, seen := 0, 0.0, 0.0
	for j, z := range distinct {
		before := seen
		for i < len(own) && own[i] == z {
			i++
			seen++
		}
		b := below + ties[j]
		if j < len(distinct)-1 {
			d := total*seen - n*b
			right += ties[j] / total * d * d / (b * (total - b))
		}
		ba, ma := below+ties[j]/2, (before+seen)/2
		d := total*ma - n*ba
		mid += ties[j] / total * d * d / (ba*(total-ba) - total*ties[j]/4)
		below = b
	}
	return right / n, mid / n * (total - 1) / total
}

// adVariance is the variance under one population, eq. 4.
func adVariance(samples [][]float64, total int) float64 {
	k, n := float64(len(samples)), float64(total)
	bigH, h, g := 0.0, 0.0, 0.0
	for _, s := range samples {
		bigH += 1 / float64(len(s))
	}
	tail := 0.0 // sum of 1/j over i+1..N-1, for falling i
	for i := total - 1; i >= 1; i-- {
		if i <= total-2 {
			g += tail / float64(total-i)
		}
		tail += 1 / float64(i)
	}
	h = tail
	a := (4*g-6)*(k-1) + (10-6*g)*bigH
	b := (2*g-4)*k*k + 8*h*k + (2*g-14*h-4)*bigH - 8*h + 4*g - 6
	c := (6*h+2*g-2)*k*k + (4*h-4*g+6)*k + (2*h-6)*bigH + 4*h
	d := (2*h+6)*k*k - 4*h*k
	return (((a*n+b)*n+c)*n + d) / ((n - 1) * (n - 2) * (n - 3))
}

// adTail turns the statistic into a probability: log p is a parabola through the five critical values of table 1 in the sense of
// least squares.
func adTail(t, m float64) float64 {
	p := [5]float64{0.25, 0.10, 0.05, 0.025, 0.01}
	b := [5][3]float64{{0.675, -0.245, -0.105}, {1.281, 0.250, -0.305}, {1.645, 0.678, -0.362}, {1.960, 1.149, -0.391}, {2.326, 1.822, -0.396}}
	rows, rhs := mat.NewDense(5, 3, nil), mat.NewVecDense(5, nil)
	for i := range p {
		c := b[i][0] + b[i][1]/math.Sqrt(m) + b[i][2]/m
		rows.SetRow(i, []float64{1, c, c * c})
		rhs.SetVec(i, math.Log(p[i]))
	}
	var x mat.VecDense
	if err := x.SolveVec(rows, rhs); err != nil {
		return math.NaN()
	}
	peak := -x.AtVec(1) / (2 * x.AtVec(2)) // beyond its turning point the parabola says nothing
	if (x.AtVec(2) < 0 && t < peak) || (x.AtVec(2) > 0 && t > peak) {
		t = peak
	}
	return math.Min(1, math.Exp(x.AtVec(0)+t*(x.AtVec(1)+t*x.AtVec(2))))
}
