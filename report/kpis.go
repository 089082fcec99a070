package report

import (
	"fmt"
	"html/template"
	"math"

	"github.com/plantwin/plantwin/experiment"
)

// kpiTable is variants by measures.
type kpiTable struct {
	Heads    []kpiHead
	Rows     []kpiRow
	Recorded []string // of each measure, "" where not given; nil if none is
	Short    bool     // some KPI counts fewer replications than were made
}

type kpiHead struct{ Name, Unit, Wish, Text string }

type kpiRow struct {
	Variant           string
	Chosen, Reference bool
	Cells             []kpiCell
}

type kpiCell struct {
	Value, Half, Unit string
	Broken            string // the limit that is broken, "" if none
	N                 int    // replications that counted, 0 if all did
	Missing           bool
}

// kpis sets out the table of KPIs.
func kpis(r *experiment.Result) kpiTable {
	m := &r.Manifest
	var t kpiTable
	for _, x := range m.Measures {
		t.Heads = append(t.Heads, kpiHead{experiment.Plain(x.Name), experiment.UnitWord(x.Unit), wish(&x), x.Text})
		if x.Recorded != nil && t.Recorded == nil {
			t.Recorded = make([]string, len(m.Measures))
		}
	}
	for i, x := range m.Measures {
		if x.Recorded != nil {
			t.Recorded[i] = experiment.Digits(*x.Recorded, 5)
		}
	}
	for k, v := range m.Variants {
		row := kpiRow{Variant: v, Chosen: v == m.Decision.Winner && len(m.Variants) > 1, Reference: k == 0 && len(m.Variants) > 1}
		for _, x := range m.Measures {
			row.Cells = append(row.Cells, cell(r, v, x.Name, &t))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// cell looks up one KPI.
func cell(r *experiment.Result, variant, measure string, t *kpiTable) kpiCell {
	k := find(r, variant, measure)
	if k == nil || k.Replications == 0 {
		return kpiCell{Missing: true}
	}
	c := kpiCell{Unit: experiment.UnitWord(k.Unit)}
	c.Value, c.Half = experiment.Rounded(k.Mean, k.HalfWidth)
	if k.Replications < r.Manifest.Replications {
		c.N, t.Short = k.Replications, true
	}
	for _, b := range r.Manifest.Decision.Broken {
		if b.Variant == variant && b.Measure == measure {
			c.Broken = b.Text
		}
	}
	return c
}

func find(r *experiment.Result, variant, measure string) *experiment.KPI {
	for i := range r.KPIs {
		if k := &r.KPIs[i]; k.Variant == variant && k.Measure == measure {
			return k
		}
	}
	return nil
}

// wish says what is wanted of a measure.
func wish(m *experiment.Measure) string {
	switch {
	case m.Max != nil:
		return "at most " + experiment.Digits(*m.Max, 6)
	case m.Min != nil:
		return "at least " + experiment.Digits(*m.Min, 6)
	case m.Better > 0:
		return "higher is better"
	case m.Better < 0:
		return "lower is better"
	}
	return ""
}

// tile is one measure of the chosen variant beside the reference.
type tile struct{ Name, Value, Unit, Change, Class string }

// tiles are the first four ranked or limited measures, those of the advised variant.
func tiles(r *experiment.Result) []tile {
	m := &r.Manifest
	if len(m.Variants) == 0 {
		return nil
	}
	v := m.Decision.Winner
	if v == "" {
		v = m.Variants[0]
	}
	var out []tile
	for _, x := range m.Measures {
		k := find(r, v, x.Name)
		if k == nil || k.Replications == 0 || len(out) == 4 {
			continue
		}
		value, _ := experiment.Rounded(k.Mean, k.HalfWidth)
		t := tile{Name: experiment.Plain(x.Name), Value: value, Unit: experiment.UnitWord(x.Unit)}
		if d := differences(r, &x).row(v); d != nil {
			t.Change, t.Class = d.Text+" against "+m.Variants[0], d.Class
		}
		out = append(out, t)
	}
	return out
}

// diffChart is the differences of all variants from the reference in one measure.
type diffChart struct {
	Name, Wish, Against string
	Rows                []diffRow
}

type diffRow struct {
	Variant, Text, Verdict, Class string
	Bar                           template.HTML
}

func (d diffChart) row(variant string) *diffRow {
	for i := range d.Rows {
		if d.Rows[i].Variant == variant {
			return &d.Rows[i]
		}
	}
	return nil
}

// differences draws one measure's comparison; all bars share a scale.
func differences(r *experiment.Result, m *experiment.Measure) diffChart {
	c := diffChart{Name: experiment.Plain(m.Name), Wish: wish(m)}
	reach := 0.0
	for _, d := range r.Compare {
		if d.Measure == m.Name {
			reach = math.Max(reach, math.Abs(d.Difference)+orZero(d.HalfWidth))
		}
	}
	for _, d := range r.Compare {
		if d.Measure != m.Name {
			continue
		}
		row := diffRow{Variant: d.Variant}
		if k := find(r, d.Against, m.Name); k != nil && experiment.Same(d.Difference, k.Mean) {
			d.Difference, d.HalfWidth = 0, 0
		}
		row.Verdict, row.Class = verdict(&d, m.Better, r.Manifest.Random)
		row.Text = experiment.Signed(d.Difference, d.HalfWidth, m.Unit)
		row.Bar = diffBar(&d, reach, row.Class, row.Verdict)
		c.Against = d.Against
		c.Rows = append(c.Rows, row)
	}
	return c
}

func orZero(v float64) float64 {
	if math.IsNaN(v) {
		return 0
	}
	return v
}

// verdict says in a word what a difference means, and its colour.
func verdict(d *experiment.Comparison, better int, random bool) (string, string) {
	switch {
	case d.Difference == 0 && d.HalfWidth == 0:
		return "no difference", "unsure"
	case random && !(math.Abs(d.Difference) > d.HalfWidth), d.Difference == 0:
		return "no clear difference", "unsure"
	case better == 0:
		return direction(d.Difference), "plain"
	case d.Difference*float64(better) > 0:
		return "better", "good"
	}
	return "worse", "bad"
}

func direction(d float64) string {
	if d > 0 {
		return "higher"
	}
	return "lower"
}

// diffBar draws a bar from zero with its interval, on a scale from -reach to +reach.
func diffBar(d *experiment.Comparison, reach float64, class, verdict string) template.HTML {
	var s svg
	v, h := experiment.Rounded(d.Difference, d.HalfWidth)
	fmt.Fprintf(&s, `<svg class="bar diff" viewBox="0 0 1000 22" preserveAspectRatio="none" role="img" aria-label="%s, interval ± %s: %s">`,
		v, h, verdict)
	at := func(v float64) float64 {
		if reach == 0 {
			return 500
		}
		return 500 + 480*v/reach
	}
	s.rect("d-"+class, math.Min(at(0), at(d.Difference)), 4, math.Abs(at(d.Difference)-at(0)), 14, 0)
	s.line("zero", 500, 0, 500, 22)
	if d.HalfWidth > 0 {
		lo, hi := at(d.Difference-d.HalfWidth), at(d.Difference+d.HalfWidth)
		s.line("whisker", lo, 11, hi, 11)
		s.line("whisker", lo, 6, lo, 16)
		s.line("whisker", hi, 6, hi, 16)
	}
	return s.close()
}
