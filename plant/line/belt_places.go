package line

import (
	"time"

	"github.com/plantwin/plantwin/sim"
)

// room reports whether the belt can hold one part more than are on it and than places are kept for. Where parts differ in
// length only one place is kept at a time. So it is on a belt that does not accumulate, where it must be free already:
// once the belt has stopped, perhaps for the very vehicle that comes, nothing moves on.
func (u *conveyor) room(s *sim.State, st *conveyorState, k int32) bool {
	x := &st.secs[k]
	if !u.accumulate {
		return len(x.kept) == 0 && x.lastIn+x.lastGap <= st.running(s.Now)
	}
	if u.sized {
		return len(x.kept) == 0 && x.total <= u.secs[k].transit+time.Duration(x.n())
	}
	return x.n()+int32(len(x.kept)) <= u.secs[k].ahead
}

// reserve keeps a place on the belt for a part that is far away, or puts the asker on a list.
func (u *conveyor) reserve(s *sim.State, from asker) bool {
	st, k := u.state(s), u.entrance(from)
	x := &st.secs[k]
	if findAsker(x.kept, from) >= 0 {
		return true
	}
	i := findAsker(x.far, from)
	if !u.room(s, st, k) || u.yields(x) {
		if i < 0 {
			x.far = append(x.far, from)
		}
		u.offerPlace(s, st, k)
		return false
	}
	x.far = dropAsker(x.far, i)
	x.kept = append(x.kept, from)
	return true
}

// admit lets a part in whose place was kept as soon as the belt has moved far enough, and any other one if a place is free
// that is not kept, the longest waiting first.
func (u *conveyor) admit(s *sim.State, st *conveyorState, k int32, from asker) bool {
	x := &st.secs[k]
	free := u.free(s, st, k)
	if i := findAsker(x.kept, from); i >= 0 {
		if x.door.admit(from, free) {
			x.kept = dropAsker(x.kept, i)
			x.brought = true
			return true
		}
		j, n := x.door.find(from), x.door.called
		if j > int(n) {
			copy(x.door.list[n+1:j+1], x.door.list[n:j])
			x.door.list[n] = from
		}
		return false
	}
	if len(x.kept) > 0 && !u.room(s, st, k) {
		free = 0
	}
	x.door.call(s, free) // also at the very tick of the entry
	if !x.door.admit(from, free) {
		return false
	}
	x.brought = false
	return true
}

// yields reports whether one who stands at the door comes before the next place is kept: where one place is kept at a
// time parts that are brought and parts that wait there take turns.
func (u *conveyor) yields(x *section) bool {
	if !x.brought || u.accumulate && !u.sized {
		return false
	}
	for _, a := range x.door.list {
		if findAsker(x.kept, a) < 0 {
			return true
		}
	}
	return false
}

// barred reports whether the next at the door has to wait since places are kept for others.
func (u *conveyor) barred(s *sim.State, st *conveyorState, k int32) bool {
	x := &st.secs[k]
	return len(x.kept) > 0 && findAsker(x.kept, x.door.list[x.door.called]) < 0 && !u.room(s, st, k)
}

// offerPlace lets the first who wants a place to be kept know that there is one.
func (u *conveyor) offerPlace(s *sim.State, st *conveyorState, k int32) {
	x := &st.secs[k]
	if len(x.far) == 0 {
		return
	}
	if u.yields(x) {
		return
	}
	if u.room(s, st, k) {
		s.Soon(sim.Event{To: x.far[0].unit(), Code: evRoom, Arg: int64(x.far[0].slot())})
	} else if at := u.entryAt(s, st, k); !u.accumulate && len(x.kept) == 0 && !x.booked && at < sim.Never {
		x.booked = true
		x.entry = s.Book(at, sim.Event{To: u.id, Code: evEntry, Class: sim.End, Arg: int64(k)})
	}
}

func findAsker(list []asker, a asker) int {
	for i, x := range list {
		if x == a {
			return i
		}
	}
	return -1
}

// dropAsker takes entry i out; -1 for none.
func dropAsker(list []asker, i int) []asker {
	if i < 0 {
		return list
	}
	copy(list[i:], list[i+1:])
	return list[:len(list)-1]
}
