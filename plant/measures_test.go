package plant

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/sim"
)

const nightGap = `
plantwin: 1
name: Machine with a night gap
assets:
  jobs:  {kind: source, every: 1 h, to: press}
  press:
    kind: machine
    queue: unlimited
    cycle: 30 min
    shifts: ["06:00-22:00"]
    failures: {die: {after: 10 h, counts: clock, repair: 4 h}}
    power: {busy: 2 kW}
    to: out
  out:   {kind: sink}
  warm:  {kind: thermal-mass, C: 1 kJ/K, UA: 1 W/K, heat: 0 W, ambient: 20 degC, start: {T: 30 degC}}
  cold:  {kind: thermal-mass, C: 1 kJ/K, UA: 1 W/K, heat: 0 W, ambient: 10 degC, start: {T: 10 degC}}
run: {start: "2026-01-05 00:00", for: 2 d, warmup: 0 s}
measure:
`

// measured runs a scenario and gives its measures.
func measured(t *testing.T, text string) map[string]float64 {
	t.Helper()
	m, err := Compile(parse(t, text))
	if err != nil {
		t.Fatal(err)
	}
	r, err := sim.New(m.Sim(), sim.Options{Seed: 1, WarmUp: m.Plan().WarmUp})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.AdvanceTo(context.Background(), m.Plan().For); err != nil {
		t.Fatal(err)
	}
	v := map[string]float64{}
	for _, x := range m.Measures() {
		v[x.Name], _ = x.Value(r.State())
	}
	return v
}

// TestFactors: the OEE is the product of its factors, and the times between failures and to repair are those given. The clock of
// the failure stands while it is repaired: it comes after 10, 24 and 38 h, and a fourth time too late.
func TestFactors(t *testing.T) {
	v := measured(t, nightGap+"  oee: press.oee\n  a: press.availability\n  p: press.performance\n  q: press.quality\n"+
		"  busy: press.busy.total\n  done: press.done\n  scrapped: press.scrapped\n"+
		"  n: press.failures.die.count\n  between: {value: press.failures.die.mtbf, unit: h}\n  repair: {value: press.failures.die.mttr, unit: h}\n")
	for name, want := range map[string]float64{
		"oee": v["a"] * v["p"] * v["q"], "a": v["busy"] / 3600 / 32, "p": (v["done"] + v["scrapped"]) * 1800 / v["busy"],
		"q": v["done"] / (v["done"] + v["scrapped"]), "n": 3, "between": 12, "repair": 4,
	} {
		if math.Abs(v[name]-want) > 1e-12*want {
			t.Errorf("%s is %.15g, want %.15g", name, v[name], want)
		}
	}
}

// TestOEECountsOpenTime: the denominator is the open time of the calendar, also
// while the machine is down at night.
func TestOEECountsOpenTime(t *testing.T) {
	v := measured(t, nightGap+"  oee: press.oee\n  done: press.done.total\n  last: {value: plant.makespan, unit: h}\n")
	if want := v["done"] * 0.5 / 32; math.Abs(v["oee"]-want) > 1e-12 || v["done"] == 0 {
		t.Errorf("OEE %g, want %g: %g parts of half an hour in 32 open hours", v["oee"], want, v["done"])
	}
	if !(v["last"] > 40 && v["last"] <= 48) {
		t.Errorf("the last part came out at %g h", v["last"])
	}
}

// TestFiguresThatAreNone are refused instead of left empty or wrong.
func TestFiguresThatAreNone(t *testing.T) {
	for text, want := range map[string]string{
		"peak: plant.power.max":                              "plant.power has no extremes",
		"most: press.busy.max":                               "press.busy has no extremes",
		"gap: {value: warm.T - cold.T, unit: degC}":          "no point on a scale",
		"wide: {value: warm.T.max - warm.T.min, unit: degC}": "no point on a scale",
		"top: {value: \"max(warm.T, cold.T)\", unit: degC}":  "",
		"mid: {value: (warm.T + cold.T) / 2, unit: degC}":    "",
		"gap: {value: warm.T - cold.T, unit: K}":             "",
		"load: {value: plant.power, unit: kW}":               "",
	} {
		_, err := Compile(parse(t, nightGap+"  "+text+"\n"))
		switch {
		case want == "" && err != nil:
			t.Errorf("%s: %v", text, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}
