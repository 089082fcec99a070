package line

import (
	"fmt"
	"strings"

	"github.com/plantwin/plantwin/sim"
)

// loop marks a unit on a cycle of the graph of routes: only such units can take part in a deadlock. It is constant.
type loop struct{ units []bound }

// stander is a unit that holds parts and can be refused.
type stander interface {
	// stands reports whether nothing can happen here before a part is taken from it: every place is full, and every part
	// is finished and refused.
	stands(s *sim.State) bool
	// waitsFor visits the units that its refused parts wait for.
	waitsFor(s *sim.State, visit func(unit int32))
}

// soon has a unit looked at when the ring gets there: then the hand-over that is under way is over. It is called when a
// unit on a loop has been refused, has filled up, or has been started again; the last to come to a stand finds the
// deadlock.
func (l *loop) soon(s *sim.State, unit int32) {
	if l != nil && l.units[unit].(stander).stands(s) {
		s.Soon(sim.Event{To: unit, Code: evLook})
	}
}

// look gives an error if the unit is deadlocked. A unit is live if it works or can still take a part, or if one of those
// that its parts wait for is live; it is deadlocked if it can reach no live one. Cost: a walk over the units that stand
// and can be reached.
func (l *loop) look(s *sim.State, unit int32) error {
	u := l.units[unit].(stander)
	if !u.stands(s) {
		return nil
	}
	seen := map[int32]bool{unit: true}
	live := false
	var walk func(id int32)
	walk = func(id int32) {
		if live || seen[id] {
			return
		}
		seen[id] = true
		next, ok := l.units[id].(stander)
		if !ok || !next.stands(s) {
			live = true
			return
		}
		next.waitsFor(s, walk)
	}
	u.waitsFor(s, walk)
	if live {
		return nil
	}
	return fmt.Errorf("deadlock: %s: all are full, and each waits for a place in the next (add places, or a way out)", l.cycle(s, unit))
}

// cycle names the units that wait for one another, from unit on.
func (l *loop) cycle(s *sim.State, unit int32) string {
	var path []int32
	at := map[int32]int{}
	for id := unit; ; {
		if i, ok := at[id]; ok {
			path = append(path[i:], id)
			break
		}
		at[id] = len(path)
		path = append(path, id)
		next := none
		l.units[id].(stander).waitsFor(s, func(n int32) {
			if next == none {
				next = n
			}
		})
		id = next
	}
	names := make([]string, len(path))
	for i, id := range path {
		names[i] = l.units[id].Name()
	}
	return strings.Join(names, " -> ")
}

// findLoops gives a loop to every unit on a cycle of the routes, found as the strongly connected components of more than
// one unit, or of one that sends to itself (Tarjan, SIAM J. Comput. 1, 1972, 146-160).
func (c *compiler) findLoops() {
	next := make([][]int32, len(c.bound))
	for _, e := range c.exits {
		for _, id := range e.exit.id {
			if id >= 0 {
				next[e.asset] = append(next[e.asset], id)
			}
		}
	}
	t := &tarjan{next: next, index: make([]int32, len(next)), low: make([]int32, len(next)), on: make([]bool, len(next))}
	for i := range next {
		if t.index[i] == 0 {
			t.visit(int32(i))
		}
	}
	l := &loop{c.bound}
	for i, u := range c.bound {
		if t.cyclic(int32(i)) {
			switch u := u.(type) {
			case *buffer:
				u.loop = l
			case *conveyor:
				u.loop = l
			case *machine:
				u.loop = l
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
