package calibrate

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/gonum/stat/distuv"
)

// Diagnosis is what the residuals of one recording say about the model. The probabilities are those of a statistic at least as
// large under white noise of constant size; NaN where there are too few residuals.
type Diagnosis struct {
	N          int
	LjungBox   float64 // Ljung and Box, Biometrika 65 (1978) 297-303, with Lags lags
	Lags       int
	WhiteP     float64
	Lag1       float64 // correlation of neighbours
	TrendP     float64 // of a slope against time (Student's t, two-sided)
	Slope      float64 // [1/s] of the residual
	UnequalP   float64 // Breusch and Pagan, Econometrica 47 (1979) 1287-1294, in Koenker's form, against the model's value
	Effective  float64 // independent readings that hold as much: n (1-a)/(1+a), a = Lag1 (Bartlett, JRSS 98 (1935) 536-543)
	MeanOffset float64
}

// Diagnose looks at residuals r at times t beside the model's values y, all of one length. Cost: n times the lags.
func Diagnose(t, y, r []float64) Diagnosis {
	n := len(r)
	d := Diagnosis{N: n, Lags: min(10, n/5), WhiteP: math.NaN(), TrendP: math.NaN(), UnequalP: math.NaN(), Effective: float64(n)}
	if n < 10 {
		return d
	}
	for _, v := range r {
		d.MeanOffset += v / float64(n)
	}
	c0 := 0.0
	e := make([]float64, n)
	for i, v := range r {
		e[i] = v - d.MeanOffset
		c0 += e[i] * e[i]
	}
	if c0 == 0 {
		return d
	}
	for k := 1; k <= d.Lags; k++ {
		c := 0.0
		for i := k; i < n; i++ {
			c += e[i] * e[i-k]
		}
		c /= c0
		if k == 1 {
			d.Lag1 = c
		}
		d.LjungBox += c * c / float64(n-k)
	}
	d.LjungBox *= float64(n) * float64(n+2)
	d.WhiteP = distuv.ChiSquared{K: float64(d.Lags)}.Survival(d.LjungBox)
	if d.Lag1 > 0 {
		d.Effective = float64(n) * (1 - d.Lag1) / (1 + d.Lag1)
	}
	slope, share := line(t, r)
	d.Slope = slope
	// Neighbours that hang together are no evidence of their own: the slope is judged by the readings that count.
	d.TrendP = shareP(share, d.Effective)
	square := make([]float64, n)
	for i := range e {
		square[i] = e[i] * e[i]
	}
	_, share = line(y, square)
	d.UnequalP = distuv.ChiSquared{K: 1}.Survival(d.Effective * share)
	return d
}

// line is the slope of y against x and the share of the variance that it explains; zeros where x is constant.
func line(x, y []float64) (slope, share float64) {
	n := float64(len(x))
	mx, my := 0.0, 0.0
	for i := range x {
		mx, my = mx+x[i]/n, my+y[i]/n
	}
	xx, xy, yy := 0.0, 0.0, 0.0
	for i := range x {
		xx += (x[i] - mx) * (x[i] - mx)
		xy += (x[i] - mx) * (y[i] - my)
		yy += (y[i] - my) * (y[i] - my)
	}
	if xx == 0 || yy == 0 {
		return 0, 0
	}
	return xy / xx, xy * xy / (xx * yy)
}

// shareP is the chance of a line that explains so much of n values by luck.
func shareP(share, n float64) float64 {
	if n <= 3 || share >= 1 {
		return math.NaN()
	}
	t := math.Sqrt(share * (n - 2) / (1 - share))
	return 2 * distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 2}.Survival(t)
}

// suspicious is the probability below which a property of residuals is told.
const suspicious = 0.01

// words gathers what several diagnoses say, each property in one sentence.
func diagnosisWords(names []string, list []Diagnosis) []string {
	tell := func(what func(Diagnosis) float64, say func(where string, worst float64) string) string {
		var where []string
		worst := 1.0
		for i, d := range list {
			if p := what(d); p < suspicious {
				where = append(where, names[i])
				worst = math.Min(worst, p)
			}
		}
		if where == nil {
			return ""
		}
		return say(strings.Join(where, ", "), worst)
	}
	least := 1.0
	for _, d := range list {
		if d.N > 0 {
			least = math.Min(least, d.Effective/float64(d.N))
		}
	}
	var out []string
	for _, s := range []string{
		tell(func(d Diagnosis) float64 { return d.WhiteP }, func(where string, p float64) string {
			return fmt.Sprintf("What is left over is no white noise in %s (Ljung-Box, p %s): something is missing in the model, and intervals are too narrow, by a factor of up to %.1f.",
				where, small3(p), 1/math.Sqrt(math.Max(least, 1e-4)))
		}),
		tell(func(d Diagnosis) float64 { return d.TrendP }, func(where string, p float64) string {
			return fmt.Sprintf("What is left over drifts with time in %s (p %s).", where, small3(p))
		}),
		tell(func(d Diagnosis) float64 { return d.UnequalP }, func(where string, p float64) string {
			return fmt.Sprintf("What is left over grows or shrinks with the value in %s (Breusch-Pagan, p %s): the noise is not the same everywhere.", where, small3(p))
		}),
	} {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// small3 writes a probability.
func small3(p float64) string {
	if p < 0.001 {
		return "below 0.001"
	}
	return fmt.Sprintf("%.3f", p)
}
