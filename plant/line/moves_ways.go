package line

// Ways between units, for inquiries: where a part can go, and from where one can come.

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

// anyComes is comes of any of several.
func (q *inquiry) anyComes(list []asker) bool {
	for _, a := range list {
		if q.comes(a) {
			return true
		}
	}
	return false
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
