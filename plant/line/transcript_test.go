package line

import (
	"context"
	"testing"

	"github.com/plantwin/plantwin/sim"
)

// command carries out a command at a time, as a rule would.
func (b *built) command(at float64, asset, name string) {
	b.t.Helper()
	e, ok := b.Command(b.index[asset], name)
	if !ok {
		b.t.Fatalf("%s has no command %s", asset, name)
	}
	b.run.State().Book(ticks(at), e)
}

// Machine m2 is slower than m1 and there is one place between them: m1 is blocked after service.
func TestBlocking(t *testing.T) {
	newRig(t).
		add("in", "source", "m1", Values{"every": fixed(0)}).
		add("m1", "machine", "rack", Values{"cycle": fixed(2)}).
		add("rack", "buffer", "m2", Values{"capacity": num(1)}).
		add("m2", "machine", "out", Values{"cycle": fixed(5)}).
		add("out", "sink", "", nil).build().transcript("blocking", 20)
}

// Two servers behind one queue, fed by two sources that are both blocked: first blocked is first served.
func TestFirstBlockedFirstServed(t *testing.T) {
	newRig(t).
		add("a", "source", "m", Values{"every": at(0, 1, 2)}).
		add("b", "source", "m", Values{"every": at(0.5, 1.5, 2.5)}).
		add("m", "machine", "out", Values{"cycle": fixed(3)}).
		add("out", "sink", "", nil).build().transcript("first-served", 30)
}

func failing(counts, part string, after, repair float64) Value {
	return modes(Named{"die", Values{"after": fixed(after), "repair": fixed(repair), "counts": text(counts), "part": text(part)}})
}

// Parts come every 10 s and take 4 s. In busy time the failure after 6 s falls into the second part, 2 s from its start.
func TestFailureBusy(t *testing.T) {
	for _, part := range []string{"resume", "restart", "scrap"} {
		newRig(t).
			add("in", "source", "m", Values{"every": fixed(10)}).
			add("m", "machine", "out", Values{"cycle": fixed(4), "failures": failing("busy", part, 6, 3)}).
			add("out", "sink", "", nil).build().transcript("failure-busy-"+part, 60)
	}
}

// On the calendar the failure comes while the machine is idle; a part that comes then is loaded and waits.
func TestFailureClock(t *testing.T) {
	newRig(t).
		add("in", "source", "m", Values{"every": fixed(10)}).
		add("m", "machine", "out", Values{"cycle": fixed(4), "failures": failing("clock", "resume", 7, 5)}).
		add("out", "sink", "", nil).build().transcript("failure-clock", 45)
}

// Two modes at once: the machine is down until both are repaired.
func TestTwoModes(t *testing.T) {
	newRig(t).
		add("in", "source", "m", Values{"every": fixed(0)}).
		add("m", "machine", "out", Values{"cycle": fixed(20), "failures": modes(
			Named{"a", Values{"after": fixed(5), "repair": fixed(10)}},
			Named{"b", Values{"after": fixed(8), "repair": fixed(4), "counts": text("clock")}},
		)}).
		add("out", "sink", "", nil).build().transcript("two-modes", 60)
}

// One fitter for two machines that fail at the same time; the fitter goes home at 100 s and what has begun is finished.
func TestCrewRepairs(t *testing.T) {
	repair := func(after float64) Value {
		return modes(Named{"f", Values{"after": fixed(after), "repair": fixed(30), "counts": text("clock"), "needs": needs("repair")}})
	}
	newRig(t).
		add("in", "source", "m1", Values{"every": fixed(0)}).
		add("m1", "machine", "m2", Values{"cycle": fixed(50), "failures": repair(40)}).
		add("m2", "machine", "out", Values{"cycle": fixed(20), "failures": repair(50)}).
		add("out", "sink", "", nil).
		add("fitters", "crew", "", Values{"skills": skills("repair"), "shifts": shifts(t, "2026-01-05 05:58:20"[:16], "05:58-06:00", "06:05-14:00")}).
		build().transcript("crew-repairs", 900)
}

// An operator serves two machines; work needs her, and she is let go when a machine fails.
func TestCrewWork(t *testing.T) {
	newRig(t).
		add("in", "source", "m1", Values{"every": fixed(0)}).
		add("m1", "machine", "m2", Values{"cycle": fixed(4), "needs": needs("press"), "failures": failing("busy", "resume", 10, 5)}).
		add("m2", "machine", "out", Values{"cycle": fixed(6), "queue": num(2), "needs": needs("press")}).
		add("out", "sink", "", nil).
		add("ann", "crew", "", Values{"skills": skills("press")}).build().transcript("crew-work", 50)
}

// At the end of the shift a part in process is finished, or interrupted with off: suspend.
func TestShiftEnd(t *testing.T) {
	for _, off := range []string{"finish", "suspend"} {
		newRig(t).
			add("in", "source", "m", Values{"every": fixed(0)}).
			add("m", "machine", "out", Values{"cycle": fixed(50), "servers": num(2), "off": text(off),
				"shifts": shifts(t, "2026-01-05 05:58", "05:58-06:00", "06:01-06:02")}).
			add("out", "sink", "", nil).build().transcript("shift-"+off, 300)
	}
}

func TestCommands(t *testing.T) {
	b := newRig(t).
		add("in", "source", "m", Values{"every": fixed(0)}).
		add("m", "machine", "out", Values{"cycle": fixed(10), "queue": num(1), "failures": failing("busy", "resume", 1e6, 2)}).
		add("out", "sink", "", nil).build()
	b.command(4, "m", "hold")
	b.command(7, "m", "start")
	b.command(15, "m", "stop")
	b.command(30, "m", "start")
	b.command(33, "m", "fail.die")
	b.command(45, "m", "scrap")
	b.transcript("commands", 60)
}

// The routes that choose: shares are tested by their statistics.
func TestRoutes(t *testing.T) {
	for name, rule := range map[string]Rule{"shortest": ShortestQueue, "turn": InTurn, "first": FirstFree} {
		newRig(t).
			add("in", "source", "", Values{"every": fixed(2)}).
			route("in", routeSpec{rule: rule, to: []string{"m1", "m2"}}).
			add("m1", "machine", "out", Values{"cycle": fixed(7), "queue": num(1)}).
			add("m2", "machine", "out", Values{"cycle": fixed(3)}).
			add("out", "sink", "", nil).build().transcript("route-"+name, 24)
	}
}

func TestRouteWhen(t *testing.T) {
	odd := func(s *sim.State, p int32) bool { return s.PartSerial(p)%2 == 1 }
	b := newRig(t).
		add("in", "source", "m", Values{"every": fixed(2)}).
		add("m", "machine", "", Values{"cycle": fixed(1)}).
		route("m", routeSpec{rule: When, to: []string{"odd", "even"}, when: []func(*sim.State, int32) bool{odd, nil}}).
		add("odd", "sink", "", nil).
		add("even", "sink", "", Values{"good": flagged(false)}).build().advance(21)
	near(t, "odd", b.total("odd.done"), 5, 0)
	near(t, "even", b.total("even.done"), 5, 0)
	near(t, "plant.scrap", b.total("plant.scrap"), 5, 0)
	b.check()
}

func TestLIFO(t *testing.T) {
	newRig(t).
		add("in", "source", "rack", Values{"every": at(0, 1, 2, 3)}).
		add("rack", "buffer", "m", Values{"pick": text("lifo")}).
		add("m", "machine", "out", Values{"cycle": fixed(10)}).
		add("out", "sink", "", nil).ask("rack.wait").build().transcript("lifo", 50)
}

// Rework goes back to the front of a line without room: m2 waits for m1, and m1 for the rack, which waits for m2.
func TestDeadlock(t *testing.T) {
	always := func(*sim.State, int32) bool { return true }
	newRig(t).
		add("in", "source", "m1", Values{"every": fixed(0)}).
		add("m1", "machine", "rack", Values{"cycle": fixed(2)}).
		add("rack", "buffer", "m2", Values{"capacity": num(1)}).
		add("m2", "machine", "", Values{"cycle": fixed(3)}).
		route("m2", routeSpec{rule: When, to: []string{"m1", "out"}, when: []func(*sim.State, int32) bool{always, nil}}).
		add("out", "sink", "", nil).build().transcript("deadlock", 100)
}

// The same loop with a queue in front of m1 that never fills runs on.
func TestNoFalseDeadlock(t *testing.T) {
	r := newRig(t)
	b := r.add("in", "source", "m1", Values{"every": r.exp("in", "every", 2)}).
		add("m1", "machine", "m2", Values{"cycle": r.exp("m1", "cycle", 1), "queue": num(many)}).
		add("m2", "machine", "", Values{"cycle": r.exp("m2", "cycle", 1), "queue": num(1)}).
		route("m2", routeSpec{rule: Shares, to: []string{"m1", "out"}, shares: []float64{0.2, 0.8}}).
		add("out", "sink", "", nil).build().advance(50000)
	near(t, "rework", b.total("m1.done")/b.total("out.done"), 1.25, 0.05)
	b.check()
}

// A run fails with the asset and the cause for a negative draw, a route without a way, and a flood.
func TestRunErrors(t *testing.T) {
	bad := drawn(Computed(func(*sim.State, int32) float64 { return -1 }))
	never := func(*sim.State, int32) bool { return false }
	for want, r := range map[string]*rig{
		"at 1s, m: cycle: a time below 0, or not a number, was drawn": newRig(t).
			add("in", "source", "m", Values{"every": fixed(1)}).
			add("m", "machine", "out", Values{"cycle": bad}).add("out", "sink", "", nil),
		"at 1s, m: failures.die.repair: a time below 0, or not a number, was drawn": newRig(t).
			add("in", "source", "m", Values{"every": fixed(1)}).
			add("m", "machine", "out", Values{"cycle": fixed(1), "failures": modes(Named{"die", Values{"after": fixed(1), "counts": text("clock"), "repair": bad}})}).
			add("out", "sink", "", nil),
		"at 2s, m: to: no condition holds for the part (let the last entry have no when)": newRig(t).
			add("in", "source", "m", Values{"every": fixed(1)}).
			add("m", "machine", "", Values{"cycle": fixed(1)}).
			route("m", routeSpec{rule: When, to: []string{"out"}, when: []func(*sim.State, int32) bool{never}}).
			add("out", "sink", "", nil),
		"at 0s, in: 200000 parts left in one instant (every: 0 s needs a next place that fills)": newRig(t).
			add("in", "source", "", Values{"every": fixed(0)}).
			route("in", routeSpec{rule: InTurn, to: []string{"out", "bin"}}).
			add("out", "sink", "", nil).add("bin", "sink", "", nil),
	} {
		err := r.build().run.AdvanceTo(context.Background(), ticks(100))
		if err == nil || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

// A source that is stopped lets nothing go; what it has made meanwhile leaves when it is started.
func TestSourceStops(t *testing.T) {
	for name, every := range map[string]float64{"source-stops": 4, "source-stops-always": 0} {
		b := newRig(t).
			add("in", "source", "m", Values{"every": fixed(every)}).
			add("m", "machine", "out", Values{"cycle": fixed(3), "queue": num(1)}).
			add("out", "sink", "", nil).build()
		b.command(5, "in", "stop")
		b.command(18, "in", "start")
		b.transcript(name, 30)
	}
}
