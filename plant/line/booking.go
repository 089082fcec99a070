package line

import "github.com/plantwin/plantwin/sim"

// How machines and crews book their time to parts.

// bindBooks binds what a machine keeps of costs and power.
func (m *machine) bindBooks(c *compiler, i int, r reader) {
	watts := m.watts[:]
	if !r.get("power").Set {
		watts = nil
	}
	m.books = c.ledgerOf(i, machineStates, m.times, []uint8{busy, setup}, powers{watts: watts})
	if m.power < 0 && m.books != nil && m.books.whole != nil {
		m.power = metered
	}
}

// meter shows the power and books the state of a server, which it changes.
func (m *machine) meter(s *sim.State, st *machineState, sv *server, to uint8) {
	from := sv.state
	sv.state = to
	if m.power >= 0 {
		s.Set(m.power, m.drawn(st))
	}
	if m.books != nil {
		m.books.turn(s, from, to)
	}
}

// doing is the state that a server which runs is booked under.
func (sv *server) doing() uint8 {
	if sv.phase == settingUp {
		return setup
	}
	return busy
}

// share is what each part of a load has of it.
func (sv *server) share() float64 { return 1 / float64(max(sv.count, 1)) }

// opens books that a server has begun to run.
func (l *ledger) opens(s *sim.State, sv *server) {
	if l == nil {
		return
	}
	sv.opened = s.Now
	for p := sv.part; p > 0; p = sv.after(s, p) {
		l.begin(s, sv.doing(), s.Part(p).Type, sv.share(), spot)
	}
	l.uses.opens(s, sv)
}

// closes books that it stops doing so.
func (l *ledger) closes(s *sim.State, sv *server, state uint8) {
	if l == nil {
		return
	}
	for p := sv.part; p > 0; p = sv.after(s, p) {
		l.end(s, state, s.Part(p).Type, sv.share(), spot)
		l.k.add(s, p, l.spent(s, state, sv.share(), sv.opened, spot))
	}
	l.uses.closes(s, sv)
}

// after is the part of a load behind p; 0 for none.
func (sv *server) after(s *sim.State, p int32) int32 {
	if p == sv.part {
		return sv.rest
	}
	return s.Part(p).Next
}

// changed books a changeover.
func (l *ledger) changed(s *sim.State, sv *server) {
	if l != nil && l.change != 0 {
		l.spread(s, sv, l.change)
	}
}

// loaded books a load that is finished.
func (l *ledger) loaded(s *sim.State, sv *server) {
	if l != nil && l.load != 0 {
		l.spread(s, sv, l.load)
	}
}

// spread books money to the parts of a load.
func (l *ledger) spread(s *sim.State, sv *server, money float64) {
	for p := sv.part; p > 0; p = sv.after(s, p) {
		l.post(s, p, float64(money*sv.share()))
	}
}

// serves is the server that a task of people is at; nil where it is no work on parts.
func (u *crew) serves(s *sim.State, task request) *server {
	m, ok := u.units[task.unit].(*machine)
	if !ok || task.slot < 0 {
		return nil
	}
	return &m.state(s).servers[task.slot]
}

// opens books that a member has begun to work at a task.
func (u *crew) opens(s *sim.State, st *crewState, task request) {
	if u.books == nil {
		return
	}
	sv := u.serves(s, task)
	if sv == nil {
		return
	}
	st.tabs = append(st.tabs, tab{task, s.Now})
	for p := sv.part; p > 0; p = sv.after(s, p) {
		u.books.begin(s, crewBusy, s.Part(p).Type, sv.share(), spot)
	}
}

// closes books that one is about to leave it.
func (u *crew) closes(s *sim.State, st *crewState, task request) {
	if u.books == nil {
		return
	}
	for i := range st.tabs {
		if st.tabs[i].task != task {
			continue
		}
		sv := u.serves(s, task)
		for p := sv.part; p > 0; p = sv.after(s, p) {
			u.books.end(s, crewBusy, s.Part(p).Type, sv.share(), spot)
			u.books.k.add(s, p, u.books.spent(s, crewBusy, sv.share(), st.tabs[i].since, spot))
		}
		copy(st.tabs[i:], st.tabs[i+1:])
		st.tabs = st.tabs[:len(st.tabs)-1]
		return
	}
}

// owed is the money that work under way has brought and that has not gone into its parts yet.
func (m *machine) owed(s *sim.State) (sum float64) {
	servers := m.state(s).servers
	for i := range servers {
		if sv := &servers[i]; m.books != nil && sv.runs {
			sum += m.books.spent(s, sv.doing(), 1, sv.opened, spot)[0] + m.books.uses.owed(s, sv)
		}
	}
	return sum
}

func (u *crew) owed(s *sim.State) (sum float64) {
	for _, x := range u.state(s).tabs {
		sum += u.books.spent(s, crewBusy, 1, x.since, spot)[0]
	}
	return sum
}
