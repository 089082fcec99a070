package line

import "github.com/plantwin/plantwin/sim"

// bindStaff binds the people whom work needs: those that the machine names, and those that steps of routes name in their
// place.
func (m *machine) bindStaff(c *compiler, i int, r reader) {
	ask := func(key string, n []Need) *demand {
		if len(n) == 0 {
			return nil
		}
		d := &demand{size: handCount(n), priority: r.get("priority").Num, urgent: r.get("urgent").On}
		c.hire(i, key, n, d)
		m.hands, m.staffed = max(m.hands, d.size), true
		return d
	}
	m.needs = ask("needs", r.get("needs").Needs)
	for k := range m.p.List {
		for _, list := range m.p.List[k].Cases {
			for j := range list {
				st := &list[j]
				if !st.Staffed || !has(st.To, int32(i)) {
					continue
				}
				if m.stepNeeds == nil {
					m.stepNeeds = make([]*demand, m.p.staffs)
				}
				m.stepNeeds[st.staff] = ask("needs", st.Needs)
			}
		}
	}
}

// demandOf is what the work on a part needs of people: what its step says, else what the machine does; nil for nobody.
func (m *machine) demandOf(s *sim.State, part int32) *demand {
	if m.stepNeeds != nil {
		if st := m.p.at(s, part); st != nil && st.Staffed {
			return m.stepNeeds[st.staff]
		}
	}
	return m.needs
}

// handsOf is where the members at server i are noted who meet a demand.
func (m *machine) handsOf(st *machineState, i int32, d *demand) []int32 {
	return st.hands[i*m.hands : i*m.hands+d.size]
}

// sendHome lets the people at server i go, or takes it off their lists.
func (m *machine) sendHome(s *sim.State, st *machineState, i int32) {
	sv := &st.servers[i]
	if sv.crewed {
		sv.crewed = false
		d := m.demandOf(s, sv.part)
		d.release(s, m.handsOf(st, i, d), request{m.id, i})
	} else if sv.asks {
		sv.asks = false
		m.demandOf(s, sv.part).stopWaiting(s, request{m.id, i})
	}
}

// manned reports whether the people whom server i needs are there; else they are asked for, or on their way.
func (m *machine) manned(s *sim.State, st *machineState, i int32) bool {
	sv, task := &st.servers[i], request{m.id, i}
	d := m.demandOf(s, sv.part)
	if d == nil {
		return true
	}
	if !sv.crewed {
		if !d.take(s, m.handsOf(st, i, d), task) {
			sv.asks = true
			d.wait(s, task)
			m.loop.later(s, m.id)
			return false
		}
		sv.crewed = true
	}
	at := d.arrival(s, task)
	if at > s.Now {
		s.Book(at, sim.Event{To: m.id, Code: evGrant, Class: sim.End, Arg: int64(i)})
	}
	return at <= s.Now
}

// hireFor takes the people for the work of server i.
func (m *machine) hireFor(s *sim.State, st *machineState, i int32) bool {
	sv, task := &st.servers[i], request{m.id, i}
	d := m.demandOf(s, sv.part)
	if !d.take(s, m.handsOf(st, i, d), task) {
		return false
	}
	sv.asks, sv.crewed = false, true
	d.stopWaiting(s, task)
	return true
}
