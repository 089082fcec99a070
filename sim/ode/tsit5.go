package ode

import "math"

// Coefficients of Tsit5: Ch. Tsitouras, Runge-Kutta pairs of order 5(4)
// satisfying only the first column simplifying assumption, Computers and
// Mathematics with Applications 62 (2011) 770-775: table 1 (t5a, t5c), the
// error weights b - b^ (t5e), and the weights of th^4 in the interpolant of order
// 4 (t5r).
const (
	t5c2 = 0.161
	t5c3 = 0.327
	t5c4 = 0.9
	t5c5 = 0.9800255409045097

	t5a2x1 = 0.161

	t5a3x1 = -0.008480655492356989
	t5a3x2 = 0.335480655492357

	t5a4x1 = 2.8971530571054935
	t5a4x2 = -6.359448489975075
	t5a4x3 = 4.3622954328695815

	t5a5x1 = 5.325864828439257
	t5a5x2 = -11.748883564062828
	t5a5x3 = 7.4955393428898365
	t5a5x4 = -0.09249506636175525

	t5a6x1 = 5.86145544294642
	t5a6x2 = -12.92096931784711
	t5a6x3 = 8.159367898576159
	t5a6x4 = -0.071584973281401
	t5a6x5 = -0.028269050394068383

	t5a7x1 = 0.09646076681806523
	t5a7x2 = 0.01
	t5a7x3 = 0.4798896504144996
	t5a7x4 = 1.379008574103742
	t5a7x5 = -3.290069515436081
	t5a7x6 = 2.324710524099774

	t5e1 = -0.00178001105222577714
	t5e2 = -0.0008164344596567469
	t5e3 = 0.007880878010261995
	t5e4 = -0.1447110071732629
	t5e5 = 0.5823571654525552
	t5e6 = -0.45808210592918697
	t5e7 = 0.015151515151515152

	t5r1 = -1.0530884977290216
	t5r2 = 0.1017
	t5r3 = 2.490627285651253
	t5r4 = -16.548102889244902
	t5r5 = 47.37952196281928
	t5r6 = -34.87065786149661
	t5r7 = 2.5
)

// tsit5 tries one step of length h and returns its error in units of the
// tolerance. The new state is s.yn, its derivative s.k[6]. The derivative at
// the start is k1.
func (s *Solver) tsit5(e Eval, t float64, y, k1 []float64, h float64) float64 {
	n := len(y)
	w := s.yt[:n]
	k2 := s.k[1][:n]
	k3 := s.k[2][:n]
	k4 := s.k[3][:n]
	k5 := s.k[4][:n]
	k6 := s.k[5][:n]
	k7 := s.k[6][:n]
	k1 = k1[:n]
	for i := 0; i < n; i++ {
		w[i] = y[i] + float64(h*(float64(t5a2x1*k1[i])))
	}
	e.Deriv(t+float64(t5c2*h), w, k2)
	for i := 0; i < n; i++ {
		w[i] = y[i] + float64(h*(float64(t5a3x1*k1[i])+float64(t5a3x2*k2[i])))
	}
	e.Deriv(t+float64(t5c3*h), w, k3)
	for i := 0; i < n; i++ {
		w[i] = y[i] + float64(h*(float64(t5a4x1*k1[i])+float64(t5a4x2*k2[i])+float64(t5a4x3*k3[i])))
	}
	e.Deriv(t+float64(t5c4*h), w, k4)
	for i := 0; i < n; i++ {
		w[i] = y[i] + float64(h*(float64(t5a5x1*k1[i])+float64(t5a5x2*k2[i])+float64(t5a5x3*k3[i])+float64(t5a5x4*k4[i])))
	}
	e.Deriv(t+float64(t5c5*h), w, k5)
	for i := 0; i < n; i++ {
		w[i] = y[i] + float64(h*(float64(t5a6x1*k1[i])+float64(t5a6x2*k2[i])+float64(t5a6x3*k3[i])+float64(t5a6x4*k4[i])+
			float64(t5a6x5*k5[i])))
	}
	e.Deriv(t+h, w, k6)
	yn := s.yn[:n]
	for i := 0; i < n; i++ {
		yn[i] = y[i] + float64(h*(float64(t5a7x1*k1[i])+float64(t5a7x2*k2[i])+float64(t5a7x3*k3[i])+float64(t5a7x4*k4[i])+
			float64(t5a7x5*k5[i])+float64(t5a7x6*k6[i])))
	}
	e.Deriv(t+h, yn, k7)
	sum, num, den := 0.0, 0.0, 0.0
	for i := 0; i < n; i++ {
		r := 1 / (s.at[i] + float64(s.rt*max(math.Abs(y[i]), math.Abs(yn[i]))))
		x := h * r * (float64(t5e1*k1[i]) + float64(t5e2*k2[i]) + float64(t5e3*k3[i]) + float64(t5e4*k4[i]) +
			float64(t5e5*k5[i]) + float64(t5e6*k6[i]) + float64(t5e7*k7[i]))
		sum += float64(x * x)
		p, q := r*(k7[i]-k6[i]), r*(yn[i]-w[i])
		num += float64(p * p)
		den += float64(q * q)
	}
	s.stiffness(h, num, den)
	return math.Sqrt(sum / float64(n))
}

// tsit5Dense writes the polynomials of degree 4 (order 4) of the step. The
// interpolant takes values and derivatives of both ends, so its leading
// coefficient settles the rest: the end is met without the rounding errors of
// the large weights of the other powers.
func (s *Solver) tsit5Dense(y, k1 []float64, h float64, c []float64) {
	n := len(y)
	yn := s.yn[:n]
	k2 := s.k[1][:n]
	k3 := s.k[2][:n]
	k4 := s.k[3][:n]
	k5 := s.k[4][:n]
	k6 := s.k[5][:n]
	k7 := s.k[6][:n]
	k1 = k1[:n]
	for i := 0; i < n; i++ {
		a, b, d := float64(h*k1[i]), float64(h*k7[i]), yn[i]-y[i]
		q := float64(h * (float64(t5r1*k1[i]) + float64(t5r2*k2[i]) + float64(t5r3*k3[i]) + float64(t5r4*k4[i]) +
			float64(t5r5*k5[i]) + float64(t5r6*k6[i]) + float64(t5r7*k7[i])))
		r := b + a - float64(2*(d+q))
		p := c[i*5 : i*5+5]
		p[0] = y[i]
		p[1] = a
		p[2] = d - a - q - r
		p[3] = r
		p[4] = q
	}
}
