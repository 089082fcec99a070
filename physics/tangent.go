package physics

import "github.com/plantwin/plantwin/physics/expr"

// tangent is the shape of a system augmented with its derivatives by parameters,
//
//	dS/dt = df/dy S + df/dz Z + df/dp,
//
// by which its right-hand side is made of the partial derivatives: the code computes them once, plain loops multiply. The same
// expressions stand in symbolic.rows, from which the Jacobian is made. Only systems without algebraic variables have it.
type tangent struct {
	n      int // rows of the plain system
	params int
	own    []own     // entries of df/dp
	from   []partial // entries of df/dy, df/dz
	group  []expr.ID
}

// own is the place of an entry of df/dp: row i, parameter k.
type own struct{ i, k int }

// partial is the place of an entry of df/dy (row i, variable j) or df/dz (row i, discrete state j).
type partial struct {
	i, j     int
	discrete bool
}

// tangent collects the partial derivatives; nil where the rows read so much that derivatives along S are shorter.
func (a *augment) tangent() *tangent {
	if a.old.alg > 0 || len(a.params) == 0 || len(a.old.delays) > 0 {
		return nil
	}
	g := a.g
	zero := g.Const(0)
	t := &tangent{n: len(a.old.rows), params: len(a.params)}
	var slopes []expr.ID
	for i, row := range a.old.rows {
		f := a.shift.Of(row)
		t.group = append(t.group, f)
		seen := 0
		g.Leaves(func(id expr.ID, c expr.Class, j int) {
			if c != expr.State && c != expr.Disc {
				return
			}
			seen++
			if d := a.by(id).Of(f); d != zero {
				t.from, slopes = append(t.from, partial{i, j, c == expr.Disc}), append(slopes, d)
			}
		}, f)
		if seen > crowd {
			return nil
		}
	}
	for k, p := range a.params {
		for i, row := range a.old.rows {
			if d := a.by(g.Leaf(expr.Param, p)).Of(a.shift.Of(row)); d != zero {
				t.own, t.group = append(t.own, own{i, k}), append(t.group, d)
			}
		}
	}
	t.group = append(t.group, slopes...)
	return t
}

// product writes the right-hand side by the partial derivatives.
func (e *eval) product(t *tangent, y, dy []float64) {
	e.r.Run(e.s.lay.tangent)
	v := e.partial
	e.r.Out(e.s.lay.tangent, v)
	n := t.n
	copy(dy[:n], v)
	clear(dy[n:])
	v = v[n:]
	for m, o := range t.own {
		dy[n*(1+o.k)+o.i] = v[m]
	}
	v = v[len(t.own):]
	nz := e.s.sym.nz / (1 + t.params)
	for m, p := range t.from {
		d := v[m]
		if d == 0 {
			continue
		}
		if p.discrete {
			for k, at := 1, p.i+n; k <= t.params; k, at = k+1, at+n {
				dy[at] += float64(d * e.bound[nz*k+p.j])
			}
			continue
		}
		for to, at := p.i+n, p.j+n; to < len(dy); to, at = to+n, at+n {
			dy[to] += float64(d * y[at])
		}
	}
}
