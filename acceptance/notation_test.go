package acceptance

import (
	"os"
	"regexp"
	"testing"
	"time"

	"github.com/plantwin/plantwin/sim"
)

// beyondRuns are the sections that a run of the plant does not need, up to the next key of the file.
var beyondRuns = regexp.MustCompile(`(?m)^(alarms|twin|calibrate):.*\n(?:[ #].*\n)*`)

// TestNotationStudies runs the four studies with which the notation was designed, as written but for the sections that belong
// to a live twin and to recordings, in every variant, and holds figures that follow by hand.
func TestNotationStudies(t *testing.T) {
	for _, c := range []struct {
		file  string
		until time.Duration
		check func(t *testing.T, variant string, v map[string]float64)
	}{
		{"body-line", 2 * 24 * time.Hour, func(t *testing.T, variant string, v map[string]float64) {
			between(t, variant, v, "bodies", 15.0/3600, 40.0/3600) // no more than is ordered, on two shifts of three
		}},
		{"paint-shop", 3 * 24 * time.Hour, func(t *testing.T, variant string, v map[string]float64) {
			// First come, first served, the booth spends 21 changes in 34 on 3 to 9 min; a body costs 75 s without.
			low, high := 0.5/110, 1.02/110
			if variant == "first come first served" {
				low, high = 0.2/110, 0.5/110
			}
			between(t, variant, v, "good", low, high)
			// At least what 20 bodies of a full batch take up, 85 kW for 30 min, in kWh; the losses are 220 kW whether it is full or not.
			between(t, variant, v, "gas_per_body", 85*0.5/20, 40)
		}},
		{"batch-reactor", 2 * 24 * time.Hour, func(t *testing.T, variant string, v map[string]float64) {
			between(t, variant, v, "batches", 10.0/48/3600, 1/3.0/3600)
			// 1,900 kg from 18 to 77 degC by at most 3 kg/s of water: not below the energy over the greatest heat flow.
			between(t, variant, v, "heat_time", 10, 120) // min
		}},
		{"press-cooling", 24 * time.Hour, nil},
	} {
		t.Run(c.file, func(t *testing.T) {
			data, err := os.ReadFile("../scenarios/testdata/good/" + c.file + ".yaml")
			if err != nil {
				t.Fatal(err)
			}
			sc := parse(t, string(beyondRuns.ReplaceAll(data, nil)))
			for _, variant := range sc.Variants {
				one, err := sc.Variant(variant.Title)
				if err != nil {
					t.Fatal(err)
				}
				m := compile(t, one)
				r := start(t, m, sim.Options{Seed: 1, WarmUp: 4 * time.Hour})
				advance(t, r, c.until)
				if v := figures(m, r.State()); c.check != nil {
					c.check(t, variant.Title, v)
				}
			}
		})
	}
}

// between holds a figure to a range.
func between(t *testing.T, variant string, v map[string]float64, name string, low, high float64) {
	t.Helper()
	if x := v[name]; !(x >= low && x <= high) {
		t.Errorf("%s: %s is %.4g, not between %.4g and %.4g", variant, name, x, low, high)
	}
}
