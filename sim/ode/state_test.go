package ode

import (
	"math"
	"testing"
)

// TestNoAllocation runs whole solutions, with events, changes of method and
// algebraic rows, after one to warm up.
func TestNoAllocation(t *testing.T) {
	for _, p := range []*problem{thermostat(), robertson(), robertsonDAE(), oregonator(), lorenz(), pollu(), rcLine(), plate(8)} {
		l := newLoop(p.system(), Options{Rtol: 1e-6, Atol: p.atol(1e-6)})
		solve := func() {
			if _, err := l.run(p.end); err != nil {
				t.Fatal(err)
			}
		}
		solve()
		if n := testing.AllocsPerRun(3, solve); n != 0 {
			t.Errorf("%s: %v allocations in a solution, want 0", p.name, n)
		}
	}
}

func clonePiece(p Piece) Piece {
	p.C, p.End = append([]float64(nil), p.C...), append([]float64(nil), p.End...)
	return p
}

// TestSolverHoldsNoState makes each step twice, with two solvers of which one is
// fresh, from copies of Control: all bits must agree.
func TestSolverHoldsNoState(t *testing.T) {
	for k, p := range []*problem{bouncingBall(), vanderpol(), robertsonDAE(), twoTanks(), hires(), pollu(), rcLine(), hires(), robertsonDAE()} {
		o := Options{Rtol: 1e-5, Atol: p.atol(1e-5)}
		if k > 6 {
			o.Method = BDF
		}
		l := newLoop(p.system(), o)
		if err := l.e.Init(0, l.y, l.z); err != nil {
			t.Fatal(err)
		}
		if err := l.s.Start(l.e, 0, l.y, &l.c); err != nil {
			t.Fatal(err)
		}
		l.e.Truth(0, l.y, l.on)
		now := 0.0
		for k := 0; k < 300 && now < p.end; k++ {
			c2, p2 := l.c, clonePiece(l.p)
			c2.F, c2.Jac, c2.Poly = append([]float64(nil), l.c.F...), append([]float64(nil), l.c.Jac...), append([]float64(nil), l.c.Poly...)
			c2.Diff, c2.Firsts = append([]float64(nil), l.c.Diff...), append([]float64(nil), l.c.Firsts...)
			e2 := p.New()
			e2.Bind(now, nil, l.z)
			if err := l.s.Advance(l.e, now, l.y, p.end-now, l.on, l.watch, &l.c, &l.p); err != nil {
				t.Fatal(err)
			}
			if err := NewSolver(p.system(), o).Advance(e2, now, l.y, p.end-now, l.on, l.watch, &c2, &p2); err != nil {
				t.Fatal(err)
			}
			if !samePiece(&l.p, &p2) || !sameBits(l.c.F, c2.F) || !sameBits(l.c.Jac, c2.Jac) || !sameBits(l.c.Poly, c2.Poly) || !sameBits(l.c.Diff, c2.Diff) || !sameBits(l.c.Firsts, c2.Firsts) || l.c.H != c2.H || l.c.Mode != c2.Mode {
				t.Fatalf("%s: piece %d from t = %g differs in a fresh solver", p.name, k, now)
			}
			now += l.p.H
			l.p.EndState(l.y)
			if l.p.Root >= 0 {
				l.e.Reset(int(l.p.Root), now, l.y, l.z)
				l.e.Bind(now, nil, l.z)
				if err := l.s.Restart(l.e, now, l.y, &l.c); err != nil {
					t.Fatal(err)
				}
				l.e.Truth(now, l.y, l.on)
			}
		}
	}
}

func samePiece(a, b *Piece) bool {
	return a.Method == b.Method && a.Deg == b.Deg && a.H == b.H && a.H0 == b.H0 && a.Root == b.Root && a.RootEdge == b.RootEdge &&
		a.Next == b.Next && sameBits(a.C, b.C) && sameBits(a.End, b.End)
}

func sameBits(a, b []float64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if math.Float64bits(a[i]) != math.Float64bits(b[i]) {
			return false
		}
	}
	return true
}

// TestStepSizeKept: a restart that changes nothing leaves the step size alone,
// and a step cut by its limit does not shorten the next.
func TestStepSizeKept(t *testing.T) {
	p := lorenz()
	l := newLoop(p, Options{Rtol: 1e-6})
	if _, err := l.run(1); err != nil {
		t.Fatal(err)
	}
	h := l.c.H
	if err := l.s.Restart(l.e, 1, l.y, &l.c); err != nil || l.c.H != h {
		t.Errorf("step %g after a restart, want %g (%v)", l.c.H, h, err)
	}
	if err := l.s.Advance(l.e, 1, l.y, h/1000, l.on, l.watch, &l.c, &l.p); err != nil || l.p.H != h/1000 || l.p.Next < h {
		t.Errorf("piece of %g, then %g, want %g, then at least %g (%v)", l.p.H, l.p.Next, h/1000, h, err)
	}
}
