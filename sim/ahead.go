package sim

import (
	"unsafe"

	"github.com/plantwin/plantwin/internal/fetch"
)

// Foreseer is a unit that says which parts an event will move, 0 for none. In a model of very many units their records are brought
// into the processor's cache ahead; nothing else depends on it.
type Foreseer interface {
	Foresee(s *State, e Event) (a, b int32)
}

const (
	coldSlots = 1 << 14 // slots that do not stay in the processor's cache
	coldUnits = 2000    // the memory of this many units and islands does not stay in the processor's cache
	coldTurns = 1 << 12 // buckets after which cards pay for their making
)

// ahead brings what coming events need into the processor's cache before they come. In a plant of thousands of assets the memory of
// one has long been thrown out when its next event comes, and to wait for one line of it after the other takes several times as
// long as the event. The ladder says which events come next: of its next bucket but two the slots are fetched, of its next but
// one the cards, which say where memory is, and of the next the memory, a little with each event that is handled.
type ahead struct {
	cards []fetch.Card // of the units, then of the islands; nil while nothing is read ahead
	next  []int32      // of each unit: the one that it gives its parts to, -1 for none
	isle  []int32      // of each unit: the card of an island that reads its signals, -1 for none
	base  uintptr
	turns int // buckets that have come near
}

// walk is a way through the keys of a bucket.
type walk struct {
	piece uint32
	left  int
}

// bucket begins the walk of a bucket by its head.
func bucket(h uint64) walk { return walk{uint32(h >> 32), int(h & (1<<32 - 1))} }

// step is the next key; there must be one.
func (w *walk) step(l *ladder) key {
	w.left--
	k := l.keys[w.piece][w.left%chunkKeys]
	if w.left%chunkKeys == 0 {
		w.piece = l.link[w.piece]
	}
	return k
}

// coming are the next buckets that are not empty, the nearest first; an empty walk where the rung ends.
func (l *ladder) coming() (next [4]walk) {
	if l.depth == 0 {
		return next
	}
	n := 0
	for _, h := range l.rungs[l.depth-1].heads[l.rungs[l.depth-1].cur:] {
		if h != 0 {
			next[n] = bucket(h)
			if n++; n == len(next) {
				break
			}
		}
	}
	return next
}

// foresee is what follows when a bucket has come near.
func (q *queue) foresee() {
	q.ahead.turns++
	if len(q.slots) < coldSlots && q.ahead.cards == nil {
		return
	}
	w := q.keys.coming()
	if w[3].left > 0 {
		piece := &q.keys.keys[w[3].piece]
		fetch.At(unsafe.Pointer(&piece[0]))
		fetch.At(unsafe.Pointer(&piece[chunkKeys/2]))
	}
	for w[2].left > 0 {
		fetch.At(unsafe.Pointer(&q.slots[w[2].step(&q.keys).lo&slotMask]))
	}
	if q.ahead.cards == nil {
		return
	}
	q.keys.look = w[0]
	for w[1].left > 0 {
		for _, c := range q.wants(w[1].step(&q.keys)) {
			if c >= 0 {
				fetch.At(unsafe.Pointer(&q.ahead.cards[c]))
			}
		}
	}
}

// glance fetches the memory that one key of the next bucket wants.
func (q *queue) glance() {
	for _, c := range q.wants(q.keys.look.step(&q.keys)) {
		if c >= 0 {
			fetch.Lines(&q.ahead.cards[c], q.ahead.base)
		}
	}
}

// wants are the cards of a key, -1 for none: that of its unit, of the one that may get a part from it, and of the islands that read
// their signals; or that of its island.
func (q *queue) wants(k key) [4]int32 {
	a, to := &q.ahead, q.slots[k.lo&slotMask].to
	switch {
	case k.class() == Step:
		return [4]int32{int32(len(a.next)) + to, -1, -1, -1}
	case to < 0:
		return [4]int32{-1, -1, -1, -1}
	case a.next[to] < 0:
		return [4]int32{to, a.isle[to], -1, -1}
	}
	return [4]int32{to, a.isle[to], a.next[to], a.isle[a.next[to]]}
}

// turn is the earliest live key where ready does not tell, with a little fetched. When a bucket has come near, the parts that its events are
// going to move are fetched.
//
//go:noinline
func (s *State) turn() (key, bool) {
	q := &s.kept.queue
	if q.keys.look.left != 0 {
		q.glance()
	}
	turns := q.ahead.turns
	k, ok := q.next()
	if q.ahead.turns == turns {
		return k, ok
	}
	if q.ahead.cards == nil {
		if q.ahead.turns >= coldTurns && len(s.m.Units)+len(s.m.Islands) >= coldUnits {
			s.writeCards()
		}
		return k, ok
	}
	for _, k := range q.keys.near.h[root:] {
		x := &q.slots[k.lo&slotMask]
		if x.to < 0 || k.class() == Step {
			continue
		}
		if f, ok := s.m.Units[x.to].(Foreseer); ok {
			a, b := f.Foresee(s, x.event(k))
			fetch.At(unsafe.Pointer(&s.kept.parts.recs[a]))
			fetch.At(unsafe.Pointer(&s.kept.parts.recs[b]))
		}
	}
	return k, ok
}
