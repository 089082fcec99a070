package report

import (
	"cmp"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"

	"github.com/plantwin/plantwin/experiment"
)

// Sizes of what the report shows of an experiment.
const (
	factorsShown  = 8
	settingsShown = 10
	groupsShown   = 8 // means of a factor without levels
)

// exploredView is an experiment.
type exploredView struct {
	Title, About, Sentence string
	Notes                  []string
	Size                   string
	Subject                string
	Plots                  []fitPlot
	Heads                  []string
	Rows                   []settingRow // the best settings
	More                   int          // settings beyond these
	Overlay                []string     // of the setting that is advised
	File                   string       // where it stands
	Floor                  template.HTML
}

type settingRow struct {
	Setting int
	Cells   []string
	Chosen  bool
	Rival   bool // cannot be told from the best
	Allowed bool
}

// setting is one point of an experiment.
type setting struct {
	number  int
	factors []experiment.DesignValue
	kpis    map[string]experiment.SweepKPI
	allowed bool
}

// exploredViews sets out all experiments.
func exploredViews(r *experiment.Result, sheet *Sheet) []exploredView {
	var out []exploredView
	for i := range r.Manifest.Experiments {
		x := &r.Manifest.Experiments[i]
		v := exploredView{Title: x.Title, About: x.About, Sentence: x.Sentence, Notes: x.Notes, Subject: strings.Join(x.Subject, "; "),
			Size: fmt.Sprintf("%s, %d settings, %d simulations", designWords[x.Design], x.Settings, x.Simulations)}
		s := settingsOf(r, x.Title)
		m := measureOf(r, x)
		if m == nil || len(s) == 0 {
			out = append(out, v)
			continue
		}
		if x.Best != nil {
			v.Overlay, v.File = x.Best.Overlay, fmt.Sprintf("best-%d.yaml", i+1)
			if sheet != nil && sheet.Best[x.Title] != nil {
				v.Floor = drawLayout(*sheet.Best[x.Title], &experiment.Result{}, x.Title)
			}
		}
		v.table(r, x, s, m)
		if p, ok := historyPlot(r, x, m); ok {
			v.Plots = append(v.Plots, p)
		}
		v.Plots = append(v.Plots, effectPlots(r, x, m)...)
		for k := range s[0].factors[:min(len(s[0].factors), factorsShown)] {
			if ordered(s, k) {
				v.Plots = append(v.Plots, responsePlot(x, s, k, m))
			}
		}
		if p, ok := paretoPlot(r, x, s, m); ok {
			v.Plots = append(v.Plots, p)
		}
		out = append(out, v)
	}
	return out
}

var designWords = map[string]string{"grid": "Grid", "lhs": "Latin hypercube", "sobol": "Scrambled Sobol' points", "sensitivity": "Sensitivity", "search": "Search"}

// settingsOf gathers the rows of an experiment.
func settingsOf(r *experiment.Result, title string) []setting {
	var out []setting
	for _, d := range r.Designs {
		if d.Experiment != title {
			continue
		}
		if k := len(out); k == 0 || out[k-1].number != d.Setting {
			out = append(out, setting{number: d.Setting, kpis: map[string]experiment.SweepKPI{}})
		}
		s := &out[len(out)-1]
		s.factors = append(s.factors, d)
	}
	for _, k := range r.Sweep {
		if k.Experiment == title && k.Setting >= 1 && k.Setting <= len(out) {
			out[k.Setting-1].kpis[k.Measure] = k
			out[k.Setting-1].allowed = k.Allowed
		}
	}
	return out
}

// measureOf is the measure that the experiment decides by, or the first.
func measureOf(r *experiment.Result, x *experiment.Explored) *experiment.Measure {
	for i := range r.Manifest.Measures {
		if m := &r.Manifest.Measures[i]; m.Name == x.Measure || x.Measure == "" {
			return m
		}
	}
	return nil
}

// table lists the best settings.
func (v *exploredView) table(r *experiment.Result, x *experiment.Explored, s []setting, m *experiment.Measure) {
	v.Heads = append(v.Heads, "Setting")
	for _, f := range s[0].factors {
		v.Heads = append(v.Heads, f.Factor)
	}
	measures := r.Manifest.Measures[:min(len(r.Manifest.Measures), 5)]
	for _, k := range measures {
		name := experiment.Plain(k.Name)
		if k.Unit != "" {
			name += " [" + experiment.UnitWord(k.Unit) + "]"
		}
		v.Heads = append(v.Heads, name)
	}
	order := slices.Clone(s)
	slices.SortStableFunc(order, func(a, b setting) int {
		if a.allowed != b.allowed {
			return map[bool]int{true: -1, false: 1}[a.allowed]
		}
		return x.Better * cmp.Compare(b.kpis[m.Name].Mean, a.kpis[m.Name].Mean)
	})
	if best := x.Best; best != nil { // the last stage may have chosen one whose mean over all runs is not the largest
		slices.SortStableFunc(order, func(a, b setting) int {
			return map[bool]int{true: -1}[a.number == best.Setting] - map[bool]int{true: -1}[b.number == best.Setting]
		})
	}
	for _, p := range order[:min(len(order), settingsShown)] {
		row := settingRow{Setting: p.number, Allowed: p.allowed}
		if b := x.Best; b != nil {
			row.Chosen, row.Rival = p.number == b.Setting, slices.Contains(b.Rivals, p.number)
		}
		for _, f := range p.factors {
			row.Cells = append(row.Cells, f.Text)
		}
		for _, k := range measures {
			e := p.kpis[k.Name]
			mean, half := experiment.Rounded(e.Mean, e.HalfWidth)
			if half != "" {
				mean += " ± " + half
			}
			row.Cells = append(row.Cells, mean)
		}
		v.Rows = append(v.Rows, row)
	}
	v.More = len(order) - len(v.Rows)
}

// domain places the values of a factor on an axis: numbers as they are, other values by the order in which they come.
type domain struct {
	name   string
	ticks  []tick
	lo, hi float64
	at     func(f *experiment.DesignValue) float64
}

func domainOf(s []setting, k int) domain {
	first := s[0].factors[k]
	d := domain{name: axisName(first.Factor, experiment.UnitWord(first.Unit)), lo: math.Inf(1), hi: math.Inf(-1)}
	if !math.IsNaN(first.Value) {
		for i := range s {
			d.lo, d.hi = math.Min(d.lo, s[i].factors[k].Value), math.Max(d.hi, s[i].factors[k].Value)
		}
		d.lo, d.hi = widen(d.lo, d.hi)
		d.ticks = ticks(d.lo, d.hi)
		d.at = func(f *experiment.DesignValue) float64 { return f.Value }
		return d
	}
	place := map[string]float64{}
	for i := range s {
		text := s[i].factors[k].Text
		if _, ok := place[text]; !ok {
			place[text] = float64(len(place))
			if len(place) <= 6 {
				d.ticks = append(d.ticks, tick{Value: place[text], Label: clipped(text, 60/min(len(place)+2, 6))})
			}
		}
	}
	if len(place) > 6 {
		d.ticks = nil
	}
	d.lo, d.hi = -0.5, float64(len(place))-0.5
	d.at = func(f *experiment.DesignValue) float64 { return place[f.Text] }
	return d
}

// ordered reports whether the values of a factor are numbers, or so few that they can stand side by side.
func ordered(s []setting, k int) bool {
	seen := map[string]bool{}
	for i := range s {
		seen[s[i].factors[k].Text] = true
	}
	return !math.IsNaN(s[0].factors[k].Value) || len(seen) <= 12
}

// clipped shortens a label.
func clipped(text string, n int) string {
	if r := []rune(text); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return text
}

// responsePlot draws a measure over a factor: every setting, and the means of equal or neighbouring values.
func responsePlot(x *experiment.Explored, s []setting, k int, m *experiment.Measure) fitPlot {
	d := domainOf(s, k)
	p := fitPlot{Title: experiment.Plain(m.Name) + " over " + s[0].factors[k].Factor}
	lo, hi := math.Inf(1), math.Inf(-1)
	for i := range s {
		if v := s[i].kpis[m.Name].Mean; !math.IsNaN(v) {
			lo, hi = math.Min(lo, v), math.Max(hi, v)
		}
	}
	if math.IsInf(lo, 0) {
		return p
	}
	f := frame{left: 54, top: 24, width: chartWidth - 66, height: chartHeight - 66, x0: d.lo, x1: d.hi}
	f.y0, f.y1 = widen(lo, hi)
	line := means(s, k, m.Name, d)
	p.Caption = meanWords(line, d, m)
	var c svg
	c.open("chart", chartWidth, chartHeight, p.Title, p.Caption)
	f.axes(&c, d.ticks, d.name, axisName(experiment.Plain(m.Name), experiment.UnitWord(m.Unit)))
	for i := range s {
		if v := s[i].kpis[m.Name].Mean; !math.IsNaN(v) {
			c.circle(dotClass(x, &s[i]), f.x(d.at(&s[i].factors[k])), f.y(v), 3)
		}
	}
	var pts [][2]float64
	for _, q := range line {
		pts = append(pts, [2]float64{f.x(q[0]), f.y(q[1])})
	}
	if len(pts) > 1 {
		c.path("line c1", pts, false)
	}
	p.Chart = c.close()
	return p
}

// dotClass tells the setting that is advised, and those that break a limit.
func dotClass(x *experiment.Explored, s *setting) string {
	switch {
	case x.Best != nil && x.Best.Setting == s.number:
		return "d-good"
	case !s.allowed:
		return "d-unsure"
	}
	return "dot"
}

// means are the mean responses by value of a factor, or by groups of neighbours where there are many values.
func means(s []setting, k int, measure string, d domain) [][2]float64 {
	var pts [][2]float64
	for i := range s {
		if v := s[i].kpis[measure].Mean; !math.IsNaN(v) {
			pts = append(pts, [2]float64{d.at(&s[i].factors[k]), v})
		}
	}
	slices.SortStableFunc(pts, func(a, b [2]float64) int { return cmp.Compare(a[0], b[0]) })
	values := 1
	for i := 1; i < len(pts); i++ {
		if pts[i][0] != pts[i-1][0] {
			values++
		}
	}
	var out [][2]float64
	for i := 0; i < len(pts); {
		end := i + 1
		if values > groupsShown {
			end = min(i+(len(pts)+groupsShown-1)/groupsShown, len(pts))
		} else {
			for end < len(pts) && pts[end][0] == pts[i][0] {
				end++
			}
		}
		var sum [2]float64
		for _, p := range pts[i:end] {
			sum[0] += p[0] / float64(end-i)
			sum[1] += p[1] / float64(end-i)
		}
		out = append(out, sum)
		i = end
	}
	return out
}

// meanWords says where the mean response is lowest and highest.
func meanWords(line [][2]float64, d domain, m *experiment.Measure) string {
	if len(line) < 2 {
		return ""
	}
	lo, hi := line[0], line[0]
	for _, p := range line {
		if p[1] < lo[1] {
			lo = p
		}
		if p[1] > hi[1] {
			hi = p
		}
	}
	at := func(v float64) string {
		if d.lo == -0.5 && v == math.Trunc(v) && int(v) < len(d.ticks) {
			return d.ticks[int(v)].Label
		}
		return experiment.Digits(v, 3)
	}
	return fmt.Sprintf("The mean goes from %s at %s to %s %s at %s.", experiment.Digits(lo[1], 3), at(lo[0]), experiment.Digits(hi[1], 3),
		experiment.UnitWord(m.Unit), at(hi[0]))
}
