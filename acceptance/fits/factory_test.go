package fits

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/experiment"
	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/scenarios"
)

// TestFactory lets the calibration choose how two shop floors work: with service
// times alone flow times are under-predicted by a third; the blocking of the
// cranes explains them. What was fitted to one block is held against that block.
func TestFactory(t *testing.T) {
	data := shared(t, "data", "smart_factory_log")
	for _, c := range []struct {
		log        string
		flow, wait string
		recorded   float64
	}{{"block_a.csv", "1255", "79.1", 1255}, {"block_c.csv", "900", "53.3", 900}} {
		sc := block(t, data, c.log, c.flow, c.wait)
		fits := fit(t, sc)
		note := fits.Notes[len(fits.Notes)-1]
		t.Logf("%s: %s", c.log, note.Summary)
		if strings.Contains(note.Summary, `chosen: "queues alone"`) || !strings.Contains(note.Summary, "blocked") {
			t.Errorf("%s: no blocking was chosen: %s", c.log, note.Summary)
		}
		fitted, err := sc.Patch(fits.Overlay)
		if err != nil {
			t.Fatal(err)
		}
		p, err := experiment.Prepare(fitted)
		if err != nil {
			t.Fatal(err)
		}
		res, err := experiment.Run(context.Background(), p.Study, &experiment.Local{Sim: p}, experiment.Options{Only: []string{"base"}})
		if err != nil || len(res.Failures) > 0 {
			t.Fatal(err, res.Failures)
		}
		for _, k := range res.KPIs {
			if k.Measure != "flow_time" {
				continue
			}
			off := k.Mean/c.recorded - 1
			t.Logf("%s: flow time %.0f ± %.0f s, recorded %.0f s: %+.1f %%", c.log, k.Mean, k.HalfWidth, c.recorded, 100*off)
			if math.Abs(off) > 0.1 {
				t.Errorf("%s: flow time is off by %.1f %%, allowed: 10 %%", c.log, 100*off)
			}
		}
	}
}

// block is the ready-made scenario for one block of the log.
func block(t *testing.T, data, log, flow, wait string) *scenarios.Scenario {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(readyMade, "matched-factory.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer("block_a.csv", log, "1255 s", flow+" s", "79.1 s", wait+" s").Replace(string(raw))
	sc, err := scenarios.Parse(&source.File{Name: "matched-factory.yaml", Data: []byte(text)}, func(name string) ([]byte, error) {
		return os.ReadFile(filepath.Join(data, name))
	})
	if err != nil {
		t.Fatal(err)
	}
	return sc
}

// TestMatch finds a number that acts through the line: the mean service time of a
// queue, by its recorded wait. M/M/1 at one arrival a minute waits
// rho/(1-rho) services, so 135 s belong to a service of 45 s (Kleinrock, Queueing
// systems I (1975), eq. 3.30). Ten runs of 20 days leave about 2 % of noise in
// the wait, 1 % in the service, and the search stops within its last step.
func TestMatch(t *testing.T) {
	sc := parse(t, `
plantwin: 1
name: Queue
assets:
  in: {kind: source, every: {dist: exponential, mean: 60 s}, to: desk}
  desk: {kind: machine, queue: unlimited, cycle: {dist: exponential, mean: 30 s}, to: out}
  out: {kind: sink}
run: {for: 20 d, warmup: 1 d, seed: 3}
measure:
  wait: {value: desk.wait.mean, unit: s, recorded: 135 s}
calibrate:
  desk:
    match: wait
    fit: {desk.cycle.mean: {min: 20 s, max: 55 s}}
    replications: 10
`, nil)
	fits := fit(t, sc)
	got := fits.Estimates[0].Value
	t.Logf("service of %.4g s, %s", got, fits.Notes[0].Summary)
	if math.Abs(got-45) > 1 {
		t.Errorf("service %g s, want 45 s", got)
	}
}
