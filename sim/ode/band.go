package ode

import "math"

// band is an LU factorisation with partial pivoting of a band matrix (Golub and
// Van Loan, Matrix Computations, 4.3), real or complex. Row i holds columns
// i-ml to i+ml+mu; complex elements are pairs.
type band struct {
	n, ml, mu, ld int
	a             []float64
	inv           []float64
	p             []int32
	bad           int // column without a pivot after a failed factorisation
}

// newBand makes room for numbers of size parts: 1 real, 2 complex.
func newBand(st *Structure, size int) band {
	ld := 2*st.ml + st.mu + 1
	return band{n: st.n, ml: st.ml, mu: st.mu, ld: ld, a: make([]float64, size*st.n*ld), inv: make([]float64, size*st.n), p: make([]int32, st.n)}
}

// factor decomposes g M - J. It reports false where that is singular.
func (f *band) factor(st *Structure, j []float64, g float64) bool {
	n, ml, ld, a := f.n, f.ml, f.ld, f.a
	clear(a)
	for k, i := range st.row {
		a[int(i)*ld+int(st.col[k]-i)+ml] = -j[k]
	}
	for i := 0; i < st.d; i++ {
		a[i*ld+ml] += g
	}
	for k := 0; k < n; k++ {
		last := min(n-1, k+ml)
		r, m := k, math.Abs(a[k*ld+ml])
		for i := k + 1; i <= last; i++ {
			if x := math.Abs(a[i*ld+k-i+ml]); x > m {
				r, m = i, x
			}
		}
		if !(m > 0) || math.IsInf(m, 0) {
			f.bad = k
			return false
		}
		f.p[k] = int32(r)
		w := min(n-1, k+ml+f.mu) - k + 1
		pivot := a[k*ld+ml:][:w]
		if r != k {
			o := a[r*ld+k-r+ml:][:w]
			for i, v := range pivot {
				pivot[i], o[i] = o[i], v
			}
		}
		inv := 1 / pivot[0]
		f.inv[k] = inv
		for i := k + 1; i <= last; i++ {
			row := a[i*ld+k-i+ml:][:w]
			x := row[0]
			if x == 0 {
				continue
			}
			x *= inv
			row[0] = x
			for l := 1; l < len(row) && l < len(pivot); l++ {
				row[l] -= float64(x * pivot[l])
			}
		}
	}
	return true
}

// solve overwrites b with the solution. Cost: n (2 ml + mu) products.
func (f *band) solve(b []float64) {
	n, ml, ld, a := f.n, f.ml, f.ld, f.a
	b = b[:n]
	for k, r := range f.p[:n] {
		x := b[k]
		if int(r) != k {
			x, b[r] = b[r], x
			b[k] = x
		}
		o := (k+1)*ld + ml - 1
		for i := k + 1; i <= k+ml && i < n; i++ {
			b[i] -= float64(a[o] * x)
			o += ld - 1
		}
	}
	for k := n - 1; k >= 0; k-- {
		w := min(n-1-k, ml+f.mu)
		row, v := a[k*ld+ml+1:][:w], b[k+1:][:w]
		x := b[k]
		for l, u := range row {
			x -= float64(u * v[l])
		}
		b[k] = x * f.inv[k]
	}
}

// cfactor decomposes (re + i im) M - J.
func (f *band) cfactor(st *Structure, j []float64, re, im float64) bool {
	n, ml, ld, a := f.n, f.ml, f.ld, f.a
	clear(a)
	for k, i := range st.row {
		a[2*(int(i)*ld+int(st.col[k]-i)+ml)] = -j[k]
	}
	for i := 0; i < st.d; i++ {
		a[2*(i*ld+ml)] += re
		a[2*(i*ld+ml)+1] = im
	}
	for k := 0; k < n; k++ {
		last := min(n-1, k+ml)
		r, m := k, 0.0
		for i := k; i <= last; i++ {
			o := 2 * (i*ld + k - i + ml)
			if x := math.Abs(a[o]) + math.Abs(a[o+1]); x > m {
				r, m = i, x
			}
		}
		if !(m > 0) || math.IsInf(m, 0) {
			return false
		}
		f.p[k] = int32(r)
		w := 2 * (min(n-1, k+ml+f.mu) - k + 1)
		pivot := a[2*(k*ld+ml):][:w]
		if r != k {
			o := a[2*(r*ld+k-r+ml):][:w]
			for i, v := range pivot {
				pivot[i], o[i] = o[i], v
			}
		}
		ir, ii := reciprocal(pivot[0], pivot[1])
		f.inv[2*k], f.inv[2*k+1] = ir, ii
		for i := k + 1; i <= last; i++ {
			row := a[2*(i*ld+k-i+ml):][:w]
			xr, xi := row[0], row[1]
			if xr == 0 && xi == 0 {
				continue
			}
			xr, xi = float64(xr*ir)-float64(xi*ii), float64(xr*ii)+float64(xi*ir)
			row[0], row[1] = xr, xi
			for l := 2; l+1 < len(row) && l+1 < len(pivot); l += 2 {
				row[l] -= float64(xr*pivot[l]) - float64(xi*pivot[l+1])
				row[l+1] -= float64(xr*pivot[l+1]) + float64(xi*pivot[l])
			}
		}
	}
	return true
}

// csolve overwrites b, n pairs, with the solution.
func (f *band) csolve(b []float64) {
	n, ml, ld, a := f.n, f.ml, f.ld, f.a
	b = b[:2*n]
	for k, r := range f.p[:n] {
		xr, xi := b[2*k], b[2*k+1]
		if int(r) != k {
			xr, b[2*r] = b[2*r], xr
			xi, b[2*r+1] = b[2*r+1], xi
			b[2*k], b[2*k+1] = xr, xi
		}
		o := 2 * ((k+1)*ld + ml - 1)
		for i := k + 1; i <= k+ml && i < n; i++ {
			ar, ai := a[o], a[o+1]
			b[2*i] -= float64(ar*xr) - float64(ai*xi)
			b[2*i+1] -= float64(ar*xi) + float64(ai*xr)
			o += 2 * (ld - 1)
		}
	}
	for k := n - 1; k >= 0; k-- {
		w := 2 * min(n-1-k, ml+f.mu)
		row, v := a[2*(k*ld+ml+1):][:w], b[2*k+2:][:w]
		xr, xi := b[2*k], b[2*k+1]
		for l := 0; l+1 < len(row) && l+1 < len(v); l += 2 {
			xr -= float64(row[l]*v[l]) - float64(row[l+1]*v[l+1])
			xi -= float64(row[l]*v[l+1]) + float64(row[l+1]*v[l])
		}
		ir, ii := f.inv[2*k], f.inv[2*k+1]
		b[2*k], b[2*k+1] = float64(xr*ir)-float64(xi*ii), float64(xr*ii)+float64(xi*ir)
	}
}
