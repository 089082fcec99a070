package physics

import (
	"math"
	"sort"
	"testing"
)

// notSmooth are kinds without a derivative: a parameter moves a switch in time, or a jump.
var notSmooth = map[string]bool{"ramp": true, "dead-time": true}

// TestLibrarySensitivities holds the exact derivatives of every kind, by every parameter and input that its check gives, against
// differences of order 4 over 1/10000 of the parameter: their own error is far below 1e-9, that of the solutions 1e-12/1e-4.
func TestLibrarySensitivities(t *testing.T) {
	kinds, err := Library()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range kinds {
		if k.Check == nil || notSmooth[k.Name] {
			continue
		}
		t.Run(k.Name, func(t *testing.T) {
			var names []string
			for name, v := range k.Check.Set {
				if known := k.Parameter(name) != nil || k.Input(name) != nil; known && v != 0 && v-v == 0 {
					names = append(names, name)
				}
			}
			sort.Strings(names)
			at := map[string]Binding{}
			p := make([]float64, len(names))
			for i, name := range names {
				at[name], p[i] = Number(i), k.Check.Set[name]
			}
			for name, b := range tablesOf(k) {
				at[name] = b
			}
			plain := bench(t, k, k.Check.Set, k.Check.Start, at)
			all := make([]int, len(plain.Numbers()))
			for i := range all {
				all[i] = i
			}
			s, err := plain.With(values(plain, p)).Sensitivity(all)
			if err != nil {
				t.Fatal(err)
			}
			got := play(t, s, nil, k.Check.At, 1e-10)
			for j := range all {
				i := plain.Numbers()[j]
				h := 1e-4 * p[i]
				var y [4]map[string]float64
				for m, step := range []float64{-2, -1, 1, 2} {
					q := append([]float64(nil), p...)
					q[i] += step * h
					y[m] = play(t, plain.With(values(plain, q)), nil, k.Check.At, 1e-12)
				}
				for name := range k.Check.Expect {
					exact, ok := got[sensitivityOf(name, j)]
					if !ok {
						continue // an input of the check
					}
					diff := (y[0][name] - 8*y[1][name] + 8*y[2][name] - y[3][name]) / (12 * h)
					scale := math.Max(math.Abs(exact), math.Abs(y[1][name]/p[i]))
					if !(math.Abs(exact-diff) <= 1e-6*scale+1e-12) {
						t.Errorf("d %s/d %s = %.9g, by differences %.9g", name, names[i], exact, diff)
					}
				}
			}
		})
	}
}

// sensitivityOf is the name under which play gives a derivative.
func sensitivityOf(name string, param int) string { return SensitivityName("x."+name, param) }
