package main

import (
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/internal/dist"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics"
	"github.com/plantwin/plantwin/physics/expr"
	"github.com/plantwin/plantwin/plant/line"
)

var update = flag.Bool("update", false, "write docs/reference.md anew")

const referenceFile = "../../docs/reference.md"

// The reference pages are written from what the program knows, so they cannot
// say anything else than it does.
func TestReference(t *testing.T) {
	want := reference(t)
	if *update {
		if err := os.WriteFile(referenceFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(referenceFile)
	if err != nil || string(got) != want {
		t.Errorf("docs/reference.md is not what the code says (%v): go test ./cmd/plantwin -run TestReference -update", err)
	}
}

func reference(t *testing.T) string {
	var b strings.Builder
	b.WriteString(`# Reference

Every kind of asset, equation component, distribution, function and statistic that this version knows. This page is
written from the code by ` + "`go test ./cmd/plantwin -run TestReference -update`" + `; do not edit it. ` + "`plantwin kinds NAME`" + ` shows
one kind on a terminal. The language itself is in [notation.md](notation.md).

`)
	contents(t, &b)
	b.WriteString("## Kinds of the line\n\nEvery asset may also have `kind`, `like`, `copies`, `stream` and `size`; see [notation.md](notation.md).\n\n")
	for _, k := range line.Kinds() {
		lineKindPage(t, &b, k)
	}
	b.WriteString("## Equation components\n\nReady to be used as a `kind`. A study can bring its own under `kinds`.\n\n")
	for _, k := range library(t) {
		componentPage(&b, k)
	}
	plantPage(&b)
	statisticsPage(&b)
	distributionsPage(&b)
	functionsPage(&b)
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func library(t *testing.T) []*physics.Kind {
	kinds, err := physics.Library()
	if err != nil {
		t.Fatal(err)
	}
	kinds = slices.Clone(kinds)
	slices.SortFunc(kinds, func(a, b *physics.Kind) int { return strings.Compare(a.Name, b.Name) })
	return kinds
}

func contents(t *testing.T, b *strings.Builder) {
	link := func(name string) string { return fmt.Sprintf("[%s](#%s)", name, strings.ToLower(name)) }
	var of []string
	for _, k := range line.Kinds() {
		of = append(of, link(k.Name))
	}
	var physical []string
	for _, k := range library(t) {
		physical = append(physical, link(k.Name))
	}
	fmt.Fprintf(b, "- Kinds of the line: %s\n- Equation components: %s\n", strings.Join(of, ", "), strings.Join(physical, ", "))
	b.WriteString("- [Signals of the plant](#signals-of-the-plant), [statistics](#statistics), [distributions](#distributions), [functions](#functions)\n\n")
}

// head begins a table.
func head(b *strings.Builder, columns ...string) {
	row(b, columns...)
	row(b, slices.Repeat([]string{"---"}, len(columns))...)
}

func row(b *strings.Builder, cells ...string) {
	for i := range cells {
		cells[i] = strings.ReplaceAll(cells[i], "|", "\\|")
	}
	fmt.Fprintf(b, "| %s |\n", strings.Join(cells, " | "))
}

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}

func lineKindPage(t *testing.T, b *strings.Builder, k *line.Kind) {
	fmt.Fprintf(b, "### %s\n\n%s\n\n```yaml\n%s\n```\n\n", k.Name, k.About, k.Example)
	head(b, "setting", "value", "default", "range", "meaning")
	settingRows(t, b, "", k.Settings)
	b.WriteString("\n")
	if len(k.Later) > 0 {
		fmt.Fprintf(b, "Not supported by this version: `%s`.\n\n", strings.Join(k.Later, "`, `"))
	}
	signalTable(b, k.Signals)
	if len(k.Commands) == 0 {
		return
	}
	head(b, "command", "effect")
	for _, c := range k.Commands {
		row(b, code(c.Name), c.About)
	}
	b.WriteString("\n")
}

func signalTable(b *strings.Builder, list []line.SignalDoc) {
	if len(list) == 0 {
		return
	}
	head(b, "signal", "sort", "unit", "meaning")
	for _, s := range list {
		row(b, code(s.Name), sortNames[s.Sort], unit.SI(s.Dim).Text, s.About)
	}
	b.WriteString("\n")
}

func settingRows(t *testing.T, b *strings.Builder, prefix string, list []line.Setting) {
	for i := range list {
		s := &list[i]
		def := code(s.Default)
		if s.Required {
			def = "required"
		}
		form := formOf(s)
		if form == "" {
			t.Errorf("nothing is said about the form of %s%s", prefix, s.Key)
		}
		row(b, code(prefix+s.Key), form, def, rangeOf(s), s.About)
		inner := prefix + s.Key + "."
		if s.Form == line.Groups {
			inner += "<name>."
		}
		settingRows(t, b, inner, s.Sub)
	}
}

// formOf says what a setting takes.
func formOf(s *line.Setting) string {
	dim := unit.Example(s.Dim)
	if s.Dim.IsOne() {
		dim = "a number"
	}
	switch s.Form {
	case line.Quantity:
		return "such as " + dim
	case line.Integer:
		return "whole number"
	case line.Places:
		return "whole number, or `unlimited`"
	case line.Time, line.Number:
		return "such as " + dim + ", or a distribution"
	case line.Text:
		if len(s.Options) == 0 {
			return "a name"
		}
		return "`" + strings.Join(s.Options, "`, `") + "`"
	case line.Counts:
		return "names with numbers"
	}
	return formNames[s.Form]
}

var formNames = map[line.Form]string{
	line.Toggle: "`true`, `false`", line.Texts: "list of names", line.AssetRef: "an asset", line.To: "a route",
	line.Needs: "crew, skill, or `{skill: 2}`", line.Shifts: "a calendar", line.Position: "`[x, y]`", line.Polyline: "list of positions",
	line.Group: "settings", line.Groups: "name: settings", line.Makes: "a product, or shares",
	line.Nodes: "`{name: [x, y]}`", line.Edges: "list of `[a, b]`", line.Marks: "`{name: value}`", line.Pick: "a rule, or an expression", line.OfPart: "an expression of the part", line.PartTest: "a condition on the part",
	line.SetupForm: "a time, or a matrix", line.Pools: "pool, or `{pool: 2}`", line.JobList: "columns of a file", line.RateForm: "such as 40 1/h, or a table of time",
	line.Watched: "a condition",
}

func rangeOf(s *line.Setting) string {
	show := func(v float64) string {
		return strings.TrimSpace(strconv.FormatFloat(v, 'f', -1, 64) + " " + siText(s.Dim))
	}
	var out []string
	switch {
	case s.HasMin && s.Open:
		out = append(out, "above "+show(s.Min))
	case s.HasMin:
		out = append(out, "at least "+show(s.Min))
	}
	if s.HasMax {
		out = append(out, "at most "+show(s.Max))
	}
	if s.Shape {
		out = append(out, "variants only")
	}
	return strings.Join(out, ", ")
}

func siText(d unit.Dim) string {
	if d.IsOne() {
		return ""
	}
	return unit.SI(d).Text
}

func componentPage(b *strings.Builder, k *physics.Kind) {
	fmt.Fprintf(b, "### %s\n\n%s Source: %s.\n\n```\n", k.Name, k.About, strings.TrimSuffix(k.Source, "."))
	for _, e := range k.Equations {
		if !e.Part {
			fmt.Fprintln(b, e.Text)
		}
	}
	b.WriteString("```\n\n")
	head(b, "name", "is", "unit", "default", "range", "meaning")
	for _, g := range []struct {
		what string
		list []physics.Variable
	}{{"parameter", k.Parameters}, {"input", k.Inputs}, {"state", k.States}, {"output", k.Outputs}} {
		for _, v := range gathered(g.list) {
			if v.Component() {
				continue
			}
			row(b, code(v.Name), g.what, unitOf(&v), defaultOf(&v, g.what), spanOf(&v), v.About)
		}
	}
	b.WriteString("\n")
	if len(k.Ports) > 0 {
		fmt.Fprintf(b, "Ports: %s.\n\n", portsOf(k))
	}
	if len(k.Components) > 0 {
		fmt.Fprintf(b, "Components: %s.\n\n", componentsOf(k))
	}
	for _, r := range k.Rules {
		if r.Part {
			continue
		}
		var set []string
		for _, a := range r.Set {
			set = append(set, k.States[a.State].Name+" = "+a.Text)
		}
		fmt.Fprintf(b, "When `%s`: `%s`.\n\n", r.Text, strings.Join(set, ", "))
	}
}

func defaultOf(v *physics.Variable, what string) string {
	switch {
	case v.HasDefault:
		return fmt.Sprintf("`%g`", v.Unit.FromSI(v.Default))
	case v.Start != nil:
		return code(v.Start.String())
	case what == "parameter" || what == "input":
		return "required"
	}
	return ""
}

func spanOf(v *physics.Variable) string {
	var out []string
	if !math.IsInf(v.Min, 0) {
		out = append(out, fmt.Sprintf("at least %g", v.Unit.FromSI(v.Min)))
	}
	if !math.IsInf(v.Max, 0) {
		out = append(out, fmt.Sprintf("at most %g", v.Unit.FromSI(v.Max)))
	}
	return strings.Join(out, ", ")
}

func plantPage(b *strings.Builder) {
	b.WriteString("## Signals of the plant\n\nRead as `plant.<signal>`.\n\n")
	signalTable(b, line.PlantSignals([]string{"<product>"}))
}

var sortNames = map[line.Sort]string{line.Level: "level", line.Count: "count", line.Sample: "sample", line.Ratio: "figure", line.Rate: "figure", line.State: "text", line.Amount: "amount"}

// statistics are what a measure can write behind a signal, the first of which is
// meant where none is written. TestStatistics holds them against the program.
var statistics = []struct {
	sort  line.Sort
	about string
	list  []string
}{
	{line.Level, "a value over time", []string{"mean", "total", "min", "max", "sd", "last", "p01", "p50", "p99"}},
	{line.Count, "events", []string{"total", "rate"}},
	{line.Sample, "a value by part", []string{"mean", "count", "min", "max", "sd", "p01", "p50", "p99"}},
	{line.Amount, "what grows while time passes", []string{"total", "rate"}},
	{line.Ratio, "one figure of the whole run", nil},
}

var meanings = map[string]string{
	"mean": "mean over time, or over parts", "total": "integral over time of a level, number of events of a count, the whole of an amount", "min": "smallest value",
	"max": "greatest value", "sd": "standard deviation", "last": "value at the end", "rate": "events, or amount, by time", "count": "number of samples",
	"p50": "quantile; `p01` to `p99`: at most this in so much of the time, or for so many parts",
}

func statisticsPage(b *strings.Builder) {
	b.WriteString("## Statistics\n\nWritten behind a signal in `measure`, as in `pass.lead_time.p95`. They count from the end of the warm-up. Where none is\nwritten the first is meant.\n\n")
	head(b, "sort", "is", "statistics")
	for _, s := range statistics {
		var list []string
		for _, x := range s.list {
			if x != "p01" && x != "p99" {
				list = append(list, code(x))
			}
		}
		row(b, sortNames[s.sort], s.about, strings.ReplaceAll(strings.Join(list, " "), "`p50`", "`p01` to `p99`"))
	}
	b.WriteString("\n")
	head(b, "statistic", "meaning")
	for _, name := range []string{"mean", "total", "min", "max", "sd", "last", "count", "rate", "p50"} {
		row(b, strings.ReplaceAll(code(name), "`p50`", "`p01` to `p99`"), meanings[name])
	}
	b.WriteString("\n")
}

func distributionsPage(b *strings.Builder) {
	b.WriteString("## Distributions\n\n`{dist: NAME, argument: value, ...}`; every argument has a path. `at_least` and `at_most` cut each of them,\n`whole: 1 s` rounds what is drawn up to whole multiples. An argument has the unit of the value, unless\nit is said to be a number.\n\n")
	head(b, "name", "arguments", "for", "source")
	for _, f := range dist.Families() {
		var args []string
		for _, a := range f.Args {
			s := code(a.Name)
			if !a.Like {
				s += " (number)"
			}
			if a.HasDefault {
				s += fmt.Sprintf(" = %g", a.Default)
			}
			args = append(args, s)
		}
		row(b, code(f.Name), strings.Join(args, ", "), f.About, f.Source)
	}
	row(b, code("data"), "`file`, `column`, `unit`", "recorded values, each as likely as the other", "the file")
	b.WriteString("\n")
}

func functionsPage(b *strings.Builder) {
	b.WriteString("## Functions\n\n")
	head(b, "function", "gives")
	for _, f := range expr.Builtins() {
		row(b, code(f.Name+"("+f.Args+")"), f.About)
	}
	row(b, "`sum(a.*.b)` `mean` `min` `max` `count`", "over the copies that `*` stands for")
	row(b, "`sampled(x, 10 s)`", "the value that x had at the last multiple of 10 s since the start; in inputs of equation components")
	row(b, "`risk(m.failures.f, 8 h)`", "probability that the failure comes within so much more of what its clock counts; where signals are read as values now")
	row(b, "`life(m.failures.f)`", "what its clock is expected to count until it comes; where signals are read as values now")
	row(b, "`der(x)`", "derivative by time of a state; in the equations of a kind only")
	row(b, "`name(x)`", "a table of the section `tables`")
	b.WriteString("\n")
}
