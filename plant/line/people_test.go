package line

import "testing"

// One fitter walks at 1 m/s between two machines 30 m apart, at first from the office 10 m from the first: repairs begin
// when she is there.
func TestWalking(t *testing.T) {
	repair := func(after float64) Value {
		return modes(Named{"f", Values{"after": fixed(after), "repair": fixed(20), "counts": text("clock"), "needs": needs("repair")}})
	}
	b := newRig(t).
		add("in", "source", "m1", Values{"every": fixed(0)}).
		add("m1", "machine", "m2", Values{"cycle": fixed(50), "at": pos(0, 0), "failures": repair(40)}).
		add("m2", "machine", "out", Values{"cycle": fixed(20), "at": pos(30, 0), "failures": repair(50)}).
		add("out", "sink", "", nil).
		add("ann", "crew", "", Values{"skills": skills("repair"), "speed": num(1), "at": pos(0, 10)}).build()
	b.transcript("crew-walks", 130)
	near(t, "way", b.total("ann.distance"), 70, 1e-9) // to m1 at 40 s, to m2 at 70 s, and back at 120 s
	near(t, "walking", b.total("ann.walking"), 50, 1e-9)
	near(t, "m1 down", b.total("m1.down"), 50, 1e-9) // 40 s to 70 s, and from 110 s
	near(t, "m2 down", b.total("m2.down"), 70, 1e-9) // from 50 s: until 70 s nobody is free, then 30 s of way and 20 s of repair
}

// Work with an operator who walks between two machines 4 m apart: each part at one after a part at the other costs 4 s.
func TestWalkingOperator(t *testing.T) {
	newRig(t).
		add("in", "source", "m1", Values{"every": fixed(0)}).
		add("m1", "machine", "m2", Values{"cycle": fixed(4), "needs": needs("press"), "at": pos(0, 0)}).
		add("m2", "machine", "out", Values{"cycle": fixed(6), "needs": needs("press"), "at": pos(4, 0)}).
		add("out", "sink", "", nil).
		add("ann", "crew", "", Values{"skills": skills("press"), "speed": num(1), "at": pos(0, 0)}).build().transcript("crew-walks-work", 50)
}

// The nearest member goes, and two who are needed together begin when the second has come.
func TestNearestMember(t *testing.T) {
	b := newRig(t).
		add("in", "source", "m1", Values{"every": fixed(0)}).
		add("m1", "machine", "out", Values{"cycle": fixed(10), "at": pos(0, 0), "needs": Value{Set: true, Needs: []Need{{Skill: "press", Count: 2}}}}).
		add("out", "sink", "", nil).
		add("ann", "crew", "", Values{"skills": skills("press"), "speed": num(1), "at": pos(5, 0)}).
		add("bob", "crew", "", Values{"skills": skills("press"), "speed": num(2), "at": pos(30, 0)}).build().advance(24.9)
	near(t, "parts", b.total("out.done"), 0, 0)
	near(t, "parts", b.advance(25.1).total("out.done"), 1, 0)
	near(t, "busy", b.total("ann.busy"), 20.1, 1e-9)
	b.check()
}

// Three machines ask for one operator: the higher priority goes first whoever asked first.
func TestPriority(t *testing.T) {
	r := newRig(t).add("out", "sink", "", nil).add("ann", "crew", "", Values{"skills": skills("press")})
	for i, m := range []string{"a", "b", "c"} {
		r.add("in_"+m, "source", m, Values{"every": at(float64(i), 1e6)}).
			add(m, "machine", "out", Values{"cycle": fixed(10), "needs": needs("press"), "priority": num([]float64{0, 1, 5}[i])})
	}
	r.build().transcript("crew-priority", 40)
}

// A repair that is urgent takes the fitter away from work, which goes on later; without urgent it waits.
func TestUrgent(t *testing.T) {
	for _, urgent := range []bool{true, false} {
		b := newRig(t).
			add("in", "source", "m1", Values{"every": fixed(0)}).
			add("m1", "machine", "out", Values{"cycle": fixed(100), "needs": needs("all")}).
			add("other", "source", "m2", Values{"every": fixed(0)}).
			add("m2", "machine", "out", Values{"cycle": fixed(7), "failures": modes(Named{"f", Values{"after": fixed(30), "counts": text("clock"), "repair": fixed(20),
				"needs": needs("all"), "priority": num(1), "urgent": flagged(urgent)}})}).
			add("out", "sink", "", nil).
			add("ann", "crew", "", Values{"skills": skills("all")}).build()
		if urgent {
			b.transcript("crew-urgent", 130)
			near(t, "m2 down", b.total("m2.down"), 40, 1e-9) // 30 s to 50 s, 80 s to 100 s
			near(t, "m1 waiting", b.total("m1.waiting"), 40, 1e-9)
			near(t, "m1 done", b.total("m1.done"), 0, 0)
		} else {
			near(t, "m2 down", b.advance(130).total("m2.down"), 90, 1e-9) // 30 s to 120 s
		}
	}
}
