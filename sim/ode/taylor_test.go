package ode

import (
	"math"
	"testing"
)

// TestTaylor integrates a damped oscillator, x” + 0.2 x' + x = 1, over 60 s as
// a linear system: the end and the inside of every step are within ten
// tolerances of the closed form, and f is evaluated once a step.
func TestTaylor(t *testing.T) {
	p := &problem{n: 2, a: []float64{1}, y0: []float64{0, 0}, end: 60, linear: true,
		f:   func(_ float64, y, _, f []float64) { f[0], f[1] = y[1], 1-y[0]-0.2*y[1] },
		jac: func(_ float64, _, _, j []float64) { j[0], j[1], j[2], j[3] = 0, 1, -1, -0.2 }}
	w := math.Sqrt(0.99)
	exact := func(t float64) float64 {
		return 1 - math.Exp(-0.1*t)*(math.Cos(w*t)+0.1/w*math.Sin(w*t))
	}
	for _, rtol := range []float64{1e-3, 1e-6, 1e-9} {
		l := newLoop(p, Options{Rtol: rtol, Atol: []float64{rtol, rtol}})
		if err := l.s.Start(l.e, 0, l.y, &l.c); err != nil {
			t.Fatal(err)
		}
		now, worst := 0.0, 0.0
		for now < p.end {
			if err := l.s.Advance(l.e, now, l.y, p.end-now, nil, nil, &l.c, &l.p); err != nil {
				t.Fatal(err)
			}
			if l.p.Method != Taylor {
				t.Fatalf("%v at %g", l.p.Method, now)
			}
			for k := 0; k <= 8; k++ {
				tau := l.p.H * float64(k) / 8
				worst = math.Max(worst, math.Abs(l.p.At(0, tau)-exact(now+tau)))
			}
			now += l.p.H
			l.p.EndState(l.y)
		}
		if worst > 10*rtol || l.c.Jacs != 1 || l.c.Evals > l.c.Steps+3 {
			t.Errorf("%g: error %g, %d evaluations and %d Jacobians in %d steps", rtol, worst, l.c.Evals, l.c.Jacs, l.c.Steps)
		}
	}
}

// TestTaylorStiff: two time constants a million apart; the series is left for an
// implicit method when the fast one has died.
func TestTaylorStiff(t *testing.T) {
	p := &problem{n: 2, a: []float64{1}, y0: []float64{2, 1}, end: 3, linear: true,
		f:   func(_ float64, y, _, f []float64) { f[0], f[1] = -1e6*(y[0]-y[1]), -y[1] },
		jac: func(_ float64, _, _, j []float64) { j[0], j[1], j[2], j[3] = -1e6, 1e6, 0, -1 }}
	l := newLoop(p, Options{Rtol: 1e-6, Atol: []float64{1e-8, 1e-8}})
	r, err := l.run(p.end)
	if err != nil {
		t.Fatal(err)
	}
	want := math.Exp(-3)
	if math.Abs(r.y[1]-want) > 1e-5*want || math.Abs(r.y[0]-want/(1-1e-6)) > 1e-5*want || r.pieces > 400 {
		t.Errorf("%v after %d steps, want %g twice in 400", r.y, r.pieces, want)
	}
}
