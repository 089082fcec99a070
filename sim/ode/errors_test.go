package ode

import (
	"errors"
	"math"
	"testing"
)

// TestErrors: each failure ends as an Error that names its cause, its variable
// or guard, and its time.
func TestErrors(t *testing.T) {
	scalar := func(f func(t, y float64) float64) *problem {
		return &problem{n: 2, a: []float64{1}, y0: []float64{1, 1}, end: 3,
			f: func(t float64, y, _, dy []float64) { dy[0], dy[1] = 0, f(t, y[1]) }}
	}
	algebraic := func(f, df func(z float64) float64) *problem {
		return &problem{n: 2, alg: 1, a: []float64{1}, y0: []float64{1, 1}, end: 3,
			f:   func(_ float64, y, _, dy []float64) { dy[0], dy[1] = 1, f(y[1]) },
			jac: func(_ float64, y, _, j []float64) { j[0], j[1], j[2], j[3] = 0, 0, 0, df(y[1]) }}
	}
	bad := clockwork(false, func(x float64) float64 { return math.Sqrt(0.5 - x) })
	bad.end = 1
	for _, c := range []struct {
		name  string
		p     *problem
		cause Cause
		index int
		t     float64
	}{
		{"blows up", scalar(func(_, y float64) float64 { return y * y }), StepTooSmall, 1, 1},
		{"leaves its domain", scalar(func(t, y float64) float64 { return math.Sqrt(1.5 - t) }), NotFinite, 1, 1.5},
		{"not finite at the start", scalar(func(t, y float64) float64 { return math.NaN() }), NotFinite, 1, 0},
		{"guard", bad, GuardNotFinite, 0, 0.5},
		{"no root", algebraic(func(z float64) float64 { return z*z + z + 1 }, func(z float64) float64 { return 2*z + 1 }), NoConvergence, 1, 0},
		{"not determined", algebraic(func(z float64) float64 { return 1 }, func(z float64) float64 { return 0 }), Singular, 1, 0},
	} {
		for _, m := range []Method{Auto, Tsit5, Dop853, Rodas5p, Radau5} {
			_, err := newLoop(c.p, Options{Method: m}).run(c.p.end)
			var e *Error
			if !errors.As(err, &e) {
				t.Errorf("%s, %v: got %v, want an Error", c.name, m, err)
				continue
			}
			// A guard is looked at where steps end; a pole is reached to rounding.
			if e.Cause != c.cause && !(c.cause == StepTooSmall && e.Cause == NotFinite) || e.Index != c.index || math.Abs(e.T-c.t) > 0.51 {
				t.Errorf("%s, %v: %v (cause %d, index %d); want cause %d, index %d near t = %g", c.name, m, e, e.Cause, e.Index, c.cause, c.index, c.t)
			}
		}
	}
	p := lorenz()
	l := newLoop(p, Options{})
	if err := l.s.Advance(l.e, 0, l.y, 0, nil, nil, &l.c, &l.p); err == nil {
		t.Error("a step of length 0 was made")
	}
	if err := l.s.Start(l.e, 0, []float64{0, math.NaN(), 0}, &l.c); err == nil {
		t.Error("a state that is not a number was accepted")
	}
}
