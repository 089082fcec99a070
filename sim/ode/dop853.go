package ode

import "math"

// dop853 tries one step of length h with the method of order 8 and returns its
// error in units of the tolerance. The new state is s.yn, its derivative
// s.k[12]. The derivative at the start is k1.
func (s *Solver) dop853(e Eval, t float64, y, k1 []float64, h float64) float64 {
	n := len(y)
	w := s.yt[:n]
	k2 := s.k[1][:n]
	k3 := s.k[2][:n]
	k4 := s.k[3][:n]
	k5 := s.k[4][:n]
	k6 := s.k[5][:n]
	k7 := s.k[6][:n]
	k8 := s.k[7][:n]
	k9 := s.k[8][:n]
	k10 := s.k[9][:n]
	k11 := s.k[10][:n]
	k12 := s.k[11][:n]
	k1 = k1[:n]
	for i := 0; i < n; i++ {
		w[i] = y[i] + float64(h*(float64(p8a2x1*k1[i])))
	}
	e.Deriv(t+float64(p8c2*h), w, k2)
	for i := 0; i < n; i++ {
		w[i] = y[i] + float64(h*(float64(p8a3x1*k1[i])+float64(p8a3x2*k2[i])))
	}
	e.Deriv(t+float64(p8c3*h), w, k3)
	for i := 0; i < n; i++ {
		w[i] = y[i] + float64(h*(float64(p8a4x1*k1[i])+float64(p8a4x3*k3[i])))
	}
	e.Deriv(t+float64(p8c4*h), w, k4)
	for i := 0; i < n; i++ {
		w[i] = y[i] + float64(h*(float64(p8a5x1*k1[i])+float64(p8a5x3*k3[i])+float64(p8a5x4*k4[i])))
	}
	e.Deriv(t+float64(p8c5*h), w, k5)
	for i := 0; i < n; i++ {
		w[i] = y[i] + float64(h*(float64(p8a6x1*k1[i])+float64(p8a6x4*k4[i])+float64(p8a6x5*k5[i])))
	}
	e.Deriv(t+float64(p8c6*h), w, k6)
	for i := 0; i < n; i++ {
		w[i] = y[i] + float64(h*(float64(p8a7x1*k1[i])+float64(p8a7x4*k4[i])+float64(p8a7x5*k5[i])+float64(p8a7x6*k6[i])))
	}
	e.Deriv(t+float64(p8c7*h), w, k7)
	for i := 0; i < n; i++ {
		w[i] = y[i] + float64(h*(float64(p8a8x1*k1[i])+float64(p8a8x4*k4[i])+float64(p8a8x5*k5[i])+float64(p8a8x6*k6[i])+
			float64(p8a8x7*k7[i])))
	}
	e.Deriv(t+float64(p8c8*h), w, k8)
	for i := 0; i < n; i++ {
		w[i] = y[i] + float64(h*(float64(p8a9x1*k1[i])+float64(p8a9x4*k4[i])+float64(p8a9x5*k5[i])+float64(p8a9x6*k6[i])+
			float64(p8a9x7*k7[i])+float64(p8a9x8*k8[i])))
	}
	e.Deriv(t+float64(p8c9*h), w, k9)
	for i := 0; i < n; i++ {
		w[i] = y[i] + float64(h*(float64(p8a10x1*k1[i])+float64(p8a10x4*k4[i])+float64(p8a10x5*k5[i])+float64(p8a10x6*k6[i])+
			float64(p8a10x7*k7[i])+float64(p8a10x8*k8[i])+float64(p8a10x9*k9[i])))
	}
	e.Deriv(t+float64(p8c10*h), w, k10)
	for i := 0; i < n; i++ {
		w[i] = y[i] + float64(h*(float64(p8a11x1*k1[i])+float64(p8a11x4*k4[i])+float64(p8a11x5*k5[i])+float64(p8a11x6*k6[i])+
			float64(p8a11x7*k7[i])+float64(p8a11x8*k8[i])+float64(p8a11x9*k9[i])+float64(p8a11x10*k10[i])))
	}
	e.Deriv(t+float64(p8c11*h), w, k11)
	for i := 0; i < n; i++ {
		w[i] = y[i] + float64(h*(float64(p8a12x1*k1[i])+float64(p8a12x4*k4[i])+float64(p8a12x5*k5[i])+float64(p8a12x6*k6[i])+
			float64(p8a12x7*k7[i])+float64(p8a12x8*k8[i])+float64(p8a12x9*k9[i])+float64(p8a12x10*k10[i])+
			float64(p8a12x11*k11[i])))
	}
	e.Deriv(t+h, w, k12)
	yn := s.yn[:n]
	for i := 0; i < n; i++ {
		yn[i] = y[i] + float64(h*(float64(p8b1*k1[i])+float64(p8b6*k6[i])+float64(p8b7*k7[i])+float64(p8b8*k8[i])+
			float64(p8b9*k9[i])+float64(p8b10*k10[i])+float64(p8b11*k11[i])+float64(p8b12*k12[i])))
	}
	e.Deriv(t+h, yn, s.k[12])
	return s.dop853Error(y, k1, h)
}

// dop853Error combines the estimators of order 5 and 3 (Hairer, Norsett and
// Wanner I, II.10, eq. 10.17) and measures h|lambda| from the last two stages.
func (s *Solver) dop853Error(y, k1 []float64, h float64) float64 {
	n := len(y)
	yn, w, k13 := s.yn[:n], s.yt[:n], s.k[12][:n]
	k6 := s.k[5][:n]
	k7 := s.k[6][:n]
	k8 := s.k[7][:n]
	k9 := s.k[8][:n]
	k10 := s.k[9][:n]
	k11 := s.k[10][:n]
	k12 := s.k[11][:n]
	e5, e3, num, den := 0.0, 0.0, 0.0, 0.0
	k1 = k1[:n]
	for i := 0; i < n; i++ {
		r := 1 / (s.at[i] + float64(s.rt*max(math.Abs(y[i]), math.Abs(yn[i]))))
		a := r * (float64(p8e1*k1[i]) + float64(p8e6*k6[i]) + float64(p8e7*k7[i]) + float64(p8e8*k8[i]) +
			float64(p8e9*k9[i]) + float64(p8e10*k10[i]) + float64(p8e11*k11[i]) + float64(p8e12*k12[i]))
		b := r * (float64(p8f1*k1[i]) + float64(p8b6*k6[i]) + float64(p8b7*k7[i]) + float64(p8b8*k8[i]) +
			float64(p8f9*k9[i]) + float64(p8b10*k10[i]) + float64(p8b11*k11[i]) + float64(p8f12*k12[i]))
		e5 += float64(a * a)
		e3 += float64(b * b)
		p, q := r*(k13[i]-k12[i]), r*(yn[i]-w[i])
		num += float64(p * p)
		den += float64(q * q)
	}
	s.stiffness(h, num, den)
	if e5 == 0 {
		return 0
	}
	return math.Abs(h) * e5 / math.Sqrt((e5+float64(0.01*e3))*float64(n))
}

// dop853Dense writes the polynomials of degree 7 of the accepted step. It
// needs three more evaluations.
func (s *Solver) dop853Dense(e Eval, t float64, y, k1 []float64, h float64, c []float64) {
	n := len(y)
	w, yn, k13 := s.yt[:n], s.yn[:n], s.k[12][:n]
	k1 = k1[:n]
	k6 := s.k[5][:n]
	k7 := s.k[6][:n]
	k8 := s.k[7][:n]
	k9 := s.k[8][:n]
	k10 := s.k[9][:n]
	k11 := s.k[10][:n]
	k12 := s.k[11][:n]
	k14 := s.k[13][:n]
	k15 := s.k[14][:n]
	k16 := s.k[15][:n]
	for i := 0; i < n; i++ {
		w[i] = y[i] + float64(h*(float64(p8a14x1*k1[i])+float64(p8a14x7*k7[i])+float64(p8a14x8*k8[i])+float64(p8a14x9*k9[i])+
			float64(p8a14x10*k10[i])+float64(p8a14x11*k11[i])+float64(p8a14x12*k12[i])+
			float64(p8a14x13*k13[i])))
	}
	e.Deriv(t+float64(p8c14*h), w, k14)
	for i := 0; i < n; i++ {
		w[i] = y[i] + float64(h*(float64(p8a15x1*k1[i])+float64(p8a15x6*k6[i])+float64(p8a15x7*k7[i])+float64(p8a15x8*k8[i])+
			float64(p8a15x11*k11[i])+float64(p8a15x12*k12[i])+float64(p8a15x13*k13[i])+
			float64(p8a15x14*k14[i])))
	}
	e.Deriv(t+float64(p8c15*h), w, k15)
	for i := 0; i < n; i++ {
		w[i] = y[i] + float64(h*(float64(p8a16x1*k1[i])+float64(p8a16x6*k6[i])+float64(p8a16x7*k7[i])+float64(p8a16x8*k8[i])+
			float64(p8a16x9*k9[i])+float64(p8a16x13*k13[i])+float64(p8a16x14*k14[i])+
			float64(p8a16x15*k15[i])))
	}
	e.Deriv(t+float64(p8c16*h), w, k16)
	for i := 0; i < n; i++ {
		f0 := yn[i] - y[i]
		f1 := float64(h*k1[i]) - f0
		f2 := f0 + f0 - float64(h*(k13[i]+k1[i]))
		f3 := h * (float64(p8d4x1*k1[i]) + float64(p8d4x6*k6[i]) + float64(p8d4x7*k7[i]) + float64(p8d4x8*k8[i]) +
			float64(p8d4x9*k9[i]) + float64(p8d4x10*k10[i]) + float64(p8d4x11*k11[i]) + float64(p8d4x12*k12[i]) +
			float64(p8d4x13*k13[i]) + float64(p8d4x14*k14[i]) + float64(p8d4x15*k15[i]) + float64(p8d4x16*k16[i]))
		f4 := h * (float64(p8d5x1*k1[i]) + float64(p8d5x6*k6[i]) + float64(p8d5x7*k7[i]) + float64(p8d5x8*k8[i]) +
			float64(p8d5x9*k9[i]) + float64(p8d5x10*k10[i]) + float64(p8d5x11*k11[i]) + float64(p8d5x12*k12[i]) +
			float64(p8d5x13*k13[i]) + float64(p8d5x14*k14[i]) + float64(p8d5x15*k15[i]) + float64(p8d5x16*k16[i]))
		f5 := h * (float64(p8d6x1*k1[i]) + float64(p8d6x6*k6[i]) + float64(p8d6x7*k7[i]) + float64(p8d6x8*k8[i]) +
			float64(p8d6x9*k9[i]) + float64(p8d6x10*k10[i]) + float64(p8d6x11*k11[i]) + float64(p8d6x12*k12[i]) +
			float64(p8d6x13*k13[i]) + float64(p8d6x14*k14[i]) + float64(p8d6x15*k15[i]) + float64(p8d6x16*k16[i]))
		f6 := h * (float64(p8d7x1*k1[i]) + float64(p8d7x6*k6[i]) + float64(p8d7x7*k7[i]) + float64(p8d7x8*k8[i]) +
			float64(p8d7x9*k9[i]) + float64(p8d7x10*k10[i]) + float64(p8d7x11*k11[i]) + float64(p8d7x12*k12[i]) +
			float64(p8d7x13*k13[i]) + float64(p8d7x14*k14[i]) + float64(p8d7x15*k15[i]) + float64(p8d7x16*k16[i]))
		nested(c[i*8:i*8+8], y[i], f0, f1, f2, f3, f4, f5, f6)
	}
}

// dop853Keep writes the derivative at the start, which piece has put into s.k[0], and the stages that the dense output needs
// into c, len 8n; dop853Recall puts them back.
func (s *Solver) dop853Keep(c []float64) {
	n := s.n
	copy(c[:n], s.k[0])
	for j := range 7 {
		copy(c[(j+1)*n:(j+2)*n], s.k[5+j])
	}
}

func (s *Solver) dop853Recall(c []float64) {
	n := s.n
	copy(s.k[0], c[:n])
	for j := range 7 {
		copy(s.k[5+j], c[(j+1)*n:(j+2)*n])
	}
}
