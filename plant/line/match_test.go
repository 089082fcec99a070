package line

import "testing"

// matchRig joins two doors to each frame of the same order. Frames of the orders 1, 2 and 3 come at 0, 1 and 2 s; doors of
// 2, 3, 2, 1, 3 and 1 at 3 to 8 s: order 2 is complete at 5 s, 3 at 7 s, and 1 at 8 s.
func matchRig(t *testing.T, queue float64) *rig {
	r := newRig(t)
	frames, doors := jobs(0, 1, 2), jobs(3, 4, 5, 6, 7, 8)
	read := r.read("order").Draw
	r.add("frames", "source", "weld", Values{"orders": frames, "with": r.marks(r.given("order", 1, 2, 3))}).
		add("doors", "source", "weld", Values{"orders": doors, "with": r.marks(r.given("order", 2, 3, 2, 1, 3, 1))}).
		add("weld", "machine", "out", Values{"cycle": fixed(1.5), "queue": num(queue),
			"joins": joins(CountOf{Name: "doors", Asset: 0, Type: none, N: 2, Match: &read})}).
		add("out", "sink", "", nil)
	return r
}

func TestMatch(t *testing.T) {
	matchRig(t, 6).build().transcript("match", 20)
	b := matchRig(t, 6).build().advance(20)
	near(t, "joined", b.total("weld.joined"), 6, 0)
	near(t, "out", b.total("out.done"), 3, 0)
	matchRig(t, 2).build().transcript("match-full", 20) // doors of 2 and 3 beside frames of 1 and 2
}

// Parts of colours 0 and 1 come one by one; loads of three of a colour, or of what is there 10 s after the oldest came.
func TestMatchBatch(t *testing.T) {
	for name, wait := range map[string]float64{"match-batch": 0, "match-wait": 10} {
		r := newRig(t)
		read := r.read("colour").Draw
		batch := Values{"size": num(3), "match": Value{Set: true, Draw: read}}
		if wait > 0 {
			batch["wait"] = num(wait)
		}
		r.add("in", "source", "oven", Values{"orders": jobs(0, 1, 2, 3, 4, 5, 6), "with": r.marks(r.given("colour", 0, 1, 0, 1, 1, 0, 1))}).
			add("oven", "machine", "out", Values{"cycle": fixed(4), "queue": num(9), "batch": group(batch)}).
			add("out", "sink", "", nil).build().transcript(name, 40)
	}
}
