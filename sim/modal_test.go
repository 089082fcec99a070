package sim

import (
	"context"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/plantwin/plantwin/sim/ode"
)

// restingBall is a ball that knows how to rest.
type restingBall struct{ *eqs }
type restingEval struct{ *eqsEval }

func (q restingBall) New() ode.Eval { return &restingEval{q.eqs.New().(*eqsEval)} }

func (e *restingEval) Rest(i int, t float64, y, z []float64) bool {
	y[0], y[1], z[0] = 0, 0, 1
	return true
}

// TestZenoRest is the reference problem bouncing_ball_zeno: the first 30 bounces
// within 1e-9 s, then rest from the closed-form limit on.
func TestZenoRest(t *testing.T) {
	const g, e = 9.81, 0.7
	q := &eqs{ny: 2, nz: 1, ng: 1,
		init:  func(y, z []float64) { y[0] = 1 },
		f:     func(_ float64, y, u, z, dy []float64) { dy[0], dy[1] = y[1]*(1-z[0]), -g*(1-z[0]) },
		g:     func(_ float64, y, u, z, g []float64) { g[0] = math.Min(-y[0], 0.5-z[0]) },
		reset: func(i int, y, z []float64) { y[0], y[1] = 0, -e*y[1] }}
	b := NewBuilder()
	b.Island(Island{Name: "ball", System: restingBall{q}, Names: []string{"h", "v"}, Guards: []Guard{{Name: "floor", Internal: true}},
		Opt: ode.Options{Rtol: 1e-10, Atol: []float64{1e-12, 1e-12}}})
	r := begin(t, build(t, b, &script{}), Options{Record: true})
	var at []float64
	r.Observe(func(e Entry) {
		if e.Asset < 0 {
			at = append(at, seconds(e.At))
		}
	})
	h, v := Ref{StoreVar, 0, 0}, Ref{StoreVar, 0, 1}
	first := math.Sqrt(2 / g)
	limit := first * (1 + e) / (1 - e)
	for k := range 500 {
		to(t, r, time.Duration(k)*10*time.Millisecond)
		x := r.s.Read(h)
		if x < -1e-9 || float64(k)*0.01 > limit+1e-3 && (math.Abs(x) > 1e-6 || math.Abs(r.s.Read(v)) > 1e-3) {
			t.Fatalf("at %v: h = %g, v = %g", r.s.Now, x, r.s.Read(v))
		}
	}
	for k := range 30 {
		near(t, "bounce", at[k], first+2*first*e*(1-math.Pow(e, float64(k)))/(1-e), 2e-9) // logged on ticks
	}
	n, last := r.s.Rests(0)
	if n != 1 {
		t.Errorf("%d states of rest, want 1", n)
	}
	near(t, "limit", seconds(last), limit, 1e-8)
}

// TestTankDrain is the reference problem tank_drain: the level touches zero with
// zero slope at 40 s, stays there, and rises after 60 s.
func TestTankDrain(t *testing.T) {
	const k, in = 0.05, 0.02
	for _, rtol := range []float64{1e-4, 1e-6, 1e-8} {
		q := &eqs{ny: 1, nu: 1,
			init: func(y, z []float64) { y[0] = 1 },
			f:    func(_ float64, y, u, z, dy []float64) { dy[0] = in*u[0] - k*math.Sqrt(y[0]) }} // NaN below 0
		b := NewBuilder()
		fill := b.Level("valve", "open", 0)
		var emptied []float64
		u := &script{name: "valve"}
		u.start = func(s *State) error { s.Book(60*time.Second, Event{Code: 1}); return nil }
		u.handle = func(s *State, e Event) error {
			if e.Code == 2 {
				emptied = append(emptied, seconds(s.Now))
				return nil
			}
			s.Set(fill, 1)
			return nil
		}
		b.Island(Island{Name: "tank", System: q, Names: []string{"level"}, Inputs: [][]Term{{{Ref{StoreLevel, fill, 0}, 1}}},
			Limits: []Limit{{Var: 0, Lo: 0, Hi: math.Inf(1), Empty: &Event{Code: 2, Class: End}}},
			Opt:    ode.Options{Rtol: rtol, Atol: []float64{1e-3 * rtol}}})
		r := begin(t, build(t, b, u), Options{})
		h := Ref{StoreVar, 0, 0}
		check := func(at time.Duration, want float64) {
			to(t, r, at)
			if x := r.s.Read(h); x < 0 || math.Abs(x-want)/(want+1e-3) > 10*rtol {
				t.Errorf("rtol %g, %v: level %.12g, want %.12g", rtol, at, x, want)
			}
		}
		check(20*time.Second, 0.25)
		check(50*time.Second, 0)
		check(100*time.Second, 0.15018634413296074953)
		check(200*time.Second, 0.15998134516385157226)
		// Quadratic: the time's error goes as the root of the level's, 2e-13 m at 1e-8.
		if len(emptied) != 1 || math.Abs(emptied[0]-40) > math.Max(1e-5, 40*math.Sqrt(10*1e-3*rtol)) || rtol == 1e-8 && math.Abs(emptied[0]-40) > 2e-5 {
			t.Errorf("rtol %g: emptied at %v, want 40", rtol, emptied)
		}
	}
}

// TestUpperLimit: a level that rises at 1/s stops at 2, and leaves when the
// inflow turns.
func TestUpperLimit(t *testing.T) {
	q := &eqs{ny: 1, f: func(t float64, y, u, z, dy []float64) { dy[0] = math.Cos(math.Pi * t / 10) }}
	b := NewBuilder()
	b.Island(Island{Name: "tank", System: q, Names: []string{"level"}, Limits: []Limit{{Var: 0, Lo: 0, Hi: 2}}})
	r := begin(t, build(t, b, &script{}), Options{})
	h := Ref{StoreVar, 0, 0}
	to(t, r, 4*time.Second)
	near(t, "full", r.s.Read(h), 2, 0)
	to(t, r, 6*time.Second) // turns at 5 s
	near(t, "falling", r.s.Read(h), 2-10/math.Pi*(1-math.Sin(0.6*math.Pi)), 1e-5)
	to(t, r, 14*time.Second)
	near(t, "empty", r.s.Read(h), 0, 0)
}

// relay is x' = drift(t) - sign(x) without hysteresis: it slides on x = 0 while
// the drift is below 1, with y' = 1 + sign(x) averaging to 1 + drift.
func relay(drift func(t float64) float64) *eqs {
	return &eqs{ny: 2, nz: 1, ng: 2,
		init: func(y, z []float64) { y[0], z[0] = 1, 1 },
		f: func(t float64, y, u, z, dy []float64) {
			dy[0], dy[1] = drift(t)-z[0], 1+z[0]
		},
		g: func(t float64, y, u, z, g []float64) {
			g[0], g[1] = math.Min(-y[0], z[0]), math.Min(y[0], -z[0])
		},
		reset: func(i int, y, z []float64) { z[0] = float64(2*i - 1) }}
}

// TestSliding: x reaches 0 at 2 s under a drift of 0.5, slides, and leaves
// upwards when the drift exceeds 1 at 6 s.
func TestSliding(t *testing.T) {
	b := NewBuilder()
	drift := func(t float64) float64 { return 0.5 + math.Max(0, (t-5)*0.5) }
	q := relay(drift)
	q.breaks = []float64{5}
	b.Island(Island{Name: "relay", System: q, Names: []string{"x", "y"}, Guards: []Guard{{Name: "low", Internal: true}, {Name: "high", Internal: true}}})
	r := begin(t, build(t, b, &script{}), Options{})
	x, y := Ref{StoreVar, 0, 0}, Ref{StoreVar, 0, 1}
	to(t, r, 4*time.Second)
	near(t, "x on the surface", r.s.Read(x), 0, 1e-9)
	near(t, "y", r.s.Read(y), 2*2+1.5*2, 1e-6)
	if n, _ := r.s.Rests(0); n != 1 {
		t.Errorf("%d times sliding, want 1", n)
	}
	to(t, r, 8*time.Second)
	near(t, "x after the drift has won", r.s.Read(x), 0.25*4, 1e-5) // integral of (t-6)/2 from 6 to 8
}

// TestChatterNamed: a relay whose output does not act on its surface chatters
// without sliding, and is named.
func TestChatterNamed(t *testing.T) {
	q := relay(func(float64) float64 { return 0.5 })
	q.g = func(t float64, y, u, z, g []float64) { g[0], g[1] = z[0], -z[0] }
	b := NewBuilder()
	b.Island(Island{Name: "relay", System: q, Names: []string{"x", "y"}, Guards: []Guard{{Name: "low", Internal: true}, {Name: "high", Internal: true}}})
	r, err := New(build(t, b, &script{}), Options{})
	if err == nil {
		err = r.AdvanceTo(context.Background(), time.Second)
	}
	if err == nil || !strings.Contains(err.Error(), "low") || !strings.Contains(err.Error(), "high") {
		t.Errorf("error %v does not name both guards", err)
	}
}

// TestCoulombSlide is the reference problem coulomb_slide: six half swings of
// pi/2 s about shifted centres, then the mass sticks at 0.0285.
func TestCoulombSlide(t *testing.T) {
	const k, grip, d = 4, 0.05 * 9.81, 0.05 * 9.81 / 4
	for _, rtol := range []float64{1e-4, 1e-6, 1e-8} {
		q := &eqs{ny: 2, nz: 1, ng: 2,
			init: func(y, z []float64) { y[0], z[0] = 1.5, -1 },
			f: func(_ float64, y, u, z, dy []float64) {
				on := math.Abs(z[0])
				dy[0], dy[1] = y[1]*on, -k*y[0]*on-z[0]*grip
			},
			g: func(_ float64, y, u, z, g []float64) {
				g[0], g[1] = math.Min(y[1], -0.5-z[0]), math.Min(-y[1], z[0]-0.5)
			},
			reset: func(i int, y, z []float64) {
				y[1], z[0] = 0, float64(1-2*i)
				if math.Abs(y[0]) <= d {
					z[0] = 0
				}
			}}
		b := NewBuilder()
		b.Island(Island{Name: "mass", System: q, Names: []string{"x", "v"}, Guards: []Guard{{Name: "low", Internal: true}, {Name: "high", Internal: true}},
			Opt: ode.Options{Rtol: rtol, Atol: []float64{rtol, rtol}}})
		r := begin(t, build(t, b, &script{}), Options{Record: true})
		var at []float64
		r.Observe(func(e Entry) { at = append(at, seconds(e.At)) })
		x, v := Ref{StoreVar, 0, 0}, Ref{StoreVar, 0, 1}
		to(t, r, 5*time.Second)
		near(t, "x at 5 s", r.s.Read(x), -0.660994269843678805, 20*rtol)
		near(t, "v at 5 s", r.s.Read(v), 0.698115090548783813, 20*rtol)
		to(t, r, 20*time.Second)
		near(t, "x at rest", r.s.Read(x), 0.0285, 10*rtol)
		near(t, "v at rest", r.s.Read(v), 0, 0)
		if len(at) != 6 {
			t.Fatalf("rtol %g: %d turns, want 6", rtol, len(at))
		}
		for i := range at {
			near(t, "turn", at[i], float64(i+1)*math.Pi/2, 200*rtol) // ten tolerances of the 20 s
		}
	}
}
