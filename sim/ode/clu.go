package ode

import "math"

// clu is a dense LU factorisation with partial pivoting of a complex matrix,
// stored as pairs of real and imaginary part. Products are written out in real
// numbers: the compiler fuses those of complex128 on some machines.
type clu struct {
	n   int
	a   []float64 // n x n pairs
	inv []float64 // pairs: reciprocals of the diagonal of U
	p   []int32
}

func newCLU(n int) clu {
	return clu{n: n, a: make([]float64, 2*n*n), inv: make([]float64, 2*n), p: make([]int32, n)}
}

// factor decomposes (re + i im) M - J with M = 1 in the first d rows and 0
// below. It reports false where the matrix is singular or not finite.
func (f *clu) factor(j []float64, re, im float64, d int) bool {
	n := f.n
	a := f.a[:2*n*n]
	for i, v := range j[:n*n] {
		a[2*i], a[2*i+1] = -v, 0
	}
	for i := 0; i < d; i++ {
		a[2*(i*n+i)] += re
		a[2*(i*n+i)+1] = im
	}
	return f.decompose()
}

func (f *clu) decompose() bool {
	n, a := f.n, f.a
	for k := 0; k < n; k++ {
		r, m := k, math.Abs(a[2*(k*n+k)])+math.Abs(a[2*(k*n+k)+1])
		for i := k + 1; i < n; i++ {
			if x := math.Abs(a[2*(i*n+k)]) + math.Abs(a[2*(i*n+k)+1]); x > m {
				r, m = i, x
			}
		}
		if !(m > 0) || math.IsInf(m, 0) {
			return false
		}
		f.p[k] = int32(r)
		if r != k {
			x, y := a[2*k*n:2*k*n+2*n], a[2*r*n:2*r*n+2*n]
			for i, v := range x {
				x[i], y[i] = y[i], v
			}
		}
		re, im := reciprocal(a[2*(k*n+k)], a[2*(k*n+k)+1])
		f.inv[2*k], f.inv[2*k+1] = re, im
		pivot := a[2*(k*n+k+1) : 2*(k*n+n)]
		for i := k + 1; i < n; i++ {
			o := 2 * (i*n + k)
			xr, xi := a[o], a[o+1]
			if xr == 0 && xi == 0 {
				continue
			}
			xr, xi = float64(xr*re)-float64(xi*im), float64(xr*im)+float64(xi*re)
			a[o], a[o+1] = xr, xi
			row := a[o+2 : 2*(i*n+n)]
			for l := 0; l+1 < len(pivot) && l+1 < len(row); l += 2 {
				vr, vi := pivot[l], pivot[l+1]
				row[l] -= float64(xr*vr) - float64(xi*vi)
				row[l+1] -= float64(xr*vi) + float64(xi*vr)
			}
		}
	}
	return true
}

// reciprocal is 1/(re + i im).
func reciprocal(re, im float64) (float64, float64) {
	d := 1 / (float64(re*re) + float64(im*im))
	return float64(re * d), -float64(im * d)
}

// solve overwrites b, n pairs, with the solution. Cost: n^2 complex products.
func (f *clu) solve(b []float64) {
	n, a := f.n, f.a
	b = b[:2*n]
	for k, r := range f.p[:n] {
		if int(r) != k {
			b[2*k], b[2*r] = b[2*r], b[2*k]
			b[2*k+1], b[2*r+1] = b[2*r+1], b[2*k+1]
		}
	}
	for i := 1; i < n; i++ {
		xr, xi := b[2*i], b[2*i+1]
		row, v := a[2*i*n:2*(i*n+i)], b[:2*i]
		for l := 0; l+1 < len(row) && l+1 < len(v); l += 2 {
			xr -= float64(row[l]*v[l]) - float64(row[l+1]*v[l+1])
			xi -= float64(row[l]*v[l+1]) + float64(row[l+1]*v[l])
		}
		b[2*i], b[2*i+1] = xr, xi
	}
	for i := n - 1; i >= 0; i-- {
		xr, xi := b[2*i], b[2*i+1]
		row, v := a[2*(i*n+i+1):2*(i*n+n)], b[2*i+2:]
		for l := 0; l+1 < len(row) && l+1 < len(v); l += 2 {
			xr -= float64(row[l]*v[l]) - float64(row[l+1]*v[l+1])
			xi -= float64(row[l]*v[l+1]) + float64(row[l+1]*v[l])
		}
		re, im := f.inv[2*i], f.inv[2*i+1]
		b[2*i], b[2*i+1] = float64(xr*re)-float64(xi*im), float64(xr*im)+float64(xi*re)
	}
}
