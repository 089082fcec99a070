package plant_test

import (
	"context"
	"math"
	"strings"
	"testing"
)

// A study whose tank starts at rest, and a start of an asset that initial equations already determine.
func TestStartsAtRest(t *testing.T) {
	const text = `plantwin: 1
name: rest
kinds:
  vessel:
    about: A vessel.
    source: mass balance
    parameters: {q: {unit: l/s}}
    states: {level: {unit: m, min: 0, nominal: 1}}
    equations: ["1 m2 *der(level) = q - 4 l/s *sqrt(max(level, 0)/1 m)"]
    initial: [der(level) = 0]
assets: {v: {kind: vessel, q: 6 l/s}, w: {kind: vessel, q: 2 l/s}}
run: {for: 10 min}
measure: {v: v.level.last, low: v.level.min, w: w.level.last}
`
	m, r, err := started(t, text)
	if err == nil {
		err = r.AdvanceTo(context.Background(), m.Plan().For)
	}
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]float64{"v": 2.25, "low": 2.25, "w": 0.25} {
		if got := measured(m, r)[name]; math.Abs(got-want) > 1e-9 {
			t.Errorf("%s: %.12g, want %g", name, got, want)
		}
	}
	_, _, err = started(t, strings.Replace(text, "q: 6 l/s", "q: 6 l/s, start: {level: 1 m}", 1))
	if err == nil || !strings.Contains(err.Error(), "initial equations of vessel determine the start of v.level") {
		t.Error(err)
	}
}
