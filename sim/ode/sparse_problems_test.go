package ode

import "math"

// Problems with a sparse Jacobian: entries are listed row by row.

// brusselator is the 1-D Brusselator of 500 cells, u and v interleaved.
func brusselator() *problem {
	const m = 500
	const g = 0.02 * (m + 1) * (m + 1)
	p := &problem{name: "brusselator1d", n: 2 * m, end: 10, a: []float64{1}, y0: make([]float64, 2*m), order: split(2, m)}
	for i := range m {
		p.y0[2*i], p.y0[2*i+1] = 1+math.Sin(2*math.Pi*float64(i+1)/(m+1)), 3
		a, b := 2*i, 2*i+1
		for _, row := range []int{a, b} {
			if i > 0 {
				p.entry(row, row-2)
			}
			p.entry(row, a)
			p.entry(row, b)
			if i < m-1 {
				p.entry(row, row+2)
			}
		}
	}
	p.f = func(_ float64, y, _, f []float64) {
		ul, vl, u, v := 1.0, 3.0, y[0], y[1]
		for i := range m {
			ur, vr := 1.0, 3.0
			if i < m-1 {
				ur, vr = y[2*i+2], y[2*i+3]
			}
			q := u * u * v
			f[2*i] = 1 + q - 4*u + g*(ul-2*u+ur)
			f[2*i+1] = 3*u - q + g*(vl-2*v+vr)
			ul, vl, u, v = u, v, ur, vr
		}
	}
	p.entries = func(_ float64, y, j []float64) {
		k := 0
		put := func(x ...float64) { k += copy(j[k:], x) }
		for i := range m {
			u, v := y[2*i], y[2*i+1]
			for r := range 2 {
				if i > 0 {
					put(g)
				}
				if r == 0 {
					put(2*u*v-4-2*g, u*u)
				} else {
					put(3-2*u*v, -u*u-2*g)
				}
				if i < m-1 {
					put(g)
				}
			}
		}
	}
	return p
}

// rcLine is a thermal line of 100 cells.
func rcLine() *problem {
	const n = 100
	p := &problem{name: "rcline100", n: n, end: 20000, a: []float64{1}, y0: make([]float64, n)}
	var j0 []float64
	for i := range n {
		p.y0[i] = 20
		for k := max(0, i-1); k <= min(n-1, i+1); k++ {
			p.entry(i, k)
			switch {
			case k != i:
				j0 = append(j0, 0.1)
			case i == 0 || i == n-1:
				j0 = append(j0, -50.2/500)
			default:
				j0 = append(j0, -100.2/500)
			}
		}
	}
	p.f = func(t float64, y, _, f []float64) {
		for i := range f {
			s := (20 - y[i]) / 5
			if i > 0 {
				s += (y[i-1] - y[i]) * 50
			} else {
				s += 800 * (1 + math.Sin(0.001*t))
			}
			if i < n-1 {
				s += (y[i+1] - y[i]) * 50
			}
			f[i] = s / 500
		}
	}
	p.entries = func(_ float64, _, j []float64) { copy(j, j0) }
	p.ft = func(t float64, _, _, f []float64) {
		clear(f)
		f[0] = 0.8 * math.Cos(0.001*t) / 500
	}
	return p
}

// heatExchanger has 16 cells a side, in blocks h, w, c: no band.
func heatExchanger() *problem {
	const (
		m              = 16
		mh, mc, ch, cc = 0.8, 1.1, 2200, 4186
		kh, kc, kw     = 0.6 / m * ch, 0.7 / m * cc, 1.5 / m * 480
		uah, uac       = 180, 260
		th, tc         = 140, 18
	)
	flow := func(t float64) (m1, ah float64) {
		m1 = mh * (1 + 0.25*(1+math.Tanh((t-30)/2)))
		return m1, uah / 16.0 * math.Pow(m1/mh, 0.8)
	}
	p := &problem{name: "heat_exchanger", n: 3 * m, end: 60, a: []float64{1}, y0: make([]float64, 3*m)}
	for i := range p.y0 {
		p.y0[i] = 18
	}
	for i := range m {
		if i > 0 {
			p.entry(i, i-1)
		}
		p.entry(i, i)
		p.entry(i, m+i)
	}
	for i := range m {
		p.entry(m+i, i)
		p.entry(m+i, m+i)
		p.entry(m+i, 2*m+i)
	}
	for i := range m {
		p.entry(2*m+i, m+i)
		p.entry(2*m+i, 2*m+i)
		if i < m-1 {
			p.entry(2*m+i, 2*m+i+1)
		}
	}
	const ac = uac / 16.0
	p.f = func(t float64, y, _, f []float64) {
		m1, ah := flow(t)
		h, w, c := y[:m], y[m:2*m], y[2*m:]
		for i := range m {
			in, back := th+0.0, tc+0.0
			if i > 0 {
				in = h[i-1]
			}
			if i < m-1 {
				back = c[i+1]
			}
			f[i] = (m1*ch*(in-h[i]) - ah*(h[i]-w[i])) / kh
			f[m+i] = (ah*(h[i]-w[i]) - ac*(w[i]-c[i])) / kw
			f[2*m+i] = (mc*cc*(back-c[i]) + ac*(w[i]-c[i])) / kc
		}
	}
	p.ft = func(t float64, y, _, f []float64) {
		const d = 1e-4
		a, b := make([]float64, 3*m), make([]float64, 3*m)
		p.f(t-d, y, nil, a)
		p.f(t+d, y, nil, b)
		for i := range f {
			f[i] = (b[i] - a[i]) / (2 * d)
		}
	}
	p.entries = func(t float64, _, j []float64) {
		m1, ah := flow(t)
		k := 0
		put := func(x ...float64) { k += copy(j[k:], x) }
		for i := range m {
			if i > 0 {
				put(m1 * ch / kh)
			}
			put((-m1*ch-ah)/kh, ah/kh)
		}
		for range m {
			put(ah/kw, (-ah-ac)/kw, ac/kw)
		}
		for i := range m {
			put(ac/kc, (-mc*cc-ac)/kc)
			if i < m-1 {
				put(mc * cc / kc)
			}
		}
	}
	return p
}

// split is the order in which a reference file lists interleaved arrays.
func split(arrays, n int) []int {
	var order []int
	for a := range arrays {
		for i := range n {
			order = append(order, arrays*i+a)
		}
	}
	return order
}
