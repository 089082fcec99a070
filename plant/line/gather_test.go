package line

import "testing"

func batch(size, least, wait float64) Value {
	v := Values{"size": num(size)}
	if least > 0 {
		v["least"] = num(least)
	}
	if wait > 0 {
		v["wait"] = num(wait)
	}
	return group(v)
}

func joins(c ...CountOf) Value { return Value{Set: true, Counts: c} }

// ovenRig has parts at 1 to 5 s and at 30 s, and an oven for 3 of them that begins with 2 after 8 s.
func ovenRig(t testing.TB, v Values) *rig {
	v["cycle"] = fixed(10)
	return newRig(t).
		add("in", "source", "oven", Values{"every": at(1, 2, 3, 4, 5, 30, 100)}).
		add("oven", "machine", "out", v).
		add("out", "sink", "", nil).ask("oven.parts")
}

// Three at once, then the two that are there when the first of them has waited for 9 s, then one. Without wait the last
// never goes.
func TestBatch(t *testing.T) {
	ovenRig(t, Values{"batch": batch(3, 0, 9), "queue": num(5)}).build().transcript("batch-wait", 60)
	ovenRig(t, Values{"batch": batch(3, 0, 0)}).build().transcript("batch-full", 60)
	b := ovenRig(t, Values{"batch": batch(3, 2, 0), "queue": num(5)}).build().advance(60)
	near(t, "done", b.total("oven.done"), 5, 0)
	near(t, "inside", b.now("oven.parts"), 1, 0)
	near(t, "wait", b.mean("oven.wait"), (0+1+9+8+7)/5.0, 1e-9)
}

// A frame takes two doors; then the pack comes apart again.
func assemblyRig(t testing.TB, packs bool) *rig {
	r := newRig(t).
		add("frames", "source", "weld", Values{"every": at(1, 2, 3)}).
		add("doors", "source", "weld", Values{"every": at(4, 5, 6, 7, 8, 100)}).
		add("weld", "machine", "pull", Values{"cycle": fixed(3), "queue": num(2), "packs": flagged(packs)}).
		add("pull", "machine", "out", Values{"cycle": fixed(1), "splits": Value{Set: true, Text: "contents"}}).
		add("out", "sink", "", nil).ask("weld.parts", "pull.parts")
	for i := range r.assets {
		if r.assets[i].Name == "weld" { // doors stands first by identity
			r.assets[i].Values["joins"] = joins(CountOf{Name: "doors", Asset: 0, Type: none, N: 2})
		}
	}
	return r
}

func TestJoins(t *testing.T) {
	assemblyRig(t, false).build().transcript("joins", 40)
	assemblyRig(t, true).build().transcript("packs", 40)
	b := assemblyRig(t, true).build().advance(40)
	near(t, "joined", b.total("weld.joined"), 4, 0)
	near(t, "split", b.total("pull.split"), 4, 0)
	near(t, "out", b.total("out.done"), 6, 0)
	near(t, "waiting door", b.now("weld.joins.doors.queued"), 1, 0)
	near(t, "waiting frame", b.now("weld.queued"), 1, 0)
}

// One part becomes four, which leave singly as the next place comes free.
func TestSplits(t *testing.T) {
	newRig(t).
		add("in", "source", "saw", Values{"every": fixed(10)}).
		add("saw", "machine", "press", Values{"cycle": fixed(2), "splits": Value{Set: true, Num: 4}}).
		add("press", "machine", "out", Values{"cycle": fixed(1.5), "queue": num(1)}).
		add("out", "sink", "", nil).ask("saw.parts").build().transcript("splits", 25)
}

// A load that is thrown away goes as a whole.
func TestScrapLoad(t *testing.T) {
	b := ovenRig(t, Values{"batch": batch(3, 0, 0), "queue": num(5)}).build()
	b.command(8, "oven", "scrap")
	b.advance(20)
	near(t, "scrapped", b.total("oven.scrapped"), 3, 0)
	near(t, "inside", b.now("oven.parts"), 2, 0)
	b.check()
}

// In steady state batches, joins and splits cost no allocation.
func TestGatherAllocations(t *testing.T) {
	r := newRig(t)
	b := r.add("a", "source", "m", Values{"every": r.exp("a", "every", 2)}).
		add("b", "source", "m", Values{"every": r.exp("b", "every", 1)}).
		add("m", "machine", "s", Values{"cycle": fixed(1), "queue": num(8), "packs": flagged(true), "batch": batch(2, 0, 5),
			"joins": joins(CountOf{Name: "b", Asset: 1, Type: none, N: 2})}).
		add("s", "machine", "out", Values{"cycle": fixed(0.3), "queue": num(4), "splits": Value{Set: true, Text: "contents"}}).
		add("out", "sink", "", nil).build().advance(2000)
	now := 2000.0
	if n := testing.AllocsPerRun(20, func() { now += 100; b.advance(now) }); n > 1 {
		t.Errorf("%g allocations in 100 s", n)
	}
	b.check()
}

// Parts stay 5 s at least; those that have not left after 12 s go to the shredder, or are thrown away.
func TestDwell(t *testing.T) {
	rig := func(late bool) *rig {
		d := Values{"min": num(5), "max": num(12)}
		if late {
			d["late"] = Value{Set: true, Asset: 3}
		}
		r := newRig(t).
			add("in", "source", "rack", Values{"every": at(0, 1, 2, 3)}).
			add("rack", "buffer", "m", Values{"dwell": group(d)}).
			add("m", "machine", "out", Values{"cycle": fixed(6)}).
			add("out", "sink", "", nil)
		if late {
			r.add("shred", "machine", "waste", Values{"cycle": fixed(2)}).add("waste", "sink", "", Values{"good": flagged(false)})
			for i := range r.assets {
				if r.assets[i].Name == "rack" {
					d["late"] = Value{Set: true, Asset: 4} // in m out rack shred waste
				}
			}
		}
		return r.ask("rack.wait")
	}
	rig(true).build().transcript("dwell-late", 40)
	rig(false).build().transcript("dwell-scrap", 40)
	b := rig(true).build().advance(40)
	near(t, "overdue", b.total("rack.overdue"), 2, 0)
	near(t, "out", b.total("out.done"), 2, 0)
	near(t, "waste", b.total("waste.done"), 2, 0)
	near(t, "wait", b.mean("rack.wait"), (5+10+12+13)/4.0, 1e-9)
}

// With blocking: before the machine begins only once the place behind it is kept for the part.
func TestBlockingBefore(t *testing.T) {
	newRig(t).
		add("in", "source", "m1", Values{"every": fixed(0)}).
		add("m1", "machine", "rack", Values{"cycle": fixed(2), "blocking": text("before")}).
		add("rack", "buffer", "m2", Values{"capacity": num(1)}).
		add("m2", "machine", "out", Values{"cycle": fixed(5)}).
		add("out", "sink", "", nil).build().transcript("blocking-before", 20)
}
