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

// TestOEECountsOpenTime: the denominator is the open time of the calendar, also
// while the machine is down at night.
func TestOEECountsOpenTime(t *testing.T) {
	m, err := Compile(parse(t, nightGap+"  oee: press.oee\n  done: press.done.total\n  last: {value: plant.makespan, unit: h}\n"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := sim.New(m.Sim(), sim.Options{Seed: 1})
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
