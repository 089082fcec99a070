package plant_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
	"github.com/plantwin/plantwin/sim"
)

// started compiles a study given as text and begins a run.
func started(t *testing.T, text string) (*plant.Model, *sim.Run, error) {
	t.Helper()
	sc, err := scenarios.Parse(&source.File{Name: "study.yaml", Data: []byte(text)}, nil)
	if err != nil {
		return nil, nil, err
	}
	m, err := plant.Compile(sc)
	if err != nil {
		return nil, nil, err
	}
	r, err := sim.New(m.Sim(), sim.Options{Seed: 1, Replication: 1})
	return m, r, err
}

// measured reads the measures of a run.
func measured(m *plant.Model, r *sim.Run) map[string]float64 {
	out := map[string]float64{}
	for _, x := range m.Measures() {
		out[x.Name], _ = x.Value(r.State())
	}
	return out
}

// A constant hazard draws from the stream of an exponential time to failure, by the same inversion: both machines fail at the
// same times, whatever their clocks count.
func TestConstantHazard(t *testing.T) {
	for _, counts := range []string{"busy", "clock"} {
		for _, servers := range []string{"1", "2"} {
			get := func(after string) map[string]float64 {
				return runCell(t, ", servers: "+servers+", failures: {die: {after: "+after+", counts: "+counts+", repair: 25 min}}",
					"run: {for: 60 h, warmup: 0 s}\nmeasure: {n: m.failures.die.count, down: m.failures.die.down.total, mtbf: m.failures.die.mtbf}\n")
			}
			want, got := get("{dist: exponential, mean: 2 h}"), get("hazard(0.5 1/h)")
			if want["n"] < 4 || got["n"] != want["n"] {
				t.Errorf("%s, %s servers: %v failures, want %v", counts, servers, got["n"], want["n"])
			}
			for _, name := range []string{"down", "mtbf"} {
				if math.Abs(got[name]-want[name]) > 1e-9*want[name] {
					t.Errorf("%s, %s servers: %s %.12g, want %.12g", counts, servers, name, got[name], want[name])
				}
			}
		}
	}
}

// A rate that follows a state: with the rate k x, x = 1 - exp(-t/lag), the integral k (t - lag (1 - exp(-t/lag))) reaches at
// the failure what a constant rate has reached at its own. The kernel finds it to the tolerance of the equations.
func TestMovingHazard(t *testing.T) {
	first := func(after string) float64 {
		text := `plantwin: 1
name: first failure
assets:
  s: {kind: source, every: 40 s, to: m}
  m: {kind: machine, cycle: 30 s, failures: {die: {after: "` + after + `", counts: clock, repair: 1 min}}, to: out}
  out: {kind: sink}
  x: {kind: first-order, lag: 3 h, u: 1}
run: {for: 2000 h, warmup: 0 s, until: m.failures.die.count >= 1, solver: {rtol: 1e-9}}
measure: {h: m.failures.die.hazard.last}
`
		m, r, err := started(t, text)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.AdvanceTo(context.Background(), m.Plan().For); err != nil {
			t.Fatal(err)
		}
		return r.State().Now.Seconds()
	}
	const k, lag = 0.2 / 3600, 3 * 3600.0
	e, at := first("hazard(0.2 1/h)")*k, first("hazard(0.2 1/h * x.x)")
	if h := k * (at - lag*(1-math.Exp(-at/lag))); math.Abs(h-e) > 1e-8*e {
		t.Errorf("the failure at %v s has the hazard %.12g, want %.12g", at, h, e)
	}
}

// Risk and life of a hazard look ahead at the rate of now; its clock stands while the machine is down; a rate below 0 ends
// the run; cycles are refused.
func TestHazardRules(t *testing.T) {
	late := "run: {for: 100 h, warmup: 0 s}\nmeasure: {PLANf: m.failures.die.count, h: m.failures.die.hazard.last, down: m.failures.die.down.total}\n"
	planned, late := strings.Replace(late, "PLAN", "n: m.maintenance.p.count, ", 1), strings.Replace(late, "PLAN", "", 1)
	with := func(when string) string {
		return ", failures: {die: {after: hazard(0.2 1/h), counts: clock, repair: 2 h}}, maintenance: {p: {when: \"" + when + "\", takes: 1 s, renews: [die]}}"
	}
	if v := runCell(t, with("risk(self.failures.die, 1 h) > 18.2 %"), planned); v["n"] != 0 { // 1 - exp(-0.2) = 18.13 %
		t.Errorf("%v times above 18.2 %%", v["n"])
	}
	if v := runCell(t, with("risk(self.failures.die, 1 h) > 18.1 %"), planned); v["n"] == 0 {
		t.Error("never above 18.1 %")
	}
	if v := runCell(t, with("life(self.failures.die) < 4.9 h and not (life(self.failures.die) < 1 s)"), planned); v["n"] != 0 {
		t.Errorf("%v times with a life below 4.9 h", v["n"])
	}
	v := runCell(t, ", failures: {die: {after: hazard(0.2 1/h), counts: clock, repair: 2 h}}", late)
	if want := 0.2 / 3600 * (100*3600 - v["down"]); v["f"] == 0 || math.Abs(v["h"]-want) > 1e-9*want {
		t.Errorf("hazard %.12g after %v failures, want %.12g", v["h"], v["f"], want)
	}
	for after, want := range map[string]string{
		"hazard(0.1 1/h), counts: cycles":                 "a hazard is a rate by time",
		"hazard(3 h)":                                     "but a rate",
		"hazard(0.1 1/h, 2)":                              "hazard takes one rate",
		"hazard(0.1 1/h) + hazard(1 1/h)":                 "hazard takes one rate",
		"{dist: weibull, shape: 2, scale: hazard(1 1/h)}": "hazard",
	} {
		_, err := cell(t, ", failures: {die: {after: "+quoted(after)+", repair: 1 s}}", "")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", after, err)
		}
	}
	m, err := cell(t, ", failures: {die: {after: \"hazard((0.1 - time/1 h)*1 1/h)\", counts: clock, repair: 1 s}}", late[:strings.Index(late, "measure")])
	if err != nil {
		t.Fatal(err)
	}
	r, err := sim.New(m.Sim(), sim.Options{Seed: 3})
	if err == nil {
		err = r.AdvanceTo(context.Background(), m.Plan().For)
	}
	if err == nil || !strings.Contains(err.Error(), "at 6m0") || !strings.Contains(err.Error(), "a failure rate is below 0") {
		t.Errorf("a rate below 0: %v", err)
	}
}

const ovens = `plantwin: 1
name: ovens
kinds:
  oven-machine:
    runs: machine
    about: An oven that is a machine.
    source: heat balance
    parameters: {C: {unit: J/K, min: 0}, UA: {unit: W/K, min: 0}, goal.low: {unit: K, start: 300 K}}
    inputs: {load: {unit: W, start: 0}}
    states: {T: {unit: K, start: 300 K}}
    equations: [C*der(T) = load - UA*(T - goal.low)]
    assertions: {melts: {that: T < 390 K, message: the lining melts}}
assets:
  s: {kind: source, every: 100 s, to: ovens.a}
  ovens:
    kind: oven-machine
    copies: {a: {to: ovens.b}, b: {to: out, UA: 20 W/K}}
    queue: 3
    cycle: 50 s
    C: 1 kJ/K
    UA: 10 W/K
    goal: {low: 300 K}
    load: 1 kW * self.busy
    power: {busy: 3 kW}
  out: {kind: sink}
rules: {hot: {when: ovens.a.T > 350 K, do: ovens.a.hold}, cold: {when: ovens.a.T < 340 K, do: ovens.a.start}}
run: {for: 1 h, warmup: 0 s}
measure: {a: ovens.a.T.mean, b: ovens.b.T.mean, busy_a: ovens.a.busy, busy_b: ovens.b.busy, held: ovens.a.held, energy: ovens.a.energy, low: ovens.a.T.max}
`

// A machine with equations of its own: copies, settings of both, its signals in its inputs, rules on its states that hold it.
// Over time a body takes up what its load gives: mean T - 300 K = busy 1 kW/UA less what is stored at the end.
func TestRunsMachine(t *testing.T) {
	m, r, err := started(t, ovens)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.AdvanceTo(context.Background(), m.Plan().For); err != nil {
		t.Fatal(err)
	}
	v := measured(m, r)
	for name, ua := range map[string]float64{"a": 10, "b": 20} {
		if want := v["busy_"+name] * 1000 / ua; v["busy_"+name] < 0.2 || math.Abs(v[name]-300-want) > 1000*60/ua/3600 {
			t.Errorf("%s: mean %.6g K, want about %.6g K", name, v[name], 300+want)
		}
	}
	if v["held"] == 0 || v["low"] > 350.01 {
		t.Errorf("held %v of the time, up to %v K", v["held"], v["low"])
	}
	if want := 3000 * 3600 * v["busy_a"]; math.Abs(v["energy"]-want) > 1e-6*want {
		t.Errorf("energy %v, want %v", v["energy"], want)
	}
	for from, want := range map[string][2]string{
		"runs: machine":        {"runs: machin", `study.yaml:5:11: oven-machine runs "machin", which is no kind of the line (did you mean "machine"?)`},
		"{load: {unit: W, sta": {"{power: {unit: W, start: 0}, load: {unit: W, sta", "oven-machine runs a machine, which has a setting power of its own"},
		"{T: {unit: K":         {"{busy: {unit: 1, start: 0}, T: {unit: K", "oven-machine runs a machine, which has a signal busy of its own"},
		"queue: 3":             {"queeue: 3", `has no setting "queeue" (did you mean "queue"?)`},
		"UA: 20 W/K":           {"UA: 1 W/K", "at 5m20.19540569s, ovens.b: the lining melts (assertion melts)"},
		"goal: {low":           {"goal: {lo", `ovens.a.goal has no "lo"`},
	} {
		m, r, err := started(t, strings.Replace(ovens, from, want[0], 1))
		if err == nil {
			err = r.AdvanceTo(context.Background(), m.Plan().For)
		}
		if err == nil || !strings.Contains(err.Error(), want[1]) {
			t.Errorf("%s: %v", want[0], err)
		}
	}
}

// quoted puts an expression that contains a comma into quotes; what follows it stays outside.
func quoted(after string) string {
	if i := strings.IndexByte(after, ')'); i >= 0 && strings.HasPrefix(after, "hazard(0.1 1/h, 2)") {
		return `"` + after + `"`
	}
	return after
}
