package physics

import (
	"context"
	"math"
	"path/filepath"
	"strconv"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
)

// TestReferenceSensitivities holds the derivatives of the end state by parameters, through the times of events, to 1e-5 of the
// reference: what a calibration works with. Those below 1e-6 of a variable's scale for a change of the parameter by its
// own size count as zero.
func TestReferenceSensitivities(t *testing.T) {
	for _, p := range []struct {
		name string
		unit float64           // [s] of its unit of time
		path map[string]string // of parameters that are no numbers of the asset p
	}{
		{"lorenz", 1, nil}, {"robertson", 1e-3, nil}, {"hires", 1, nil}, {"battery_cc_cv", 1, nil}, {"two_tank_overflow", 1, nil},
		{"thermostat_tank_1000", 1, nil}, {"bouncing_ball_500", 1, map[string]string{"h0": "drop"}},
	} {
		t.Run(p.name, func(t *testing.T) {
			ref := reference(t, p.name)
			sc, err := scenarios.Load(filepath.Join("testdata", p.name+".yaml"), scenarios.Options{})
			if err != nil {
				t.Fatal(err)
			}
			m, err := plant.Compile(sc)
			if err != nil {
				t.Fatal(err)
			}
			value := map[string]float64{}
			for _, n := range m.Numbers() {
				value[n.Path] = n.Value
			}
			var fit []string
			var at []float64
			for _, name := range ref.Asked.Params {
				path := "p." + name
				if p.path[name] != "" {
					path = p.path[name]
				}
				fit, at = append(fit, path), append(at, value[path])
			}
			states := ref.states(t)
			var read []string
			for _, s := range states {
				read = append(read, "p."+s)
			}
			end, err := strconv.ParseFloat(ref.Asked.At, 64)
			if err != nil {
				t.Fatal(err)
			}
			d, err := plant.NewDriven(sc, plant.Drive{Read: read, Fit: fit})
			if err != nil {
				t.Fatal(err)
			}
			_, dy, err := d.Run(context.Background(), at, []float64{end * p.unit}, true)
			if err != nil {
				t.Fatal(err)
			}
			worst, where := 0.0, ""
			for k, name := range ref.Asked.Params {
				for i, s := range states {
					want := ref.slope(t, name, s)
					off := math.Abs(dy[i][k] - want)
					if off > 0 {
						off /= math.Abs(want) + 1e-6*ref.factor(s)/math.Abs(at[k])
					}
					if off > worst {
						worst, where = off, "d "+s+"/d "+name
					}
				}
			}
			t.Logf("largest error %.1e (%s)", worst, where)
			if !(worst <= 1e-5) {
				t.Errorf("%s is %.2g off", where, worst)
			}
		})
	}
}

// states names the states whose derivatives the reference gives.
func (s *solution) states(t *testing.T) (names []string) {
	t.Helper()
	row := s.Slopes[s.Asked.Params[0]]
	for i := 0; i+1 < len(row.Content); i += 2 {
		names = append(names, row.Content[i].Value)
	}
	if len(names) == 0 {
		t.Fatal("the reference has no sensitivities")
	}
	return names
}

// slope is the derivative of a state by a parameter in the reference.
func (s *solution) slope(t *testing.T, param, state string) float64 {
	t.Helper()
	var row map[string]float64
	node := s.Slopes[param]
	if err := node.Decode(&row); err != nil {
		t.Fatal(err)
	}
	v, ok := row[state]
	if !ok {
		t.Fatalf("no derivative of %s by %s", state, param)
	}
	return v
}

// asked says which sensitivities a problem has.
type asked struct {
	At     string   `yaml:"at"`
	Params []string `yaml:"params"`
}

// slopes are derivatives by parameter.
type slopes map[string]yaml.Node
