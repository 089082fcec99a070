package report

import (
	"fmt"
	"html/template"
	"math"

	"github.com/plantwin/plantwin/experiment"
)

// fitPoints is how many readings a fit plot shows at most.
const fitPoints = 700

// fit is the evidence of one entry of the calibrate section.
type fit struct {
	Name, Summary string
	Warnings      []string
	Rows          []fitRow
	Errors        []fitError
	Plots         []fitPlot
}

type fitRow struct{ Parameter, Trial, Value, Interval, Unit, Bound string }

type fitPlot struct {
	Title, Caption string
	Chart          template.HTML
	Rest           template.HTML // what is left over; empty where it was not fitted
}

// fits gathers estimates, notes and evidence by fit, in the order in which they first occur.
func fits(r *experiment.Result) []fit {
	var out []fit
	index := map[string]int{}
	get := func(name string) *fit {
		if _, ok := index[name]; !ok {
			index[name] = len(out)
			out = append(out, fit{Name: name})
		}
		return &out[index[name]]
	}
	for _, e := range r.Estimates {
		f := get(e.Fit)
		f.Rows = append(f.Rows, estimateRow(&e))
	}
	for _, note := range r.Manifest.Fits {
		f := get(note.Fit)
		f.Summary, f.Warnings = note.Summary, note.Warnings
	}
	by := map[string][][]experiment.FitPoint{}
	for _, p := range pointGroups(r.Evidence.Points) {
		f := get(p[0].Fit)
		by[p[0].Fit] = append(by[p[0].Fit], p)
		f.Plots = append(f.Plots, seriesPlot(p))
	}
	for i := range out {
		out[i].Errors = errorsOf(by[out[i].Name])
	}
	for _, s := range sampleGroups(r.Evidence.Samples) {
		f := get(s[0].Fit)
		f.Plots = append(f.Plots, samplePlot(s, r.Evidence.Curves))
	}
	return out
}

// estimateRow rounds a parameter to what its interval supports.
func estimateRow(e *experiment.Parameter) fitRow {
	row := fitRow{Parameter: e.Name, Trial: e.Trial, Unit: experiment.UnitWord(e.Unit)}
	half := (e.High - e.Low) / 2
	row.Value, _ = experiment.Rounded(e.Value, half)
	if !math.IsNaN(half) {
		low, _ := experiment.Rounded(e.Low, half)
		high, _ := experiment.Rounded(e.High, half)
		row.Interval = low + " to " + high
	}
	switch e.Bound {
	case "min":
		row.Bound = "at the lower end of its range"
	case "max":
		row.Bound = "at the upper end of its range"
	default:
		row.Bound = e.Bound
	}
	return row
}

// pointGroups cuts the table into runs of equal fit, trial and signal.
func pointGroups(p []experiment.FitPoint) [][]experiment.FitPoint {
	var out [][]experiment.FitPoint
	start := 0
	for i := 1; i <= len(p); i++ {
		if i == len(p) || p[i].Fit != p[start].Fit || p[i].Trial != p[start].Trial || p[i].Signal != p[start].Signal {
			out = append(out, p[start:i])
			start = i
		}
	}
	return out
}

// seriesPlot draws recorded readings as dots and the model as a line, and below them what is left.
func seriesPlot(p []experiment.FitPoint) fitPlot {
	unit := experiment.UnitWord(p[0].Unit)
	plot := fitPlot{Title: p[0].Signal}
	if p[0].Trial != "" {
		plot.Title += ", " + p[0].Trial
	}
	squares, count := 0.0, 0
	lo, hi, off := math.Inf(1), math.Inf(-1), 0.0
	for _, q := range p {
		if math.IsNaN(q.Recorded) || math.IsNaN(q.Model) {
			continue
		}
		d := q.Recorded - q.Model
		squares, count = squares+d*d, count+1
		lo, hi = math.Min(lo, math.Min(q.Recorded, q.Model)), math.Max(hi, math.Max(q.Recorded, q.Model))
		off = math.Max(off, math.Abs(d))
	}
	rms := experiment.Digits(math.Sqrt(squares/math.Max(float64(count), 1)), 3)
	use := "used for the fit"
	if p[0].Role == "validate" {
		use = "kept back to test the fit"
	}
	plot.Caption = fmt.Sprintf("%d readings, %s. Typical distance between reading and model (root mean square): %s %s.", count, use, rms,
		experiment.StepWord(p[0].Unit))
	lo, hi = widen(lo, hi)
	top := frame{left: 54, top: 24, width: chartWidth - 66, height: 180, x0: p[0].T, x1: p[len(p)-1].T, y0: lo, y1: hi}
	if !(top.x1 > top.x0) {
		top.x1 = top.x0 + 1
	}
	off = math.Max(off*1.08, 1e-12)
	low := top
	low.top, low.height, low.y0, low.y1 = 250, 52, -off, off
	var s svg
	s.open("chart", chartWidth, 344, "Recorded and model: "+plot.Title, plot.Caption)
	at, clock := timeTicks(top.x0, top.x1)
	top.axes(&s, at, "", axisName(p[0].Signal, unit))
	low.residualAxes(&s, at, "time ["+clock+"]")
	drawPoints(&s, &top, &low, p)
	plot.Chart = s.close()
	if p[0].Role != "validate" {
		plot.Rest = leftOver(p, plot.Title)
	}
	return plot
}

// residualAxes are leaner than those of a chart: zero and the two ends.
func (f *frame) residualAxes(s *svg, at []tick, name string) {
	s.text("tick", "start", 4, f.top-11, "recorded minus model")
	for _, v := range []float64{f.y0 / 1.08, 0, f.y1 / 1.08} {
		s.line("grid", f.left, f.y(v), f.left+f.width, f.y(v))
		s.text("tick", "end", f.left-6, f.y(v)+4, experiment.Digits(v, 2))
	}
	for _, t := range at {
		s.text("tick", "middle", f.x(t.Value), f.top+f.height+17, t.Label)
	}
	s.text("tick", "end", f.left+f.width, f.top+f.height+34, name)
}

// drawPoints draws at most fitPoints readings, the model and the residuals.
func drawPoints(s *svg, top, low *frame, p []experiment.FitPoint) {
	step := max(1, (len(p)+fitPoints-1)/fitPoints)
	var model, rest [][2]float64
	for i := 0; i < len(p); i += step {
		q := p[i]
		model = append(model, [2]float64{top.x(q.T), top.y(q.Model)})
		if math.IsNaN(q.Recorded) || math.IsNaN(q.Model) {
			continue
		}
		s.circle("dot", top.x(q.T), top.y(q.Recorded), 1.7)
		x := low.x(q.T)
		rest = append(rest, [2]float64{math.NaN(), 0}, [2]float64{x, low.y(0)}, [2]float64{x, low.y(q.Recorded - q.Model)})
	}
	s.path("line c1", model, false)
	s.path("residual", rest, false)
}
