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

// isLean reports whether parts of a source come one by one, are plain and go to one asset, with nothing else to be seen to.
func (u *source) isLean() bool {
	asked := u.waiting >= 0 || u.products != nil || u.books != nil
	return u.plain && u.steady && !u.always && u.shifts == nil && u.take == nil && u.give == nil && u.exit.rule == One && !asked
}

// arriveLean is the arrival of a part where none waits.
func (u *source) arriveLean(s *sim.State, st *sourceState) {
	d := u.every.Time(s, none)
	if d < 0 {
		d = orZero(s, u.id, 0, d)
	}
	s.Book(s.Now+d, sim.Event{To: u.id, Code: evArrive, Class: sim.End})
	part := s.NewPart(0)
	s.Part(part).Holder = u.id
	st.ready, st.head, st.dest = 1, part, 0
	s.Ends(u.id, part)
	open := u.exit.sink != nil
	if open { // before it leaves at once
		u.enters(s, part, 0)
	}
	if !u.exit.pass(s, part, askerOf(u.id, 0)) {
		u.loop.soon(s, u.id)
		return
	}
	if !open {
		u.enters(s, part, 0)
	}
	s.Count(u.done, 1)
	st.ready, st.head = 0, none
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
	if !m.exit.pass(s, sv.part, askerOf(m.id, i)) {
		m.show(s, st, i)
		m.loop.soon(s, m.id)
		return
	}
	b := (*buffer)(nil)
	if st.queue.n == 0 {
		b = st.door.next(m.t.units)
	}
	if st.why != 0 || st.barred != 0 || st.queue.n == 0 && b == nil {
		m.vacate(s, st, i)
		return
	}
	if m.parts >= 0 {
		s.Add(m.parts, -1)
	}
	if b == nil {
		m.beginLean(s, sv, i, st.queue.pop(s))
		s.Set(m.queued, float64(st.queue.n))
	} else {
		m.beginLean(s, sv, i, m.pull(s, st, b))
	}
	if len(st.door.list) > 0 {
		st.door.call(s, m.free(st))
	}
	m.turn(s, st, sv, busy)
}

// beginLean begins the work on a part in a server that is empty.
func (m *machine) beginLean(s *sim.State, sv *server, i, part int32) {
	d := m.cycle.Time(s, part)
	if d < 0 {
		d = orZero(s, m.id, 0, d)
	}
	sv.part, sv.phase, sv.runs = part, begun, true
	sv.full, sv.left, sv.ends = d, d, s.Now+d
	m.begun(s, part)
	sv.ticket = s.Book(sv.ends, sim.Event{To: m.id, Code: evEnd, Class: sim.End, Arg: int64(i)})
}

// Foresee implements sim.Foreseer.
func (m *machine) Foresee(s *sim.State, e sim.Event) (a, b int32) {
	st := m.state(s)
	if e.Code != evEnd || m.gather != nil {
		return 0, 0
	}
	return max(st.servers[e.Arg].part, 0), max(st.queue.head, 0)
}

// Foresee implements sim.Foreseer.
func (u *source) Foresee(s *sim.State, _ sim.Event) (a, b int32) {
	if u.exit.machine == nil {
		return 0, 0
	}
	return max(u.exit.machine.state(s).queue.tail, 0), 0
}
