package ode

import (
	"math"
	"slices"
	"testing"
)

// formedEval tells the forms of its guards: one on y[0], linear, and those of time alone.
type formedEval struct {
	Eval
	forms []Form
}

func (e formedEval) Forms() []Form { return e.forms }

func (e formedEval) Slopes(i int) (float64, []Slope, bool) {
	return 0, []Slope{{Var: 0, By: 1}}, e.forms[i] == Sloped
}

// swing is x = a sin(w t) with guards on x and on the time; it turns near the level a few times a step at loose tolerances.
func swing(w float64, guards func(t float64, y, g []float64), n int) *problem {
	return &problem{n: 2, a: []float64{1}, y0: []float64{0, w}, ng: n,
		f:      func(_ float64, y, _, f []float64) { f[0], f[1] = y[1], -w*w*y[0] },
		guards: func(t float64, y, _, g []float64) { guards(t, y, g) }}
}

// edges runs to the end and gives the times of all edges.
func edges(t *testing.T, p *problem, e Eval, m Method, rtol, end float64, late bool) []float64 {
	t.Helper()
	s := NewSolver(p, Options{Rtol: rtol, Atol: []float64{rtol, rtol}, Method: m})
	var c Control
	var piece Piece
	y := slices.Clone(p.y0)
	c.Late = late
	if err := s.Start(e, 0, y, &c); err != nil {
		t.Fatal(err)
	}
	on, watch, now := make([]bool, p.ng), make([]Edge, p.ng), 0.0
	for i := range watch {
		watch[i] = Both
	}
	e.Truth(0, y, on)
	var at []float64
	for now < end {
		if err := s.Advance(e, now, y, end-now, on, watch, &c, &piece); err != nil {
			t.Fatal(err)
		}
		if piece.Raw {
			raw := clonePiece(piece)
			s.Keep(&raw)
			s.Dense(e, now, y, &c, &raw, &raw)
			mid := make([]float64, p.n)
			if raw.Eval(1, mid); math.Abs(mid[0]-raw.End[0]) > 1e-12 {
				t.Fatalf("dense output made later ends at %g, the step at %g", mid[0], raw.End[0])
			}
		}
		now += piece.H
		piece.EndState(y)
		if piece.Root >= 0 {
			at, on[piece.Root] = append(at, now), piece.RootEdge > 0
		}
	}
	return at
}

// TestScreen: what is looked at less because of the form of a guard finds the same edges: tops a hair above the level, twice in a step.
func TestScreen(t *testing.T) {
	for _, level := range []float64{0.01, 0.5, 0.9, 0.99, 0.999} {
		p := swing(1, func(_ float64, y, g []float64) { g[0] = y[0] - level }, 1)
		for _, m := range []Method{Tsit5, Dop853} {
			for _, rtol := range []float64{1e-4, 1e-8} {
				all := edges(t, p, p.New(), m, rtol, 200, false)
				few := edges(t, p, formedEval{p.New(), []Form{Sloped}}, m, rtol, 200, true)
				if len(all) != 64 || len(few) != 64 {
					t.Fatalf("%v %g, level %g: %d edges with all samples, %d with the screen, want 64", m, rtol, level, len(all), len(few))
				}
				for k := range all {
					if d := math.Abs(few[k] - all[k]); d > 200*rtol/math.Sqrt(1-level*level) {
						t.Errorf("%v %g, level %g: edge %d differs by %g", m, rtol, level, k, d)
					}
				}
			}
		}
	}
}

// TestGuardOfTime: crossings of guards of time alone are met to an ulp of the clock, two near together and those with a state's at
// the same moment included, by every method.
func TestGuardOfTime(t *testing.T) {
	p := swing(1, func(t float64, y, g []float64) {
		g[0] = y[0] - 0.5
		g[1] = math.Cos(t) - 0.99999 // for 9 ms about each whole turn
		g[2] = math.Sin(t) - 0.5     // with the first
	}, 3)
	half := math.Acos(0.99999)
	for _, m := range []Method{Tsit5, Dop853, Rodas5p, Radau5, BDF} {
		e := formedEval{p.New(), []Form{Sloped, OfTime, OfTime}}
		at := edges(t, p, e, m, 1e-6, 20, false)
		near := func(want, within float64) {
			t.Helper()
			for _, x := range at {
				if math.Abs(x-want) <= within {
					return
				}
			}
			t.Errorf("%v: no edge at %.17g: %v", m, want, at)
		}
		near(half, 1e-12)
		for k := range 3 {
			turn := 2 * math.Pi * float64(k+1)
			near(turn-half, 1e-12) // the cosine is flat there
			near(turn+half, 1e-12)
		}
		for k := range 3 {
			near(2*math.Pi*float64(k)+math.Pi/6, 1e-14)
			near(2*math.Pi*float64(k)+5*math.Pi/6, 1e-14)
		}
	}
}

// TestGuardOfTimeWithoutValue: a guard of time that ends beyond the step that is made is no fault before it is reached.
func TestGuardOfTimeWithoutValue(t *testing.T) {
	p := swing(1, func(t float64, _, g []float64) { g[0] = math.Sqrt(10-t) - 5 }, 1)
	if at := edges(t, p, formedEval{p.New(), []Form{OfTime}}, Dop853, 1e-6, 9.99, false); len(at) != 0 {
		t.Errorf("edges at %v, want none", at)
	}
}
