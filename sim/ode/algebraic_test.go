package ode

import (
	"math"
	"testing"
)

// pumpTank: a centrifugal pump fills a tank through a pipe, a valve drains it;
// flow, head and drain are algebraic.
func pumpTank() *problem {
	const g, a, h0, a2, kp, kv = 9.81, 2, 20, 5000, 12000, 0.004
	return &problem{name: "pump_tank_dae", n: 5, alg: 3, end: 3000, a: []float64{1e-3},
		y0: []float64{1, 20, math.Sqrt(19.0 / 17000), h0 - a2*19.0/17000, kv * math.Sqrt(g)},
		f: func(_ float64, y, _, f []float64) {
			h, temp, q, ph, qo := y[0], y[1], y[2], y[3], y[4]
			f[0] = (q - qo) / a
			f[1] = (q*(60-temp) - 0.0001*(temp-20)) / h / a
			f[2] = h0 - a2*q*q - ph
			f[3] = ph - h - kp*q*q
			f[4] = qo - kv*math.Sqrt(g*h)
		},
		jac: func(_ float64, y, _, j []float64) {
			h, temp, q := y[0], y[1], y[2]
			clear(j)
			j[2], j[4] = 1.0/a, -1.0/a
			j[5], j[6], j[7] = -(q*(60-temp)-0.0001*(temp-20))/(h*h*a), (-q-0.0001)/(h*a), (60-temp)/(h*a)
			j[12], j[13] = -2*a2*q, -1
			j[15], j[17], j[18] = -1, -2*kp*q, 1
			j[20], j[24] = -0.5*kv*math.Sqrt(g/h), 1
		}}
}

// TestConsistent starts the algebraic variables far from their values; Newton's
// method needs damping on the way from q = 1e-3 to 0.0334.
func TestConsistent(t *testing.T) {
	p := pumpTank()
	s, e := NewSolver(p, Options{}), p.New()
	for _, q := range []float64{1e-3, 0.0334, 5} {
		y := append([]float64(nil), p.y0...)
		y[2], y[3], y[4] = q, 0, 1
		if err := s.Consistent(e, 0, y); err != nil {
			t.Fatalf("from q = %g: %v", q, err)
		}
		for i, v := range p.y0 {
			if math.Abs(y[i]-v) > 1e-12*(1+math.Abs(v)) {
				t.Errorf("from q = %g: variable %d = %.15g, want %.15g", q, i, y[i], v)
			}
		}
	}
	// An arc tangent: full Newton steps from 3 diverge.
	p = &problem{n: 1, alg: 1, a: []float64{1}, y0: []float64{3},
		f:   func(_ float64, y, _, f []float64) { f[0] = math.Atan(y[0]) },
		jac: func(_ float64, y, _, j []float64) { j[0] = 1 / (1 + y[0]*y[0]) }}
	y := []float64{3}
	if err := NewSolver(p, Options{}).Consistent(p.New(), 0, y); err != nil || math.Abs(y[0]) > 1e-12 {
		t.Errorf("arc tangent: %g, %v", y[0], err)
	}
}
