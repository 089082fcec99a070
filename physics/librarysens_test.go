package physics

import (
	"math"
	"sort"
	"testing"
)

// TestLibrarySensitivity compares the exact derivatives of every variable of every embedded kind, by each of the parameters of its
// check that is not 0, with central differences of the same integration. With a step of 3e-5 of the parameter their own error is
// about 1e-9 by the third derivative and 1e-11 by rounding, so 1e-6 is met by a derivative that is right.
func TestLibrarySensitivity(t *testing.T) {
	kinds, err := Library()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range kinds {
		t.Run(k.Name, func(t *testing.T) {
			base, names := numberedCheck(k)
			if len(base) == 0 {
				t.Skip("its check sets no parameter other than 0")
			}
			in := Instance{Name: "x", Kind: k, Parameters: map[string]Binding{}, Inputs: map[string]Binding{}, Starts: map[string]Binding{}}
			for name, v := range k.Check.Set {
				if k.Input(name) != nil {
					in.Inputs[name] = Fixed(v)
				} else {
					in.Parameters[name] = Fixed(v)
				}
			}
			for name, v := range k.Check.Start {
				in.Starts[name] = Fixed(v)
			}
			for i, name := range names {
				in.Parameters[name] = Number(i)
			}
			checkSlopes(t, compile(t, nothing{}, in)[0], base, k.Check.At)
		})
	}
}

// numberedCheck lists the parameters of a check that are not 0.
func numberedCheck(k *Kind) (base []float64, names []string) {
	for name, v := range k.Check.Set {
		if k.Input(name) == nil && v != 0 {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	for _, name := range names {
		base = append(base, k.Check.Set[name])
	}
	return base, names
}

// checkSlopes compares derivatives at a time.
func checkSlopes(t *testing.T, s *System, base []float64, at float64) {
	t.Helper()
	const steps = 4000
	all := func(s *System) []float64 {
		y, w := end(t, s, at, steps), make([]float64, s.NW())
		e := s.New()
		e.Bind(0, nil, make([]float64, s.NZ()))
		e.Outputs(at, y, w)
		return append(append(append([]float64(nil), y...), make([]float64, s.NZ())...), w...)
	}
	s = s.With(values(s, base))
	for pos, p := range s.Numbers() {
		aug, err := s.Sensitivity([]int{pos})
		if err != nil {
			t.Fatal(err)
		}
		got := all(aug)
		h := 3e-5 * base[p]
		side := func(h float64) []float64 {
			moved := append([]float64(nil), base...)
			moved[p] += h
			return all(s.With(values(s, moved)))
		}
		up, dn, mid := side(h), side(-h), all(s)
		for i, v := range s.Vars() {
			k, ok := aug.Find(SensitivityName(v.Name, pos))
			if !ok {
				continue
			}
			want := (up[i] - dn[i]) / (2 * h)
			// A derivative that is nothing beside the variable is rounding in the difference.
			floor := 1e-4 * math.Abs(mid[i]/base[p])
			if math.Abs(got[k]-want) > 1e-6*math.Max(math.Abs(want), floor) {
				t.Errorf("d %s/d number %d = %.12g, differences say %.12g", v.Name, p, got[k], want)
			}
		}
	}
}
