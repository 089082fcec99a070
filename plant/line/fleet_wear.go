package line

import "github.com/plantwin/plantwin/sim"

// The clocks of failures and maintenance of vehicles.

// wear is what changes of the failures and maintenance of a fleet.
type wearState struct {
	modes  []modeState // len(fleet.modes) for each vehicle
	shelf  []int32     // spares, by mode
	coming []int32     // spares ordered, by mode
}

func (u *fleet) freshModes() (w wearState) {
	for range u.count {
		for k := range u.modes {
			w.modes = append(w.modes, u.modes[k].fresh())
		}
	}
	for k := range u.modes {
		n := int32(0)
		if x := u.modes[k].spares; x != nil {
			n = x.stock
		}
		w.shelf, w.coming = append(w.shelf, n), append(w.coming, 0)
	}
	return w
}

// of is the state of mode k of vehicle i, and its number in events and slots.
func (u *fleet) of(st *fleetState, i int32, k int) (*modeState, int32) {
	n := i*int32(len(u.modes)) + int32(k)
	return &st.wear.modes[n], n
}

// wearing reports whether a vehicle in a state wears.
func wearing(state uint8) bool {
	return state == vLoaded || state == vEmpty || state == vLoading || state == vUnloading
}

// renew begins the clock of a mode anew.
func (u *fleet) renew(s *sim.State, st *fleetState, i int32, k int) {
	f := &u.modes[k]
	fs, n := u.of(st, i, k)
	u.halt(s, fs)
	fs.worn = 0
	if f.counts == cycles {
		if fs.limit = f.after.Value(s, none); !(fs.limit >= 0) {
			fs.limit = 0
			s.Soon(sim.Event{To: u.id, Code: evBad, Arg: badMode - badModes*int64(k)})
		}
		return
	}
	fs.left = u.drawn(s, k, 0, &f.after)
	if f.counts == allTime || wearing(st.vehicles[i].state) {
		u.runOn(s, fs, n)
	}
}

// runOn lets a clock run, halt stops it.
func (u *fleet) runOn(s *sim.State, fs *modeState, n int32) {
	fs.booked = true
	fs.ticket = s.Book(s.Now+min(fs.left, sim.Never-s.Now), sim.Event{To: u.id, Code: evFail, Class: sim.Break, Arg: int64(n)})
}

func (u *fleet) halt(s *sim.State, fs *modeState) {
	if fs.booked {
		fs.left, _ = s.Cancel(fs.ticket)
		fs.booked = false
	}
}

// wears lets the clocks of a vehicle run that begins to work, and halts them when it ends.
func (u *fleet) wears(s *sim.State, st *fleetState, i int32, from, to uint8) {
	if wearing(from) == wearing(to) {
		return
	}
	for k := range u.modes {
		fs, n := u.of(st, i, k)
		switch {
		case u.modes[k].counts != busyTime || fs.down || fs.due:
		case wearing(to):
			u.runOn(s, fs, n)
		default:
			u.halt(s, fs)
		}
	}
}

// countDelivery counts a part delivered; it reports whether the vehicle breaks down with it.
func (u *fleet) countDelivery(s *sim.State, st *fleetState, i int32) bool {
	for k := range u.modes {
		fs, _ := u.of(st, i, k)
		if u.modes[k].counts != cycles || fs.down {
			continue
		}
		if fs.worn++; fs.worn < fs.limit {
			continue
		}
		if u.modes[k].planned {
			u.fallsDue(s, st, i, k)
		} else {
			st.vehicles[i].doing = dPauses
			u.fail(s, st, i, k)
		}
	}
	return st.vehicles[i].downs > 0
}

// fails is the end of a clock.
func (u *fleet) fails(s *sim.State, st *fleetState, n int32) {
	i, k := n/int32(len(u.modes)), int(n)%len(u.modes)
	st.wear.modes[n].booked = false
	if u.modes[k].planned {
		u.fallsDue(s, st, i, k)
		return
	}
	u.fail(s, st, i, k)
}

// failOne lets the first vehicle fail that is not down by mode k.
func (u *fleet) failOne(s *sim.State, st *fleetState, k int) {
	for i := range u.count {
		if fs, _ := u.of(st, i, k); !fs.down {
			u.fail(s, st, i, k)
			return
		}
	}
}
