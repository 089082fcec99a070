package acceptance

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/calibrate"
	"github.com/plantwin/plantwin/experiment"
	"github.com/plantwin/plantwin/report"
	"github.com/plantwin/plantwin/scenarios"
)

// TestModelFactory fits the service times of the model factory, one distribution
// for each activity on each machine, simulates the recorded cases on their
// recorded routes, and puts flow time, wait and makespan beside the log.
func TestModelFactory(t *testing.T) {
	data := shared(t, "data", "smart_factory_log")
	sc, err := scenarios.Load(filepath.Join(readyMade, "model-factory.yaml"), scenarios.Options{Data: []string{data}})
	if err != nil {
		t.Fatal(err)
	}
	fits, err := calibrate.Study(context.Background(), sc, calibrate.StudyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	checkActivities(t, sc, fits)
	fitted, err := sc.Patch(fits.Overlay)
	if err != nil {
		t.Fatal(err)
	}
	p, err := experiment.Prepare(fitted)
	if err != nil {
		t.Fatal(err)
	}
	res, err := experiment.Run(context.Background(), p.Study, &experiment.Local{Sim: p}, experiment.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Failures) > 0 {
		t.Fatalf("failed: %v", res.Failures[0])
	}
	checkLogFigures(t, p, res)
	var page bytes.Buffer
	if err := report.Write(&page, res, report.NewSheet(p.Models[0], nil)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"recorded", "3183"} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the report does not say %q", want)
		}
	}
}

// checkActivities asks for an estimate of each activity on each machine that the
// log shows at least twice with different durations, and of no other.
func checkActivities(t *testing.T, sc *scenarios.Scenario, fits *calibrate.Fits) {
	t.Helper()
	log := sc.Data["block_a.csv"]
	machine, err := log.Column("resource")
	if err != nil {
		t.Fatal(err)
	}
	activity, err := log.Column("activity")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]int{}
	for i := range machine.Text {
		rows[fmt.Sprintf("%s.cycle.%s", machine.Text[i], activity.Text[i])]++
	}
	fitted := map[string]bool{}
	for _, p := range fits.Overlay {
		fitted[p.Path] = true
		if rows[p.Path] == 0 {
			t.Errorf("%s is fitted and not in the log", p.Path)
		}
	}
	for path, n := range rows {
		if n >= 2 && !fitted[path] {
			t.Errorf("%s stands %d times in the log and is not fitted", path, n)
		}
	}
}

// checkLogFigures holds what was simulated against the log: all cases come out,
// the key figures have intervals and stand beside the recorded ones, and a
// factory without blocking at the grippers is quicker than the real one.
func checkLogFigures(t *testing.T, p *experiment.Plant, res *experiment.Result) {
	t.Helper()
	recorded := map[string]float64{"flow_time": 1255, "wait": 79.1, "makespan": 3183}
	for _, m := range p.Study.Measures {
		if m.Recorded == nil || *m.Recorded != recorded[m.Name] {
			t.Errorf("%s: recorded %v, want %g", m.Name, m.Recorded, recorded[m.Name])
		}
	}
	for _, k := range res.KPIs {
		if k.Variant != "base" {
			continue
		}
		t.Logf("%s %.4g ± %.2g %s, recorded %g", k.Measure, k.Mean, k.HalfWidth, k.Unit, recorded[k.Measure])
		if math.IsNaN(k.Mean) || k.Replications != 30 || k.Mean <= 0 || k.Mean >= recorded[k.Measure] {
			t.Errorf("%s is %g over %d replications", k.Measure, k.Mean, k.Replications)
		}
	}
}
