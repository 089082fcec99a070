package experiment

import (
	"encoding/hex"
	"math"
)

// DesignValue is the value of a factor in a setting.
type DesignValue struct {
	Experiment   string
	Setting      int
	Stage        string // design, start, search
	Factor, Unit string
	Value        float64 // NaN where the value is no number
	Text         string
}

// SweepKPI is a measure of a setting over its replications.
type SweepKPI struct {
	Experiment          string
	Setting             int
	Measure, Unit       string
	Mean, HalfWidth, SD float64
	Replications        int
	Allowed             bool // the setting keeps all limits
}

// SweepRun is a measure of one replication of a setting.
type SweepRun struct {
	Experiment  string
	Setting     int
	Replication int
	Measure     string
	Unit        string
	Value       float64
	Fingerprint string
}

// SearchStep is the state of a search after a batch of settings, or after a replication of its last stage.
type SearchStep struct {
	Experiment  string
	Step        int
	Stage       string // start, search, final
	Settings    int    // tried so far, in the last stage those still in the race
	Simulations int
	Best        int     // setting with the best mean so far, 0 if none is allowed
	Mean        float64 // of that setting
	Promise     float64 // improvement that is expected of the next setting, in the unit of the measure; NaN where unknown
}

var designColumns = []column[DesignValue]{
	text("experiment", func(r *DesignValue) *string { return &r.Experiment }),
	whole("setting", func(r *DesignValue) *int { return &r.Setting }),
	text("stage", func(r *DesignValue) *string { return &r.Stage }),
	text("factor", func(r *DesignValue) *string { return &r.Factor }),
	text("unit", func(r *DesignValue) *string { return &r.Unit }),
	num("value", func(r *DesignValue) *float64 { return &r.Value }),
	text("text", func(r *DesignValue) *string { return &r.Text }),
}

var sweepColumns = []column[SweepKPI]{
	text("experiment", func(r *SweepKPI) *string { return &r.Experiment }),
	whole("setting", func(r *SweepKPI) *int { return &r.Setting }),
	text("measure", func(r *SweepKPI) *string { return &r.Measure }),
	text("unit", func(r *SweepKPI) *string { return &r.Unit }),
	num("mean", func(r *SweepKPI) *float64 { return &r.Mean }),
	num("half_width", func(r *SweepKPI) *float64 { return &r.HalfWidth }),
	num("sd", func(r *SweepKPI) *float64 { return &r.SD }),
	whole("replications", func(r *SweepKPI) *int { return &r.Replications }),
	flag("allowed", func(r *SweepKPI) *bool { return &r.Allowed }),
}

var sweepRunColumns = []column[SweepRun]{
	text("experiment", func(r *SweepRun) *string { return &r.Experiment }),
	whole("setting", func(r *SweepRun) *int { return &r.Setting }),
	whole("replication", func(r *SweepRun) *int { return &r.Replication }),
	text("measure", func(r *SweepRun) *string { return &r.Measure }),
	text("unit", func(r *SweepRun) *string { return &r.Unit }),
	num("value", func(r *SweepRun) *float64 { return &r.Value }),
	text("fingerprint", func(r *SweepRun) *string { return &r.Fingerprint }),
}

var effectColumns = []column[Effect]{
	text("experiment", func(r *Effect) *string { return &r.Experiment }),
	text("measure", func(r *Effect) *string { return &r.Measure }),
	text("factor", func(r *Effect) *string { return &r.Factor }),
	text("index", func(r *Effect) *string { return &r.Index }),
	num("value", func(r *Effect) *float64 { return &r.Value }),
	num("low", func(r *Effect) *float64 { return &r.Low }),
	num("high", func(r *Effect) *float64 { return &r.High }),
}

var searchColumns = []column[SearchStep]{
	text("experiment", func(r *SearchStep) *string { return &r.Experiment }),
	whole("step", func(r *SearchStep) *int { return &r.Step }),
	text("stage", func(r *SearchStep) *string { return &r.Stage }),
	whole("settings", func(r *SearchStep) *int { return &r.Settings }),
	whole("simulations", func(r *SearchStep) *int { return &r.Simulations }),
	whole("best", func(r *SearchStep) *int { return &r.Best }),
	num("mean", func(r *SearchStep) *float64 { return &r.Mean }),
	num("promise", func(r *SearchStep) *float64 { return &r.Promise }),
}

// tables adds the rows of all settings.
func (c *campaign) tables(res *Result) {
	for i, p := range c.points {
		if p.failed > 0 {
			res.Failures = append(res.Failures, p.fault)
		}
		for k := range c.factors {
			c.factors[k].rows(c, i, p.at[k], res)
		}
		allowed := c.allowed(i)
		for m, x := range c.study.Measures {
			e := c.mean(i, m)
			res.Sweep = append(res.Sweep, SweepKPI{c.Title, i + 1, x.Name, x.Unit, e.Mean, e.HalfWidth, e.SD, e.N, allowed})
		}
		for r, print := range p.prints {
			for m, x := range c.study.Measures {
				res.SweepRuns = append(res.SweepRuns, SweepRun{c.Title, i + 1, r + 1, x.Name, x.Unit, p.values[m][r], hex.EncodeToString(print[:])})
			}
		}
	}
}

// rows adds the value of a factor: a position as two numbers.
func (f *factor) rows(c *campaign, i int, v float64, res *Result) {
	row := DesignValue{Experiment: c.Title, Setting: i + 1, Stage: c.points[i].stage, Factor: f.label(), Value: f.number(v), Text: f.text(v)}
	switch f.sort {
	case PlaceFactor:
		for k, x := range f.cells[int(v)] {
			row.Factor, row.Unit, row.Value, row.Text = f.name+"."+string(rune('1'+k)), "m", x, quantity(x, "m")
			res.Designs = append(res.Designs, row)
		}
		return
	case VariantFactor:
		row.Text = c.study.Variants[f.titles[int(v)]].Title
	}
	if row.Unit = f.unit.Text; row.Unit == "1" || math.IsNaN(row.Value) {
		row.Unit = ""
	}
	res.Designs = append(res.Designs, row)
}
