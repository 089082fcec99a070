package line

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
	"github.com/plantwin/plantwin/sim"
)

// linesCases are the reference cases of serial lines, flow shops, calendars and maintenance.
var linesCases = []string{
	"line-2-0", "line-2-5", "line-2-3-unbalanced", "line-3-0", "line-4-0", "line-3-2", "line-3-unbalanced",
	"unreliable-2-5-working-time", "unreliable-2-3-working-time", "unreliable-2-3-calendar", "unreliable-3-2-working-time",
	"buzacott-symmetric", "buzacott-asymmetric", "age-replacement", "effective-time",
	"flow-shop-buffers-infinite", "flow-shop-buffers-0", "flow-shop-buffers-1", "two-shifts-with-breaks",
}

// Every value that is known lies in the 99.9 % interval of the replications, which is no wider than a twentieth of the
// value on either side; where nothing is random it comes out to rounding.
func TestLines(t *testing.T) {
	for _, id := range linesCases {
		t.Run(id, func(t *testing.T) {
			checkCase(t, id, func(string, string) float64 { return 0.05 })
		})
	}
}

// A run ends when run.until holds: the minute in which a part of the two-shift case comes out.
func TestUntil(t *testing.T) {
	sc, err := scenarios.Load(filepath.Join("..", "..", "bench", "scenarios", "des", "two-shifts-with-breaks.yaml"), scenarios.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for title, minute := range map[string]float64{"part 1": 367, "part 100": 1120, "part 200": 2330} {
		v, err := sc.Variant(title)
		if err != nil {
			t.Fatal(err)
		}
		m, err := plant.Compile(v)
		if err != nil {
			t.Fatal(err)
		}
		for i, x := range m.Measures() {
			if x.Name == "last_finish_minute" {
				checkMean(t, title, replicate(t, m)[i], minute, 0)
			}
		}
	}
}

// The shipped studies of processing and maintenance run, in every variant.
func TestShippedProcessing(t *testing.T) {
	for _, name := range []string{"machining-cell", "door-assembly", "heat-treatment"} {
		sc, err := scenarios.Load(filepath.Join("..", "..", "scenarios", name+".yaml"), scenarios.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range sc.Variants {
			x, err := sc.Variant(v.Title)
			if err != nil {
				t.Fatal(err)
			}
			m, err := plant.Compile(x)
			if err != nil {
				t.Fatalf("%s, %s: %v", name, v.Title, err)
			}
			run, err := sim.New(m.Sim(), sim.Options{Seed: 1, Replication: 1})
			if err == nil {
				err = run.AdvanceTo(context.Background(), m.Plan().For)
			}
			if err != nil {
				t.Fatalf("%s, %s: %v", name, v.Title, err)
			}
			for _, k := range m.Measures() {
				if f, ok := k.Value(run.State()); !ok || !(f >= 0) {
					t.Errorf("%s, %s: %s = %g (%v)", name, v.Title, k.Name, f, ok)
				}
			}
		}
	}
}
