package calibrate

import (
	"context"
	"math"
	"strconv"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/table"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/scenarios"
)

// seriesFit is one fit of numbers to recorded sensor series.
type seriesFit struct {
	*study
	name    string
	loss    Loss
	sensors []sensor
	shared  []fitted
	trials  []*trial

	starts    int      // of a multistart; below 2: the one that is given
	profiled  []string // parameters of which a profile likelihood is asked for
	folds     int      // parts that are held back in turn; 0: none
	block     float64  // [s] length of the blocks that are dealt to them
	broken    bool     // sensors or numbers have faults
	held      int      // the fold held back now, -1: none
	zero      int64    // [ns] date of the first row of the trial in hand
	where     []string // sensor and trial of each diagnosis
	diagnoses []Diagnosis
}

// sensor is one compared sensor.
type sensor struct {
	name   string
	of     string // the variable that it reads
	column string
	place  *source.Node // of the column's name
	unit   unit.Unit
	noise  float64 // [SI] that residuals are divided by
	low    float64 // [SI] ends of its range, ±Inf if none
	high   float64
}

// fitted is one number that is moved.
type fitted struct {
	path      string
	unit      unit.Unit
	parameter Parameter // in SI
	place     *source.Node
}

// trial is one recording.
type trial struct {
	name     string
	validate bool
	entry    *source.Node
	own      []fitted
	times    []float64   // [s] since the first row
	readings [][]float64 // [SI], one row a sensor; NaN where there is none
	inputs   map[string]*table.Series
	told     []string // what was skipped
	still    []string // signals that do not change
	rows     [][]int  // residual of each reading, -1 where there is none
	driven   drivenTrial
}

// readSeries reads a fit to series: settings above trials hold for each of them.
func (s *study) readSeries(e scenarios.Entry) *seriesFit {
	f := &seriesFit{study: s, name: e.Name, held: -1}
	before := s.faults.Len()
	if l := e.Value.Get("loss"); l != nil {
		var ok bool
		if f.loss, ok = ParseLoss(l.Text); !ok {
			s.faults.At(l, "write squares, huber, soft_l1 or cauchy", "calibrate.%s: there is no loss %q", e.Name, l.Text)
		}
	}
	f.readStarts(e)
	f.readFolds(e)
	f.readSensors(e)
	f.shared = f.readFitted(e.Value.Get("fit"))
	if s.faults.Len() > before {
		f.broken = true // what follows would only repeat it
	}
	trials := e.Value.Get("trials")
	if trials == nil {
		f.readTrial(e.Name, e.Value, e.Value, false)
	} else {
		for i, k := range trials.Keys {
			f.readTrial(k.Text, trials.Items[i], e.Value, true)
		}
	}
	if s.faults.Len() > before {
		return nil
	}
	fits := 0
	for _, t := range f.trials {
		if !t.validate {
			fits++
		}
	}
	if fits == 0 {
		s.faults.At(e.Key, "leave out role: validate in one of them", "calibrate.%s: no trial is fitted", e.Name)
		return nil
	}
	if p, _ := f.problem(context.Background()); p.Residuals+p.priors() < p.free() {
		at := e.Key
		if k := e.Value.Key("fit"); k != nil {
			at = k
		}
		s.faults.At(at, "fix some, give them priors, or record more", "calibrate.%s: %s for %s to be fitted", e.Name, plural(p.Residuals, "reading"), plural(p.free(), "number"))
		return nil
	}
	return f
}

// readStarts reads starts: 8 and profile: [path].
func (f *seriesFit) readStarts(e scenarios.Entry) {
	if n := e.Value.Get("starts"); n != nil {
		k, err := strconv.Atoi(n.Text)
		if err != nil || k < 1 || k > 10_000 {
			f.faults.At(n, "write a whole number such as 8", "calibrate.%s: %q starts", e.Name, n.Text)
		}
		f.starts = k
	}
	if n := e.Value.Get("profile"); n != nil {
		items := []*source.Node{n}
		if n.Kind == source.List {
			items = n.Items
		}
		for _, x := range items {
			if fit := e.Value.Get("fit"); fit == nil || fit.Get(x.Text) == nil {
				f.faults.At(x, "name a path of fit", "calibrate.%s: %q is not fitted, so it has no profile", e.Name, x.Text)
			}
			f.profiled = append(f.profiled, x.Text)
		}
	}
}

// readFolds reads folds: {count: 4, block: 1 d}.
func (f *seriesFit) readFolds(e scenarios.Entry) {
	n := e.Value.Get("folds")
	if n == nil {
		return
	}
	k, err := strconv.Atoi(textOf(n.Get("count")))
	if err != nil || k < 2 || k > 100 {
		f.faults.At(n, "write folds: {count: 4, block: 1 d}", "calibrate.%s: folds need a count of 2 to 100", e.Name)
	}
	f.folds = k
	if b := n.Get("block"); b != nil {
		f.block, _, _ = f.value("calibrate."+e.Name+".folds.block", b, unit.Time, false)
	}
	if !(f.block > 0) {
		f.faults.At(n, "write folds: {count: 4, block: 1 d}", "calibrate.%s: folds need a block, the length of what is held back at a time", e.Name)
	}
}

// readSensors reads compare: {sensor: column}.
func (f *seriesFit) readSensors(e scenarios.Entry) {
	compare := e.Value.Get("compare")
	if compare == nil || compare.Kind != source.Map {
		f.faults.At(e.Key, "write compare: {sensor: column}", "calibrate.%s compares nothing", e.Name)
		return
	}
	var known []string
	for _, x := range f.sc.Sensors {
		known = append(known, x.Name)
	}
	for i, k := range compare.Keys {
		found := false
		for _, x := range f.sc.Sensors {
			if x.Name == k.Text {
				found = true
				f.readSensor(x, compare.Items[i])
			}
		}
		if !found {
			f.faults.At(k, source.DidYouMean(k.Text, known, "define it under sensors"), "calibrate.%s: there is no sensor %q", e.Name, k.Text)
		}
	}
}

func (f *seriesFit) readSensor(x scenarios.Entry, column *source.Node) {
	s := sensor{name: x.Name, column: column.Text, place: column, low: math.Inf(-1), high: math.Inf(1)}
	u, err := unit.Parse(textOf(x.Value.Get("unit")))
	if x.Value.Get("of") == nil || err != nil {
		return // plant has reported it
	}
	s.of, s.unit = x.Value.Get("of").Text, u
	s.noise = u.ScaleSI(1)
	if n := x.Value.Get("noise"); n != nil {
		v, _, ok := f.value("sensors."+x.Name+".noise", n, u.Dim, true)
		if ok && !(v > 0) {
			f.faults.At(n, "leave it out for 1 "+u.Text, "sensors.%s.noise must be above 0", x.Name)
		}
		s.noise = v
	}
	if r := x.Value.Get("range"); r != nil {
		for key, to := range map[string]*float64{"min": &s.low, "max": &s.high} {
			if n := r.Get(key); n != nil {
				if v, _, ok := f.value("sensors."+x.Name+".range", n, u.Dim, false); ok {
					*to = v
				}
			}
		}
	}
	f.sensors = append(f.sensors, s)
}

func textOf(n *source.Node) string {
	if n == nil {
		return ""
	}
	return n.Text
}

// readFitted reads fit: {path: {min, max, start, scale, prior}}.
func (f *seriesFit) readFitted(n *source.Node) []fitted {
	var out []fitted
	if n == nil {
		return nil
	}
	for i, k := range n.Keys {
		if x, ok := f.readOne(k, n.Items[i]); ok {
			out = append(out, x)
		}
	}
	return out
}

func (f *seriesFit) readOne(k, n *source.Node) (fitted, bool) {
	path := k.Text
	num, known := f.numbers[path]
	if !known {
		if num, known = f.start(path); !known {
			f.faults.At(k, source.DidYouMean(path, f.paths(), "see the paths of the model"), "calibrate.%s: there is no number %q to fit", f.name, path)
			return fitted{}, false
		}
	}
	x := fitted{path: path, unit: num.Unit, place: k,
		parameter: Parameter{Name: path, Start: num.Value, Min: math.Inf(-1), Max: math.Inf(1)}}
	ok := true
	read := func(key string, to *float64) bool {
		v := n.Get(key)
		if v == nil {
			return false
		}
		si, u, good := f.value(path+"."+key, v, num.Dim, false)
		ok = ok && good
		*to = si
		x.unit = u
		return good
	}
	read("min", &x.parameter.Min)
	read("max", &x.parameter.Max)
	started := read("start", &x.parameter.Start)
	if s := n.Get("scale"); s != nil {
		switch s.Text {
		case "log":
			x.parameter.Scale = LogScale
		case "logit":
			x.parameter.Scale = LogitScale
		case "linear":
		default:
			f.faults.At(s, "write log, logit or linear", "calibrate.%s: %s has no scale %q", f.name, path, s.Text)
			ok = false
		}
	}
	if p := n.Get("prior"); p != nil {
		x.parameter.Prior = f.prior(path, p, num.Dim)
	}
	if !started {
		x.parameter.Start = bounded(x.parameter.Start, x.parameter.Min, x.parameter.Max)
	}
	if lo, hi := n.Get("min"), n.Get("max"); ok && lo != nil && hi != nil && x.parameter.Min >= x.parameter.Max {
		f.faults.At(k, "", "calibrate.%s: %s: min %s is not below max %s", f.name, path, lo.Text, hi.Text)
		return x, false
	}
	if err := x.parameter.check(); ok && err != nil {
		f.faults.At(k, "", "calibrate.%s: %s: %v", f.name, path, err)
		ok = false
	}
	return x, ok
}

func (f *seriesFit) prior(path string, n *source.Node, dim unit.Dim) *Prior {
	mean, sd := n.Get("mean"), n.Get("sd")
	if mean == nil || sd == nil {
		f.faults.At(n, "write prior: {mean: ..., sd: ...}", "calibrate.%s: the prior of %s needs mean and sd", f.name, path)
		return nil
	}
	m, _, ok1 := f.value(path+".prior.mean", mean, dim, false)
	d, _, ok2 := f.value(path+".prior.sd", sd, dim, true)
	if !ok1 || !ok2 {
		return nil
	}
	return &Prior{Mean: m, SD: d}
}

func (s *study) paths() []string {
	var out []string
	for _, n := range s.model.Numbers() {
		out = append(out, n.Path)
	}
	return out
}
