package report

import (
	"fmt"
	"html/template"
	"math"

	"github.com/plantwin/plantwin/experiment"
)

// fitError is the typical distance between reading and model of one signal, where it was fitted and where it was held back.
type fitError struct{ Signal, Fit, Validate, Unit string }

// errorsOf sets fit and validation side by side, a row a signal.
func errorsOf(groups [][]experiment.FitPoint) []fitError {
	type sums struct{ square, n [2]float64 }
	index := map[string]int{}
	var out []fitError
	var all []sums
	for _, g := range groups {
		k, ok := index[g[0].Signal]
		if !ok {
			k = len(out)
			index[g[0].Signal] = k
			out, all = append(out, fitError{Signal: g[0].Signal, Unit: experiment.StepWord(g[0].Unit)}), append(all, sums{})
		}
		for _, p := range g {
			role := 0
			if p.Role == "validate" {
				role = 1
			}
			if d := p.Recorded - p.Model; !math.IsNaN(d) {
				all[k].square[role] += d * d
				all[k].n[role]++
			}
		}
	}
	word := func(s sums, role int) string {
		if s.n[role] == 0 {
			return "–"
		}
		return experiment.Digits(math.Sqrt(s.square[role]/s.n[role]), 3)
	}
	for k := range out {
		out[k].Fit, out[k].Validate = word(all[k], 0), word(all[k], 1)
	}
	return out
}

// lags is how many lags of the autocorrelation are drawn.
const lags = 24

// leftOver draws what is left over of one series: on the left its autocorrelation (white noise stays inside the band in 95 of 100
// lags), on the right residuals against the model's value (noise of constant size has the same spread everywhere).
func leftOver(p []experiment.FitPoint, title string) template.HTML {
	var y, r []float64
	for _, q := range p {
		if d := q.Recorded - q.Model; !math.IsNaN(d) {
			y, r = append(y, q.Model), append(r, d)
		}
	}
	if len(r) < 10 {
		return ""
	}
	var s svg
	s.open("chart", chartWidth, 196, "What is left over: "+title, "Autocorrelation of the residuals, and residuals against the model's value.")
	const gap = 62.0
	width := (chartWidth - 54 - 12 - gap) / 2
	autocorrelation(&s, frame{left: 54, top: 30, width: width, height: 118, x1: lags + 1, y0: -1, y1: 1}, r)
	spread(&s, frame{left: 54 + width + gap, top: 30, width: width, height: 118}, y, r, experiment.UnitWord(p[0].Unit))
	return s.close()
}

func autocorrelation(s *svg, f frame, r []float64) {
	n := float64(len(r))
	mean, c0 := 0.0, 0.0
	for _, v := range r {
		mean += v / n
	}
	for _, v := range r {
		c0 += (v - mean) * (v - mean)
	}
	s.text("tick", "start", 4, f.top-12, "residuals: autocorrelation")
	for _, v := range []float64{-1, 0, 1} {
		s.line("grid", f.left, f.y(v), f.left+f.width, f.y(v))
		s.text("tick", "end", f.left-6, f.y(v)+4, experiment.Digits(v, 1))
	}
	band := 1.96 / math.Sqrt(n)
	for _, v := range []float64{-band, band} {
		s.line("line c2 second", f.left, f.y(v), f.left+f.width, f.y(v))
	}
	var bars [][2]float64
	for k := 1; k <= min(lags, len(r)/2) && c0 > 0; k++ {
		c := 0.0
		for i := k; i < len(r); i++ {
			c += (r[i] - mean) * (r[i-k] - mean)
		}
		x := f.x(float64(k))
		bars = append(bars, [2]float64{math.NaN(), 0}, [2]float64{x, f.y(0)}, [2]float64{x, f.y(c / c0)})
	}
	s.path("residual", bars, false)
	for _, k := range []int{1, 8, 16, 24} {
		s.text("tick", "middle", f.x(float64(k)), f.top+f.height+17, fmt.Sprint(k))
	}
	s.text("tick", "end", f.left+f.width, f.top+f.height+34, "lag [readings]")
}

func spread(s *svg, f frame, y, r []float64, unit string) {
	f.x0, f.x1 = math.Inf(1), math.Inf(-1)
	off := 1e-12
	for i := range r {
		f.x0, f.x1, off = math.Min(f.x0, y[i]), math.Max(f.x1, y[i]), math.Max(off, math.Abs(r[i])*1.08)
	}
	f.x0, f.x1 = widen(f.x0, f.x1)
	f.y0, f.y1 = -off, off
	s.text("tick", "start", f.left-50, f.top-12, "residuals by the model's value")
	for _, v := range []float64{-off / 1.08, 0, off / 1.08} {
		s.line("grid", f.left, f.y(v), f.left+f.width, f.y(v))
		s.text("tick", "end", f.left-6, f.y(v)+4, experiment.Digits(v, 2))
	}
	step := max(1, (len(r)+fitPoints-1)/fitPoints)
	for i := 0; i < len(r); i += step {
		s.circle("dot", f.x(y[i]), f.y(r[i]), 1.5)
	}
	for _, t := range ticks(f.x0, f.x1) {
		s.text("tick", "middle", f.x(t.Value), f.top+f.height+17, t.Label)
	}
	s.text("tick", "end", f.left+f.width, f.top+f.height+34, axisName("model", unit))
}
