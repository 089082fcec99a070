package line

import (
	"math"
	"testing"

	"github.com/plantwin/plantwin/internal/elem"
	"github.com/plantwin/plantwin/sim"
)

// alwaysOn is a machine with a cycle of 4 s that never waits for parts.
func alwaysOn(t testing.TB, v Values) *rig {
	v["cycle"] = fixed(4)
	return newRig(t).
		add("in", "source", "m", Values{"every": fixed(0)}).
		add("m", "machine", "out", v).
		add("out", "sink", "", nil)
}

func names(s ...string) Value { return Value{Set: true, Texts: s} }

// By cycles the failure comes as the third part is begun.
func TestFailureCycles(t *testing.T) {
	alwaysOn(t, Values{"failures": modes(Named{"tip", Values{"after": fixed(2), "counts": text("cycles"), "repair": fixed(3)}})}).
		build().transcript("failure-cycles", 30)
}

// One spare, 20 s for the next: the second repair waits.
func TestSpares(t *testing.T) {
	b := alwaysOn(t, Values{"failures": modes(Named{"pump", Values{"after": fixed(6), "repair": fixed(2),
		"spares": group(Values{"stock": num(1), "lead": fixed(20)})}})}).build()
	b.transcript("spares", 60)
	near(t, "spares", b.now("m.failures.pump.spares"), 0, 0)
}

// Maintenance every 10 s of work is done after the part in process, and begins the clock of the failure anew, which
// would come after 13 s. The repair of another failure begins that of the maintenance anew.
func TestMaintenance(t *testing.T) {
	plan := func(counts string, every float64) Value {
		return modes(Named{"oil", Values{"every": fixed(every), "counts": text(counts), "takes": fixed(5), "renews": names("seal")}})
	}
	seal := modes(Named{"seal", Values{"after": fixed(13), "repair": fixed(50)}})
	for _, counts := range []string{"busy", "clock"} {
		alwaysOn(t, Values{"maintenance": plan(counts, 10), "failures": seal}).build().transcript("maintenance-"+counts, 50)
	}
	alwaysOn(t, Values{"maintenance": plan("cycles", 3), "failures": seal}).build().transcript("maintenance-cycles", 50)
	alwaysOn(t, Values{"maintenance": plan("busy", 10), "failures": modes(
		Named{"seal", Values{"after": fixed(9), "repair": fixed(3), "renews": names("seal", "oil")}})}).build().transcript("maintenance-renewed", 50)
	b := alwaysOn(t, Values{"maintenance": plan("busy", 1000), "failures": seal, "servers": num(2)}).build()
	b.command(6, "m", "maintain.oil")
	b.transcript("maintenance-command", 20)
}

// The machine works on until the fitter comes, who is at the other machine until 30 s.
func TestMaintenanceCrew(t *testing.T) {
	alwaysOn(t, Values{"maintenance": modes(Named{"oil", Values{"every": fixed(10), "takes": fixed(5), "needs": needs("repair")}})}).
		add("in2", "source", "n", Values{"every": fixed(0)}).
		add("n", "machine", "out", Values{"cycle": fixed(8), "failures": modes(
			Named{"f", Values{"after": fixed(9), "counts": text("clock"), "repair": fixed(21), "needs": needs("repair")}})}).
		add("ann", "crew", "", Values{"skills": skills("repair")}).build().transcript("maintenance-crew", 45)
}

// A condition is looked at when a part is finished.
func TestMaintenanceWhen(t *testing.T) {
	w := &Watch{}
	b := alwaysOn(t, Values{"maintenance": modes(Named{"clean", Values{"when": Value{Set: true, Watch: w}, "takes": fixed(5)}})}).build()
	w.True = func(s *sim.State, _ int32) bool { return int(s.Now.Seconds())%8 == 0 }
	b.transcript("maintenance-when", 40)
}

// Age on each clock, with risk and life by hand: Weibull of shape 2 and scale 100 s.
func TestAgeRiskLife(t *testing.T) {
	r := newRig(t)
	weibull := func(name string) Value {
		return r.random("m", "failures."+name+".after", "weibull", map[string]float64{"shape": 2, "scale": 1e5})
	}
	b := r.add("in", "source", "m", Values{"every": fixed(10)}).
		add("m", "machine", "out", Values{"cycle": fixed(4), "failures": modes(
			Named{"b", Values{"after": weibull("b"), "repair": fixed(1)}},
			Named{"c", Values{"after": weibull("c"), "repair": fixed(1), "counts": text("clock")}},
			Named{"n", Values{"after": weibull("n"), "repair": fixed(1), "counts": text("cycles")}},
		)}).
		add("out", "sink", "", nil).build().advance(1002)
	s := b.run.State()
	for path, age := range map[string]float64{"b": 99*4 + 2, "c": 1002, "n": 99} {
		c, ok := b.Clock(b.index["m"], "failures."+path)
		if !ok {
			t.Fatal(path)
		}
		near(t, path+" age", c.Age(s), age, 1e-9)
		near(t, path+" age signal", b.signal("m.failures."+path+".age").Read(s), age, 1e-9)
		x, h := age/1e5, (age+5e4)/1e5
		near(t, path+" risk", c.Risk(s, 5e4), 1-elem.Exp(x*x-h*h), 1e-12)
		// E[X - a | X > a] = scale sqrt(pi)/2 erfc(x) exp(x^2)
		near(t, path+" life", c.Life(s)/1e5, math.Sqrt(math.Pi)/2*elem.Erfc(x)*elem.Exp(x*x), 1e-9)
	}
}

// With minimal repairs failures are a Poisson process of the cumulative hazard: (t/scale)^shape of them up to t on
// average (Barlow and Hunter, Operations Research 8, 1960, 90-100). 400 machines; the half width is 4 standard deviations.
func TestMinimalRepair(t *testing.T) {
	count := 0.0
	const runs = 400
	for k := range runs {
		r := newRig(t)
		r.opt.Replication = k
		b := r.add("in", "source", "m", Values{"every": fixed(0)}).
			add("m", "machine", "out", Values{"cycle": fixed(10), "failures": modes(Named{"f", Values{
				"after": r.random("m", "failures.f.after", "weibull", map[string]float64{"shape": 2, "scale": 100}), "repair": fixed(0), "renews": names("none")}})}).
			add("out", "sink", "", nil).build().advance(300)
		count += b.total("m.failures.f.count")
		near(t, "age", b.signal("m.failures.f.age").Read(b.run.State()), 300, 1e-6)
	}
	near(t, "failures a run", count/runs, 9, 4*3/math.Sqrt(runs))
}

// Steps of a cycle: 3 s, then until a condition, then 2 s. A failure in the second step; its condition comes true while the
// machine is down, so that the third begins with the repair. The second part waits past the limit.
func TestSteps(t *testing.T) {
	w := &Watch{}
	b := newRig(t).
		add("in", "source", "m", Values{"every": fixed(0)}).
		add("m", "machine", "out", Values{"cycle": Value{Set: true, Draw: Fixed(0), Stages: []Stage{
			{Name: "load", For: Fixed(3), Limit: sim.Never, Do: &Actions{}},
			{Name: "heat", Until: w, Limit: ticks(8), Do: &Actions{}},
			{Name: "cool", For: Fixed(2), Limit: sim.Never, Do: &Actions{}},
		}}, "failures": failing("clock", "resume", 5, 6)}).
		add("out", "sink", "", nil).build()
	w.True = func(s *sim.State, _ int32) bool {
		return s.Now >= ticks(8) && s.Now < ticks(13) || s.Now >= ticks(25) && s.Now < ticks(26)
	}
	b.run.State().Book(ticks(8), w.Rise)
	b.run.State().Book(ticks(25), w.Rise)
	b.transcript("steps", 90)
	near(t, "heat", b.total("m.step.heat"), 8+9+20, 1e-9)
}
