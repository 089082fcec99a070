package line

import (
	"context"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
	"github.com/plantwin/plantwin/sim"
)

// shipped are the ready-made scenarios of parts, products and control.
var shipped = []string{"release-rules", "make-to-stock", "job-shop", "parcel-day"}

// Every variant of every one runs for two days with each measure read; another worker gives the same state.
func TestShippedParts(t *testing.T) {
	for _, name := range shipped {
		sc, err := scenarios.Load(filepath.Join("..", "..", "scenarios", name+".yaml"), scenarios.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range sc.Variants {
			t.Run(name+"/"+v.Title, func(t *testing.T) {
				one, err := sc.Variant(v.Title)
				if err != nil {
					t.Fatal(err)
				}
				m, err := plant.Compile(one)
				if err != nil {
					t.Fatal(err)
				}
				a, b := advance(t, m, 48*time.Hour), advance(t, m, 48*time.Hour)
				if !a.State().Equal(b.State()) {
					t.Error("two runs differ")
				}
				for _, x := range m.Measures() {
					if _, ok := x.Value(a.State()); !ok {
						t.Errorf("%s has no value", x.Name)
					}
				}
			})
		}
	}
}

func advance(t *testing.T, m *plant.Model, to time.Duration) *sim.Run {
	t.Helper()
	r, err := sim.New(m.Sim(), sim.Options{Seed: 1, Replication: 1})
	if err == nil {
		err = r.AdvanceTo(context.Background(), to)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Nothing is allocated for a part once queues and arrays have grown: expressions, choices, changeovers, pools and
// displacement included, and costs. A histogram may widen now and then, hence one allocation in a hundred parts.
func TestNoAllocationForParts(t *testing.T) {
	for _, name := range append(shipped, "body-line") { // which has costs
		m := load(t, filepath.Join("..", "..", "scenarios", name+".yaml"))
		r := advance(t, m, 20*24*time.Hour)
		_, made := r.State().Parts()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if err := r.AdvanceTo(context.Background(), 60*24*time.Hour); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		_, now := r.State().Parts()
		if each := float64(after.Mallocs-before.Mallocs) / float64(now-made); each > 0.01 {
			t.Errorf("%s: %.3f allocations for each of %d parts", name, each, now-made)
		}
	}
}
