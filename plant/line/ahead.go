package line

import "github.com/plantwin/plantwin/sim"

// stocked is a sender that offers one part at a time and may have more behind it: vehicles without work are sent there
// before the part that they will carry is offered.
type stocked interface {
	// behind is the number of parts that are ready behind the one that is offered at a way out.
	behind(s *sim.State, e *exit) int32
}

// early is the slot of a call for a part that has not been offered yet.
const early int32 = -1

func (u *buffer) behind(s *sim.State, e *exit) int32 {
	st := u.state(s)
	if e != &u.exit {
		return st.dwell.over.n - 1
	}
	return st.n - st.back - 1
}

func (u *source) behind(s *sim.State, _ *exit) int32 {
	if u.state(s).shut {
		return 0
	}
	if u.always {
		return many
	}
	return int32(min(u.state(s).ready-1, many))
}

// more lets the fleet know that another part stands behind the one that it was called for.
func (e *exit) more(s *sim.State) {
	if e.rule == Carried {
		e.fleet.callAhead(s, e.fleet.state(s), e.haul)
	}
}

// callAhead sends vehicles without work to a sender that has more parts ready than it has called for. Where a part's way
// is settled only when it is offered no place could be kept for it, so nobody is sent.
func (u *fleet) callAhead(s *sim.State, st *fleetState, haul int32) {
	e := u.exits[haul].exit
	x, ok := u.units[e.self].(stocked)
	if !ok || e.inner != One && e.inner != ShortestQueue && e.inner != FirstFree {
		return
	}
	called, waits := int32(0), false
	for k := range st.orders {
		o := &st.orders[k]
		if o.haul == haul && o.state != oNone && o.state < oAboard {
			if o.slot == early {
				called++
			} else {
				waits = waits || o.state > oAsks
			}
		}
	}
	for ; waits && called < x.behind(s, e); called++ {
		i := u.nearestIdle(st, u.exits[haul].pick)
		if i < 0 {
			return
		}
		k := u.open(s, st, order{state: oAsks, haul: haul, choice: anyOf, unit: e.self, slot: early, part: none, vehicle: none})
		o := &st.orders[k]
		if !u.promised(s, e, o, askerOf(u.id, k)) {
			for _, r := range e.to {
				r.leave(s, askerOf(u.id, k))
			}
			o.state = oNone
			return
		}
		o.state, o.vehicle = oAssigned, i
		u.begin(s, st, i)
	}
}

// recall takes back the call for a part that does not come; a vehicle that was on its way goes on to what is next.
func (u *fleet) recall(s *sim.State, from asker) {
	st := u.state(s)
	if k := u.orderOf(st, from); k >= 0 {
		u.callOff(s, st, k)
	}
}

// recallAhead takes back calls for more parts than stand behind the one that is offered, the last first.
func (u *fleet) recallAhead(s *sim.State, haul int32) {
	st, e := u.state(s), u.exits[haul].exit
	for {
		called, last := int32(0), none
		for k := range st.orders {
			if o := &st.orders[k]; o.haul == haul && o.state == oAssigned && o.slot == early {
				called++
				if last == none || o.serial > st.orders[last].serial {
					last = int32(k)
				}
			}
		}
		if called == 0 || called <= u.units[e.self].(stocked).behind(s, e) {
			return
		}
		u.callOff(s, st, last)
	}
}

// callOff ends a call that has not been carried out.
func (u *fleet) callOff(s *sim.State, st *fleetState, k int32) {
	o := st.orders[k]
	u.drop(s, st, k)
	if o.state == oReady {
		s.Add(u.queued, -1)
	}
	if o.vehicle < 0 {
		return
	}
	v := &st.vehicles[o.vehicle]
	switch {
	case v.doing == dWaitsPart, o.state == oHanding:
	case v.doing == dWorks && v.code == evLoaded && v.arg == int64(k):
		s.Cancel(v.job)
	case v.doing == dWaitsCrew && !v.crewed:
		u.needs.stopWaiting(s, request{u.id, o.vehicle})
	default: // it finds out where it goes
		return
	}
	s.Soon(sim.Event{To: u.id, Code: evGo, Arg: int64(o.vehicle)})
}

// meet gives a part that is offered to a vehicle that was sent ahead; false if there is none.
func (u *fleet) meet(s *sim.State, st *fleetState, haul, part int32, from asker) bool {
	best := none
	for k := range st.orders {
		o := &st.orders[k]
		if o.state == oAssigned && o.haul == haul && o.slot == early && (best == none || o.serial < st.orders[best].serial) {
			best = int32(k)
		}
	}
	if best == none {
		return false
	}
	o := &st.orders[best]
	o.slot, o.part, o.since = from.slot(), part, s.Now
	u.tell(s, o, true)
	if v := &st.vehicles[o.vehicle]; v.doing == dWaitsPart && !v.out() {
		u.take(s, st, o.vehicle, best)
	}
	return true
}
