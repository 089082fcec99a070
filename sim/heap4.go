package sim

import (
	"math/bits"
	"slices"
)

// heap4 gives keys of 16 bytes in order. A few of them are a list, the first at its end, so that it is known before another has been
// put in; more are a 4-ary heap. Its root stands at index 3, so that the four children of i, at 4(i-2) and on, share one cache line of
// 64 bytes. (A. LaMarca, R. Ladner, The influence of caches on the performance of heaps, ACM J. Experimental Algorithmics 1, 1996.)
type heap4 struct {
	h      []key
	heaped bool // it is a heap
}

const (
	root     = 3
	listMost = 24 // a list of more keys becomes a heap,
	heapMin  = 12 // and a heap of fewer a list
)

func (q *heap4) reset() {
	if q.h == nil {
		q.h = make([]key, root, 64)
	}
	q.h, q.heaped = q.h[:root], false
}

func (q *heap4) empty() bool { return len(q.h) <= root }
func (q *heap4) size() int   { return len(q.h) - root }

func (q *heap4) top() key {
	if q.heaped {
		return q.h[root]
	}
	return q.h[len(q.h)-1]
}

// order makes a list or a heap of keys that were appended to h without order.
func (q *heap4) order() {
	if q.heaped = q.size() > listMost; !q.heaped {
		for i := root + 1; i < len(q.h); i++ {
			place(q.h, i, q.h[i])
		}
		return
	}
	for i := len(q.h)/4 + 2; i >= root; i-- {
		if i < len(q.h) {
			sift(q.h, i, q.h[i])
		}
	}
}

// place puts k where it belongs in a list that ends before i.
func place(h []key, i int, k key) {
	for ; i > root; i-- {
		p := h[i-1]
		if p.at > k.at || p.at == k.at && p.lo > k.lo {
			break
		}
		h[i] = p
	}
	h[i] = k
}

// less is the borrow of a subtraction of 128 bits: it needs no branch that a
// processor could guess wrongly.
func less(a, b key) bool { return before(a, b) != 0 }

// before is 1 where a is less than b, else 0.
func before(a, b key) uint64 {
	_, c := bits.Sub64(a.lo, b.lo, 0)
	_, c = bits.Sub64(a.at, b.at, c)
	return c
}

func (q *heap4) push(k key) {
	q.h = append(q.h, k)
	h := q.h
	i := len(h) - 1
	if !q.heaped {
		place(h, i, k)
		if i >= root+listMost {
			slices.Reverse(h[root:]) // which is a heap
			q.heaped = true
		}
		return
	}
	for i > root {
		p := i/4 + 2
		if !less(k, h[p]) {
			break
		}
		h[i] = h[p]
		i = p
	}
	h[i] = k
}

// drop removes the top.
func (q *heap4) drop() {
	n := len(q.h) - 1
	last := q.h[n]
	q.h = q.h[:n]
	if !q.heaped {
		return
	}
	sift(q.h, root, last)
	if q.size() < heapMin {
		q.order()
	}
}

// replace puts k in the place of the top.
func (q *heap4) replace(k key) {
	if q.heaped {
		sift(q.h, root, k)
		return
	}
	place(q.h, len(q.h)-1, k)
}

// sift lets k sink from place i. The least of four children is found by
// arithmetic: which one it is nobody can predict.
func sift(h []key, i int, k key) {
	n := len(h)
	for {
		c := 4 * (i - 2)
		if c+4 > n {
			break
		}
		q := (*[4]key)(h[c:])
		b := before(q[1], q[0])
		d := 2 | before(q[3], q[2])
		b ^= (b ^ d) & -before(q[d&3], q[b&3])
		least := &q[b&3]
		if !less(*least, k) {
			h[i] = k
			return
		}
		h[i] = *least
		i = c + int(b)
	}
	// The last, incomplete family has no children of its own.
	if c := 4 * (i - 2); c < n {
		m := c
		for j := c + 1; j < n; j++ {
			if less(h[j], h[m]) {
				m = j
			}
		}
		if less(h[m], k) {
			h[i] = h[m]
			i = m
		}
	}
	h[i] = k
}
