package plant_test

import (
	"context"
	"testing"
	"time"

	"github.com/plantwin/plantwin/sim"
)

// A measure may name signals on which its value does not depend.
func TestMeasureThatReadsNothing(t *testing.T) {
	m, err := compilePart(study(map[string]string{"measure": ", c: count(*.done), z: 0 * m.busy + 3, k: 7 - 2"}))
	if err != nil {
		t.Fatal(err)
	}
	r, err := sim.New(m.Sim(), sim.Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.AdvanceTo(context.Background(), time.Hour); err != nil {
		t.Fatal(err)
	}
	want := map[string]float64{"n": 360, "c": 3, "z": 3, "k": 5}
	for _, x := range m.Measures() {
		v, ok := x.Value(r.State())
		if x.Name == "n" { // the last part may stand at the machine at the end
			ok, v = ok && v >= 358, 360
		}
		if !ok || v != want[x.Name] {
			t.Errorf("%s = %v, %v, want %v", x.Name, v, ok, want[x.Name])
		}
	}
}
