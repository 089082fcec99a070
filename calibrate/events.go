package calibrate

import (
	"context"
	"fmt"
	"math"
	"sort"
	"strings"

	"github.com/plantwin/plantwin/experiment"
	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
)

// eventFit is one fit of distributions to an event log.
type eventFit struct {
	*study
	name    string
	log     *eventLog
	open    *plant.Calendar // as written; nil: that of each setting
	targets []target
}

// target is one distribution that is fitted.
type target struct {
	path     string
	place    *source.Node
	families []string
	sample   Sample
	censored bool // some of the sample is
	names    []string
	history  []History   // failures of each asset on their clock, of lives
	parts    [][]float64 // ended durations by asset of the log, before they are pooled
}

// readEvents reads a fit to an event log.
func (s *study) readEvents(e scenarios.Entry) *eventFit {
	f := &eventFit{study: s, name: e.Name}
	before := s.faults.Len()
	n := e.Value.Get("events")
	tab := s.sc.Data[n.Text]
	if tab == nil {
		return nil // scenarios has reported it
	}
	f.log = s.readLog(e, tab)
	if c := e.Value.Get("calendar"); c != nil {
		f.open = plant.ReadCalendar(c, "calibrate."+e.Name+".calendar", s.faults)
	}
	fit := e.Value.Get("fit")
	if fit == nil || fit.Kind != source.Map {
		s.faults.At(e.Key, "write fit: {press.cycle: [lognormal, gamma]}", "calibrate.%s fits nothing", e.Name)
		return nil
	}
	if f.log == nil || s.faults.Len() > before {
		return nil
	}
	for i, k := range fit.Keys {
		f.readTarget(e, k, fit.Items[i])
	}
	if s.faults.Len() > before {
		return nil
	}
	return f
}

// readTarget reads one path with its families. A cycle that is a choice by
// activity stands for each of its entries.
func (f *eventFit) readTarget(e scenarios.Entry, k, n *source.Node) {
	families := f.families(n)
	if families == nil {
		return
	}
	asset, setting, node := f.find(k)
	if node == nil {
		return
	}
	if by := node.Get("by"); by != nil {
		for _, c := range node.Keys {
			if c.Text == "by" || c.Text == "else" {
				continue
			}
			t := target{path: k.Text + "." + c.Text, place: k, families: families}
			for _, name := range f.logNames(e, asset) {
				t.pool(name, f.log.durations(name, c.Text, f.calendar(asset, setting)))
			}
			f.targets = append(f.targets, t)
		}
		return
	}
	t := target{path: k.Text, place: k, families: families}
	for _, name := range f.logNames(e, asset) {
		d, why := f.log.sample(name, setting, f.clock(asset, setting), f.calendar(asset, setting))
		if why != "" {
			f.faults.At(k, "fit a cycle, failures.<mode>.after, failures.<mode>.repair, or every of a source", "calibrate.%s: %s %s", e.Name, k.Text, why)
			return
		}
		t.pool(name, d.wanted)
		if strings.HasSuffix(setting, ".after") && len(d.history.Events) > 0 {
			t.history = append(t.history, d.history)
		}
	}
	for _, o := range t.sample {
		t.censored = t.censored || o.kind() != exact
	}
	f.targets = append(f.targets, t)
}

// families reads [lognormal, gamma].
func (f *eventFit) families(n *source.Node) []string {
	items := []*source.Node{n}
	if n.Kind == source.List {
		items = n.Items
	}
	var out []string
	for _, x := range items {
		ok := false
		for _, name := range Families() {
			ok = ok || name == x.Text
		}
		if !ok || x.Kind != source.Scalar {
			f.faults.At(x, source.DidYouMean(x.Text, Families(), "known: "+strings.Join(Families(), " ")), "calibrate.%s: %q is no family of distributions that can be fitted", f.name, x.Text)
			return nil
		}
		out = append(out, x.Text)
	}
	return out
}

// find finds the asset of a path and the value of its setting.
func (f *eventFit) find(k *source.Node) (asset, setting string, value *source.Node) {
	var known []string
	for _, a := range f.sc.Assets {
		known = append(known, a.Name)
		rest, ok := strings.CutPrefix(k.Text, a.Name+".")
		if !ok {
			continue
		}
		n := a.Value
		for _, key := range strings.Split(rest, ".") {
			if n = n.Get(key); n == nil {
				f.faults.At(k, source.DidYouMean(key, known, "write the setting in the asset first"), "calibrate.%s: %s has no %s", f.name, a.Name, rest)
				return "", "", nil
			}
		}
		return a.Name, rest, n
	}
	name, _, _ := strings.Cut(k.Text, ".")
	f.faults.At(k, source.DidYouMean(name, known, "write asset.setting"), "calibrate.%s: there is no asset %q", f.name, name)
	return "", "", nil
}

// clock says which clock the failures of a mode count: busy or clock.
func (f *eventFit) clock(asset, setting string) string {
	for _, a := range f.sc.Assets {
		if mode, ok := strings.CutPrefix(setting, "failures."); ok && a.Name == asset {
			mode, _, _ = strings.Cut(mode, ".")
			if n := a.Value.Get("failures").Get(mode).Get("counts"); n != nil {
				return n.Text
			}
		}
	}
	return "busy"
}

// calendar is what counts as time for a setting: what the fit says, else the asset's own shifts where the line counts in them (cycles
// that are suspended, gaps of a source).
func (f *eventFit) calendar(asset, setting string) *plant.Calendar {
	if f.open != nil {
		return f.open
	}
	for _, a := range f.sc.Assets {
		if a.Name != asset || a.Value.Get("shifts") == nil {
			continue
		}
		if setting == "every" || setting == "cycle" && textOf(a.Value.Get("off")) == "suspend" {
			return plant.ReadCalendar(a.Value.Get("shifts"), asset+".shifts", &source.Faults{}) // faults: plant has reported them
		}
	}
	return nil
}

// trend tells of failures that come at a rate that changes with age: then no distribution of lives holds.
func (t *target) trend() string {
	r, err := TrendTest(t.history)
	if err != nil || !(r.LaplaceP < 0.05 || r.Chi2P < 0.05) {
		return ""
	}
	p, err := PowerLaw(t.history)
	if err != nil {
		return ""
	}
	how := "more and more often"
	if p.Value[0] < 1 {
		how = "less and less often"
	}
	return fmt.Sprintf("%s: failures come %s (Laplace p %s, military handbook p %s): lives are not alike, and the distribution is that of a mean age. A power-law process has shape %s ± %s (1: no trend).",
		t.path, how, small3(r.LaplaceP), small3(r.Chi2P), digits(p.Value[0]), digits(p.SD[0]))
}

// logNames are the names of an asset in the log: several where their rows are pooled.
func (f *eventFit) logNames(e scenarios.Entry, asset string) []string {
	if m := e.Value.Get("assets"); m != nil {
		switch n := m.Get(asset); {
		case n == nil:
		case n.Kind == source.List:
			var out []string
			for _, x := range n.Items {
				out = append(out, x.Text)
			}
			return out
		default:
			return []string{n.Text}
		}
	}
	return []string{asset}
}

// pool adds what the log shows of one asset.
func (t *target) pool(name string, s Sample) {
	t.sample = append(t.sample, s...)
	var ended []float64
	for _, o := range s {
		if o.kind() == exact {
			ended = append(ended, o.Low)
		}
	}
	if len(ended) > 0 {
		t.names, t.parts = append(t.names, name), append(t.parts, ended)
	}
}

// alike tests whether what was pooled is of one population; "" where it is, or where there is nothing to test.
func (t *target) alike() string {
	if len(t.parts) < 2 {
		return ""
	}
	p, err := SamePopulation(t.parts)
	if err != nil || !(p.P < 0.05) {
		return ""
	}
	return fmt.Sprintf("%s: the logs of %s do not look like one population (k-sample Anderson-Darling, p %s); they were pooled all the same. Fit them apart if that matters.",
		t.path, strings.Join(t.names, " and "), small3(p.P))
}

// run fits every target and files what was found.
func (f *eventFit) run(context.Context) error {
	var summary, warnings []string
	for i := range f.targets {
		t := &f.targets[i]
		ranked := FitFamilies(t.sample, t.families)
		if len(ranked) == 0 || ranked[0].Err != nil {
			why := "no family was given"
			if len(ranked) > 0 {
				why = ranked[0].Err.Error()
			}
			warnings = append(warnings, fmt.Sprintf("%s keeps its value: %s (%s in the log).", t.path, strings.TrimPrefix(why, "calibrate: "), plural(int(t.sample.Size()), "duration")))
			continue
		}
		f.file(t, ranked)
		for _, w := range []string{t.alike(), t.trend()} {
			if w != "" {
				warnings = append(warnings, w)
			}
		}
		summary = append(summary, fmt.Sprintf("%s is %s (%s%s)", t.path, ranked[0].Family, plural(ranked[0].N, "duration"), ahead(ranked)))
		if t.censored {
			warnings = append(warnings, fmt.Sprintf("%s: %d of %s had not ended when the log did; they count as at least that long.", t.path, ranked[0].N-ranked[0].Ended, plural(ranked[0].N, "duration")))
		}
	}
	f.note(f.name, strings.Join(summary, "; ")+".", append(f.log.words(), warnings...))
	return nil
}

// ahead says by how much the best family is ahead of the next.
func ahead(ranked []Fitted) string {
	if len(ranked) < 2 || ranked[1].Err != nil {
		return ""
	}
	return fmt.Sprintf(", AIC %s below %s", digits(ranked[1].AIC-ranked[0].AIC), ranked[1].Family)
}

// file enters estimates, evidence and overlay of one target.
func (f *eventFit) file(t *target, ranked []Fitted) {
	u := unitFor(t.sample)
	best := &ranked[0]
	value := source.NewMap(source.Pos{}).With(source.NewScalar("dist", source.Pos{}), source.NewScalar(best.Family, source.Pos{}))
	for i, arg := range best.Args {
		au := u
		if arg == "shape" || arg == "k" {
			au = unit.Unit{Factor: 1}
		}
		text, used := rounded(best.Value[i], au)
		value = value.With(source.NewScalar(arg, source.Pos{}), source.NewScalar(text, source.Pos{}))
		f.out.Estimates = append(f.out.Estimates, experiment.Parameter{Fit: f.name, Name: t.path + "." + arg, Unit: au.Text,
			Value: au.FromSI(used), Low: au.FromSI(best.Low[i]), High: au.FromSI(best.High[i])})
	}
	if f.reserved[f.name] {
		f.kept[f.name] = append(f.kept[f.name], patch(t.path, value))
	} else {
		f.out.Overlay = append(f.out.Overlay, patch(t.path, value))
	}
	f.samples(t, u)
	for rank := range ranked {
		if ranked[rank].Err == nil {
			f.curve(t, &ranked[rank], rank+1, u)
		}
	}
}

// samples files the recorded durations.
func (f *eventFit) samples(t *target, u unit.Unit) {
	for _, o := range t.sample {
		f.out.Evidence.Samples = append(f.out.Evidence.Samples, experiment.FitSample{Fit: f.name, Parameter: t.path, Unit: u.Text,
			Value: u.FromSI(o.Low), Censored: o.kind() == right})
	}
}

// curvePoints is the number of points of a drawn distribution function.
const curvePoints = 80

// curve files the distribution function of a family over the recorded range.
func (f *eventFit) curve(t *target, d *Fitted, rank int, u unit.Unit) {
	lo, hi := math.Inf(1), 0.0
	for _, o := range t.sample {
		lo, hi = math.Min(lo, o.Low), math.Max(hi, o.Low)
	}
	pad := 0.05 * (hi - lo)
	lo, hi = math.Max(0, lo-pad), hi+pad
	for i := 0; i <= curvePoints; i++ {
		x := lo + (hi-lo)*float64(i)/curvePoints
		f.out.Evidence.Curves = append(f.out.Evidence.Curves, experiment.CurvePoint{Fit: f.name, Parameter: t.path, Family: d.Family, Rank: rank,
			AIC: d.AIC, X: u.FromSI(x), P: d.CDF(x)})
	}
}

// unitFor is the unit in which durations are shown.
func unitFor(s Sample) unit.Unit {
	var x []float64
	for _, o := range s {
		x = append(x, o.Low)
	}
	sort.Float64s(x)
	name := "s"
	if len(x) > 0 {
		switch m := x[len(x)/2]; {
		case m > 2*3600:
			name = "h"
		case m > 10*60:
			name = "min"
		}
	}
	u, _ := unit.Parse(name)
	return u
}
