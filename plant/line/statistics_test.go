package line

import (
	"math"
	"testing"

	"github.com/plantwin/plantwin/sim"
)

// t999 is the two-sided 99.9 % quantile of Student's t with 19 degrees of freedom (20 replications).
const t999 = 3.883

// expect runs 20 replications with fixed seeds to the horizon, after a warm-up of a tenth, and holds the 99.9 % interval
// of each figure against its exact value. Half-widths must be below tol times the value, so that the test can fail.
func expect(t *testing.T, horizon, tol float64, make func() *rig, figures map[string]struct {
	read func(b *built) float64
	want float64
}) {
	t.Helper()
	got := map[string][]float64{}
	for rep := range 20 {
		r := make()
		r.opt = sim.Options{Seed: 11, Replication: rep, WarmUp: ticks(horizon / 10)}
		b := r.build().advance(horizon)
		for name, f := range figures {
			got[name] = append(got[name], f.read(b))
		}
	}
	for name, f := range figures {
		mean, half := interval(got[name])
		t.Logf("%-12s %.5f +- %.5f, exact %.5f", name, mean, half, f.want)
		if math.Abs(mean-f.want) > half {
			t.Errorf("%s = %.5f +- %.5f, exact %.5f", name, mean, half, f.want)
		}
		if half > tol*f.want {
			t.Errorf("%s: half-width %.5f is too wide to say anything", name, half)
		}
	}
}

func interval(xs []float64) (mean, half float64) {
	for _, x := range xs {
		mean += x / float64(len(xs))
	}
	ss := 0.0
	for _, x := range xs {
		ss += (x - mean) * (x - mean)
	}
	n := float64(len(xs))
	return mean, t999 * math.Sqrt(ss/(n-1)/n)
}

type figures = map[string]struct {
	read func(b *built) float64
	want float64
}

func mean(path string) func(b *built) float64 { return func(b *built) float64 { return b.mean(path) } }
func rate(path string) func(b *built) float64 {
	return func(b *built) float64 { return b.stat(path, sim.StatRate) }
}

// Exact values: reference cases mm1-rho050, mm5 by Erlang C, and Pollaczek-Khinchine.
func TestMM1(t *testing.T) {
	expect(t, 60000, 0.05, func() *rig {
		r := newRig(t)
		return r.add("in", "source", "m", Values{"every": r.exp("in", "every", 2)}).
			add("m", "machine", "out", Values{"cycle": r.exp("m", "cycle", 1), "queue": num(many)}).
			add("out", "sink", "", nil).ask("m.parts")
	}, figures{
		"wait": {mean("m.wait"), 1}, "lead time": {mean("out.lead_time"), 2}, "busy": {mean("m.busy"), 0.5},
		"in system": {mean("m.parts"), 1}, "queued": {mean("m.queued"), 0.5}, "wip": {mean("plant.wip"), 1},
	})
}

func TestMM5(t *testing.T) { // utilisation 0.8: C(5, 4) = 0.554, Wq = C/(5-4)
	expect(t, 20000, 0.08, func() *rig { return queueRig(t, 5) }, figures{
		"wait": {mean("m.wait"), 0.5541}, "busy": {mean("m.busy"), 0.8},
	})
}

func TestMG1(t *testing.T) { // uniform service on (0, 2): E[S^2] = 4/3, Wq = rho E[S^2]/(2 E[S] (1-rho)) at rho = 0.5
	expect(t, 40000, 0.05, func() *rig {
		r := newRig(t)
		stream := r.b.Stream("m", "cycle")
		service := drawn(Computed(func(s *sim.State, _ int32) float64 { return 2 * s.Uniform(stream) }))
		return r.add("in", "source", "m", Values{"every": r.exp("in", "every", 2)}).
			add("m", "machine", "out", Values{"cycle": service, "queue": num(many)}).
			add("out", "sink", "", nil)
	}, figures{"wait": {mean("m.wait"), 0.5 * (4.0 / 3) / (2 * 0.5)}})
}

// twoMachines is a line of two with a buffer between; fail gives each its failures, or nil.
func twoMachines(t testing.TB, places, second float64, counts string, up, down [2]float64) *rig {
	r := newRig(t)
	m := func(name string, k int, cycle float64) Values {
		v := Values{"cycle": r.exp(name, "cycle", cycle)}
		if counts != "" {
			v["failures"] = modes(Named{"f", Values{"after": r.exp(name, "failures.f.after", up[k]), "counts": text(counts),
				"repair": r.exp(name, "failures.f.repair", down[k])}})
		}
		return v
	}
	return r.add("in", "source", "m1", Values{"every": fixed(0)}).
		add("m1", "machine", "rack", m("m1", 0, 1)).
		add("rack", "buffer", "m2", Values{"capacity": num(places)}).
		add("m2", "machine", "out", m("m2", 1, second)).
		add("out", "sink", "", nil)
}

func TestTwoMachineLine(t *testing.T) { // line-2-5: Hunt (1956), throughput (b+2)/(b+3)
	expect(t, 20000, 0.06, func() *rig { return twoMachines(t, 5, 1, "", [2]float64{}, [2]float64{}) }, figures{
		"throughput": {rate("plant.good"), 0.875}, "blocked 1": {mean("m1.blocked"), 0.125}, "starved 2": {mean("m2.starved"), 0.125},
		"stock": {mean("rack.parts"), 2.5},
	})
}

func TestUnreliableLines(t *testing.T) {
	up, down := [2]float64{50, 100.0 / 3}, [2]float64{5, 20.0 / 3}
	t.Run("busy", func(t *testing.T) { // unreliable-2-3-working-time
		expect(t, 30000, 0.08, func() *rig { return twoMachines(t, 3, 1/1.1, "busy", up, down) }, figures{
			"throughput": {rate("plant.good"), 0.7155184535}, "down 1": {mean("m1.down"), 0.07155184535}, "down 2": {mean("m2.down"), 0.1300942643},
			"blocked 1": {mean("m1.blocked"), 0.2129297011}, "starved 2": {mean("m2.starved"), 0.2194344143}, "stock": {mean("rack.parts"), 1.447015408},
		})
	})
	t.Run("clock", func(t *testing.T) { // unreliable-2-3-calendar: a machine that is down may load a part
		expect(t, 30000, 0.08, func() *rig { return twoMachines(t, 3, 1/1.1, "clock", up, down) }, figures{
			"throughput": {rate("plant.good"), 0.6920657199}, "down 1": {mean("m1.down"), 0.09090909091}, "down 2": {mean("m2.down"), 0.1666666667},
			"blocked 1": {mean("m1.blocked"), 0.2170251892}, "starved 2": {mean("m2.starved"), 0.2041826789}, "stock": {mean("rack.parts"), 1.483645696},
		})
	})
}

// A queue with several servers whose failure counts busy time: its clock runs at the share of servers at work, so there
// are busy servers x time / (servers x mean) failures.
func TestBusyClockOfServers(t *testing.T) {
	expect(t, 40000, 0.1, func() *rig {
		r := newRig(t)
		return r.add("in", "source", "m", Values{"every": r.exp("in", "every", 0.5)}).
			add("m", "machine", "out", Values{"cycle": r.exp("m", "cycle", 1), "servers": num(3), "queue": num(many),
				"failures": modes(Named{"f", Values{"after": r.exp("m", "failures.f.after", 20), "repair": fixed(1)}})}).
			add("out", "sink", "", nil)
	}, figures{
		"busy": {mean("m.busy"), 2.0 / 3},
		"rate": {rate("m.failures.f.count"), 2.0 / 3 / 20},
		"down": {mean("m.down"), 2.0 / 3 / 20},
	})
}

func TestRepairman(t *testing.T) { // repairman-5-1: 5 machines, up Exp(10), one fitter, repair Exp(2)
	expect(t, 10000, 0.1, func() *rig {
		r := newRig(t).add("out", "sink", "", nil).add("fitter", "crew", "", Values{"skills": skills("repair")})
		for _, n := range []string{"m1", "m2", "m3", "m4", "m5"} {
			r.add(n, "machine", "out", Values{"cycle": fixed(1), "failures": modes(Named{"f", Values{
				"after": r.exp(n, "failures.f.after", 10), "counts": text("clock"), "repair": r.exp(n, "failures.f.repair", 2), "needs": needs("repair")}})})
		}
		return r
	}, figures{
		"fitter busy": {mean("fitter.busy"), 0.7151321787},
		"down": {func(b *built) float64 {
			return b.mean("m1.down") + b.mean("m2.down") + b.mean("m3.down") + b.mean("m4.down") + b.mean("m5.down")
		}, 1.424339107},
	})
}

func TestReworkLoop(t *testing.T) { // rework-loop: 20 % of the parts go back
	expect(t, 40000, 0.2, func() *rig {
		r := newRig(t)
		return r.add("in", "source", "m1", Values{"every": r.exp("in", "every", 2)}).
			add("m1", "machine", "m2", Values{"cycle": r.exp("m1", "cycle", 1), "queue": num(many)}).
			add("m2", "machine", "", Values{"cycle": r.exp("m2", "cycle", 1.25), "queue": num(many)}).
			route("m2", routeSpec{rule: Shares, to: []string{"m1", "out"}, shares: []float64{0.2, 0.8}}).
			add("out", "sink", "", nil)
	}, figures{
		"busy 2": {mean("m2.busy"), 0.78125}, "lead time": {mean("plant.lead_time"), 10.47619048}, "wait 1": {mean("m1.wait"), 1.666666667},
	})
}

// Adding a machine elsewhere changes no draw, and neither does the order of the assets.
func TestCommonRandomNumbers(t *testing.T) {
	alone := lineRig(t, 3).build().advance(5000)
	r := lineRig(t, 3)
	with := r.add("a", "source", "am", Values{"every": r.exp("a", "every", 1)}).
		add("am", "machine", "az", Values{"cycle": r.exp("am", "cycle", 0.7), "queue": num(2)}).
		add("az", "sink", "", nil).build().advance(5000)
	for _, path := range []string{"out.done", "m01.wait", "m02.busy", "b00.parts", "m00.failures.f.count"} {
		if x, y := alone.total(path), with.total(path); x != y {
			t.Errorf("%s: %g alone, %g with another line beside", path, x, y)
		}
	}
	alone.check()
	with.check()
}

// mixed is a line with every kind and setting in it.
func mixed(t testing.TB, seed uint64) *rig {
	r := newRig(t)
	r.opt.Seed = seed
	return r.add("in", "source", "belt", Values{"every": r.exp("in", "every", 30), "shifts": shifts(t, "2026-01-05 00:00", "06:00-22:00")}).
		add("belt", "conveyor", "", Values{"at": straight(5), "speed": num(0.4), "spacing": num(0.7), "accumulate": flagged(seed%2 == 0)}).
		route("belt", routeSpec{rule: []Rule{ShortestQueue, InTurn, FirstFree}[seed%3], to: []string{"m1", "m2"}}).
		add("m1", "machine", "rack", Values{"cycle": r.exp("m1", "cycle", 50), "servers": num(2), "needs": needs("run"), "off": text("suspend"),
			"shifts": shifts(t, "2026-01-05 00:00", "05:00-14:00", "14:30-23:00"),
			"failures": modes(
				Named{"a", Values{"after": r.exp("m1", "failures.a.after", 900), "repair": r.exp("m1", "failures.a.repair", 200), "needs": needs("fix"), "part": text("restart")}},
				Named{"b", Values{"after": r.exp("m1", "failures.b.after", 2000), "repair": r.exp("m1", "failures.b.repair", 100), "counts": text("clock"), "part": text("scrap")}})}).
		add("m2", "machine", "rack", Values{"cycle": r.exp("m2", "cycle", 40), "queue": num(3), "needs": needs("run"), "pick": text("lifo")}).
		add("rack", "buffer", "m3", Values{"capacity": num(4), "pick": text("lifo")}).
		add("m3", "machine", "", Values{"cycle": r.exp("m3", "cycle", 20), "queue": num(1)}).
		route("m3", routeSpec{rule: Shares, to: []string{"bad", "ship"}, shares: []float64{0.1, 0.9}}).
		add("bad", "sink", "", Values{"good": flagged(false)}).add("ship", "sink", "", nil).
		add("ann", "crew", "", Values{"count": num(2), "skills": skills("run", "fix"), "shifts": shifts(t, "2026-01-05 00:00", "06:00-14:00", "15:00-21:00")}).
		add("bob", "crew", "", Values{"skills": skills("run")})
}

// The states of all servers sum to the horizon and no part is lost, whatever happens.
func TestConservation(t *testing.T) {
	for seed := range uint64(20) {
		b := mixed(t, seed).build()
		for _, c := range []string{"hold", "start", "stop", "start", "scrap", "fail.a", "fail.b"} {
			b.command(40000+float64(len(c))*777, "m1", c)
		}
		for day := 1.0; day <= 5; day++ {
			b.advance(day * 86400)
			b.check()
		}
		if b.total("plant.good") < 3000 {
			t.Errorf("seed %d: only %g parts came out", seed, b.total("plant.good"))
		}
	}
}
