package line

import (
	"time"

	"github.com/plantwin/plantwin/sim"
)

// How fleets and their drivers book their time, and the energy that they take from batteries: loading and unloading to the part
// that is handled, driving in equal shares to those on board, all other time to nobody.

// bill is what a vehicle does for parts now. It is state.
type bill struct {
	open   bool
	driven bool // by people
	state  uint8
	typ    int32 // product of the part that is loaded or unloaded
	part   int32 // that part; none for all that are on board
	serial int64 // of that part: it may be gone
	share  float64
	since  time.Duration
	at     worth // of the energy in its battery
}

// bindBooks binds what a fleet keeps of costs, of the power at its chargers and of that from its batteries.
func (u *fleet) bindBooks(c *compiler, i int) {
	var p powers
	if b := u.battery; b != nil {
		p = powers{watts: make([]float64, len(vehicleStates)), used: make([]float64, len(vehicleStates))}
		p.watts[vCharging] = b.charger
		for k := range p.used {
			p.used[k] = b.use(uint8(k))
		}
	}
	u.books = c.ledgerOf(i, vehicleStates, u.times, []uint8{vLoaded, vLoading, vUnloading}, p)
	u.books.keepUp(u.modes)
}

// handles books that a vehicle loads or unloads the part of a call.
func (u *fleet) handles(s *sim.State, st *fleetState, i, k int32) {
	if u.books == nil {
		return
	}
	u.settles(s, st, i)
	v, p := &st.vehicles[i], st.orders[k].part
	v.bill = bill{open: true, driven: v.crewed, state: v.state, typ: s.Part(p).Type, part: p, serial: s.PartSerial(p), share: 1, since: s.Now, at: v.paid}
	u.weigh(s, st, i, v.bill.typ, 1)
}

// drives books that a vehicle carries what it has on board.
func (u *fleet) drives(s *sim.State, st *fleetState, i int32) {
	v := &st.vehicles[i]
	v.bill = bill{open: true, driven: v.crewed, state: vLoaded, part: none, share: 1 / float64(v.parts), since: s.Now, at: v.paid}
	for k := range st.orders {
		if o := &st.orders[k]; o.vehicle == i && o.state == oAboard {
			u.weigh(s, st, i, s.Part(o.part).Type, 1)
		}
	}
}

// weigh books that a part has its share of a vehicle and of its drivers from now on, or with a sign of -1 that it no longer has.
func (u *fleet) weigh(s *sim.State, st *fleetState, i, typ int32, sign float64) {
	x := &st.vehicles[i].bill
	by := float64(sign * x.share)
	u.books.begin(s, x.state, typ, by, x.at)
	for _, id := range u.drivers(st, i) {
		u.needs.crew(id).books.begin(s, crewBusy, typ, by, spot)
	}
}

// spent is what the share of a part has brought since the bill was opened.
func (u *fleet) spent(s *sim.State, st *fleetState, i int32) [3]float64 {
	x := &st.vehicles[i].bill
	sum := u.books.spent(s, x.state, x.share, x.since, x.at)
	for _, id := range u.drivers(st, i) {
		sum[0] += u.needs.crew(id).books.spent(s, crewBusy, x.share, x.since, spot)[0]
	}
	return sum
}

// drivers are the crews of those who drive a vehicle that has a bill.
func (u *fleet) drivers(st *fleetState, i int32) []int32 {
	if !st.vehicles[i].bill.driven {
		return nil
	}
	return u.handsOf(st, i)
}

// settles ends what a vehicle does for parts.
func (u *fleet) settles(s *sim.State, st *fleetState, i int32) {
	x := &st.vehicles[i].bill
	if u.books == nil || !x.open {
		return
	}
	x.open = false
	spent := u.spent(s, st, i)
	if x.part >= 0 {
		u.weigh(s, st, i, x.typ, -1)
		if s.PartSerial(x.part) == x.serial {
			u.books.k.add(s, x.part, spent)
		} else { // it was thrown away where it stood
			s.Post(u.books.k.scrap, spent[0])
		}
		return
	}
	for k := range st.orders {
		if o := &st.orders[k]; o.vehicle == i && o.state == oAboard {
			u.weigh(s, st, i, s.Part(o.part).Type, -1)
			u.books.k.add(s, o.part, spent)
		}
	}
}

// owed is the money that bills under way have brought and that has not gone into parts yet.
func (u *fleet) owed(s *sim.State) (sum float64) {
	st := u.state(s)
	for i := range st.vehicles {
		if x := &st.vehicles[i].bill; x.open {
			sum += u.spent(s, st, int32(i))[0] / x.share
		}
	}
	return sum
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
