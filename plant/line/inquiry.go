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

func (q *inquiry) moves(node int32) bool {
	n := q.l.nodes[node]
	u := q.l.units[n.unit]
	if p, ok := u.(*pool); ok {
		return p.moves(q)
	}
	if q.shallow {
		return works(q.s, u, n.slot)
	}
	switch u := u.(type) {
	case *machine:
		if n.slot >= 0 {
			return u.modeMoves(q, int(n.slot))
		}
		return u.moves(q)
	case *fleet:
		if n.slot >= 0 {
			return u.vehicleMoves(q, n.slot)
		}
		return u.moves(q)
	case mover:
		return u.moves(q)
	}
	return true
}

// works reports whether a node works now.
func works(s *sim.State, u bound, slot int32) bool {
	switch u := u.(type) {
	case *machine:
		if slot >= 0 {
			return u.state(s).modes[slot].repairing
		}
		return u.atWork(s)
	case *fleet:
		if slot >= 0 {
			return u.vehicleWorks(u.state(s), slot)
		}
		return u.atWork(s)
	case mover:
		return u.atWork(s)
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

// place reports whether a part can come to a unit.
func (q *inquiry) place(to, part int32, from asker) bool {
	u, ok := q.l.units[to].(roomy)
	if !ok || u.canTake(q, part, from) {
		return true
	}
	return q.lacks(lacksPlace, to, to, 0)
}

// sender is the asset that a part comes from: if a vehicle brings it, the one that called for that.
func (q *inquiry) sender(part int32, from asker) int32 {
	if f, ok := q.l.units[from.unit()].(*fleet); ok {
		return f.state(q.s).orders[from.slot()].unit
	}
	return q.s.Part(part).Holder
}

// way reports whether a finished part can go on.
func (q *inquiry) way(e *exit, part int32, from asker, choice int32) bool {
	if e.rule == Carried {
		return q.carried(e, part, from)
	}
	if choice == nowhere || choice == unchosen && e.rule != One {
		return true // an error, or an offer, is under way
	}
	return q.any(e, part, from, choice)
}

// any reports whether one of the receivers of a choice can have a place.
func (q *inquiry) any(e *exit, part int32, from asker, choice int32) bool {
	switch {
	case e.rule == One || e.rule == Carried && e.inner == One:
		return q.place(e.id[0], part, from)
	case choice >= 0:
		return q.place(e.id[choice], part, from)
	}
	for i, id := range e.id {
		if id >= 0 && (choice > anySet || has(e.groups[anySet-choice], int32(i))) && q.place(id, part, from) {
			return true
		}
	}
	return false
}

// carried reports whether a part that a fleet is called for can go on.
func (q *inquiry) carried(e *exit, part int32, from asker) bool {
	f := e.fleet
	st := f.state(q.s)
	k := f.orderOf(st, from)
	if k < 0 {
		return true
	}
	switch o := &st.orders[k]; o.state {
	case oAsks:
		return q.any(e, part, askerOf(f.id, k), o.choice)
	case oReady:
		return f.moves(q) || q.lacks(lacksVehicle, f.id, q.l.extra[f.id], 0)
	default:
		node := q.l.extra[f.id] + o.vehicle
		return q.live(node) || q.lacks(lacksVehicle, f.id, node, 0)
	}
}

// comes reports whether a part comes for which a place is kept.
func (q *inquiry) comes(who asker) bool {
	f, ok := q.l.units[who.unit()].(*fleet)
	if !ok {
		return true
	}
	o := &f.state(q.s).orders[who.slot()]
	if o.state == oReady {
		return f.moves(q)
	}
	return q.live(q.l.extra[f.id] + o.vehicle)
}

// supply reports whether a part can come to a unit from any of those that send to it.
func (q *inquiry) supply(to int32) bool {
	return q.supplyFrom(to, func(int32) bool { return true })
}

// supplyFrom is supply by the senders that a condition holds for.
func (q *inquiry) supplyFrom(to int32, counts func(sender int32) bool) bool {
	first := none
	for _, i := range q.l.senders[to] {
		if !counts(i) {
			continue
		}
		if q.live(i) {
			return true
		}
		if first == none {
			first = i
		}
	}
	for _, f := range q.l.bring[to] {
		st := f.state(q.s)
		for k := range st.orders {
			o := &st.orders[k]
			if o.state < oAssigned || o.choice < 0 || f.exits[o.haul].exit.id[o.choice] != to || !counts(o.unit) {
				continue
			}
			if q.live(q.l.extra[f.id] + o.vehicle) {
				return true
			}
		}
	}
	return q.lacks(lacksParts, first, first, 0)
}

// pools reports whether all of several things can be had.
func (q *inquiry) pools(k *claims) bool {
	for i, p := range k.pools {
		if p.state(q.s).free < k.count[i] && !q.live(p.id) {
			return q.lacks(lacksPool, p.id, p.id, k.count[i]-p.state(q.s).free)
		}
	}
	return true
}

// people reports whether the people that a task needs can come: members are there, come with their shift, or are at
// tasks that end.
func (q *inquiry) people(d *demand) bool {
	for i := range d.needs {
		n, next := int32(0), none
		for _, c := range d.needs[i].crews {
			bound, node := q.boundForGood(c)
			n += c.count - bound
			if node >= 0 {
				next = node
			}
		}
		if n < d.needs[i].count {
			return q.lacks(lacksPeople, d.needs[i].crews[0].id, next, d.needs[i].count)
		}
	}
	return true
}

// boundForGood is the number of members at tasks that do not go on, and the node of one of these. Work and repairs end by
// themselves: that leaves vehicles, and maintenance that waits for parts in process.
func (q *inquiry) boundForGood(c *crew) (n, node int32) {
	node = none
	count := func(hands []int32, at int32) {
		k := int32(0)
		for _, id := range hands {
			if id == c.id {
				k++
			}
		}
		if k > 0 && !q.live(at) {
			n, node = n+k, at
		}
	}
	for _, id := range q.l.keep[c.id] {
		switch u := q.l.units[id].(type) {
		case *machine:
			st := u.state(q.s)
			for k := u.failures; k < len(u.modes); k++ {
				if fs := &st.modes[k]; fs.due && fs.crewed {
					count(fs.hands, q.l.extra[id]+int32(k))
				}
			}
		case *fleet:
			st := u.state(q.s)
			for i := range st.vehicles {
				if st.vehicles[i].crewed && !u.willFail(st, int32(i)) {
					count(u.handsOf(st, int32(i)), q.l.extra[id]+int32(i))
				}
			}
		}
	}
	return n, node
}
