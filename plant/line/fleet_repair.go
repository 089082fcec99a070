package line

import "github.com/plantwin/plantwin/sim"

// What happens to a vehicle that goes down, and how it comes back.

// fail takes a vehicle down by mode k: what it does is kept for later, and a call that it has not begun to load goes to
// another one.
func (u *fleet) fail(s *sim.State, st *fleetState, i int32, k int) {
	f, v := &u.modes[k], &st.vehicles[i]
	fs, _ := u.of(st, i, k)
	u.halt(s, fs)
	fs.down = true
	s.Count(f.count, 1)
	s.Add(f.downs, 1)
	if v.downs++; v.downs == 1 {
		u.goDown(s, st, i)
	}
	u.beginRepair(s, st, i, k)
}

// goDown notes what a vehicle did that goes down.
func (u *fleet) goDown(s *sim.State, st *fleetState, i int32) {
	v := &st.vehicles[i]
	if v.stalled { // it has not gone on since the last time
		v.stalled = false
		u.leaveDriver(s, st, i)
		u.turn(s, st, i, vDown)
		return
	}
	v.was = v.state
	v.left, _ = s.Cancel(v.job)
	if v.doing == dWaitsLane {
		u.ways.net.goOn(s, lineUp{u.id, i})
	}
	u.turn(s, st, i, vDown)
	if u.needs != nil {
		u.leaveDriver(s, st, i)
	}
	if v.doing == dWorks && v.was == vLoading {
		v.doing = dPauses // loading begins again, perhaps by another
	}
	u.giveUp(s, st, i)
}

// giveUp lets other vehicles have the call that a vehicle was on its way to.
func (u *fleet) giveUp(s *sim.State, st *fleetState, i int32) {
	for k := range st.orders {
		o := &st.orders[k]
		if o.state != oAssigned || o.vehicle != i {
			continue
		}
		if o.slot == early {
			u.drop(s, st, int32(k))
			continue
		}
		o.state, o.vehicle = oReady, none
		s.Add(u.queued, 1)
		if u.passOn(s, st, int32(k)) {
			continue
		}
		if j := u.nearestIdle(st, u.exits[o.haul].pick); j >= 0 {
			u.assign(s, st, j, int32(k))
			u.begin(s, st, j)
		}
	}
}

// passOn gives a call to a vehicle that was sent ahead to the same place; false if there is none.
func (u *fleet) passOn(s *sim.State, st *fleetState, k int32) bool {
	o := st.orders[k]
	if !u.meet(s, st, o.haul, o.part, askerOf(o.unit, o.slot)) {
		return false
	}
	u.drop(s, st, k) // the other has a place of its own
	s.Add(u.queued, -1)
	return true
}

// drop ends a call, and the place that is kept for it.
func (u *fleet) drop(s *sim.State, st *fleetState, k int32) {
	for _, r := range u.exits[st.orders[k].haul].exit.to {
		if r != nil {
			r.leave(s, askerOf(u.id, k))
		}
	}
	st.orders[k].state = oNone
}

// beginRepair gets the spare, then the people, then repairs.
func (u *fleet) beginRepair(s *sim.State, st *fleetState, i int32, k int) {
	f := &u.modes[k]
	fs, n := u.of(st, i, k)
	if x := f.spares; x != nil && !fs.fitted {
		if fs.lacks = st.wear.shelf[k] == 0; fs.lacks {
			return
		}
		st.wear.shelf[k]--
		fs.fitted = true
		s.Set(x.level, float64(st.wear.shelf[k]))
		for st.wear.shelf[k]+st.wear.coming[k]+x.lot <= x.stock {
			st.wear.coming[k] += x.lot
			s.Book(s.Now+min(u.drawn(s, k, 2, &x.lead), sim.Never-s.Now), sim.Event{To: u.id, Code: evSpare, Class: sim.Break, Arg: int64(k)})
		}
	}
	if f.needs == nil || fs.crewed || f.needs.take(s, fs.hands, request{u.id, -1 - n}) {
		fs.crewed = f.needs != nil
		u.repair(s, fs, n, k)
		return
	}
	fs.asks = true
	f.needs.wait(s, request{u.id, -1 - n})
	u.loop.later(s, u.id)
}

func (u *fleet) repair(s *sim.State, fs *modeState, n int32, k int) {
	fs.repairing = true
	f := &u.modes[k]
	from := f.needs.arrival(s, request{u.id, -1 - n})
	s.Book(from+min(u.drawn(s, k, 1, &f.repair), sim.Never-from), sim.Event{To: u.id, Code: evRepaired, Class: sim.Break, Arg: int64(n)})
}

// spare puts an order of spares of mode k on the shelf, for those who wait in order of their numbers.
func (u *fleet) spare(s *sim.State, st *fleetState, k int) {
	x := u.modes[k].spares
	st.wear.shelf[k] += x.lot
	st.wear.coming[k] -= x.lot
	s.Set(x.level, float64(st.wear.shelf[k]))
	for i := range u.count {
		if fs, _ := u.of(st, i, k); fs.lacks {
			u.beginRepair(s, st, i, k)
		}
	}
}

// hireRepair takes people for a repair or maintenance.
func (u *fleet) hireRepair(s *sim.State, st *fleetState, n int32) bool {
	f, fs, task := &u.modes[int(n)%len(u.modes)], &st.wear.modes[n], request{u.id, -1 - n}
	if i := n / int32(len(u.modes)); fs.due { // planned work waits for a vehicle that stands, and keeps nobody waiting there
		if !u.waits(st, i) {
			return false
		}
		st.vehicles[i].due = true
	}
	if !f.needs.take(s, fs.hands, task) {
		st.vehicles[n/int32(len(u.modes))].due = false
		return false
	}
	fs.asks, fs.crewed = false, true
	f.needs.stopWaiting(s, task)
	s.Soon(sim.Event{To: u.id, Code: evGrant, Arg: int64(task.slot)})
	return true
}

// grantRepair lets the people begin who have come.
func (u *fleet) grantRepair(s *sim.State, st *fleetState, n int32) {
	i, k := n/int32(len(u.modes)), int(n)%len(u.modes)
	fs := &st.wear.modes[n]
	switch {
	case !fs.crewed || fs.repairing:
	case fs.due:
		u.free(s, st, i)
	default:
		u.repair(s, fs, n, k)
	}
}

// repaired ends a failure or maintenance.
func (u *fleet) repaired(s *sim.State, st *fleetState, n int32) {
	i, k := n/int32(len(u.modes)), int(n)%len(u.modes)
	f, fs, v := &u.modes[k], &st.wear.modes[n], &st.vehicles[i]
	fs.down, fs.repairing, fs.fitted = false, false, false
	s.Add(f.downs, -1)
	if fs.crewed {
		fs.crewed = false
		f.needs.release(s, fs.hands, request{u.id, -1 - n})
	}
	u.renew(s, st, i, k)
	for _, j := range f.renews {
		if x, _ := u.of(st, i, j); !x.down && !x.due {
			u.renew(s, st, i, j)
		}
	}
	if v.downs--; v.downs == 0 {
		u.resume(s, st, i)
	}
}

// resume lets a vehicle go on with what it did.
func (u *fleet) resume(s *sim.State, st *fleetState, i int32) {
	v := &st.vehicles[i]
	if !u.hasDriver(s, st, i) {
		return
	}
	switch v.doing {
	case dDrives, dWorks, dCharges:
		u.turn(s, st, i, v.was)
		u.book(s, v, v.left, v.code, v.arg)
		if v.code == evUnloaded {
			u.handles(s, st, i, int32(v.arg))
		}
	case dWaitsLane:
		u.turn(s, st, i, vWaiting)
		u.onward(s, st, i)
	case dWaitsDoor:
		u.turn(s, st, i, vWaiting)
		for k := range st.orders {
			if o := &st.orders[k]; o.state == oAtDoor && o.vehicle == i {
				u.deliver(s, st, int32(k))
				return
			}
		}
	case dWaitsCrew:
		if u.turn(s, st, i, vWaiting); v.crewed {
			u.manned(s, st, i)
		}
	case dWaitsPart, dPauses:
		u.turn(s, st, i, vWaiting)
		u.next(s, st, i)
	default:
		u.free(s, st, i)
	}
}
