package line

import "sync"

// graph of who may wait for whom. An edge leads from a unit to one that may have to move so that the unit can: the
// receivers of its parts, the pools that it takes from, the people and vehicles that it needs, and from these to those who
// hold them; from a unit whose load has to be complete to those that send to it, and on to those that send to them.
type graph struct{ next [][]int32 }

func (g *graph) add(from, to int32) { g.next[from] = append(g.next[from], to) }

// findLoops makes what inquiries need, and gives it to every unit on a cycle of the graph: the others can take part in no
// deadlock, and ask nothing. Cycles are the strongly connected components of more than one unit, or of one with an edge to
// itself (Tarjan, SIAM J. Comput. 1, 1972, 146-160).
func (c *compiler) findLoops() *loop {
	n := len(c.bound)
	l := &loop{units: c.bound, extra: make([]int32, n), senders: make([][]int32, n), bring: make([][]*fleet, n),
		givers: make([][]int32, n), keep: make([][]int32, n)}
	g := &graph{make([][]int32, n)}
	l.number()
	c.joinRoutes(l, g)
	c.joinPools(l, g)
	c.joinPeople(l, g)
	l.joinSupply(g)
	t := &tarjan{next: g.next, index: make([]int32, n), low: make([]int32, n), on: make([]bool, n)}
	for i := range n {
		if t.index[i] == 0 {
			t.visit(int32(i))
		}
	}
	nodes := len(l.nodes)
	l.pool = &sync.Pool{New: func() any { return &inquiry{l: l, mark: make([]uint32, nodes)} }}
	for i, u := range c.bound {
		switch u := u.(type) {
		case *source:
			u.line = l
		case *fleet:
			u.line = l
		}
		if !t.cyclic(int32(i)) {
			continue
		}
		switch u := u.(type) {
		case *source:
			u.loop = l
		case *buffer:
			u.loop = l
		case *conveyor:
			u.loop = l
		case *machine:
			u.loop = l
		case *fleet:
			u.loop = l
		}
	}
	return l
}

// number gives a node to every unit, vehicle and mode.
func (l *loop) number() {
	for i := range l.units {
		l.nodes = append(l.nodes, node{int32(i), none})
	}
	for i, u := range l.units {
		l.extra[i] = int32(len(l.nodes))
		more := int32(0)
		switch u := u.(type) {
		case *fleet:
			more = u.count
		case *machine:
			more = int32(len(u.modes))
			l.packs = l.packs || u.gather != nil && u.gather.packs
		}
		for k := range more {
			l.nodes = append(l.nodes, node{int32(i), k})
		}
	}
}

// joinRoutes enters routes and vehicles.
func (c *compiler) joinRoutes(l *loop, g *graph) {
	for _, x := range c.exits {
		from, e := int32(x.asset), x.exit
		if e.rule == Carried {
			g.add(from, e.fleet.id)
			if _, ok := c.bound[from].(stocked); ok { // a vehicle may be sent ahead, and wait there
				g.add(e.fleet.id, from)
			}
		}
		for _, id := range e.id {
			if id < 0 {
				continue
			}
			g.add(from, id)
			l.senders[id] = addOnce(l.senders[id], from)
			if e.rule == Carried {
				g.add(e.fleet.id, id)
				if !hasFleet(l.bring[id], e.fleet) {
					l.bring[id] = append(l.bring[id], e.fleet)
				}
			}
		}
	}
}

func hasFleet(list []*fleet, f *fleet) bool {
	for _, x := range list {
		if x == f {
			return true
		}
	}
	return false
}

func addOnce(list []int32, i int32) []int32 {
	if has(list, i) {
		return list
	}
	return append(list, i)
}

// joinPools enters pools: who takes waits for those past which the parts go that hold something, and for those who give.
func (c *compiler) joinPools(l *loop, g *graph) {
	for i, u := range c.bound {
		var take, give *claims
		switch u := u.(type) {
		case *source:
			take, give = u.take, u.give
		case *buffer:
			take, give = u.takes, u.gives
		case *conveyor:
			take, give = u.takes, u.gives
		case *machine:
			take, give = u.takes, u.gives
		case *sink:
			give = u.give
		}
		if give != nil {
			for _, p := range give.pools {
				l.givers[p.id] = addOnce(l.givers[p.id], int32(i))
				g.add(p.id, int32(i))
			}
		}
		if take == nil {
			continue
		}
		reached := l.ahead(int32(i))
		for _, p := range take.pools {
			g.add(int32(i), p.id)
			for _, id := range reached {
				g.next[p.id] = addOnce(g.next[p.id], id)
			}
		}
	}
}

// ahead lists the units that parts of a unit can come to, with itself and with fleets. Cost: O(units + routes).
func (l *loop) ahead(from int32) []int32 {
	out, seen := []int32{from}, map[int32]bool{from: true}
	visit := func(id int32) {
		if id >= 0 && !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	for k := 0; k < len(out); k++ {
		for _, e := range exitsOf(l.units[out[k]]) {
			for _, id := range e.id {
				visit(id)
			}
			if e.rule == Carried {
				visit(e.fleet.id)
			}
		}
	}
	return out
}

// exitsOf are the ways out of a unit.
func exitsOf(u bound) []*exit {
	switch u := u.(type) {
	case *source:
		return []*exit{&u.exit}
	case *conveyor:
		out := []*exit{&u.exit}
		for k := range u.secs {
			for j := range u.secs[k].outlets {
				out = append(out, &u.secs[k].outlets[j].exit)
			}
		}
		return out
	case *machine:
		return []*exit{&u.exit}
	case *buffer:
		if u.dwell != nil && !u.dwell.discard {
			return []*exit{&u.exit, &u.dwell.late}
		}
		return []*exit{&u.exit}
	}
	return nil
}

// joinPeople enters crews, and who may wait while their members are bound.
func (c *compiler) joinPeople(l *loop, g *graph) {
	enter := func(i int, d *demand, keeps bool) {
		if d == nil {
			return
		}
		for k := range d.needs {
			for _, cr := range d.needs[k].crews {
				g.add(int32(i), cr.id)
				if keeps && !has(l.keep[cr.id], int32(i)) {
					l.keep[cr.id] = append(l.keep[cr.id], int32(i))
					g.add(cr.id, int32(i))
				}
			}
		}
	}
	for i, u := range c.bound {
		switch u := u.(type) {
		case *machine:
			enter(i, u.needs, false)
			for _, d := range u.stepNeeds {
				enter(i, d, false)
			}
			for k := range u.modes {
				enter(i, u.modes[k].needs, u.modes[k].planned)
			}
		case *fleet:
			enter(i, u.needs, true)
			for k := range u.modes {
				enter(i, u.modes[k].needs, false)
			}
		}
	}
}

// joinSupply enters those that send to machines whose loads have to be complete.
func (l *loop) joinSupply(g *graph) {
	var list []int32
	seen := make([]bool, len(l.units))
	for i, u := range l.units {
		if m, ok := u.(*machine); ok && m.gather != nil {
			list = append(list, int32(i))
			seen[i] = true
		}
	}
	for k := 0; k < len(list); k++ {
		for _, from := range l.senders[list[k]] {
			g.add(list[k], from)
			if !seen[from] {
				seen[from] = true
				list = append(list, from)
			}
		}
	}
}

// tarjan finds strongly connected components with a stack of its own, as a line may have many thousand units in a row.
type tarjan struct {
	next       [][]int32
	index, low []int32 // index 0: not seen
	on         []bool
	stack      []int32
	count      int32
	loops      map[int32]bool
}

func (t *tarjan) cyclic(i int32) bool { return t.loops[i] }

func (t *tarjan) visit(root int32) {
	type frame struct {
		v int32
		k int
	}
	work := []frame{{root, 0}}
	for len(work) > 0 {
		f := &work[len(work)-1]
		v := f.v
		if f.k == 0 {
			t.count++
			t.index[v], t.low[v] = t.count, t.count
			t.stack = append(t.stack, v)
			t.on[v] = true
		}
		if f.k < len(t.next[v]) {
			w := t.next[v][f.k]
			f.k++
			if t.index[w] == 0 {
				work = append(work, frame{w, 0})
			} else if t.on[w] {
				t.low[v] = min(t.low[v], t.index[w])
			}
			continue
		}
		work = work[:len(work)-1]
		if len(work) > 0 {
			p := work[len(work)-1].v
			t.low[p] = min(t.low[p], t.low[v])
		}
		if t.low[v] == t.index[v] {
			t.pop(v)
		}
	}
}

// pop takes the component of v off the stack.
func (t *tarjan) pop(v int32) {
	if t.loops == nil {
		t.loops = map[int32]bool{}
	}
	first := len(t.stack) - 1
	for t.stack[first] != v {
		first--
	}
	members := t.stack[first:]
	self := false
	for _, w := range t.next[v] {
		self = self || w == v
	}
	for _, w := range members {
		t.on[w] = false
		t.loops[w] = len(members) > 1 || self
	}
	t.stack = t.stack[:first]
}
