package experiment

import (
	"math"

	"github.com/plantwin/plantwin/internal/elem"
)

// Estimate is a mean over replications with its uncertainty.
type Estimate struct {
	N         int     // replications that had a value
	Mean      float64 // NaN if N is 0
	SD        float64 // standard deviation of one replication; NaN if N < 2
	HalfWidth float64 // of the Student t interval of the mean; NaN if N < 2
}

// EstimateOf averages values that are no NaN; the interval of the mean is two-sided at a confidence.
func EstimateOf(values []float64, confidence float64) Estimate { return estimate(values, confidence) }

// estimate averages the values that are no NaN, in their order.
func estimate(values []float64, confidence float64) Estimate {
	e := Estimate{Mean: math.NaN(), SD: math.NaN(), HalfWidth: math.NaN()}
	sum := 0.0
	for _, v := range values {
		if !math.IsNaN(v) {
			sum += v
			e.N++
		}
	}
	if e.N == 0 {
		return e
	}
	e.Mean = sum / float64(e.N)
	if e.N == 1 {
		return e
	}
	squares := 0.0
	for _, v := range values {
		if !math.IsNaN(v) {
			d := v - e.Mean
			squares += float64(d * d)
		}
	}
	e.SD = math.Sqrt(squares / float64(e.N-1))
	e.HalfWidth = StudentT(e.N-1, confidence) * e.SD / math.Sqrt(float64(e.N))
	return e
}

// paired is the estimate of a - b over the replications that have both.
func paired(a, b []float64, confidence float64) Estimate {
	d := make([]float64, 0, min(len(a), len(b)))
	for i := range min(len(a), len(b)) {
		d = append(d, a[i]-b[i]) // NaN if either is
	}
	return estimate(d, confidence)
}

// StudentT is the two-sided quantile of Student's t: |T| stays below it with the given confidence. The quantile follows from
// that of the beta distribution (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.1 with 26.5.27).
func StudentT(freedom int, confidence float64) float64 {
	n := float64(freedom)
	x := elem.BetaIInv(n/2, 0.5, 1-confidence)
	return math.Sqrt(n * (1 - x) / x)
}

// needed is how many replications would bring the half-width down to target, given the deviation of one replication; 0 if it
// is more than most, or cannot be said. It is the smallest n with t(n-1)*sd/sqrt(n) <= target (Law, Simulation Modeling and
// Analysis, 5th ed., eq. 9.2).
func needed(sd, target, confidence float64, most int) int {
	if !(target > 0) || math.IsNaN(sd) {
		return 0
	}
	enough := func(n int) bool {
		return StudentT(n-1, confidence)*sd/math.Sqrt(float64(n)) <= target
	}
	if !enough(most) {
		return 0
	}
	low, high := 1, most // not enough, enough
	for high-low > 1 {
		if mid := (low + high) / 2; enough(mid) {
			high = mid
		} else {
			low = mid
		}
	}
	return high
}
