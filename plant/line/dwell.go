package line

import (
	"time"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

// dwellSetting is how long parts have to and may stay in a buffer.
var dwellSetting = Setting{Key: "dwell", Form: Group, Sub: []Setting{
	{Key: "min", Form: Quantity, Dim: unit.Time, HasMin: true, About: "time that a part stays at least, as for drying; 0 s if it is left out"},
	{Key: "max", Form: Quantity, Dim: unit.Time, HasMin: true, Open: true, About: "time after which a part that has not left is overdue"},
	{Key: "late", Form: AssetRef, Shape: true, About: "asset that overdue parts go to; thrown away if it is left out. They keep their places until it takes them"},
}, Shape: true, About: "least and most time of a part in it"}

// dwell is the constant part. Parts that have to stay stand in a list of their own before the queue, overdue ones behind.
type dwell struct {
	min, max time.Duration
	discard  bool
	late     exit
	overdue  int32 // count
}

// dwellState is what changes of it.
type dwellState struct {
	raw, over fifo
	looks     bool // a look for overdue parts is booked
}

func (u *buffer) bindDwell(c *compiler, i int, r reader) {
	g := r.group("dwell")
	if len(g.values) == 0 {
		return
	}
	d := &dwell{min: ticks(g.get("min").Num), max: sim.Never, discard: true}
	if v := g.get("max"); v.Set {
		d.max = ticks(v.Num)
	}
	if d.max <= d.min {
		c.fault(i, "dwell.max", "let max be more than min", "parts would be overdue before they may leave")
	}
	if v := g.get("late"); v.Set {
		d.discard = false
		c.exits = append(c.exits, exitOf{asset: i, exit: &d.late, route: &Route{Rule: One, To: []int32{int32(v.Asset)}}})
	}
	d.overdue = c.b.Count(u.name, "overdue")
	u.dwell = d
}

// stay takes a new part in: it ripens, or it can go on at once.
func (u *buffer) stay(s *sim.State, st *bufferState, part int32) {
	d := u.dwell
	st.n++
	s.Set(u.parts, float64(st.n))
	if d.min > 0 {
		st.dwell.raw.push(s, part)
		st.back++
		s.Book(s.Now+d.min, sim.Event{To: u.id, Code: evRipe, Class: sim.End})
	} else {
		u.enqueue(s, st, part)
	}
	u.lookLater(s, st, s.Now)
}

// lookLater books the look for overdue parts, of which the oldest came at from.
func (u *buffer) lookLater(s *sim.State, st *bufferState, from time.Duration) {
	if u.dwell.max < sim.Never && !st.dwell.looks {
		st.dwell.looks = true
		s.Book(from+u.dwell.max, sim.Event{To: u.id, Code: evOverdue, Class: sim.Break})
	}
}

// enqueue lets a part stand with those that can go on.
func (u *buffer) enqueue(s *sim.State, st *bufferState, part int32) {
	if u.lifo {
		st.queue.pushFront(s, part)
	} else {
		st.queue.push(s, part)
	}
	if !st.asked && !st.passing {
		st.passing = true
		s.Soon(sim.Event{To: u.id, Code: evPass})
	}
}

// ripe lets the first part of those that had to stay go on.
func (u *buffer) ripe(s *sim.State, st *bufferState) {
	st.back--
	u.enqueue(s, st, st.dwell.raw.pop(s))
}

// expire takes out the parts that are overdue, and books the next look.
func (u *buffer) expire(s *sim.State, st *bufferState) {
	st.dwell.looks = false
	old := s.Now - u.dwell.max
	if st.held != none && u.takes == nil && s.Part(st.held).Entered <= old {
		u.exit.withdraw(s, askerOf(u.id, 0))
		u.late(s, st, st.held)
		st.held, st.asked = none, false
	}
	oldest := s.Now
	before := none
	st.queue.last = none
	for p := st.queue.head; p != none; {
		x := s.Part(p)
		next := x.Next
		switch {
		case x.Entered > old:
			oldest = min(oldest, x.Entered)
			before = p
		default:
			if before == none {
				st.queue.head = next
			} else {
				s.Part(before).Next = next
			}
			if next == none {
				st.queue.tail = before
			}
			st.queue.n--
			u.late(s, st, p)
		}
		p = next
	}
	if st.dwell.raw.n > 0 {
		oldest = min(oldest, s.Part(st.dwell.raw.head).Entered)
	}
	stay := st.dwell.over.n
	switch {
	case st.held != none && u.takes != nil: // it stays however long it waits
		stay++
	case st.held != none:
		oldest = min(oldest, s.Part(st.held).Entered)
	}
	if st.n > stay {
		u.lookLater(s, st, oldest)
	}
	if st.n == st.back && st.asked {
		u.exit.withdraw(s, askerOf(u.id, 0))
		st.asked = false
	}
	if u.exit.rule == Carried {
		u.exit.fleet.recallAhead(s, u.exit.haul)
	}
	u.passLate(s, st)
	u.pass(s, st)
}

// late takes a part out that is overdue.
func (u *buffer) late(s *sim.State, st *bufferState, part int32) {
	s.Count(u.dwell.overdue, 1)
	if !u.dwell.discard {
		st.dwell.over.push(s, part)
		st.back++
		return
	}
	st.n--
	s.Set(u.parts, float64(st.n))
	u.t.waste(s, part)
	st.door.call(s, u.capacity-st.n)
}

// passLate hands overdue parts on as long as they are taken.
func (u *buffer) passLate(s *sim.State, st *bufferState) {
	for st.dwell.over.n > 0 {
		p := st.dwell.over.head
		next := s.Part(p).Next
		entered := s.Part(p).Entered
		if !u.dwell.late.offer(s, p, askerOf(u.id, 1), anyOf) {
			return
		}
		st.dwell.over.head = next
		if st.dwell.over.n--; st.dwell.over.n == 0 {
			st.dwell.over.tail = none
		}
		st.n--
		st.back--
		s.Set(u.parts, float64(st.n))
		u.left(s, s.Now-entered)
		st.door.call(s, u.capacity-st.n)
	}
}

// withdraw takes the asker off the lists of all receivers.
func (e *exit) withdraw(s *sim.State, from asker) {
	if e.rule == Carried {
		e.fleet.recall(s, from)
		return
	}
	e.leaveOthers(s, from, -1)
}
