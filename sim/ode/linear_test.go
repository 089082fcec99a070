package ode

import (
	"math"
	"math/rand"
	"testing"
)

// TestLinearForms factors random matrices g M - J in each form, real and
// complex, and multiplies the solution back: the residual must be of the size
// of rounding. Some diagonals are structurally zero (algebraic rows).
func TestLinearForms(t *testing.T) {
	rng := rand.New(rand.NewSource(1))
	for round := range 60 {
		n := 12 + rng.Intn(40)
		nalg := rng.Intn(n / 3)
		st := &Structure{n: n, d: n - nalg}
		width := 1 + rng.Intn(n)
		for i := range n {
			for j := range n {
				near := i-j <= width && j-i <= width
				onDiag := i == j && (i < st.d || rng.Intn(2) == 0)
				// Row i of the algebraic part always sees its right neighbour.
				pair := i >= st.d && j == st.d+(i-st.d+1)%nalg
				if onDiag || pair || near && i != j && rng.Intn(n) < 3 {
					st.row, st.col = append(st.row, int32(i)), append(st.col, int32(j))
				}
			}
		}
		v := make([]float64, len(st.row))
		for k := range v {
			v[k] = rng.NormFloat64()
		}
		st.choose()
		for form := dense; form <= sparse; form++ {
			if form == sparse {
				if st.plan = newPlan(n, st.d, st.row, st.col, 1<<30); st.plan == nil {
					continue // structurally singular
				}
			}
			st.form = form
			realForm(t, rng, st, v, round)
			complexForm(t, rng, st, v, round)
		}
	}
}

func realForm(t *testing.T, rng *rand.Rand, st *Structure, v []float64, round int) {
	t.Helper()
	f := newLinear(st)
	if !f.factor(v, 3) {
		return // singular by chance: the same in every form
	}
	b := make([]float64, st.n)
	for i := range b {
		b[i] = rng.NormFloat64()
	}
	x := append([]float64(nil), b...)
	f.solve(x)
	size := 1.0
	for i := range b {
		if i < st.d {
			b[i] -= 3 * x[i]
		}
		size = math.Max(size, math.Abs(x[i]))
	}
	for k, i := range st.row {
		b[i] += v[k] * x[st.col[k]]
	}
	for i, r := range b {
		if !(math.Abs(r) < 1e-6*size) {
			t.Fatalf("round %d, form %d (in use %d): residual %g in row %d, solution up to %g", round, st.form, f.form, r, i, size)
		}
	}
}

func complexForm(t *testing.T, rng *rand.Rand, st *Structure, v []float64, round int) {
	t.Helper()
	f := newCLinear(st)
	if !f.factor(v, 2, 3) {
		return
	}
	b := make([]complex128, st.n)
	x := make([]float64, 2*st.n)
	for i := range b {
		b[i] = complex(rng.NormFloat64(), rng.NormFloat64())
		x[2*i], x[2*i+1] = real(b[i]), imag(b[i])
	}
	f.solve(x)
	size := 1.0
	for i := range b {
		if i < st.d {
			b[i] -= complex(2, 3) * complex(x[2*i], x[2*i+1])
		}
		size = math.Max(size, math.Hypot(x[2*i], x[2*i+1]))
	}
	for k, i := range st.row {
		j := st.col[k]
		b[i] += complex(v[k]*x[2*j], v[k]*x[2*j+1])
	}
	for i, r := range b {
		if !(math.Hypot(real(r), imag(r)) < 1e-6*size) {
			t.Fatalf("round %d, form %d (in use %d): residual %g in row %d, solution up to %g", round, st.form, f.form, r, i, size)
		}
	}
}

// TestPivotLoss: the pivots that the static order takes vanish, and the factors
// are made again with pivoting.
func TestPivotLoss(t *testing.T) {
	st := &Structure{n: 3, d: 0, row: []int32{0, 0, 1, 1, 1, 2, 2}, col: []int32{0, 1, 0, 1, 2, 1, 2}}
	st.choose()
	st.form, st.plan = sparse, newPlan(3, 0, st.row, st.col, 100)
	// Rows (1, 1, 0), (1, 1, 1), (0, 1, 0.5): the second pivot is 1 - 1.
	j := []float64{-1, -1, -1, -1, -1, -1, -0.5}
	f := newLinear(st)
	if !f.factor(j, 0) {
		t.Fatal("called singular")
	}
	b := []float64{3, 6, 3.5}
	f.solve(b)
	for i, want := range []float64{1, 2, 3} {
		if math.Abs(b[i]-want) > 1e-14 {
			t.Errorf("x[%d] = %g, want %g", i, b[i], want)
		}
	}
}
