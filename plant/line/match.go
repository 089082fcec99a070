package line

import "github.com/plantwin/plantwin/sim"

// matching reports whether a load is more than the oldest parts that are there: some have to be alike.
func (g *gather) matching() bool {
	if g.match != nil {
		return true
	}
	for k := range g.ways {
		if g.ways[k].match != nil {
			return true
		}
	}
	return false
}

// bindMatch checks that parts which match nothing yet have places to wait in.
func (m *machine) bindMatch(c *compiler, i int) {
	g := m.gather
	if g.matches = g.matching(); !g.matches {
		return
	}
	if m.places == 0 {
		c.fault(i, "queue", "write queue: 20, or unlimited", "parts need places where they wait for what matches them")
	}
	if g.match == nil && g.size > 1 {
		c.fault(i, "batch", "match the parts of the batch too: {size: 4, match: part.order}", "a batch of parts that differ takes no parts that match them")
	}
}

// completeMatch is complete where parts have to be alike. The parts of the load that it finds, the one with the oldest part
// first, are moved to the front of their queues. O(n m) in the parts of way 0 and those of the others.
func (m *machine) completeMatch(s *sim.State, st *machineState) int32 {
	g := m.gather
	late := g.wait < sim.Never && st.ways[0].queue.n > 0 && s.Now-m.oldest(s, st) >= g.wait
	for p := st.ways[0].queue.head; p != none; p = s.Part(p).Next {
		n := m.matched(s, st, p)
		if n >= g.least || n > 0 && late && p == st.ways[0].queue.head {
			m.forward(s, st, p, n)
			return n
		}
	}
	return 0
}

// completes reports whether a part that has just come into way k can be in a load that is complete now. Nothing else can,
// as a server that is free has found none before.
func (m *machine) completes(s *sim.State, st *machineState, k int, part int32) bool {
	g := m.gather
	match := g.match
	if k > 0 {
		match = g.ways[k].match
	}
	if match == nil {
		return k > 0 || m.matched(s, st, part) >= g.least
	}
	want := match.Value(s, part)
	for p := st.ways[0].queue.head; p != none; p = s.Part(p).Next {
		if match.Value(s, p) == want && m.matched(s, st, p) >= g.least {
			return true
		}
	}
	return false
}

// unmatched ends the run where a free server can never begin: every queue is full, and no parts in them belong together.
func (m *machine) unmatched(s *sim.State, st *machineState) {
	if st.barred != 0 || m.gather.wait < sim.Never {
		return
	}
	for k := range st.ways {
		if m.wayFree(st, k) > 0 {
			return
		}
	}
	s.Soon(sim.Event{To: m.id, Code: evBad, Arg: badMatch})
}

// matched is the number of parts of way 0 like p that can be loaded with it now.
func (m *machine) matched(s *sim.State, st *machineState, p int32) int32 {
	g := m.gather
	n := int32(1)
	if g.match != nil {
		n = min(g.alike(s, g.match, &st.ways[0].queue, p, g.size), g.size)
	}
	for k := 1; k < len(g.ways); k++ {
		w, q := &g.ways[k], &st.ways[k].queue
		have := q.n
		if w.match != nil {
			have = g.alike(s, w.match, q, p, n*w.need)
		}
		n = min(n, have/w.need)
	}
	return n
}

// alike counts the parts of a queue that are like p, up to most.
func (g *gather) alike(s *sim.State, match *Draw, q *fifo, p, most int32) (n int32) {
	want := match.Value(s, p)
	for x := q.head; x != none && n < most; x = s.Part(x).Next {
		if match.Value(s, x) == want {
			n++
		}
	}
	return n
}

// forward moves n parts like p, and those that match them, to the front of their queues.
func (m *machine) forward(s *sim.State, st *machineState, p, n int32) {
	g := m.gather
	for k := 1; k < len(g.ways); k++ {
		if w := &g.ways[k]; w.match != nil {
			st.ways[k].queue.forward(s, n*w.need, w.match, w.match.Value(s, p))
		}
	}
	if g.match != nil {
		st.ways[0].queue.forward(s, n, g.match, g.match.Value(s, p))
		return
	}
	st.ways[0].queue.bring(s, p)
}

// bring moves a part to the front.
func (q *fifo) bring(s *sim.State, part int32) {
	for before, p := none, q.head; p != none; before, p = p, s.Part(p).Next {
		if p == part {
			q.splice(s, before, none)
			return
		}
	}
}

// forward moves the first n parts with a value to the front, in their order.
func (q *fifo) forward(s *sim.State, n int32, of *Draw, value float64) {
	last := none // of those that are in front
	for before, p := none, q.head; p != none && n > 0; {
		next := s.Part(p).Next
		if of.Value(s, p) != value {
			before, p = p, next
			continue
		}
		if before != last {
			q.splice(s, before, last)
		} else {
			before = p
		}
		last = p
		n--
		p = next
	}
}

// splice moves the part behind before to the place behind after; none stands for the front.
func (q *fifo) splice(s *sim.State, before, after int32) {
	if before == none {
		return // it is in front
	}
	p := s.Part(before).Next
	s.Part(before).Next = s.Part(p).Next
	if q.tail == p {
		q.tail = before
	}
	if after == none {
		s.Part(p).Next = q.head
		q.head = p
		return
	}
	s.Part(p).Next = s.Part(after).Next
	s.Part(after).Next = p
}
