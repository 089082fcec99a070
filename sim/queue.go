package sim

import (
	"fmt"
	"slices"
	"time"
)

// The low word of a heap key: class (2 bits), seq (40), slot (22).
const (
	slotBits = 22
	seqBits  = 40
	maxSlots = 1 << slotBits
	slotMask = maxSlots - 1
	lastSeq  = 1<<seqBits - 1
	minDead  = 64 // dead keys below which a heap is not rebuilt
)

// key orders booked events: tick, then class, then seq. The slot says where
// the event itself is.
type key struct {
	at uint64 // [ns]
	lo uint64 // class | seq | slot
}

// class is the class of the event.
func (k key) class() uint8 { return uint8(k.lo >> (slotBits + seqBits)) }

// slot holds a booked event in half a cache line. at < 0 marks a free one:
// ^at is the next free slot. The upper 42 bits of ord are those of the key, the
// lower 16 are the code. A key whose ord differs from its slot's is dead.
type slot struct {
	arg int64
	at  int64
	ord uint64
	to  int32
	gen uint32
}

// event is the booked event of a key that names the slot.
func (s *slot) event(k key) Event { return Event{s.to, uint16(s.ord), k.class(), s.arg} }

const noSlot = maxSlots // end of the list of free slots

// queue holds the booked events: a slab of slots, which is all of its state,
// and a heap of keys, which can be made again from the slab at any time.
//
// A popped root leaves a hole. The next push fills it with one sift, so that a
// handler that books one follow-up costs one sift and no more. Which keys are
// dead, and how the heap is laid out, may depend on who looked when; the slab
// does not.
//
// An event that is put off keeps its key in the heap, too early, as a stand-in:
// the true key takes its place when it comes to the root. Steps are put off at
// each cut, and few of them ever come to the root.
type queue struct {
	slots []slot
	free  int64 // first free slot, noSlot if none
	seq   uint64
	live  int

	keys  ladder `plan:"-"`
	hole  int    `plan:"-"` // 1 where the root has been taken and not been replaced, else 0
	dead  int    `plan:"-"`
	away  int    `plan:"-"` // how many stand-ins there are
	late  []key  `plan:"-"` // by slot: the stand-in in the heap, zero for none
	ahead ahead  `plan:"-"`
}

func (q *queue) reset() {
	*q = queue{free: noSlot}
	q.keys.reset()
}

// book puts e into the queue at tick at >= 0. Cost: O(log n).
func (q *queue) book(at int64, e Event) (Ticket, error) {
	if q.full() {
		if err := q.grow(); err != nil {
			return Ticket{}, err
		}
	}
	return q.enter(at, e), nil
}

// full says that enter needs grow first.
func (q *queue) full() bool { return uint64(q.free) >= uint64(len(q.slots)) || q.seq == lastSeq }

// enter is book where there is room.
func (q *queue) enter(at int64, e Event) Ticket {
	q.seq++
	i := q.free
	s := &q.slots[i]
	q.free = ^s.at
	ord := (uint64(e.Class&3)<<seqBits | q.seq) << slotBits
	s.arg, s.at, s.to = e.Arg, at, e.To
	s.ord = ord | uint64(e.Code)
	if s.gen++; s.gen == 0 {
		s.gen = 1 // a zero ticket names nothing
	}
	t := Ticket{uint32(i), s.gen}
	q.live++
	k := key{uint64(at), ord | uint64(i)}
	if q.hole == 0 {
		q.keys.push(k)
	} else {
		q.hole = 0
		q.keys.replace(k)
	}
	return t
}

// grow makes room for one event more, and for the next number.
func (q *queue) grow() error {
	if q.seq == lastSeq {
		q.renumber()
	}
	if q.free == noSlot {
		n := int64(len(q.slots))
		if n == maxSlots {
			return fmt.Errorf("more than %d pending events", maxSlots)
		}
		q.slots = append(q.slots, slot{at: ^noSlot})
		q.free = n
	}
	return nil
}

// ready is next where that needs no more than a look at the root and nothing is to be fetched ahead, else false.
func (q *queue) ready() (key, bool) {
	if q.keys.near.empty() || q.hole|q.dead|q.away|q.keys.look.left != 0 {
		return key{}, false
	}
	return q.keys.near.top(), true
}

// next is the earliest live key; false if there is none.
//
//go:noinline
func (q *queue) next() (key, bool) {
	for {
		if q.hole != 0 {
			q.hole = 0
			q.keys.drop()
		}
		if q.keys.near.empty() {
			for q.keys.look.left != 0 {
				q.glance()
			}
			if !q.keys.refill() {
				return key{}, false
			}
			q.foresee()
		}
		k := q.keys.top()
		if q.dead|q.away == 0 {
			return k, true
		}
		i := k.lo & slotMask
		s := &q.slots[i]
		switch {
		case (s.ord^k.lo)>>slotBits == 0:
			return k, true
		case i < uint64(len(q.late)) && q.late[i] == k:
			q.late[i] = key{}
			q.away--
			q.keys.replace(key{uint64(s.at), s.ord>>slotBits<<slotBits | i})
		default:
			q.dead--
			q.hole = 1
		}
	}
}

// put moves the event of t, of class Step, to tick at: to the same effect as cancel and book, without the
// work in the heap where it is put off. A stale ticket is an event to be booked. Cost: O(1), spread, where at is
// not before the event's key; else O(log n).
func (q *queue) put(t Ticket, at int64, e *Event) (Ticket, error) {
	if int(t.slot) >= len(q.slots) || t.gen == 0 || q.seq == lastSeq {
		q.cancel(t)
		return q.book(at, *e)
	}
	i := t.slot
	s := &q.slots[i]
	if s.gen != t.gen || s.at < 0 {
		return q.book(at, *e)
	}
	for len(q.late) < len(q.slots) {
		q.late = append(q.late, key{})
	}
	stand := &q.late[i]
	if *stand == (key{}) {
		stand.at, stand.lo = uint64(s.at), s.ord>>slotBits<<slotBits|uint64(i)
		q.away++
	}
	if stand.at > uint64(at) {
		q.cancel(t)
		return q.book(at, *e)
	}
	q.seq++
	s.arg, s.at, s.to = e.Arg, at, e.To
	s.ord = (uint64(e.Class&3)<<seqBits|q.seq)<<slotBits | uint64(e.Code)
	if s.gen++; s.gen == 0 {
		s.gen = 1
	}
	return Ticket{i, s.gen}, nil
}

// take removes the event of k, which next has just returned.
func (q *queue) take(k key) Event {
	i := int64(k.lo & slotMask)
	s := &q.slots[i]
	e := s.event(k)
	s.at, q.free = ^q.free, i
	s.ord = 0
	q.live--
	q.hole = 1
	return e
}

// cancel removes the event of t; false if it is no longer booked. Its key is
// left behind, dead. Cost: O(1), spread.
func (q *queue) cancel(t Ticket) (at time.Duration, ok bool) {
	if int(t.slot) >= len(q.slots) || t.gen == 0 {
		return 0, false
	}
	s := &q.slots[t.slot]
	if s.gen != t.gen || s.at < 0 {
		return 0, false
	}
	at = time.Duration(s.at)
	s.at, q.free = ^q.free, int64(t.slot)
	s.ord = 0
	if int(t.slot) < len(q.late) && q.late[t.slot] != (key{}) {
		q.late[t.slot] = key{}
		q.away--
	}
	q.live--
	q.dead++
	if q.dead > minDead && q.dead > q.live {
		q.rebuild()
	}
	return at, true
}

// rebuild makes the heap from the slab. Cost: O(n).
func (q *queue) rebuild() {
	q.keys.reset()
	for i := range q.slots {
		if s := &q.slots[i]; s.at >= 0 {
			q.keys.add(key{uint64(s.at), s.ord>>slotBits<<slotBits | uint64(i)})
		}
	}
	q.keys.order()
	clear(q.late)
	q.dead, q.away, q.hole = 0, 0, 0
}

// renumber gives the live events the lowest numbers in their order, when seq
// has run out (after 1e12 bookings). Cost: O(n log n).
func (q *queue) renumber() {
	var keys []key
	for i := range q.slots {
		if s := &q.slots[i]; s.at >= 0 {
			keys = append(keys, key{s.ord >> slotBits & lastSeq, uint64(i)})
		}
	}
	slices.SortFunc(keys, func(a, b key) int {
		if a.at < b.at {
			return -1
		}
		return 1
	})
	for n, k := range keys {
		s := &q.slots[k.lo]
		class := s.ord >> (slotBits + seqBits)
		s.ord = (class<<seqBits|uint64(n+1))<<slotBits | s.ord&slotMask
	}
	q.seq = uint64(len(keys))
	q.rebuild()
}

// check says what is wrong with a slab that was read from a file.
func (q *queue) check() error {
	if len(q.slots) > maxSlots || q.seq > lastSeq {
		return fmt.Errorf("queue out of range")
	}
	free := 0
	for i, n := q.free, 0; i != noSlot; n++ {
		if i < 0 || i >= int64(len(q.slots)) || q.slots[i].at >= 0 || n > len(q.slots) {
			return fmt.Errorf("queue: broken list of free slots")
		}
		i = ^q.slots[i].at
		free++
	}
	live := 0
	for i := range q.slots {
		if q.slots[i].at >= 0 {
			live++
		}
	}
	if live != q.live || live+free != len(q.slots) {
		return fmt.Errorf("queue: %d live and %d free of %d slots", live, free, len(q.slots))
	}
	return nil
}
