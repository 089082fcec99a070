package line

import "testing"

// beltOf is a belt of 10 m at 1 m/s with gaps of 0.5 m for parts of the given lengths, which all come at once.
func beltOf(t testing.TB, accumulate bool, cycle float64, lengths ...float64) *rig {
	times := make([]float64, len(lengths))
	return newRig(t).
		add("in", "source", "belt", Values{"every": at(times...)}).
		add("belt", "conveyor", "m", Values{"at": straight(10), "speed": num(1), "spacing": num(0.5), "length": list(lengths...), "accumulate": flagged(accumulate)}).
		add("m", "machine", "out", Values{"cycle": fixed(cycle)}).
		add("out", "sink", "", nil)
}

// Parts of 2 m, 4 m, 1 m and 3 m: each enters when the one before it has run its length and the gap.
func TestPartLength(t *testing.T) {
	b := beltOf(t, true, 0.1, 2, 4, 1, 3).build()
	for i, want := range []float64{0, 2.5, 7, 8.5} { // times of entry
		near(t, "entered before", b.advance(want-1e-6*float64(min(i, 1))).total("belt.done")+b.now("belt.parts"), float64(max(i, 1)), 0)
		near(t, "entered at", b.advance(want+1e-6).total("belt.done")+b.now("belt.parts"), float64(i+1), 0)
	}
	near(t, "left", b.advance(19).total("m.done"), 4, 0) // the last at 18.5 s
	b.check()
}

// Before a machine that takes 100 s parts close up: those of 4 m fill 10 m with gaps when two wait and one is in the machine.
func TestPartLengthQueue(t *testing.T) {
	b := beltOf(t, true, 100, 4, 4, 4, 4, 1, 1).build().advance(99)
	near(t, "on the belt", b.now("belt.parts"), 3, 0) // 4.5 m and 4.5 m stand, and the front of a third has room
	b.advance(500)
	near(t, "on the belt", b.now("belt.parts"), 1, 0)
	b.check()
}

// With equal lengths it is the belt with that spacing, to the tick, whether it accumulates or not.
func TestPartLengthIsSpacing(t *testing.T) {
	for _, accumulate := range []bool{true, false} {
		r := func(v Values) *built {
			v["at"], v["speed"], v["accumulate"] = straight(8), num(0.4), flagged(accumulate)
			q := newRig(t)
			return q.add("in", "source", "belt", Values{"every": q.exp("in", "every", 3)}).
				add("belt", "conveyor", "m", v).
				add("m", "machine", "out", Values{"cycle": q.exp("m", "cycle", 2.5)}).
				add("out", "sink", "", nil).build().advance(20000)
		}
		a, b := r(Values{"spacing": num(0.75)}), r(Values{"spacing": num(0.5), "length": fixed(0.25)})
		if a.run.LogHash() != b.run.LogHash() {
			t.Errorf("accumulate %v: the runs differ", accumulate)
		}
	}
}

// Two belts merge into one, first come first served; one blocked belt does not hold the other up.
func TestMerge(t *testing.T) {
	belt := func() Values { return Values{"at": straight(4), "speed": num(1), "spacing": num(1)} }
	newRig(t).
		add("i1", "source", "left", Values{"every": at(0, 1, 2)}).
		add("i2", "source", "right", Values{"every": at(0, 3)}).
		add("left", "conveyor", "main", belt()).
		add("right", "conveyor", "main", belt()).
		add("main", "conveyor", "out", belt()).
		add("out", "sink", "", nil).build().transcript("conveyor-merge", 30)
}
