package calibrate

import (
	"math"
	"sort"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/table"
	"github.com/plantwin/plantwin/scenarios"
)

// eventLog is a recorded log, by asset: rows of events, or rows of activities.
type eventLog struct {
	events     map[string][]event
	activities map[string][]activity
	end        float64 // [s] last time in the log
}

// event is one row of a log of events.
type event struct {
	at   float64 // [s] since 1970
	what string  // start, end, fail, repaired
}

// activity is one row of a log of activities.
type activity struct {
	name            string
	start, complete float64 // [s]; complete is NaN while it goes on
	row             int     // in the log
}

var eventWords = []string{"start", "end", "fail", "repaired"}

// readLog reads the columns of a log and its rows.
func (s *study) readLog(e scenarios.Entry, t *table.Table) *eventLog {
	cols := e.Value.Get("columns")
	if cols == nil || cols.Kind != source.Map {
		s.faults.At(e.Key, "write columns: {time: ts, asset: machine, event: what}", "calibrate.%s: the columns of the log are not named", e.Name)
		return nil
	}
	get := func(key string) *table.Column {
		n := cols.Get(key)
		if n == nil {
			return nil
		}
		c, err := t.Column(n.Text)
		if err != nil {
			s.faults.At(n, "", "calibrate.%s: %v", e.Name, err)
		}
		return c
	}
	l := &eventLog{events: map[string][]event{}, activities: map[string][]activity{}, end: math.Inf(-1)}
	before := s.faults.Len()
	asset := get("asset")
	switch {
	case cols.Get("event") != nil:
		s.readRows(l, e, asset, get("time"), get("event"))
	case cols.Get("start") != nil && cols.Get("complete") != nil:
		s.readActivities(l, e, asset, get("activity"), get("start"), get("complete"))
		s.begin(l, e, get("scheduled"))
	default:
		s.faults.At(cols, "time, asset and event; or asset, activity, start and complete", "calibrate.%s: the columns say neither events nor activities", e.Name)
	}
	if s.faults.Len() > before {
		return nil
	}
	return l
}

// readRows reads a log in which each row is an event.
func (s *study) readRows(l *eventLog, e scenarios.Entry, asset, at, what *table.Column) {
	n := e.Value.Get("columns")
	if asset == nil || at == nil || what == nil {
		s.faults.At(n, "write columns: {time: ts, asset: machine, event: what}", "calibrate.%s: a log of events needs time, asset and event", e.Name)
		return
	}
	words := map[string]string{}
	for _, w := range eventWords {
		words[w] = w
	}
	if names := e.Value.Get("names"); names != nil {
		for i, k := range names.Keys {
			if _, ok := words[k.Text]; !ok {
				s.faults.At(k, "known: "+strings.Join(eventWords, " "), "calibrate.%s: there is no event %q", e.Name, k.Text)
				return
			}
			words[names.Items[i].Text] = k.Text
		}
	}
	for i := range at.Text {
		ns, err := table.ParseTime(at.Text[i])
		if err != nil {
			s.faults.At(n, "", "calibrate.%s, row %d: %v", e.Name, i+1, err)
			return
		}
		t := float64(ns) / 1e9
		l.end = math.Max(l.end, t)
		if w, ok := words[what.Text[i]]; ok {
			l.events[asset.Text[i]] = append(l.events[asset.Text[i]], event{t, w})
		}
	}
	for _, list := range l.events {
		sort.SliceStable(list, func(i, j int) bool { return list[i].at < list[j].at })
	}
}

// readActivities reads a log in which each row is an activity.
func (s *study) readActivities(l *eventLog, e scenarios.Entry, asset, name, start, complete *table.Column) {
	n := e.Value.Get("columns")
	if asset == nil {
		s.faults.At(n, "write asset: column", "calibrate.%s: the column of assets is missing", e.Name)
		return
	}
	for i := range start.Text {
		a := activity{complete: math.NaN(), row: i}
		ns, err := table.ParseTime(start.Text[i])
		if err == nil {
			a.start = float64(ns) / 1e9
			l.end = math.Max(l.end, a.start)
			if !complete.Empty(i) {
				if ns, err = table.ParseTime(complete.Text[i]); err == nil {
					a.complete = float64(ns) / 1e9
					l.end = math.Max(l.end, a.complete)
				}
			}
		}
		if err != nil {
			s.faults.At(n, "", "calibrate.%s, row %d: %v", e.Name, i+1, err)
			return
		}
		if name != nil {
			a.name = name.Text[i]
		}
		l.activities[asset.Text[i]] = append(l.activities[asset.Text[i]], a)
	}
}

// begin reads begin: start | ready. With ready an activity counts from when its part was asked for and its asset was free: what the
// asset needs before it begins (a gripper that comes, a transfer) is part of it.
func (s *study) begin(l *eventLog, e scenarios.Entry, scheduled *table.Column) {
	n := e.Value.Get("begin")
	if n == nil || n.Text == "start" || s.faults.Len() > 0 {
		return
	}
	if scheduled == nil {
		s.faults.At(n, "write columns: {scheduled: column, ...}", "calibrate.%s: begin: ready needs the time at which each activity was asked for", e.Name)
		return
	}
	for _, list := range l.activities { // each asset for itself: their order does not matter
		sort.SliceStable(list, func(i, j int) bool { return list[i].start < list[j].start })
		free := math.Inf(-1)
		for i := range list {
			a := &list[i]
			ns, err := table.ParseTime(scheduled.Text[a.row])
			if err != nil {
				s.faults.At(n, "", "calibrate.%s, row %d: %v", e.Name, a.row+1, err)
				return
			}
			a.start = math.Min(a.start, math.Max(float64(ns)/1e9, free))
			if !math.IsNaN(a.complete) {
				free = math.Max(free, a.complete)
			}
		}
	}
}

// durations are those of the activities of an asset; name "" means all of them.
// One that had not ended when the log did is at least that long.
func (l *eventLog) durations(asset, name string) Sample {
	var out Sample
	for _, a := range l.activities[asset] {
		switch {
		case name != "" && a.name != name:
		case math.IsNaN(a.complete):
			if l.end > a.start {
				out = append(out, Right(l.end-a.start))
			}
		case a.complete > a.start:
			out = append(out, Observation{Low: a.complete - a.start, High: a.complete - a.start})
		}
	}
	return out
}

// sample gives the durations that a setting stands for.
func (l *eventLog) sample(asset, setting string, _ *source.Node, clock string) (s Sample, why string) {
	list, acts := l.events[asset], l.activities[asset]
	if list == nil && acts == nil {
		return nil, "has no rows in the log (the log calls the asset \"" + asset + "\"; assets: {name: name in the log} says otherwise)"
	}
	var d pieces
	switch {
	case setting == "cycle" && acts != nil:
		return l.durations(asset, ""), ""
	case setting == "every":
		return gaps(list, acts), ""
	case setting == "cycle" || strings.HasPrefix(setting, "failures.") && (strings.HasSuffix(setting, ".after") || strings.HasSuffix(setting, ".repair")):
		d = cut(list, l.end, clock)
	default:
		return nil, "is no distribution that a log shows"
	}
	switch {
	case setting == "cycle":
		return d.cycle, ""
	case strings.HasSuffix(setting, ".repair"):
		return d.repair, ""
	}
	return d.life, ""
}

// pieces are the durations that a log of events shows of one asset.
type pieces struct{ cycle, life, repair Sample }

// cut turns events into durations. A cycle is the time between start and end
// without repairs in it. A life counts working time (clock "busy") or calendar
// time without repairs (clock "clock") from the last repair to a failure; the last
// one is still running when the log ends, and so is a repair that has not ended.
// The first life began before the log, nobody knows when: it is left out as soon
// as there are two others that have ended, else it counts from the log's beginning.
func cut(list []event, end float64, clock string) pieces {
	var p pieces
	working, down := false, false
	var worked, lived, since, failed float64
	if len(list) > 0 {
		since = list[0].at
	}
	pass := func(to float64) {
		if working && !down {
			worked += to - since
		}
		if !down && (working || clock == "clock") {
			lived += to - since
		}
		since = to
	}
	for _, e := range list {
		pass(e.at)
		switch e.what {
		case "start":
			working, worked = true, 0
		case "end":
			if working && worked > 0 {
				p.cycle = append(p.cycle, Observation{Low: worked, High: worked})
			}
			working = false
		case "fail":
			if !down && lived > 0 {
				p.life = append(p.life, Observation{Low: lived, High: lived})
			}
			down, failed = true, e.at
		case "repaired":
			if down && e.at > failed {
				p.repair = append(p.repair, Observation{Low: e.at - failed, High: e.at - failed})
			}
			down, lived = false, 0
		}
	}
	pass(end)
	if len(p.life) > 2 {
		p.life = p.life[1:]
	}
	if down && end > failed {
		p.repair = append(p.repair, Right(end-failed))
	} else if lived > 0 {
		p.life = append(p.life, Right(lived))
	}
	return p
}

// gaps are the times between the starts of an asset.
func gaps(list []event, acts []activity) Sample {
	var at []float64
	for _, e := range list {
		if e.what == "start" {
			at = append(at, e.at)
		}
	}
	for _, a := range acts {
		at = append(at, a.start)
	}
	sort.Float64s(at)
	var out Sample
	for i := 1; i < len(at); i++ {
		if d := at[i] - at[i-1]; d > 0 {
			out = append(out, Observation{Low: d, High: d})
		}
	}
	return out
}
