package line

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/plantwin/plantwin/sim"
)

// fleetState is what changes of a fleet.
type fleetState struct {
	vehicles []vehicle
	orders   []order
	serial   int64
	energy   float64 // of all batteries [J]
	hands    []int32 // drivers: demand.size for each vehicle
	shut     uint8   // reasons against calls
	wear     wearState
}

// vehicle is what changes of one vehicle.
type vehicle struct {
	at, goal, end int32 // places: where it stands or comes from, where it goes, and where the stretch under way ends
	lane          int32 // lane whose zones it holds, none
	parts         int32
	state         uint8
	doing         doing
	errand        errand
	single        bool // it stops at each place to look for work
	crewed        bool
	since         time.Duration // when energy was last booked
	energy        float64       // [J]
	paid          worth         // of it
	low           sim.Ticket    // of the event that sends it to the charger from where it stands
	way           float64       // length of the stretch under way [m]
	loss          time.Duration // half of what speeding up and braking cost on this trip
	owed          time.Duration // cost of the start or restart that is still to be paid
	due           bool          // maintenance is due, and its people are there
	downs         int32         // modes that keep it down
	stalled       bool          // it is repaired, and waits for its driver to go on
	drove         bool          // it had a driver, or waited for one, when it went down
	was           uint8         // its state before it went down
	job           sim.Ticket    // of the end of what it does
	code          uint16        // of that event
	arg           int64         // of that event
	left          time.Duration // until then, when it went down
	bill          bill
	from          int32 // place where the trip under way began, where trips are kept
	odo           int64 // [um] driven on it
}

// out reports whether a vehicle does nothing until it is repaired and has its driver.
func (v *vehicle) out() bool { return v.downs > 0 || v.stalled }

type doing uint8

const (
	dStands doing = iota // without work
	dDrives
	dWaitsLane
	dWorks // loads, unloads, or hands over
	dWaitsDoor
	dWaitsCrew
	dWaitsPart // it was sent ahead
	dCharges
	dPauses // it has broken down between two tasks
)

// errand is why a vehicle dDrives without a call.
type errand uint8

const (
	noErrand errand = iota
	toPark
	toCharger
)

func (u *fleet) New() any {
	st := &fleetState{wear: u.freshModes()}
	if !u.shifts.Open(0) {
		st.shut = shutOff
	}
	for range u.count {
		v := vehicle{at: u.home, goal: none, end: none, lane: none, state: u.first()}
		if u.battery != nil {
			v.energy, v.paid = u.battery.capacity, u.bought()
		}
		st.vehicles = append(st.vehicles, v)
	}
	if u.needs != nil {
		st.hands = make([]int32, u.count*u.needs.size)
	}
	return st
}

func (u *fleet) state(s *sim.State) *fleetState { return s.Units[u.id].(*fleetState) }

// first is the state of vehicles at the start.
func (u *fleet) first() uint8 {
	if !u.shifts.Open(0) {
		return vOff
	}
	return vIdle
}

// Purposes of a Bad event of a fleet.
const (
	badLoad    = 0
	badUnload  = 1
	badBattery = 16 // and the vehicle
)

func (u *fleet) Handle(s *sim.State, e sim.Event) error {
	st := u.state(s)
	i := int32(e.Arg)
	switch e.Code {
	case evRoom:
		switch o := &st.orders[i]; o.state {
		case oAsks:
			u.secure(s, st, i)
		case oAtDoor:
			if !st.vehicles[o.vehicle].out() {
				u.deliver(s, st, i)
			}
		}
	case evGo:
		if v := &st.vehicles[i]; v.out() { // the part was handed over after it broke down
			v.doing = dPauses
		} else {
			u.next(s, st, i)
		}
	case evDrive:
		u.endStretch(s, st, i)
	case evLane:
		if v := &st.vehicles[i]; v.doing == dWaitsLane && !v.out() {
			u.onward(s, st, i)
		}
	case evJam:
		if v := &st.vehicles[i]; v.doing == dWaitsLane && !v.out() {
			return u.ways.net.jam(s, u.ways.net.state(s))
		}
	case evLoaded:
		o := &st.orders[i]
		u.settles(s, st, o.vehicle)
		o.state = oHanding
		s.Soon(sim.Event{To: o.unit, Code: evRoom, Arg: int64(o.slot)})
	case evUnloaded:
		s.Ends(u.id, st.orders[i].part)
		u.settles(s, st, st.orders[i].vehicle)
		if !u.books.finished(s, st.orders[i].part) {
			return badErrors[badCost]
		}
		u.deliver(s, st, i)
	case evGrant:
		if i < 0 {
			u.grantRepair(s, st, -1-i)
		} else if v := &st.vehicles[i]; v.crewed && v.stalled {
			u.resume(s, st, i)
		} else if v.crewed && v.doing == dWaitsCrew && v.downs == 0 {
			u.manned(s, st, i)
		}
	case evLow:
		u.drain(s, st, i)
		st.vehicles[i].energy = min(st.vehicles[i].energy, u.battery.low)
		if !st.vehicles[i].out() {
			u.free(s, st, i)
		}
		u.line.suspect(s, u.id)
	case evCharged:
		u.turn(s, st, i, vIdle)
		u.free(s, st, i)
	case evFail:
		u.fails(s, st, i)
	case evFailNow:
		u.failOne(s, st, int(i))
	case evRepaired:
		u.repaired(s, st, i)
	case evSpare:
		u.spare(s, st, int(i))
	case evShift:
		u.shift(s, st)
	case evStop:
		u.shut(s, st, shutStop)
	case evStart:
		u.reopen(s, st, shutStop)
	case evLook:
		if e.Arg == 1 {
			return u.line.lookAll(s, u.id)
		}
		return u.loop.look(s, u.id)
	case evBad:
		return u.bad(e.Arg)
	}
	return nil
}

func (u *fleet) bad(purpose int64) error {
	switch {
	case purpose <= badMode:
		return u.badMode(purpose)
	case purpose >= badBattery:
		return fmt.Errorf("the battery of vehicle %d is empty (charge it earlier: battery.low)", purpose-badBattery+1)
	case purpose == badUnload:
		return errors.New("unload: a time below 0, or not a number, was drawn")
	}
	return errors.New("load: a time below 0, or not a number, was drawn")
}

// turn books the state of a vehicle.
func (u *fleet) turn(s *sim.State, st *fleetState, i int32, to uint8) {
	u.drain(s, st, i)
	if v := &st.vehicles[i]; v.state != to {
		u.settles(s, st, i)
		from := v.state
		s.Switch(u.times, from, to)
		if u.modes != nil {
			u.wears(s, st, i, from, to)
		}
		v.state = to
		u.meter(s, st, i, from, to)
		u.watch(s, v, i)
	}
}

// next settles what a vehicle that has come to a stand with work does: unload what belongs here, load what is ready here,
// fetch what it was called for, bring what it carries.
func (u *fleet) next(s *sim.State, st *fleetState, i int32) {
	v := &st.vehicles[i]
	here, fetch, bring := none, none, none
	far := math.Inf(1)
	for k := range st.orders {
		o := &st.orders[k]
		if o.vehicle != i {
			continue
		}
		switch o.state {
		case oAboard:
			p := u.exits[o.haul].drop[o.choice]
			if p == v.at {
				u.discharge(s, st, int32(k))
				return
			}
			if d := u.ways.length(v.at, p); d < far {
				bring, far = p, d
			}
		case oAssigned:
			fetch = int32(k)
		}
	}
	if fetch >= 0 && u.exits[st.orders[fetch].haul].pick == v.at {
		here = fetch
	} else if v.parts > 0 && v.parts < u.capacity {
		here = u.readyAt(st, v.at)
	}
	switch {
	case here >= 0:
		u.take(s, st, i, here)
	case fetch >= 0:
		u.goTo(s, st, i, u.exits[st.orders[fetch].haul].pick)
	case bring >= 0:
		u.goTo(s, st, i, bring)
	default:
		u.free(s, st, i)
	}
}

// readyAt is the call that came first of those that are ready at a place; none if there is none.
func (u *fleet) readyAt(st *fleetState, place int32) int32 {
	best := none
	for k := range st.orders {
		o := &st.orders[k]
		if o.state == oReady && u.exits[o.haul].pick == place && (best == none || o.serial < st.orders[best].serial) {
			best = int32(k)
		}
	}
	return best
}

// take begins to load.
func (u *fleet) take(s *sim.State, st *fleetState, i, k int32) {
	o := &st.orders[k]
	if o.state == oReady {
		u.assign(s, st, i, k)
	}
	if o.slot == early {
		st.vehicles[i].doing = dWaitsPart
		u.turn(s, st, i, vWaiting)
		return
	}
	if u.wait >= 0 {
		s.Sample(u.wait, seconds(s.Now-o.since))
	}
	st.vehicles[i].doing = dWorks
	u.turn(s, st, i, vLoading)
	s.Begins(u.id, o.part)
	d := orZero(s, u.id, badLoad, u.load.Time(s, o.part))
	u.book(s, &st.vehicles[i], d, evLoaded, int64(k))
	u.handles(s, st, i, k)
}

// discharge begins to unload.
func (u *fleet) discharge(s *sim.State, st *fleetState, k int32) {
	o := &st.orders[k]
	st.vehicles[o.vehicle].doing = dWorks
	u.turn(s, st, o.vehicle, vUnloading)
	d := orZero(s, u.id, badUnload, u.unload.Time(s, o.part))
	u.book(s, &st.vehicles[o.vehicle], d, evUnloaded, int64(k))
	u.handles(s, st, o.vehicle, k)
}

// free lets a vehicle without work charge, answer the next call, or park.
func (u *fleet) free(s *sim.State, st *fleetState, i int32) {
	v := &st.vehicles[i]
	v.doing, v.errand, v.single = dStands, noErrand, false
	u.drain(s, st, i)
	if u.modes != nil && u.serveDue(s, st, i) {
		u.freeDriver(s, st, i)
		return
	}
	tired, answers := u.tired(v), st.answers(v)
	if !tired && answers {
		if k := u.find(st, v.at); k >= 0 {
			u.assign(s, st, i, k)
			u.begin(s, st, i)
			return
		}
	}
	rest := vIdle
	if !answers {
		rest = vOff
	}
	u.turn(s, st, i, rest)
	u.freeDriver(s, st, i)
	if !tired && answers {
		for _, h := range u.stocks {
			if u.callAhead(s, st, h); v.doing != dStands {
				return
			}
		}
	}
	switch {
	case tired:
		v.errand = toCharger
		u.goTo(s, st, i, u.battery.place)
	case u.park >= 0 && v.at != u.park:
		v.errand, v.single = toPark, true
		u.goTo(s, st, i, u.park)
	}
}
