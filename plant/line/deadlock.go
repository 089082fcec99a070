package line

import (
	"sync"

	"github.com/plantwin/plantwin/sim"
)

// loop is what inquiries know of a line. Units on a cycle of who may wait for whom have it: only they can take part in a
// deadlock. It is constant.
type loop struct {
	units   []bound
	nodes   []node     // units, then vehicles and modes
	extra   []int32    // of each unit: the node of its first vehicle or mode
	senders [][]int32  // of each unit: who sends to it
	bring   [][]*fleet // and the fleets that bring it parts
	givers  [][]int32  // of each pool: who gives to it
	keep    [][]int32  // of each crew: whose tasks may wait while they hold members
	packs   bool       // parts may be packed into others
	pool    *sync.Pool // of inquiries
}

// node is a unit, or with slot >= 0 one of its vehicles or modes.
type node struct{ unit, slot int32 }

// soon has a unit looked at when the ring gets there, if something in it waits and nothing works there, nor at those that
// it waits for: then the hand-over that is under way is over. It is called when a unit on a cycle has been refused, has
// filled up, or has been started again; the last to come to a stand finds the deadlock.
func (l *loop) soon(s *sim.State, unit int32) {
	if l != nil && !l.units[unit].(waiter).atWork(s) {
		l.later(s, unit)
	}
}

// later is soon for one that waits while others work there.
func (l *loop) later(s *sim.State, unit int32) {
	if l == nil {
		return
	}
	q := l.inquire(s)
	q.shallow = true
	if l.units[unit].(waiter).stuck(q) {
		s.Soon(sim.Event{To: unit, Code: evLook})
	}
	l.done(q)
}

// look gives an error if something in a unit can never go on. Cost: a walk over those that it waits for, up to the first
// that works.
func (l *loop) look(s *sim.State, unit int32) error {
	q := l.inquire(s)
	defer l.done(q)
	if !q.stuck(l.units[unit].(waiter)) {
		return nil
	}
	return q.tell(unit)
}

// stuck reports whether something in a unit can never go on.
func (q *inquiry) stuck(u waiter) bool {
	for u.stuck(q) {
		if !q.settle() {
			return true
		}
	}
	return false
}

// rest is asked when neither completions nor arrivals are pending: if parts are inside and none can move the run is
// stuck. pending says whether breaks or steps are left.
func (l *loop) rest(s *sim.State, pending bool) (int32, error) {
	if inside, _ := s.Parts(); inside == 0 {
		return none, nil
	}
	q := l.inquire(s)
	defer l.done(q)
	q.rest, q.over = true, !pending
	return l.standstill(q)
}

// suspect has the whole line looked at when the ring gets there. It is called, by a unit that is no part of a cycle too,
// in the rare events that come however long all parts have stood: arrivals behind a part that waits, a battery that runs
// low without work. Cost: a walk up to the first asset whose parts go on.
func (l *loop) suspect(s *sim.State, unit int32) {
	if l != nil {
		s.Soon(sim.Event{To: unit, Code: evLook, Arg: 1})
	}
}

// lookAll gives an error if something in a unit can never go on, or no part in the line can.
func (l *loop) lookAll(s *sim.State, unit int32) error {
	if err := l.look(s, unit); err != nil {
		return err
	}
	q := l.inquire(s)
	defer l.done(q)
	_, err := l.standstill(q)
	return err
}

// standstill gives an error if parts are inside and none can ever go on, and the first unit that holds one.
func (l *loop) standstill(q *inquiry) (int32, error) {
	q.ends = true
	first := none
	for i, u := range l.units {
		x, ok := u.(waiter)
		if !ok || !x.holds(q.s) {
			continue
		}
		if !q.stuck(x) {
			return none, nil
		}
		if first == none {
			first = int32(i)
		}
	}
	if first == none {
		return none, nil
	}
	return first, q.tell(first)
}
