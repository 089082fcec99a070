package line

import (
	"fmt"

	"github.com/plantwin/plantwin/sim"
)

func (m *machine) Start(s *sim.State) error {
	st := m.state(s)
	for k := range m.modes {
		m.renew(s, st, k)
	}
	m.pace(s, st)
	m.bookShift(s)
	if len(st.servers) > 0 {
		m.books.stand(s, st.servers[0].state, m.servers)
	}
	return nil
}

func (m *machine) Handle(s *sim.State, e sim.Event) error {
	st := m.state(s)
	switch e.Code {
	case evEnd:
		if m.lean {
			m.endLean(s, st, int32(e.Arg))
		} else {
			m.end(s, st, int32(e.Arg))
		}
	case evRoom:
		if i := int32(e.Arg); st.servers[i].phase == finished {
			m.give(s, st, i)
		} else if st.servers[i].shut {
			m.proceed(s, st, i)
			m.show(s, st, i)
		}
	case evSetup:
		m.isSetUp(s, st, int32(e.Arg))
	case evTaken:
		m.proceed(s, st, int32(e.Arg))
		m.show(s, st, int32(e.Arg))
	case evGrant:
		m.granted(s, st, int32(e.Arg))
	case evFail:
		st.modes[e.Arg].booked = false
		if m.modes[e.Arg].planned {
			m.fallsDue(s, st, int(e.Arg))
		} else {
			m.fail(s, st, int(e.Arg))
		}
	case evDue:
		m.fallsDue(s, st, int(e.Arg))
	case evSpare:
		m.delivered(s, st, int(e.Arg))
	case evRepaired:
		m.repaired(s, st, int(e.Arg))
	case evFailNow:
		m.fail(s, st, int(e.Arg))
	case evShift:
		m.shift(s, st)
	case evHold:
		m.bar(s, st, barHeld, whyHeld)
	case evStop:
		m.bar(s, st, barStop, 0)
	case evStart:
		m.unbar(s, st, barHeld|barStop, whyHeld)
	case evScrap:
		m.scrapAll(s, st)
	case evBad:
		return m.bad(e.Arg)
	case evLook:
		return m.loop.look(s, m.id)
	case evUntil:
		m.reached(s, st, int32(e.Arg))
	case evLate:
		st.late = false
		m.fill(s, st)
		m.callWays(s, st)
	}
	return nil
}

// bad is the error for a draw or a route that gave nothing. Its purpose is 0 for the cycle, 1 + 3k, 2 + 3k and 3 + 3k for
// the time to failure, the repair and the lead time of spares of mode k.
func (m *machine) bad(purpose int64) error {
	if err := badErrors[purpose]; err != nil {
		return err
	}
	if purpose <= badStages {
		return m.pastLimit(purpose)
	}
	what := "cycle"
	if purpose > 0 {
		what = m.drawOf(int((purpose-1)/badModes), int((purpose-1)%badModes))
	}
	return fmt.Errorf("%s: a time below 0, or not a number, was drawn", what)
}

// interrupt stops the work in server i; the time left is kept.
func (m *machine) interrupt(s *sim.State, st *machineState, i int32) {
	sv := &st.servers[i]
	if sv.runs {
		sv.left, _ = s.Cancel(sv.ticket)
		m.books.closes(s, sv, sv.doing())
		sv.runs = false
		if sv.phase == begun {
			m.change(s, st, -1)
		}
	}
	m.sendHome(s, st, i)
}

// bar adds reasons against new parts, and reasons why that interrupt.
func (m *machine) bar(s *sim.State, st *machineState, bars uint8, why uint64) {
	st.barred |= bars
	st.why |= why
	for i := range st.servers {
		sv := &st.servers[i]
		if why != 0 || sv.phase == ready {
			m.interrupt(s, st, int32(i))
		}
		m.show(s, st, int32(i))
	}
}

// unbar takes reasons away and goes on.
func (m *machine) unbar(s *sim.State, st *machineState, bars uint8, why uint64) {
	st.barred &^= bars
	st.why &^= why
	m.goOn(s, st)
}

// goOn lets every server go on that can.
func (m *machine) goOn(s *sim.State, st *machineState) {
	for i := range st.servers {
		m.proceed(s, st, int32(i))
	}
	m.refill(s, st)
	for i := range st.servers {
		m.show(s, st, int32(i))
	}
	m.loop.soon(s, m.id)
}

// shift opens or closes the machine.
func (m *machine) shift(s *sim.State, st *machineState) {
	open := m.shifts.Open(s.Now)
	if m.open >= 0 {
		value := 0.0
		if open {
			value = 1
		}
		s.Set(m.open, value)
	}
	switch {
	case open && st.barred&barOff != 0:
		m.unbar(s, st, barOff, whyOff)
	case !open && st.barred&barOff == 0:
		m.endShift(st)
		m.bar(s, st, barOff, st.why&whyOff)
	}
	m.bookShift(s)
}

// endShift sets the reasons of a closed shift.
func (m *machine) endShift(st *machineState) {
	st.barred |= barOff
	if m.suspend {
		st.why |= whyOff
	}
}

func (m *machine) bookShift(s *sim.State) {
	if at := m.shifts.Next(s.Now); at < sim.Never {
		s.Book(at, sim.Event{To: m.id, Code: evShift, Class: sim.Break})
	}
}

// scrapAll throws the parts in process away.
func (m *machine) scrapAll(s *sim.State, st *machineState) {
	for i := range st.servers {
		if p := st.servers[i].phase; p == begun || p == settingUp {
			m.interrupt(s, st, int32(i))
			m.scrap(s, st, int32(i))
		}
	}
}

// scrap throws away the part of server i, on which nobody works.
func (m *machine) scrap(s *sim.State, st *machineState, i int32) {
	s.Count(m.scrapped, 1)
	if m.before != nil {
		m.exit.first.leave(s, askerOf(m.id, i))
	}
	m.t.waste(s, st.servers[i].part)
	if m.stages != nil {
		m.inStage(s, &st.servers[i], -1)
	}
	for sv := &st.servers[i]; sv.rest > 0; {
		p := sv.rest
		sv.rest = s.Part(p).Next
		if m.parts >= 0 {
			s.Add(m.parts, -1)
		}
		s.Count(m.scrapped, 1)
		m.t.waste(s, p)
	}
	m.vacate(s, st, i)
	m.serveDue(s, st)
}

// hire takes people for a slot: a server, or from the other end a mode that waits for its repair.
func (m *machine) hire(s *sim.State, slot int32) bool {
	st := m.state(s)
	if slot < 0 {
		k := int(-1 - slot)
		f, fs := &m.modes[k], &st.modes[k]
		if !f.needs.take(s, fs.hands, request{m.id, slot}) {
			return false
		}
		fs.asks, fs.crewed = false, true
		f.needs.stopWaiting(s, request{m.id, slot})
	} else if !m.hireFor(s, st, slot) {
		return false
	}
	s.Soon(sim.Event{To: m.id, Code: evGrant, Arg: int64(slot)})
	return true
}

// granted lets the people who have come begin. They may have been sent home in the same instant.
func (m *machine) granted(s *sim.State, st *machineState, slot int32) {
	if slot < 0 {
		if k := int(-1 - slot); st.modes[k].crewed && !st.modes[k].repairing {
			if st.modes[k].due {
				m.serveDue(s, st)
			} else {
				m.repair(s, st, k)
			}
		}
		return
	}
	if st.servers[slot].crewed {
		m.proceed(s, st, slot)
		m.show(s, st, slot)
	}
}
