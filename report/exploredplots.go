package report

import (
	"fmt"
	"html/template"
	"math"
	"slices"

	"github.com/plantwin/plantwin/experiment"
)

// historyPlot draws the best mean so far over the simulations of a search.
func historyPlot(r *experiment.Result, x *experiment.Explored, m *experiment.Measure) (fitPlot, bool) {
	var pts [][2]float64
	stage := math.NaN() // simulations when the last stage begins
	for _, s := range r.Search {
		if s.Experiment != x.Title || math.IsNaN(s.Mean) {
			continue
		}
		if s.Stage == "final" && math.IsNaN(stage) && len(pts) > 0 {
			stage = pts[len(pts)-1][0]
		}
		pts = append(pts, [2]float64{float64(s.Simulations), s.Mean})
	}
	if len(pts) < 2 {
		return fitPlot{}, false
	}
	lo, hi := pts[0][1], pts[0][1]
	for _, p := range pts {
		lo, hi = math.Min(lo, p[1]), math.Max(hi, p[1])
	}
	p := fitPlot{Title: "Best " + experiment.Plain(m.Name) + " found so far", Caption: fmt.Sprintf("From %s after %s simulations to %s after %s.",
		experiment.Digits(pts[0][1], 4), experiment.Digits(pts[0][0], 6), experiment.Digits(pts[len(pts)-1][1], 4), experiment.Digits(pts[len(pts)-1][0], 6))}
	f := frame{left: 54, top: 24, width: chartWidth - 66, height: chartHeight - 66, x1: pts[len(pts)-1][0]}
	f.y0, f.y1 = widen(lo, hi)
	var c svg
	c.open("chart", chartWidth, chartHeight, p.Title, p.Caption)
	if !math.IsNaN(stage) {
		c.rect("warmup", f.x(stage), f.top, f.left+f.width-f.x(stage), f.height, 0)
		p.Caption += " Shaded: the last stage, in which the finalists are told apart."
	}
	f.axes(&c, ticks(0, f.x1), "simulations", axisName(experiment.Plain(m.Name), experiment.UnitWord(m.Unit)))
	for i := range pts {
		pts[i] = [2]float64{f.x(pts[i][0]), f.y(pts[i][1])}
	}
	c.path("line c1", steps(pts), false)
	p.Chart = c.close()
	return p, true
}

// effectNames are the words for the indices that are drawn.
var effectNames = map[string]string{"first": "alone", "total": "with all interactions", "mu_star": "mean size of elementary effects",
	"sigma": "their deviation", "main": "share of the variance that the factor explains alone"}

// effectPlots draws the indices of the factors as bars with their intervals.
func effectPlots(r *experiment.Result, x *experiment.Explored, m *experiment.Measure) []fitPlot {
	var rows []experiment.Effect
	for _, e := range r.Effects {
		if _, ok := effectNames[e.Index]; ok && e.Experiment == x.Title && e.Measure == m.Name && !math.IsNaN(e.Value) {
			rows = append(rows, e)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	var kinds []string
	var factors []string
	reach := 0.0
	for _, e := range rows {
		if !slices.Contains(kinds, e.Index) {
			kinds = append(kinds, e.Index)
		}
		if !slices.Contains(factors, e.Factor) {
			factors = append(factors, e.Factor)
		}
		reach = math.Max(reach, math.Max(e.Value, orZero(e.High)))
	}
	p := fitPlot{Title: "What matters to " + experiment.Plain(m.Name)}
	for k, kind := range kinds {
		if k > 0 {
			p.Caption += "; "
		}
		p.Caption += map[int]string{0: "dark: ", 1: "light: "}[k] + effectNames[kind]
	}
	p.Caption = "Bars, " + p.Caption + ". Lines across are intervals."
	p.Chart = effectBars(rows, kinds, factors, reach, p.Title)
	return []fitPlot{p}
}

func effectBars(rows []experiment.Effect, kinds, factors []string, reach float64, title string) template.HTML {
	step := 16.0*float64(len(kinds)) + 14
	height := 34 + step*float64(len(factors)) + 40
	f := frame{left: 170, top: 20, width: chartWidth - 190, height: height - 60, x1: math.Max(reach*1.05, 1e-12), y1: 1}
	about := ""
	for _, e := range rows {
		about += fmt.Sprintf("%s, %s: %s. ", e.Factor, effectNames[e.Index], experiment.Digits(e.Value, 2))
	}
	var c svg
	c.open("chart", chartWidth, height, title, about)
	for _, t := range ticks(0, f.x1) {
		if t.Value <= f.x1 {
			c.line("grid", f.x(t.Value), f.top, f.x(t.Value), f.top+f.height)
			c.text("tick", "middle", f.x(t.Value), f.top+f.height+17, t.Label)
		}
	}
	for i, name := range factors {
		y := f.top + 6 + step*float64(i)
		c.text("tick", "end", f.left-8, y+8*float64(len(kinds))+4, clipped(name, 24))
		for _, e := range rows {
			k := slices.Index(kinds, e.Index)
			if e.Factor != name {
				continue
			}
			at := y + 16*float64(k)
			c.rect([]string{"d-plain", "level"}[min(k, 1)], f.left, at, f.x(math.Max(e.Value, 0))-f.left, 13, 0)
			if e.High >= e.Low {
				lo, hi := f.x(math.Max(e.Low, 0)), f.x(math.Max(e.High, 0))
				c.line("whisker", lo, at+6.5, hi, at+6.5)
				c.line("whisker", lo, at+3, lo, at+10)
				c.line("whisker", hi, at+3, hi, at+10)
			}
		}
	}
	c.line("axis", f.left, f.top, f.left, f.top+f.height)
	return c.close()
}

// paretoPlot draws two measures against one another; a setting on the line is beaten in both by none.
func paretoPlot(r *experiment.Result, x *experiment.Explored, s []setting, m *experiment.Measure) (fitPlot, bool) {
	var other *experiment.Measure
	for i := range r.Manifest.Measures {
		if k := &r.Manifest.Measures[i]; k.Name != m.Name && k.Better != 0 {
			other = k
			break
		}
	}
	sense := m.Better
	if x.Better != 0 {
		sense = x.Better
	}
	if other == nil || sense == 0 {
		return fitPlot{}, false
	}
	type spot struct {
		x, y float64
		s    *setting
	}
	var spots []spot
	for i := range s {
		if a, b := s[i].kpis[other.Name].Mean, s[i].kpis[m.Name].Mean; !math.IsNaN(a) && !math.IsNaN(b) {
			spots = append(spots, spot{a, b, &s[i]})
		}
	}
	if len(spots) < 2 {
		return fitPlot{}, false
	}
	beats := func(a, b spot) bool {
		dx, dy := (a.x-b.x)*float64(other.Better), (a.y-b.y)*float64(sense)
		return dx >= 0 && dy >= 0 && dx+dy > 0
	}
	var front []spot
	lo, hi := [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{math.Inf(-1), math.Inf(-1)}
	for _, a := range spots {
		lo, hi = [2]float64{math.Min(lo[0], a.x), math.Min(lo[1], a.y)}, [2]float64{math.Max(hi[0], a.x), math.Max(hi[1], a.y)}
		if a.s.allowed && !slices.ContainsFunc(spots, func(b spot) bool { return b.s.allowed && beats(b, a) }) {
			front = append(front, a)
		}
	}
	slices.SortStableFunc(front, func(a, b spot) int {
		if a.x < b.x {
			return -1
		}
		return 1
	})
	p := fitPlot{Title: experiment.Plain(m.Name) + " against " + experiment.Plain(other.Name),
		Caption: fmt.Sprintf("On the line are the %d settings that no other beats in both means.", len(front))}
	f := frame{left: 54, top: 24, width: chartWidth - 66, height: chartHeight - 66}
	f.x0, f.x1 = widen(lo[0], hi[0])
	f.y0, f.y1 = widen(lo[1], hi[1])
	var c svg
	c.open("chart", chartWidth, chartHeight, p.Title, p.Caption)
	f.axes(&c, ticks(f.x0, f.x1), axisName(experiment.Plain(other.Name), experiment.UnitWord(other.Unit)), axisName(experiment.Plain(m.Name), experiment.UnitWord(m.Unit)))
	var pts [][2]float64
	for _, a := range front {
		pts = append(pts, [2]float64{f.x(a.x), f.y(a.y)})
	}
	if len(pts) > 1 {
		c.path("line c1", pts, false)
	}
	for _, a := range spots {
		c.circle(dotClass(x, a.s), f.x(a.x), f.y(a.y), 3.5)
	}
	p.Chart = c.close()
	return p, true
}
