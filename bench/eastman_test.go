package bench_test

import (
	"testing"
	"time"

	"github.com/plantwin/plantwin/bench"
	"github.com/plantwin/plantwin/sim"
)

const twoDays = 48 * time.Hour

// BenchmarkEastman is 48 h of a chemical plant of the size of the Tennessee Eastman problem: 50 states of the process and 30
// controllers in one island, 10 devices with rules on states.
func BenchmarkEastman(b *testing.B) {
	m := compile(b, "eastman")
	for b.Loop() {
		advance(b, start(b, m, 0), twoDays)
	}
}

// TestEastman: the plant is of the size that it is said to be and its controllers hold it; its devices switch, at the pace of
// the process. The work is bounded by count, since times depend on the machine.
func TestEastman(t *testing.T) {
	m, err := bench.Model("eastman")
	if err != nil {
		t.Fatal(err)
	}
	s := m.Sim()
	if len(s.Islands) != 1 || s.Islands[0].System.NY() != 80 || s.Islands[0].System.NG() != 20 {
		t.Fatalf("%d islands, the first with %d states and %d guards", len(s.Islands), s.Islands[0].System.NY(), s.Islands[0].System.NG())
	}
	r, err := sim.New(s, sim.Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	advance(t, r, twoDays)
	for _, x := range m.Measures() {
		low, high := map[string]float64{"product": 1.8, "hottest": 100, "pump_starts": 40, "relief_starts": 5, "fan_starts": 10, "purity": 0}[x.Name],
			map[string]float64{"product": 2.2, "hottest": 130, "pump_starts": 100, "relief_starts": 100, "fan_starts": 100, "purity": 0.02}[x.Name]
		if v, ok := x.Value(r.State()); !ok || v < low || v > high {
			t.Errorf("%s is %v, not between %v and %v", x.Name, v, low, high)
		}
	}
	if e := r.State().Effort(0); e.Evals > 100_000 {
		t.Errorf("%+v", e)
	}
}
