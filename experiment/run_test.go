package experiment

import (
	"bytes"
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/plantwin/plantwin/internal/table"
)

// bytesOf is the content of all tables.
func bytesOf(t *testing.T, r *Result) string {
	t.Helper()
	var b bytes.Buffer
	for _, tab := range r.Tables() {
		b.WriteString(tab.Name + "\n")
		if err := table.WriteCSV(&b, tab); err != nil {
			t.Fatal(err)
		}
		if err := table.WriteParquet(&b, tab); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

func mustRun(t *testing.T, s *Study, f Simulator, workers int, o Options) *Result {
	t.Helper()
	r, err := Run(context.Background(), s, &Local{Sim: f, Workers: workers}, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestSameBytesWithAnyNumberOfWorkers(t *testing.T) {
	s := fakeStudy("base", "more", "most")
	s.Plan.Auto = true
	s.Plan.Max, s.Plan.Precision = 80, []Precision{{"throughput", 0.01}}
	f := &fake{gain: []float64{0, 2, 3}, shared: 3, own: 1, fails: func(t Task) bool { return t.Variant == 1 && t.Replication == 4 }}
	one := mustRun(t, s, f, 1, Options{Window: 3})
	for _, workers := range []int{2, 7} {
		many := mustRun(t, s, f, workers, Options{Window: 16})
		if bytesOf(t, one) != bytesOf(t, many) {
			t.Errorf("%d workers give other bytes than one", workers)
		}
		if many.Manifest.Replications != one.Manifest.Replications {
			t.Errorf("%d workers stop after %d replications, one after %d", workers, many.Manifest.Replications, one.Manifest.Replications)
		}
	}
	if n := one.Manifest.Replications; n <= 10 || n >= 80 {
		t.Errorf("stopped after %d replications: the rule was not at work", n)
	}
}

func TestStoppingRuleOnThePrefix(t *testing.T) {
	s := fakeStudy("base", "more")
	s.Plan.Max, s.Plan.Precision = 200, []Precision{{"throughput", 0.005}}
	f := &fake{gain: []float64{0, 2}, shared: 3, own: 1}
	r := mustRun(t, s, f, 2, Options{})
	n := r.Manifest.Replications
	// By hand: the first n from Min on at which both variants are precise.
	values := map[string][]float64{}
	for _, v := range r.Runs {
		if v.Measure == "throughput" {
			values[v.Variant] = append(values[v.Variant], v.Value)
		}
	}
	precise := func(k int) bool {
		for _, v := range values {
			e := estimate(v[:k], 0.95)
			if e.HalfWidth > 0.005*e.Mean {
				return false
			}
		}
		return true
	}
	for k := 10; k < n; k++ {
		if precise(k) {
			t.Fatalf("should have stopped after %d replications, not %d", k, n)
		}
	}
	if !precise(n) || !r.Manifest.Precise {
		t.Errorf("stopped after %d replications without the precision", n)
	}
	if len(values["base"]) != n || len(values["more"]) != n {
		t.Errorf("variants ran %d and %d replications, not %d", len(values["base"]), len(values["more"]), n)
	}
}

func TestMaxEndsTheRun(t *testing.T) {
	s := fakeStudy("base")
	s.Plan.Max, s.Plan.Precision = 15, []Precision{{"throughput", 1e-9}}
	r := mustRun(t, s, &fake{gain: []float64{0}, shared: 3}, 2, Options{})
	if r.Manifest.Replications != 15 || r.Manifest.Precise {
		t.Errorf("replications %d, precise %v", r.Manifest.Replications, r.Manifest.Precise)
	}
}

func TestFailuresAreRowsAndTheRestCounts(t *testing.T) {
	s := fakeStudy("base", "more")
	f := &fake{gain: []float64{0, 2}, shared: 3, fails: func(t Task) bool { return t.Variant == 1 && t.Replication <= 2 }}
	r := mustRun(t, s, f, 2, Options{})
	if len(r.Failures) != 2 || r.Failures[0] != (Failure{"more", 1, 7, 90, "press", "stuck, with \"quotes\",\nand a line"}) {
		t.Errorf("failures: %+v", r.Failures)
	}
	if k := r.KPIs[2]; k.Variant != "more" || k.Measure != "throughput" || k.Replications != 8 {
		t.Errorf("KPI of the variant that failed twice: %+v", k)
	}
	// Noise is shared entirely, so every pair differs by exactly the gain up to rounding of 1e2 + 2.
	if c := r.Compare[0]; math.Abs(c.Difference-2) > 1e-12 || c.HalfWidth > 1e-12 {
		t.Errorf("comparison over the pairs that are left: %+v", c)
	}
	for _, v := range r.Runs {
		if v.Variant == "more" && v.Replication <= 2 {
			t.Errorf("a failed replication has a value: %+v", v)
		}
	}
}

func TestPilotTakesTheLatestPoint(t *testing.T) {
	s := fakeStudy("base", "more", "most")
	s.Plan.Auto = true
	f := &fake{gain: []float64{0, 0, 0}}
	all := mustRun(t, s, f, 2, Options{})
	// The variant "most" is offset by 20 deviations for the first 200 buckets of 10 s.
	if w := all.Manifest.WarmUp; w < 2000 || w > 2100 || all.Manifest.Pilot.Variant != "most" {
		t.Errorf("warm-up %v s from %+v", w, all.Manifest.Pilot)
	}
	alone := mustRun(t, s, f, 2, Options{Only: []string{"base"}})
	if alone.Manifest.WarmUp != all.Manifest.WarmUp {
		t.Errorf("a variant alone has warm-up %v, with the others %v", alone.Manifest.WarmUp, all.Manifest.WarmUp)
	}
	if alone.KPIs[0] != all.KPIs[0] {
		t.Errorf("a variant alone has other numbers: %+v, %+v", alone.KPIs[0], all.KPIs[0])
	}
}

func TestUnknownVariantAndCancel(t *testing.T) {
	s := fakeStudy("base")
	_, err := Run(context.Background(), s, &Local{Sim: &fake{gain: []float64{0}}}, Options{Only: []string{"bas"}})
	var unknown *UnknownVariant
	if !errors.As(err, &unknown) {
		t.Errorf("error %v", err)
	}
	s.Plan.Min, s.Plan.Max = 1e6, 1e6
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if _, err := Run(ctx, s, &Local{Sim: &fake{gain: []float64{0}}}, Options{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("cancelled run gives %v", err)
	}
}

// liar hands back an outcome that it was not asked for.
type liar struct{}

func (liar) Run(ctx context.Context, tasks <-chan Task, outcomes chan<- Outcome) error {
	<-tasks
	select {
	case outcomes <- Outcome{Number: 99}:
	case <-ctx.Done():
	}
	return nil
}

func TestRunnerThatMisbehaves(t *testing.T) {
	if _, err := Run(context.Background(), fakeStudy("base"), liar{}, Options{}); err == nil {
		t.Error("an outcome out of nowhere was taken")
	}
}
