package line

import (
	"context"
	"math"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
	"github.com/plantwin/plantwin/sim"
)

// partsCases are the reference cases of queues, networks, and given job lists.
var partsCases = []string{
	"mm1-rho050", "mm1-rho080", "mm1-rho095", "md1-rho080", "mu1-rho080", "me3-rho070", "mln1-rho075", "mw1-rho070", "mtri1-rho080", "mh2-rho070",
	"dm1-rho080", "e2m1-rho080", "priority-nonpreemptive", "priority-preemptive-resume", "breakdown-calendar", "breakdown-calendar-frequent",
	"breakdown-working-time", "setup-after-idle", "batch-arrivals-4", "oven-full-loads-of-4", "mm1-transient-5", "mm1-transient-20",
	"mm2-rho090", "mm5-rho080", "mm20-rho070", "mm1k5", "mm1k10-critical", "mm1k6-overloaded", "mm3k8", "erlang-b-exponential", "erlang-b-deterministic",
	"md2-rho080", "md5-rho080", "dm2-rho080", "dm5-rho080", "e2e2-1-rho080", "e2e2-2-rho080", "e3e2-3-rho080",
	"repairman-5-1", "repairman-10-2", "tandem-3", "rework-loop", "jackson-3", "closed-3-5", "closed-balanced-4-8", "assembly-5-5",
	"trace-fifo", "trace-spt", "trace-edd", "trace-lifo", "trace-lpt", "dd1-little",
}

// Every value that is known lies in the 99.9 % interval of the replications, which is no wider than a twentieth of the
// value on either side (a tenth for variances, and in heavy traffic, where the runs would take minutes); where nothing is
// random it comes out to rounding.
func TestParts(t *testing.T) {
	for _, id := range partsCases {
		t.Run(id, func(t *testing.T) {
			checkCase(t, id, widest)
		})
	}
}

// checkCase runs a reference case and holds each figure against its recorded value; wide is how wide its interval may be. Where
// half of the replications give intervals that are no wider, the others are left out.
func checkCase(t *testing.T, id string, wide func(id, measure string) float64) {
	t.Helper()
	m := load(t, filepath.Join("..", "..", "bench", "scenarios", "des", id+".yaml"))
	n := m.Plan().Min
	values := replications(t, m, 0, (n+1)/2)
	narrow := true
	for i, x := range m.Measures() {
		if x.Recorded == nil {
			t.Fatalf("%s: no value is recorded", x.Name)
		}
		_, half := interval(values[i])
		narrow = narrow && half <= wide(id, x.Name)*math.Abs(*x.Recorded)
	}
	if !narrow {
		for i, more := range replications(t, m, (n+1)/2, n) {
			values[i] = append(values[i], more...)
		}
	}
	for i, x := range m.Measures() {
		checkMean(t, x.Name, values[i], *x.Recorded, wide(id, x.Name))
	}
}

func widest(id, measure string) float64 {
	if id == "mm1-rho095" {
		return 0.15
	}
	if id == "mm20-rho070" || strings.HasPrefix(measure, "variance") {
		return 0.12
	}
	return 0.05
}

func load(t *testing.T, path string) *plant.Model {
	t.Helper()
	sc, err := scenarios.Load(path, scenarios.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m, err := plant.Compile(sc)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// replicate runs as many replications as the scenario asks for; the values stand by measure, then replication.
func replicate(t *testing.T, m *plant.Model) [][]float64 {
	t.Helper()
	return replications(t, m, 0, m.Plan().Min)
}

// replications runs those with the numbers from first+1 to last.
func replications(t *testing.T, m *plant.Model, first, last int) [][]float64 {
	t.Helper()
	plan, n := m.Plan(), last-first
	values := make([][]float64, len(m.Measures()))
	for i := range values {
		values[i] = make([]float64, n)
	}
	next := make(chan int, n)
	for r := range n {
		next <- r
	}
	close(next)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for r := range next {
				run, err := sim.New(m.Sim(), sim.Options{Seed: plan.Seed, Replication: first + r + 1, WarmUp: plan.WarmUp})
				if err == nil {
					err = run.AdvanceTo(context.Background(), plan.For)
				}
				if err != nil {
					t.Errorf("replication %d: %v", first+r+1, err)
					return
				}
				for i, x := range m.Measures() {
					v, ok := x.Value(run.State())
					if !ok {
						v = math.NaN()
					}
					values[i][r] = v
				}
			}
		})
	}
	wg.Wait()
	return values
}

// interval is the mean of the values and the half width of its 99.9 % interval, by Student's t; 0 where all are the same.
func interval(v []float64) (mean, half float64) {
	n, ss := float64(len(v)), 0.0
	for _, x := range v {
		mean += x / n
	}
	for _, x := range v {
		ss += (x - mean) * (x - mean)
	}
	if ss == 0 || n < 2 {
		return mean, 0
	}
	return mean, distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 1}.Quantile(0.9995) * math.Sqrt(ss/(n-1)/n)
}

// checkMean holds the mean of the values against what is known.
func checkMean(t *testing.T, name string, v []float64, want, width float64) {
	t.Helper()
	mean, half := interval(v)
	switch {
	case half == 0:
		if !(math.Abs(mean-want) <= 1e-9*math.Max(1, math.Abs(want))) {
			t.Errorf("%s = %.12g, want %.12g", name, mean, want)
		}
	case !(math.Abs(mean-want) <= half+1e-9):
		t.Errorf("%s = %.6g +- %.2g, want %.6g", name, mean, half, want)
	case half > width*math.Abs(want):
		t.Errorf("%s: half width %.2g is more than %g of %.6g", name, half, width, want)
	}
}
