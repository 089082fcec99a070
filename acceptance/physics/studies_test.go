package physics

import (
	"context"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
)

// study runs a scenario given as text for its time and gives its measures.
func study(t *testing.T, text string) map[string]float64 {
	t.Helper()
	sc, err := scenarios.Parse(&source.File{Name: "study.yaml", Data: []byte(text)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var events []float64
	m, r := launch(t, sc, &events)
	if err := r.AdvanceTo(context.Background(), m.Plan().For); err != nil {
		t.Fatal(err)
	}
	return read(m, r)
}

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol*math.Abs(want)) {
		t.Errorf("%s = %.10g, want %.10g", what, got, want)
	}
}

// TestConnect charges a capacitor through components joined at their ports; the open resistor is noted as an assumption.
func TestConnect(t *testing.T) {
	const text = `
plantwin: 1
name: Divider
assets:
  s:  {kind: voltage-source, V: 10 V}
  r1: {kind: resistor, R: 100 Ohm}
  r2: {kind: resistor, R: 100 Ohm}
  r3: {kind: resistor, R: 5 Ohm}
  c:  {kind: capacitor, C: 1 mF, R: 0 Ohm}
  g:  {kind: ground}
connect: [[s.a, r1.a, r3.a], [r1.b, r2.a, c.a], [r2.b, c.b, s.b, g.port]]
run: {for: 50 ms}
measure: {v: c.v.last, i: r1.a.i.last, open: r3.b.v.last}
`
	got := study(t, text)
	v := 5 * (1 - math.Exp(-1))
	near(t, "v", got["v"], v, 1e-6)
	near(t, "i", got["i"], (10-v)/100, 1e-6)
	near(t, "voltage of the open end", got["open"], 10, 1e-9)
	sc, err := scenarios.Parse(&source.File{Name: "study.yaml", Data: []byte(text)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	m, err := plant.Compile(sc)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, a := range m.Assumptions() {
		found = found || a.Path == "r3.b" && strings.Contains(a.Origin, "open port")
	}
	if !found {
		t.Errorf("no assumption about r3.b: %v", m.Assumptions())
	}
	bad := strings.Replace(text, "g.port", "g.prot", 1)
	sc, err = scenarios.Parse(&source.File{Name: "study.yaml", Data: []byte(bad)}, nil)
	if err == nil {
		_, err = plant.Compile(sc)
	}
	if err == nil || !strings.Contains(err.Error(), `study.yaml:11:`) || !strings.Contains(err.Error(), `g has no port "prot" (did you mean "port"?)`) {
		t.Errorf("a misprinted port: %v", err)
	}
}

// TestSignals reads named expressions over time in inputs, rules and measures: a sum over copies, one signal in another, a
// table of time.
func TestSignals(t *testing.T) {
	got := study(t, `
plantwin: 1
name: Signals
parameters: {k: 2}
tables: {wind: {x: min, y: m/s, points: [[0, 4], [30, 8], [60, 4]], outside: repeat}}
signals:
  twice: k*farm
  farm: sum(mills.*.x)
  gust: wind(time)
assets:
  mills: {kind: first-order, copies: 3, lag: 1 min, u: gust/1 m/s}
  after: {kind: first-order, lag: 10 s, u: twice}
run: {for: 2 h}
measure: {mean: gust.mean, highest: gust.max, farm: farm.last, twice: twice.last, one: mills.2.x.last, after: after.x.last}
`)
	near(t, "mean of the wind", got["mean"], 6, 1e-6)
	near(t, "highest wind", got["highest"], 8, 1e-6)
	near(t, "farm", got["farm"], 3*got["one"], 1e-12)
	near(t, "twice", got["twice"], 6*got["one"], 1e-12)
	// At the end of a long fall of 4/30 min a lag of 1 min is 4/30 above, and what follows by 10 s that much more.
	near(t, "mill", got["one"], 4+4.0/30, 1e-6)
	near(t, "follower", got["after"], 6*(4+4.0/30*(1+1.0/6)), 1e-6)
}

// TestSampled reads a rising ramp through samples of 10 s: the integral of the staircase is known, and the islands stay
// apart.
func TestSampled(t *testing.T) {
	text := `
plantwin: 1
name: Sampled
assets:
  a: {kind: thermal-mass, C: 1 J/K, UA: 0 W/K, heat: 1 W, start: {T: 300 K}}
  b: {kind: thermal-mass, C: 1 J/K, UA: 0 W/K, heat: "1 W/K *(sampled(a.T, 10 s) - 300 K)", start: {T: 0 K}}
run: {for: 100 s}
measure: {b: b.T.last}
`
	near(t, "b", study(t, text)["b"], 4500, 1e-9) // 10 s (0 + 10 + ... + 90) K
	sc, err := scenarios.Parse(&source.File{Name: "study.yaml", Data: []byte(text)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	m, err := plant.Compile(sc)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(m.Islands()); n != 2 {
		t.Errorf("%d islands", n)
	}
}

// TestSizes gives a vector another length, and settings in a group.
func TestSizes(t *testing.T) {
	got := study(t, `
plantwin: 1
name: Lines
assets:
  short: {kind: transport, cells: 1, takes: 10 s, u: 1}
  long:  {kind: transport, takes: 10 s, u: 1}
  pid:   {kind: pid, gain: 1 1/K, measured: 300 K, setpoint: 310 K, limits: {max: 4}}
run: {for: 10 s}
measure: {short: short.out.last, tenth: long.x.10.last, long: long.out.last, pid: pid.out.last}
`)
	near(t, "one lag", got["short"], 1-math.Exp(-1), 1e-6)
	near(t, "ten lags", got["long"], got["tenth"], 1e-12)
	near(t, "limited", got["pid"], 4, 1e-12)
	if !(got["long"] < got["short"]) {
		t.Errorf("ten lags give %g", got["long"])
	}
}

// TestBatchReactor runs the ready-made scenario. While it heats, the coil gives at most 4.19 kW for each K between hot water
// and charge: from 18 degC to 77 degC that takes 46 min; what is left of the last batch, 0.15 of 1.9 m3 at 78 to 82 degC,
// saves 2 to 3 min, and the controller's integrator some more while the reactor is still being filled.
func TestBatchReactor(t *testing.T) {
	sc, err := scenarios.Load("../../scenarios/batch-reactor.yaml", scenarios.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var events []float64
	m, r := launch(t, sc, &events)
	if err := r.AdvanceTo(context.Background(), 24*time.Hour); err != nil {
		t.Fatal(err)
	}
	got := read(m, r)
	if b := got["batches"]; b != 9 {
		t.Errorf("%g batches in a day", b)
	}
	if v := got["heat_time"]; !(v > 38 && v < 50) {
		t.Errorf("heating takes %g min", v)
	}
	if v := got["hottest"]; !(v > 78 && v < 92) {
		t.Errorf("hottest %g degC", v)
	}
}
