package line

import "github.com/plantwin/plantwin/sim"

func (m *machine) moves(q *inquiry) bool {
	st := m.state(q.s)
	for _, none := range []bool{false, true} { // those with a part first: they are what an error tells of
		for i := range st.servers {
			if (st.servers[i].phase == empty) == none && m.serverMoves(q, st, int32(i)) {
				return true
			}
		}
	}
	return false
}

func (m *machine) holds(s *sim.State) bool { return m.load(s) > 0 }

// stuck reports whether the part of some server can never go on, or a load can never be complete for which others wait.
func (m *machine) stuck(q *inquiry) bool {
	st := m.state(q.s)
	for i := range st.servers {
		if sv := &st.servers[i]; sv.phase != empty && !m.serverMoves(q, st, int32(i)) {
			return true
		}
	}
	if m.gather == nil || st.nidle == 0 {
		return false
	}
	for k := range st.ways {
		if len(st.ways[k].door.list) > 0 || q.ends && st.ways[k].queue.n > 0 {
			return !m.moves(q)
		}
	}
	return false
}

func (m *machine) atWork(s *sim.State) bool {
	st := m.state(s)
	for i := range st.servers {
		if st.servers[i].runs {
			return true
		}
	}
	return false
}

// serverMoves reports whether a part will leave server i.
func (m *machine) serverMoves(q *inquiry, st *machineState, i int32) bool {
	sv := &st.servers[i]
	switch {
	case sv.runs && q.over && m.awaits(sv):
		return q.lacks(lacksStep, m.id, none, sv.stage)
	case sv.runs:
		return true
	case sv.phase == finished:
		return q.way(&m.exit, sv.part, askerOf(m.id, i), sv.dest)
	case sv.phase == empty:
		return m.dueMoves(q, st) && m.loads(q, st)
	case (sv.phase != ready && m.scraps) || st.barred&(barHeld|barStop) != 0:
		return true // somebody may throw the part away, or start the machine
	case m.resumes(q, st, sv, i):
		return true
	}
	if sv.works() && m.willScrap(q, st) {
		return true
	}
	return m.preempt.on && m.places > st.queue.n && q.supply(m.id) // another part may come before it
}

// strikes reports whether failure k comes to its beginning or its end in time, whatever the parts here wait for.
func (m *machine) strikes(q *inquiry, st *machineState, k int) bool {
	f, fs := &m.modes[k], &st.modes[k]
	switch {
	case f.called:
		return true
	case fs.down:
		return q.live(q.l.extra[m.id] + int32(k))
	case f.counts == allTime:
		return fs.booked
	}
	return q.live(m.id) // its clock runs while others here work
}

// willScrap reports whether a failure throws the parts in process away in time.
func (m *machine) willScrap(q *inquiry, st *machineState) bool {
	for k := range m.failures {
		if m.modes[k].part == discard && m.strikes(q, st, k) {
			return true
		}
	}
	return false
}

// willRenew reports whether the repair of a failure makes maintenance k, which is due, needless in time: then its people go.
func (m *machine) willRenew(q *inquiry, st *machineState, k int) bool {
	for j := range m.failures {
		for _, i := range m.modes[j].renews {
			if i == k && m.strikes(q, st, j) {
				return true
			}
		}
	}
	return false
}

// awaits reports whether a server is in a step that ends by a condition.
func (m *machine) awaits(sv *server) bool {
	return int(sv.stage) < len(m.stages) && m.stages[sv.stage].Until != nil
}

// resumes reports whether work on the part of a server that does not run can begin, or go on.
func (m *machine) resumes(q *inquiry, st *machineState, sv *server, i int32) bool {
	for k := range st.modes {
		if st.modes[k].down && !q.live(q.l.extra[m.id]+int32(k)) {
			return q.lacks(lacksRepair, m.id, q.l.extra[m.id]+int32(k), int32(k))
		}
	}
	switch {
	case sv.phase == ready && !m.dueMoves(q, st):
		return false
	case sv.phase == ready && sv.shut:
		return q.place(m.exit.id[0], sv.part, askerOf(m.id, i))
	case sv.begs:
		return q.pools(m.takes)
	case sv.asks:
		return q.people(m.demandOf(q.s, sv.part))
	}
	return true
}

// dueMoves reports whether maintenance that keeps new parts out comes to its end.
func (m *machine) dueMoves(q *inquiry, st *machineState) bool {
	if st.barred&barDue == 0 {
		return true
	}
	for k := m.failures; k < len(m.modes); k++ {
		node := q.l.extra[m.id] + int32(k)
		if st.modes[k].due && st.modes[k].crewed == (m.modes[k].needs != nil) && !q.live(node) {
			return q.lacks(lacksRepair, m.id, node, int32(k))
		}
	}
	return true
}

// loads reports whether an empty server gets a part, or all of a load.
func (m *machine) loads(q *inquiry, st *machineState) bool {
	g := m.gather
	if g == nil {
		return st.queue.n > 0 || q.supply(m.id)
	}
	if g.matches {
		return m.loadsMatch(q, st)
	}
	load := g.least
	if g.wait < sim.Never {
		load = 1
	}
	for k := range g.ways {
		w := &g.ways[k]
		if st.ways[k].queue.n < w.need*load && !q.supplyFrom(m.id, func(sender int32) bool { return g.sends(k, sender) }) {
			return false
		}
	}
	return true
}

// loadsMatch is loads where parts have to be alike: no load is complete yet, so another part has to come.
func (m *machine) loadsMatch(q *inquiry, st *machineState) bool {
	g := m.gather
	if g.wait < sim.Never && st.ways[0].queue.n > 0 {
		return true
	}
	for k := range g.ways {
		if m.wayFree(st, k) > 0 && q.supplyFrom(m.id, func(sender int32) bool { return g.sends(k, sender) }) {
			return true
		}
	}
	return q.lacks(lacksParts, none, none, 0)
}

// sends reports whether a sender may send parts of a way: a way by sender is for that one alone.
func (g *gather) sends(k int, sender int32) bool {
	if k > 0 && g.ways[k].sender >= 0 {
		return g.ways[k].sender == sender
	}
	for j := 1; j < len(g.ways); j++ {
		if g.ways[j].sender == sender {
			return false
		}
	}
	return true
}

func (m *machine) canTake(q *inquiry, part int32, from asker) bool {
	st := m.state(q.s)
	idle := st.nidle
	if idle > 0 && !m.dueMoves(q, st) {
		idle = 0
	}
	if m.gather == nil {
		return st.door.open(from, m.places-st.queue.n+idle) || q.live(m.id)
	}
	k := 0
	if part > 0 {
		k = m.gather.wayFrom(q.s, part, q.sender(part, from))
	}
	n := m.places
	if idle > 0 {
		n = max(n, m.gather.ways[k].need*m.gather.size)
	}
	return st.ways[k].door.open(from, n-st.ways[k].queue.n) || q.live(m.id)
}

func (m *machine) slotWorks(s *sim.State, k int32) bool { return m.state(s).modes[k].repairing }

// slotMoves reports whether a repair, or maintenance that is due, comes to its end.
func (m *machine) slotMoves(q *inquiry, k int32) bool {
	st := m.state(q.s)
	f, fs := &m.modes[k], &st.modes[k]
	switch {
	case fs.repairing || !fs.down && !fs.due, fs.due && m.willRenew(q, st, int(k)):
		return true
	case fs.lacks:
		return fs.coming > 0
	case fs.asks:
		return q.people(f.needs)
	case fs.down:
		return true
	}
	for i := range st.servers {
		if p := st.servers[i].phase; (p == begun || p == settingUp) && !m.serverMoves(q, st, int32(i)) {
			return false
		}
	}
	return true
}
