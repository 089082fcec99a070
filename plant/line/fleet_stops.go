package line

import (
	"time"

	"github.com/plantwin/plantwin/sim"
)

// The reasons in fleetState.shut.
const (
	shutOff uint8 = 1 << iota
	shutStop
)

// wear is what changes of the failures and maintenance of a fleet.
type wearState struct {
	modes  []modeState // len(fleet.modes) for each vehicle
	shelf  []int32     // spares, by mode
	coming []int32     // spares ordered, by mode
}

func (u *fleet) freshModes() (w wearState) {
	for range u.count {
		for k := range u.modes {
			w.modes = append(w.modes, u.modes[k].fresh())
		}
	}
	for k := range u.modes {
		n := int32(0)
		if x := u.modes[k].spares; x != nil {
			n = x.stock
		}
		w.shelf, w.coming = append(w.shelf, n), append(w.coming, 0)
	}
	return w
}

// of is the state of mode k of vehicle i, and its number in events and slots.
func (u *fleet) of(st *fleetState, i int32, k int) (*modeState, int32) {
	n := i*int32(len(u.modes)) + int32(k)
	return &st.wear.modes[n], n
}

func (u *fleet) Start(s *sim.State) error {
	st := u.state(s)
	u.books.stand(s, u.first(), u.count)
	for i := range u.count {
		for k := range u.modes {
			u.renew(s, st, i, k)
		}
	}
	u.bookShift(s)
	return nil
}

// wearing reports whether a vehicle in a state wears.
func wearing(state uint8) bool {
	return state == vLoaded || state == vEmpty || state == vLoading || state == vUnloading
}

// renew begins the clock of a mode anew.
func (u *fleet) renew(s *sim.State, st *fleetState, i int32, k int) {
	f := &u.modes[k]
	fs, n := u.of(st, i, k)
	u.halt(s, fs)
	fs.worn = 0
	if f.counts == cycles {
		if fs.limit = f.after.Value(s, none); !(fs.limit >= 0) {
			fs.limit = 0
			s.Soon(sim.Event{To: u.id, Code: evBad, Arg: badMode - badModes*int64(k)})
		}
		return
	}
	fs.left = u.drawn(s, k, 0, &f.after)
	if f.counts == allTime || wearing(st.vehicles[i].state) {
		u.runOn(s, fs, n)
	}
}

// runOn lets a clock run, halt stops it.
func (u *fleet) runOn(s *sim.State, fs *modeState, n int32) {
	fs.booked = true
	fs.ticket = s.Book(s.Now+min(fs.left, sim.Never-s.Now), sim.Event{To: u.id, Code: evFail, Class: sim.Break, Arg: int64(n)})
}

func (u *fleet) halt(s *sim.State, fs *modeState) {
	if fs.booked {
		fs.left, _ = s.Cancel(fs.ticket)
		fs.booked = false
	}
}

// wears lets the clocks of a vehicle run that begins to work, and halts them when it ends.
func (u *fleet) wears(s *sim.State, st *fleetState, i int32, from, to uint8) {
	if wearing(from) == wearing(to) {
		return
	}
	for k := range u.modes {
		fs, n := u.of(st, i, k)
		switch {
		case u.modes[k].counts != busyTime || fs.down || fs.due:
		case wearing(to):
			u.runOn(s, fs, n)
		default:
			u.halt(s, fs)
		}
	}
}

// delivered1 counts a part delivered; it reports whether the vehicle breaks down with it.
func (u *fleet) delivered1(s *sim.State, st *fleetState, i int32) bool {
	for k := range u.modes {
		fs, _ := u.of(st, i, k)
		if u.modes[k].counts != cycles || fs.down {
			continue
		}
		if fs.worn++; fs.worn < fs.limit {
			continue
		}
		if u.modes[k].planned {
			u.fallsDue(s, st, i, k)
		} else {
			st.vehicles[i].doing = dPauses
			u.fail(s, st, i, k)
		}
	}
	return st.vehicles[i].downs > 0
}

// fails is the end of a clock.
func (u *fleet) fails(s *sim.State, st *fleetState, n int32) {
	i, k := n/int32(len(u.modes)), int(n)%len(u.modes)
	st.wear.modes[n].booked = false
	if u.modes[k].planned {
		u.fallsDue(s, st, i, k)
		return
	}
	u.fail(s, st, i, k)
}

// failOne lets the first vehicle fail that is not down by mode k.
func (u *fleet) failOne(s *sim.State, st *fleetState, k int) {
	for i := range u.count {
		if fs, _ := u.of(st, i, k); !fs.down {
			u.fail(s, st, i, k)
			return
		}
	}
}

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

// leaveDriver lets the driver of a vehicle go for as long as it is down, or takes it off the list for one.
func (u *fleet) leaveDriver(s *sim.State, st *fleetState, i int32) {
	v := &st.vehicles[i]
	switch {
	case v.crewed:
		v.drove = true
		u.freeDriver(s, st, i)
	case v.drove || v.doing == dWaitsCrew:
		v.drove = true
		u.needs.stopWaiting(s, request{u.id, i})
	}
}

// hasDriver reports whether the driver of a vehicle that goes on is there; else it is waited for.
func (u *fleet) hasDriver(s *sim.State, st *fleetState, i int32) bool {
	v, task := &st.vehicles[i], request{u.id, i}
	if !v.drove {
		return true
	}
	if v.stalled = !v.crewed; v.stalled {
		if !u.needs.take(s, u.handsOf(st, i), task) {
			u.turn(s, st, i, vWaiting)
			u.needs.wait(s, task)
			u.loop.later(s, u.id)
			return false
		}
		v.crewed = true
	}
	at := u.needs.arrival(s, task)
	if v.stalled = at > s.Now; v.stalled {
		u.turn(s, st, i, vWaiting)
		s.Book(at, sim.Event{To: u.id, Code: evGrant, Class: sim.End, Arg: int64(i)})
		return false
	}
	v.drove = false
	return true
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

// fallsDue notes that maintenance k of a vehicle is due, which begins when it stands without work and the people are there.
func (u *fleet) fallsDue(s *sim.State, st *fleetState, i int32, k int) {
	fs, _ := u.of(st, i, k)
	if fs.due {
		return
	}
	u.halt(s, fs)
	if fs.due = true; u.waits(st, i) {
		u.free(s, st, i)
	}
}

// waits reports whether a vehicle stands without work.
func (u *fleet) waits(st *fleetState, i int32) bool {
	v := &st.vehicles[i]
	return v.doing == dStands && !v.out()
}

// answers reports whether a vehicle takes calls.
func (st *fleetState) answers(v *vehicle) bool { return st.shut == 0 && !v.out() && !v.due }

// serveDue begins the maintenance of a vehicle without work, or asks for its people; false if none has begun.
func (u *fleet) serveDue(s *sim.State, st *fleetState, i int32) bool {
	v := &st.vehicles[i]
	v.due = false
	for k := range u.modes {
		f := &u.modes[k]
		fs, n := u.of(st, i, k)
		if !fs.due {
			continue
		}
		if f.needs != nil && !fs.crewed {
			if !f.needs.take(s, fs.hands, request{u.id, -1 - n}) {
				if !fs.asks {
					fs.asks = true
					f.needs.wait(s, request{u.id, -1 - n})
				}
				continue
			}
			fs.crewed = true
			if fs.asks {
				fs.asks = false
				f.needs.stopWaiting(s, request{u.id, -1 - n})
			}
		}
		fs.due = false
		u.fail(s, st, i, k)
	}
	return v.downs > 0
}

// book books the end of what a vehicle does.
func (u *fleet) book(s *sim.State, v *vehicle, after time.Duration, code uint16, arg int64) {
	v.code, v.arg = code, arg
	v.job = s.Book(s.Now+after, sim.Event{To: u.id, Code: code, Class: sim.End, Arg: arg})
}

// shift opens or closes the fleet.
func (u *fleet) shift(s *sim.State, st *fleetState) {
	if u.shifts.Open(s.Now) {
		u.open1(s, st, shutOff)
	} else {
		u.shut(s, st, shutOff)
	}
	u.bookShift(s)
}

func (u *fleet) bookShift(s *sim.State) {
	if at := u.shifts.Next(s.Now); at < sim.Never {
		s.Book(at, sim.Event{To: u.id, Code: evShift, Class: sim.Break})
	}
}

// shut and open1 set and clear a reason against calls.
func (u *fleet) shut(s *sim.State, st *fleetState, why uint8) {
	st.shut |= why
	for i := range u.count {
		if u.waits(st, i) {
			u.turn(s, st, i, vOff)
		}
	}
}

func (u *fleet) open1(s *sim.State, st *fleetState, why uint8) {
	if st.shut &^= why; st.shut != 0 {
		return
	}
	for i := range u.count {
		if u.waits(st, i) {
			u.free(s, st, i)
		}
	}
}
