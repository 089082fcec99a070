package line

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

// keeper is a unit with tasks that may wait while they hold members of crews. Work and repairs end by themselves: that leaves
// vehicles, and maintenance that waits for parts in process.
type keeper interface {
	// boundForGood is the number of members of a crew at tasks here that do not go on, and the node of one of these.
	boundForGood(q *inquiry, c *crew) (n, node int32)
}

// boundForGood is that of all units.
func (q *inquiry) boundForGood(c *crew) (n, node int32) {
	node = none
	for _, id := range q.l.keep[c.id] {
		if k, at := q.l.units[id].(keeper).boundForGood(q, c); k > 0 {
			n, node = n+k, at
		}
	}
	return n, node
}

func (m *machine) boundForGood(q *inquiry, c *crew) (n, node int32) {
	st := m.state(q.s)
	for k := m.failures; k < len(m.modes); k++ {
		if fs := &st.modes[k]; fs.due && fs.crewed {
			at := q.l.extra[m.id] + int32(k)
			if k := membersOf(fs.hands, c); k > 0 && !q.live(at) {
				n, node = n+k, at
			}
		}
	}
	return n, node
}

func (u *fleet) boundForGood(q *inquiry, c *crew) (n, node int32) {
	st := u.state(q.s)
	for i := range u.count {
		if st.vehicles[i].crewed && !u.willFail(st, i) {
			at := q.l.extra[u.id] + i
			if k := membersOf(u.handsOf(st, i), c); k > 0 && !q.live(at) {
				n, node = n+k, at
			}
		}
	}
	return n, node
}

// membersOf counts the members of a crew among those whose crews are given.
func membersOf(hands []int32, c *crew) (n int32) {
	for _, id := range hands {
		if id == c.id {
			n++
		}
	}
	return n
}
