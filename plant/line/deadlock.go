package line

import (
	"fmt"
	"strings"
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

// tell is the error for a unit in which something can never go on: the circle in which those that it waits for wait for
// one another, or the way to one that nobody can help.
func (q *inquiry) tell(unit int32) error {
	var path []int32 // nodes
	var why []lack
	at := map[int32]int{}
	for id := unit; id >= 0; {
		if i, ok := at[id]; ok {
			return fmt.Errorf("deadlock: %s", q.circle(append(path[i:], id), why[i:]))
		}
		at[id] = len(path)
		held := q.why
		q.why = &lack{next: none}
		switch {
		case id == unit:
			q.l.units[unit].(waiter).stuck(q)
		case held.kind == lacksHolder && held.n >= 0: // it is about the part that holds something, not the others there
			m := q.l.units[id].(*machine)
			m.serverMoves(q, m.state(q.s), held.n)
		default:
			q.moves(id)
		}
		path, why = append(path, id), append(why, *q.why)
		id = q.why.next
	}
	return fmt.Errorf("stuck: %s", strings.Join(q.words(path, why), "; "))
}

// circle describes nodes each of which waits for the next.
func (q *inquiry) circle(path []int32, why []lack) string {
	names := make([]string, len(path))
	for i, id := range path {
		names[i] = q.l.name(id)
	}
	places := true
	for _, w := range why {
		places = places && w.kind == lacksPlace
	}
	text := "all are full, and each waits for a place in the next (add places, or a way out)"
	if !places {
		text = strings.Join(q.words(path[:len(why)], why), "; ")
	}
	return strings.Join(names, " -> ") + ": " + text
}

// name is what an error calls a node.
func (l *loop) name(id int32) string {
	n := l.nodes[id]
	u := l.units[n.unit]
	switch {
	case n.slot < 0:
		return u.Name()
	case isFleet(u):
		return fmt.Sprintf("vehicle %d of %s", n.slot+1, u.Name())
	}
	f := &u.(*machine).modes[n.slot]
	if f.planned {
		return fmt.Sprintf("maintenance %s of %s", f.name, u.Name())
	}
	return fmt.Sprintf("repair %s of %s", f.name, u.Name())
}

func isFleet(u bound) bool {
	_, ok := u.(*fleet)
	return ok
}

// words say what each node lacks.
func (q *inquiry) words(path []int32, why []lack) []string {
	var out []string
	for i, id := range path {
		w := why[i]
		who, subject := "", q.l.name(id)
		if w.who >= 0 && w.said {
			who = q.l.units[w.who].Name()
		}
		text := ""
		switch {
		case w.kind == lacksHolder && w.next < 0:
			text = fmt.Sprintf("nothing comes back to %s: no part in the plant holds any, and nobody gives any (give them back, or raise its count)", subject)
		case w.kind == lacksHolder:
			text = fmt.Sprintf("%s is held by parts in %s", subject, who)
		case w.kind == lacksPlace:
			text = fmt.Sprintf("%s waits for a place in %s", subject, who)
		case w.kind == lacksPool:
			text = fmt.Sprintf("%s waits for %d of %s", subject, w.n, who)
		case w.kind == lacksPeople && w.next >= 0:
			text = fmt.Sprintf("%s waits for %s, bound to %s", subject, who, q.l.name(w.next))
		case w.kind == lacksPeople:
			text = fmt.Sprintf("%s waits for %d of %s", subject, w.n, who)
		case w.kind == lacksVehicle:
			text = fmt.Sprintf("%s waits for a vehicle of %s", subject, who)
		case w.kind == lacksParts && w.next >= 0:
			text = fmt.Sprintf("%s waits for parts from %s", subject, who)
		case w.kind == lacksParts:
			text = fmt.Sprintf("%s waits for parts, and nobody sends them", subject)
		case w.kind == lacksRepair:
			text = fmt.Sprintf("%s waits for the end of %s", subject, q.l.units[w.who].(*machine).modes[w.n].name)
		case w.kind == lacksStep:
			text = fmt.Sprintf("%s waits in step %s for a condition that nothing changes (give it a limit)", subject, q.l.units[w.who].(*machine).stages[w.n].Name)
		case w.kind == hasEnded:
			text = fmt.Sprintf("%s has no more parts to send", subject)
		default:
			text = fmt.Sprintf("%s cannot go on", subject)
		}
		out = append(out, text)
	}
	return out
}
