package calibrate

import (
	"fmt"
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
	if own {
		t.own = f.readFitted(n.Get("fit"))
	}
	rec, ok := f.open(t, n, above)
	if !ok {
		return
	}
	rows := f.window(t, n, above, rec.clock())
	f.readings(t, rec, rows)
	f.inputs(t, rec, both(n, above, "inputs"))
	t.told = rec.words()
	f.compile(t, n, above)
	f.trials = append(f.trials, t)
}

// window gives the rows between from and to, which count from the first row.
func (f *seriesFit) window(t *trial, n, above *source.Node, all []float64) []int {
	lo, hi := math.Inf(-1), math.Inf(1)
	for _, end := range []struct {
		key string
		to  *float64
	}{{"from", &lo}, {"to", &hi}} {
		if v := both(n, above, end.key); v != nil {
			if x, _, ok := f.value("trial "+t.name+" "+end.key, v, unit.Time, false); ok {
				*end.to = x
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

// readings reads the compared columns; cells that are missing are skipped and counted.
func (f *seriesFit) readings(t *trial, rec *recording, rows []int) {
	for i := range f.sensors {
		s := &f.sensors[i]
		v := rec.numbers(s.place, s.column, "")
		if v == nil {
			return
		}
		out := make([]float64, len(rows))
		constant := true
		for i, r := range rows {
			out[i] = s.unit.ToSI(v[r])
			constant = constant && out[i] == out[0]
		}
		if constant && len(rows) > 2 {
			t.still = append(t.still, fmt.Sprintf("Trial %s: column %s of %s is %s in all %d rows: a sensor that stands still?", t.name, s.column, rec.files[0].Name, digits(v[rows[0]]), len(rows)))
		}
		t.readings = append(t.readings, out)
	}
}

// inputs reads inputs: {path: {column, times, unit, between}}.
func (f *seriesFit) inputs(t *trial, rec *recording, n *source.Node) {
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
				} else if dim, ok := f.model.InputDim(k.Text); ok && dim != u.Dim {
					f.faults.At(un, "", "inputs.%s: %s is due, but the column is in %s", k.Text, dim.Name(), un.Text)
				}
			}
		}
		v := rec.numbers(x, textOf(column), textOf(x.Get("times")))
		if v == nil {
			continue
		}
		if s := f.series(k, v, u, rec.clock(), between); s != nil {
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
	if f.faults.Len() > before || f.broken {
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
