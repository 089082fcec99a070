package physics

import (
	"math"
	"testing"

	"github.com/plantwin/plantwin/sim/ode"
)

// Right-hand sides and Jacobians of the reference problems against the formulas written out by hand, at several points.

type hand struct {
	kind   string
	p      []float64
	points [][]float64
	z      []float64
	f      func(p, y, z []float64) []float64
	jac    func(p, y, z []float64) []float64
}

var hands = []hand{
	{"lorenz", []float64{10, 28, 8.0 / 3, 1}, [][]float64{{1, 1, 1}, {-9.4, -8.3, 29}}, nil,
		func(p, y, _ []float64) []float64 {
			return []float64{p[0] * (y[1] - y[0]), y[0]*(p[1]-y[2]) - y[1], y[0]*y[1] - p[2]*y[2]}
		},
		func(p, y, _ []float64) []float64 {
			return []float64{-p[0], p[0], 0, p[1] - y[2], -1, -y[0], y[1], y[0], -p[2]}
		}},
	{"robertson", []float64{0.04, 3e7, 1e4}, [][]float64{{1, 0, 0}, {0.7, 9e-6, 0.3}}, nil,
		func(p, y, _ []float64) []float64 {
			a, b, c := p[0]*y[0], p[2]*y[1]*y[2], p[1]*y[1]*y[1]
			return []float64{b - a, a - b - c, c}
		},
		func(p, y, _ []float64) []float64 {
			return []float64{-p[0], p[2] * y[2], p[2] * y[1], p[0], -p[2]*y[2] - 2*p[1]*y[1], -p[2] * y[1], 0, 2 * p[1] * y[1], 0}
		}},
	{"hires", []float64{0.0007, 280, 1.81, 1}, [][]float64{{1, 0, 0, 0, 0, 0, 0, 0.0057}, {.1, .2, .3, .4, .5, .6, .7, .8}}, nil, hiresF, hiresJac},
	{"thermostat-tank", []float64{200, 4186, 3000, 15, 288.15, 331.15, 335.15}, [][]float64{{333.15, 0}, {340, 5e6}}, []float64{1},
		func(p, y, z []float64) []float64 {
			return []float64{(z[0]*p[2] - p[3]*(y[0]-p[4])) / (p[0] * p[1]), z[0] * p[2]}
		},
		func(p, _, _ []float64) []float64 { return []float64{-p[3] / (p[0] * p[1]), 0, 0, 0} }},
	{"bouncing-ball", []float64{9.81, 0.99, 10}, [][]float64{{10, 0}, {0.5, -3}}, []float64{0},
		func(p, y, _ []float64) []float64 { return []float64{y[1], -p[0]} },
		func(_, _, _ []float64) []float64 { return []float64{0, 1, 0, 0} }},
}

func hiresF(p, y, _ []float64) []float64 {
	r := p[1] * y[5] * y[7]
	return []float64{
		-1.71*y[0] + 0.43*y[1] + 8.32*y[2] + p[0], 1.71*y[0] - 8.75*y[1], -10.03*y[2] + 0.43*y[3] + 0.035*y[4],
		8.32*y[1] + 1.71*y[2] - 1.12*y[3], -1.745*y[4] + 0.43*y[5] + 0.43*y[6],
		-r + 0.69*y[3] + 1.71*y[4] - 0.43*y[5] + 0.69*y[6], r - p[2]*y[6], -r + p[2]*y[6]}
}

func hiresJac(p, y, _ []float64) []float64 {
	j := make([]float64, 64)
	set := func(i int, at map[int]float64) {
		for k, v := range at {
			j[8*i+k] = v
		}
	}
	a, b := p[1]*y[7], p[1]*y[5]
	set(0, map[int]float64{0: -1.71, 1: 0.43, 2: 8.32})
	set(1, map[int]float64{0: 1.71, 1: -8.75})
	set(2, map[int]float64{2: -10.03, 3: 0.43, 4: 0.035})
	set(3, map[int]float64{1: 8.32, 2: 1.71, 3: -1.12})
	set(4, map[int]float64{4: -1.745, 5: 0.43, 6: 0.43})
	set(5, map[int]float64{3: 0.69, 4: 1.71, 5: -0.43 - a, 6: 0.69, 7: -b})
	set(6, map[int]float64{5: a, 6: -p[2], 7: b})
	set(7, map[int]float64{5: -a, 6: p[2], 7: -b})
	return j
}

func TestReferenceProblems(t *testing.T) {
	for _, h := range hands {
		t.Run(h.kind, func(t *testing.T) {
			s := compile(t, nothing{}, numbered(load(t, h.kind)))[0]
			s = s.With(values(s, h.p))
			e := s.New()
			n := s.NY()
			e.Bind(0, nil, h.z)
			y, z := make([]float64, n), make([]float64, s.NZ())
			if err := e.Init(0, y, z); err != nil {
				t.Fatal(err)
			}
			closeTo(t, "start", y, h.points[0], 1e-15)
			for _, y := range h.points {
				dy, jac := make([]float64, n), make([]float64, n*n)
				e.Deriv(0, y, dy)
				e.Jac(0, y, jac)
				// A few operations in another order: rounding only.
				closeTo(t, "f", dy, h.f(h.p, y, h.z), 1e-14)
				closeTo(t, "jac", jac, h.jac(h.p, y, h.z), 1e-14)
			}
			allocs := testing.AllocsPerRun(100, func() { e.Deriv(0, y, make0(n)); e.Jac(0, y, make0(n*n)) })
			if allocs != 0 {
				t.Errorf("%g allocations an evaluation", allocs)
			}
		})
	}
}

var scratch [4096]float64

func make0(n int) []float64 { return scratch[:n] }

// TestBounce checks guard, truth and reset of the ball.
func TestBounce(t *testing.T) {
	s := compile(t, nothing{}, numbered(load(t, "bouncing-ball")))[0]
	e := s.With(values(s, []float64{9.81, 0.99, 10})).New()
	e.Bind(0, nil, []float64{7})
	y, z, g, on := []float64{-0.25, -3}, []float64{7}, make([]float64, 1), make([]bool, 1)
	e.Guards(0, y, g)
	e.Truth(0, y, on)
	if g[0] != 0.25 || !on[0] || !s.Guards()[0].Internal {
		t.Errorf("guard %v %v %v", g, on, s.Guards())
	}
	e.Reset(0, 0, y, z)
	closeTo(t, "after", []float64{y[0], y[1], z[0]}, []float64{0, 2.97, 8}, 1e-15)
}

// TestRelay checks that a discrete state in a condition selects instead of hiding the crossing.
func TestRelay(t *testing.T) {
	s := compile(t, nothing{}, numbered(load(t, "thermostat-tank")))[0]
	e := s.With(values(s, []float64{200, 4186, 3000, 15, 288.15, 331.15, 335.15})).New()
	g := make([]float64, 2)
	e.Bind(0, nil, []float64{1})
	e.Guards(0, []float64{350, 0}, g)
	closeTo(t, "on", g, []float64{14.85, -1}, 1e-12)
	e.Bind(0, nil, []float64{0})
	e.Guards(0, []float64{330, 0}, g)
	closeTo(t, "off", g, []float64{-1, 1.15}, 1e-12)
}

// TestLoop checks the algebraic rows of the pump and tank, whose operating point is known in closed form.
func TestLoop(t *testing.T) {
	s := compile(t, nothing{}, numbered(load(t, "pump-tank")))[0]
	if s.NAlg() != 1 {
		t.Fatalf("%d algebraic variables of %v", s.NAlg(), s.Vars())
	}
	p := []float64{2, 20, 5000, 12000, 0.004}
	e := s.With(values(s, p)).New()
	y := make([]float64, s.NY())
	e.Bind(0, nil, nil)
	if err := e.Init(0, y, nil); err != nil {
		t.Fatal(err)
	}
	q := math.Sqrt((p[1] - y[0]) / (p[2] + p[3]))
	y[2] = q
	dy, w := make([]float64, 3), make([]float64, s.NW())
	e.Deriv(0, y, dy)
	closeTo(t, "rows", dy, []float64{(q - 0.004*math.Sqrt(9.81)) / 2, q * 40 / 2, 0}, 1e-12)
	e.Outputs(0, y, w)
	ph, _ := s.Find("x.ph")
	closeTo(t, "ph", []float64{w[ph-s.NY()]}, []float64{20 - 5000*q*q}, 1e-12)
	differences(t, e, 0, y)
}

// differences checks the Jacobian against central differences; their error is about 1e-9 of the terms.
func differences(t testing.TB, e ode.Eval, at float64, y []float64) {
	t.Helper()
	n := len(y)
	jac, lo, hi := make([]float64, n*n), make([]float64, n), make([]float64, n)
	e.Jac(at, y, jac)
	for j := range y {
		h := 1e-6 * (1e-3 + math.Abs(y[j]))
		v := append([]float64(nil), y...)
		v[j] = y[j] + h
		e.Deriv(at, v, hi)
		v[j] = y[j] - h
		e.Deriv(at, v, lo)
		for i := range y {
			d := (hi[i] - lo[i]) / (2 * h)
			if got := jac[i*n+j]; math.Abs(got-d) > 1e-6*(1e-3+math.Abs(d)) {
				t.Errorf("jac[%d,%d] = %g, differences %g", i, j, got, d)
			}
		}
	}
}

func BenchmarkDerivThermalMass(b *testing.B) {
	k := LibraryKind("thermal-mass")
	in := numbered(k)
	s := compile(b, nothing{}, in)[0]
	e := s.With(values(s, []float64{220000, 190})).New()
	e.Bind(0, nil, nil)
	y, dy := []float64{300}, []float64{0}
	b.ReportAllocs()
	for b.Loop() {
		e.Deriv(0, y, dy)
	}
}

func BenchmarkHires(b *testing.B) {
	s := compile(b, nothing{}, numbered(load(b, "hires")))[0]
	e := s.With(values(s, hands[2].p)).New()
	e.Bind(0, nil, nil)
	y, dy, jac := hands[2].points[1], make([]float64, 8), make([]float64, 64)
	d, j := s.Size()
	b.Run("deriv", func(b *testing.B) {
		b.ReportMetric(float64(d), "instructions")
		for b.Loop() {
			e.Deriv(0, y, dy)
		}
	})
	b.Run("jac", func(b *testing.B) {
		b.ReportMetric(float64(j), "instructions")
		for b.Loop() {
			e.Jac(0, y, jac)
		}
	})
}
