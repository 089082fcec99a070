package plant_test

import (
	"context"
	"testing"
	"time"

	"github.com/plantwin/plantwin/sim"
)

// A measure may name signals on which its value does not depend.
func TestMeasureThatReadsNothing(t *testing.T) {
	m, err := compilePart(`plantwin: 1
name: constants
assets:
  in: {kind: source, every: 10 s, to: m.1}
  m: {kind: machine, copies: 3, cycle: 2 s, to: out}
  out: {kind: sink}
run: {for: 1 h, warmup: 0 s}
measure: {c: count(m.*.done), z: 0 * m.1.busy + 3, k: 7 - 2}
`)
	if err != nil {
		t.Fatal(err)
	}
	r, err := sim.New(m.Sim(), sim.Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.AdvanceTo(context.Background(), time.Minute); err != nil {
		t.Fatal(err)
	}
	want := map[string]float64{"c": 3, "z": 3, "k": 5}
	for _, x := range m.Measures() {
		if v, ok := x.Value(r.State()); !ok || v != want[x.Name] {
			t.Errorf("%s = %v, %v, want %v", x.Name, v, ok, want[x.Name])
		}
	}
}
