package acceptance

import (
	"context"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/calibrate"
	"github.com/plantwin/plantwin/experiment"
	"github.com/plantwin/plantwin/internal/pressdata"
	"github.com/plantwin/plantwin/scenarios"
)

// fitPressLine carries out the calibrate section of the press line.
func fitPressLine(t *testing.T, sc *scenarios.Scenario) *calibrate.Fits {
	t.Helper()
	fits, err := calibrate.Study(context.Background(), sc, calibrate.StudyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return fits
}

// TestFitFindsTruth asks that the fit's own 95 % intervals hold the values that
// the recordings were made from, and that the families are those of the generator.
func TestFitFindsTruth(t *testing.T) {
	t.Parallel()
	truth := pressdata.True
	want := map[string]float64{ // in the units of the file
		"oil_UA": truth.UA, "oil.C": truth.C / 1e3,
		"press.cycle.mean": truth.Cycle[0], "press.cycle.sd": truth.Cycle[1],
		"press.failures.die.after.shape": truth.Life[0], "press.failures.die.after.scale": truth.Life[1] / 3600,
	}
	fits := fitPressLine(t, load(t, pressLine))
	for _, e := range fits.Estimates {
		v, ok := want[e.Name]
		if !ok {
			t.Errorf("%s is no value of the generator", e.Name)
			continue
		}
		delete(want, e.Name)
		t.Logf("%-32s %.5g (%.5g to %.5g) %s, true %.5g", e.Name, e.Value, e.Low, e.High, e.Unit, v)
		if !(e.Low <= v && v <= e.High) {
			t.Errorf("%s: the interval from %g to %g does not hold %g %s", e.Name, e.Low, e.High, v, e.Unit)
		}
		// An interval that holds everything would prove nothing: its ends lie
		// within 5 %, for the life of the die, of which thirteen failures speak,
		// within a factor of 3.
		most := 1.05
		if strings.Contains(e.Name, ".failures.") {
			most = 3
		}
		if !(e.High/e.Low < most) {
			t.Errorf("%s: the interval from %g to %g says nothing", e.Name, e.Low, e.High)
		}
	}
	for name := range want {
		t.Errorf("no estimate of %s", name)
	}
}

// truthful is the scenario with the values of the generator in it.
func truthful(t *testing.T, sc *scenarios.Scenario) *scenarios.Scenario {
	t.Helper()
	v := pressdata.True
	out, err := sc.Patch(patches(t,
		fmt.Sprintf("oil_UA=%g W/K", v.UA), fmt.Sprintf("oil.C=%g J/K", v.C),
		fmt.Sprintf("press.cycle={dist: lognormal, mean: %g s, sd: %g s}", v.Cycle[0], v.Cycle[1]),
		fmt.Sprintf("press.failures.die.after={dist: weibull, shape: %g, scale: %g s}", v.Life[0], v.Life[1])))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestRankingAgrees compares the variants under the fit with the variants at the
// true values: wherever the 95 % interval of a paired difference there excludes
// zero, the fitted study has to order the two alike. It does so for each measure
// that is ranked. The long form has 200 replications of the file's length at the
// true values, the short one 24 of five days.
func TestRankingAgrees(t *testing.T) {
	t.Parallel()
	length, runs := "run.for=5 d", 24
	if os.Getenv("PLANTWIN_LONG") == "1" {
		length, runs = "run.for=20 d", 200
	}
	sc := load(t, pressLine, length)
	fitted, err := sc.Patch(fitPressLine(t, sc).Overlay)
	if err != nil {
		t.Fatal(err)
	}
	fixed := func(n int) func(*experiment.Plan) {
		return func(p *experiment.Plan) { p.Min, p.Max, p.Precision = n, n, nil }
	}
	there := study(t, truthful(t, sc), 0, fixed(runs), experiment.Options{Series: -1})
	here := study(t, fitted, 0, fixed(min(runs, 100)), experiment.Options{Series: -1})
	for _, measure := range []string{"throughput", "lead_time", "energy_per_part"} {
		compareRanking(t, measure, there, here)
	}
	if a, b := there.Manifest.Decision.Winner, here.Manifest.Decision.Winner; a != b || a == "" {
		t.Errorf("at the true values %q wins, under the fit %q", a, b)
	}
}

// compareRanking compares all pairs of variants by one measure.
func compareRanking(t *testing.T, measure string, there, here *experiment.Result) {
	t.Helper()
	variants := there.Manifest.Variants
	decided := 0
	for i, a := range variants {
		for _, b := range variants[:i] {
			d, half := pairedDifference(there, measure, a, b)
			if !(math.Abs(d) > half) {
				continue
			}
			decided++
			e, _ := pairedDifference(here, measure, a, b)
			if d*e <= 0 {
				t.Errorf("%s of %q less that of %q: %.4g ± %.2g at the true values, %.4g under the fit", measure, a, b, d, half, e)
			}
		}
	}
	t.Logf("%s: %d of %d pairs decided", measure, decided, len(variants)*(len(variants)-1)/2)
	if decided < 4 {
		t.Errorf("%s: only %d pairs of variants differ at the true values", measure, decided)
	}
}

// pairedDifference is the mean difference of two variants over equal replications,
// with the half-width of its 95 % interval (Student).
func pairedDifference(res *experiment.Result, measure, a, b string) (mean, half float64) {
	var x, y []float64
	for _, r := range res.Runs {
		switch {
		case r.Measure != measure:
		case r.Variant == a:
			x = append(x, r.Value)
		case r.Variant == b:
			y = append(y, r.Value)
		}
	}
	n := float64(len(x))
	for i := range x {
		mean += (x[i] - y[i]) / n
	}
	squares := 0.0
	for i := range x {
		squares += (x[i] - y[i] - mean) * (x[i] - y[i] - mean)
	}
	return mean, experiment.StudentT(len(x)-1, 0.95) * math.Sqrt(squares/(n-1)/n)
}
