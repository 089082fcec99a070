package acceptance

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/calibrate"
	"github.com/plantwin/plantwin/scenarios"
)

// TestTemperatureLab fits the three recordings of the two heaters together. The
// figure to reach is that of the data set's README; the coupling between the
// heaters cannot be told from these data, and the fit has to say so.
func TestTemperatureLab(t *testing.T) {
	const peer = 1398.7
	data := shared(t, "data", "tclab")
	sc, err := scenarios.Load(filepath.Join(readyMade, "temperature-lab.yaml"), scenarios.Options{Data: []string{data}})
	if err != nil {
		t.Fatal(err)
	}
	fits, err := calibrate.Study(context.Background(), sc, calibrate.StudyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("RSS %.3f", fits.RSS["board"])
	if rss := fits.RSS["board"]; !(rss > 0 && rss <= peer) {
		t.Errorf("RSS %.6g, to reach: %g", rss, peer)
	}
	found := false
	for _, e := range fits.Estimates {
		if e.Name != "lab.Us" {
			if e.Bound != "" || !(e.Low < e.Value && e.Value < e.High) {
				t.Errorf("%s%s = %g, from %g to %g, bound %q", e.Name, e.Trial, e.Value, e.Low, e.High, e.Bound)
			}
			continue
		}
		found = true
		if e.Bound != "min" || e.Value != 1 {
			t.Errorf("lab.Us = %g, bound %q, want 1 at its min", e.Value, e.Bound)
		}
	}
	if !found {
		t.Error("no estimate of lab.Us")
	}
	var said []string
	for _, n := range fits.Notes {
		said = append(said, n.Warnings...)
	}
	if all := strings.Join(said, "\n"); !strings.Contains(all, "lab.Us ended at its minimum") {
		t.Errorf("no warning about lab.Us in %q", all)
	}
}
