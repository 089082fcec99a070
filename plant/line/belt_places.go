package line

import (
	"time"

	"github.com/plantwin/plantwin/sim"
)

// room reports whether the belt can hold one part more than are on it and than places are kept for. Where parts differ in
// length only one place is kept at a time. So it is on a belt that does not accumulate, where it must be free already:
// once the belt has stopped, perhaps for the very vehicle that comes, nothing moves on.
func (u *conveyor) room(s *sim.State, st *conveyorState) bool {
	if !u.accumulate {
		return len(st.kept) == 0 && st.lastIn+st.lastGap <= st.running(s.Now)
	}
	if u.sized {
		return len(st.kept) == 0 && st.total <= u.transit+time.Duration(st.n())
	}
	return st.n()+int32(len(st.kept)) <= u.ahead
}

// reserve keeps a place on the belt for a part that is far away, or puts the asker on a list.
func (u *conveyor) reserve(s *sim.State, from asker) bool {
	st := u.state(s)
	if findAsker(st.kept, from) >= 0 {
		return true
	}
	i := findAsker(st.far, from)
	if !u.room(s, st) {
		if i < 0 {
			st.far = append(st.far, from)
		}
		u.offerPlace(s, st)
		return false
	}
	st.far = dropAsker(st.far, i)
	st.kept = append(st.kept, from)
	return true
}

// admit lets a part in whose place was kept as soon as the belt has moved far enough, and any other one if a place is free
// that is not kept, the longest waiting first.
func (u *conveyor) admit(s *sim.State, st *conveyorState, from asker) bool {
	free := u.free(s, st)
	if i := findAsker(st.kept, from); i >= 0 {
		if st.door.admit(from, free) {
			st.kept = dropAsker(st.kept, i)
			return true
		}
		k, n := st.door.find(from), st.door.called
		if k > int(n) {
			copy(st.door.list[n+1:k+1], st.door.list[n:k])
			st.door.list[n] = from
		}
		return false
	}
	if len(st.kept) > 0 && !u.room(s, st) {
		free = 0
	}
	st.door.call(s, free) // also at the very tick of the entry
	return st.door.admit(from, free)
}

// barred reports whether the next at the door has to wait since places are kept for others.
func (u *conveyor) barred(s *sim.State, st *conveyorState) bool {
	return len(st.kept) > 0 && findAsker(st.kept, st.door.list[st.door.called]) < 0 && !u.room(s, st)
}

// offerPlace lets the first who wants a place to be kept know that there is one.
func (u *conveyor) offerPlace(s *sim.State, st *conveyorState) {
	if len(st.far) == 0 {
		return
	}
	if u.room(s, st) {
		s.Soon(sim.Event{To: st.far[0].unit(), Code: evRoom, Arg: int64(st.far[0].slot())})
	} else if at := u.entryAt(s, st); !u.accumulate && len(st.kept) == 0 && !st.booked && at < sim.Never {
		st.booked = true
		st.entry = s.Book(at, sim.Event{To: u.id, Code: evEntry, Class: sim.End})
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
