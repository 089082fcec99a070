package physics

import (
	"math"
	"testing"

	"github.com/plantwin/plantwin/internal/source"

	"github.com/plantwin/plantwin/sim/ode"
)

// end integrates a system without events from its start and gives y.
func end(t testing.TB, s *System, at float64, n int) []float64 {
	t.Helper()
	e := s.New()
	y, z := make([]float64, s.NY()), make([]float64, s.NZ())
	e.Bind(0, nil, z)
	if err := e.Init(0, y, z); err != nil {
		t.Fatal(err)
	}
	rk4(e, 0, at, y, n)
	return y
}

// TestSensitivityLorenz compares with the 12 digits of the reference problem (lorenz.yaml, t = 1). The error is that of
// 20000 Runge-Kutta steps, about 1e-12, and of the chaos that enlarges it.
func TestSensitivityLorenz(t *testing.T) {
	s := compile(t, nothing{}, numbered(load(t, "lorenz")))[0]
	s = s.With(values(s, []float64{10, 28, 8.0 / 3, 1}))
	var at []int
	for k := range 3 {
		for i, n := range s.Numbers() {
			if n == k {
				at = append(at, i)
			}
		}
	}
	a, err := s.Sensitivity(at)
	if err != nil {
		t.Fatal(err)
	}
	y := end(t, a, 1, 20000)
	closeTo(t, "sensitivity", y, []float64{
		-9.378570010925062, -8.357033788426645, 29.36232533736343,
		-0.1681545185092, -0.57927393948103, -0.26462440406751,
		0.30999641796499, 0.31313713027372, 0.44613489257768,
		-1.7176431888662, 3.5371783863248, 6.1106044032693}, 1e-10)
	e := a.New()
	e.Bind(0, nil, nil)
	differences(t, e, 0, y)
}

// TestSensitivityCoupled compares all of two coupled masses, starts and outputs included, with central differences.
func TestSensitivityCoupled(t *testing.T) {
	a, b := mass(t, "a", "100 W + 3 W/K *(b.T - a.T)", "280 K"), mass(t, "b", "a.loss", "270 K")
	b.Parameters = map[string]Binding{"C": Number(2), "UA": Number(1)}
	a.Starts["T"] = Number(3)
	s := compile(t, nothing{}, a, b)[0]
	all := []float64{1000, 10, 2000, 300}
	s = s.With(values(s, all))
	params := []int{0, 1, 2, 3}
	aug, err := s.Sensitivity(params)
	if err != nil {
		t.Fatal(err)
	}
	ny, nw := s.NY(), s.NW()
	y := end(t, aug, 150, 3000)
	w := make([]float64, aug.NW())
	e := aug.New()
	e.Bind(0, nil, nil)
	e.Outputs(150, y, w)
	for k, p := range s.Numbers() {
		h := 1e-4 * all[p]
		side := func(h float64) (y, w []float64) {
			moved := append([]float64(nil), all...)
			moved[p] += h
			m := s.With(values(s, moved))
			y, w = end(t, m, 150, 3000), make([]float64, nw)
			e := m.New()
			e.Bind(0, nil, nil)
			e.Outputs(150, y, w)
			return y, w
		}
		y1, w1 := side(h)
		y0, w0 := side(-h)
		for i := range y1 {
			y1[i] = (y1[i] - y0[i]) / (2 * h)
		}
		for i := range w1 {
			w1[i] = (w1[i] - w0[i]) / (2 * h)
		}
		closeTo(t, "dy", y[ny*(k+1):ny*(k+2)], y1, 1e-6)
		closeTo(t, "dw", w[nw*(k+1):nw*(k+2)], w1, 1e-6)
	}
}

// TestSensitivityBounce follows the ball through its bounces: the state between events is a parabola, so events and
// sensitivities are known to rounding, and the saltation jumps have to give the reference values (bouncing_ball_500.yaml,
// t = 100).
func TestSensitivityBounce(t *testing.T) {
	s := compile(t, nothing{}, numbered(load(t, "bouncing-ball")))[0]
	s = s.With(values(s, []float64{9.81, 0.99, 10}))
	var params []int
	for _, want := range []int{1, 0, 2} { // e, g, h0
		for i, n := range s.Numbers() {
			if n == want {
				params = append(params, i)
			}
		}
	}
	a, err := s.Sensitivity(params)
	if err != nil {
		t.Fatal(err)
	}
	e := a.New()
	y, z := make([]float64, a.NY()), make([]float64, a.NZ())
	e.Bind(0, nil, z)
	if err := e.Init(0, y, z); err != nil {
		t.Fatal(err)
	}
	now := 0.0
	for {
		// h + v tau - g tau^2/2 = 0
		tau := (y[1] + math.Sqrt(y[1]*y[1]+2*9.81*math.Max(0, y[0]))) / 9.81
		if now+tau > 100 {
			break
		}
		rk4(e, 0, tau, y, 1) // exact for a parabola
		now += tau
		e.Reset(0, now, y, z)
		e.Bind(now, nil, z)
	}
	rk4(e, 0, 100-now, y, 1)
	closeTo(t, "sensitivity", y[2:], []float64{6196.5488997028, 19714.651554909, -14.787330573278, -50.147873305733, 14.884803412997, 48.904936287076}, 1e-8)
	if z[0] != 43 {
		t.Errorf("%g bounces", z[0])
	}
}

// TestSensitivityLoop checks the algebraic rows of the sensitivities: they vanish at the derivative of the closed form.
func TestSensitivityLoop(t *testing.T) {
	s := compile(t, nothing{}, numbered(load(t, "pump-tank")))[0]
	p := []float64{2, 20, 5000, 12000, 0.004}
	s = s.With(values(s, p))
	k := -1
	for i, n := range s.Numbers() {
		if n == 2 { // a2
			k = i
		}
	}
	a, err := s.Sensitivity([]int{k})
	if err != nil {
		t.Fatal(err)
	}
	if a.NY() != 6 || a.NAlg() != 2 {
		t.Fatalf("%d variables, %d algebraic", a.NY(), a.NAlg())
	}
	q := math.Sqrt(19.0 / 17000)
	y := []float64{1, 300, 0, 0, q, -q / 2 / 17000}
	dy := make([]float64, 6)
	e := a.New()
	e.Bind(0, nil, nil)
	e.Deriv(0, y, dy)
	closeTo(t, "rows", dy[2:], []float64{y[5] / 2, (60 + 273.15 - 300) * y[5] / 2, 0, 0}, 1e-12)
	differences(t, e, 0, y)
}

func TestSensitivityRefused(t *testing.T) {
	in := mass(t, "x", "if(time > sw, 1 kW, 0)", "0 K")
	p := plant{refs: map[string]Ref{"sw": {Form: RefNumber, Index: 9, Dim: [8]int16{2: 6}}}}
	n := NewNetwork(p)
	n.Add(in)
	var faults source.Faults
	s := n.Compile(&faults)[0]
	for i, at := range s.Numbers() {
		if _, err := s.Sensitivity([]int{i}); (err != nil) != (at == 9) {
			t.Errorf("number %d: %v", at, err)
		}
	}
}

// rk4 integrates with the classical Runge-Kutta method of order 4 in n equal steps: enough for differences, whose
// tolerances are far above its error at these steps.
func rk4(e ode.Eval, t, end float64, y []float64, n int) {
	h := (end - t) / float64(n)
	k := [4][]float64{}
	for i := range k {
		k[i] = make([]float64, len(y))
	}
	w := make([]float64, len(y))
	at := func(c float64, d []float64) []float64 {
		for i := range y {
			w[i] = y[i] + c*h*d[i]
		}
		return w
	}
	for range n {
		e.Deriv(t, y, k[0])
		e.Deriv(t+h/2, at(0.5, k[0]), k[1])
		e.Deriv(t+h/2, at(0.5, k[1]), k[2])
		e.Deriv(t+h, at(1, k[2]), k[3])
		for i := range y {
			y[i] += h / 6 * (k[0][i] + 2*k[1][i] + 2*k[2][i] + k[3][i])
		}
		t += h
	}
}
