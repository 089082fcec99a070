package ode

import (
	"fmt"
	"math"
	"testing"
)

// growth is y' = y cos t, whose solution is exp(sin t): nonlinear enough for
// order conditions in t and y to show. With an algebraic row z = y^2 the
// derivative is written with z.
func growth(alg bool) *problem {
	if !alg {
		return &problem{n: 1, a: []float64{1}, y0: []float64{1},
			f:   func(t float64, y, _, f []float64) { f[0] = y[0] * math.Cos(t) },
			jac: func(t float64, y, _, j []float64) { j[0] = math.Cos(t) },
			ft:  func(t float64, y, _, f []float64) { f[0] = -y[0] * math.Sin(t) }}
	}
	return &problem{n: 2, alg: 1, a: []float64{1}, y0: []float64{1, 1},
		f: func(t float64, y, _, f []float64) {
			f[0], f[1] = y[1]/y[0]*math.Cos(t), y[1]-y[0]*y[0]
		},
		jac: func(t float64, y, _, j []float64) {
			c := math.Cos(t)
			j[0], j[1], j[2], j[3] = -y[1]/(y[0]*y[0])*c, c/y[0], -2*y[0], 1
		},
		ft: func(t float64, y, _, f []float64) { f[0], f[1] = -y[1]/y[0]*math.Sin(t), 0 }}
}

// linearDAE has the same solution with z = y exp(sin t): simplified Newton steps
// converge fast at the step sizes of TestOrder.
func linearDAE() *problem {
	p := growth(true)
	p.f = func(t float64, y, _, f []float64) {
		x := math.Exp(math.Sin(t))
		f[0], f[1] = y[1]/x*math.Cos(t), y[1]-y[0]*x
	}
	p.jac = func(t float64, _, _, j []float64) {
		x := math.Exp(math.Sin(t))
		j[0], j[1], j[2], j[3] = 0, math.Cos(t)/x, -x, 1
	}
	return p
}

// fixed makes n equal steps over [0, 2] and returns the error at the end and
// the largest error of the dense output, over variables and 16 points a step.
func fixed(t *testing.T, p *problem, m Method, n int) (end, dense float64) {
	s := NewSolver(p, Options{Method: m})
	s.fnewt = 1e-8 // Newton's error stays out of the way
	e := p.New()
	var c Control
	var piece Piece
	y := append([]float64(nil), p.y0...)
	if err := s.Start(e, 0, y, &c); err != nil {
		t.Fatal(err)
	}
	s.use(m)
	h := 2 / float64(n)
	w := make([]float64, p.n)
	for k := range n {
		at := 2 * float64(k) / float64(n)
		if err := s.derivative(e, at, y, &c); err != nil {
			t.Fatal(err)
		}
		s.fresh, c.HasJac = false, false
		s.try(e, at, y, h, m, &c)
		s.piece(e, at, y, h, m, atOnce, &c, &piece)
		for q := 0; q <= 16; q++ {
			th := float64(q) / 16
			piece.Eval(th, w)
			dense = math.Max(dense, difference(w, at+th*h))
		}
		piece.EndState(y)
	}
	return difference(y, 2), dense
}

func difference(y []float64, t float64) float64 {
	d := 0.0
	for i, v := range y {
		d = math.Max(d, math.Abs(v-math.Exp(float64(i+1)*math.Sin(t))))
	}
	return d
}

// TestOrder halves the step twice: the errors must fall like h^order, with half
// an order of slack. An interpolant of order q has the local error h^(q+1), so
// on top of errors of order p >= q+1 its global order is q+1.
func TestOrder(t *testing.T) {
	for _, c := range []struct {
		m          Method
		alg        bool
		n          int
		end, dense float64
	}{{Tsit5, false, 10, 5, 5}, {Dop853, false, 3, 8, 8}, {Rodas5p, false, 16, 5, 5}, {Rodas5p, true, 16, 5, 5}, {Radau5, false, 20, 5, 5}, {Radau5, true, 56, 5, 4}} {
		t.Run(fmt.Sprint(c.m, c.alg), func(t *testing.T) {
			p := growth(c.alg)
			if c.m == Radau5 && c.alg {
				p = linearDAE()
			}
			e1, d1 := fixed(t, p, c.m, c.n)
			e2, d2 := fixed(t, p, c.m, 2*c.n)
			e4, d4 := fixed(t, p, c.m, 4*c.n)
			end, dense := math.Log2(e1/e2), math.Log2(d1/d4)/2 // e4 may be rounding
			t.Logf("end %.2g %.2g %.2g: order %.2f; dense %.2g %.2g %.2g: order %.2f", e1, e2, e4, end, d1, d2, d4, dense)
			if e1 > 1e-3 || end < c.end-0.5 || dense < c.dense-0.5 {
				t.Errorf("order %.2f at the end, %.2f of the dense output; want %g and %g", end, dense, c.end, c.dense)
			}
		})
	}
}

// TestStiffLinear integrates y' = -1e6 (y - cos t) - sin t, y(0) = 1 (Prothero
// and Robinson): with Rodas5p in few steps, and Auto must find that out.
func TestStiffLinear(t *testing.T) {
	const k = 1e6
	p := &problem{n: 1, a: []float64{1}, y0: []float64{1}, end: 10,
		f:   func(t float64, y, _, f []float64) { f[0] = -k*(y[0]-math.Cos(t)) - math.Sin(t) },
		jac: func(_ float64, _, _, j []float64) { j[0] = -k },
		ft:  func(t float64, _, _, f []float64) { f[0] = -k*math.Sin(t) - math.Cos(t) }}
	for _, m := range []Method{Auto, Rodas5p, Radau5} {
		l := newLoop(p, Options{Rtol: 1e-6, Atol: []float64{1e-6}, Method: m})
		r, err := l.run(p.end)
		if err != nil {
			t.Fatal(err)
		}
		if d := math.Abs(r.y[0] - math.Cos(10)); d > 5e-6 || r.pieces > 200 {
			t.Errorf("%v: error %g after %d steps, want 5e-6 in 200", m, d, r.pieces)
		}
	}
}
