package calibrate

import (
	"math"
	"strconv"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
)

// matchFit finds by simulation what no log shows: a structure among several, and numbers that move events of the line, such that
// totals of the line (waits, flow times, WIP, output) come out as recorded.
//
//	flow:
//	  match: [flow_time, wait]      # measures that have a recorded value
//	  among:                        # structures; the simplest first: a later one must be better beyond the noise
//	    queues alone: {}
//	    crane waits for the gripper: {use: services, set: {hbw_2.needs: bay, vgr_2.needs: bay}}
//	  fit: {press.queue_time.mean: {min: 1 s, max: 60 s}}
//	  replications: 20
//
// In the place of among, factors names single changes that may act together; those that explain the totals are added one by one, the
// best first (forward selection; Efroymson 1960), as long as one is better beyond the noise:
//
//	factors:
//	  dm_2 blocks: {set: {dm_2.queue: 0}}
//	  transfer gaps: {use: from ready}
//
// use names a fit to an event log whose distributions hold with the structure; a fit that some structure names is left out of the
// overlay unless its structure is chosen. All runs of all structures have the same seeds (common random numbers).
type matchFit struct {
	*study
	name         string
	place        *source.Node
	targets      []string
	structures   []structure
	factors      []structure
	numbers      []fitted
	replications int
}

// structure is one way in which the line may work.
type structure struct {
	title string
	use   string
	with  []string // factors that it is made of
	set   []scenarios.Patch
}

// matchReplications is how many runs each point has if the file does not say.
const matchReplications = 20

// readMatch reads a fit of line totals.
func (s *study) readMatch(e scenarios.Entry) *matchFit {
	f := &matchFit{study: s, name: e.Name, place: e.Key, replications: matchReplications}
	before := s.faults.Len()
	f.readTargets(e.Value.Get("match"))
	if n := e.Value.Get("factors"); n != nil {
		if among := e.Value.Key("among"); among != nil {
			s.faults.At(among, "leave one of them out", "calibrate.%s: both among and factors", e.Name)
		}
		f.readStructures(n)
		f.factors, f.structures = f.structures, []structure{{title: "as written"}}
	} else {
		f.readStructures(e.Value.Get("among"))
	}
	f.numbers = (&seriesFit{study: s, name: e.Name}).readFitted(e.Value.Get("fit"))
	for _, x := range f.numbers {
		if math.IsInf(x.parameter.Min, 0) || math.IsInf(x.parameter.Max, 0) {
			s.faults.At(x.place, "write {min: ..., max: ...}", "calibrate.%s: %s needs a range to be searched", e.Name, x.path)
		}
	}
	if n := e.Value.Get("replications"); n != nil {
		k, err := strconv.Atoi(n.Text)
		if err != nil || k < 2 || k > 10_000 {
			s.faults.At(n, "write a whole number such as 20", "calibrate.%s: %q replications", e.Name, n.Text)
		}
		f.replications = k
	}
	if len(f.structures) < 2 && len(f.numbers) == 0 && len(f.factors) == 0 {
		s.faults.At(e.Key, "name structures under among or factors, or numbers under fit", "calibrate.%s has nothing to choose", e.Name)
	}
	if s.faults.Len() > before {
		return nil
	}
	return f
}

// readTargets reads the measures to be matched.
func (f *matchFit) readTargets(n *source.Node) {
	items := []*source.Node{n}
	if n.Kind == source.List {
		items = n.Items
	}
	recorded := map[string]*float64{}
	var known []string
	for _, m := range f.model.Measures() {
		recorded[m.Name] = m.Recorded
		known = append(known, m.Name)
	}
	for _, x := range items {
		v, ok := recorded[x.Text]
		switch {
		case !ok:
			f.faults.At(x, source.DidYouMean(x.Text, known, "define it under measure"), "calibrate.%s: there is no measure %q", f.name, x.Text)
		case v == nil || *v == 0:
			f.faults.At(x, "write recorded: 1255 s in the measure", "calibrate.%s: %s has no recorded value other than 0 to match", f.name, x.Text)
		default:
			f.targets = append(f.targets, x.Text)
		}
	}
}

// readStructures reads {title: {use, set}}.
func (f *matchFit) readStructures(n *source.Node) {
	if n == nil {
		f.structures = []structure{{title: "as written"}}
		return
	}
	var known []string
	for _, e := range f.sc.Calibrate {
		if e.Value.Get("events") != nil {
			known = append(known, e.Name)
		}
	}
	for i, k := range n.Keys {
		x := structure{title: k.Text}
		if u := n.Items[i].Get("use"); u != nil {
			x.use = u.Text
			found := false
			for _, name := range known {
				found = found || name == x.use
			}
			if !found {
				f.faults.At(u, source.DidYouMean(u.Text, known, "name a fit with events"), "calibrate.%s: there is no fit %q to an event log", f.name, u.Text)
			}
			f.reserved[x.use] = true
		}
		if set := n.Items[i].Get("set"); set != nil {
			for j, p := range set.Keys {
				x.set = append(x.set, scenarios.Patch{Path: p.Text, Key: p, Value: set.Items[j]})
			}
		}
		if sc, err := f.sc.Patch(x.set); err != nil {
			f.faults.Join(err)
		} else if _, err := plant.Compile(sc); err != nil {
			f.faults.Join(err)
		}
		f.structures = append(f.structures, x)
	}
}
