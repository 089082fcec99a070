package line

import (
	"context"
	"math"
	"path/filepath"
	"testing"
	"time"

	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/sim"
)

func movingCase(t *testing.T, id string) *plant.Model {
	t.Helper()
	return load(t, filepath.Join("..", "..", "bench", "scenarios", "des", id+".yaml"))
}

// stepped is a run that is advanced to one time after another.
type stepped struct {
	t   *testing.T
	m   *plant.Model
	run *sim.Run
}

func begin(t *testing.T, m *plant.Model) *stepped {
	t.Helper()
	run, err := sim.New(m.Sim(), sim.Options{Seed: m.Plan().Seed, Replication: 1})
	if err != nil {
		t.Fatal(err)
	}
	return &stepped{t, m, run}
}

// value is a measure as of a time [s].
func (r *stepped) value(at float64, measure string) float64 {
	r.t.Helper()
	if err := r.run.AdvanceTo(context.Background(), time.Duration(math.Round(at*1e9))); err != nil {
		r.t.Fatal(err)
	}
	for _, x := range r.m.Measures() {
		if x.Name == measure {
			v, _ := x.Value(r.run.State())
			return v
		}
	}
	r.t.Fatalf("no measure %s", measure)
	return 0
}

// counts checks that a count goes up by one at each of the times and at no other, to the nanosecond and a rounding of the
// time of travel.
func counts(t *testing.T, m *plant.Model, measure string, times []float64) {
	t.Helper()
	r := begin(t, m)
	for i := 0; i < len(times); {
		n := i
		for n < len(times) && times[n] == times[i] {
			n++
		}
		if times[i] > 0 {
			if v := r.value(times[i]-2e-9, measure); v != float64(i) {
				t.Errorf("%s is %g just before %g s, not %d", measure, v, times[i], i)
			}
		}
		if v := r.value(times[i]+2e-9, measure); v != float64(n) {
			t.Errorf("%s is %g just after %g s, not %d", measure, v, times[i], n)
		}
		i = n
	}
}

// The reference cases of conveyors: when each part enters the belt and when it leaves it (where a machine stands behind
// it, that is when the machine begins).
func TestConveyors(t *testing.T) {
	for id, x := range map[string]struct{ entry, left []float64 }{
		"conveyor-free-exit":    {[]float64{0, 1.6, 3.2, 5, 6.6, 9}, []float64{24, 25.6, 27.2, 29, 30.6, 33}},
		"conveyor-accumulating": {[]float64{0, 2, 4, 6, 8, 10, 12, 14}, []float64{10, 13, 16, 19, 22, 25, 28, 31}},
		"conveyor-slow-belt":    {[]float64{0, 4, 8, 30, 34}, []float64{20, 24, 28, 50, 54}},
		"conveyor-belt-stops":   {[]float64{0, 2, 4, 6, 8, 11.5}, []float64{6, 10, 14, 18, 22, 26}},
	} {
		t.Run(id, func(t *testing.T) {
			m := movingCase(t, id)
			counts(t, m, "entered", x.entry)
			counts(t, m, "left", x.left)
			values := replicate(t, m)
			for i, x := range m.Measures() {
				if x.Recorded != nil {
					checkMean(t, x.Name, values[i], *x.Recorded, 0.05)
				}
			}
		})
	}
}

// Reference case agv-shuttle: a delivery every 125 s from 75 s on, and the shares of time over whole cycles.
func TestShuttle(t *testing.T) {
	m := movingCase(t, "agv-shuttle")
	var times []float64
	for k := range 29 {
		times = append(times, 75+125*float64(k))
	}
	counts(t, m, "deliveries", times)
	r := begin(t, m)
	if v := r.value(3600, "deliveries"); v != 29 {
		t.Errorf("%g deliveries in an hour, not 29", v)
	}
	for name, want := range map[string]float64{"travel_loaded": 0.4, "travel_empty": 0.4, "loading": 0.08, "unloading": 0.12} {
		if v := r.value(125*100, name); math.Abs(v-want) > 1e-12 {
			t.Errorf("%s takes %g of the time, not %g", name, v, want)
		}
	}
}
