package ode

import (
	"math"
	"slices"
	"testing"
)

// TestPiece reads a cubic, x = 1 + 2 tau - 3 tau^2 + tau^3 on [0, 2] with
// H0 = 2, and compares with its closed forms.
func TestPiece(t *testing.T) {
	f := func(x float64) float64 { return 1 + 2*x - 3*x*x + x*x*x }
	p := Piece{Deg: 3, H: 2, H0: 2, C: []float64{1, 4, -12, 8}, End: []float64{f(2)}, Root: -1}
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-14 {
			t.Errorf("%s = %.17g, want %.17g", what, got, want)
		}
	}
	near("At(0.3)", p.At(0, 0.3), f(0.3))
	near("At(2)", p.At(0, 2), f(2))
	near("Slope(0.3)", p.Slope(0, 0.3), 2-6*0.3+3*0.3*0.3)
	prim := func(x float64) float64 { return x + x*x - x*x*x + x*x*x*x/4 }
	near("Integral(0.5, 1.5)", p.Integral(0, 0.5, 1.5), prim(1.5)-prim(0.5))
	// Extremes at 1 -+ 1/sqrt(3): the parabola through samples 2/9 apart leaves
	// an error of the third order in that distance, far below 1e-3.
	lo, hi := p.Extremes(0, 0, 2)
	top := f(1 - 1/math.Sqrt(3))
	if math.Abs(hi-top) > 1e-3 || math.Abs(lo-(2-top)) > 1e-3 {
		t.Errorf("extremes %g, %g, want %g, %g", lo, hi, 2-top, top)
	}
	p.Cut(0.3)
	var y [1]float64
	p.EndState(y[:])
	near("end of the cut piece", y[0], f(0.3))
	near("At(0.3) of the cut piece", p.At(0, 0.3), f(0.3))
}

// TestBare solves with and without dense output: the same states, and a bare piece shows its end.
func TestBare(t *testing.T) {
	for _, m := range []Method{Tsit5, Dop853, Rodas5p, Radau5, BDF} {
		var last [2][]float64
		for i := range last {
			l := newLoop(lorenz().system(), Options{Method: m})
			l.c.Bare = i == 1
			r, err := l.run(2)
			if err != nil {
				t.Fatal(err)
			}
			last[i] = append([]float64(nil), r.y...)
			if i == 1 && l.p.At(0, l.p.H/3) != r.y[0] {
				t.Errorf("%v: a bare piece shows %g within, %g at its end", m, l.p.At(0, l.p.H/3), r.y[0])
			}
		}
		if !slices.Equal(last[0], last[1]) {
			t.Errorf("%v: %v with dense output, %v without", m, last[0], last[1])
		}
	}
}

// TestNested compares the power basis with the form it comes from.
func TestNested(t *testing.T) {
	f := [7]float64{1.5, -2, 0.25, 3, -1, 0.5, 2}
	var c [8]float64
	nested(c[:], 0.75, f[0], f[1], f[2], f[3], f[4], f[5], f[6])
	for th := 0.0; th <= 1; th += 0.125 {
		r := 1 - th
		want := 0.75 + th*(f[0]+r*(f[1]+th*(f[2]+r*(f[3]+th*(f[4]+r*(f[5]+th*f[6]))))))
		if got := horner(c[:], th); math.Abs(got-want) > 1e-14 {
			t.Errorf("at %g: %.17g, want %.17g", th, got, want)
		}
	}
}

// TestLU solves random systems and looks at the residual, relative to the
// matrix: n ulp times a growth factor of a few.
func TestLU(t *testing.T) {
	seed := uint64(1)
	next := func() float64 {
		seed = seed*6364136223846793005 + 1442695040888963407
		return float64(int64(seed>>11))/(1<<52) - 1
	}
	for n := 1; n <= 20; n++ {
		f, j, b := newLU(n), make([]float64, n*n), make([]float64, n)
		for i := range j {
			j[i] = next()
		}
		for i := range b {
			b[i] = next()
		}
		x := append([]float64(nil), b...)
		if !f.factor(j, 0.5, n) {
			t.Fatal("random matrix called singular")
		}
		f.solve(x)
		for i := range b {
			r := b[i]
			for k, v := range x {
				a := -j[i*n+k]
				if i == k {
					a += 0.5
				}
				r -= a * v
			}
			if math.Abs(r) > 1e-12 {
				t.Errorf("n = %d: residual %g", n, r)
			}
		}
	}
	f := newLU(2)
	if f.factor([]float64{1, 2, 2, 4}, 0, 2) || f.bad != 1 {
		t.Errorf("singular matrix not recognised, column %d", f.bad)
	}
}
