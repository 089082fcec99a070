package calibrate

import (
	"path/filepath"
	"testing"
)

// TestMachineShop ranks families on recorded program runs: the README of the data says that the lognormal beats Weibull and gamma by
// AIC in 17 of the 21 programs with 60 or more runs.
func TestMachineShop(t *testing.T) {
	runs := map[string][]float64{}
	for _, row := range records(t, filepath.Join(reference(t, "."), "..", "data", "machine_shop", "runs.csv")) {
		runs[row["program"]] = append(runs[row["program"]], number(t, row["active_s"]))
	}
	programs, first := 0, 0
	for name, values := range runs {
		if len(values) < 60 {
			continue
		}
		programs++
		fits := FitFamilies(Exact(values...), []string{"weibull", "gamma", "lognormal"})
		if fits[0].Family == "lognormal" {
			first++
		}
		for _, f := range fits {
			if f.Err != nil {
				t.Errorf("program %s: %v", name, f.Err)
			}
		}
	}
	if programs != 21 || first != 17 {
		t.Errorf("lognormal is best in %d of %d programs, want 17 of 21", first, programs)
	}
}
