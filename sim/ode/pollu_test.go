package ode

import "math"

// pollu: 20 species, 25 reactions; each reaction is a rate constant, one or two
// reactants and its products.
func pollu() *problem {
	type reaction struct {
		k    float64
		a, b int // reactants, b = -1 for one
		to   [3]int
	}
	const o = -1
	rs := []reaction{
		{0.35, 0, o, [3]int{1, 2, o}}, {26.6, 1, 3, [3]int{0, o, o}}, {12300, 4, 1, [3]int{5, 0, o}}, {0.86e-3, 6, o, [3]int{4, 4, 7}},
		{0.82e-3, 6, o, [3]int{7, o, o}}, {15000, 6, 5, [3]int{4, 7, o}}, {0.13e-3, 8, o, [3]int{4, 7, 9}}, {24000, 8, 5, [3]int{10, o, o}},
		{16500, 10, 1, [3]int{9, 11, 0}}, {9000, 10, 0, [3]int{12, o, o}}, {0.022, 12, o, [3]int{10, 0, o}}, {12000, 9, 1, [3]int{13, 0, o}},
		{1.88, 13, o, [3]int{4, 6, o}}, {16300, 0, 5, [3]int{14, o, o}}, {4.8e6, 2, o, [3]int{3, o, o}}, {0.35e-3, 3, o, [3]int{15, o, o}},
		{0.0175, 3, o, [3]int{2, o, o}}, {1e8, 15, o, [3]int{5, 5, o}}, {4.44e11, 15, o, [3]int{2, o, o}}, {1240, 16, 5, [3]int{4, 17, o}},
		{2.1, 18, o, [3]int{1, o, o}}, {5.78, 18, o, [3]int{0, 2, o}}, {0.0474, 0, 3, [3]int{18, o, o}}, {1780, 18, 0, [3]int{19, o, o}},
		{3.12, 19, o, [3]int{0, 18, o}},
	}
	y0 := make([]float64, 20)
	y0[1], y0[3], y0[6], y0[7], y0[8], y0[16] = 0.2, 0.04, 0.1, 0.3, 0.01, 0.007
	add := func(f []float64, r *reaction, v float64, n, j int) {
		f[r.a*n+j] -= v
		if r.b >= 0 {
			f[r.b*n+j] -= v
		}
		for _, p := range r.to {
			if p >= 0 {
				f[p*n+j] += v
			}
		}
	}
	p := &problem{name: "pollu", n: 20, end: 60, a: []float64{1e-6}, y0: y0,
		f: func(_ float64, y, _, f []float64) {
			clear(f)
			for i := range rs {
				r := &rs[i]
				v := r.k * y[r.a]
				if r.b >= 0 {
					v *= y[r.b]
				}
				add(f, r, v, 1, 0)
			}
		},
		jac: func(_ float64, y, _, j []float64) {
			clear(j)
			for i := range rs {
				r := &rs[i]
				if r.b < 0 {
					add(j, r, r.k, 20, r.a)
					continue
				}
				add(j, r, r.k*y[r.b], 20, r.a)
				add(j, r, r.k*y[r.a], 20, r.b)
			}
		}}
	// The entries, and for each reaction and reactant those that it moves.
	full, slot := make([]float64, 400), make([]int32, 400)
	for i := range rs {
		for _, j := range []int{rs[i].a, rs[i].b} {
			if j >= 0 {
				add(full, &rs[i], math.Pi+float64(i), 20, j)
			}
		}
	}
	for k, v := range full {
		if v != 0 {
			slot[k] = int32(len(p.row))
			p.entry(k/20, k%20)
		}
	}
	type move struct {
		r, other int
		down, up []int32
	}
	var moves []move
	for i, r := range rs {
		for _, j := range []int{r.a, r.b} {
			if j < 0 {
				continue
			}
			m := move{r: i, other: r.a + r.b - j, down: []int32{slot[r.a*20+j]}}
			if r.b >= 0 {
				m.down = append(m.down, slot[r.b*20+j])
			}
			for _, q := range r.to {
				if q >= 0 {
					m.up = append(m.up, slot[q*20+j])
				}
			}
			moves = append(moves, m)
		}
	}
	p.entries = func(_ float64, y, v []float64) {
		clear(v)
		for i := range moves {
			m := &moves[i]
			x := rs[m.r].k
			if m.other >= 0 {
				x *= y[m.other]
			}
			for _, k := range m.down {
				v[k] -= x
			}
			for _, k := range m.up {
				v[k] += x
			}
		}
	}
	return p
}
