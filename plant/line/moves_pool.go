package line

import "github.com/plantwin/plantwin/sim"

// moves reports whether something comes back to a pool: from a part that goes on, or where one is given.
func (u *pool) moves(q *inquiry) bool {
	first, server := none, none
	for _, id := range q.l.givers[u.id] {
		if q.live(id) {
			return true
		}
	}
	for p := range q.s.PartsEnd() {
		if q.s.PartSerial(p) == 0 || q.s.Attr(u.col, p) == 0 {
			continue
		}
		node, i, moves := q.goesOn(q.outermost(p))
		if moves {
			return true
		}
		if first == none {
			first, server = node, i
		}
	}
	if first == none {
		if givers := q.l.givers[u.id]; len(givers) > 0 {
			return q.lacks(lacksParts, givers[0], givers[0], 0)
		}
		return q.lacks(lacksHolder, none, none, none)
	}
	return q.lacks(lacksHolder, q.l.nodes[first].unit, first, server)
}

func (u *pool) atWork(*sim.State) bool { return false }

// goesOn reports whether a part goes on from where it is, and the node of that, with the server where a machine works on
// it.
func (q *inquiry) goesOn(part int32) (node, server int32, moves bool) {
	id := q.s.Part(part).Holder
	if q.shallow {
		return id, none, q.live(id)
	}
	switch u := q.l.units[id].(type) {
	case *fleet:
		st := u.state(q.s)
		for k := range st.orders {
			if o := &st.orders[k]; o.part == part && (o.state == oAboard || o.state == oAtDoor) {
				node = q.l.extra[id] + o.vehicle
				return node, none, q.live(node)
			}
		}
	case *machine:
		if i := u.serverOf(q.s, part); i >= 0 {
			why := q.why
			if why != nil { // what the part lacks is told by its own node
				q.why = &lack{said: true}
			}
			moves = u.serverMoves(q, u.state(q.s), i)
			q.why = why
			return id, i, moves
		}
	}
	return id, none, q.live(id)
}

// serverOf is the server that has a part; none if it is in the queue.
func (m *machine) serverOf(s *sim.State, part int32) int32 {
	st := m.state(s)
	for i := range st.servers {
		sv := &st.servers[i]
		if sv.part == part {
			return int32(i)
		}
		for p := sv.rest; p > 0; p = s.Part(p).Next {
			if p == part {
				return int32(i)
			}
		}
	}
	return none
}

// outermost is the part that a part is packed into, or that one in turn; itself if it is in none. Parts do not know what
// they are in, so all are gone through, once an inquiry.
func (q *inquiry) outermost(part int32) int32 {
	if !q.l.packs {
		return part
	}
	if !q.unpacked {
		q.unpacked = true
		q.in = append(q.in[:0], make([]int32, q.s.PartsEnd())...)
		for p := range q.s.PartsEnd() {
			if q.s.PartSerial(p) == 0 {
				continue
			}
			for x := q.s.Part(p).Child; x > 0; x = q.s.Part(x).Next {
				q.in[x] = p
			}
		}
	}
	for q.in[part] > 0 {
		part = q.in[part]
	}
	return part
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
