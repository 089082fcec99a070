package ode

import (
	"errors"
	"math"
	"testing"
)

// TestSteady finds states of rest: of the tank with pump (level and temperature
// in closed form: the pump's flow through pipe and drain), of a stirred reactor
// with three states of rest, from both sides, and of a closed pair of tanks,
// whose content is kept.
func TestSteady(t *testing.T) {
	p := pumpTank()
	y := append([]float64(nil), p.y0...)
	s, e := NewSolver(p, Options{Rtol: 1e-8, Atol: p.atol(1e-8)}), p.New()
	if err := s.Steady(e, 0, y); err != nil {
		t.Fatal(err)
	}
	// q^2 = kv^2 g h and h = 20 - 17000 q^2.
	q2 := 20 / (1/(0.004*0.004*9.81) + 17000)
	q := math.Sqrt(q2)
	for i, want := range []float64{20 - 17000*q2, (q*60 + 1e-4*20) / (q + 1e-4), q} {
		if math.Abs(y[i]-want) > 1e-9*(1+want) {
			t.Errorf("pump and tank: variable %d = %.12g, want %.12g", i, y[i], want)
		}
	}
	// y' = y - y^3: 0 is a state of rest too, but the plant leaves it.
	flip := &problem{n: 1, a: []float64{1}, y0: []float64{0},
		f:   func(_ float64, y, _, f []float64) { f[0] = y[0] - y[0]*y[0]*y[0] },
		jac: func(_ float64, y, _, j []float64) { j[0] = 1 - 3*y[0]*y[0] }}
	for _, start := range []float64{0.01, -0.01, 30} {
		y := []float64{start}
		if err := NewSolver(flip, Options{}).Steady(flip.New(), 0, y); err != nil || math.Abs(y[0]-math.Copysign(1, start)) > 1e-9 {
			t.Errorf("from %g: %g, %v", start, y[0], err)
		}
	}
	pair := &problem{n: 2, a: []float64{1}, y0: []float64{0, 0},
		f:   func(_ float64, y, _, f []float64) { f[0], f[1] = y[1]-y[0], y[0]-y[1] },
		jac: func(_ float64, y, _, j []float64) { j[0], j[1], j[2], j[3] = -1, 1, 1, -1 }}
	y = []float64{3, 0}
	if err := NewSolver(pair, Options{}).Steady(pair.New(), 0, y); err != nil || math.Abs(y[0]-1.5) > 1e-8 || math.Abs(y[1]-1.5) > 1e-8 {
		t.Errorf("closed pair: %v, %v, want 1.5 each", y, err)
	}
	none := &problem{n: 1, a: []float64{1}, y0: []float64{0},
		f:   func(_ float64, y, _, f []float64) { f[0] = 1 + y[0]*y[0] },
		jac: func(_ float64, y, _, j []float64) { j[0] = 2 * y[0] }}
	var oe *Error
	y = []float64{0.5}
	if err := NewSolver(none, Options{}).Steady(none.New(), 0, y); !errors.As(err, &oe) || y[0] != 0.5 {
		t.Errorf("no state of rest: %v, y = %v", err, y)
	}
}

// TestHomotopy follows the homotopy alone, from starts far away: the arc tangent,
// where full Newton steps diverge, and the pump, whose three equations are
// coupled.
func TestHomotopy(t *testing.T) {
	arc := &problem{n: 1, alg: 1, a: []float64{1}, y0: []float64{0},
		f:   func(_ float64, y, _, f []float64) { f[0] = math.Atan(y[0]) },
		jac: func(_ float64, y, _, j []float64) { j[0] = 1 / (1 + y[0]*y[0]) }}
	pump := pumpTank()
	for _, c := range []struct {
		p     *problem
		start []float64
	}{{arc, []float64{30}}, {pump, []float64{1, 20, 5, 0, 1}}, {pump, []float64{1, 20, 1e-3, 300, -1}}} {
		y := append([]float64(nil), c.start...)
		s := NewSolver(c.p, Options{})
		copy(s.start, y[c.p.n-c.p.alg:])
		if !s.homotopy(c.p.New(), 0, y) {
			t.Errorf("from %v: no solution", c.start)
		}
		for i, v := range c.p.y0 {
			if math.Abs(y[i]-v) > 1e-9*(1+math.Abs(v)) {
				t.Errorf("from %v: variable %d = %.12g, want %.12g", c.start, i, y[i], v)
			}
		}
	}
}
