package line

import (
	"math"

	"github.com/plantwin/plantwin/sim"
)

// goTo begins a trip; it may end where it begins.
func (u *fleet) goTo(s *sim.State, st *fleetState, i, goal int32) {
	v := &st.vehicles[i]
	v.goal, v.loss = goal, 0
	u.trips.leaves(v)
	if v.at != goal {
		d := u.ways.length(v.at, goal)
		whole := u.drive(v.at, goal, d)
		if u.accel > 0 && u.cross == 0 {
			v.loss = (whole - ticks(d/u.speed)) / 2
		}
	}
	v.owed = v.loss
	u.onward(s, st, i)
}

// onward takes the next stretch of a trip, or waits for it.
func (u *fleet) onward(s *sim.State, st *fleetState, i int32) {
	v := &st.vehicles[i]
	net := u.ways.net
	if v.doing == dWaitsLane {
		net.goOn(s, lineUp{u.id, i})
	}
	if v.at == v.goal {
		u.arrive(s, st, i)
		return
	}
	lane, end, way := u.ways.stretch(v.at, v.goal, v.single)
	if net != nil && !net.enter(s, u.ways.zones(v.lane), u.ways.zones(lane)) {
		if v.doing == dDrives { // it brakes, and has to speed up again
			v.owed = 2 * ticks(u.fullLoss())
		}
		v.doing = dWaitsLane
		u.turn(s, st, i, vWaiting)
		net.lineUp(s, lineUp{u.id, i})
		s.Soon(sim.Event{To: u.id, Code: evJam, Arg: int64(i)})
		return
	}
	v.lane, v.end, v.way, v.doing = lane, end, way, dDrives
	to := vEmpty
	if v.parts > 0 {
		to = vLoaded
	}
	u.turn(s, st, i, to)
	d := ticks(way/u.speed) + v.owed
	if net == nil {
		d = u.drive(v.at, v.goal, way)
	} else if end == v.goal {
		d += v.loss
	}
	v.owed = 0
	u.book(s, v, d, evDrive, int64(i))
}

// fullLoss is what half of a stop costs at full speed [s].
func (u *fleet) fullLoss() float64 {
	if u.accel == 0 {
		return 0
	}
	return u.speed / (2 * u.accel)
}

// crossing is between which zones a vehicle that waits wants to go.
func (u *fleet) crossing(s *sim.State, i int32) (from, to []int32) {
	v := &u.state(s).vehicles[i]
	lane, _, _ := u.ways.stretch(v.at, v.goal, true)
	return u.ways.zones(v.lane), u.ways.zones(lane)
}

// endStretch is the end of a stretch.
func (u *fleet) endStretch(s *sim.State, st *fleetState, i int32) {
	v := &st.vehicles[i]
	v.at = v.end
	way := int64(math.RoundToEven(v.way * 1e6))
	s.Count(u.driven, way)
	if v.parts == 0 {
		s.Count(u.drivenEmpty, way)
	} else {
		s.Count(u.work, way*int64(v.parts))
	}
	v.odo += way
	if v.errand == toPark && v.at != v.goal && st.answers(v) {
		if k := u.find(st, v.at); k >= 0 {
			u.trips.ends(s, v)
			u.assign(s, st, i, k)
			u.begin(s, st, i)
			return
		}
	}
	u.onward(s, st, i)
}

// arrive ends a trip beside the aisle.
func (u *fleet) arrive(s *sim.State, st *fleetState, i int32) {
	v := &st.vehicles[i]
	u.trips.ends(s, v)
	if v.lane >= 0 {
		u.ways.net.quit(s, u.ways.zones(v.lane), nil)
		v.lane = none
	}
	switch v.errand {
	case toCharger:
		v.doing = dCharges
		u.plug(s, st, i)
	case toPark:
		u.free(s, st, i)
	default:
		u.next(s, st, i)
	}
}
