package physics

import (
	"math"
	"testing"

	"github.com/plantwin/plantwin/sim/ode"
)

// solve integrates a system with sim/ode to its end, applying the rules of its components.
func solve(t *testing.T, s *System, end, rtol float64, atol []float64) (y, z []float64, events int) {
	t.Helper()
	e, solver := s.New(), ode.NewSolver(s, ode.Options{Rtol: rtol, Atol: atol})
	y, z = make([]float64, s.NY()), make([]float64, s.NZ())
	on, watch := make([]bool, s.NG()), make([]ode.Edge, s.NG())
	for i := range watch {
		watch[i] = ode.Both
	}
	var c ode.Control
	var p ode.Piece
	e.Bind(0, nil, z)
	fail := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	fail(e.Init(0, y, z))
	e.Bind(0, nil, z)
	fail(solver.Start(e, 0, y, &c))
	e.Truth(0, y, on)
	for now := 0.0; now < end; {
		limit := math.Min(end, e.NextBreak())
		hmax := limit - now
		fail(solver.Advance(e, now, y, hmax, on, watch, &c, &p))
		p.EndState(y)
		if now += p.H; p.H == hmax {
			now = limit
		}
		if p.Root >= 0 {
			if on[p.Root] = p.RootEdge > 0; on[p.Root] {
				e.Reset(int(p.Root), now, y, z)
				events++
			}
		}
		if p.Root >= 0 || now == limit {
			e.Bind(now, nil, z)
			fail(solver.Restart(e, now, y, &c))
			e.Truth(now, y, on)
		}
	}
	return y, z, events
}

// chosen gives the positions in Numbers of some parameters of the plant.
func chosen(s *System, plant ...int) []int {
	var out []int
	for _, want := range plant {
		for i, n := range s.Numbers() {
			if n == want {
				out = append(out, i)
			}
		}
	}
	return out
}

// TestSolved runs compiled systems, most of them with sensitivities, against the digits of the reference problems
// (robertson.yaml, hires.yaml, thermostat_tank_1000.yaml, pump_tank_dae.yaml). Tolerances are a few hundred times rtol:
// the state of the relay at that time is
// not among the published digits (NaN), its sensitivities are.
func TestSolved(t *testing.T) {
	for _, c := range []struct {
		kind   string
		p      []float64
		by     []int // parameters of the sensitivities
		end    float64
		atol   float64
		want   []float64
		events int
	}{
		{kind: "robertson", p: []float64{0.04, 3e7, 1e4}, by: []int{0, 1, 2}, end: 40, atol: 1e-18,
			want: []float64{0.71582706871940509, 9.18553476455776391e-6, 0.284163745745830352,
				-4.2475587717057, 4.5911962492539e-5, 4.2475128597432, -2.2883550889057e-9, -1.1380595093501e-13, 2.2884688948566e-9,
				1.3730807973446e-5, -2.3571921138463e-10, -1.3730572254235e-5}},
		{kind: "hires", p: []float64{0.0007, 280, 1.81, 1}, by: []int{0}, end: 321.8122, atol: 1e-13,
			want: []float64{7.37131257332566781e-4, 1.44248572631618466e-4, 5.88872974096757501e-5, 0.00117565134328314915,
				0.00238635619883133047, 0.00623896825274279572, 0.00284999839518576874, 0.00285000160481423126,
				1.8175493769215, 0.35658057228112, 0.22747272042009, 3.0884809417214, 26.886131953671, 84.767539567018, 18.938484287879, -18.938484287879}},
		{kind: "thermostat-tank", p: []float64{200, 4186, 3000, 15, 288.15, 331.15, 335.15}, by: []int{2, 3, 0}, end: 100000, atol: 1e-12, events: 31,
			want: []float64{math.NaN(), math.NaN(), -0.0076396413258718, -6492.4519232492, -3.7730213010213, 1298490.3846498, 0.39757121746468, 334968.28681289}},
		{kind: "pump-tank", p: []float64{2, 20, 5000, 12000, 0.004}, end: 500, atol: 1e-12,
			want: []float64{3.86996615713267522, 273.15 + 58.4697857023657821, 0.030803011543819318}},
	} {
		t.Run(c.kind, func(t *testing.T) {
			s := compile(t, nothing{}, numbered(load(t, c.kind)))[0]
			s = s.With(values(s, c.p))
			if c.by != nil {
				var err error
				if s, err = s.Sensitivity(chosen(s, c.by...)); err != nil {
					t.Fatal(err)
				}
			}
			atol := make([]float64, s.NY())
			for i := range atol {
				atol[i] = c.atol
			}
			y, _, events := solve(t, s, c.end, 1e-10, atol)
			for i, want := range c.want {
				if math.Abs(y[i]-want) > 3e-8*math.Abs(want) {
					t.Errorf("%s = %.14g, want %.14g", s.Vars()[i].Name, y[i], want)
				}
			}
			if events != c.events {
				t.Errorf("%d events, want %d", events, c.events)
			}
		})
	}
}
