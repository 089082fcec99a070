package line

import "github.com/plantwin/plantwin/sim"

// What moves in each kind, and when it has room: the rules of an inquiry.

func (u *source) moves(q *inquiry) bool {
	st := u.state(q.s)
	switch {
	case st.head == none:
		return !u.ended(q, st) || q.lacks(hasEnded, u.id, none, 0)
	case st.takes:
		return q.pools(u.take)
	}
	return q.way(&u.exit, st.head, askerOf(u.id, 0), st.dest)
}

// ended reports whether no part comes any more.
func (u *source) ended(q *inquiry, st *sourceState) bool {
	switch {
	case u.always || st.ready > 0 || !q.ends: // a list that has ended is no deadlock while the rest goes on
		return false
	case q.rest: // an arrival would be pending
		return true
	case u.jobs != nil:
		return len(u.jobs.List) == 0 || q.s.Now > u.jobs.List[len(u.jobs.List)-1].Release
	case u.recorded != nil:
		return len(u.recorded.Starts) == 0 || q.s.Now > u.recorded.Starts[len(u.recorded.Starts)-1]
	}
	return false
}

func (u *source) atWork(s *sim.State) bool {
	return u.state(s).head == none && u.jobs == nil && u.recorded == nil
}

func (u *source) holds(s *sim.State) bool { return u.state(s).head != none }

func (u *source) stuck(q *inquiry) bool { return u.state(q.s).head != none && !u.moves(q) }

func (u *sink) moves(q *inquiry) bool               { return q.supply(u.id) }
func (u *sink) atWork(*sim.State) bool              { return false }
func (u *sink) canTake(*inquiry, int32, asker) bool { return true }

func (u *buffer) moves(q *inquiry) bool {
	st := u.state(q.s)
	switch {
	case st.passing:
		return true
	case st.n == 0:
		return q.supply(u.id)
	case u.dwell != nil && (st.dwell.raw.n > 0 || u.expires(st)):
		return true
	}
	if st.dwell.over.n > 0 && q.place(u.dwell.late.id[0], st.dwell.over.head, askerOf(u.id, 1)) {
		return true
	}
	switch {
	case st.n <= st.back:
		return false
	case st.begs:
		return q.pools(u.takes)
	case !st.asked:
		return true
	case st.held != none:
		return q.way(&u.exit, st.held, askerOf(u.id, 0), st.dest)
	}
	return q.way(&u.exit, st.queue.head, askerOf(u.id, 0), st.dest)
}

// expires reports whether some part here is taken out when it is overdue.
func (u *buffer) expires(st *bufferState) bool {
	stay := st.dwell.over.n
	if st.held != none && u.takes != nil {
		stay++
	}
	return st.dwell.looks && st.n > stay
}

func (u *buffer) holds(s *sim.State) bool { return u.state(s).n > 0 }

func (u *buffer) stuck(q *inquiry) bool { return u.state(q.s).n > 0 && !u.moves(q) }

func (u *buffer) atWork(s *sim.State) bool { return u.state(s).passing }

func (u *buffer) canTake(q *inquiry, _ int32, from asker) bool {
	st := u.state(q.s)
	return st.door.open(from, u.capacity-st.n) || q.live(u.id)
}

// open reports whether a place is free for an asker, or promised to it.
func (d *door) open(from asker, free int32) bool {
	if free > d.called {
		return true
	}
	i := d.find(from)
	return i >= 0 && i < int(d.called) && free > 0
}

func (u *conveyor) moves(q *inquiry) bool {
	st := u.state(q.s)
	if st.n == 0 {
		return q.supply(u.id)
	}
	for k := range st.secs {
		if st.secs[k].n() > 0 && u.sectionMoves(q, st, int32(k)) {
			return true
		}
	}
	return false
}

// sectionMoves reports whether the first part of a section goes on by itself: not where others on the belt have to go
// first.
func (u *conveyor) sectionMoves(q *inquiry, st *conveyorState, k int32) bool {
	x := &st.secs[k]
	if !x.asked {
		return u.runs(st, k)
	}
	part, me := x.belt[x.first].part, askerOf(u.id, k)
	switch {
	case x.way >= 0:
		return q.way(&u.secs[k].outlets[x.way].exit, part, me, x.dest)
	case !u.last(k):
		return u.entryAt(q.s, st, k+1) < sim.Never
	case st.begs:
		return q.pools(u.takes)
	}
	return q.way(&u.exit, part, me, x.dest)
}

// runs reports whether the first part of a section, which has not come to its end, is on its way there, or stands for a
// time.
func (u *conveyor) runs(st *conveyorState, k int32) bool {
	x := &st.secs[k]
	return x.halts || !x.late && !st.stopped
}

func (u *conveyor) holds(s *sim.State) bool { return u.state(s).n > 0 }

// stuck reports whether a part that waits for the outside can never leave.
func (u *conveyor) stuck(q *inquiry) bool {
	st := u.state(q.s)
	for k := range st.secs {
		if x := &st.secs[k]; x.asked && (x.way >= 0 || u.last(int32(k))) && !u.sectionMoves(q, st, int32(k)) {
			return true
		}
	}
	return st.n > 0 && !u.moves(q)
}

func (u *conveyor) atWork(s *sim.State) bool {
	st := u.state(s)
	for k := range st.secs {
		if x := &st.secs[k]; x.n() > 0 && !x.asked && u.runs(st, int32(k)) {
			return true
		}
	}
	return false
}

func (u *conveyor) canTake(q *inquiry, _ int32, from asker) bool {
	st, k := u.state(q.s), u.entrance(from)
	x := &st.secs[k]
	if u.entryAt(q.s, st, k) < sim.Never {
		switch {
		case findAsker(x.kept, from) >= 0, len(x.kept) == 0, u.room(q.s, st, k):
			return true
		case u.sized || !u.accumulate: // one place is kept at a time, and the next one when that is taken
			return q.comes(x.kept[0])
		}
	}
	return q.live(u.id)
}

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
		if len(st.ways[k].door.list) > 0 || q.rest && st.ways[k].queue.n > 0 {
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
	return m.preempt.on && m.places > st.queue.n && q.supply(m.id) // another part may come before it
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

// modeMoves reports whether a repair, or maintenance that is due, comes to its end.
func (m *machine) modeMoves(q *inquiry, k int) bool {
	st := m.state(q.s)
	f, fs := &m.modes[k], &st.modes[k]
	switch {
	case fs.repairing || !fs.down && !fs.due:
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

// moves reports whether any vehicle can fetch something.
func (u *fleet) moves(q *inquiry) bool {
	for i := range u.count {
		if q.live(q.l.extra[u.id] + i) {
			return true
		}
	}
	return false
}

func (u *fleet) atWork(s *sim.State) bool {
	st := u.state(s)
	for i := range u.count {
		if u.vehicleWorks(st, i) {
			return true
		}
	}
	return false
}

// vehicleWorks reports whether a vehicle drives, works, charges, is repaired, or is free to do so.
func (u *fleet) vehicleWorks(st *fleetState, i int32) bool {
	v := &st.vehicles[i]
	if v.downs > 0 {
		for k := range u.modes {
			if fs, _ := u.of(st, i, k); fs.repairing {
				return true
			}
		}
		return false
	}
	return !v.stalled && v.doing != dWaitsDoor && v.doing != dWaitsCrew && v.doing != dWaitsPart
}

// willFail reports whether a vehicle breaks down in time, whatever it waits for: then its driver goes.
func (u *fleet) willFail(st *fleetState, i int32) bool {
	for k := range u.modes {
		if fs, _ := u.of(st, i, k); u.modes[k].counts == allTime && !u.modes[k].planned && fs.booked {
			return true
		}
	}
	return false
}

// repairMoves reports whether the repairs of a vehicle come to their end, and its driver back.
func (u *fleet) repairMoves(q *inquiry, st *fleetState, i int32) bool {
	v := &st.vehicles[i]
	for k := range u.modes {
		fs, _ := u.of(st, i, k)
		switch {
		case !fs.down || fs.repairing:
		case fs.lacks && st.wear.coming[k] == 0, fs.asks && !q.people(u.modes[k].needs):
			return false
		}
	}
	return !v.drove || v.crewed || q.people(u.needs)
}

func (u *fleet) holds(s *sim.State) bool {
	st := u.state(s)
	for i := range st.vehicles {
		if st.vehicles[i].parts > 0 {
			return true
		}
	}
	return false
}

// stuck reports whether some vehicle can never go on.
func (u *fleet) stuck(q *inquiry) bool {
	for i := range u.count {
		if !u.vehicleMoves(q, i) {
			return true
		}
	}
	return false
}

// vehicleMoves reports whether a vehicle goes on. Those that wait for one another in an aisle are found by jam.
func (u *fleet) vehicleMoves(q *inquiry, i int32) bool {
	st := u.state(q.s)
	v := &st.vehicles[i]
	if v.out() && !u.repairMoves(q, st, i) {
		return false
	}
	switch v.doing {
	case dWaitsCrew:
		return v.crewed || q.people(u.needs)
	case dWaitsDoor, dWaitsPart:
		for k := range st.orders {
			o := &st.orders[k]
			if o.state == oNone || o.vehicle != i {
				continue
			}
			if v.doing == dWaitsDoor && o.state == oAtDoor {
				e := u.exits[o.haul].exit
				return q.place(e.id[o.choice], o.part, askerOf(u.id, int32(k)))
			}
			if v.doing == dWaitsPart && o.slot == early {
				return q.live(o.unit) || q.lacks(lacksParts, o.unit, o.unit, 0)
			}
		}
	}
	return true
}

// moves reports whether something comes back to a pool: from a part that goes on, or where one is given.
func (u *pool) moves(q *inquiry) bool {
	first := none
	for _, id := range q.l.givers[u.id] {
		if q.live(id) {
			return true
		}
	}
	if q.l.packs { // what is packed does not say where it is
		for _, id := range q.l.past[u.id] {
			if q.live(id) {
				return true
			}
			first = id
		}
		return q.lacks(lacksParts, first, first, 0)
	}
	last := none
	for p := range q.s.PartsEnd() {
		if q.s.PartSerial(p) == 0 || q.s.Attr(u.col, p) == 0 {
			continue
		}
		id := q.s.Part(p).Holder
		if id == last {
			continue
		}
		if q.live(id) {
			return true
		}
		if last = id; first == none {
			first = id
		}
	}
	return q.lacks(lacksParts, first, first, 0)
}

func (u *pool) atWork(*sim.State) bool { return false }
