package line

import (
	"time"

	"github.com/plantwin/plantwin/sim"
)

// preempt is how a part that comes displaces one in process. It is constant.
type preempt struct {
	on   bool
	part partPolicy
	left int32 // column: work left of a part that was displaced [ns], exact below 104 days
	full int32 // column: its whole work [ns]
}

func (m *machine) bindPreempt(c *compiler, i int, r reader) {
	switch r.get("preempt").Text {
	case "none", "":
		return
	case "restart":
		m.preempt.part = restart
	case "scrap":
		m.preempt.part = discard
	}
	m.preempt.on = true
	m.preempt.left, m.preempt.full = c.b.Attr(".left"), c.b.Attr(".full")
	c.atEnd = append(c.atEnd, func() {
		if m.stages != nil || m.gather != nil {
			c.fault(i, "preempt", "leave it out", "parts are displaced one at a time, and not in the middle of steps")
		}
	})
	if m.pick == nil {
		c.fault(i, "preempt", "write pick: part.class, with the smallest first", "which part comes before another is not said by pick")
	}
}

// displace lets the best part of the queue take the server whose part comes last, if it comes before that.
func (m *machine) displace(s *sim.State, st *machineState) {
	if st.barred != 0 || st.queue.n == 0 {
		return
	}
	m.pick.front(s, &st.queue)
	worst, i := m.pick.key(s, st.queue.head), none
	for k := range st.servers {
		sv := &st.servers[k]
		if sv.phase != ready && sv.phase != settingUp && sv.phase != begun {
			continue
		}
		if x := m.pick.key(s, sv.part); x > worst {
			worst, i = x, int32(k)
		}
	}
	if i == none {
		return
	}
	sv := &st.servers[i]
	m.interrupt(s, st, i)
	old := sv.part
	began := sv.phase == begun
	if sv.begs {
		sv.begs = false
		m.takes.stopWaiting(s, request{m.id, i})
	}
	if sv.holds { // so that the part that displaces it can have it
		sv.holds = false
		m.takes.give(s, old)
	}
	next := st.queue.pop(s)
	if began && m.preempt.part == discard {
		s.Count(m.scrapped, 1)
		if m.parts >= 0 {
			s.Add(m.parts, -1)
		}
		m.t.waste(s, old)
	} else {
		if began && m.preempt.part == resume {
			s.SetAttr(m.preempt.left, old, float64(sv.left))
			s.SetAttr(m.preempt.full, old, float64(sv.full))
		}
		m.pick.pushFront(s, &st.queue, old)
	}
	m.load1(s, st, i, next)
	m.show(s, st, i)
}

// resumed gives the work of a part that was displaced before; false for one that was not.
func (m *machine) resumed(s *sim.State, part int32) (left, full time.Duration, ok bool) {
	x := s.Attr(m.preempt.left, part)
	if x == 0 {
		return 0, 0, false
	}
	s.SetAttr(m.preempt.left, part, 0)
	return time.Duration(x), time.Duration(s.Attr(m.preempt.full, part)), true
}
