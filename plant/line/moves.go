package line

import "github.com/plantwin/plantwin/sim"

// What moves in each kind, and when it has room: the rules of an inquiry.

func (u *source) moves(q *inquiry) bool {
	st := u.state(q.s)
	switch {
	case st.head == none:
		return !u.ended(q, st) || q.lacks(hasEnded, u.id, none, 0)
	case st.begs:
		return q.pools(u.take)
	}
	return q.way(&u.exit, st.head, askerOf(u.id, 0), st.dest)
}

// ended reports whether no part comes any more.
func (u *source) ended(q *inquiry, st *sourceState) bool {
	switch {
	case u.always || st.ready > 0 || !q.ends: // a list that has ended is no deadlock while the rest goes on
		return false
	case q.rest: // an arrival would be pending
		return true
	case u.jobs != nil:
		return len(u.jobs.List) == 0 || q.s.Now > u.jobs.List[len(u.jobs.List)-1].Release
	case u.recorded != nil:
		return len(u.recorded.Starts) == 0 || q.s.Now > u.recorded.Starts[len(u.recorded.Starts)-1]
	}
	return false
}

func (u *source) atWork(s *sim.State) bool {
	return u.state(s).head == none && u.jobs == nil && u.recorded == nil
}

func (u *source) holds(s *sim.State) bool { return u.state(s).head != none }

func (u *source) stuck(q *inquiry) bool { return u.state(q.s).head != none && !u.moves(q) }

func (u *sink) moves(q *inquiry) bool               { return q.supply(u.id) }
func (u *sink) atWork(*sim.State) bool              { return false }
func (u *sink) canTake(*inquiry, int32, asker) bool { return true }

func (u *buffer) moves(q *inquiry) bool {
	st := u.state(q.s)
	switch {
	case st.passing:
		return true
	case st.n == 0:
		return q.supply(u.id)
	case u.dwell != nil && (st.dwell.raw.n > 0 || u.expires(st)):
		return true
	}
	if st.dwell.over.n > 0 && q.way(&u.dwell.late, st.dwell.over.head, askerOf(u.id, 1), anyOf) {
		return true
	}
	switch {
	case st.n <= st.back:
		return false
	case st.begs:
		return q.pools(u.takes)
	case !st.asked:
		return true
	case st.held != none:
		return q.way(&u.exit, st.held, askerOf(u.id, 0), st.dest)
	}
	return q.way(&u.exit, st.queue.head, askerOf(u.id, 0), st.dest)
}

// expires reports whether some part here is taken out when it is overdue.
func (u *buffer) expires(st *bufferState) bool {
	stay := st.dwell.over.n
	if st.held != none && u.takes != nil {
		stay++
	}
	return st.dwell.looks && st.n > stay
}

func (u *buffer) holds(s *sim.State) bool { return u.state(s).n > 0 }

func (u *buffer) stuck(q *inquiry) bool { return u.state(q.s).n > 0 && !u.moves(q) }

func (u *buffer) atWork(s *sim.State) bool { return u.state(s).passing }

func (u *buffer) canTake(q *inquiry, _ int32, from asker) bool {
	st := u.state(q.s)
	free := u.capacity - st.n
	switch {
	case st.door.open(from, free):
		return true
	case free > 0 && u.dwell != nil && u.dwell.max < sim.Never && q.anyComes(st.door.list[:st.door.called]):
		return true // the part to which the place is promised will be overdue
	}
	return q.live(u.id)
}

// open reports whether a place is free for an asker, or promised to it.
func (d *door) open(from asker, free int32) bool {
	if free > d.called {
		return true
	}
	i := d.find(from)
	return i >= 0 && i < int(d.called) && free > 0
}

func (u *conveyor) moves(q *inquiry) bool {
	st := u.state(q.s)
	if st.n == 0 {
		return q.supply(u.id)
	}
	for k := range st.secs {
		if st.secs[k].n() > 0 && u.sectionMoves(q, st, int32(k)) {
			return true
		}
	}
	return false
}

// sectionMoves reports whether the first part of a section goes on by itself: not where others on the belt have to go
// first.
func (u *conveyor) sectionMoves(q *inquiry, st *conveyorState, k int32) bool {
	x := &st.secs[k]
	if !x.asked {
		return u.runs(st, k)
	}
	part, me := x.belt[x.first].part, askerOf(u.id, k)
	switch {
	case x.way >= 0:
		return q.way(&u.secs[k].outlets[x.way].exit, part, me, x.dest)
	case !u.last(k):
		return u.entryAt(q.s, st, k+1) < sim.Never
	case st.begs:
		return q.pools(u.takes)
	}
	return q.way(&u.exit, part, me, x.dest)
}

// runs reports whether the first part of a section, which has not come to its end, is on its way there, or stands for a
// time.
func (u *conveyor) runs(st *conveyorState, k int32) bool {
	x := &st.secs[k]
	return x.halts || !x.late && !st.stopped
}

func (u *conveyor) holds(s *sim.State) bool { return u.state(s).n > 0 }

// stuck reports whether a part that waits for the outside can never leave.
func (u *conveyor) stuck(q *inquiry) bool {
	st := u.state(q.s)
	for k := range st.secs {
		if x := &st.secs[k]; x.asked && (x.way >= 0 || u.last(int32(k))) && !u.sectionMoves(q, st, int32(k)) {
			return true
		}
	}
	return st.n > 0 && !u.moves(q)
}

func (u *conveyor) atWork(s *sim.State) bool {
	st := u.state(s)
	for k := range st.secs {
		if x := &st.secs[k]; x.n() > 0 && !x.asked && u.runs(st, int32(k)) {
			return true
		}
	}
	return false
}

func (u *conveyor) canTake(q *inquiry, _ int32, from asker) bool {
	st, k := u.state(q.s), u.entrance(from)
	x := &st.secs[k]
	if u.entryAt(q.s, st, k) < sim.Never {
		switch {
		case findAsker(x.kept, from) >= 0, len(x.kept) == 0, u.room(q.s, st, k):
			return true
		case u.sized || !u.accumulate: // one place is kept at a time, and the next one when that is taken
			return q.anyComes(x.kept)
		case !u.last(k) && u.entryAt(q.s, st, k+1) < sim.Never: // what is here goes on, or what comes
			return x.n() > 0 && u.sectionMoves(q, st, k) || q.anyComes(x.kept)
		}
	}
	return q.live(u.id)
}
