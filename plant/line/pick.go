package line

import (
	"math"

	"github.com/plantwin/plantwin/sim"
)

// pickRules are the rules by name.
var pickRules = []string{"fifo", "lifo", "spt", "edd", "slack", "critical_ratio", "least_setup"}

// pickSetting is the order in which parts that wait are taken.
var pickSetting = Setting{Key: "pick", Form: Pick, Default: "fifo", Options: pickRules,
	About: "which waiting part goes first: fifo the oldest; lifo the newest; spt the one with the shortest mean cycle; edd the one due first; " +
		"slack the least time to the due date less the mean work left; critical_ratio the least time to the due date over that work; " +
		"least_setup the shortest changeover; or an expression such as part.class, the smallest value first. Ties go by age"}

// preemptSetting is what an arriving part does to one in process that it comes before.
var preemptSetting = Setting{Key: "preempt", Form: Text, Default: "none", Options: []string{"none", "resume", "restart", "scrap"},
	About: "whether a part that comes and finds no free server takes the one whose part comes last by pick, if it comes before that; " +
		"the part displaced goes back to the queue and later goes on where it was (resume), begins again with a time drawn anew (restart), or is thrown away (scrap); what it has taken of pools here goes back meanwhile"}

// picker is the order of a queue. It is constant; nil is fifo.
type picker struct {
	rule  string
	value *Draw    // of an expression
	sorts bool     // the value stays while a part waits, so that a queue can be kept in order
	kept  [2]int32 // columns: the value that a part had when it was first looked at, and when it had come; none where that may change
	work  *machine // whose cycle and setup count; nil where none follows
	p     *Products
	units []bound
}

// newPicker reads pick; nil for fifo and lifo, which need no search. work is the machine that the rule looks at.
func (c *compiler) newPicker(i int, r reader, work func() *machine) *picker {
	v := r.get("pick")
	k := &picker{rule: v.Text, p: c.products, kept: [2]int32{none, none}}
	switch v.Text {
	case "fifo", "lifo":
		return nil
	case "edd":
		k.sorts = true
	case "":
		d := v.Draw
		k.value = &d
		if name := c.assets[i].Name; v.On {
			k.sorts, k.kept = true, [2]int32{c.b.Attr(".pick." + name), c.b.Attr(".picked." + name)}
		}
	}
	c.atEnd = append(c.atEnd, func() {
		k.units = c.bound
		k.work = work()
		if k.work == nil && (v.Text == "spt" || v.Text == "slack" || v.Text == "critical_ratio" || v.Text == "least_setup") {
			c.fault(i, "pick", "send its parts to one machine, or pick by an expression", "%s needs the machine that works on the parts", v.Text)
		}
	})
	return k
}

// key is what a part goes by: the smallest first. A value that is not a number goes last.
func (k *picker) key(s *sim.State, part int32) float64 {
	if k.kept[0] < 0 {
		return k.fresh(s, part)
	}
	if came := s.Part(part).Entered.Seconds() + 1; s.Attr(k.kept[1], part) != came { // 0 is for none
		s.SetAttr(k.kept[0], part, k.fresh(s, part))
		s.SetAttr(k.kept[1], part, came)
	}
	return s.Attr(k.kept[0], part)
}

// fresh computes the value.
func (k *picker) fresh(s *sim.State, part int32) float64 {
	x := math.Inf(1)
	switch k.rule {
	case "":
		x = k.value.Value(s, part)
	case "spt":
		x = k.work.meanCycle(s, part)
	case "edd":
		x = k.due(s, part)
	case "slack":
		x = k.due(s, part) - k.left(s, part)
	case "critical_ratio":
		x = (k.due(s, part) - s.Now.Seconds()) / k.left(s, part)
	case "least_setup":
		x = k.work.leastSetup(s, part)
	}
	if x != x {
		return math.Inf(1)
	}
	return x
}

func (k *picker) due(s *sim.State, part int32) float64 {
	if k.p.Due < 0 {
		return math.Inf(1)
	}
	return s.Attr(k.p.Due, part)
}

func (k *picker) left(s *sim.State, part int32) float64 {
	return k.p.remaining(s, part, k.work.meanCycle(s, part), k.units)
}

// front moves the part that goes first to the head of the queue. It costs a look at every part that waits, at a value computed anew;
// where values stay, O(sqrt(n)) on average: the queue is in order up to q.last, and what has come since is put in order with it once
// it is many.
func (k *picker) front(s *sim.State, q *fifo) {
	if k == nil || q.n < 2 {
		return
	}
	before, best, came := none, k.key(s, q.head), int32(0)
	prev := q.head
	if k.sorts && q.last != none {
		prev = q.last
	}
	for p := s.Part(prev).Next; p != none; prev, p = p, s.Part(p).Next {
		came++
		if x := k.key(s, p); x < best {
			before, best = prev, x
		}
	}
	if before != none {
		q.lead(s, before)
	}
	if !k.sorts {
		return
	}
	if q.last == none {
		q.last = q.head
	}
	if came >= fewCame && came*came > q.n {
		k.sort(s, q)
	}
	if k.kept[1] >= 0 { // it may come back in this instant as another
		s.SetAttr(k.kept[1], q.head, 0)
	}
}

// lead makes the part behind another the first.
func (q *fifo) lead(s *sim.State, before int32) {
	p := s.Part(before).Next
	next := s.Part(p).Next
	s.Part(before).Next = next
	if next == none {
		q.tail = before
	}
	s.Part(p).Next = q.head
	q.head = p
}

// fewCame is how many parts may have come that are not worth sorting.
const fewCame = 16

// sort puts a queue in order, those of equal value as they stand: what has come is sorted by merging (Knuth, The Art of Computer
// Programming 3, algorithm 5.2.4 L), and then merged with what is in order.
func (k *picker) sort(s *sim.State, q *fifo) {
	came := s.Part(q.last).Next
	s.Part(q.last).Next = none
	q.head, q.tail = k.merge(s, q.head, k.sorted(s, came))
	q.last = q.tail
}

// sorted sorts a list of parts and gives its first.
func (k *picker) sorted(s *sim.State, list int32) int32 {
	if list == none || s.Part(list).Next == none {
		return list
	}
	middle := list
	for p := s.Part(list).Next; p != none && s.Part(p).Next != none; p = s.Part(s.Part(p).Next).Next {
		middle = s.Part(middle).Next
	}
	rest := s.Part(middle).Next
	s.Part(middle).Next = none
	head, _ := k.merge(s, k.sorted(s, list), k.sorted(s, rest))
	return head
}

// merge joins two lists in order, neither of them empty, and gives the first and the last part; of equal values that of a goes first.
func (k *picker) merge(s *sim.State, a, b int32) (head, tail int32) {
	x, y := k.key(s, a), k.key(s, b)
	head, tail = none, none
	for a != none || b != none {
		p := a
		if a == none || b != none && y < x {
			p = b
			if b = s.Part(b).Next; b != none {
				y = k.key(s, b)
			}
		} else if a = s.Part(a).Next; a != none {
			x = k.key(s, a)
		}
		if tail == none {
			head = p
		} else {
			s.Part(tail).Next = p
		}
		tail = p
	}
	s.Part(tail).Next = none
	return head, tail
}

// pushFront puts a part that has been displaced ahead of those that wait.
func (k *picker) pushFront(s *sim.State, q *fifo, part int32) {
	if k.sorts && q.last != none && k.key(s, part) > k.key(s, q.head) {
		q.last = none // it is out of order there
	}
	q.pushFront(s, part)
}

// pop takes the part that goes first.
func (k *picker) pop(s *sim.State, q *fifo) int32 {
	k.front(s, q)
	return q.pop(s)
}
