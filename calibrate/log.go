package calibrate

import (
	"fmt"
	"math"
	"sort"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/table"
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
)

// eventLog is a recorded log, by asset: rows of events, or rows of activities.
type eventLog struct {
	events     map[string][]event
	activities map[string][]activity
	end        float64 // [s] last time in the log
	tab        *table.Table
	backwards  int            // activities that end before they start
	first      string         // the first of them
	unknown    map[string]int // events with a name that is none of those known
	outside    int            // durations that lie wholly outside the calendar
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
	l := &eventLog{tab: t, unknown: map[string]int{}, events: map[string][]event{}, activities: map[string][]activity{}, end: math.Inf(-1)}
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
			items := []*source.Node{names.Items[i]}
			if names.Items[i].Kind == source.List {
				items = names.Items[i].Items
			}
			for _, x := range items {
				words[x.Text] = k.Text
			}
		}
	}
	for i := range at.Text {
		ns, err := table.ParseTime(at.Text[i])
		if err != nil {
			s.cell(l, e, n, at, i, err)
			return
		}
		t := float64(ns) / 1e9
		l.end = math.Max(l.end, t)
		if w, ok := words[what.Text[i]]; ok {
			l.events[asset.Text[i]] = append(l.events[asset.Text[i]], event{t, w})
		} else {
			l.unknown[what.Text[i]]++
		}
	}
	for _, list := range l.events {
		sort.SliceStable(list, func(i, j int) bool { return list[i].at < list[j].at })
	}
}

// cell reports a cell of the log that is no time.
func (s *study) cell(l *eventLog, e scenarios.Entry, n *source.Node, c *table.Column, row int, err error) {
	k, _ := l.tab.Index(c.Name)
	s.faults.At(n, "", "calibrate.%s: %v", e.Name, l.tab.Fault(row, k, err.Error()+" (column "+c.Name+")", ""))
}

// words tells what of the log was not used.
func (l *eventLog) words() []string {
	var out []string
	if l.backwards > 0 {
		out = append(out, plural(l.backwards, "activity")+" skipped, the first: "+l.first+".")
	}
	if l.outside > 0 {
		out = append(out, plural(l.outside, "duration")+" wholly outside the calendar skipped.")
	}
	var names []string
	for name := range l.unknown {
		names = append(names, name)
	}
	sort.Strings(names)
	for i, name := range names {
		names[i] = fmt.Sprintf("%q %d times", name, l.unknown[name])
	}
	if len(names) > 0 {
		out = append(out, l.tab.Name+" has events that names does not explain; they are not used: "+strings.Join(names, ", ")+".")
	}
	return out
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
		at := start
		ns, err := table.ParseTime(start.Text[i])
		if err == nil {
			a.start = float64(ns) / 1e9
			l.end = math.Max(l.end, a.start)
			if !complete.Empty(i) {
				at = complete
				if ns, err = table.ParseTime(complete.Text[i]); err == nil {
					a.complete = float64(ns) / 1e9
					l.end = math.Max(l.end, a.complete)
				}
			}
		}
		if err != nil {
			s.cell(l, e, n, at, i, err)
			return
		}
		if a.complete < a.start {
			l.backwards++
			if l.first == "" {
				k, _ := l.tab.Index(complete.Name)
				l.first = l.tab.Fault(i, k, "ends before it starts", "").Error()
			}
			continue
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
				s.cell(l, e, n, scheduled, a.row, err)
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
// Time outside the calendar does not count.
func (l *eventLog) durations(asset, name string, open *plant.Calendar) Sample {
	var out Sample
	for _, a := range l.activities[asset] {
		if name != "" && a.name != name {
			continue
		}
		to := a.complete
		if math.IsNaN(to) {
			to = l.end
		}
		switch d := open.Between(a.start, to); {
		case !(to > a.start):
		case !(d > 0):
			l.outside++
		case math.IsNaN(a.complete):
			out = append(out, Right(d))
		default:
			out = append(out, Observation{Low: d, High: d})
		}
	}
	return out
}

// sample gives the durations that a setting stands for.
func (l *eventLog) sample(asset, setting, clock string, open *plant.Calendar) (d pieces, why string) {
	list, acts := l.events[asset], l.activities[asset]
	if list == nil && acts == nil {
		return d, "has no rows in the log (the log calls the asset \"" + asset + "\"; assets: {name: name in the log} says otherwise)"
	}
	switch {
	case setting == "cycle" && acts != nil:
		d.wanted = l.durations(asset, "", open)
	case setting == "every":
		d.wanted = gaps(list, acts, open)
	case setting == "cycle" || strings.HasPrefix(setting, "failures.") && (strings.HasSuffix(setting, ".after") || strings.HasSuffix(setting, ".repair")):
		d = cut(list, l.end, clock, open)
		switch {
		case setting == "cycle":
			d.wanted = d.cycle
		case strings.HasSuffix(setting, ".repair"):
			d.wanted = d.repair
		default:
			d.wanted = d.life
		}
	default:
		return d, "is no distribution that a log shows"
	}
	return d, ""
}

// pieces are the durations that a log of events shows of one asset.
type pieces struct {
	cycle, life, repair Sample
	wanted              Sample  // that which was asked for
	history             History // failures on the clock of lives
}

// cut turns events into durations. A cycle is the time between start and end
// without repairs in it. A life counts working time (clock "busy") or calendar
// time without repairs (clock "clock") from the last repair to a failure; the last
// one is still running when the log ends, and so is a repair that has not ended.
// The first life began before the log, nobody knows when: it is left out as soon
// as there are two others that have ended, else it counts from the log's beginning. Time outside the calendar does not count.
func cut(list []event, end float64, clock string, open *plant.Calendar) pieces {
	var p pieces
	working, down := false, false
	var worked, lived, since, failed float64
	if len(list) > 0 {
		since = list[0].at
	}
	age := 0.0
	pass := func(to float64) {
		d := open.Between(since, to)
		if working && !down {
			worked += d
		}
		if !down && (working || clock == "clock") {
			lived, age = lived+d, age+d
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
				p.history.Events = append(p.history.Events, age)
			}
			down, failed = true, e.at
		case "repaired":
			if d := open.Between(failed, e.at); down && d > 0 {
				p.repair = append(p.repair, Observation{Low: d, High: d})
			}
			down, lived = false, 0
		}
	}
	pass(end)
	if len(p.life) > 2 {
		p.life = p.life[1:]
	}
	p.history.End = age
	if d := open.Between(failed, end); down && d > 0 {
		p.repair = append(p.repair, Right(d))
	} else if lived > 0 {
		p.life = append(p.life, Right(lived))
	}
	return p
}

// gaps are the times between the starts of an asset.
func gaps(list []event, acts []activity, open *plant.Calendar) Sample {
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
		if d := open.Between(at[i-1], at[i]); d > 0 {
			out = append(out, Observation{Low: d, High: d})
		}
	}
	return out
}
