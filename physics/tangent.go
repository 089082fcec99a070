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

// product is a tangent laid out for one workspace.
type product struct {
	n    int
	nz   int     // discrete states of the plain system
	put  []moved // what is copied: the plain rows and df/dp
	y, z []moved // partial derivatives by variables and by discrete states
}

// moved is the value of a register on its way: to a place of the right-hand side, or times what stands at from.
type moved struct{ reg, to, from int }

// product lays out the tangent of the system; nil without one.
func (s *System) product() *product {
	t := s.sym.tangent
	if t == nil {
		return nil
	}
	p := &product{n: t.n, nz: s.sym.nz / (1 + t.params)}
	regs := s.tape.Places(s.lay.tangent)
	for i := range t.n {
		p.put = append(p.put, moved{reg: int(regs[i]), to: i})
	}
	regs = regs[t.n:]
	for m, o := range t.own {
		p.put = append(p.put, moved{reg: int(regs[m]), to: t.n*(1+o.k) + o.i})
	}
	regs = regs[len(t.own):]
	for m, f := range t.from {
		if f.discrete {
			p.z = append(p.z, moved{int(regs[m]), t.n + f.i, p.nz + f.j})
		} else {
			p.y = append(p.y, moved{int(regs[m]), t.n + f.i, t.n + f.j})
		}
	}
	return p
}

// write makes the right-hand side of what is in the registers r.
func (p *product) write(r, y, z, dy []float64) {
	clear(dy)
	for _, m := range p.put {
		dy[m.to] = r[m.reg]
	}
	for _, m := range p.y {
		if d := r[m.reg]; d != 0 {
			for to, from := m.to, m.from; to < len(dy); to, from = to+p.n, from+p.n {
				dy[to] += float64(d * y[from])
			}
		}
	}
	for _, m := range p.z {
		if d := r[m.reg]; d != 0 {
			for to, from := m.to, m.from; to < len(dy); to, from = to+p.n, from+p.nz {
				dy[to] += float64(d * z[from])
			}
		}
	}
}
