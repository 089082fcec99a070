package line

import "github.com/plantwin/plantwin/sim"

// reach is the arrival of the first part of section k at its end.
func (u *conveyor) reach(s *sim.State, st *conveyorState, k int32) {
	x := &st.secs[k]
	if u.accumulate && !u.last(k) && u.clear(st, k, u.secs[k].transit) > s.Now { // those ahead have been held up
		u.bookEnd(s, st, k)
		return
	}
	if stop := u.secs[k].stop; stop != nil {
		x.halts = true
		u.stop(s, st)
		d := orZero(s, u.id, badStand, stop.Time(s, x.belt[x.first].part))
		s.Book(s.Now+d, sim.Event{To: u.id, Code: evPass, Class: sim.End, Arg: int64(k)})
		return
	}
	u.decide(s, st, k)
}

// release ends the stand of a part at a stop.
func (u *conveyor) release(s *sim.State, st *conveyorState, k int32) {
	st.secs[k].halts = false
	u.run(s, st)
	u.decide(s, st, k)
	u.restart(s, st, k)
}

// decide settles where the first part of section k goes from its end.
func (u *conveyor) decide(s *sim.State, st *conveyorState, k int32) {
	x := &st.secs[k]
	part := x.belt[x.first].part
	x.way, x.dest = wayOn, unchosen
	outlets := u.secs[k].outlets
	for i := range outlets {
		if o := &outlets[i]; o.when == nil || o.when(s, part) {
			x.way, x.dest = int32(i), o.exit.choose(s, part, &st.turns[o.turn])
			break
		}
	}
	if x.way == wayOn && u.last(k) {
		u.atEnd(s, st, k)
	}
	u.give(s, st, k)
}

func (u *conveyor) last(k int32) bool { return int(k)+1 == len(u.secs) }

// atEnd settles where the part at the end of the belt goes.
func (u *conveyor) atEnd(s *sim.State, st *conveyorState, k int32) {
	x := &st.secs[k]
	part := x.belt[x.first].part
	s.Ends(u.id, part)
	x.dest = u.exit.choose(s, part, &st.turns[0])
}

// give moves the part at the end of section k on: off the belt, or into the next section.
func (u *conveyor) give(s *sim.State, st *conveyorState, k int32) {
	x := &st.secs[k]
	b := x.belt[x.first]
	p := s.Part(b.part)
	entered, typ, off, taken := p.Entered, p.Type, x.way >= 0 || u.last(k), false
	if off {
		u.charge(s, st, b.part)
	}
	if x.way >= 0 {
		o := &u.secs[k].outlets[x.way]
		if taken = o.exit.offer(s, b.part, askerOf(u.id, k), x.dest); taken {
			s.Count(o.done, 1)
		} else if o.pass {
			o.exit.withdraw(s, askerOf(u.id, k))
			x.way = wayOn
			if off = u.last(k); off {
				u.atEnd(s, st, k)
			}
		}
	}
	if !taken && x.way == wayOn {
		if off {
			taken = u.leaveEnd(s, st, k)
		} else {
			taken = u.handOn(s, st, k, b)
		}
	}
	if !taken {
		u.refused(s, st, k, off)
		return
	}
	if off {
		u.alights(s, st, typ)
	}
	u.vacate(s, st, k, b, off)
	if off && u.wait >= 0 {
		s.Sample(u.wait, seconds(s.Now-entered))
	}
}

// refused lets the part at the end of section k wait.
func (u *conveyor) refused(s *sim.State, st *conveyorState, k int32, off bool) {
	if x := &st.secs[k]; !x.asked {
		x.asked = true
		if off {
			st.stuck++
		}
		u.stop(s, st)
		u.show(s, st)
	}
	u.loop.soon(s, u.id)
}

// handOn moves a part into the next section. On a belt that does not accumulate the gap in front of it is there: it moves
// with the belt.
func (u *conveyor) handOn(s *sim.State, st *conveyorState, k int32, b beltPart) bool {
	if u.accumulate && !u.admit(s, st, k+1, askerOf(u.id, k)) {
		u.bookEntry(s, st, k+1)
		return false
	}
	u.enter(s, st, k+1, b.part, b.gap)
	if len(st.secs[k+1].door.list) > 0 {
		u.bookEntry(s, st, k+1)
	}
	return true
}

// leaveEnd offers the part at the end of the belt to the next asset, with what it takes and gives of pools.
func (u *conveyor) leaveEnd(s *sim.State, st *conveyorState, k int32) bool {
	x := &st.secs[k]
	part := x.belt[x.first].part
	if u.takes != nil && !u.takes.bind(s, &st.binding, part, request{u.id, k}, u.loop) {
		return false
	}
	open := u.gives != nil && u.exit.open(x.dest)
	if open { // before it is gone
		u.gives.give(s, part)
	}
	if !u.exit.offer(s, part, askerOf(u.id, k), x.dest) {
		return false
	}
	if !open {
		u.gives.give(s, part)
	}
	st.holds = false
	return true
}

// taken binds what the part at the end waits for.
func (u *conveyor) taken(s *sim.State, slot int32) bool {
	st := u.state(s)
	x := &st.secs[slot]
	return u.takes.bindLate(s, &st.binding, x.belt[x.first].part, request{u.id, slot})
}

// vacate books that the part at the end of section k has gone, off the belt or into the next section.
func (u *conveyor) vacate(s *sim.State, st *conveyorState, k int32, b beltPart, off bool) {
	x := &st.secs[k]
	waited := x.asked
	if waited {
		x.asked = false
		if off {
			st.stuck--
		}
		u.run(s, st)
	}
	x.first++
	if n := x.n(); n == 0 {
		x.belt, x.first = x.belt[:0], 0
	} else if x.first > n { // keep the slice short: moved at most once a part on average
		copy(x.belt, x.belt[x.first:])
		x.belt, x.first = x.belt[:n], 0
	}
	x.lastOut, x.outGap = s.Now, b.gap
	x.total -= b.gap
	if x.n() > 0 {
		u.bookEnd(s, st, k)
	}
	u.offerPlace(s, st, k)
	if off {
		st.n--
		s.Set(u.parts, float64(st.n))
		s.Count(u.done, 1)
	}
	u.show(s, st)
	if len(x.door.list) > 0 {
		u.bookEntry(s, st, k)
	}
	if off && !u.last(k) && len(st.secs[k+1].door.list) > 0 { // what would have come from behind does not
		u.bookEntry(s, st, k+1)
	}
	if waited {
		u.restart(s, st, k)
	}
	if u.accumulate && k > 0 {
		u.closeUp(s, st, k)
	}
}

// closeUp lets the parts of the sections before k move up, after one has left section k.
func (u *conveyor) closeUp(s *sim.State, st *conveyorState, k int32) {
	for k--; k >= 0; k-- {
		x := &st.secs[k]
		if x.late {
			u.bookEnd(s, st, k)
		}
		if len(x.door.list) > 0 {
			u.bookEntry(s, st, k)
		}
		u.offerPlace(s, st, k)
	}
}
