package line

import "github.com/plantwin/plantwin/sim"

// inquiry finds out what of a line can still move, now or in time, if nobody helps. What works, is repaired or is off
// shift can; what waits can if one who can move gives it what it waits for: any of several choices, all of several
// things. The least set with these properties is found by reduction (Holt, ACM Computing Surveys 4, 1972, 179-196);
// what is left can never move again. Where a case cannot be decided from the state it is taken to move: a deadlock may be
// noticed late, but none is noticed that is none.
//
// The questions go from node to node: a node is a unit, a vehicle of a fleet, or a mode of a machine.
type inquiry struct {
	l        *loop
	s        *sim.State
	mark     []uint32 // by node: 2*epoch while it is not known to move, 2*epoch+1 if it does
	epoch    uint32
	seen     []int32 // nodes that were asked about
	shallow  bool    // others move only if they work now
	ends     bool    // lists of orders may have come to their end: what waits for more of them stands still
	rest     bool    // neither completions nor arrivals are pending
	over     bool    // nothing at all is pending
	in       []int32 // by part: the one that it is packed into, 0 for none
	unpacked bool    // in is known
	why      *lack   // takes the first thing that is missing
}

// lack is what somebody waits for.
type lack struct {
	kind lackKind
	who  int32 // the unit that would have to give it, none for nobody
	next int32 // the node that would have to move for that, none for nobody
	said bool
	n    int32
}

type lackKind uint8

const (
	lacksNothing lackKind = iota
	lacksPlace
	lacksPool
	lacksPeople
	lacksVehicle
	lacksParts
	lacksHolder // of a pool: a part that holds something of it and goes on; n is its server, none for no matter
	lacksRepair
	lacksStep
	hasEnded
)

// mover is a unit that parts go through.
type mover interface {
	// moves reports whether a part can still go on from here, of those that are here or may come.
	moves(q *inquiry) bool
	// atWork reports whether something is under way here now, so that it moves.
	atWork(s *sim.State) bool
}

// waiter is a mover whose parts can wait.
type waiter interface {
	mover
	// holds reports whether a part is here.
	holds(s *sim.State) bool
	// stuck reports whether something here can never go on.
	stuck(q *inquiry) bool
}

// slotted is a unit with nodes of its own: vehicles, or modes.
type slotted interface {
	// slotMoves and slotWorks are moves and atWork of one of them.
	slotMoves(q *inquiry, slot int32) bool
	slotWorks(s *sim.State, slot int32) bool
}

// roomy is a unit that can be asked for a place.
type roomy interface {
	// canTake reports whether the asker can have a place for the part, now or in time.
	canTake(q *inquiry, part int32, from asker) bool
}

func (l *loop) inquire(s *sim.State) *inquiry {
	q := l.pool.Get().(*inquiry)
	q.s = s
	q.shallow, q.ends, q.rest, q.over, q.unpacked, q.why = false, false, false, false, false, nil
	q.seen = q.seen[:0]
	q.epoch++
	if q.epoch == 1<<31 {
		clear(q.mark)
		q.epoch = 1
	}
	return q
}

func (l *loop) done(q *inquiry) {
	q.s = nil
	l.pool.Put(q)
}

// live reports whether a node moves, as far as that is known.
func (q *inquiry) live(node int32) bool {
	switch q.mark[node] {
	case 2 * q.epoch:
		return false
	case 2*q.epoch + 1:
		return true
	}
	if q.why != nil {
		return false // it was not asked about, as something else is missing anyhow
	}
	q.mark[node] = 2 * q.epoch
	q.seen = append(q.seen, node)
	if !q.moves(node) {
		return false
	}
	q.mark[node]++
	return true
}

// moves reports whether a node moves, as far as that is known of those that it waits for.
func (q *inquiry) moves(node int32) bool {
	n := q.l.nodes[node]
	u := q.l.units[n.unit]
	if p, ok := u.(*pool); ok { // it only hands on what others give back
		return p.moves(q)
	}
	if q.shallow {
		return works(q.s, u, n.slot)
	}
	if n.slot >= 0 {
		return u.(slotted).slotMoves(q, n.slot)
	}
	if m, ok := u.(mover); ok {
		return m.moves(q)
	}
	return true
}

// works reports whether a node works now.
func works(s *sim.State, u bound, slot int32) bool {
	if slot >= 0 {
		return u.(slotted).slotWorks(s, slot)
	}
	if m, ok := u.(mover); ok {
		return m.atWork(s)
	}
	return true
}

// settle repeats the questions that had the answer no until no answer changes: an answer may have been given while one
// that it depends on was open. It reports whether any has changed.
func (q *inquiry) settle() (changed bool) {
	for again := true; again; changed = changed || again {
		again = false
		for i := 0; i < len(q.seen); i++ {
			if node := q.seen[i]; q.mark[node] == 2*q.epoch && q.moves(node) {
				q.mark[node]++
				again = true
			}
		}
	}
	return changed
}

// lacks notes what is missing, if somebody asks why; it is always false.
func (q *inquiry) lacks(kind lackKind, who, next, n int32) bool {
	if q.why != nil && !q.why.said {
		*q.why = lack{kind: kind, who: who, next: next, n: n, said: true}
	}
	return false
}
