package calibrate

import (
	"math"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/table"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
)

// both looks a key up in a trial, then in what stands above the trials.
func both(t, above *source.Node, key string) *source.Node {
	if n := t.Get(key); n != nil {
		return n
	}
	return above.Get(key)
}

// readTrial reads one recording and compiles its model.
func (f *seriesFit) readTrial(name string, n, above *source.Node, own bool) {
	t := &trial{name: name, entry: n}
	switch role := n.Get("role"); {
	case role == nil || role.Text == "fit":
	case role.Text == "validate":
		t.validate = true
	default:
		f.faults.At(role, "write fit or validate", "trial %s: there is no role %q", name, role.Text)
	}
	data := both(n, above, "data")
	if data == nil {
		f.faults.At(n, "write data: file.csv", "trial %s has no data", name)
		return
	}
	tab := f.sc.Data[data.Text]
	if tab == nil {
		return // scenarios has reported it
	}
	if own {
		t.own = f.readFitted(n.Get("fit"))
	}
	all, ok := f.times(t, tab, both(n, above, "time"))
	if !ok {
		return
	}
	rows := f.window(t, n, above, all)
	f.readings(t, tab, data, rows, all)
	f.inputs(t, tab, both(n, above, "inputs"), all)
	f.compile(t, n, above)
	f.trials = append(f.trials, t)
}

// times reads the time column as seconds since the first row: dates, or numbers
// with a unit.
func (f *seriesFit) times(t *trial, tab *table.Table, n *source.Node) ([]float64, bool) {
	if n == nil {
		f.faults.At(t.entry, "write time: column, or time: {column: t, unit: s}", "trial %s: the column of time is missing", t.name)
		return nil, false
	}
	name := n
	if n.Kind == source.Map {
		name = n.Get("column")
	}
	col, err := tab.Column(textOf(name))
	if err != nil {
		f.faults.At(n, "", "trial %s: %v", t.name, err)
		return nil, false
	}
	out := make([]float64, col.Len())
	if un := n.Get("unit"); un != nil && un.Text != "date" {
		u, err := unit.Parse(un.Text)
		if err != nil || u.Dim != unit.Time || col.Sort != table.Number {
			f.faults.At(un, "write unit: s", "trial %s: column %s is no time in %s", t.name, name.Text, un.Text)
			return nil, false
		}
		for i, v := range col.Float {
			out[i] = u.ToSI(v)
		}
	} else {
		var first int64
		for i, text := range col.Text {
			ns, err := table.ParseTime(text)
			if err != nil {
				f.faults.At(n, "for seconds write time: {column: "+name.Text+", unit: s}", "trial %s, row %d: %v", t.name, i+1, err)
				return nil, false
			}
			if i == 0 {
				first = ns
			}
			out[i] = float64(ns-first) / 1e9
		}
	}
	return out, f.rising(t, n, out)
}

// rising takes the first time off all and refuses times that fall.
func (f *seriesFit) rising(t *trial, n *source.Node, times []float64) bool {
	if len(times) == 0 {
		f.faults.At(n, "", "trial %s has no rows", t.name)
		return false
	}
	first := times[0]
	for i := range times {
		times[i] -= first
		if math.IsNaN(times[i]) || i > 0 && times[i] < times[i-1] {
			f.faults.At(n, "sort the file by time", "trial %s: time falls or is missing in row %d", t.name, i+1)
			return false
		}
	}
	return true
}

// window gives the rows between from and to, which count from the first row.
func (f *seriesFit) window(t *trial, n, above *source.Node, all []float64) []int {
	lo, hi := math.Inf(-1), math.Inf(1)
	for key, to := range map[string]*float64{"from": &lo, "to": &hi} {
		if v := both(n, above, key); v != nil {
			if x, _, ok := f.value("trial "+t.name+" "+key, v, unit.Time, false); ok {
				*to = x
			}
		}
	}
	var rows []int
	for i, x := range all {
		if x >= lo && x <= hi {
			rows = append(rows, i)
			t.times = append(t.times, x)
		}
	}
	if len(rows) == 0 {
		f.faults.At(n, "", "trial %s has no rows between from and to", t.name)
	}
	return rows
}

// readings reads the compared columns; cells that are missing or repeat a time
// are skipped and counted.
func (f *seriesFit) readings(t *trial, tab *table.Table, data *source.Node, rows []int, all []float64) {
	for _, s := range f.sensors {
		col, err := tab.Column(s.column)
		if err != nil || col.Sort != table.Number {
			if err == nil {
				err = tab.Fault(0, 0, "column "+s.column+" is not all numbers", "")
			}
			f.faults.At(data, "", "trial %s: %v", t.name, err)
			return
		}
		out := make([]float64, len(rows))
		for i, r := range rows {
			out[i] = s.unit.ToSI(col.Float[r])
			if !finite(out[i]) {
				t.skipped++
			}
		}
		t.readings = append(t.readings, out)
	}
}

// inputs reads inputs: {path: {column, unit, between}}.
func (f *seriesFit) inputs(t *trial, tab *table.Table, n *source.Node, all []float64) {
	t.inputs = map[string]*table.Series{}
	if n == nil {
		return
	}
	for i, k := range n.Keys {
		x := n.Items[i]
		column := x
		u := unit.Unit{Factor: 1}
		between := table.Linear
		if x.Kind == source.Map {
			column = x.Get("column")
			if b := x.Get("between"); b != nil {
				var ok bool
				if between, ok = table.ParseBetween(b.Text); !ok {
					f.faults.At(b, "write step or linear", "inputs.%s: between cannot be %q", k.Text, b.Text)
				}
			}
			if un := x.Get("unit"); un != nil {
				var err error
				if u, err = unit.Parse(un.Text); err != nil {
					f.faults.At(un, "", "inputs.%s: %v", k.Text, err)
				}
			}
		}
		col, err := tab.Column(textOf(column))
		if err != nil || col.Sort != table.Number {
			f.faults.At(x, "", "inputs.%s: %q is no column of numbers", k.Text, textOf(column))
			continue
		}
		if s := f.series(k, col.Float, u, all, between); s != nil {
			t.inputs[k.Text] = s
		}
	}
}

// series makes a function of time of a column; missing cells and repeated times
// are left out.
func (f *seriesFit) series(k *source.Node, values []float64, u unit.Unit, all []float64, between table.Between) *table.Series {
	var x, y []float64
	for i, v := range values {
		if !finite(v) || len(x) > 0 && all[i] <= x[len(x)-1] {
			continue
		}
		si := u.ToSI(v)
		if k := len(y); between == table.Step && k > 0 && y[k-1] == si {
			continue // what is held on is no event
		}
		x, y = append(x, all[i]), append(y, si)
	}
	s, err := table.NewSeries(x, y, between, table.Hold)
	if err != nil {
		f.faults.At(k, "", "inputs.%s: %v", k.Text, err)
		return nil
	}
	return s
}

// compile makes the trial's model: the scenario with its settings, driven by the
// recording.
func (f *seriesFit) compile(t *trial, n, above *source.Node) {
	before := f.faults.Len()
	sc := f.sc
	var err error
	var patches []scenarios.Patch
	for _, set := range []*source.Node{above.Get("set"), n.Get("set")} {
		if set == nil || set.Kind != source.Map {
			continue
		}
		for i, k := range set.Keys {
			patches = append(patches, scenarios.Patch{Path: k.Text, Key: k, Value: set.Items[i]})
		}
	}
	var fit []string
	for _, list := range [][]fitted{f.shared, t.own} {
		for _, x := range list {
			fit = append(fit, x.path)
			if _, ok := f.numbers[x.path]; !ok {
				text, _ := rounded(x.parameter.Start, x.unit)
				patches = append(patches, scenarios.Patch{Path: x.path, Key: x.place, Value: source.NewScalar(text, x.place.Pos)})
			}
		}
	}
	if sc, err = sc.Patch(patches); err != nil {
		f.faults.Join(err)
		return
	}
	if f.faults.Len() > before {
		return
	}
	d := plant.Drive{Inputs: t.inputs, Fit: fit}
	for _, s := range f.sensors {
		d.Read = append(d.Read, s.of)
	}
	driven, err := plant.NewDriven(sc, d)
	if moves, ok := err.(*plant.MovesLine); ok {
		f.faults.At(f.place(t, moves.Path), "fit it to an event log, or match line totals by simulation", "calibrate.%s: %s", f.name, moves.Path+" does not act on the compared sensors through equations, so least squares cannot follow it")
		return
	}
	if err != nil {
		if _, ok := err.(source.Error); ok {
			f.faults.Join(err)
		} else {
			f.faults.At(n, "", "trial %s: %v", t.name, err)
		}
		return
	}
	t.driven = drivenTrial{driven: driven}
}

// place finds where a fitted path is written.
func (f *seriesFit) place(t *trial, path string) *source.Node {
	for _, list := range [][]fitted{f.shared, t.own} {
		for _, x := range list {
			if x.path == path {
				return x.place
			}
		}
	}
	return t.entry
}

// start finds the number of an initial state that the file does not write, such
// as oil.start.T.
func (s *study) start(path string) (plant.Number, bool) {
	asset, state, ok := strings.Cut(path, ".start.")
	if !ok {
		return plant.Number{}, false
	}
	return s.model.Start(asset, state)
}
