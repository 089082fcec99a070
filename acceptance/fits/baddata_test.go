package fits

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/calibrate"
	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/scenarios"
)

const heated = `
plantwin: 1
name: Bad data
assets:
  jobs: {kind: source, every: 40 s, to: press}
  press: {kind: machine, cycle: 30 s, failures: {die: {after: {dist: weibull, shape: 1.6, scale: 9 h}, repair: 25 min}}, to: out}
  out: {kind: sink}
  oil: {kind: thermal-mass, C: 180 kJ/K, UA: 250 W/K, heat: 9 kW, ambient: 20 degC, start: {T: 20 degC}}
sensors: {probe: {of: oil.T, unit: degC, noise: 0.5 K, range: {min: 0 degC, max: 80 degC}}}
run: {for: 1 h}
calibrate:
  oil: {data: d.csv, SERIES}
  log: {events: log.csv, LOG}
`

// goodSeries and goodLog are what a case changes.
const (
	goodSeries = "time: {column: t, unit: s}, inputs: {oil.heat: {column: q, unit: kW}}, compare: {probe: T}, fit: {oil.UA: {min: 50 W/K, max: 2 kW/K}, oil.C: {min: 20 kJ/K, max: 2 MJ/K}}"
	goodLog    = "columns: {time: ts, asset: m, event: what}, fit: {press.cycle: [lognormal]}"
)

func goodRows() string {
	var b strings.Builder
	b.WriteString("t,q,T\n")
	for i := range 30 {
		fmt.Fprintf(&b, "%d,9,%.3f\n", 60*i, 20+30*float64(i)/(8+float64(i)))
	}
	return b.String()
}

func goodEvents() string {
	var b strings.Builder
	b.WriteString("ts,m,what\n")
	for i := range 20 {
		fmt.Fprintf(&b, "2026-01-05T06:%02d:00Z,press,start\n2026-01-05T06:%02d:%02dZ,press,end\n", i, i, 20+i%7)
	}
	return b.String()
}

// TestBadData spoils good data in one way each: the answer is an error or a warning that names the place, never a panic and never a
// number out of nothing.
func TestBadData(t *testing.T) {
	row := func(k int, to string) func(string) string { // replaces line k of a file
		return func(s string) string {
			lines := strings.Split(s, "\n")
			lines[k-1] = to
			return strings.Join(lines, "\n")
		}
	}
	column := func(k int, to string) func(string) string {
		return func(s string) string {
			lines := strings.Split(strings.TrimSpace(s), "\n")
			for i := range lines[1:] {
				c := strings.Split(lines[i+1], ",")
				c[k] = to
				lines[i+1] = strings.Join(c, ",")
			}
			return strings.Join(lines, "\n") + "\n"
		}
	}
	first := func(n int) func(string) string {
		return func(s string) string { return strings.Join(strings.Split(s, "\n")[:n+1], "\n") + "\n" }
	}
	for _, c := range []struct {
		name      string
		data, log func(string) string
		in, out   string // a change of the scenario
		want      string // in the error or a warning
	}{
		{name: "good"},
		{name: "missing column", in: "probe: T", out: "probe: Temp", want: "d.csv:1:1: there is no column \"Temp\" (columns: t, q, T)"},
		{name: "missing input column", in: "column: q", out: "column: power", want: "d.csv:1:1: there is no column \"power\""},
		{name: "missing time column", in: "column: t,", out: "column: time,", want: "d.csv:1:1: there is no column \"time\""},
		{name: "column twice", data: row(1, "t,T,T"), want: "d.csv:1:1: the column \"T\" stands twice"},
		{name: "text in a number", data: row(5, "180,9,broken"), want: "1 cell skipped that are no numbers, the first: d.csv:5:7: \"broken\" is no number"},
		{name: "decimal comma", data: row(5, "180,9,\"28,2\""), want: "d.csv:5:7: \"28,2\" is no number"},
		{name: "unit in the cell", data: row(5, "180,9,28 degC"), want: "d.csv:5:7: \"28 degC\" is no number"},
		{name: "text in an input", data: row(6, "240,off,29"), want: "d.csv:6:5: \"off\" is no number"},
		{name: "column of text", data: column(2, "warm"), want: "d.csv:2:5: \"warm\" is no number, like most of column T"},
		{name: "time backwards", data: row(6, "120,9,30"), want: "d.csv:6:1: time runs backwards here, by 60 s"},
		{name: "text as time", data: row(4, "noon,9,26"), want: "d.csv:4:1: \"noon\" is no number"},
		{name: "time missing", data: row(4, ",9,26"), want: "1 row without a time skipped"},
		{name: "dates read as seconds", data: column(0, "2026-01-05"), want: "d.csv:2:1: \"2026-01-05\" is no number"},
		{name: "seconds read as dates", in: "time: {column: t, unit: s}", out: "time: T", data: column(2, "12:99"), want: "d.csv:2:5: \"12:99\""},
		{name: "all NaN", data: column(2, "NaN"), want: "d.csv:2:5: column T has no number in any row"},
		{name: "empty column", data: column(2, ""), want: "column T has no number in any row"},
		{name: "a gap", data: row(7, "300,9,"), want: "1 reading missing and skipped"},
		{name: "infinite reading", data: row(7, "300,9,inf"), want: "d.csv:7:7: \"inf\" is no number"},
		{name: "wrong unit of an input", in: "column: q, unit: kW", out: "column: q, unit: degC", want: "oil.heat: a power"},
		{name: "wrong unit of a bound", in: "min: 50 W/K", out: "min: 50 kW", want: "50 kW is a power, but a thermal conductance"},
		{name: "wrong unit of time", in: "unit: s}, inputs", out: "unit: m}, inputs", want: "column t is no time in m"},
		{name: "one row", data: first(1), want: "1 reading for 2 numbers"},
		{name: "two rows", data: first(2), want: ""},
		{name: "no rows", data: first(0), want: "d.csv has no rows with a time in column t"},
		{name: "empty file", data: func(string) string { return "" }, want: "d.csv:1:1: the file is empty"},
		{name: "row cut off", data: row(9, "420,9"), want: "d.csv:9:1: the row has 2 cells, the header names 3 columns"},
		{name: "binary file", data: func(string) string { return "PK\x00\x03" }, want: "d.csv:1:3: the file holds a zero byte"},
		{name: "constant signal", data: column(2, "25"), want: "column T of d.csv is 25 in all 30 rows"},
		{name: "number not read", in: "oil.C: {min: 20 kJ/K, max: 2 MJ/K}", out: "press.cycle: {min: 20 s, max: 60 s}", want: "press.cycle does not act on the compared sensors"},
		{name: "number unknown", in: "oil.C:", out: "oil.CC:", want: "there is no number \"oil.CC\" to fit (did you mean \"oil.C\"?"},
		{name: "all beyond the range", data: column(2, "80"), want: "80"},
		{name: "window without rows", in: "data: d.csv,", out: "data: d.csv, from: 5 h,", want: "no rows between from and to"},
		{name: "where leaves nothing", in: "data: d.csv,", out: "data: d.csv, where: {q: {max: 1}},", want: "where leaves no row of d.csv"},
		{name: "log: time is text", log: row(4, "later,press,start"), want: "log.csv:4:1: \"later\" is no time"},
		{name: "log: unknown event", log: row(4, "2026-01-05T06:01:00Z,press,begin"), want: "log.csv has events that names does not explain; they are not used: \"begin\" 1 times"},
		{name: "log: unknown asset", log: column(1, "M-101"), want: "press.cycle has no rows in the log"},
		{name: "log: missing column", in: "asset: m,", out: "asset: machine,", want: "log.csv:1:1: there is no column \"machine\""},
		{name: "log: no failure", in: "press.cycle: [lognormal]", out: "press.failures.die.after: [weibull]", want: "press.failures.die.after keeps its value"},
		{name: "log: equal cycles", log: column(0, "2026-01-05T06:00:00Z"), want: "press.cycle keeps its value"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := map[string]string{"d.csv": goodRows(), "log.csv": goodEvents()}
			if c.data != nil {
				files["d.csv"] = c.data(files["d.csv"])
			}
			if c.log != nil {
				files["log.csv"] = c.log(files["log.csv"])
			}
			text := strings.NewReplacer("SERIES", goodSeries, "LOG", goodLog).Replace(heated)
			if c.in != "" && !strings.Contains(text, c.in) {
				t.Fatalf("nothing to change: %q", c.in)
			}
			said := tried(strings.Replace(text, c.in, c.out, 1), files)
			if c.want != "" && !strings.Contains(said, c.want) {
				t.Errorf("want %q in:\n%s", c.want, said)
			}
		})
	}
}

// tried carries a study out and gives its error or its warnings.
func tried(text string, files map[string]string) string {
	sc, err := scenarios.Parse(&source.File{Name: "bad.yaml", Data: []byte(text)}, func(name string) ([]byte, error) { return []byte(files[name]), nil })
	if err != nil {
		return err.Error()
	}
	fits, err := calibrate.Study(context.Background(), sc, calibrate.StudyOptions{})
	if err != nil {
		return err.Error()
	}
	var all []string
	for _, n := range fits.Notes {
		all = append(append(all, n.Warnings...), n.Summary)
	}
	for _, e := range fits.Estimates {
		if e.Value-e.Value != 0 {
			all = append(all, e.Name+" is not finite")
		}
	}
	return strings.Join(all, "\n")
}
