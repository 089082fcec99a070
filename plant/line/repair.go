package line

import "github.com/plantwin/plantwin/sim"

// fail takes the machine down by mode k, unless it is already.
func (m *machine) fail(s *sim.State, st *machineState, k int) {
	f, fs := &m.modes[k], &st.modes[k]
	if fs.down {
		return
	}
	if f.counts == busyTime {
		m.wear(s, st)
	}
	if f.counts != cycles {
		fs.base = m.counted(s, st, k)
	}
	if fs.booked {
		s.Cancel(fs.ticket)
		fs.booked = false
	}
	fs.down = true
	m.pace(s, st)
	st.why |= 1 << (modeBit + k)
	s.Count(f.count, 1)
	s.Set(f.downs, 1)
	s.Stops(m.id, int32(k))
	for i := range st.servers {
		sv := &st.servers[i]
		m.interrupt(s, st, int32(i))
		if sv.phase == begun && f.part == restart {
			sv.left = sv.full
			if m.stages != nil {
				m.enterStages(s, sv, 0)
			}
		}
	}
	if f.part == discard {
		m.scrapAll(s, st)
	}
	for i := range st.servers {
		m.show(s, st, int32(i))
	}
	m.beginRepair(s, st, k)
}

// beginRepair gets the spare, then the people, then repairs.
func (m *machine) beginRepair(s *sim.State, st *machineState, k int) {
	f, fs := &m.modes[k], &st.modes[k]
	if f.spares != nil && !fs.fitted {
		if fs.shelf == 0 {
			fs.lacks = true
			return
		}
		fs.shelf--
		fs.fitted = true
		s.Set(f.spares.level, float64(fs.shelf))
		m.order(s, fs, k)
	}
	if f.needs == nil || fs.crewed || f.needs.take(s, fs.hands, request{m.id, int32(-1 - k)}) {
		fs.crewed = f.needs != nil
		m.repair(s, st, k)
		return
	}
	fs.asks = true
	f.needs.wait(s, request{m.id, int32(-1 - k)})
	m.loop.later(s, m.id)
}

// order places orders for spares as long as a lot is missing.
func (m *machine) order(s *sim.State, fs *modeState, k int) {
	x := m.modes[k].spares
	for fs.shelf+fs.coming+x.lot <= x.stock {
		fs.coming += x.lot
		d := orZero(s, m.id, int64(3+badModes*k), x.lead.Time(s, none))
		s.Book(min(s.Now+d, sim.Never), sim.Event{To: m.id, Code: evSpare, Class: sim.Break, Arg: int64(k)})
	}
}

// delivered puts an order of spares on the shelf.
func (m *machine) delivered(s *sim.State, st *machineState, k int) {
	x, fs := m.modes[k].spares, &st.modes[k]
	fs.shelf += x.lot
	fs.coming -= x.lot
	s.Set(x.level, float64(fs.shelf))
	if fs.lacks {
		fs.lacks = false
		m.beginRepair(s, st, k)
	}
}

// repair begins.
func (m *machine) repair(s *sim.State, st *machineState, k int) {
	st.modes[k].repairing = true
	d := orZero(s, m.id, int64(2+badModes*k), m.modes[k].repair.Time(s, none))
	from := m.modes[k].needs.arrival(s, request{m.id, int32(-1 - k)})
	s.Book(min(from+d, sim.Never), sim.Event{To: m.id, Code: evRepaired, Class: sim.Break, Arg: int64(k)})
}

// repaired ends the failure, or the maintenance.
func (m *machine) repaired(s *sim.State, st *machineState, k int) {
	f, fs := &m.modes[k], &st.modes[k]
	fs.down, fs.repairing, fs.fitted = false, false, false
	st.why &^= 1 << (modeBit + k)
	s.Set(f.downs, 0)
	s.Resumes(m.id, int32(k))
	if fs.crewed {
		fs.crewed = false
		f.needs.release(s, fs.hands, request{m.id, int32(-1 - k)})
	}
	if f.minimal {
		m.goOnAged(s, st, k)
	} else {
		m.renew(s, st, k)
	}
	for _, j := range f.renews {
		m.overhaul(s, st, j)
	}
	m.pace(s, st)
	m.serveDue(s, st)
	m.goOn(s, st)
}

// overhaul begins the clock of another mode anew; one that is down gets its own repair, and maintenance that is due and
// has not begun is no longer due.
func (m *machine) overhaul(s *sim.State, st *machineState, k int) {
	fs := &st.modes[k]
	if fs.down {
		return
	}
	if fs.due {
		m.undue(s, st, k)
	}
	m.renew(s, st, k)
}
