package ode

import "math"

// pivotLoss is how small a pivot may be against the element it began as: below
// it cancellation has eaten ten digits, and the matrix is factored again with
// pivoting.
const pivotLoss = 1e-10

// sparseLU holds the factors of a real matrix in the order of a plan.
type sparseLU struct {
	p         *plan
	v, inv, t []float64 // elements; reciprocals of the pivots (before: their first values); a right-hand side
}

// factor decomposes g M - J, j being the entries of J. It reports false where a
// pivot has lost its digits.
func (f *sparseLU) factor(j []float64, g float64) bool {
	p, v, inv := f.p, f.v, f.inv
	clear(v)
	for k, s := range p.entry {
		v[s] = -j[k]
	}
	for _, s := range p.mass {
		v[s] += g
	}
	for k, s := range p.diag {
		inv[k] = math.Abs(v[s])
	}
	have := int32(0) // pivots inverted
	for e := p.elim; len(e) >= 3; {
		l, k, c := e[0], e[1], int(e[2])
		for ; have <= k; have++ {
			if !f.invert(have) {
				return false
			}
		}
		x := v[l] * inv[k]
		v[l] = x
		ops := e[3 : 3+c]
		e = e[3+c:]
		if x == 0 {
			continue
		}
		for ; len(ops) >= 2; ops = ops[2:] {
			v[ops[0]] -= float64(x * v[ops[1]])
		}
	}
	for ; have < int32(p.n); have++ {
		if !f.invert(have) {
			return false
		}
	}
	return true
}

func (f *sparseLU) invert(k int32) bool {
	x := f.v[f.p.diag[k]]
	m := math.Abs(x)
	if !(m > float64(pivotLoss*f.inv[k])) || !(m <= math.MaxFloat64) {
		return false
	}
	f.inv[k] = 1 / x
	return true
}

// solve overwrites b with the solution.
func (f *sparseLU) solve(b []float64) {
	p, v, t, inv := f.p, f.v, f.t, f.inv
	for k, i := range p.rows {
		t[k] = b[i]
	}
	for q := p.lower; len(q) >= 3; q = q[3:] {
		t[q[0]] -= float64(v[q[2]] * t[q[1]])
	}
	for q := p.upper; len(q) >= 2; {
		i, c := q[0], int(q[1])
		ops := q[2 : 2+c]
		q = q[2+c:]
		x := t[i]
		for ; len(ops) >= 2; ops = ops[2:] {
			x -= float64(v[ops[1]] * t[ops[0]])
		}
		t[i] = x * inv[i]
	}
	for k, j := range p.cols {
		b[j] = t[k]
	}
}

// sparseCLU is the same for a complex matrix; numbers are pairs.
type sparseCLU struct {
	p         *plan
	v, inv, t []float64
}

// factor decomposes (re + i im) M - J.
func (f *sparseCLU) factor(j []float64, re, im float64) bool {
	p, v, inv := f.p, f.v, f.inv
	clear(v)
	for k, s := range p.entry {
		v[2*s] = -j[k]
	}
	for _, s := range p.mass {
		v[2*s] += re
		v[2*s+1] += im
	}
	for k, s := range p.diag {
		inv[2*k] = math.Abs(v[2*s]) + math.Abs(v[2*s+1])
	}
	have := int32(0)
	for e := p.elim; len(e) >= 3; {
		l, k, c := 2*e[0], e[1], int(e[2])
		for ; have <= k; have++ {
			if !f.invert(have) {
				return false
			}
		}
		ir, ii := inv[2*k], inv[2*k+1]
		xr, xi := float64(v[l]*ir)-float64(v[l+1]*ii), float64(v[l]*ii)+float64(v[l+1]*ir)
		v[l], v[l+1] = xr, xi
		ops := e[3 : 3+c]
		e = e[3+c:]
		for ; len(ops) >= 2; ops = ops[2:] {
			a, u := v[2*ops[0]:][:2], v[2*ops[1]:][:2]
			a[0] -= float64(xr*u[0]) - float64(xi*u[1])
			a[1] -= float64(xr*u[1]) + float64(xi*u[0])
		}
	}
	for ; have < int32(p.n); have++ {
		if !f.invert(have) {
			return false
		}
	}
	return true
}

func (f *sparseCLU) invert(k int32) bool {
	s := 2 * f.p.diag[k]
	re, im := f.v[s], f.v[s+1]
	m := math.Abs(re) + math.Abs(im)
	if !(m > float64(pivotLoss*f.inv[2*k])) || !(m <= math.MaxFloat64) {
		return false
	}
	f.inv[2*k], f.inv[2*k+1] = reciprocal(re, im)
	return true
}

// solve overwrites b, n pairs, with the solution.
func (f *sparseCLU) solve(b []float64) {
	p, v, t, inv := f.p, f.v, f.t, f.inv
	for k, i := range p.rows {
		t[2*k], t[2*k+1] = b[2*i], b[2*i+1]
	}
	for q := p.lower; len(q) >= 3; q = q[3:] {
		x, u, a := t[2*q[0]:][:2], v[2*q[2]:][:2], t[2*q[1]:][:2]
		x[0] -= float64(u[0]*a[0]) - float64(u[1]*a[1])
		x[1] -= float64(u[0]*a[1]) + float64(u[1]*a[0])
	}
	for q := p.upper; len(q) >= 2; {
		i, c := q[0], int(q[1])
		ops := q[2 : 2+c]
		q = q[2+c:]
		xr, xi := t[2*i], t[2*i+1]
		for ; len(ops) >= 2; ops = ops[2:] {
			u, a := v[2*ops[1]:][:2], t[2*ops[0]:][:2]
			xr -= float64(u[0]*a[0]) - float64(u[1]*a[1])
			xi -= float64(u[0]*a[1]) + float64(u[1]*a[0])
		}
		ir, ii := inv[2*i], inv[2*i+1]
		t[2*i], t[2*i+1] = float64(xr*ir)-float64(xi*ii), float64(xr*ii)+float64(xi*ir)
	}
	for k, j := range p.cols {
		b[2*j], b[2*j+1] = t[2*k], t[2*k+1]
	}
}
