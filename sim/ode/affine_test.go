package ode

import (
	"math"
	"testing"
)

// affineEval says that its one guard is linear: y's.
type affineEval struct{ Eval }

func (affineEval) Slopes(int) (float64, []Slope, bool) { return 0, []Slope{{Var: 0, By: 1}}, true }

// TestAffine: a guard that is a polynomial of the step is found as any other, at the start, in the middle and at a tie with the end.
func TestAffine(t *testing.T) {
	for _, root := range []float64{1e-9, 0.01, 0.3, 0.99, 1, 1.01} {
		p := clockwork(true, func(x float64) float64 { return x - root })
		s, e := NewSolver(p, Options{Method: Tsit5}), affineEval{p.New()}
		var c Control
		var piece Piece
		y := []float64{0}
		if err := s.Start(e, 0, y, &c); err != nil {
			t.Fatal(err)
		}
		c.H = 1
		if err := s.Advance(e, 0, y, 1, []bool{false}, []Edge{Rise}, &c, &piece); err != nil {
			t.Fatal(err)
		}
		if found := piece.Root == 0; found != (root < 1) {
			t.Errorf("root at %g: found %v", root, found)
		} else if found && (math.Abs(piece.H-root) > 1e-15 || !(piece.End[0] > root)) {
			t.Errorf("root at %g: found at %.17g, state %.17g", root, piece.H, piece.End[0])
		}
	}
}
