package acceptance

import (
	"context"
	"fmt"
	"math"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/plantwin/plantwin/sim"
)

// hall is a scenario of n machines, each with its own arrivals and its own heat:
// 2 n + 1 assets of the line and n islands. quick is the number of the one machine
// whose parts come at another pace, 0 for none.
func hall(n, quick int) string {
	var b strings.Builder
	b.WriteString("plantwin: 1\nname: Hall\nassets:\n  out: {kind: sink}\n")
	for i := 1; i <= n; i++ {
		gap := "90 s"
		if i == quick {
			gap = "70 s"
		}
		fmt.Fprintf(&b, "  s%d: {kind: source, every: {dist: exponential, mean: %s}, to: m%d}\n", i, gap, i)
		fmt.Fprintf(&b, "  m%d: {kind: machine, queue: unlimited, cycle: {dist: triangular, min: 30 s, mode: 50 s, max: 70 s}, to: out}\n", i)
		fmt.Fprintf(&b, "  h%d: {kind: thermal-mass, C: 40 kJ/K, UA: 60 W/K, heat: 4 kW * m%d.busy, ambient: 22 degC, start: {T: 22 degC}}\n", i, i)
	}
	b.WriteString("run: {for: 10 d, warmup: 0 s}\nmeasure:\n  done: out.done.total\n  warm: {value: h1.T.mean, unit: degC}\n")
	return b.String()
}

// hot is a run of a hall that has been going for two hours, so that its heap, its
// parts and its records have the size that they keep.
func hot(t testing.TB, n int) *sim.Run {
	t.Helper()
	r := start(t, compile(t, parse(t, hall(n, 0))), sim.Options{})
	advance(t, r, 2*time.Hour)
	return r
}

// BenchmarkLocality is the cost of a simulated hour of 100 and of 1,000 machines,
// each with a thermal model.
func BenchmarkLocality(b *testing.B) {
	for _, n := range []int{100, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r := hot(b, n)
			b.ReportAllocs()
			for b.Loop() {
				if err := r.AdvanceTo(context.Background(), r.State().Now+time.Hour); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(b.Elapsed().Seconds()*1e6/float64(b.N)/float64(n), "us/machine-hour")
		})
	}
}

// TestCostIsLocal asks that ten times as many machines cost about ten times as
// much: nothing goes through all of them at each event, which would cost a hundred
// times as much. What is above ten is memory that has gone cold between two events
// of a machine, and depends on what else runs on the computer. The long form, for a
// quiet one, asks for a ratio between 8 and 12.5; the short one for less than 25.
// Other programs make a measurement slower, never faster; so many short ones
// alternate, and the cheapest of each counts.
func TestCostIsLocal(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	most := 25.0
	if os.Getenv("PLANTWIN_LONG") == "1" {
		most = 12.5
	}
	halls := [2]*sim.Run{hot(t, 100), hot(t, 1000)}
	slice := [2]time.Duration{100 * time.Minute, 10 * time.Minute}
	best := [2]float64{math.Inf(1), math.Inf(1)} // [s] of a machine in a simulated hour
	ratio := 0.0
	for try := range 400 {
		for k, r := range halls {
			best[k] = math.Min(best[k], costOf(t, r, slice[k]))
		}
		if ratio = 10 * best[1] / best[0]; try >= 50 && ratio > 8 && ratio < most {
			break
		}
	}
	t.Logf("a machine in a simulated hour: %.3g us of 100 machines, %.3g us of 1,000, ratio of the halls %.3g", 1e6*best[0], 1e6*best[1], ratio)
	if !(ratio > 8 && ratio < most) {
		t.Errorf("ten times as many machines cost %.3g times as much", ratio)
	}
}

// perHour is how many events the line handles for one machine in an hour: three
// for each part (arrival, completion, sink or the next start). It only sets the
// scale; the work of a slice is counted, because it is random.
const perHour = 3 * 3600 / 90

// costOf is the processor time [s] of a slice, for as many events as a machine has
// in an hour.
func costOf(t *testing.T, r *sim.Run, length time.Duration) float64 {
	t.Helper()
	events, before := r.Events(), processorTime(t)
	advance(t, r, r.State().Now+length)
	return (processorTime(t) - before).Seconds() / float64(r.Events()-events) * perHour
}

// processorTime is what the process has used so far.
func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Skipf("no processor time here: %v", err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// count runs a hall and gives what the island of each machine has cost and how
// many parts the machine finished.
func count(t *testing.T, text string, length time.Duration) (effort map[string]sim.Effort, done map[string]int) {
	t.Helper()
	m := compile(t, parse(t, text))
	r := start(t, m, sim.Options{})
	advance(t, r, length)
	effort, done = map[string]sim.Effort{}, map[string]int{}
	for i, names := range m.Islands() {
		effort[strings.Join(names, " ")] = r.State().Effort(i)
	}
	for name, v := range figures(m, r.State()) {
		if machine, ok := strings.CutPrefix(name, "done_"); ok {
			done[machine] = int(v)
		}
	}
	return effort, done
}

// counting is a hall that says how many parts each machine has finished.
func counting(n, quick int) string {
	var b strings.Builder
	b.WriteString(hall(n, quick))
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, "  done_h%d: m%d.done.total\n", i, i)
	}
	return b.String()
}

// TestRestartIsLocal asks that a machine that begins or ends to work touches its
// own island and no other: where one machine gets its parts at another pace, not
// one evaluation of the others' equations is added or missing; and a machine among
// forty asks as much of its equations as the same machine among five.
func TestRestartIsLocal(t *testing.T) {
	const machines, quick, length = 40, 17, 10 * time.Hour
	plain, done := count(t, counting(machines, 0), length)
	other, _ := count(t, counting(machines, quick), length)
	few, _ := count(t, counting(5, 0), length)
	if len(plain) != machines || len(few) != 5 {
		t.Fatalf("%d and %d islands, want %d and 5", len(plain), len(few), machines)
	}
	total := int64(0)
	for name, n := range plain {
		total += n.Evals
		if same := other[name] == n; same == (name == fmt.Sprintf("h%d", quick)) {
			t.Errorf("%s: %+v, and %+v where only machine %d has another pace", name, n, other[name], quick)
		}
		if alone, ok := few[name]; ok && alone != n {
			t.Errorf("%s: %+v among %d, %+v among 5", name, n, machines, alone)
		}
		// A machine that begins or ends a part restarts its island; a few steps
		// lead from one restart to the next, whatever the other machines do.
		if parts := int64(done[name]); n.Steps < parts/4 || n.Steps > 20+6*(2*parts+2) {
			t.Errorf("%s: %d steps with %d parts", name, n.Steps, parts)
		}
	}
	t.Logf("%d islands, equations evaluated %d times; h1: %+v with %d parts", len(plain), total, plain["h1"], done["h1"])
}
