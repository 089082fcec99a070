package line

import "github.com/plantwin/plantwin/sim"

// asker names who asks for a place: a unit and one of its slots (the server of a machine, 0 where there is only one
// part to give at a time).
type asker int64

func askerOf(unit, slot int32) asker { return asker(unit)<<32 | asker(slot) }

func (a asker) unit() int32 { return int32(a >> 32) }
func (a asker) slot() int32 { return int32(a) }

// door is the list of those who wait for a place of a unit, first come first served. The first `called` of them have
// been sent Room and a place is promised to each. It is state: plain data.
type door struct {
	list   []asker
	called int32
}

// admit reports whether the asker may come in, with so many places free now, and takes it off the list; else it stands
// on the list when admit returns. O(1) when nobody waits.
func (d *door) admit(from asker, free int32) bool {
	if len(d.list) == 0 {
		if free > 0 {
			return true
		}
		d.list = append(d.list, from)
		return false
	}
	i := d.find(from)
	d.called = min(d.called, max(free, 0)) // places may have gone since they were promised
	if i >= 0 && i < int(d.called) {
		d.remove(i)
		return true
	}
	if free > d.called {
		if i >= 0 {
			d.remove(i)
		}
		return true
	}
	if i < 0 {
		d.list = append(d.list, from)
	}
	return false
}

func (d *door) find(from asker) int {
	for i, a := range d.list {
		if a == from {
			return i
		}
	}
	return -1
}

func (d *door) remove(i int) {
	if i < int(d.called) {
		d.called--
	}
	copy(d.list[i:], d.list[i+1:])
	d.list = d.list[:len(d.list)-1]
}

// next is the buffer that stands first, if it does and has no promise yet.
func (d *door) next(units []bound) *buffer {
	if len(d.list) == 0 || d.called > 0 {
		return nil
	}
	b, _ := units[d.list[0].unit()].(*buffer)
	if b == nil || b.next == nil {
		return nil
	}
	return b
}

// served takes the first off the list, or puts it at the end if it has more to give.
func (d *door) served(more bool) {
	a := d.list[0]
	if len(d.list) > 1 {
		copy(d.list, d.list[1:])
		d.list[len(d.list)-1] = a
	}
	if !more {
		d.list = d.list[:len(d.list)-1]
	}
}

// leave takes an asker off the list, if it is there.
func (d *door) leave(from asker) bool {
	i := d.find(from)
	if i >= 0 {
		d.remove(i)
	}
	return i >= 0
}

// call promises the free places to those who have stood longest and have no promise yet.
func (d *door) call(s *sim.State, free int32) {
	for d.called < free && int(d.called) < len(d.list) {
		a := d.list[d.called]
		d.called++
		s.Soon(sim.Event{To: a.unit(), Code: evRoom, Arg: int64(a.slot())})
	}
}

// fifo is a list of parts in order of arrival, linked by Part.Next. It is state: plain data. The zero value must be
// set to emptyFifo before use, as 0 is a part.
type fifo struct {
	head, tail, n int32
	last          int32 // up to here it is in the order of a picker that sorts; none for nowhere
}

const none int32 = -1

var emptyFifo = fifo{none, none, 0, none}

func (q *fifo) push(s *sim.State, p int32) {
	s.Part(p).Next = none
	if q.n == 0 {
		q.head = p
	} else {
		s.Part(q.tail).Next = p
	}
	q.tail = p
	q.n++
}

func (q *fifo) pushFront(s *sim.State, p int32) {
	s.Part(p).Next = q.head
	if q.n == 0 {
		q.tail = p
	}
	q.head = p
	q.n++
}

func (q *fifo) pop(s *sim.State) int32 {
	p := q.head
	part := s.Part(p)
	q.gone(p, part.Next)
	part.Next = none
	return p
}

// gone takes the first part, p, off; next follows it.
func (q *fifo) gone(p, next int32) {
	if p == q.last {
		q.last = none
	}
	q.head = next
	q.n--
	if q.n == 0 {
		q.tail = none
	}
}
