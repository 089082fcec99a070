package report

import (
	"html/template"
	"math"
	"slices"

	"github.com/plantwin/plantwin/experiment"
)

// Sizes of a chart, of the points that it shows, and of the lines that a reader can tell apart.
const (
	chartWidth  = 520.0
	chartHeight = 250.0
	chartPoints = 300
	chartLines  = 6
)

// trend is a signal over time in several variants.
type trend struct {
	Signal, Unit string
	Chart        template.HTML
}

// shown are the variants whose lines are drawn: all, or the reference, the winner and the first others.
func shown(m *experiment.Manifest) []string {
	if len(m.Variants) <= chartLines {
		return m.Variants
	}
	out := slices.Clone(m.Variants[:chartLines])
	if w := m.Decision.Winner; w != "" && !slices.Contains(out, w) {
		out[chartLines-1] = w
	}
	return out
}

// trends draws each recorded signal of the first replication.
func trends(r *experiment.Result) []trend {
	m := &r.Manifest
	type key struct{ signal, variant string }
	points := map[key][]experiment.SeriesPoint{}
	units := map[string]string{}
	var signals []string
	for _, p := range r.Series {
		if p.Replication != 1 {
			continue
		}
		if _, ok := units[p.Signal]; !ok {
			units[p.Signal] = p.Unit
			signals = append(signals, p.Signal)
		}
		k := key{p.Signal, p.Variant}
		points[k] = append(points[k], p)
	}
	var out []trend
	for _, s := range signals {
		lines := make([][]experiment.SeriesPoint, len(shown(m)))
		for i, v := range shown(m) {
			lines[i] = thin(points[key{s, v}])
		}
		out = append(out, trend{s, experiment.UnitWord(units[s]), drawTrend(s, experiment.UnitWord(units[s]), m, lines)})
	}
	return out
}

// thin joins neighbours until at most chartPoints are left: the mean of means, the extremes of extremes.
func thin(p []experiment.SeriesPoint) []experiment.SeriesPoint {
	size := (len(p) + chartPoints - 1) / chartPoints
	if size < 2 {
		return p
	}
	var out []experiment.SeriesPoint
	for i := 0; i < len(p); i += size {
		group := p[i:min(i+size, len(p))]
		q := group[0]
		q.T, q.Mean = 0, 0
		for _, g := range group {
			q.T += g.T / float64(len(group))
			q.Mean += g.Mean / float64(len(group))
			q.Min, q.Max = math.Min(q.Min, g.Min), math.Max(q.Max, g.Max)
		}
		out = append(out, q)
	}
	return out
}

// drawTrend draws the lines over the band of the first one's extremes.
func drawTrend(signal, unit string, m *experiment.Manifest, lines [][]experiment.SeriesPoint) template.HTML {
	lo, hi := math.Inf(1), math.Inf(-1)
	for i, line := range lines {
		for _, p := range line {
			lo, hi = math.Min(lo, p.Mean), math.Max(hi, p.Mean)
			if i == 0 {
				lo, hi = math.Min(lo, p.Min), math.Max(hi, p.Max)
			}
		}
	}
	lo, hi = widen(lo, hi)
	f := frame{left: 54, top: 24, width: chartWidth - 66, height: chartHeight - 66, x1: m.Horizon, y0: lo, y1: hi}
	if !(f.x1 > 0) {
		f.x1 = 1
	}
	var s svg
	s.open("chart", chartWidth, chartHeight, signal+" over time", trendWords(unit, m, lines))
	if m.WarmUp > 0 {
		s.rect("warmup", f.left, f.top, f.x(m.WarmUp)-f.left, f.height, 0)
	}
	at, clock := timeTicks(0, f.x1)
	f.axes(&s, at, "time since start ["+clock+"]", axisName(signal, unit))
	if len(lines) > 0 {
		s.path("band", band(&f, lines[0]), true)
	}
	for i := len(lines) - 1; i >= 0; i-- { // the reference on top
		var pts [][2]float64
		for _, p := range lines[i] {
			pts = append(pts, [2]float64{f.x(p.T), f.y(p.Mean)})
		}
		if len(pts) > 0 {
			s.path("line "+lineClass(i), pts, false)
		}
	}
	return s.close()
}

func axisName(signal, unit string) string {
	if unit == "" {
		return signal
	}
	return signal + " [" + unit + "]"
}

// lineClass is the colour of the i-th line.
func lineClass(i int) string { return "c" + experiment.Digits(float64(i%chartLines), 3) }

// band runs along the maxima and back along the minima.
func band(f *frame, line []experiment.SeriesPoint) [][2]float64 {
	var pts [][2]float64
	for _, p := range line {
		pts = append(pts, [2]float64{f.x(p.T), f.y(p.Max)})
	}
	for i := len(line) - 1; i >= 0; i-- {
		pts = append(pts, [2]float64{f.x(line[i].T), f.y(line[i].Min)})
	}
	return pts
}

// trendWords says the range of each line.
func trendWords(unit string, m *experiment.Manifest, lines [][]experiment.SeriesPoint) string {
	text := ""
	for i, line := range lines {
		if len(line) == 0 {
			continue
		}
		lo, hi := math.Inf(1), math.Inf(-1)
		for _, p := range line {
			lo, hi = math.Min(lo, p.Min), math.Max(hi, p.Max)
		}
		text += shown(m)[i] + ": between " + experiment.Digits(lo, 4) + " and " + experiment.Digits(hi, 4) + " " + unit + ". "
	}
	return text
}
