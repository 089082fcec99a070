package line

import (
	"time"

	"github.com/plantwin/plantwin/sim"
)

// ride is what a belt keeps to share its cost among the parts on it. It is state.
type ride struct {
	on    []int32       // parts on it, by product
	each  float64       // [money] what a part has cost that has been on it from the start
	since time.Duration // when that was last done
}

// bindBooks binds what a belt keeps of its cost: the time at which it is busy is shared equally by the parts that are on it.
func (u *conveyor) bindBooks(c *compiler, i int) {
	if u.books = c.ledgerOf(i, beltStates, u.times, []uint8{beltBusy}, powers{}); u.books != nil && u.books.rate[beltBusy] > 0 {
		u.ride = c.b.Attr(".ride." + u.name)
	}
}

// boards books a part that comes on, alights one of a product that has left.
func (u *conveyor) boards(s *sim.State, st *conveyorState, part int32) {
	if u.ride >= 0 {
		u.passes(s, st)
		s.SetAttr(u.ride, part, st.ride.each)
		st.ride.on[s.Part(part).Type]++
	}
}

func (u *conveyor) alights(s *sim.State, st *conveyorState, typ int32) {
	if u.ride >= 0 {
		u.passes(s, st)
		st.ride.on[typ]--
	}
}

// charge puts into a part what its ride has cost up to now, before it is offered to the next asset.
func (u *conveyor) charge(s *sim.State, st *conveyorState, part int32) {
	if u.ride >= 0 {
		u.passes(s, st)
		u.books.k.add(s, part, [3]float64{st.ride.each - s.Attr(u.ride, part)})
		s.SetAttr(u.ride, part, st.ride.each)
	}
}

// passes counts what each part on the belt has cost up to now.
func (u *conveyor) passes(s *sim.State, st *conveyorState) {
	st.ride.each = u.each(s, st)
	st.ride.since = s.Now
}

func (u *conveyor) each(s *sim.State, st *conveyorState) float64 {
	if st.state != beltBusy || st.n == 0 {
		return st.ride.each
	}
	return st.ride.each + float64(u.books.rate[beltBusy]*seconds(s.Now-st.ride.since))/float64(st.n)
}

// shares books from now on how the products share the belt. Cost: O(products).
func (u *conveyor) shares(s *sim.State, st *conveyorState) {
	if u.ride < 0 {
		return
	}
	for typ, n := range st.ride.on {
		share := 0.0
		if st.state == beltBusy && n > 0 {
			share = float64(n) / float64(st.n)
		}
		s.SetWeight(u.books.open[beltBusy][typ].time, share)
	}
}

func (u *conveyor) owed(s *sim.State) (sum float64) {
	if u.ride < 0 {
		return 0
	}
	st := u.state(s)
	each := u.each(s, st)
	for k := range st.secs {
		x := &st.secs[k]
		for _, b := range x.belt[x.first:] {
			sum += each - s.Attr(u.ride, b.part)
		}
	}
	return sum
}
