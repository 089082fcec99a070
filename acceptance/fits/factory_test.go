package fits

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/calibrate"
	"github.com/plantwin/plantwin/experiment"
	"github.com/plantwin/plantwin/scenarios"
)

// TestFactory lets the calibration choose how two shop floors work: with service times alone flow times are under-predicted by a third;
// machines that are blocked until the gripper comes explain them. The candidates are every machine in turn. What was fitted to one
// block is held against that block, and the structure, not seen there, against the other.
func TestFactory(t *testing.T) {
	data := shared(t, "data", "smart_factory_log")
	blocks := []struct {
		log        string
		flow, wait string
		recorded   float64
	}{{"block_a.csv", "1255", "79.1", 1255}, {"block_c.csv", "900", "53.3", 900}}
	for i, c := range blocks {
		sc := load(t, blockText(t, c.log, c.flow, c.wait), data)
		fits := fit(t, sc)
		note := fits.Notes[len(fits.Notes)-1]
		t.Logf("%s: %s", c.log, note.Summary)
		if strings.Contains(note.Summary, `chosen: "as written"`) || !strings.Contains(note.Summary, "keeps its place until") {
			t.Errorf("%s: no blocking was chosen: %s", c.log, note.Summary)
		}
		off := flowTime(t, sc, fits)/c.recorded - 1
		t.Logf("%s: flow time %+.1f %% off what was recorded", c.log, 100*off)
		if math.Abs(off) > 0.1 {
			t.Errorf("%s: flow time is off by %.1f %%, allowed: 10 %%", c.log, 100*off)
		}
		o := blocks[1-i]
		text := blockText(t, o.log, o.flow, o.wait)
		other := load(t, text[:strings.Index(text, "    factors:")]+"    among: {as on the other block: "+chosen(fits)+", as written: {use: services}}\n", data)
		found := fit(t, other)
		t.Logf("structure of %s, services of %s: flow time %+.1f %% off (%s)", c.log, o.log, 100*(flowTime(t, other, found)/o.recorded-1), found.Notes[len(found.Notes)-1].Summary)
		if s := found.Notes[len(found.Notes)-1].Summary; !strings.Contains(s, `chosen: "as on the other block"`) {
			t.Errorf("the structure found on %s does not explain %s better than none: %s", c.log, o.log, s)
		}
	}
}

// chosen writes the structure that a fit chose.
func chosen(fits *calibrate.Fits) string {
	use, set := "services", ""
	if strings.Contains(strings.SplitN(fits.Notes[len(fits.Notes)-1].Summary, "misfit", 2)[0], "transfer gaps") {
		use = "from ready"
	}
	for _, p := range fits.Overlay {
		if strings.HasSuffix(p.Path, ".needs") || strings.HasSuffix(p.Path, ".queue") {
			if set != "" {
				set += ", "
			}
			set += p.Path + ": " + p.Value.String()
		}
	}
	return "{use: " + use + ", set: {" + set + "}}"
}

// flowTime is the mean flow time of a scenario with what was fitted.
func flowTime(t *testing.T, sc *scenarios.Scenario, fits *calibrate.Fits) float64 {
	t.Helper()
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
		if k.Measure == "flow_time" {
			return k.Mean
		}
	}
	t.Fatal("no flow time")
	return 0
}

// blockText is the ready-made scenario for one block of the log.
func blockText(t *testing.T, log, flow, wait string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(readyMade, "matched-factory.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer("block_a.csv", log, "1255 s", flow+" s", "79.1 s", wait+" s").Replace(string(raw))
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
