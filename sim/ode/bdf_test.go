package ode

import (
	"math"
	"testing"
)

// TestBDF: stiff reference problems, two of them with algebraic rows, within ten
// times the tolerance; few Jacobians, which is what the method is for.
func TestBDF(t *testing.T) {
	for _, p := range []*problem{robertson(), robertsonDAE(), hires(), pollu(), pumpTank(), rcLine(), heatExchanger(), brusselator()} {
		ref := loadReference(t, p.name)
		for _, rtol := range []float64{1e-4, 1e-6} {
			l := newLoop(p.system(), Options{Rtol: rtol, Atol: p.atol(rtol), Method: BDF})
			r, err := l.run(p.end)
			if err != nil {
				t.Errorf("%s %g: %v", p.name, rtol, err)
				continue
			}
			got := ref.errorOf(p, r.y)
			t.Logf("%-15s %g: error %.1e, %d steps, %d rejected, %d evaluations, %d Jacobians", p.name, rtol, got, r.c.Steps, r.c.Rejected, r.c.Evals, r.c.Jacs)
			if !(got <= 10*rtol) {
				t.Errorf("%s %g: error %.2e", p.name, rtol, got)
			}
			if r.c.Jacs > r.c.Steps/3 || r.c.Evals > 6*r.c.Steps {
				t.Errorf("%s %g: %d Jacobians and %d evaluations in %d steps", p.name, rtol, r.c.Jacs, r.c.Evals, r.c.Steps)
			}
		}
	}
}

// TestBDFDense: y' = y cos t between the steps, whose order changes on the way:
// the interpolant meets both ends and is as good as they are. The errors of the
// method add up over 20 s, so they fall with the tolerance, not below it.
func TestBDFDense(t *testing.T) {
	before := math.Inf(1)
	for _, rtol := range []float64{1e-4, 1e-6, 1e-8} {
		l := newLoop(growth(false), Options{Rtol: rtol, Atol: []float64{rtol}, Method: BDF})
		y, now, ends, inside, order := []float64{1}, 0.0, 0.0, 0.0, int32(0)
		if err := l.s.Start(l.e, 0, y, &l.c); err != nil {
			t.Fatal(err)
		}
		for now < 20 {
			if err := l.s.Advance(l.e, now, y, math.Inf(1), nil, nil, &l.c, &l.p); err != nil {
				t.Fatal(err)
			}
			order = max(order, l.p.Deg)
			for k := 1; k < 16; k++ {
				tau := l.p.H * float64(k) / 16
				inside = math.Max(inside, math.Abs(l.p.At(0, tau)-math.Exp(math.Sin(now+tau))))
			}
			if d := math.Abs(l.p.C[0]-y[0]) + math.Abs(horner(l.p.C, 1)-l.p.End[0]); d > 1e-14 {
				t.Fatalf("the interpolant misses the ends by %g", d)
			}
			now += l.p.H
			l.p.EndState(y)
			ends = math.Max(ends, math.Abs(y[0]-math.Exp(math.Sin(now))))
		}
		t.Logf("%g: %d steps to order %d, errors %.1e at ends, %.1e inside", rtol, l.c.Steps, order, ends, inside)
		if inside > 2*ends || ends > 200*rtol || order < 4 {
			t.Errorf("%g: order %d, errors %g at ends, %g inside", rtol, order, ends, inside)
		}
		if ends > 0.1*before {
			t.Errorf("error %g after %g", ends, before)
		}
		before = ends
	}
}
