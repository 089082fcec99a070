package physics

import (
	"math"
	"strings"
	"testing"
)

// Starts that equations determine: a tank at rest under its inflow (der = 0), a temperature given through an algebraic loop
// (y + exp(y) = T/K - 300), a third by a ratio. Derivatives by the inflow follow through the implicit equations.
const atRest = `
kind: rest
parameters: {q: {unit: m/s}, r: {unit: 1}}
states: {level: {unit: m, nominal: 2}, T: {unit: K, nominal: 300}, x: {unit: 1, start: 5}}
outputs: {y: {unit: 1, start: 0}}
equations:
  - der(level) = q - 0.5 1/s *sqrt(level*1 m)
  - y + exp(y) = T/1 K - 300
  - der(T) = 1 K/s *(x - y)
  - der(x) = 1 1/s *(y - x)
initial:
  - der(level) = 0
  - y = r*x
`

func TestInitialEquations(t *testing.T) {
	k, err := read(t, atRest)
	if err != nil {
		t.Fatal(err)
	}
	plain := compile(t, nothing{}, numbered(k))[0]
	s := plain.With(values(plain, []float64{0.8, 0.3}))
	e := s.New()
	y, z := make([]float64, s.NY()), make([]float64, s.NZ())
	e.Bind(0, nil, z)
	if err := e.Init(0, y, z); err != nil {
		t.Fatal(err)
	}
	at := func(s *System, y []float64, name string) float64 {
		i, ok := s.Find(name)
		if !ok {
			t.Fatalf("no %s", name)
		}
		return y[i]
	}
	T := 300 + 1.5 + math.Exp(1.5)
	for name, want := range map[string]float64{"x.level": 2.56, "x.T": T, "x.x": 5, "x.y": 1.5} {
		if got := at(s, y, name); math.Abs(got-want) > 1e-10*want {
			t.Errorf("%s starts at %.12g, want %.12g", name, got, want)
		}
	}
	d, err := s.Sensitivity([]int{0, 1})
	if err != nil {
		t.Fatal(err)
	}
	y = make([]float64, d.NY())
	e = d.New()
	e.Bind(0, nil, nil)
	if err := e.Init(0, y, nil); err != nil {
		t.Fatal(err)
	}
	for j, p := range s.Numbers() { // level = (2 q)^2; T = 300 + r x + exp(r x)
		for name, want := range map[string][2]float64{"x.level": {8 * 0.8, 0}, "x.T": {0, 5 * (1 + math.Exp(1.5))}, "x.y": {0, 5}} {
			if got := at(d, y, SensitivityName(name, j)); math.Abs(got-want[p]) > 1e-8*(1+want[p]) {
				t.Errorf("d%s/d%s = %.10g, want %.10g", name, k.Parameters[p].Name, got, want[p])
			}
		}
	}
	if got := play(t, s, nil, 3, 1e-9); math.Abs(got["level"]-2.56) > 1e-8 {
		t.Errorf("the level moves to %g", got["level"])
	}
}

func TestInitialFaults(t *testing.T) {
	for from, want := range map[string][2]string{
		"  - y = r*x\n":              {"", "1 initial equations for the states without a start: level, T"},
		"x: {unit: 1, start: 5}":     {"x: {unit: 1}", "2 initial equations for the states without a start: level, T, x"},
		"x: {unit: 1, start: 5} ":    {"x: {unit: 1, start: level/1 m} ", "depends on one that initial equations determine"},
		"  - der(level) = 0":         {"  - der(level) = 3 K", "a speed"},
		"initial:\n  - der(level) =": {"initial:\n  - level^2 + 1 m2 =", "no solution for x.level"},
	} {
		text := strings.Replace(atRest+" ", strings.TrimSuffix(from, " "), want[0], 1)
		k, err := read(t, text)
		if err == nil {
			n := NewNetwork(nothing{})
			n.Add(numbered(k))
			faults := newFaults()
			list := n.Compile(faults)
			if err = faults.Err(); err == nil {
				s := list[0].With(values(list[0], []float64{0.8, 0.3}))
				err = s.New().Init(0, make([]float64, s.NY()), nil)
			}
		}
		if err == nil || !strings.Contains(err.Error(), want[1]) {
			t.Errorf("%s: %v", want[0], err)
		}
	}
}
