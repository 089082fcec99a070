package ode

import "math"

// The reference problems; sources are named in the reference folder.

func lorenz() *problem {
	return &problem{name: "lorenz", n: 3, end: 10, a: []float64{1}, y0: []float64{1, 1, 1},
		f: func(_ float64, y, _, f []float64) {
			f[0], f[1], f[2] = 10*(y[1]-y[0]), y[0]*(28-y[2])-y[1], y[0]*y[1]-8.0/3*y[2]
		},
		jac: func(_ float64, y, _, j []float64) {
			copy(j, []float64{-10, 10, 0, 28 - y[2], -1, -y[0], y[1], y[0], -8.0 / 3})
		}}
}

func arenstorf() *problem {
	const m, mm = 0.012277471, 1 - 0.012277471
	return &problem{name: "arenstorf", n: 4, end: 17.0652165601579625588917206249, a: []float64{1},
		y0: []float64{0.994, 0, 0, -2.00158510637908252240537862224},
		f: func(_ float64, y, _, f []float64) {
			a, b, q := y[0]+m, y[0]-mm, y[1]*y[1]
			r, s := a*a+q, b*b+q
			d1, d2 := r*math.Sqrt(r), s*math.Sqrt(s)
			f[0], f[1] = y[2], y[3]
			f[2] = y[0] + 2*y[3] - mm*a/d1 - m*b/d2
			f[3] = y[1] - 2*y[2] - mm*y[1]/d1 - m*y[1]/d2
		}}
}

func pleiades() *problem {
	y0 := make([]float64, 28)
	copy(y0, []float64{3, 3, -1, -3, 2, -2, 2, 3, -3, 2, 0, 0, -4, 4})
	y0[19], y0[20], y0[24], y0[25] = 1.75, -1.5, -1.25, 1
	return &problem{name: "pleiades", n: 28, end: 3, a: []float64{1}, y0: y0,
		f: func(_ float64, y, _, f []float64) {
			x, w := y[:7], y[7:14]
			copy(f[:14], y[14:28])
			for i := range x {
				var ax, ay float64
				for j := range x {
					if j != i {
						dx, dy := x[j]-x[i], w[j]-w[i]
						r := dx*dx + dy*dy
						q := float64(j+1) / (r * math.Sqrt(r))
						ax += q * dx
						ay += q * dy
					}
				}
				f[14+i], f[21+i] = ax, ay
			}
		}}
}

// robertson has its unit of time scaled to 1 ms (KERNEL.md section 2).
func robertson() *problem {
	const k1, k2, k3 = 0.04e3, 3e10, 1e7 // per unit of 1000 s
	return &problem{name: "robertson", n: 3, end: 1e8, a: []float64{1e-6, 1e-12, 1e-6}, y0: []float64{1, 0, 0},
		f: func(_ float64, y, _, f []float64) {
			a, b, c := k1*y[0], k3*y[1]*y[2], k2*y[1]*y[1]
			f[0], f[1], f[2] = b-a, a-b-c, c
		},
		jac: func(_ float64, y, _, j []float64) {
			j[0], j[1], j[2] = -k1, k3*y[2], k3*y[1]
			j[3], j[4], j[5] = k1, -k3*y[2]-2*k2*y[1], -k3*y[1]
			j[6], j[7], j[8] = 0, 2*k2*y[1], 0
		}}
}

func robertsonDAE() *problem {
	p := robertson()
	f, jac := p.f, p.jac
	p.name, p.alg = "robertson_dae", 1
	p.f = func(t float64, y, z, dy []float64) {
		f(t, y, z, dy)
		dy[2] = y[0] + y[1] + y[2] - 1
	}
	p.jac = func(t float64, y, z, j []float64) {
		jac(t, y, z, j)
		j[6], j[7], j[8] = 1, 1, 1
	}
	return p
}

func hires() *problem {
	return &problem{name: "hires", n: 8, end: 321.8122, a: []float64{1e-4}, y0: []float64{1, 0, 0, 0, 0, 0, 0, 0.0057},
		f: func(_ float64, y, _, f []float64) {
			r := 280 * y[5] * y[7]
			f[0] = -1.71*y[0] + 0.43*y[1] + 8.32*y[2] + 0.0007
			f[1] = 1.71*y[0] - 8.75*y[1]
			f[2] = -10.03*y[2] + 0.43*y[3] + 0.035*y[4]
			f[3] = 8.32*y[1] + 1.71*y[2] - 1.12*y[3]
			f[4] = -1.745*y[4] + 0.43*y[5] + 0.43*y[6]
			f[5] = -r + 0.69*y[3] + 1.71*y[4] - 0.43*y[5] + 0.69*y[6]
			f[6] = r - 1.81*y[6]
			f[7] = -r + 1.81*y[6]
		},
		jac: func(_ float64, y, _, j []float64) {
			clear(j)
			j[0], j[1], j[2] = -1.71, 0.43, 8.32
			j[8], j[9] = 1.71, -8.75
			j[18], j[19], j[20] = -10.03, 0.43, 0.035
			j[25], j[26], j[27] = 8.32, 1.71, -1.12
			j[36], j[37], j[38] = -1.745, 0.43, 0.43
			a, b := 280*y[7], 280*y[5]
			j[43], j[44], j[45], j[46], j[47] = 0.69, 1.71, -a-0.43, 0.69, -b
			j[53], j[54], j[55] = a, -1.81, b
			j[61], j[62], j[63] = -a, 1.81, -b
		}}
}

func vanderpol() *problem {
	return &problem{name: "vanderpol", n: 2, end: 2000, a: []float64{1e-3, 1e-6}, y0: []float64{2, 0},
		f: func(_ float64, y, _, f []float64) { f[0], f[1] = y[1], 1000*(1-y[0]*y[0])*y[1]-y[0] },
		jac: func(_ float64, y, _, j []float64) {
			j[0], j[1], j[2], j[3] = 0, 1, -2000*y[0]*y[1]-1, 1000*(1-y[0]*y[0])
		}}
}

func oregonator() *problem {
	const s, w, q = 77.27, 0.161, 8.375e-6
	return &problem{name: "oregonator", n: 3, end: 360, a: []float64{1e-2}, y0: []float64{1, 2, 3},
		f: func(_ float64, y, _, f []float64) {
			f[0] = s * (y[1] - y[0]*y[1] + y[0] - q*y[0]*y[0])
			f[1] = (-y[1] - y[0]*y[1] + y[2]) / s
			f[2] = w * (y[0] - y[2])
		},
		jac: func(_ float64, y, _, j []float64) {
			j[0], j[1], j[2] = s*(1-y[1]-2*q*y[0]), s*(1-y[0]), 0
			j[3], j[4], j[5] = -y[1]/s, (-1-y[0])/s, 1/s
			j[6], j[7], j[8] = w, 0, -w
		}}
}

// bouncingBall: 500 bounces with restitution 0.99.
func bouncingBall() *problem {
	return &problem{name: "bouncing_ball_500", linear: true, n: 2, end: 282.27, a: []float64{1}, y0: []float64{10, 0}, ng: 1, strict: true,
		f:      func(_ float64, y, _, f []float64) { f[0], f[1] = y[1], -9.81 },
		jac:    func(_ float64, y, _, j []float64) { j[0], j[1], j[2], j[3] = 0, 1, 0, 0 },
		guards: func(_ float64, y, _, g []float64) { g[0] = -y[0] },
		reset:  func(_ int, _ float64, y, _ []float64) { y[0], y[1] = 0, -0.99*y[1] }}
}

// thermostat: a relay with hysteresis that switches 1000 times.
func thermostat() *problem {
	return &problem{name: "thermostat_tank_1000", linear: true, n: 2, end: 3202000, a: []float64{1, 1e6}, y0: []float64{60, 0}, z0: []float64{1}, ng: 2,
		f: func(_ float64, y, z, f []float64) {
			f[0], f[1] = (z[0]*3000-15*(y[0]-15))/(200*4186.0), z[0]*3000
		},
		jac: func(_ float64, y, z, j []float64) { j[0], j[1], j[2], j[3] = -15/(200*4186.0), 0, 0, 0 },
		guards: func(_ float64, y, z, g []float64) {
			g[0], g[1] = math.Min(y[0]-62, z[0]-0.5), math.Min(58-y[0], 0.5-z[0])
		},
		reset: func(i int, _ float64, _, z []float64) { z[0] = float64(i) }}
}

// twoTanks: a weir that overflows and stops again, under a periodic inflow.
func twoTanks() *problem {
	in := func(t float64) float64 { return 0.018 * (1 + 0.6*math.Sin(2*math.Pi*t/600)) }
	return &problem{name: "two_tank_overflow", n: 3, end: 6000, a: []float64{1e-2}, y0: []float64{0.5, 0.3, 0}, z0: []float64{0}, ng: 2,
		f: func(t float64, y, z, f []float64) {
			q, o := in(t), 0.02*math.Sqrt(math.Max(y[0], 0))
			f[0], f[2] = (1-z[0])*(q-o), z[0]*(q-o)
			f[1] = (o - 0.018*math.Sqrt(math.Max(y[1], 0))) / 1.5
		},
		jac: func(_ float64, y, z, j []float64) {
			o, p := 0.01/math.Sqrt(math.Max(y[0], 1e-12)), 0.009/math.Sqrt(math.Max(y[1], 1e-12))
			clear(j)
			j[0], j[6] = -(1-z[0])*o, -z[0]*o
			j[3], j[4] = o/1.5, -p/1.5
		},
		ft: func(t float64, y, z, f []float64) {
			d := 0.018 * 0.6 * 2 * math.Pi / 600 * math.Cos(2*math.Pi*t/600)
			f[0], f[1], f[2] = (1-z[0])*d, 0, z[0]*d
		},
		guards: func(t float64, y, z, g []float64) {
			g[0] = math.Min(y[0]-1, 0.5-z[0])
			g[1] = math.Min(0.02-in(t), z[0]-0.5)
		},
		reset: func(i int, _ float64, y, z []float64) {
			z[0] = 1 - float64(i)
			if i == 0 {
				y[0] = 1
			}
		}}
}
