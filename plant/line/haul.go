package line

import (
	"math"
	"time"

	"github.com/plantwin/plantwin/sim"
)

// hauled is a sender that shows whether a part waits for a vehicle or for a place.
type hauled interface {
	called(s *sim.State, slot int32, on bool)
}

// order is a part that is carried, or waits for that. It is state.
type order struct {
	state      orderState
	haul       int32
	choice     int32 // receiver of its exit
	unit, slot int32 // of the sender
	part       int32
	vehicle    int32
	serial     int64         // order of calls
	since      time.Duration // of the call
}

type orderState uint8

const (
	oNone     orderState = iota
	oAsks                // it waits for a place
	oReady               // it waits for a vehicle
	oAssigned            // a vehicle is on its way or loads
	oHanding             // it is loaded when the sender hands it over
	oAboard
	oAtDoor // it waits in front of the receiver
)

// carry takes a part on board if a vehicle has loaded it; else it is called for, if that has not been done. The sender
// keeps it until then.
func (u *fleet) carry(s *sim.State, e *exit, part int32, from asker, choice int32) bool {
	st := u.state(s)
	k := u.orderOf(st, from)
	if k < 0 {
		if choice == nowhere || u.meet(s, st, e.haul, part, from) {
			return false
		}
		k = u.open(s, st, order{state: oAsks, haul: e.haul, choice: choice, unit: from.unit(), slot: from.slot(), part: part, vehicle: none})
		u.secure(s, st, k)
		return false
	}
	o := &st.orders[k]
	o.part = part
	if o.state != oHanding {
		return false
	}
	o.state = oAboard
	s.Part(part).Holder = u.id
	st.vehicles[o.vehicle].parts++
	u.tell(s, o, false)
	s.Soon(sim.Event{To: u.id, Code: evGo, Arg: int64(o.vehicle)})
	return true
}

func (u *fleet) orderOf(st *fleetState, from asker) int32 {
	for k := range st.orders {
		o := &st.orders[k]
		if o.state != oNone && o.state < oAboard && askerOf(o.unit, o.slot) == from {
			return int32(k)
		}
	}
	return none
}

func (u *fleet) open(s *sim.State, st *fleetState, o order) int32 {
	st.serial++
	o.serial, o.since = st.serial, s.Now
	for k := range st.orders {
		if st.orders[k].state == oNone {
			st.orders[k] = o
			return int32(k)
		}
	}
	st.orders = append(st.orders, o)
	return int32(len(st.orders) - 1)
}

// secure asks for a place, and when it is promised for a vehicle.
func (u *fleet) secure(s *sim.State, st *fleetState, k int32) {
	o := &st.orders[k]
	e := u.exits[o.haul].exit
	if !u.promised(s, e, o, askerOf(u.id, k)) {
		return
	}
	o.state = oReady
	s.Add(u.queued, 1)
	u.tell(s, o, true)
	if i := u.nearestIdle(st, u.exits[o.haul].pick); i >= 0 {
		u.assign(s, st, i, k)
		u.begin(s, st, i)
	}
	u.callAhead(s, st, st.orders[k].haul)
}

// promised asks for a place at the receiver of a call.
func (u *fleet) promised(s *sim.State, e *exit, o *order, me asker) bool {
	if e.inner == One {
		o.choice = 0
	}
	if o.choice >= 0 {
		return reserve(s, e.to[o.choice], me)
	}
	return u.secureOne(s, e, o, me)
}

// secureOne asks the receivers of a free choice, in the order of their load or of the list, and takes the first that
// promises a place.
func (u *fleet) secureOne(s *sim.State, e *exit, o *order, me asker) bool {
	var set []int32 // nil: all
	if o.choice <= anySet {
		set = e.groups[anySet-o.choice]
	}
	best, least := none, int32(math.MaxInt32)
	if set != nil || e.inner == ShortestQueue {
		for i, r := range e.to {
			if r == nil || set != nil && !has(set, int32(i)) {
				continue
			}
			if l := r.load(s); l < least {
				best, least = int32(i), l
			}
		}
		if best >= 0 && reserve(s, e.to[best], me) {
			return u.settle(s, e, o, me, best, set)
		}
	}
	for i, r := range e.to {
		if r == nil || int32(i) == best || set != nil && !has(set, int32(i)) {
			continue
		}
		if reserve(s, r, me) {
			return u.settle(s, e, o, me, int32(i), set)
		}
	}
	return false
}

func (u *fleet) settle(s *sim.State, e *exit, o *order, me asker, choice int32, set []int32) bool {
	o.choice = choice
	for i, r := range e.to {
		if r != nil && int32(i) != choice && (set == nil || has(set, int32(i))) {
			r.leave(s, me)
		}
	}
	return true
}

// reserve asks for a place. A machine with doors for the parts of one kind each has none to promise: the vehicle waits
// there.
func reserve(s *sim.State, r receiver, from asker) bool {
	if m, ok := r.(*machine); ok && m.gather != nil {
		return true
	}
	if x, ok := r.(reserver); ok {
		return x.reserve(s, from)
	}
	return true
}

// tell lets the sender show that its part waits for a vehicle.
func (u *fleet) tell(s *sim.State, o *order, on bool) {
	if x, ok := u.units[o.unit].(hauled); ok {
		x.called(s, o.slot, on)
	}
}

// nearestIdle is the vehicle without work that is nearest to a place, ties to the first; none if there is none.
func (u *fleet) nearestIdle(st *fleetState, place int32) int32 {
	best, least := none, math.Inf(1)
	for i := range st.vehicles {
		if v := &st.vehicles[i]; v.doing == dStands && st.answers(v) {
			if d := u.ways.length(v.at, place); d < least {
				best, least = int32(i), d
			}
		}
	}
	return best
}

// find is the call that a vehicle at a place answers: the one that came first of those that are ready, or the nearest of
// them; none if there is none.
func (u *fleet) find(st *fleetState, place int32) int32 {
	best, least := none, math.Inf(1)
	for k := range st.orders {
		o := &st.orders[k]
		if o.state != oReady {
			continue
		}
		d := 0.0
		if u.nearest {
			d = u.ways.length(place, u.exits[o.haul].pick)
		}
		if best == none || d < least || d == least && o.serial < st.orders[best].serial {
			best, least = int32(k), d
		}
	}
	return best
}

// assign gives a call to a vehicle.
func (u *fleet) assign(s *sim.State, st *fleetState, i, k int32) {
	o := &st.orders[k]
	o.state, o.vehicle = oAssigned, i
	s.Add(u.queued, -1)
}

// deliver offers a part that is unloaded to its receiver.
func (u *fleet) deliver(s *sim.State, st *fleetState, k int32) {
	o := &st.orders[k]
	i := o.vehicle
	e := u.exits[o.haul].exit
	part, v := o.part, &st.vehicles[i]
	s.Part(part).Holder = o.unit // a receiver that joins parts by their sender looks at that
	if !e.to[o.choice].Accept(s, part, askerOf(u.id, k)) {
		s.Part(part).Holder = u.id
		o.state = oAtDoor
		v.doing = dWaitsDoor
		u.turn(s, st, i, vWaiting)
		u.loop.later(s, u.id)
		return
	}
	st.orders[k].state = oNone // not o: the receiver may have called vehicles ahead, and the list have moved
	v.parts--
	s.Count(u.done, 1)
	if u.modes != nil && u.countDelivery(s, st, i) {
		return
	}
	u.next(s, st, i)
}

// called shows whether the finished part of a server waits for a vehicle.
func (m *machine) called(s *sim.State, slot int32, on bool) {
	st := m.state(s)
	st.servers[slot].hauled = on
	if on {
		m.show(s, st, slot)
	}
}
