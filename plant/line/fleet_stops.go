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
		u.reopen(s, st, shutOff)
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

// shut sets a reason against calls, reopen clears it.
func (u *fleet) shut(s *sim.State, st *fleetState, why uint8) {
	st.shut |= why
	for i := range u.count {
		if u.waits(st, i) {
			u.turn(s, st, i, vOff)
		}
	}
}

func (u *fleet) reopen(s *sim.State, st *fleetState, why uint8) {
	if st.shut &^= why; st.shut != 0 {
		return
	}
	for i := range u.count {
		if u.waits(st, i) {
			u.free(s, st, i)
		}
	}
}
