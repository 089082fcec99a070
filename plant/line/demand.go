package line

import (
	"sort"

	"github.com/plantwin/plantwin/sim"
)

// demand is what a task needs of crews, bound: for each need the crews that can meet it. It is constant; nil needs
// nobody.
type demand struct {
	needs []boundNeed
	size  int32 // members needed together

	priority float64
	urgent   bool // it takes people away from work of lower priority
	walks    bool // some crew walks
}

type boundNeed struct {
	crews []*crew // those that serve the fewest other needs of this demand first, ties in order of identity
	count int32
}

// hirer is a unit with tasks that need crews. A task is known by its slot.
type hirer interface {
	// hire takes the crew for the task if all of it is free now, leaves the lists of those who wait, and sends the unit
	// word of it.
	hire(s *sim.State, slot int32) bool
}

// request is a task that waits for a crew. It is state: plain data.
type request struct{ unit, slot int32 }

// take binds all members that the demand needs for a task, or nobody. hands, of len size, says whose they are. Those who
// walk are there at arrival.
func (d *demand) take(s *sim.State, hands []int32, task request) bool {
	if !d.enough(s) {
		return false
	}
	n := 0
	for i := range d.needs {
		left := d.needs[i].count
		for _, c := range d.needs[i].crews {
			k := min(left, c.state(s).free)
			for ; k > 0; k-- {
				c.bindOne(s, task, d.priority)
				hands[n] = c.id
				n++
				left--
			}
		}
		if left > 0 {
			d.giveBack(s, hands[:n], task)
			return false
		}
	}
	return true
}

// enough is false if some need alone cannot be met: then nobody is bound and sent home again.
func (d *demand) enough(s *sim.State) bool {
	for i := range d.needs {
		n := int32(0)
		for _, c := range d.needs[i].crews {
			n += c.state(s).free
		}
		if n < d.needs[i].count {
			return false
		}
	}
	return true
}

func (d *demand) giveBack(s *sim.State, hands []int32, task request) {
	for _, id := range hands {
		d.crew(id).unbindOne(s, task)
	}
}

// release gives the members back, and to those who wait for them.
func (d *demand) release(s *sim.State, hands []int32, task request) {
	d.giveBack(s, hands, task)
	last := none
	for _, id := range hands {
		if id != last {
			d.crew(id).serve(s)
		}
		last = id
	}
}

// wait puts the task on the lists of all crews that it may need.
func (d *demand) wait(s *sim.State, r request) {
	for i := range d.needs {
		for _, c := range d.needs[i].crews {
			st := c.state(s)
			if indexOf(st.waiting, r) < 0 {
				st.line(r, d.priority)
				c.show(s, st)
			}
		}
	}
	if d.urgent {
		d.claim(s, r)
	}
}

// line puts a task behind those of the same priority.
func (st *crewState) line(r request, rank float64) {
	st.waiting, st.ranks = append(st.waiting, r), append(st.ranks, rank)
	for i := len(st.ranks) - 1; i > 0 && st.ranks[i-1] < rank; i-- {
		st.waiting[i], st.waiting[i-1] = st.waiting[i-1], st.waiting[i]
		st.ranks[i], st.ranks[i-1] = st.ranks[i-1], st.ranks[i]
	}
}

// stopWaiting takes the task off the lists.
func (d *demand) stopWaiting(s *sim.State, r request) {
	for i := range d.needs {
		for _, c := range d.needs[i].crews {
			st := c.state(s)
			if k := indexOf(st.waiting, r); k >= 0 {
				copy(st.waiting[k:], st.waiting[k+1:])
				st.waiting = st.waiting[:len(st.waiting)-1]
				copy(st.ranks[k:], st.ranks[k+1:])
				st.ranks = st.ranks[:len(st.ranks)-1]
				c.show(s, st)
			}
		}
	}
}

func indexOf(list []request, r request) int {
	for i, x := range list {
		if x == r {
			return i
		}
	}
	return -1
}

// crew finds a crew by its unit among those that the demand knows.
func (d *demand) crew(id int32) *crew {
	for i := range d.needs {
		for _, c := range d.needs[i].crews {
			if c.id == id {
				return c
			}
		}
	}
	return nil
}

// handCount is the number of members that needs ask for together; known before the crews are bound.
func handCount(needs []Need) int32 {
	n := 0
	for _, x := range needs {
		n += max(x.Count, 1)
	}
	return int32(n)
}

// bindHire resolves the needs of a task.
func (c *compiler) bindHire(h hireOf) {
	h.demand.size = handCount(h.needs)
	for _, n := range h.needs {
		b := boundNeed{count: int32(max(n.Count, 1))}
		members := int32(0)
		for i, u := range c.bound {
			if cr, ok := u.(*crew); ok && cr.can(n, int32(i)) {
				b.crews = append(b.crews, cr)
				members += cr.count
				h.demand.walks = h.demand.walks || cr.speed > 0
				cr.watched = cr.watched || h.demand.urgent
			}
		}
		switch {
		case len(b.crews) == 0:
			c.fault(h.asset, h.key, "add the skill to a crew", "no crew can do %q", n.Skill)
			return
		case members < b.count:
			c.fault(h.asset, h.key, "raise the count of the crew", "it needs %d, but there are only %d", b.count, members)
			return
		}
		h.demand.needs = append(h.demand.needs, b)
	}
	d := h.demand
	var shifts *Calendar
	if m, ok := c.bound[h.asset].(*machine); ok && h.key == "needs" {
		shifts = m.shifts
	}
	c.together(h.asset, h.key, shifts, d)
	if d.walks {
		c.point(h.asset, false)
	}
	others := func(x *crew) (n int) {
		for i := range d.needs {
			for _, y := range d.needs[i].crews {
				if x == y {
					n++
				}
			}
		}
		return n
	}
	for i := range d.needs {
		list := d.needs[i].crews
		sort.SliceStable(list, func(a, b int) bool { return others(list[a]) < others(list[b]) })
	}
}
