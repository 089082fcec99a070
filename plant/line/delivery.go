package line

import (
	"time"

	"github.com/plantwin/plantwin/sim"
)

// How fleets book their time to parts: loading and unloading to the part that is handled, driving in equal shares to those on
// board, all other time to nobody.

// bill is what a vehicle does for parts now. It is state.
type bill struct {
	open   bool
	state  uint8
	typ    int32 // product of the part that is loaded or unloaded
	part   int32
	serial int64 // of that part: it may be gone
	share  float64
	since  time.Duration
}

// bindBooks binds what a fleet keeps of costs and of the power at its chargers.
func (u *fleet) bindBooks(c *compiler, i int) {
	var watts []float64
	if u.battery != nil {
		watts = make([]float64, len(vehicleStates))
		watts[vCharging] = u.battery.charger
	}
	u.books = c.ledgerOf(i, vehicleStates, u.times, []uint8{vLoaded, vLoading, vUnloading}, watts, false)
	u.books.keepUp(u.modes)
}

// handles books that a vehicle loads or unloads the part of a call.
func (u *fleet) handles(s *sim.State, st *fleetState, i, k int32) {
	if u.books == nil {
		return
	}
	u.settles(s, st, i)
	v, p := &st.vehicles[i], st.orders[k].part
	v.bill = bill{true, v.state, s.Part(p).Type, p, s.PartSerial(p), 1, s.Now}
	u.books.begin(s, v.state, v.bill.typ, 1)
}

// drives books that a vehicle carries what it has on board.
func (u *fleet) drives(s *sim.State, st *fleetState, i int32) {
	v := &st.vehicles[i]
	v.bill = bill{open: true, state: vLoaded, part: none, share: 1 / float64(v.parts), since: s.Now}
	for k := range st.orders {
		if o := &st.orders[k]; o.vehicle == i && o.state == oAboard {
			u.books.begin(s, vLoaded, s.Part(o.part).Type, v.bill.share)
		}
	}
}

// settles ends what a vehicle does for parts.
func (u *fleet) settles(s *sim.State, st *fleetState, i int32) {
	x := &st.vehicles[i].bill
	if u.books == nil || !x.open {
		return
	}
	x.open = false
	if x.part >= 0 {
		u.books.end(s, x.state, x.typ, 1)
		if s.PartSerial(x.part) == x.serial {
			u.books.charge(s, x.state, x.part, 1, x.since)
		}
		return
	}
	for k := range st.orders {
		if o := &st.orders[k]; o.vehicle == i && o.state == oAboard {
			u.books.end(s, vLoaded, s.Part(o.part).Type, x.share)
			u.books.charge(s, vLoaded, o.part, x.share, x.since)
		}
	}
}

// meter books the state of a vehicle that changes.
func (u *fleet) meter(s *sim.State, st *fleetState, i int32, from, to uint8) {
	if u.books == nil {
		return
	}
	u.books.turn(s, from, to)
	if to == vLoaded {
		u.drives(s, st, i)
	}
}
