package sim

import (
	"fmt"
	"math"
	"reflect"
	"time"
	"unsafe"
)

// State is all that changes in a run. Clone, Save, Load and Equal act on it
// and on nothing else. Its methods are for units, within their Start and
// Handle, and for readers between instants.
type State struct {
	// Now is the time since the start of the run.
	Now time.Duration
	// Units holds what each unit's New returned:
	// st := s.Units[u.id].(*machineState).
	Units []any

	kept   kept
	m      *Model
	work   []bench // workspaces of the islands: no state
	err    error   // first misuse of a method, picked up by the loop
	obs    func(Entry)
	follow func(*State, Happening)
	near   trail // for errors: what was handled last at this instant
	asked  int64 // events handled when idle last asked: no state
}

// kept is the plain data of the kernel itself.
type kept struct {
	queue   queue
	ring    ring
	levels  []level
	cells   []cell
	counts  []count
	tallies []tally
	records []record
	streams []source
	anti    bool
	parts   parts
	islands []island
	lagging bool // some lag
	conds   []cond
	dirtyI  []int32 // islands to look at in phase c
	dirtyC  []int32 // conditions to evaluate in phase c
	log     logHash
	micro   int64
	inTick  int64 // events handled at this tick
	rounds  int64 // rounds of phase c at this tick
	from    int64 // [ns] since when statistics count
	end     int64 // [ns] where islands end a step, 0 for nowhere
	handled int64 // events handled in all
	seedNo  uint64
	repl    int64
	stopped bool // the run ends with this instant

	accounts []account
}

var keptType = reflect.TypeFor[kept]()

// cond is the state of a line condition.
type cond struct{ told, dirty bool }

// newState is the state before time zero.
func newState(m *Model, o Options) *State {
	s := &State{m: m, Units: make([]any, len(m.Units))}
	k := &s.kept
	k.queue.reset()
	k.parts.reset(len(m.attrs))
	for i, u := range m.Units {
		s.Units[i] = u.New()
	}
	k.levels = make([]level, len(m.levels))
	for i, sp := range m.levels {
		k.levels[i] = level{value: sp.start, min: sp.start, max: sp.start, aux: m.aux(StoreLevel, i, sp.rec, o)}
	}
	k.cells = make([]cell, m.cells)
	for _, t := range m.times {
		for c := range t.states {
			i := int(t.first) + c
			k.cells[i].aux = m.aux(StoreTimes, i, t.rec[c], o)
		}
		k.cells[int(t.first)+int(t.start)].n = t.servers
	}
	k.counts = make([]count, len(m.counts))
	for i, sp := range m.counts {
		k.counts[i].aux = m.aux(StoreCount, i, sp.rec, o)
	}
	k.tallies = make([]tally, len(m.tallies))
	for i, sp := range m.tallies {
		k.tallies[i] = tally{min: math.Inf(1), max: math.Inf(-1), aux: m.aux(StoreTally, i, sp.rec, o)}
	}
	k.accounts = make([]account, len(m.accounts))
	k.conds = make([]cond, len(m.Conditions))
	k.records = make([]record, len(m.records))
	for i, sp := range m.records {
		k.records[i] = record{hasHist: sp.hist, hasTrace: sp.trace && o.Record}
		k.records[i].Trace.Width = max(int64(o.TraceWidth), 0)
	}
	s.newIslands()
	k.anti = o.Antithetic
	s.seed(o.Seed, o.Replication)
	return s
}

// aux says who hears of a change of a signal. A record that keeps nothing in this run does not.
func (m *Model) aux(st Store, i int, rec uint32, o Options) uint32 {
	if rec > 0 && !m.records[rec-1].hist && !(m.records[rec-1].trace && o.Record) {
		rec = 0
	}
	if len(m.watch[st][i]) > 0 {
		rec |= auxWatched
	}
	return rec
}

// seed makes all streams anew.
func (s *State) seed(seed uint64, replication int) {
	k := &s.kept
	k.seedNo, k.repl = seed, int64(replication)
	if k.streams == nil {
		k.streams = make([]source, len(s.m.streams))
	}
	for i, sp := range s.m.streams {
		k.streams[i] = source{Stream: NewStream(seed, sp.identity, sp.purpose, replication)}
	}
}

// Book asks that e be handled at tick at, not before now. A class left at its
// zero value counts as End: steps are the kernel's own. The zero ticket comes
// back where at is Never or later. Cost: O(log n).
func (s *State) Book(at time.Duration, e Event) Ticket {
	if e.Class == Step {
		e.Class = End
	}
	return s.book(at, e)
}

func (s *State) book(at time.Duration, e Event) Ticket {
	q := &s.kept.queue
	if at >= Never || at < s.Now || q.full() {
		return s.bookSlow(at, e)
	}
	return q.enter(int64(at), e)
}

// bookSlow is book where there is no room, or the event never comes; one before now is a mistake of its unit.
func (s *State) bookSlow(at time.Duration, e Event) Ticket {
	if at < s.Now {
		s.misuse("event %d of %s is booked at %v, before now", e.Code, s.m.name(e.To), at)
	}
	if at >= Never || at < s.Now {
		return Ticket{}
	}
	t, err := s.kept.queue.book(int64(at), e)
	if err != nil {
		s.misuse("%w", err)
	}
	return t
}

// Soon puts e into the ring: it is handled in this instant, after what is
// already there.
func (s *State) Soon(e Event) { s.kept.ring.push(e) }

// Cancel takes a booked event back. left is the time from now to when it would
// have come; ok is false where the ticket is stale or zero.
func (s *State) Cancel(t Ticket) (left time.Duration, ok bool) {
	at, ok := s.kept.queue.cancel(t)
	if !ok {
		return 0, false
	}
	return at - s.Now, true
}

// Due is when a booked event will come; false where the ticket is stale or zero.
func (s *State) Due(t Ticket) (time.Duration, bool) {
	q := &s.kept.queue
	if t.gen == 0 || int(t.slot) >= len(q.slots) {
		return 0, false
	}
	x := &q.slots[t.slot]
	return time.Duration(x.at), x.gen == t.gen && x.at >= 0
}

// Level is the value of level i.
func (s *State) Level(i int32) float64 { return s.kept.levels[i].value }

// Set publishes a new value of level i.
func (s *State) Set(i int32, v float64) {
	l := &s.kept.levels[i]
	if v == l.value {
		return
	}
	if l.aux != 0 || !(v >= l.min && v <= l.max) {
		s.levelChanges(i, v)
		return
	}
	l.change(v, int64(s.Now))
}

// Add adds dv to level i.
func (s *State) Add(i int32, dv float64) {
	l := &s.kept.levels[i]
	v := l.value + dv
	if l.aux != 0 || !(v >= l.min && v <= l.max) {
		s.Set(i, v)
		return
	}
	l.change(v, int64(s.Now))
}

// levelChanges is Set where somebody hears of the change, or the value is one that the level has not had.
func (s *State) levelChanges(i int32, v float64) {
	l := &s.kept.levels[i]
	if v != v {
		sp := s.m.levels[i]
		s.misuse("%s is set to a value that is not a number", join(sp.asset, sp.signal))
	}
	if r := l.aux & auxRecord; r != 0 {
		s.kept.records[r-1].hold(l.value, int64(s.Now))
	}
	if l.aux&auxWatched != 0 {
		s.touch(s.m.watch[StoreLevel][i])
	}
	l.change(v, int64(s.Now))
	if v < l.min {
		l.min = v
	}
	if v > l.max {
		l.max = v
	}
}

// Switch moves one server of the state times i from one category to another.
func (s *State) Switch(i int32, from, to uint8) {
	if from == to {
		return
	}
	a, b := &s.kept.cells[i+int32(from)], &s.kept.cells[i+int32(to)]
	now := int64(s.Now)
	if a.aux|b.aux != 0 {
		s.cellChanges(i + int32(from))
		s.cellChanges(i + int32(to))
	}
	a.ns += now
	a.n--
	b.ns -= now
	b.n++
}

func (s *State) cellChanges(i int32) {
	c := &s.kept.cells[i]
	if r := c.aux & auxRecord; r != 0 {
		s.kept.records[r-1].hold(float64(c.n), int64(s.Now))
	}
	if c.aux&auxWatched != 0 {
		s.touch(s.m.watch[StoreTimes][i])
	}
}

// Count adds n to counter i.
func (s *State) Count(i int32, n int64) {
	c := &s.kept.counts[i]
	if c.aux != 0 {
		s.countChanges(i)
	}
	c.n += n
}

func (s *State) countChanges(i int32) {
	c := &s.kept.counts[i]
	if r := c.aux & auxRecord; r != 0 {
		s.kept.records[r-1].hold(float64(c.n), int64(s.Now))
	}
	if c.aux&auxWatched != 0 {
		s.touch(s.m.watch[StoreCount][i])
	}
}

// Sample adds v to tally i.
func (s *State) Sample(i int32, v float64) {
	t := &s.kept.tallies[i]
	if t.aux != 0 || !(v >= t.min && v <= t.max) {
		s.sampled(i, v)
		return
	}
	t.between(v)
}

// sampled is Sample where somebody hears of the sample, or it is a new extreme.
func (s *State) sampled(i int32, v float64) {
	t := &s.kept.tallies[i]
	if v != v {
		sp := s.m.tallies[i]
		s.misuse("%s gets a sample that is not a number", join(sp.asset, sp.signal))
		return
	}
	if r := t.aux & auxRecord; r != 0 {
		r := &s.kept.records[r-1]
		if r.hasHist {
			r.Hist.Add(v, 1)
		}
		if r.hasTrace {
			r.Trace.point(v, int64(s.Now))
		}
	}
	if t.aux&auxWatched != 0 {
		s.touch(s.m.watch[StoreTally][i])
	}
	t.add(v)
}

// touch marks those who read a signal that changes.
func (s *State) touch(w watchers) {
	k := &s.kept
	for _, i := range w {
		if i >= 0 {
			k.islands[i].changed = true
			s.call(i)
			continue
		}
		if c := &k.conds[^i]; !c.dirty {
			c.dirty = true
			k.dirtyC = append(k.dirtyC, ^i)
		}
	}
}

// call puts island i on the list of phase c.
func (s *State) call(i int32) {
	if is := &s.kept.islands[i]; !is.called {
		is.called = true
		s.kept.dirtyI = append(s.kept.dirtyI, i)
	}
}

// misuse keeps the first error; the loop ends the run with it.
func (s *State) misuse(format string, args ...any) {
	if s.err == nil {
		s.err = fmt.Errorf(format, args...)
	}
}

func pointer(k *kept) unsafe.Pointer { return unsafe.Pointer(k) }

// Diff is the path of the first number in which two states of one model
// differ, "" where they are equal to the last bit.
func (s *State) Diff(o *State) string {
	s.finishAll()
	o.finishAll()
	if s.Now != o.Now {
		return fmt.Sprintf("Now: %v and %v", s.Now, o.Now)
	}
	if d := s.m.kept.diff(pointer(&s.kept), pointer(&o.kept)); d != "" {
		return d
	}
	for i, p := range s.m.plans {
		if p == nil {
			continue
		}
		if d := p.diff(reflect.ValueOf(s.Units[i]).UnsafePointer(), reflect.ValueOf(o.Units[i]).UnsafePointer()); d != "" {
			return s.m.name(int32(i)) + ": " + d
		}
	}
	return ""
}

// Equal says whether two states of one model are equal to the last bit.
func (s *State) Equal(o *State) bool { return s.Diff(o) == "" }

// clone is a copy that shares only the model.
func (s *State) clone() *State {
	c := &State{Now: s.Now, m: s.m, kept: s.kept, Units: make([]any, len(s.Units))}
	s.m.kept.clone(pointer(&c.kept), pointer(&s.kept))
	c.kept.queue.rebuild()
	for i, p := range s.m.plans {
		c.Units[i] = p.cloneStruct(s.Units[i])
	}
	c.newWork()
	return c
}
