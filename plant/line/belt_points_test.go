package line

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/plantwin/plantwin/sim"
)

func pointAtM(name string, m float64) Named { return Named{name, Values{"at": num(m)}} }

// standing is a stop at a distance, for a time.
func standing(name string, m, s float64) Named {
	return Named{name, Values{"at": num(m), "for": fixed(s)}}
}

// off is an outlet to an asset, by its place in order of name.
func off(name string, m float64, to int32, full string, when func(*sim.State, int32) bool) Named {
	return Named{name, Values{"at": num(m), "to": Value{Set: true, Route: &Route{To: []int32{to}}}, "full": text(full), "when": Value{Set: when != nil, Test: when}}}
}

// Points at which nothing happens change nothing: every part is where it would be, to the tick, whether the belt
// accumulates or not, while it is free, queues and runs dry.
func TestPointsDoNothing(t *testing.T) {
	never := func(*sim.State, int32) bool { return false }
	for _, accumulate := range []bool{true, false} {
		belt := func(points bool) *built {
			r := newRig(t)
			v := Values{"at": straight(8), "speed": num(0.4), "spacing": num(0.5), "accumulate": flagged(accumulate)}
			if points {
				v["outlets"] = modes(off("a", 2, 4, "wait", never), off("b", 5.5, 4, "pass", never))
				v["inlets"] = modes(pointAtM("nobody", 4))
				r.add("nobody", "source", "belt", Values{"every": fixed(1e9)})
			} else {
				r.add("nobody", "source", "out", Values{"every": fixed(1e9)})
			}
			return r.add("in", "source", "belt", Values{"every": r.exp("in", "every", 3)}).
				add("belt", "conveyor", "m", v).
				add("m", "machine", "out", Values{"cycle": r.exp("m", "cycle", 2.5)}).
				add("out", "sink", "", nil).ask("belt.wait").build().advance(20000)
		}
		a, b := belt(false), belt(true)
		for _, p := range []string{"out.lead_time", "belt.wait", "m.wait"} {
			for _, k := range []sim.StatKind{sim.StatCount, sim.StatMean, sim.StatMax} {
				if x, y := a.stat(p, k), b.stat(p, k); x != y {
					t.Errorf("accumulate %v: %s %v is %v, with points %v", accumulate, p, k, x, y)
				}
			}
		}
		b.check()
	}
}

// Parts of the main line come every second; one from the side is put on where there is a gap (the belt does not
// accumulate), or in its turn.
func TestInlet(t *testing.T) {
	for name, accumulate := range map[string]bool{"inlet-waits": false, "inlet-turn": true} {
		newRig(t).
			add("belt", "conveyor", "out", Values{"at": straight(6), "speed": num(1), "spacing": num(1), "accumulate": flagged(accumulate), "inlets": modes(pointAtM("side", 3))}).
			add("in", "source", "belt", Values{"every": at(0, 1, 2, 4.5)}).
			add("side", "source", "belt", Values{"every": at(3.2, 3.4)}).
			add("out", "sink", "", nil).build().transcript(name, 30)
	}
}

// Each part stands at 2 m for 3 s. Behind it parts close up, or the belt stands.
func TestStop(t *testing.T) {
	for name, accumulate := range map[string]bool{"stop-belt": false, "stop-part": true} {
		newRig(t).
			add("belt", "conveyor", "out", Values{"at": straight(4), "speed": num(1), "spacing": num(1), "accumulate": flagged(accumulate), "stops": modes(standing("scan", 2, 3))}).
			add("in", "source", "belt", Values{"every": at(0, 1, 2)}).
			add("out", "sink", "", nil).build().transcript(name, 30)
	}
}

// Every other part is for machine a, which takes 5 s: a part that finds it at work waits on the belt, or goes on to b.
func TestOutlet(t *testing.T) {
	odd := func(s *sim.State, p int32) bool { return s.PartSerial(p)%2 == 1 }
	for _, full := range []string{"wait", "pass"} {
		b := newRig(t).
			add("a", "machine", "out", Values{"cycle": fixed(5)}).
			add("b", "machine", "out", Values{"cycle": fixed(0.5), "queue": num(9)}).
			add("belt", "conveyor", "b", Values{"at": straight(6), "speed": num(1), "spacing": num(1), "outlets": modes(off("left", 4, 0, full, odd))}).
			add("in", "source", "belt", Values{"every": at(0, 1, 2, 3, 4)}).
			add("out", "sink", "", nil).build()
		b.transcript("outlet-"+full, 40)
		near(t, "taken off", b.total("belt.outlets.left.done"), map[string]float64{"wait": 3, "pass": 1}[full], 0)
	}
}

// A belt takes a pallet before the part leaves it, and another gives it back.
func TestBeltPools(t *testing.T) {
	belt := func(v Values) Values {
		v["at"], v["speed"], v["spacing"] = straight(3), num(1), num(1)
		return v
	}
	newRig(t).
		add("belt", "conveyor", "m", belt(Values{"take": claimOf(4, 1)})).
		add("in", "source", "belt", Values{"every": fixed(0)}).
		add("m", "machine", "off", Values{"cycle": fixed(2)}).
		add("off", "conveyor", "zout", belt(Values{"give": claimOf(4, 1)})).
		add("pallets", "pool", "", Values{"count": num(1)}).
		add("zout", "sink", "", nil).build().transcript("belt-pools", 30)
}

// beltPlant is a belt with points at random, fed and emptied on the way by machines that fail.
func beltPlant(t testing.TB, seed uint64) *built {
	rnd := rand.New(rand.NewPCG(seed, 7))
	r := newRig(t)
	r.opt.Seed = seed
	v := Values{"at": straight(12), "speed": num(1), "spacing": num(0.5 + 0.25*float64(rnd.IntN(3))), "accumulate": flagged(rnd.IntN(2) == 0)}
	v["inlets"] = modes(pointAtM("mid", 3+float64(rnd.IntN(2))), pointAtM("late", 8))
	v["outlets"] = modes(off("one", 6, 0, []string{"wait", "pass"}[rnd.IntN(2)], func(s *sim.State, p int32) bool { return s.PartSerial(p)%3 == 0 }),
		off("two", 10, 0, "pass", nil))
	if rnd.IntN(2) == 0 {
		v["stops"] = modes(standing("scan", 6, 0.3), standing("mark", 12, 0.2))
	}
	failing := func(name string) Value {
		return modes(Named{"f", Values{"after": r.exp(name, "failures.f.after", 50), "repair": r.exp(name, "failures.f.repair", 8), "counts": text("clock")}})
	}
	return r.add("a", "machine", "out", Values{"cycle": r.exp("a", "cycle", 2), "failures": failing("a")}).
		add("belt", "conveyor", "end", v).
		add("in", "source", "belt", Values{"every": r.exp("in", "every", 3)}).
		add("mid", "source", "belt", Values{"every": r.exp("mid", "every", 6)}).
		add("late", "source", "belt", Values{"every": r.exp("late", "every", 6)}).
		add("end", "machine", "out", Values{"cycle": r.exp("end", "cycle", 1.2), "queue": num(1), "failures": failing("end")}).
		add("out", "sink", "", nil).build()
}

// Belts with points at random lose no part and no time, stay in motion, and go on to the same bytes when they are resumed.
func TestRandomBelts(t *testing.T) {
	for seed := range uint64(60) {
		b := beltPlant(t, seed)
		last := 0.0
		for at := 500.0; at <= 4000; at += 500 {
			b.advance(at)
			b.check()
			if now := b.total("out.done"); now == last {
				t.Fatalf("seed %d: nothing has moved up to %g s", seed, at)
			} else {
				last = now
			}
		}
		var saved bytes.Buffer
		if err := b.run.Save(&saved); err != nil {
			t.Fatal(err)
		}
		again, err := sim.Load(b.model, &saved)
		if err != nil {
			t.Fatal(err)
		}
		b.advance(5000)
		c := *b
		c.run = again
		c.advance(5000)
		if !b.run.State().Equal(again.State()) {
			t.Errorf("seed %d: a resumed run differs", seed)
		}
	}
}

// In steady state a belt with points costs no allocation.
func TestBeltPointsAllocations(t *testing.T) {
	b := beltPlant(t, 3).advance(2000)
	now := 2000.0
	if n := testing.AllocsPerRun(20, func() { now += 100; b.advance(now) }); n > 1 {
		t.Errorf("%g allocations in 100 s", n)
	}
}
