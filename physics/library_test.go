package physics

import (
	"math"
	"testing"

	"github.com/plantwin/plantwin/sim/ode"
)

// rk4 integrates with the classical Runge-Kutta method of order 4 in n equal steps: enough for the checks of the library,
// whose tolerances are far above its error at these steps.
func rk4(e ode.Eval, t, end float64, y []float64, n int) {
	h := (end - t) / float64(n)
	k := [4][]float64{}
	for i := range k {
		k[i] = make([]float64, len(y))
	}
	w := make([]float64, len(y))
	at := func(c float64, d []float64) []float64 {
		for i := range y {
			w[i] = y[i] + c*h*d[i]
		}
		return w
	}
	for range n {
		e.Deriv(t, y, k[0])
		e.Deriv(t+h/2, at(0.5, k[0]), k[1])
		e.Deriv(t+h/2, at(0.5, k[1]), k[2])
		e.Deriv(t+h, at(1, k[2]), k[3])
		for i := range y {
			y[i] += h / 6 * (k[0][i] + 2*k[1][i] + 2*k[2][i] + k[3][i])
		}
		t += h
	}
}

// alone compiles one instance of a kind with constants.
func alone(t *testing.T, k *Kind, set, start map[string]float64) *System {
	t.Helper()
	in := Instance{Name: "x", Kind: k, Parameters: map[string]Binding{}, Inputs: map[string]Binding{}, Starts: map[string]Binding{}}
	for name, v := range set {
		if k.Input(name) != nil {
			in.Inputs[name] = Fixed(v)
		} else {
			in.Parameters[name] = Fixed(v)
		}
	}
	for name, v := range start {
		in.Starts[name] = Fixed(v)
	}
	return compile(t, nothing{}, in)[0]
}

// TestLibrary runs the check of every embedded kind; each has to have one, with a source.
func TestLibrary(t *testing.T) {
	kinds, err := Library()
	if err != nil {
		t.Fatal(err)
	}
	if len(kinds) < 5 {
		t.Fatalf("%d kinds", len(kinds))
	}
	for _, k := range kinds {
		t.Run(k.Name, func(t *testing.T) {
			c := k.Check
			if c == nil || k.About == "" || k.Source == "" {
				t.Fatal("about, source or check is missing")
			}
			s := alone(t, k, c.Set, c.Start)
			e := s.New()
			y, w := make([]float64, s.NY()), make([]float64, s.NW())
			e.Bind(0, nil, nil)
			if err := e.Init(0, y, nil); err != nil {
				t.Fatal(err)
			}
			rk4(e, 0, c.At, y, 20000)
			e.Outputs(c.At, y, w)
			for name, want := range c.Expect {
				i, ok := s.Find("x." + name)
				if !ok {
					t.Fatalf("no %s", name)
				}
				got := append(append([]float64(nil), y...), w...)[i]
				if math.Abs(got-want) > c.Within*math.Abs(want) {
					t.Errorf("%s = %.12g, want %.12g", name, got, want)
				}
			}
			for _, list := range [][]Variable{k.Parameters, k.Inputs, k.States, k.Outputs} {
				for i := range list {
					if list[i].About == "" {
						t.Errorf("%s has no about", list[i].Name)
					}
				}
			}
		})
	}
}
