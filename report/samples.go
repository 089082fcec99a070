package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot"

	"github.com/plantwin/plantwin/experiment"
)

type tick = plot.Tick

// sampleGroups cuts the table into runs of equal fit and parameter.
func sampleGroups(p []experiment.FitSample) [][]experiment.FitSample {
	var out [][]experiment.FitSample
	start := 0
	for i := 1; i <= len(p); i++ {
		if i == len(p) || p[i].Fit != p[start].Fit || p[i].Parameter != p[start].Parameter {
			out = append(out, p[start:i])
			start = i
		}
	}
	return out
}

// kaplanMeier is the share of durations of at most x, with those that were cut short taken into account (Kaplan and Meier,
// Journal of the American Statistical Association 53 (1958), eq. 2b). It rises at each whole duration.
func kaplanMeier(samples []experiment.FitSample) [][2]float64 {
	s := slices.Clone(samples)
	slices.SortStableFunc(s, func(a, b experiment.FitSample) int {
		switch {
		case a.Value < b.Value:
			return -1
		case a.Value > b.Value:
			return 1
		case a.Censored == b.Censored:
			return 0
		case b.Censored: // at a tie, what ended ended first
			return -1
		}
		return 1
	})
	left := 1.0
	var out [][2]float64
	for i := range s {
		if s[i].Censored {
			continue
		}
		left *= 1 - 1/float64(len(s)-i)
		if k := len(out); k > 0 && out[k-1][0] == s[i].Value {
			out[k-1][1] = 1 - left
		} else {
			out = append(out, [2]float64{s[i].Value, 1 - left})
		}
	}
	return out
}

// family is a fitted distribution function.
type family struct {
	name string
	rank int
	aic  float64
	pts  [][2]float64
}

// families gathers the curves of a parameter, the chosen one first.
func families(curves []experiment.CurvePoint, fit, parameter string) []family {
	var out []family
	for _, c := range curves {
		if c.Fit != fit || c.Parameter != parameter {
			continue
		}
		if k := len(out); k == 0 || out[k-1].name != c.Family {
			out = append(out, family{name: c.Family, rank: c.Rank, aic: c.AIC})
		}
		k := len(out) - 1
		out[k].pts = append(out[k].pts, [2]float64{c.X, c.P})
	}
	slices.SortStableFunc(out, func(a, b family) int { return a.rank - b.rank })
	return out
}

// samplePlot draws the distribution function of recorded durations as an area and those of the fitted families as lines.
func samplePlot(s []experiment.FitSample, curves []experiment.CurvePoint) fitPlot {
	unit := experiment.UnitWord(s[0].Unit)
	seen := kaplanMeier(s)
	fam := families(curves, s[0].Fit, s[0].Parameter)
	p := fitPlot{Title: s[0].Parameter, Caption: sampleWords(s, fam)}
	if len(seen) == 0 {
		return p
	}
	f := frame{left: 54, top: 32, width: chartWidth - 66, height: 172, y1: 1}
	f.x0, f.x1 = widen(seen[0][0], sampleEnd(seen))
	var c svg
	c.open("chart", chartWidth, 250, "Recorded durations and fit: "+p.Title, p.Caption)
	f.axes(&c, ticks(f.x0, f.x1), axisName(s[0].Parameter, unit), "share that is at most as long")
	drawn := append([][2]float64{{f.x0, 0}}, seen...)
	for i := range drawn {
		drawn[i] = [2]float64{f.x(math.Min(drawn[i][0], f.x1)), f.y(drawn[i][1])}
	}
	c.path("area", append(steps(thinPoints(drawn)), [2]float64{f.x(f.x1), drawn[len(drawn)-1][1]}, [2]float64{f.x(f.x1), f.y(0)}), true)
	for i := min(len(fam), chartLines-1) - 1; i >= 0; i-- {
		var pts [][2]float64
		for _, q := range fam[i].pts {
			if q[0] >= f.x0 && q[0] <= f.x1 {
				pts = append(pts, [2]float64{f.x(q[0]), f.y(q[1])})
			}
		}
		class := "line " + lineClass(i+1)
		if i > 0 {
			class += " second"
		}
		c.path(class, pts, false)
		c.line(class, f.left+12, f.top+14+18*float64(i), f.left+34, f.top+14+18*float64(i))
		c.text("tick", "start", f.left+40, f.top+18+18*float64(i), fam[i].name)
	}
	p.Chart = c.close()
	return p
}

// sampleEnd cuts off the last half percent where it would stretch the axis to twice the length.
func sampleEnd(seen [][2]float64) float64 {
	last := seen[len(seen)-1][0]
	for _, p := range seen {
		if p[1] >= 0.995*seen[len(seen)-1][1] {
			if p[0] > 0 && last > 2*p[0] {
				return p[0] * 1.2
			}
			break
		}
	}
	return last
}

// thinPoints keeps about 400 of many points, the first and the last among them.
func thinPoints(p [][2]float64) [][2]float64 {
	step := (len(p) + 399) / 400
	if step < 2 {
		return p
	}
	var out [][2]float64
	for i := 0; i < len(p)-1; i += step {
		out = append(out, p[i])
	}
	return append(out, p[len(p)-1])
}

// sampleWords says what was fitted to what.
func sampleWords(s []experiment.FitSample, fam []family) string {
	cut := 0
	for i := range s {
		if s[i].Censored {
			cut++
		}
	}
	text := fmt.Sprintf("%d recorded values (shaded)", len(s))
	if cut > 0 {
		text += fmt.Sprintf(", %d of them cut short and counted as “at least”", cut)
	}
	text += "."
	if len(fam) > 0 {
		text += " Chosen: " + fam[0].name
		var rest []string
		for _, f := range fam[1:] {
			rest = append(rest, fmt.Sprintf("%s (AIC %s higher)", f.name, experiment.Digits(f.aic-fam[0].aic, 3)))
		}
		if len(rest) > 0 {
			text += "; next " + strings.Join(rest, ", ")
		}
		text += "."
	}
	return text
}
