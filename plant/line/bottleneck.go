package line

import (
	"math"
	"time"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

// AskBottlenecks is the name under which a builder is asked for the detector of bottlenecks; a signal of it asks, too.
const AskBottlenecks = "plant.bottlenecks"

// bottleneckSignals are those of every kind that can be the bottleneck.
var bottleneckSignals = []SignalDoc{
	{"bottleneck", Ratio, unit.One, "share of the time in which it was the bottleneck: of all machines, crews and fleets that are active, the one whose uninterrupted active period is longest (C. Roser, M. Nakano, M. Tanaka, Shifting bottleneck detection, Winter Simulation Conference 2002)"},
	{"bottleneck.sole", Ratio, unit.One, "share of the time in which it was the only bottleneck"},
	{"bottleneck.shifting", Ratio, unit.One, "share of the time in which the bottleneck shifted to it or away from it: its active period and that of the next bottleneck overlap"},
}

// inactive are the states in which an asset holds up nobody, because it waits for others itself; it is active while none of
// its servers, members or vehicles is in one of them.
var inactive = map[string][]uint8{
	"machine": {starved, blocked, waiting, offShift},
	"crew":    {crewFree, crewOff},
	"fleet":   {vIdle}, // one that waits has a task, and cannot take another
}

// detector finds which asset is the bottleneck: at the end of the active period of one, the next is that of all which are
// active then whose period is longest (Roser, Nakano and Tanaka 2002, section 3). An asset becomes active or inactive by a
// condition on its states, which is looked at when an instant has settled, so nothing is asked of the assets themselves.
type detector struct {
	id      int32
	watched []suspect
}

// suspect is an asset that may be the bottleneck.
type suspect struct {
	asset          int
	name           string
	idle           []sim.Ref // its servers in an inactive state
	sole, shifting int32     // counts [ns]
}

// spell is an active period of a suspect.
type spell struct {
	who      int32
	from, to time.Duration
}

// detectorState keeps active periods until it is known which of them was the longest. Those that are under way are linked
// in order of their beginning; of those that are over, only those that no older one outlasted can matter.
type detectorState struct {
	from       []time.Duration // of each suspect: when its period began
	on         []bool
	next, prev []int32
	head, tail int32
	late       []spell // ended in the instant of the last event: they may go on in it
	closed     []spell
	last       spell         // the bottleneck at last
	any        bool          // there is one
	shared     time.Duration // up to where its period overlaps that of the one before
}

// detect makes the detector if somebody asks for it.
func (l *Line) detect(c *compiler) {
	d := &detector{id: int32(len(l.Units))}
	asked := c.b.Asked(AskBottlenecks) != 0
	for i := range l.assets {
		for _, x := range bottleneckSignals {
			asked = asked || c.b.Asked(l.assets[i].Name+"."+x.Name) != 0
		}
	}
	if !asked {
		return
	}
	for _, kind := range []string{"machine", "fleet", "crew"} { // a machine comes before the people who are active with it
		d.suspects(l, c, kind)
	}
	l.Units = append(l.Units, d)
	for k := range d.watched {
		l.Bottlenecks = append(l.Bottlenecks, d.signals(l, k))
	}
}

// suspects adds the assets of a kind.
func (d *detector) suspects(l *Line, c *compiler, kind string) {
	for _, set := range l.States {
		if set.Asset < 0 || l.assets[set.Asset].Kind.Name != kind {
			continue
		}
		x := suspect{asset: set.Asset, name: l.assets[set.Asset].Name}
		x.sole, x.shifting = c.b.Count(x.name, "bottleneck.sole"), c.b.Count(x.name, "bottleneck.shifting")
		for _, k := range inactive[kind] {
			x.idle = append(x.idle, sim.Ref{Store: sim.StoreTimes, Index: set.Times, Sub: int32(k)})
		}
		who := int64(len(d.watched))
		c.b.Condition(sim.Condition{Name: x.name + ".bottleneck", Reads: x.idle, True: x.active,
			Rise: &sim.Event{To: d.id, Code: evActive, Arg: who}, Fall: &sim.Event{To: d.id, Code: evInactive, Arg: who}})
		d.watched = append(d.watched, x)
	}
}

// Bottleneck reads how much of the time an asset was the bottleneck.
type Bottleneck struct {
	Asset int
	Share func(s *sim.State) (sole, shifting float64) // NaN where no time has passed
}

// signals adds the figures of a suspect.
func (d *detector) signals(l *Line, k int) Bottleneck {
	share := func(s *sim.State) (sole, shifting float64) {
		n := d.upToNow(s)
		all := float64(s.Elapsed())
		if all == 0 {
			return math.NaN(), math.NaN()
		}
		return float64(n[2*k]) / all, float64(n[2*k+1]) / all
	}
	x := d.watched[k]
	add := func(name string, read func(s *sim.State) float64) {
		l.Signals = append(l.Signals, Signal{Asset: x.asset, Name: name, Sort: Ratio, Dim: unit.One, Read: read})
	}
	add("bottleneck", func(s *sim.State) float64 { a, b := share(s); return a + b })
	add("bottleneck.sole", func(s *sim.State) float64 { a, _ := share(s); return a })
	add("bottleneck.shifting", func(s *sim.State) float64 { _, b := share(s); return b })
	return Bottleneck{x.asset, share}
}

// active is the condition of a suspect.
func (x *suspect) active(s *sim.State) bool {
	for _, r := range x.idle {
		if s.Read(r) > 0 {
			return false
		}
	}
	return true
}

// Name is what errors call it.
func (d *detector) Name() string { return "bottleneck" }

// New implements sim.Unit.
func (d *detector) New() any {
	n := len(d.watched)
	return &detectorState{from: make([]time.Duration, n), on: make([]bool, n), next: make([]int32, n), prev: make([]int32, n), head: none, tail: none}
}

// Start implements sim.Unit.
func (d *detector) Start(*sim.State) error { return nil }

// Handle implements sim.Unit.
func (d *detector) Handle(s *sim.State, e sim.Event) error {
	st, who := s.Units[d.id].(*detectorState), int32(e.Arg)
	st.settle(s.Now)
	for st.decide() {
		x := &d.watched[st.last.who]
		sole, shifting := st.shares(s.Now - s.Elapsed())
		s.Count(x.sole, int64(sole))
		s.Count(x.shifting, int64(shifting))
		st.take()
	}
	switch {
	case e.Code == evInactive:
		st.late = append(st.late, spell{who, st.from[who], s.Now})
	case st.on[who]: // it was inactive within this instant only
		for i := range st.late {
			if st.late[i].who == who {
				st.late = append(st.late[:i], st.late[i+1:]...)
				break
			}
		}
	default:
		st.open(who, s.Now)
	}
	return nil
}

// open begins a period.
func (st *detectorState) open(who int32, now time.Duration) {
	st.from[who], st.on[who] = now, true
	st.next[who], st.prev[who] = none, st.tail
	if st.tail >= 0 {
		st.next[st.tail] = who
	} else {
		st.head = who
	}
	st.tail = who
}

// settle ends the periods that were over before now. One that began and ended while an older one lasted was never the
// longest.
func (st *detectorState) settle(now time.Duration) {
	if len(st.late) == 0 || st.late[0].to >= now {
		return
	}
	for _, p := range st.late {
		st.unlink(p.who)
	}
	for _, p := range st.late {
		if p.to > p.from && !(st.head >= 0 && st.from[st.head] <= p.from) {
			st.closed = append(st.closed, p)
		}
	}
	st.late = st.late[:0]
}

func (st *detectorState) unlink(who int32) {
	st.on[who] = false
	if p := st.prev[who]; p >= 0 {
		st.next[p] = st.next[who]
	} else {
		st.head = st.next[who]
	}
	if n := st.next[who]; n >= 0 {
		st.prev[n] = st.prev[who]
	} else {
		st.tail = st.prev[who]
	}
}

// edge is when the next bottleneck is chosen: at the end of the last, or when the first becomes active; false if there is
// nothing to choose from yet.
func (st *detectorState) edge() (time.Duration, bool) {
	if st.any {
		return st.last.to, true
	}
	at, ok := sim.Never, false
	for i := range st.closed {
		at, ok = min(at, st.closed[i].from), true
	}
	return at, ok
}

// decide reports whether it is known what follows the last bottleneck: which of the periods that cover its end is longest,
// all of them being over, or that there is none. take goes on to it. Without a last bottleneck it chooses the first.
func (st *detectorState) decide() bool {
	for {
		at, ok := st.edge()
		if !ok || st.head >= 0 && st.from[st.head] <= at {
			return false
		}
		if st.any {
			return true
		}
		st.last, _ = st.longest(at)
		st.any, st.shared = true, st.last.from
		st.forget()
	}
}

// longest is the longest of the periods that are over and cover a time, false if there is none. Of equal ones it is that
// which began first, then that of the suspect that comes first.
func (st *detectorState) longest(at time.Duration) (best spell, ok bool) {
	for _, p := range st.closed {
		if p.from <= at && p.to > at && (!ok || p.beats(best)) {
			best, ok = p, true
		}
	}
	return best, ok
}

func (p spell) beats(q spell) bool {
	switch a, b := p.to-p.from, q.to-q.from; {
	case a != b:
		return a > b
	case p.from != q.from:
		return p.from < q.from
	}
	return p.who < q.who
}

// forget drops the periods that end with that of the last bottleneck or before.
func (st *detectorState) forget() {
	n := 0
	for _, p := range st.closed {
		if p.to > st.last.to {
			st.closed[n] = p
			n++
		}
	}
	st.closed = st.closed[:n]
}

// shares is how long the last bottleneck was alone and how long it was shifting, from a time on, now that the next is known.
func (st *detectorState) shares(from time.Duration) (sole, shifting time.Duration) {
	p := st.last
	tail := p.to
	if next, ok := st.longest(p.to); ok {
		tail = max(next.from, p.from)
	}
	length := func(a, b time.Duration) time.Duration { return max(0, b-max(a, from)) }
	sole = length(st.shared, tail)
	return sole, length(p.from, p.to) - sole
}

// take makes the next bottleneck the last.
func (st *detectorState) take() {
	next, ok := st.longest(st.last.to)
	st.shared = max(st.last.to, next.from)
	st.last, st.any = next, ok
	if ok {
		st.forget()
	}
}

// upToNow gives the times of all suspects, sole and shifting [ns], as if all periods ended now. It works on a copy.
func (d *detector) upToNow(s *sim.State) []int64 {
	out := make([]int64, 2*len(d.watched))
	for k, x := range d.watched {
		for i, c := range []int32{x.sole, x.shifting} {
			v, _ := s.Stat(sim.Ref{Store: sim.StoreCount, Index: c}, sim.StatTotal, 0)
			out[2*k+i] = int64(v)
		}
	}
	kept := s.Units[d.id].(*detectorState)
	st := &detectorState{head: none, tail: none, last: kept.last, any: kept.any, shared: kept.shared}
	st.closed = append(st.closed, kept.closed...)
	for k := kept.head; k >= 0; k = kept.next[k] { // those that have ended in this instant are among them
		if kept.from[k] < s.Now {
			st.closed = append(st.closed, spell{k, kept.from[k], s.Now})
		}
	}
	for _, p := range kept.late {
		for i := range st.closed {
			if st.closed[i].who == p.who && st.closed[i].from == p.from {
				st.closed[i].to = p.to
			}
		}
	}
	for st.decide() {
		who := st.last.who
		sole, shifting := st.shares(s.Now - s.Elapsed())
		out[2*who] += int64(sole)
		out[2*who+1] += int64(shifting)
		st.take()
	}
	return out
}
