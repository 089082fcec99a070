package ode

import (
	"math"
	"testing"
)

// plate is the Brusselator on a square of m x m cells, 2 m m variables (Hairer and
// Wanner II, IV.10, problem BRUSS-2D, with alpha = 1 and walls that let nothing
// through): elimination fills its matrices, as it does not in one dimension.
func plate(m int) *problem {
	n := m * m
	g := float64((m - 1) * (m - 1))
	p := &problem{name: "plate", n: 2 * n, end: 5, a: []float64{1}, y0: make([]float64, 2*n)}
	near := func(k int) (list []int) {
		x, y := k%m, k/m
		if x > 0 {
			list = append(list, k-1)
		}
		if x < m-1 {
			list = append(list, k+1)
		}
		if y > 0 {
			list = append(list, k-m)
		}
		if y < m-1 {
			list = append(list, k+m)
		}
		return list
	}
	around := make([][]int, n)
	for k := range n {
		around[k] = near(k)
		p.y0[2*k], p.y0[2*k+1] = 0.5+float64(k/m)/float64(m-1), 1+5*float64(k%m)/float64(m-1)
		for s := range 2 {
			p.entry(2*k+s, 2*k)
			p.entry(2*k+s, 2*k+1)
			for _, j := range around[k] {
				p.entry(2*k+s, 2*j+s)
			}
		}
	}
	p.f = func(_ float64, y, _, f []float64) {
		for k := range n {
			u, v, du, dv := y[2*k], y[2*k+1], 0.0, 0.0
			for _, j := range around[k] {
				du += y[2*j] - u
				dv += y[2*j+1] - v
			}
			q := u * u * v
			f[2*k], f[2*k+1] = 1+q-4.4*u+g*du, 3.4*u-q+g*dv
		}
	}
	p.entries = func(_ float64, y, j []float64) {
		i := 0
		put := func(v float64) { j[i] = v; i++ }
		for k := range n {
			u, v, c := y[2*k], y[2*k+1], g*float64(len(around[k]))
			put(2*u*v - 4.4 - c)
			put(u * u)
			for range around[k] {
				put(g)
			}
			put(3.4 - 2*u*v)
			put(-u*u - c)
			for range around[k] {
				put(g)
			}
		}
	}
	return p
}

// TestPlate: where elimination fills the matrices Auto takes BDF, and keeps the
// tolerance; on a line and at tight tolerances it takes Radau5.
func TestPlate(t *testing.T) {
	p := plate(10)
	exact, err := newLoop(p.system(), Options{Rtol: 1e-9, Atol: p.atol(1e-9), Method: Radau5}).run(p.end)
	if err != nil {
		t.Fatal(err)
	}
	for _, rtol := range []float64{1e-4, 1e-6} {
		l := newLoop(p.system(), Options{Rtol: rtol, Atol: p.atol(rtol)})
		r, err := l.run(p.end)
		if err != nil {
			t.Fatal(err)
		}
		worst := 0.0
		for i, v := range exact.y {
			worst = math.Max(worst, math.Abs(r.y[i]-v)/(1+math.Abs(v)))
		}
		t.Logf("%g: error %.1e, %d steps, %d evaluations, %d Jacobians", rtol, worst, r.c.Steps, r.c.Evals, r.c.Jacs)
		if !(worst <= 10*rtol) || r.c.Mode != BDF {
			t.Errorf("%g: error %g with %v", rtol, worst, r.c.Mode)
		}
	}
	for _, c := range []struct {
		p    *problem
		rtol float64
	}{{plate(10), 1e-8}, {brusselator(), 1e-6}} {
		if s := NewSolver(c.p.system(), Options{Rtol: c.rtol}); s.stiff != Radau5 {
			t.Errorf("%s at %g: %v", c.p.name, c.rtol, s.stiff)
		}
	}
}
