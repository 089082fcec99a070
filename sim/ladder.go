package sim

import (
	"math/bits"
	"slices"
)

// ladder holds the keys of booked events: a heap of those that come before limit, and, once there are many, rungs of buckets
// for those after it and a plain list for the rest. A bucket whose time has come is put in order, or, if it is large, spread
// over a finer rung: a booking appends to one of a few hundred places that stay in the processor's cache, whatever the
// number of events. It is a ladder queue (W. T. Tang, R. S. M. Goh, I. L.-J. Thng, Ladder queue: an O(1) priority queue
// structure for large-scale discrete event simulation, ACM TOMACS 15, 2005), with a heap in the place of its sorted list.
// The order of keys is that of less, whatever tier they stand in.
type ladder struct {
	near  heap4
	limit uint64 // keys before this tick are in near; noLimit where there is no other tier
	spill int    // size of near at which the tiers are made anew

	rungs [maxRungs]rung // the first depth of them; each covers one bucket of the one before
	depth int
	keys  []chunk  // pieces of buckets
	link  []uint32 // of each piece: the one before it in its bucket, or the next spare one; 0 for none
	spare uint32   // first spare piece

	far []key // behind the first rung, without order

	look walk // keys of the next bucket whose memory is still to be fetched
}

// rung is a row of buckets of equal width. Bucket i begins at base + i<<shift; those before cur are empty.
type rung struct {
	heads []uint64 // of each bucket: its last piece (upper half), and how many keys it holds (lower half)
	base  uint64
	shift uint8
	cur   int
	size  int // keys in it
}

// chunk is a piece of a bucket, two lines of memory.
type chunk [chunkKeys]key

const (
	noLimit    = 1<<64 - 1
	chunkKeys  = 8
	maxRungs   = 8
	manyKeys   = 512 // a heap larger than this is slower than rungs
	fewKeys    = 256 // fewer than this are not worth a rung
	fullBucket = 64  // a bucket of more keys is spread over a rung of its own
	perBucket  = 8   // keys in a bucket on average
	mostRooms  = 512 // buckets of a rung: as many pieces as stay in the cache
)

func (l *ladder) reset() {
	l.near.reset()
	l.limit, l.spill = noLimit, manyKeys
	l.far, l.keys, l.link = l.far[:0], l.keys[:0], l.link[:0]
	l.depth, l.spare, l.look = 0, 0, walk{}
}

func (l *ladder) size() int {
	n := l.near.size() + len(l.far)
	for i := range l.rungs[:l.depth] {
		n += l.rungs[i].size
	}
	return n
}

// top is the first key, where near is not empty.
func (l *ladder) top() key { return l.near.top() }

func (l *ladder) push(k key) {
	if k.at < l.limit {
		if l.near.push(k); l.near.size() > l.spill {
			l.order()
		}
		return
	}
	l.put(k)
}

// drop removes the top.
func (l *ladder) drop() { l.near.drop() }

// replace puts k in the place of the top.
func (l *ladder) replace(k key) {
	if k.at < l.limit {
		l.near.replace(k)
		return
	}
	l.near.drop()
	l.put(k)
}

// put files a key that does not belong into near: into the finest rung that reaches so far.
func (l *ladder) put(k key) {
	for d := l.depth - 1; d >= 0; d-- {
		r := &l.rungs[d]
		if i := (k.at - r.base) >> r.shift; i < uint64(len(r.heads)) {
			l.file(r, i, k)
			return
		}
	}
	l.far = append(l.far, k)
}

// file puts a key into bucket i of r.
func (l *ladder) file(r *rung, i uint64, k key) {
	h := r.heads[i]
	if h%chunkKeys == 0 {
		h = uint64(l.piece(uint32(h>>32)))<<32 | h&(1<<32-1)
	}
	l.keys[h>>32][h%chunkKeys] = k
	r.heads[i] = h + 1
	r.size++
}

// piece is a fresh piece in front of another of its bucket.
func (l *ladder) piece(next uint32) uint32 {
	p := l.spare
	if p != 0 {
		l.spare = l.link[p]
		l.link[p] = next
		return p
	}
	if len(l.keys) == 0 {
		l.keys, l.link = append(l.keys, chunk{}), append(l.link, 0) // 0 is none
	}
	l.keys, l.link = append(l.keys, chunk{}), append(l.link, next)
	return uint32(len(l.keys) - 1)
}

// refill moves the next keys into the empty heap; false if there are none.
func (l *ladder) refill() bool {
	for l.depth > 0 {
		r := &l.rungs[l.depth-1]
		if r.size == 0 {
			l.depth--
			if end := r.base + uint64(len(r.heads))<<r.shift; l.depth == 0 {
				l.limit = end
			}
			continue
		}
		for r.heads[r.cur] == 0 {
			r.cur++
		}
		h := r.heads[r.cur]
		r.heads[r.cur] = 0
		from := r.base + uint64(r.cur)<<r.shift
		r.cur++
		n := int(h & (1<<32 - 1))
		r.size -= n
		if n > fullBucket && r.shift > 0 && l.depth < maxRungs {
			l.limit = from
			l.spread(h, from, r.shift)
			continue
		}
		l.limit = from + 1<<r.shift
		l.near.h = l.pour(l.near.h, h)
		l.near.order()
		return true
	}
	if len(l.far) == 0 {
		l.limit = noLimit
		return false
	}
	l.order()
	return true
}

// spread makes a rung of the bucket h that begins at a tick and is 1<<wide long.
func (l *ladder) spread(h, from uint64, wide uint8) {
	r := &l.rungs[l.depth]
	l.depth++
	r.base, r.cur, r.size = from, 0, 0
	rooms := bits.Len(uint((h&(1<<32-1))/perBucket) - 1)
	rooms = min(rooms, bits.Len(mostRooms-1), int(wide))
	r.shift = wide - uint8(rooms)
	r.room(1 << rooms)
	for p, n := uint32(h>>32), (h-1)%chunkKeys+1; p != 0; n = chunkKeys {
		x, next := l.keys[p], l.link[p]
		l.link[p], l.spare = l.spare, p
		for _, k := range x[:n] {
			l.file(r, (k.at-from)>>r.shift, k)
		}
		p = next
	}
}

// room gives the rung n empty buckets.
func (r *rung) room(n int) {
	if cap(r.heads) < n {
		r.heads = make([]uint64, n)
	}
	r.heads = r.heads[:n]
	clear(r.heads)
}

// pour appends the keys of a bucket to a list and frees its pieces.
func (l *ladder) pour(to []key, h uint64) []key {
	for p, n := uint32(h>>32), (h-1)%chunkKeys+1; p != 0; n = chunkKeys {
		to = append(to, l.keys[p][:n]...)
		p, l.link[p], l.spare = l.link[p], l.spare, p
	}
	return to
}

// add files a key without order; order sees to it.
func (l *ladder) add(k key) { l.far = append(l.far, k) }

// order makes the tiers anew from all keys: a heap alone where they are few or the first of them fall into one instant. The
// first rung spans three times the time to the median of the keys, whatever the last ones are. Cost: O(n).
func (l *ladder) order() {
	l.far = append(l.far, l.near.h[root:]...)
	l.near.reset()
	l.look = walk{}
	for ; l.depth > 0; l.depth-- {
		r := &l.rungs[l.depth-1]
		for ; r.size > 0; r.cur++ {
			if h := r.heads[r.cur]; h != 0 {
				l.far = l.pour(l.far, h)
				r.size -= int(h & (1<<32 - 1))
			}
		}
	}
	n := len(l.far)
	first, span := l.span()
	if n < fewKeys || span == 0 {
		l.near.h = append(l.near.h, l.far...)
		l.near.order()
		l.far = l.far[:0]
		l.limit, l.spill = noLimit, max(manyKeys, 2*n)
		return
	}
	rooms := 16
	for rooms < mostRooms && rooms*perBucket < n {
		rooms *= 2
	}
	r := &l.rungs[0]
	l.depth = 1
	r.room(rooms)
	r.base, r.cur, r.shift, r.size = first, 0, 0, 0
	for uint64(rooms)<<r.shift < span {
		r.shift++
	}
	keys := l.far
	l.far = l.far[:0]
	for _, k := range keys { // far never overtakes the reading
		l.put(k)
	}
	l.limit = first
	l.refill()
	l.spill = max(manyKeys, 2*l.near.size(), n/4)
}

// span is the first tick among far, and three times the way from there to about the median.
func (l *ladder) span() (first, span uint64) {
	const sample = 65
	var some [sample]uint64
	n := len(l.far)
	if n < fewKeys {
		return 0, 0
	}
	first = noLimit
	for _, k := range l.far {
		first = min(first, k.at)
	}
	for i := range some {
		some[i] = l.far[i*(n-1)/(sample-1)].at
	}
	slices.Sort(some[:])
	return first, min(3*(some[sample/2]-first), 1<<62)
}
