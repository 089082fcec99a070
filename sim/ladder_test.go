package sim

import "testing"

// Keys come out of the ladder as out of the heap, whatever the times ahead are like: even, exponential, many in one instant, or
// a few that lie a thousand times further; while the queue grows, holds and drains.
func TestLadderAgainstHeap(t *testing.T) {
	ahead := map[string]func(*Stream) uint64{
		"even":  func(r *Stream) uint64 { return r.Uint64() % 1_000_000 },
		"ties":  func(r *Stream) uint64 { return r.Uint64() % 3 * 5000 },
		"tail":  func(r *Stream) uint64 { return 1000 << (r.Uint64() % 30) },
		"never": func(r *Stream) uint64 { return uint64(Never)/2 - 1 - r.Uint64()%2*(1<<60) },
		"soon":  func(r *Stream) uint64 { return r.Uint64() % 1_000_000 * (r.Uint64() % 2) },
	}
	for name, draw := range ahead {
		r := Stream{7, 1}
		var l ladder
		var h heap4
		l.reset()
		h.reset()
		now, seq, rungs := uint64(0), uint64(0), 0
		push := func() {
			seq++
			k := key{now + draw(&r), seq}
			l.push(k)
			h.push(k)
		}
		pop := func(then bool) {
			if l.near.empty() && !l.refill() {
				t.Fatalf("%s: the ladder is empty, the heap holds %d", name, h.size())
			}
			a, b := l.top(), h.top()
			if a != b || l.size() != h.size() {
				t.Fatalf("%s: %v of %d, want %v of %d", name, a, l.size(), b, h.size())
			}
			if l.depth > 0 {
				rungs++
			}
			now = a.at
			if now > 1<<61 {
				now = 0 // the earliest are behind those to come: also a time before base
			}
			if then {
				seq++
				k := key{now + draw(&r), seq}
				l.replace(k)
				h.replace(k)
			} else {
				l.drop()
				h.drop()
			}
		}
		for range 20_000 {
			push()
			push()
			pop(false)
		}
		for range 60_000 {
			pop(r.Uint64()%8 > 0)
			if r.Uint64()%8 == 0 {
				push()
			}
		}
		for h.size() > 0 {
			pop(false)
		}
		if l.size() != 0 || l.refill() {
			t.Errorf("%s: %d keys are left", name, l.size())
		}
		if rungs == 0 && name != "ties" {
			t.Errorf("%s: no rung was made", name)
		}
	}
}
