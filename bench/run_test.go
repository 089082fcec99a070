package bench_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/plantwin/plantwin/bench"
	"github.com/plantwin/plantwin/sim"
)

// start makes a run of a model and advances it to warm, so that arenas and queues
// have grown.
func start(tb testing.TB, m *sim.Model, warm time.Duration) *sim.Run {
	tb.Helper()
	r, err := sim.New(m, sim.Options{Seed: 1})
	if err != nil {
		tb.Fatal(err)
	}
	advance(tb, r, warm)
	return r
}

func advance(tb testing.TB, r *sim.Run, t time.Duration) {
	tb.Helper()
	if err := r.AdvanceTo(context.Background(), t); err != nil {
		tb.Fatal(err)
	}
}

func compile(tb testing.TB, name string) *sim.Model {
	tb.Helper()
	m, err := bench.Model(name)
	if err != nil {
		tb.Fatal(err)
	}
	return m.Sim()
}

// BenchmarkLine is a customer of the queues, a part of the line, from the scenario
// file with all statistics that are always kept.
func BenchmarkLine(b *testing.B) {
	for _, w := range []struct {
		name      string
		perSecond float64
	}{{"mm1", 0.8}, {"mm5", 4}, {"line10", 0.503}} {
		b.Run(w.name, func(b *testing.B) {
			r := start(b, compile(b, w.name), 20_000*time.Second)
			b.ReportAllocs()
			b.ResetTimer()
			advance(b, r, r.State().Now+time.Duration(float64(b.N)/w.perSecond*1e9))
		})
	}
}

// BenchmarkHold is an event of the kernel alone, by the number pending.
func BenchmarkHold(b *testing.B) {
	for _, pending := range []int{100, 10_000, 1_000_000} {
		b.Run(fmt.Sprint(pending), func(b *testing.B) {
			m, err := bench.Hold(pending)
			if err != nil {
				b.Fatal(err)
			}
			r := start(b, m, time.Second)
			b.ReportAllocs()
			b.ResetTimer()
			advance(b, r, r.State().Now+time.Duration(float64(b.N)/float64(pending)*1e9))
		})
	}
}

// BenchmarkAssets is a customer (two events) of a plant of that many assets.
func BenchmarkAssets(b *testing.B) {
	for _, cells := range []int{4, 34, 334, 3334} {
		b.Run(fmt.Sprint(3*cells), func(b *testing.B) {
			m, err := bench.Cells(cells)
			if err != nil {
				b.Fatal(err)
			}
			r := start(b, m.Sim(), 200*time.Second)
			b.ReportAllocs()
			b.ResetTimer()
			advance(b, r, r.State().Now+time.Duration(float64(b.N)/0.8/float64(cells)*1e9))
		})
	}
}

// BenchmarkEquations is a whole solve of each problem at rtol 1e-6, with the
// set-up of its run. All allocations are those of the set-up.
func BenchmarkEquations(b *testing.B) {
	for _, name := range bench.Names("ode") {
		b.Run(name[len("ode/"):], func(b *testing.B) {
			m, err := bench.Model(name)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for range b.N {
				start(b, m.Sim(), m.Plan().For)
			}
		})
	}
}

// TestNoAllocation holds queues, line, hold model and equations at none in the
// steady state: from a run's growth on, none an event, a part or a step.
func TestNoAllocation(t *testing.T) {
	hold, err := bench.Hold(1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		model *sim.Model
		warm  time.Duration
		step  time.Duration
	}{
		{"mm1", compile(t, "mm1"), 100_000 * time.Second, 1000 * time.Second},
		{"mm5", compile(t, "mm5"), 50_000 * time.Second, 1000 * time.Second},
		{"line10", compile(t, "line10"), 20_000 * time.Second, 1000 * time.Second},
		{"hold", hold, 10 * time.Second, time.Second},
		{"lorenz", compile(t, "ode/lorenz"), time.Second, time.Second},
		{"oregonator", compile(t, "ode/oregonator"), 200 * time.Second, 10 * time.Second},
		{"thermostat_tank_1000", compile(t, "ode/thermostat_tank_1000"), 100_000 * time.Second, 100_000 * time.Second},
	} {
		r := start(t, c.model, c.warm)
		// A queue that becomes longer than ever before grows, which happens once in many runs: the mean is rounded down.
		if n := testing.AllocsPerRun(5, func() { advance(t, r, r.State().Now+c.step) }); n != 0 {
			t.Errorf("%s: %g allocations in %v", c.name, n, c.step)
		}
	}
}

// TestScenarios compiles and runs each scenario of the comparison for a while.
func TestScenarios(t *testing.T) {
	for _, folder := range []string{".", "ode"} {
		names := bench.Names(folder)
		if len(names) < 7 {
			t.Fatalf("%d scenarios in %s", len(names), folder)
		}
		for _, name := range names {
			m, err := bench.Model(name)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			r := start(t, m.Sim(), min(m.Plan().For, 10_000*time.Second))
			for _, x := range m.Measures() {
				if _, ok := x.Value(r.State()); !ok {
					t.Errorf("%s: %s has no value", name, x.Name)
				}
			}
		}
	}
}
