package sim

// ring holds the events of this instant, first in, first out. Its length is a
// power of two. It is empty between instants.
type ring struct {
	buf        []Event `plan:"-"`
	head, size int
}

func (r *ring) push(e Event) {
	if r.size == len(r.buf) {
		r.grow()
	}
	r.buf[(r.head+r.size)&(len(r.buf)-1)] = e
	r.size++
}

// pop takes the oldest event; the ring must not be empty.
func (r *ring) pop() Event {
	e := r.buf[r.head]
	r.head = (r.head + 1) & (len(r.buf) - 1)
	if r.size--; r.size == 0 {
		r.head = 0 // the place in the buffer is no part of the state
	}
	return e
}

func (r *ring) grow() {
	next := make([]Event, max(16, 2*len(r.buf)))
	for i := range r.size {
		next[i] = r.buf[(r.head+i)&(len(r.buf)-1)]
	}
	r.buf, r.head = next, 0
}
