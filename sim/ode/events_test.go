package ode

import (
	"math"
	"testing"
)

// clockwork is y' = 1 with guards on y: their shape is free, so that each case
// of the search can be set up by itself.
func clockwork(strict bool, guards ...func(x float64) float64) *problem {
	return &problem{n: 1, a: []float64{1}, y0: []float64{0}, ng: len(guards), strict: strict,
		f:   func(_ float64, _, _, f []float64) { f[0] = 1 },
		jac: func(_ float64, _, _, j []float64) { j[0] = 0 },
		guards: func(_ float64, y, _, g []float64) {
			for i, f := range guards {
				g[i] = f(y[0])
			}
		}}
}

// onePiece advances from t = 0 by one step of length h.
func onePiece(t *testing.T, p *problem, h float64, on []bool, watch ...Edge) Piece {
	t.Helper()
	s, e := NewSolver(p, Options{Method: Tsit5}), p.New()
	var c Control
	var piece Piece
	y := append([]float64(nil), p.y0...)
	if err := s.Start(e, 0, y, &c); err != nil {
		t.Fatal(err)
	}
	c.H = h
	if err := s.Advance(e, 0, y, h, on, watch, &c, &piece); err != nil {
		t.Fatal(err)
	}
	return piece
}

func TestOnePiece(t *testing.T) {
	line := func(x float64) float64 { return x - 0.3 }
	for _, c := range []struct {
		name   string
		p      *problem
		on     []bool
		watch  []Edge
		root   int
		edge   int8
		at     float64
		within float64
	}{
		{"rise", clockwork(false, line), []bool{false}, []Edge{Rise}, 0, 1, 0.3, 1e-15},
		{"rise not watched", clockwork(false, line), []bool{false}, []Edge{Fall}, -1, 0, 1, 0},
		{"fall", clockwork(false, func(x float64) float64 { return 0.3 - x }), []bool{true}, []Edge{Fall}, 0, -1, 0.3, 1e-15},
		// Two roots 2e-4 apart, far nearer than the samples.
		{"two roots", clockwork(false, func(x float64) float64 { return 1e-8 - (x-0.3)*(x-0.3) }), []bool{false}, []Edge{Rise}, 0, 1, 0.2999, 1e-11},
		{"two roots, second", clockwork(false, func(x float64) float64 { return 1e-8 - (x-0.3)*(x-0.3) }), []bool{false}, []Edge{Fall}, 0, -1, 0.3001, 1e-11},
		{"two roots, not a parabola", clockwork(false, func(x float64) float64 { return math.Cos(6*x-1.8) - 0.9999 }), []bool{false}, []Edge{Both}, 0, 1,
			0.3 - math.Acos(0.9999)/6, 1e-11},
		{"touches from below", clockwork(true, func(x float64) float64 { return -1e-9 - (x-0.3)*(x-0.3) }), []bool{false}, []Edge{Both}, -1, 0, 1, 0},
		// The earliest counts, whatever the order of declaration.
		{"two guards", clockwork(false, func(x float64) float64 { return x - 0.5 }, line), []bool{false, false}, []Edge{Rise, Rise}, 1, 1, 0.3, 1e-15},
		{"simultaneous", clockwork(false, func(x float64) float64 { return 7*x - 7*0.3 }, line), []bool{false, false}, []Edge{Rise, Rise}, 0, 1, 0.3, 1e-15},
		// On zero at the start.
		{"leaves zero", clockwork(false, func(x float64) float64 { return x * (x - 0.3) }), []bool{true}, []Edge{Rise}, 0, 1, 0.3, 1e-15},
		{"leaves zero, back before the first sample", clockwork(false, func(x float64) float64 { return x * (x - 0.01) }), []bool{true}, []Edge{Rise}, 0, 1, 0.01, 1e-15},
		{"leaves zero quadratically", clockwork(false, func(x float64) float64 { return x * x * (x - 0.3) }), []bool{true}, []Edge{Rise}, 0, 1, 0.3, 1e-15},
		{"leaves zero upwards: fires at once", clockwork(true, func(x float64) float64 { return x }), []bool{false}, []Edge{Rise}, 0, 1, 0, 1e-11},
		{"leaves zero downwards: falls at once", clockwork(false, func(x float64) float64 { return -x }), []bool{true}, []Edge{Both}, 0, -1, 0, 1e-11},
		{"already on, not stored", clockwork(false, func(x float64) float64 { return 1 + x }), []bool{false}, []Edge{Rise}, 0, 1, 0, 0},
		// Just beyond zero at the start, as after a root without a reset.
		{"leaves a few ulp", clockwork(false, func(x float64) float64 { return (x - 1e-17) * (x - 0.01) }), []bool{true}, []Edge{Rise}, 0, 1, 0.01, 1e-15},
		{"zero is reached and kept", clockwork(false, func(x float64) float64 { return math.Min(x-0.3, 0) }), []bool{false}, []Edge{Rise}, 0, 1, 0.3, 1e-15},
		{"zero is reached and kept, strict", clockwork(true, func(x float64) float64 { return math.Min(x-0.3, 0) }), []bool{false}, []Edge{Rise}, -1, 0, 1, 0},
		{"jump", clockwork(false, func(x float64) float64 { return math.Copysign(1, x-0.3) }), []bool{false}, []Edge{Rise}, 0, 1, 0.3, 1e-14},
	} {
		p := onePiece(t, c.p, 1, c.on, c.watch...)
		if int(p.Root) != c.root || p.RootEdge != c.edge || math.Abs(p.H-c.at) > c.within {
			t.Errorf("%s: guard %d edge %d at %.17g, want %d, %d at %g", c.name, p.Root, p.RootEdge, p.H, c.root, c.edge, c.at)
		}
		if math.Abs(p.End[0]-p.H) > 1e-15 {
			t.Errorf("%s: end state %g at %g", c.name, p.End[0], p.H)
		}
	}
}

// TestFarSide: at the end of a piece that ends at a root every guard of the
// cluster has crossed.
func TestFarSide(t *testing.T) {
	p := clockwork(true, func(x float64) float64 { return 7*x - 2.1 }, func(x float64) float64 { return x - 0.3 }, func(x float64) float64 { return x*x*x - 0.027 })
	piece := onePiece(t, p, 1, make([]bool, 3), Rise, Rise, Rise)
	on := make([]bool, 3)
	p.New().Truth(piece.H, piece.End, on)
	if piece.Root != 0 || !on[0] || !on[1] || !on[2] {
		t.Errorf("root of guard %d, conditions %v in the end state; want 0 and all true", piece.Root, on)
	}
}

// TestNoRootIsLost watches an oscillator, x = sin t, over 200 periods cross
// levels up to a hair below its top, at loose and tight tolerances: twice a
// period, so 200 rises and 200 falls, each in its place.
func TestNoRootIsLost(t *testing.T) {
	for _, m := range []Method{Tsit5, Dop853} {
		for _, rtol := range []float64{1e-3, 1e-6, 1e-9} {
			for _, level := range []float64{0, 0.5, 0.9, 0.99, 0.999} {
				if rtol == 1e-3 && level > 0.9 {
					continue // the error of the solution is larger than the hair
				}
				lostRoots(t, m, rtol, level)
			}
		}
	}
}

func lostRoots(t *testing.T, m Method, rtol, level float64) {
	t.Helper()
	const periods = 200
	p := &problem{n: 2, a: []float64{1}, y0: []float64{0, 1}, ng: 1,
		f:      func(_ float64, y, _, f []float64) { f[0], f[1] = y[1], -y[0] },
		guards: func(_ float64, y, _, g []float64) { g[0] = y[0] - level }}
	p.y0[0] = 1e-9
	s, e := NewSolver(p, Options{Rtol: rtol / 100, Atol: []float64{rtol / 100, rtol / 100}, Method: m}), p.New()
	var c Control
	var piece Piece
	y := append([]float64(nil), p.y0...)
	if err := s.Start(e, 0, y, &c); err != nil {
		t.Fatal(err)
	}
	on, count, now := []bool{level <= 0}, 0, 0.0
	for now < periods*2*math.Pi {
		if err := s.Advance(e, now, y, periods*2*math.Pi-now, on, []Edge{Both}, &c, &piece); err != nil {
			t.Fatal(err)
		}
		now += piece.H
		piece.EndState(y)
		if piece.Root < 0 {
			continue
		}
		if on[0] = piece.RootEdge > 0; level == 0 && count == 0 && on[0] {
			t.Fatal("the start is on already")
		}
		period, rise := count/2, math.Asin(level)
		want := float64(2*math.Pi)*float64(period) + rise
		if !on[0] {
			want = float64(2*math.Pi)*float64(period) + math.Pi - rise
		}
		if level == 0 { // starts on: the first edge is a fall
			want = math.Pi * float64(count+1)
		}
		slope := math.Cos(rise) // the time's error is that of the state over the slope
		if math.Abs(now-want) > 20*rtol*float64(period+1)/slope/slope {
			t.Fatalf("%v %g, level %g: edge %d at %g, want %g", m, rtol, level, count, now, want)
		}
		count++
	}
	if want := 2 * periods; count != want && !(level == 0 && count == want-1) {
		t.Errorf("%v %g, level %g: %d edges, want %d", m, rtol, level, count, want)
	}
}

// TestBallWithoutSnap leaves the height where the root finder put it, a few ulp
// below the floor: all 500 bounces must still be found.
func TestBallWithoutSnap(t *testing.T) {
	p := bouncingBall()
	p.reset = func(_ int, _ float64, y, _ []float64) { y[1] *= -0.99 }
	for _, m := range []Method{Auto, Tsit5, Dop853, Rodas5p, Radau5} {
		l := newLoop(p, Options{Rtol: 1e-6, Atol: p.atol(1e-6), Method: m})
		r, err := l.run(p.end)
		if err != nil || len(r.events) != 500 {
			t.Fatalf("%v: %d bounces, want 500 (%v)", m, len(r.events), err)
		}
		// t_k = t1 + 2 t1 e (1 - e^(k-1))/(1 - e); k = 500.
		t1 := math.Sqrt(20 / 9.81)
		if want := t1 + 2*t1*0.99*(1-math.Pow(0.99, 499))/0.01; math.Abs(r.events[499]-want) > 1e-6 {
			t.Errorf("%v: last bounce at %.12g, want %.12g", m, r.events[499], want)
		}
	}
}
