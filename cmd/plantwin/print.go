package main

import (
	"fmt"
	"math"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/plantwin/plantwin/experiment"
)

// writeFits prints the estimates with their intervals, and what fits warn of.
func writeFits(b *strings.Builder, res *experiment.Result) {
	if len(res.Estimates) == 0 && len(res.Manifest.Fits) == 0 {
		return
	}
	b.WriteString("Fitted\n")
	w := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	for _, e := range res.Estimates {
		name := e.Name
		if e.Trial != "" {
			name += " (" + e.Trial + ")"
		}
		half := (e.High - e.Low) / 2
		value, _ := experiment.Rounded(e.Value, half)
		low, _ := experiment.Rounded(e.Low, half)
		high, _ := experiment.Rounded(e.High, half)
		interval := "95 %: " + low + " to " + high
		switch {
		case e.Bound != "":
			interval = "at its " + e.Bound + "imum"
		case math.IsNaN(half):
			interval = "no interval"
			value = experiment.Digits(e.Value, 4)
		}
		fmt.Fprintf(w, "  %s\t%s %s\t%s\n", name, value, experiment.UnitWord(e.Unit), interval)
	}
	w.Flush()
	for _, n := range res.Manifest.Fits {
		for _, x := range n.Warnings {
			fmt.Fprintf(b, "  note: %s\n", x)
		}
	}
	b.WriteString("\n")
}

// writeKPIs prints the key figures: a row a variant, a column a measure.
func writeKPIs(b *strings.Builder, res *experiment.Result) {
	w := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	head := []string{"1 replication"}
	if n := res.Manifest.Replications; n != 1 {
		head[0] = fmt.Sprintf("%d replications", n)
	}
	for _, m := range res.Manifest.Measures {
		name := experiment.Plain(m.Name)
		if m.Unit != "" {
			name += " [" + experiment.UnitWord(m.Unit) + "]"
		}
		head = append(head, name)
	}
	fmt.Fprintln(w, strings.Join(head, "\t"))
	for _, v := range res.Manifest.Variants {
		row := []string{v}
		for _, m := range res.Manifest.Measures {
			row = append(row, figure(res, v, m.Name))
		}
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	for _, m := range res.Manifest.Measures {
		if m.Recorded != nil {
			writeRecorded(w, res)
			break
		}
	}
	w.Flush()
}

// writeRecorded prints what the plant recorded beside the variants.
func writeRecorded(w *tabwriter.Writer, res *experiment.Result) {
	row := []string{"recorded"}
	for _, m := range res.Manifest.Measures {
		text := ""
		if m.Recorded != nil {
			text = experiment.Digits(*m.Recorded, 4)
		}
		row = append(row, text)
	}
	fmt.Fprintln(w, strings.Join(row, "\t"))
}

// figure is one key figure with the half-width of its interval.
func figure(res *experiment.Result, variant, measure string) string {
	for _, k := range res.KPIs {
		if k.Variant != variant || k.Measure != measure {
			continue
		}
		mean, half := experiment.Rounded(k.Mean, k.HalfWidth)
		if half == "" {
			return mean
		}
		return mean + " ± " + half
	}
	return "–"
}

// bar shows progress on a terminal, and nothing elsewhere.
type bar struct {
	t     *terminal
	on    bool
	last  time.Time
	width int
}

func newBar(t *terminal) *bar { return &bar{t: t, on: t.progress()} }

func (b *bar) line(format string, args ...any) {
	if !b.on || time.Since(b.last) < 100*time.Millisecond {
		return
	}
	b.last = time.Now()
	s := fmt.Sprintf(format, args...)
	fmt.Fprintf(b.t.errs, "\r%-*s", b.width, s)
	b.width = len(s)
}

func (b *bar) runs(p experiment.Progress) { b.line("%s: %d of at most %d", p.Phase, p.Done, p.Total) }

func (b *bar) fit(name string, iteration int, cost float64) {
	b.line("fit %s: step %d, cost %.6g", name, iteration, cost)
}

func (b *bar) done() {
	if b.on && b.width > 0 {
		fmt.Fprintf(b.t.errs, "\r%*s\r", b.width, "")
	}
}
