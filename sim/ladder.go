package sim

import "slices"

// ladder holds the keys of booked events: a heap of those that come before limit, and, once there are many, one rung of
// buckets of equal width for those after it and a plain list for the rest. Only a bucket whose time has come is put in order, so
// a booking touches one line of memory and not one on each level of a large heap. It is a ladder queue of one rung
// (W. T. Tang, R. S. M. Goh, I. L.-J. Thng, Ladder queue: an O(1) priority queue structure for large-scale discrete event
// simulation, ACM TOMACS 15, 2005), with a heap in the place of its sorted list. The order of keys is that of less, whatever
// tier they stand in.
type ladder struct {
	near  heap4
	limit uint64 // keys before this tick are in near; noLimit where there is no other tier
	spill int    // size of near at which the tiers are made anew

	// The rung: bucket i begins at base + i<<shift; those before cur are in near.
	heads  []uint64 // of each bucket: its last block, and how many keys are in that
	base   uint64
	shift  uint8
	cur    int
	inside int // keys in the rung
	blocks []block
	spare  uint32 // first free block, linked by next; 0 for none

	far []key // behind the rung, without order
}

// block is a piece of a bucket in two lines of memory.
type block struct {
	keys [blockKeys]key
	next uint32
	_    [12]byte
}

const (
	noLimit   = 1<<64 - 1
	blockKeys = 7
	manyKeys  = 1024 // a heap larger than this is slower than the rung
	fewKeys   = 256  // fewer than this are not worth a rung
	perBucket = 4    // keys in a bucket on average
	mostRooms = 1 << 20
)

func (l *ladder) reset() {
	l.near.reset()
	l.limit, l.spill = noLimit, manyKeys
	l.heads, l.far, l.blocks = l.heads[:0], l.far[:0], l.blocks[:0]
	l.inside, l.cur, l.spare = 0, 0, 0
}

func (l *ladder) size() int { return l.near.size() + l.inside + len(l.far) }

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

// put files a key that does not belong into near.
func (l *ladder) put(k key) {
	i := (k.at - l.base) >> l.shift
	if i >= uint64(len(l.heads)) {
		l.far = append(l.far, k)
		return
	}
	l.inside++
	h := l.heads[i]
	n := h & 7
	if h == 0 || n == blockKeys {
		b := l.block()
		l.blocks[b].next = uint32(h >> 3)
		h, n = uint64(b)<<3, 0
	}
	l.blocks[h>>3].keys[n] = k
	l.heads[i] = h + 1
}

// block is a fresh block.
func (l *ladder) block() uint32 {
	if b := l.spare; b != 0 {
		l.spare = l.blocks[b].next
		return b
	}
	if len(l.blocks) == 0 {
		l.blocks = append(l.blocks, block{}) // 0 is none
	}
	l.blocks = append(l.blocks, block{})
	return uint32(len(l.blocks) - 1)
}

// refill moves the next keys into the empty heap; false if there are none.
func (l *ladder) refill() bool {
	for l.inside > 0 {
		h := l.heads[l.cur]
		l.heads[l.cur] = 0
		l.cur++
		l.limit = l.base + uint64(l.cur)<<l.shift
		if h != 0 {
			l.pour(h)
			return true
		}
	}
	if len(l.far) == 0 {
		l.limit = noLimit
		return false
	}
	l.order()
	return true
}

// pour puts the keys of a bucket into the heap and frees its blocks.
func (l *ladder) pour(h uint64) {
	for b, n := uint32(h>>3), int(h&7); b != 0; n = blockKeys {
		x := &l.blocks[b]
		l.near.h = append(l.near.h, x.keys[:n]...)
		l.inside -= n
		b, x.next, l.spare = x.next, l.spare, b
	}
	l.near.order()
}

// add files a key without order; order sees to it.
func (l *ladder) add(k key) { l.far = append(l.far, k) }

// order makes the tiers anew from all keys: a heap alone where they are few or the first of them fall into one instant. The
// rung spans three times the time to the median of the keys, whatever the last ones are. Cost: O(n).
func (l *ladder) order() {
	l.far = append(l.far, l.near.h[root:]...)
	l.near.reset()
	for ; l.inside > 0; l.cur++ {
		if h := l.heads[l.cur]; h != 0 {
			l.pour(h)
			l.far = append(l.far, l.near.h[root:]...)
			l.near.reset()
		}
	}
	n := len(l.far)
	first, span := l.spread()
	if n < fewKeys || span == 0 {
		l.near.h = append(l.near.h, l.far...)
		l.near.order()
		l.far, l.heads = l.far[:0], l.heads[:0]
		l.limit, l.spill = noLimit, max(manyKeys, 2*n)
		return
	}
	rooms := 16
	for rooms < mostRooms && rooms*perBucket < n {
		rooms *= 2
	}
	if cap(l.heads) < rooms {
		l.heads = make([]uint64, rooms)
	}
	l.heads = l.heads[:rooms]
	clear(l.heads)
	l.base, l.cur, l.shift = first, 0, 0
	for uint64(rooms)<<l.shift < span {
		l.shift++
	}
	l.blocks = slices.Grow(l.blocks, max(0, rooms+n/4-len(l.blocks)))
	keys := l.far
	l.far = l.far[:0]
	for _, k := range keys { // far never overtakes the reading
		l.put(k)
	}
	l.limit = first
	l.refill()
	l.spill = max(manyKeys, 2*l.near.size(), n/4)
}

// spread is the first tick among far, and three times the way from there to about the median.
func (l *ladder) spread() (first, span uint64) {
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
