package calibrate

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/table"
	"github.com/plantwin/plantwin/internal/unit"
)

// recording is what one trial takes from its files: rows in order of time, those that a condition leaves out taken away, or means
// over equal lengths of time.
type recording struct {
	f     *seriesFit
	trial string
	place *source.Node // data:
	files []*table.Table
	rows  []row     // that count, in order
	at    []float64 // [s] of each since the first
	until []int     // end among rows of each mean; nil: rows stand for themselves
	means []float64 // [s] start of each mean since the first

	missing, text int    // cells that were skipped
	first         string // the first of them that is no number, with its place
	noTime, left  int    // rows without a time, and that a condition leaves out
}

// row is a row of one file.
type row struct{ file, index int }

// open reads the times of a trial's files and takes away what where: leaves out. An error has been reported.
func (f *seriesFit) open(t *trial, n, above *source.Node) (*recording, bool) {
	data := both(n, above, "data")
	if data == nil {
		f.faults.At(n, "write data: file.csv", "trial %s has no data", t.name)
		return nil, false
	}
	r := &recording{f: f, trial: t.name, place: data}
	items := []*source.Node{data}
	if data.Kind == source.List {
		items = data.Items
	}
	for _, x := range items {
		tab := f.sc.Data[x.Text]
		if tab == nil {
			return nil, false // scenarios has reported it
		}
		r.files = append(r.files, tab)
	}
	before := f.faults.Len()
	stamps := both(n, above, "time")
	if stamps == nil {
		f.faults.At(t.entry, "write time: column, or time: {column: t, unit: s}", "trial %s: the column of time is missing", t.name)
		return nil, false
	}
	f.zero = 0
	r.times(stamps)
	if f.faults.Len() == before {
		r.keep(both(n, above, "where"))
	}
	if f.faults.Len() == before {
		r.rising(stamps)
	}
	if f.faults.Len() == before {
		r.average(both(n, above, "every"))
	}
	return r, f.faults.Len() == before
}

// fault reports what is wrong with a cell, at the place in the scenario that asks for it, with that in the file.
func (r *recording) fault(at *source.Node, p row, column int, hint, format string, args ...any) {
	msg := fmt.Sprintf(format, args...)
	r.f.faults.At(at, hint, "trial %s: %v", r.trial, r.files[p.file].Fault(p.index, column, msg, ""))
}

// times reads the column of time: dates, or numbers with a unit. Rows without a time are left out and counted.
func (r *recording) times(n *source.Node) {
	name := n
	if n.Kind == source.Map {
		name = n.Get("column")
	}
	un := n.Get("unit")
	var zero int64
	for k, tab := range r.files {
		i, err := tab.Index(textOf(name))
		if err != nil {
			r.f.faults.At(n, "", "trial %s: %v", r.trial, err)
			return
		}
		var seconds []float64
		if un != nil && un.Text != "date" {
			seconds = r.counted(tab, textOf(name), un)
		} else {
			seconds = r.dates(k, i, n, &zero)
		}
		if seconds == nil {
			return
		}
		for j, s := range seconds {
			if math.IsNaN(s) {
				r.noTime++
				continue
			}
			r.rows, r.at = append(r.rows, row{k, j}), append(r.at, s)
		}
	}
	if len(r.at) == 0 {
		r.f.faults.At(n, "", "trial %s: %s has no rows with a time in column %s", r.trial, r.files[0].Name, textOf(name))
	}
}

// rising refuses times that fall and counts them from the first row.
func (r *recording) rising(n *source.Node) {
	name := n
	if n.Kind == source.Map {
		name = n.Get("column")
	}
	first := r.at[0]
	r.f.zero += int64(first * 1e9)
	for i, p := range r.rows {
		if r.at[i] -= first; i > 0 && r.at[i] < r.at[i-1] {
			column, _ := r.files[p.file].Index(textOf(name))
			r.fault(n, p, column, "sort the file by time; is a clock set back, or are two machines mixed (where: takes one)?", "time runs backwards here, by %g s", r.at[i-1]-r.at[i])
			return
		}
	}
}

// counted reads times that are numbers in a unit.
func (r *recording) counted(tab *table.Table, name string, un *source.Node) []float64 {
	u, err := unit.Parse(un.Text)
	if err != nil || u.Dim != unit.Time {
		r.f.faults.At(un, "write unit: s", "trial %s: column %s is no time in %s", r.trial, name, un.Text)
		return nil
	}
	v, bad, err := tab.Floats(name)
	if err != nil || len(bad) > 0 {
		if err == nil {
			err = bad[0]
		}
		r.f.faults.At(un, "for dates write time: "+name, "trial %s: %v", r.trial, err)
		return nil
	}
	out := make([]float64, len(v))
	for i := range v {
		out[i] = u.ToSI(v[i])
	}
	return out
}

// dates reads times of day or dates, in seconds since the first of all files.
func (r *recording) dates(file, column int, n *source.Node, zero *int64) []float64 {
	tab := r.files[file]
	ns, _, bad, err := tab.Times(tab.Columns[column].Name, time.UTC)
	if err == nil {
		for _, b := range bad {
			if b.Msg != "the time is missing" { // a cell that is empty is a row without a time
				err = b
				break
			}
		}
	}
	if err != nil {
		r.f.faults.At(n, "for seconds write time: {column: "+tab.Columns[column].Name+", unit: s}", "trial %s: %v", r.trial, err)
		return nil
	}
	out := make([]float64, len(ns))
	for i, v := range ns {
		if tab.Columns[column].Empty(i) {
			out[i] = math.NaN()
			continue
		}
		if *zero == 0 {
			*zero = v
			r.f.zero = v
		}
		out[i] = float64(v-*zero) / 1e9
	}
	return out
}

// keep takes away the rows that where: {column: {min, max}, column: word or list} leaves out. A row without the cell is left out too.
func (r *recording) keep(n *source.Node) {
	if n == nil {
		return
	}
	for i, k := range n.Keys {
		x := n.Items[i]
		lo, hi := math.Inf(-1), math.Inf(1)
		var words []string
		switch x.Kind {
		case source.Map:
			lo, hi = r.limit(x.Get("min"), lo), r.limit(x.Get("max"), hi)
		case source.List:
			for _, w := range x.Items {
				words = append(words, w.Text)
			}
		default:
			words = []string{x.Text}
		}
		value, text := r.cells(k, k.Text)
		if value == nil && text == nil {
			return
		}
		rows, at := r.rows[:0:0], r.at[:0:0]
		for j, p := range r.rows {
			ok := words == nil && value[j] >= lo && value[j] <= hi || words != nil && slices.Contains(words, text[j])
			if !ok {
				r.left++
				continue
			}
			rows, at = append(rows, p), append(at, r.at[j])
		}
		if r.rows, r.at = rows, at; len(rows) == 0 {
			r.f.faults.At(k, "", "trial %s: where leaves no row of %s", r.trial, r.files[0].Name)
			return
		}
	}
}

// limit reads a bare number in the unit of a column.
func (r *recording) limit(n *source.Node, none float64) float64 {
	if n == nil {
		return none
	}
	v, err := strconv.ParseFloat(n.Text, 64)
	if err != nil {
		r.f.faults.At(n, "write a bare number, as in the file", "trial %s: %q is no number", r.trial, n.Text)
	}
	return v
}

// cells gives a column of the rows that count, as numbers (NaN: missing) and as text. Cells that are no numbers are told by number.
func (r *recording) cells(at *source.Node, name string) (value []float64, text []string) {
	all := make([][]float64, len(r.files))
	cols := make([]*table.Column, len(r.files))
	for k, tab := range r.files {
		v, _, err := tab.Floats(name)
		if err == nil {
			cols[k], err = tab.Column(name)
		}
		if err != nil {
			r.f.faults.At(at, "", "trial %s: %v", r.trial, err)
			return nil, nil
		}
		all[k] = v
	}
	for _, p := range r.rows {
		value = append(value, all[p.file][p.index])
		word := ""
		if c := cols[p.file]; p.index < len(c.Text) {
			word = strings.TrimSpace(c.Text[p.index])
		}
		text = append(text, word)
	}
	return value, text
}

// average groups the rows into means over equal lengths of time, counted on the clock (every: 1 min begins at full minutes).
func (r *recording) average(n *source.Node) {
	if n == nil {
		return
	}
	width, _, ok := r.f.value("trial "+r.trial+" every", n, unit.Time, false)
	if !ok {
		return
	}
	if !(width > 0) {
		r.f.faults.At(n, "write every: 1 min", "trial %s: a mean needs a length of time above 0", r.trial)
		return
	}
	offset := math.Mod(float64(r.f.zero%int64(86400e9))/1e9, width)
	var first float64
	slot := math.Inf(-1)
	for i, s := range r.at {
		if k := math.Floor((s + offset) / width); k != slot {
			if slot = k; len(r.means) == 0 {
				first = k
			}
			if i > 0 {
				r.until = append(r.until, i)
			}
			r.means = append(r.means, (k-first)*width)
		}
	}
	r.until = append(r.until, len(r.at))
}

// clock gives the times [s] that readings and inputs have.
func (r *recording) clock() []float64 {
	if r.until != nil {
		return r.means
	}
	return r.at
}

// numbers gives a column at those times, in its own unit; times another column row by row where that is named. Cells that are no
// numbers are skipped and counted; a column with less than half of its cells in numbers is an error.
func (r *recording) numbers(at *source.Node, name, times string) []float64 {
	v := r.column(at, name)
	if v == nil {
		return nil
	}
	if times != "" {
		w := r.column(at, times)
		if w == nil {
			return nil
		}
		for i := range v {
			v[i] *= w[i]
		}
	}
	if r.until == nil {
		return v
	}
	out, from := make([]float64, len(r.until)), 0
	for k, to := range r.until {
		sum, count := 0.0, 0
		for _, x := range v[from:to] {
			if finite(x) {
				sum, count = sum+x, count+1
			}
		}
		out[k], from = sum/float64(count), to
	}
	return out
}

func (r *recording) column(at *source.Node, name string) []float64 {
	v, text := r.cells(at, name)
	if v == nil {
		return nil
	}
	bad, worst := 0, -1
	good := 0
	for j, x := range v {
		switch {
		case finite(x):
			good++
		case text[j] != "" && !strings.EqualFold(text[j], "nan") && !empty(r.files[r.rows[j].file], name, r.rows[j].index):
			if bad++; worst < 0 {
				worst = j
			}
		default:
			r.missing++
		}
	}
	if worst >= 0 {
		p := r.rows[worst]
		i, _ := r.files[p.file].Index(name)
		if good < bad || good == 0 {
			r.fault(at, p, i, "name a column of numbers", "%q is no number, like most of column %s", clipped(text[worst]), name)
			return nil
		}
		r.text += bad
		if r.first == "" {
			r.first = r.files[p.file].Fault(p.index, i, fmt.Sprintf("%q is no number", clipped(text[worst])), "").Error()
		}
	}
	if good == 0 {
		i, _ := r.files[r.rows[0].file].Index(name)
		r.fault(at, r.rows[0], i, "is it another column?", "column %s has no number in any row that counts", name)
		return nil
	}
	return v
}

func empty(t *table.Table, name string, index int) bool {
	c, err := t.Column(name)
	return err != nil || c.Empty(index)
}

func clipped(s string) string {
	if r := []rune(s); len(r) > 30 {
		return string(r[:30]) + "…"
	}
	return s
}

// words tells what was left out.
func (r *recording) words() []string {
	var out []string
	add := func(n int, word, rest string) {
		if n > 0 {
			out = append(out, fmt.Sprintf("Trial %s: %s %s", r.trial, plural(n, word), rest))
		}
	}
	add(r.left, "row", "left out by where.")
	add(r.noTime, "row", "without a time skipped.")
	add(r.missing, "reading", "missing and skipped.")
	add(r.text, "cell", "skipped that are no numbers, the first: "+r.first+".")
	return out
}
