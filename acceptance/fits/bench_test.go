package fits

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/plantwin/plantwin/calibrate"
	"github.com/plantwin/plantwin/scenarios"
)

// BenchmarkFit fits the three scenarios whose peers are timed by compare.sh, from the parsed file to the overlay.
func BenchmarkFit(b *testing.B) {
	for _, c := range []struct{ name, file, data string }{
		{"heaters", "temperature-lab.yaml", shared(b, "data", "tclab")},
		{"tanks", "cascaded-tanks.yaml", shared(b, "data", "cascaded_tanks")},
		{"pump", "pump-thermal.yaml", shared(b, "data", "skab_pump")},
	} {
		b.Run(c.name, func(b *testing.B) {
			sc, err := scenarios.Load(filepath.Join(readyMade, c.file), scenarios.Options{Data: []string{c.data}})
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := calibrate.Study(context.Background(), sc, calibrate.StudyOptions{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
