package physics

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/plantwin/plantwin/physics"
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
	"github.com/plantwin/plantwin/sim"
)

// TestComponentsInUse: every component of the library stands in a ready-made scenario.
func TestComponentsInUse(t *testing.T) {
	files, _ := filepath.Glob("../../scenarios/*.yaml")
	used := map[string]bool{}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`kind: ([a-z-]+)`).FindAllStringSubmatch(string(data), -1) {
			used[m[1]] = true
		}
	}
	for _, name := range physics.LibraryNames() {
		if !used[name] {
			t.Errorf("no scenario uses %s", name)
		}
	}
}

// TestComponentScenarios runs the scenarios that show the library, for half a day in every variant, and holds figures that
// follow from their numbers.
func TestComponentScenarios(t *testing.T) {
	for name, check := range map[string]func(v map[string]float64) bool{
		// The draw is 4 kg/s on average over a day and 3.2 in its first half; the tank stands between its switches.
		"pump-station": func(v map[string]float64) bool {
			return v["drawn"] > 3 && v["drawn"] < 5 && v["lowest"] > 2 && v["starts"] > 4
		},
		// 90 V less the losses turn the motor at 90/0.42 = 214 rad/s at most: 214/18*0.16 m = 1.9 m/s.
		"drives": func(v map[string]float64) bool {
			return v["belt"] > 1.7 && v["belt"] < 1.91 && v["charge"] < 100 && v["bearing"] > 0
		},
		"site-energy": func(v map[string]float64) bool { return v["hottest"] < 30 && v["given"] > 0 && v["rotor"] > 1 },
		// 0.5 l of air and more at 15 cmH2O; a mean flow of 110 ml/s against 130 MPa s/m3.
		"process-line": func(v map[string]float64) bool {
			return v["tidal"] > 500 && v["tidal"] < 1100 && math.Abs(v["pressure"]-13) < 3 && v["cured"] > 90
		},
	} {
		t.Run(name, func(t *testing.T) {
			sc, err := scenarios.Load("../../scenarios/"+name+".yaml", scenarios.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, variant := range sc.Variants {
				one, err := sc.Variant(variant.Title)
				if err != nil {
					t.Fatal(err)
				}
				m, err := plant.Compile(one)
				if err != nil {
					t.Fatal(err)
				}
				r, err := sim.New(m.Sim(), sim.Options{Seed: 1})
				if err == nil {
					err = r.AdvanceTo(context.Background(), min(12*time.Hour, m.Plan().For))
				}
				if err != nil {
					t.Fatalf("%s: %v", variant.Title, err)
				}
				v := map[string]float64{}
				for _, x := range m.Measures() {
					y, ok := x.Value(r.State())
					if !ok || y-y != 0 {
						t.Errorf("%s: %s has no value", variant.Title, x.Name)
					}
					v[x.Name] = y
				}
				if !check(v) {
					t.Errorf("%s: %v", variant.Title, v)
				}
			}
		})
	}
}
