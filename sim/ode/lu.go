package ode

import "math"

// lu is a dense LU factorisation with partial pivoting (Golub and Van Loan,
// Matrix Computations, 3.4), made for systems of a few to some tens of
// variables: no allocation, no blocking, zeros of a column are skipped.
type lu struct {
	n   int
	a   []float64 // n x n, row-major: L below the diagonal, U on and above it
	inv []float64 // reciprocals of the diagonal of U
	p   []int32   // row exchanged with row k in step k
	bad int       // column without a pivot after a failed factorisation
}

func newLU(n int) lu {
	return lu{n: n, a: make([]float64, n*n), inv: make([]float64, n), p: make([]int32, n)}
}

// factor decomposes g M - J with M = 1 in the first d rows and 0 below. It
// reports false where the matrix is singular or not finite.
func (f *lu) factor(j []float64, g float64, d int) bool {
	n := f.n
	a := f.a[:n*n]
	for i, v := range j[:n*n] {
		a[i] = -v
	}
	for i := 0; i < d; i++ {
		a[i*n+i] += g
	}
	return f.decompose()
}

func (f *lu) decompose() bool {
	n, a := f.n, f.a
	for k := 0; k < n; k++ {
		r, m := k, math.Abs(a[k*n+k])
		for i := k + 1; i < n; i++ {
			if x := math.Abs(a[i*n+k]); x > m {
				r, m = i, x
			}
		}
		if !(m > 0) || math.IsInf(m, 0) {
			f.bad = k
			return false
		}
		f.p[k] = int32(r)
		if r != k {
			x, y := a[k*n:k*n+n], a[r*n:r*n+n]
			for i, v := range x {
				x[i], y[i] = y[i], v
			}
		}
		inv := 1 / a[k*n+k]
		f.inv[k] = inv
		pivot := a[k*n+k+1 : k*n+n]
		for i := k + 1; i < n; i++ {
			x := a[i*n+k]
			if x == 0 {
				continue
			}
			x *= inv
			a[i*n+k] = x
			row := a[i*n+k+1 : i*n+n][:len(pivot)]
			for l, v := range pivot {
				row[l] -= float64(x * v)
			}
		}
	}
	return true
}

// solve overwrites b with the solution. Cost: n^2 products.
func (f *lu) solve(b []float64) {
	n, a := f.n, f.a
	b = b[:n]
	for k, r := range f.p[:n] {
		if int(r) != k {
			b[k], b[r] = b[r], b[k]
		}
	}
	for i := 1; i < n; i++ {
		x := b[i]
		row := a[i*n : i*n+i]
		for j, v := range row {
			x -= float64(v * b[j])
		}
		b[i] = x
	}
	for i := n - 1; i >= 0; i-- {
		x := b[i]
		row := a[i*n+i+1 : i*n+n]
		tail := b[i+1:][:len(row)]
		for j, v := range row {
			x -= float64(v * tail[j])
		}
		b[i] = x * f.inv[i]
	}
}
