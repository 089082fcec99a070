package ode

import (
	"math"
	"testing"
)

// heatedTank's inflow is z[0]; the level has a time constant of about 100 s, the
// temperature one of 60 s.
func heatedTank() *problem {
	return &problem{n: 2, a: []float64{1e-2, 1}, y0: []float64{0.5, 20}, z0: []float64{0.015},
		f: func(_ float64, y, z, f []float64) {
			q := 0.02 * math.Sqrt(math.Max(y[0], 1e-9))
			f[0] = z[0] - q
			f[1] = (z[0]*(60-y[1]) - 2e-4*(y[1]-20)) / y[0]
		},
		jac: func(_ float64, y, z, j []float64) {
			j[0], j[1] = -0.01/math.Sqrt(math.Max(y[0], 1e-9)), 0
			j[2], j[3] = -(z[0]*(60-y[1])-2e-4*(y[1]-20))/(y[0]*y[0]), -(z[0]+2e-4)/y[0]
		}}
}

// twoMasses is a linear system with the same input: a heated mass (time constant 60 s) that warms another (200 s).
func twoMasses() *problem {
	return &problem{n: 2, a: []float64{1, 1}, y0: []float64{20, 20}, z0: []float64{0.015}, linear: true,
		f: func(_ float64, y, z, f []float64) {
			f[0] = 100*z[0] - (y[0]-y[1])/60
			f[1] = (y[0]-y[1])/300 - (y[1]-20)/600
		},
		jac: func(_ float64, y, z, j []float64) {
			j[0], j[1], j[2], j[3] = -1./60, 1./60, 1./300, -1./300-1./600
		}}
}

// inflow is the input of interval k: 0.5 to 1.5 times its mean, irregular.
func inflow(k int) float64 { return 0.015 * (0.5 + math.Mod(float64(k)*0.618033988749895, 1)) }

// changing integrates for n changes of the input, 10 s apart. With land the
// solver stops at each change; else it steps freely and is cut. It returns the
// states at the changes and the number of evaluations.
func changing(t *testing.T, p *problem, o Options, n int, land bool) ([][2]float64, int64) {
	t.Helper()
	l := newLoop(p, o)
	if err := l.e.Init(0, l.y, l.z); err != nil {
		t.Fatal(err)
	}
	var out [][2]float64
	now := 0.0
	for k := range n {
		l.z[0] = inflow(k)
		l.e.Bind(now, nil, l.z)
		var err error
		if k == 0 {
			err = l.s.Start(l.e, now, l.y, &l.c)
		} else {
			err = l.s.Restart(l.e, now, l.y, &l.c)
		}
		if err != nil {
			t.Fatal(err)
		}
		change := 10 * float64(k+1)
		for now < change {
			limit := math.Inf(1)
			if land {
				limit = change - now
			}
			if err := l.s.Advance(l.e, now, l.y, limit, nil, nil, &l.c, &l.p); err != nil {
				t.Fatal(err)
			}
			if now+l.p.H >= change {
				l.p.Cut(math.Min(change-now, l.p.H))
				now = change
			} else {
				now += l.p.H
			}
			l.p.EndState(l.y)
		}
		out = append(out, [2]float64{l.y[0], l.y[1]})
	}
	return out, l.c.Evals
}

// TestInputCut repeats the measurement behind KERNEL.md section 3 for each
// method: an input that changes every 10 s, handled by cutting the piece with
// its dense output, costs at most twice the error of landing on each change, or
// a tenth of the tolerance.
func TestInputCut(t *testing.T) {
	const n = 300
	for _, c := range []struct {
		name    string
		p       *problem
		methods []Method
	}{
		{"tank", heatedTank(), []Method{Auto, Tsit5, Dop853, Rodas5p, Radau5, BDF}},
		{"masses", twoMasses(), []Method{Auto, Tsit5, Dop853, Rodas5p, Radau5, BDF, Taylor}},
	} {
		exact, _ := changing(t, c.p, Options{Rtol: 1e-13, Atol: c.p.atol(1e-13), Method: Dop853}, n, true)
		worst := func(y [][2]float64) float64 {
			e := 0.0
			for k := range y {
				for i := range 2 {
					e = math.Max(e, math.Abs(y[k][i]-exact[k][i])/(math.Abs(exact[k][i])+c.p.factor(i)))
				}
			}
			return e
		}
		for _, m := range c.methods {
			for _, rtol := range tolerances {
				o := Options{Rtol: rtol, Atol: c.p.atol(rtol), Method: m}
				landed, work1 := changing(t, c.p, o, n, true)
				cut, work2 := changing(t, c.p, o, n, false)
				e1, e2 := worst(landed), worst(cut)
				t.Logf("%-6s %-8v %.0e: landing %.1e (%d evaluations), cutting %.1e (%d): %.1f, %.3f rtol", c.name, m, rtol, e1, work1, e2, work2, e2/e1, e2/rtol)
				if !(e2 <= math.Max(2*e1, 0.1*rtol)) {
					t.Errorf("%s %v %g: error %.2g by cutting, %.2g by landing", c.name, m, rtol, e2, e1)
				}
			}
		}
	}
}
