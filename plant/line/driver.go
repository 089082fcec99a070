package line

import "github.com/plantwin/plantwin/sim"

// Drivers of vehicles: they are bound from the call until the vehicle is free again.

// begin lets a vehicle start on the call that it was given, with its driver.
func (u *fleet) begin(s *sim.State, st *fleetState, i int32) {
	v := &st.vehicles[i]
	v.errand, v.single = noErrand, false
	if u.needs != nil && !v.crewed {
		if !u.needs.take(s, u.handsOf(st, i), request{u.id, i}) {
			v.doing = dWaitsCrew
			u.turn(s, st, i, vWaiting)
			u.needs.wait(s, request{u.id, i})
			u.loop.later(s, u.id)
			return
		}
		v.crewed = true
	}
	u.manned(s, st, i)
}

// manned goes on when the driver is there.
func (u *fleet) manned(s *sim.State, st *fleetState, i int32) {
	at := u.needs.arrival(s, request{u.id, i})
	if at <= s.Now {
		u.next(s, st, i)
		return
	}
	st.vehicles[i].doing = dWaitsCrew
	u.turn(s, st, i, vWaiting)
	s.Book(at, sim.Event{To: u.id, Code: evGrant, Class: sim.End, Arg: int64(i)})
}

func (u *fleet) handsOf(st *fleetState, i int32) []int32 {
	n := u.needs.size
	return st.hands[i*n : (i+1)*n]
}

// hire takes a driver for a vehicle.
func (u *fleet) hire(s *sim.State, i int32) bool {
	st := u.state(s)
	if i < 0 {
		return u.hireRepair(s, st, -1-i)
	}
	if !u.needs.take(s, u.handsOf(st, i), request{u.id, i}) {
		return false
	}
	st.vehicles[i].crewed = true
	u.needs.stopWaiting(s, request{u.id, i})
	s.Soon(sim.Event{To: u.id, Code: evGrant, Arg: int64(i)})
	return true
}

// freeDriver sends the driver of a vehicle home.
func (u *fleet) freeDriver(s *sim.State, st *fleetState, i int32) {
	if v := &st.vehicles[i]; v.crewed {
		v.crewed = false
		u.needs.release(s, u.handsOf(st, i), request{u.id, i})
	}
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
