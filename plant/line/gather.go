package line

import (
	"time"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

// batchSettings are those of a machine that works on several parts at a time.
var batchSettings = []Setting{
	{Key: "size", Form: Integer, Required: true, Shape: true, Min: 1, HasMin: true, Max: many, HasMax: true, About: "parts that one server works on together; they leave it singly"},
	{Key: "least", Form: Integer, Shape: true, Min: 1, HasMin: true, Max: many, HasMax: true, About: "parts with which a server begins at once; size if it is left out"},
	{Key: "match", Form: OfPart, Shape: true, About: "value that all parts of a load have in common, such as part.colour; the load whose first part has waited longest goes first. Parts wait in queue for others like them, which needs places"},
	{Key: "wait", Form: Quantity, Dim: unit.Time, HasMin: true, About: "time after which the oldest waiting part is begun with what is there; left out, less than least is never begun"},
}

var (
	batchSetting = Setting{Key: "batch", Form: Group, Sub: batchSettings, Shape: true, About: "several parts are worked on together by one server, as in an oven. " +
		"A whole number alone is its size. They gather in the queue; while a server is free it has room for one load at least"}
	joinsSetting = Setting{Key: "joins", Form: Counts, Shape: true, Matches: true, About: "what is taken with each part and becomes one with it: products, or the assets that send it, with numbers: {door: 2}. " +
		"With {door: {count: 2, match: part.order}} only parts that have the same value as the one worked on, so that a set belongs together. Parts that are neither are the ones worked on. Each waits in a queue of its own with the places of queue; while a server is free there is room for one set at least. A server is loaded when all is there"}
	packsSetting = Setting{Key: "packs", Form: Toggle, Default: "false", Shape: true, About: "whether what is joined stays in the part as its contents, to come out at a machine with splits: contents"}
)

// gather is the constant part of a machine that loads more than one part at a time: a batch, or a part with what is
// joined to it. Way 0 is of the parts that are worked on, the others of what is joined to them.
type gather struct {
	ways        []inlet
	size, least int32
	wait        time.Duration // until a smaller load is begun; sim.Never if it never is
	packs       bool
	match       *Draw // what the parts of a load have in common; nil for nothing
	matches     bool  // some parts have to be alike
	joined      int32 // count of parts joined
}

// inlet is one of the queues of a gathering machine.
type inlet struct {
	name   string
	need   int32 // for each part of way 0
	sender int32 // the asset that sends it, none for any
	typ    int32 // the product, none for any
	match  *Draw // what it has in common with the part worked on; nil for nothing
	queued int32 // level
}

// inletState is what changes of a way.
type inletState struct {
	queue fifo
	door  door
}

func (m *machine) bindGather(c *compiler, i int, r reader) {
	batch, joins := r.group("batch"), r.get("joins").Counts
	if len(batch.values) == 0 && len(joins) == 0 {
		return
	}
	g := &gather{size: 1, least: 1, wait: sim.Never, packs: r.get("packs").On, joined: none}
	g.ways = []inlet{{need: 1, sender: none, typ: none, queued: m.queued}}
	if len(batch.values) > 0 {
		g.size = int32(batch.get("size").Num)
		g.least = g.size
		if v := batch.get("least"); v.Set {
			g.least = int32(v.Num)
		}
		if v := batch.get("match"); v.Set {
			g.match = &v.Draw
		}
		if v := batch.get("wait"); v.Set {
			g.wait = ticks(v.Num)
		}
		if g.least > g.size {
			c.fault(i, "batch.least", "lower least, or raise size", "least is %d, more than the size of %d", g.least, g.size)
		}
	}
	for _, j := range joins {
		w := inlet{name: j.Name, need: int32(j.N), sender: j.Asset, typ: j.Type, match: j.Match}
		w.queued = c.b.Level(m.name, "joins."+j.Name+".queued", 0)
		g.ways = append(g.ways, w)
	}
	if len(joins) > 0 {
		g.joined = c.b.Count(m.name, "joined")
	}
	m.gather = g
	m.bindMatch(c, i)
}

func (g *gather) fresh() []inletState {
	out := make([]inletState, len(g.ways))
	for k := range out {
		out[k].queue = emptyFifo
	}
	return out
}

// way is the queue that a part belongs to.
func (g *gather) way(s *sim.State, part int32) int {
	return g.wayFrom(s, part, s.Part(part).Holder)
}

// wayFrom is way for a part that an asset sends.
func (g *gather) wayFrom(s *sim.State, part, sender int32) int {
	p := s.Part(part)
	for k := 1; k < len(g.ways); k++ {
		w := &g.ways[k]
		if w.sender >= 0 && w.sender == sender || w.typ >= 0 && w.typ == p.Type {
			return k
		}
	}
	return 0
}

// wayFree is the number of parts that could come into a way now.
func (m *machine) wayFree(st *machineState, k int) int32 {
	n := m.places
	if st.nidle > 0 && st.barred == 0 {
		n = max(n, m.gather.ways[k].need*m.gather.size)
	}
	return n - st.ways[k].queue.n
}

// acceptGather takes a part into its queue, and loads a server if that makes a load complete.
func (m *machine) acceptGather(s *sim.State, st *machineState, part int32, from asker) bool {
	k := m.gather.way(s, part)
	w := &st.ways[k]
	free := m.wayFree(st, k)
	if (free <= 0 || len(w.door.list) > 0) && !w.door.admit(from, free) {
		return false
	}
	p := s.Part(part)
	p.Holder, p.Entered = m.id, s.Now
	if m.parts >= 0 {
		s.Add(m.parts, 1)
	}
	w.queue.push(s, part)
	m.showWay(s, st, k)
	if m.gather.matches && st.nidle > 0 && !m.completes(s, st, k, part) {
		m.bookLate(s, st)
		m.unmatched(s, st)
	} else {
		m.fill(s, st)
	}
	m.loop.soon(s, m.id)
	return true
}

func (m *machine) showWay(s *sim.State, st *machineState, k int) {
	s.Set(m.gather.ways[k].queued, float64(st.ways[k].queue.n))
}

// complete is the number of parts of way 0 that can be loaded now; 0 if a load is not complete.
func (m *machine) complete(s *sim.State, st *machineState) int32 {
	g := m.gather
	if g.matches {
		return m.completeMatch(s, st)
	}
	n := min(st.ways[0].queue.n, g.size)
	for k := 1; k < len(g.ways); k++ {
		n = min(n, st.ways[k].queue.n/g.ways[k].need)
	}
	if n >= g.least {
		return n
	}
	if n > 0 && g.wait < sim.Never && s.Now-m.oldest(s, st) >= g.wait {
		return n
	}
	return 0
}

// oldest is when the part came that has waited longest in way 0, the first in its queue.
func (m *machine) oldest(s *sim.State, st *machineState) time.Duration {
	return s.Part(st.ways[0].queue.head).Entered
}

// fill loads servers as long as loads are complete, and books the time at which a smaller one is due.
func (m *machine) fill(s *sim.State, st *machineState) {
	for st.barred == 0 && st.nidle > 0 {
		n := m.complete(s, st)
		if n == 0 {
			break
		}
		i := st.idle
		st.idle = st.servers[i].next
		st.nidle--
		m.loadSet(s, st, i, n)
		m.show(s, st, i)
		m.callWays(s, st)
	}
	m.bookLate(s, st)
}

// bookLate books the time at which a smaller load is due.
func (m *machine) bookLate(s *sim.State, st *machineState) {
	if m.gather.wait == sim.Never || st.ways[0].queue.n == 0 || st.nidle == 0 || st.late {
		return
	}
	if at := m.oldest(s, st) + m.gather.wait; at > s.Now {
		st.late = true
		s.Book(at, sim.Event{To: m.id, Code: evLate, Class: sim.End})
	}
}

// loadSet puts n parts of way 0 with all that is joined to them into server i.
func (m *machine) loadSet(s *sim.State, st *machineState, i, n int32) {
	sv := &st.servers[i]
	sv.rest, sv.count = 0, n
	last := none
	for range n {
		p := st.ways[0].queue.pop(s)
		m.join(s, st, p)
		if last == none {
			sv.part = p
		} else if s.Part(last).Next = p; sv.rest == 0 {
			sv.rest = p
		}
		last = p
	}
	s.Part(last).Next = 0
	s.Part(sv.part).Next = 0
	m.showWay(s, st, 0)
	for k := 1; k < len(m.gather.ways); k++ {
		m.showWay(s, st, k)
	}
	m.cool(s, sv)
	sv.phase = ready
	m.proceed(s, st, i)
}

// join takes what belongs to part p out of the queues.
func (m *machine) join(s *sim.State, st *machineState, p int32) {
	g := m.gather
	for k := 1; k < len(g.ways); k++ {
		for range g.ways[k].need {
			x := st.ways[k].queue.pop(s)
			s.Add(m.t.wip, -1)
			m.t.inside(s, s.Part(x).Type, -1)
			s.Count(g.joined, 1)
			if m.parts >= 0 {
				s.Add(m.parts, -1)
			}
			if g.packs {
				s.Part(x).Next = s.Part(p).Child
				s.Part(p).Child = x
			} else {
				m.t.costs.joins(s, p, x)
				m.t.freeAll(s, x)
			}
		}
	}
}

// freeAll frees the record of a part and those of its contents.
func (t *totals) freeAll(s *sim.State, part int32) {
	for x := s.Part(part).Child; x > 0; {
		next := s.Part(x).Next
		t.freeAll(s, x)
		x = next
	}
	if len(t.pools) > 0 {
		t.release(s, part)
	}
	s.FreePart(part)
}

func (m *machine) callWays(s *sim.State, st *machineState) {
	for k := range st.ways {
		st.ways[k].door.call(s, m.wayFree(st, k))
	}
}

// vacateGather empties server i and loads what is complete.
func (m *machine) vacateGather(s *sim.State, st *machineState, i int32) {
	sv := &st.servers[i]
	sv.next = st.idle
	sv.since = s.Now
	st.idle = i
	st.nidle++
	m.fill(s, st)
	m.callWays(s, st)
	m.show(s, st, i)
}

// refillGather goes on after a bar has gone.
func (m *machine) refillGather(s *sim.State, st *machineState) {
	m.fill(s, st)
	m.callWays(s, st)
}

func (m *machine) leaveGather(s *sim.State, st *machineState, from asker) {
	for k := range st.ways {
		if st.ways[k].door.leave(from) {
			st.ways[k].door.call(s, m.wayFree(st, k))
		}
	}
}

// waitingParts is the number of parts in all queues of a gathering machine.
func (st *machineState) waitingParts() (n int32) {
	for k := range st.ways {
		n += st.ways[k].queue.n
	}
	return n
}

func (m *machine) gatherSignals(l *signalList) {
	if m.split != nil {
		l.store("split", Count, unit.One, sim.StoreCount, m.split.count)
	}
	if m.gather == nil {
		return
	}
	l.store("joined", Count, unit.One, sim.StoreCount, m.gather.joined)
	for _, w := range m.gather.ways[1:] {
		l.store("joins."+w.name+".queued", Level, unit.One, sim.StoreLevel, w.queued)
	}
}

// begun books that work on another part of a load has begun.
func (m *machine) begun(s *sim.State, part int32) {
	s.Begins(m.id, part)
	waited := seconds(s.Now - s.Part(part).Entered)
	s.Sample(m.wait, waited)
	if m.t.wait >= 0 {
		s.Sample(m.t.wait, waited)
	}
}

// tell says that the work on a load has ended.
func (m *machine) tell(s *sim.State, sv *server) {
	s.Ends(m.id, sv.part)
	for p := sv.rest; p > 0; p = s.Part(p).Next {
		s.Ends(m.id, p)
	}
}

// finish counts the parts of a load beyond the first, and lets parts come apart.
func (m *machine) finish(s *sim.State, sv *server) {
	if m.gather != nil {
		s.Count(m.done, int64(sv.count-1))
	}
	if m.split != nil {
		m.come(s, sv)
	}
}

// nextOf makes the next part of a finished load the one that leaves server sv.
func (m *machine) nextOf(s *sim.State, st *machineState, sv *server) {
	if m.parts >= 0 {
		s.Add(m.parts, -1)
	}
	sv.part = sv.rest
	p := s.Part(sv.part)
	sv.rest, p.Next = p.Next, none
	if m.exit.rule != One {
		sv.dest = m.exit.choose(s, sv.part, &st.turn)
	}
}
