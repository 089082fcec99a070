package line

import "github.com/plantwin/plantwin/sim"

// moves reports whether any vehicle can fetch something.
func (u *fleet) moves(q *inquiry) bool {
	for i := range u.count {
		if q.live(q.l.extra[u.id] + i) {
			return true
		}
	}
	return false
}

func (u *fleet) slotWorks(s *sim.State, i int32) bool { return u.vehicleWorks(u.state(s), i) }

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
		if fs, _ := u.of(st, i, k); u.modes[k].called || u.modes[k].counts == allTime && !u.modes[k].planned && fs.booked {
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
		if !u.slotMoves(q, i) {
			return true
		}
	}
	return false
}

// slotMoves reports whether a vehicle goes on. Those that wait for one another in an aisle are found by jam.
func (u *fleet) slotMoves(q *inquiry, i int32) bool {
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
