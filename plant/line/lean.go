package line

import "github.com/plantwin/plantwin/sim"

// isLean reports whether the machine works on one part a server and nothing else needs to be seen to: no people, pools,
// setups, loads, marks or wear by work. What it does then is that of work.go on a shorter way; events, draws and statistics
// are the same.
func (m *machine) isLean() bool {
	gathers := m.gather != nil || m.split != nil || m.stages != nil
	needs := m.staffed || m.takes != nil || m.gives != nil || m.before != nil
	looks := m.steps || m.sets || m.warm || m.extra || m.careful || m.counting || m.wearing || m.preempt.on
	return !gathers && !needs && !looks && m.pick == nil && m.failures == len(m.modes) && m.exit.rule == One
}

// endLean is the end of the work in server i.
func (m *machine) endLean(s *sim.State, st *machineState, i int32) {
	sv := &st.servers[i]
	sv.runs, sv.phase = false, finished
	s.Count(m.done, 1)
	if s.Followed() {
		m.tell(s, sv)
	}
	m.giveLean(s, st, sv, i)
}

// giveLean offers the finished part of server i to the next asset and begins the next one.
func (m *machine) giveLean(s *sim.State, st *machineState, sv *server, i int32) {
	if !m.exit.offer(s, sv.part, askerOf(m.id, i), 0) {
		m.show(s, st, i)
		m.loop.soon(s, m.id)
		return
	}
	if st.why != 0 || st.barred != 0 {
		m.vacate(s, st, i)
		return
	}
	if st.queue.n > 0 {
		if m.parts >= 0 {
			s.Add(m.parts, -1)
		}
		m.beginLean(s, sv, i, st.queue.pop(s))
		s.Set(m.queued, float64(st.queue.n))
	} else if b := st.door.next(m.units); b != nil {
		part, more := b.yield(s)
		st.door.served(more)
		p := s.Part(part)
		p.Holder, p.Entered = m.id, s.Now
		m.beginLean(s, sv, i, part)
	} else {
		m.vacate(s, st, i)
		return
	}
	if len(st.door.list) > 0 {
		st.door.call(s, m.free(st))
	}
	m.busyLean(s, st, sv)
}

// beginLean begins the work on a part in a server that is empty.
func (m *machine) beginLean(s *sim.State, sv *server, i, part int32) {
	d := m.cycle.Time(s, part)
	if d < 0 {
		d = orZero(s, m.id, 0, d)
	}
	sv.part, sv.phase, sv.runs = part, begun, true
	sv.full, sv.left, sv.ends = d, d, s.Now+d
	s.Begins(m.id, part)
	waited := seconds(s.Now - s.Part(part).Entered)
	s.Sample(m.wait, waited)
	if m.t.wait >= 0 {
		s.Sample(m.t.wait, waited)
	}
	sv.ticket = s.Book(sv.ends, sim.Event{To: m.id, Code: evEnd, Class: sim.End, Arg: int64(i)})
}

// busyLean is show where the server works.
func (m *machine) busyLean(s *sim.State, st *machineState, sv *server) {
	if sv.state == busy {
		return
	}
	s.Switch(m.times, sv.state, busy)
	sv.state = busy
	if m.power >= 0 {
		s.Set(m.power, m.drawn(st))
	}
}
