package physics

import (
	"math"
	"testing"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/table"
)

func newFaults() *source.Faults { return &source.Faults{} }

// tablesOf gives every table parameter of a kind the straight line y = 2 x between 0 and 100 (SI).
func tablesOf(k *Kind) map[string]Binding {
	out := map[string]Binding{}
	for i := range k.Parameters {
		if k.Parameters[i].Table {
			s, _ := table.NewSeries([]float64{0, 100}, []float64{0, 200}, table.Linear, table.Hold)
			out[k.Parameters[i].Name] = Table(s)
		}
	}
	return out
}

// TestLibrary runs the check of every embedded kind; each has to have one, with a source.
func TestLibrary(t *testing.T) {
	kinds, err := Library()
	if err != nil {
		t.Fatal(err)
	}
	if len(kinds) < 5 {
		t.Fatalf("%d kinds", len(kinds))
	}
	for _, k := range kinds {
		t.Run(k.Name, func(t *testing.T) {
			c := k.Check
			if c == nil || k.About == "" || k.Source == "" {
				t.Fatal("about, source or check is missing")
			}
			got := play(t, bench(t, k, c.Set, c.Start, tablesOf(k)), nil, c.At, 1e-9)
			for name, want := range c.Expect {
				v, ok := got[name]
				if !ok {
					t.Fatalf("no %s", name)
				}
				if !(math.Abs(v-want) <= c.Within*math.Max(math.Abs(want), 1e-9)) {
					t.Errorf("%s = %.12g, want %.12g", name, v, want)
				}
			}
			for _, list := range [][]Variable{k.Parameters, k.Inputs, k.States, k.Outputs} {
				for i := range list {
					if list[i].About == "" && !list[i].part {
						t.Errorf("%s has no about", list[i].Name)
					}
				}
			}
		})
	}
}
