package ode

import "math"

// rodas5p tries one step of length h and returns its error in units of the
// tolerance. The new state is s.yn. k1 is f at the start; the Jacobian and
// df/dt there are in s.jac and s.ft. The rows of algebraic variables have no
// mass, hence no 1/h terms.
func (s *Solver) rodas5p(e Eval, t float64, y, k1 []float64, h float64) float64 {
	n := len(y)
	s.facH = 0 // the factors of Radau5 are gone
	if !s.lr.factor(s.jac, 1/(h*r5gamma)) {
		return math.Inf(1)
	}
	d := n - s.nalg // differential rows
	r := 1 / h
	ft, w := s.ft[:n], s.yt[:n]
	u1 := s.k[0][:n]
	u2 := s.k[1][:n]
	u3 := s.k[2][:n]
	u4 := s.k[3][:n]
	u5 := s.k[4][:n]
	u6 := s.k[5][:n]
	u7 := s.k[6][:n]
	u8 := s.k[7][:n]
	k1 = k1[:n]
	g := h * r5d1
	for i := 0; i < n; i++ {
		u1[i] = k1[i] + float64(g*ft[i])
	}
	s.lr.solve(u1)
	for i := 0; i < n; i++ {
		w[i] = y[i] + float64(r5a2x1*u1[i])
	}
	e.Deriv(t+float64(r5c2*h), w, u2)
	for i := 0; i < d; i++ {
		u2[i] += float64(r * (float64(r5g2x1 * u1[i])))
	}
	g = h * r5d2
	for i := 0; i < n; i++ {
		u2[i] += float64(g * ft[i])
	}
	s.lr.solve(u2)
	for i := 0; i < n; i++ {
		w[i] = y[i] + float64(r5a3x1*u1[i]) + float64(r5a3x2*u2[i])
	}
	e.Deriv(t+float64(r5c3*h), w, u3)
	for i := 0; i < d; i++ {
		u3[i] += float64(r * (float64(r5g3x1*u1[i]) + float64(r5g3x2*u2[i])))
	}
	g = h * r5d3
	for i := 0; i < n; i++ {
		u3[i] += float64(g * ft[i])
	}
	s.lr.solve(u3)
	for i := 0; i < n; i++ {
		w[i] = y[i] + float64(r5a4x1*u1[i]) + float64(r5a4x2*u2[i]) + float64(r5a4x3*u3[i])
	}
	e.Deriv(t+float64(r5c4*h), w, u4)
	for i := 0; i < d; i++ {
		u4[i] += float64(r * (float64(r5g4x1*u1[i]) + float64(r5g4x2*u2[i]) + float64(r5g4x3*u3[i])))
	}
	g = h * r5d4
	for i := 0; i < n; i++ {
		u4[i] += float64(g * ft[i])
	}
	s.lr.solve(u4)
	for i := 0; i < n; i++ {
		w[i] = y[i] + float64(r5a5x1*u1[i]) + float64(r5a5x2*u2[i]) + float64(r5a5x3*u3[i]) + float64(r5a5x4*u4[i])
	}
	e.Deriv(t+float64(r5c5*h), w, u5)
	for i := 0; i < d; i++ {
		u5[i] += float64(r * (float64(r5g5x1*u1[i]) + float64(r5g5x2*u2[i]) + float64(r5g5x3*u3[i]) + float64(r5g5x4*u4[i])))
	}
	g = h * r5d5
	for i := 0; i < n; i++ {
		u5[i] += float64(g * ft[i])
	}
	s.lr.solve(u5)
	for i := 0; i < n; i++ {
		w[i] = y[i] + float64(r5a6x1*u1[i]) + float64(r5a6x2*u2[i]) + float64(r5a6x3*u3[i]) + float64(r5a6x4*u4[i]) +
			float64(r5a6x5*u5[i])
	}
	e.Deriv(t+h, w, u6)
	for i := 0; i < d; i++ {
		u6[i] += float64(r * (float64(r5g6x1*u1[i]) + float64(r5g6x2*u2[i]) + float64(r5g6x3*u3[i]) + float64(r5g6x4*u4[i]) +
			float64(r5g6x5*u5[i])))
	}
	s.lr.solve(u6)
	for i := 0; i < n; i++ {
		w[i] = w[i] + u6[i]
	}
	e.Deriv(t+h, w, u7)
	for i := 0; i < d; i++ {
		u7[i] += float64(r * (float64(r5g7x1*u1[i]) + float64(r5g7x2*u2[i]) + float64(r5g7x3*u3[i]) + float64(r5g7x4*u4[i]) +
			float64(r5g7x5*u5[i]) + float64(r5g7x6*u6[i])))
	}
	s.lr.solve(u7)
	for i := 0; i < n; i++ {
		w[i] = w[i] + u7[i]
	}
	e.Deriv(t+h, w, u8)
	for i := 0; i < d; i++ {
		u8[i] += float64(r * (float64(r5g8x1*u1[i]) + float64(r5g8x2*u2[i]) + float64(r5g8x3*u3[i]) + float64(r5g8x4*u4[i]) +
			float64(r5g8x5*u5[i]) + float64(r5g8x6*u6[i]) + float64(r5g8x7*u7[i])))
	}
	s.lr.solve(u8)
	sum, yn := 0.0, s.yn[:n]
	for i := 0; i < n; i++ {
		yn[i] = w[i] + u8[i]
		x := u8[i] / (s.at[i] + float64(s.rt*math.Max(math.Abs(y[i]), math.Abs(yn[i]))))
		sum += float64(x * x)
	}
	return math.Sqrt(sum / float64(n))
}

// rodas5pDense writes the polynomials of degree 4 (order 4) of the step:
// y(th) = (1-th) y0 + th (y1 + (1-th) (k1 + th (k2 + th k3))).
func (s *Solver) rodas5pDense(y, c []float64) {
	n := len(y)
	yn := s.yn[:n]
	u1 := s.k[0][:n]
	u2 := s.k[1][:n]
	u3 := s.k[2][:n]
	u4 := s.k[3][:n]
	u5 := s.k[4][:n]
	u6 := s.k[5][:n]
	u7 := s.k[6][:n]
	u8 := s.k[7][:n]
	for i := 0; i < n; i++ {
		k1 := float64(r5h1x1*u1[i]) + float64(r5h1x2*u2[i]) + float64(r5h1x3*u3[i]) + float64(r5h1x4*u4[i]) +
			float64(r5h1x5*u5[i]) + float64(r5h1x6*u6[i]) + float64(r5h1x7*u7[i]) + float64(r5h1x8*u8[i])
		k2 := float64(r5h2x1*u1[i]) + float64(r5h2x2*u2[i]) + float64(r5h2x3*u3[i]) + float64(r5h2x4*u4[i]) +
			float64(r5h2x5*u5[i]) + float64(r5h2x6*u6[i]) + float64(r5h2x7*u7[i]) + float64(r5h2x8*u8[i])
		k3 := float64(r5h3x1*u1[i]) + float64(r5h3x2*u2[i]) + float64(r5h3x3*u3[i]) + float64(r5h3x4*u4[i]) +
			float64(r5h3x5*u5[i]) + float64(r5h3x6*u6[i]) + float64(r5h3x7*u7[i]) + float64(r5h3x8*u8[i])
		p := c[i*5 : i*5+5]
		p[0] = y[i]
		p[1] = yn[i] - y[i] + k1
		p[2] = k2 - k1
		p[3] = k3 - k2
		p[4] = -k3
	}
}
