package sim

import (
	"bytes"
	"context"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/plantwin/plantwin/sim/ode"
)

// Heated from 10 degrees towards 20, then between 14 and 16: the times of
// switching are logarithms (rtol 1e-9; a tick is 1e-9 s).
func TestHeater(t *testing.T) {
	m, heat := thermostat(t)
	r := begin(t, m, Options{Record: true})
	var out bytes.Buffer
	var at []float64
	temp := Ref{StoreVar, 0, 0}
	r.Observe(func(e Entry) {
		at = append(at, seconds(e.At))
		line(&out, "%-13v %d code %d heat %d  T = %.6f", e.At.Round(time.Millisecond), e.Micro, e.What, e.After, r.State().Read(temp))
	})
	to(t, r, 10*time.Minute)
	golden(t, "heater", out.String())
	want := []float64{0}
	rise0 := 100 * math.Log(10.0/4)                        // 10 to 16 towards 20
	fall, rise := 100*math.Log(6.0/4), 100*math.Log(6.0/4) // 16 to 14 towards 10, 14 to 16 towards 20
	for x, up := rise0, false; x < 600; up = !up {
		want = append(want, x)
		if up {
			x += rise
			continue
		}
		x += fall
	}
	if len(at) != len(want) {
		t.Fatalf("switched %d times, want %d", len(at), len(want))
	}
	for i := range at {
		near(t, "time of switching", at[i], want[i], 1e-6)
	}
	s := r.State()
	// Energy: the integral of T' is that of its right-hand side.
	mean, _ := s.Stat(temp, StatMean, 0)
	on, _ := s.Stat(Ref{StoreLevel, heat, 0}, StatMean, 0)
	near(t, "balance", 100*(s.Read(temp)-10)/600, 10*on-(mean-10), 1e-6)
	power, _ := s.Stat(Ref{StoreVar, 0, 1}, StatTotal, 0)
	total, _ := s.Stat(Ref{StoreLevel, heat, 0}, StatTotal, 0)
	near(t, "energy of the output", power, 10*total, 1e-6)
	lo, _ := s.Stat(temp, StatMin, 0)
	hi, _ := s.Stat(temp, StatMax, 0)
	near(t, "lowest", lo, 10, 1e-9)
	near(t, "highest", hi, 16, 1e-6)
	med, ok := s.Stat(temp, StatQuantile, 0.5)
	if !ok || med < 14 || med > 16 {
		t.Errorf("median %v, %v", med, ok)
	}
	tr, ok := s.Trace(temp)
	if !ok {
		t.Fatal("no trace")
	}
	sum := 0.0
	for _, b := range tr.Buckets {
		sum += b.Sum
	}
	near(t, "mean of the trace", sum/600e9, mean, 1e-6)
}

// A tank of 1 m2 with inflow u and an algebraic outflow q = 0.5 h: a jump of
// the inflow moves h only slowly, but an output that contains it at once, even
// within the instant before the island is cut.
func tank() *eqs {
	return &eqs{ny: 2, nalg: 1, nu: 1, nw: 1,
		f: func(t float64, y, u, z, dy []float64) {
			dy[0] = u[0] - y[1]
			dy[1] = float64(0.5*y[0]) + u[0] - y[1] // spills what comes in
		},
		w: func(t float64, y, u, z, w []float64) { w[0] = y[1] + u[0] },
	}
}

func TestTankReadsWithinAnInstant(t *testing.T) {
	b := NewBuilder()
	in := b.Level("valve", "open", 1)
	other := b.Level("valve", "other", 0)
	q, out, h := Ref{StoreVar, 0, 1}, Ref{StoreVar, 0, 2}, Ref{StoreVar, 0, 0}
	var cuts []int64
	u := &script{name: "valve", start: func(s *State) error {
		s.Book(time.Second, Event{Code: 1})
		s.Book(2*time.Second, Event{Code: 2})
		s.Book(3*time.Second, Event{Code: 3})
		return nil
	}}
	u.handle = func(s *State, e Event) error {
		level := s.Read(h)
		switch e.Code {
		case 1: // 1 -> 0 -> 1 in one instant
			s.Set(in, 0)
			near(t, "q with the valve shut", s.Read(q), 0.5*level, 1e-9)
			s.Set(in, 1)
			near(t, "q with the valve open again", s.Read(q), 0.5*level+1, 1e-9)
		case 2:
			s.Set(other, 5)
		case 3:
			s.Set(in, 4)
			near(t, "q after the jump", s.Read(q), 0.5*level+4, 1e-9)
			near(t, "output after the jump", s.Read(out), 0.5*level+8, 1e-9)
		}
		near(t, "h does not jump", s.Read(h), level, 0)
		cuts = append(cuts, s.kept.islands[0].base)
		s.Book(s.Now+time.Nanosecond, Event{Code: 9})
		return nil
	}
	u2 := u.handle
	u.handle = func(s *State, e Event) error {
		if e.Code == 9 {
			cuts = append(cuts, s.kept.islands[0].base)
			return nil
		}
		return u2(s, e)
	}
	b.Island(Island{Name: "tank", System: tank(), Names: []string{"h", "q", "out"}, Inputs: [][]Term{{{Ref{StoreLevel, in, 0}, 1}}}})
	r := begin(t, build(t, b, u), Options{})
	to(t, r, 4*time.Second)
	for i := 0; i < 6; i += 2 {
		cut := cuts[i+1] != cuts[i] && cuts[i+1]%int64(time.Second) == 0
		if want := i == 4; cut != want {
			t.Errorf("event %d: cut is %v, want %v (%v)", i/2+1, cut, want, cuts)
		}
	}
}

// The ball of 1 m: first bounce at sqrt(2/g), gaps shrink by 0.8, all bounces
// together take sqrt(2/g) (1 + 2*0.8/0.2). Then the run ends with an error
// that names the guard.
func TestBallAndZeno(t *testing.T) {
	b := NewBuilder()
	b.Island(Island{Name: "ball", System: ball(), Names: []string{"h", "v"},
		Guards: []Guard{{Name: "floor", Internal: true, Rise: &Event{To: 0, Code: 1, Class: End}}},
		Opt:    ode.Options{Rtol: 1e-10, Atol: []float64{1e-12, 1e-12}}})
	r := begin(t, build(t, b, &script{name: "line"}), Options{})
	var out bytes.Buffer
	var bounces []float64
	r.Observe(func(e Entry) {
		if e.Asset == 0 {
			bounces = append(bounces, seconds(e.At))
			if len(bounces) <= 12 {
				line(&out, "%v %d %d", e.At.Round(time.Microsecond), e.Micro, e.What)
			}
		}
	})
	err := r.AdvanceTo(context.Background(), 10*time.Second)
	golden(t, "ball", out.String())
	first := math.Sqrt(0.2)
	at, gap := first, 2*first
	for i, got := range bounces {
		if i < 40 {
			near(t, "bounce", got, at, 1e-8) // ticks of 1e-9, tolerance 1e-10 to 1e-12
		}
		gap *= 0.8
		at += gap
	}
	if len(bounces) < 60 {
		t.Errorf("%d bounces, want at least 60 (the 60th gap is 1e-6 s)", len(bounces))
	}
	if err == nil {
		t.Fatal("infinitely many bounces without an error")
	}
	for _, w := range []string{"ball", "floor", "4.02"} { // first (1 + 8) = 4.0249 s
		if !strings.Contains(err.Error(), w) {
			t.Errorf("error %q does not say %q", err, w)
		}
	}
}

// Steps land on the breaks of functions of time exactly, and a guard of the
// island that is already true at the start fires once.
func TestBreaksAndStart(t *testing.T) {
	q := &eqs{ny: 1, nz: 0, ng: 1, breaks: []float64{0.1, 0.3, 0.7}}
	q.init = func(y, z []float64) { y[0] = 1 }
	q.f = func(t float64, y, u, z, dy []float64) {
		dy[0] = -1e-3 * y[0]
	}
	q.g = func(t float64, y, u, z, g []float64) { g[0] = y[0] - 0.5 }
	b := NewBuilder()
	n := 0
	u := &script{name: "u", handle: func(s *State, e Event) error { n++; return nil }}
	b.Island(Island{Name: "i", System: q, Guards: []Guard{{Name: "high", Rise: &Event{Class: End}}}})
	r := begin(t, build(t, b, u), Options{})
	for _, at := range []time.Duration{1e8, 3e8, 7e8} {
		to(t, r, at)
		if is := &r.s.kept.islands[0]; is.base != int64(at) || is.off != 0 {
			t.Errorf("at %v the step starts at %d + %g", at, is.base, is.off)
		}
	}
	to(t, r, time.Hour)
	if n != 1 {
		t.Errorf("fired %d times, want once", n)
	}
	near(t, "value after an hour", r.s.Read(Ref{StoreVar, 0, 0}), math.Exp(-3.6), 1e-6)
}

// An error of the equations names time, island and variable.
func TestIslandErrors(t *testing.T) {
	q := &eqs{ny: 2}
	q.f = func(t float64, y, u, z, dy []float64) { dy[0], dy[1] = 1, 1/(2-y[0]) }
	b := NewBuilder()
	b.Island(Island{Name: "bath", System: q, Names: []string{"level", "temperature"}})
	r := begin(t, build(t, b, &script{}), Options{})
	err := r.AdvanceTo(context.Background(), time.Minute)
	if err == nil || !strings.Contains(err.Error(), "bath") || !strings.Contains(err.Error(), "temperature") {
		t.Errorf("error %v does not name island and variable", err)
	}
}

// Min, max, mean of x = sin t over 20 s, by two states and by an output, with a
// warm-up in the middle of a step: analytic values, tolerance of the method.
func TestVarStats(t *testing.T) {
	q := &eqs{ny: 2, nw: 1}
	q.init = func(y, z []float64) { y[1] = 1 }
	q.f = func(t float64, y, u, z, dy []float64) { dy[0], dy[1] = y[1], -y[0] }
	q.w = func(t float64, y, u, z, w []float64) { w[0] = y[0] }
	b := NewBuilder()
	b.Island(Island{Name: "osc", System: q, Opt: ode.Options{Rtol: 1e-9, Atol: []float64{1e-9, 1e-9}},
		Stats: []VarStat{{Var: 0, Mean: true, Hist: true, Trace: true}, {Var: 2, Mean: true, Hist: true, Trace: true}}})
	warm := 3*time.Second + 333*time.Millisecond
	r := begin(t, build(t, b, &script{}), Options{WarmUp: warm, Record: true})
	to(t, r, 20*time.Second)
	s := r.State()
	want := (math.Cos(3.333) - math.Cos(20)) / (20 - 3.333)
	for _, v := range []int32{0, 2} {
		ref := Ref{StoreVar, 0, v}
		mean, _ := s.Stat(ref, StatMean, 0)
		lo, _ := s.Stat(ref, StatMin, 0)
		hi, _ := s.Stat(ref, StatMax, 0)
		near(t, "mean", mean, want, 1e-7)
		near(t, "min", lo, -1, 1e-4) // a parabola through samples 1/9 of a step apart
		near(t, "max", hi, 1, 1e-4)
		tr, ok := s.Trace(ref)
		if !ok {
			t.Fatal("no trace")
		}
		sum := 0.0
		for _, b := range tr.Buckets {
			sum += b.Sum
		}
		near(t, "integral of the trace", sum/1e9, 1-math.Cos(20), 1e-6)
		h, _ := s.Histogram(ref)
		near(t, "weight of the histogram", float64(h.Weight())/1e9, 20-3.333, 1e-6)
	}
}

// An island may have no variable at all, only a guard on time.
func TestGuardOnTimeAlone(t *testing.T) {
	q := &eqs{ng: 1}
	q.f = func(t float64, y, u, z, dy []float64) {}
	q.g = func(t float64, y, u, z, g []float64) { g[0] = t - 2.5 }
	b := NewBuilder()
	var at []time.Duration
	u := &script{name: "u", handle: func(s *State, e Event) error { at = append(at, s.Now); return nil }}
	b.Island(Island{Name: "clock", System: q, Guards: []Guard{{Name: "late", Rise: &Event{Class: End}}}})
	r := begin(t, build(t, b, u), Options{})
	to(t, r, time.Minute)
	if len(at) != 1 || at[0]-2500*time.Millisecond > 1 || at[0] < 2500*time.Millisecond {
		t.Errorf("fired at %v, want once at 2.5s", at)
	}
}

// A free fall from rest is one step of any method, across many bins: after
// the time 1 of unit height and gravity 2 the height 1 - t^2 is below x for
// 1 - sqrt(1-x) of the time.
func TestQuantilesWithinOneStep(t *testing.T) {
	q := &eqs{ny: 2, f: func(_ float64, y, u, z, dy []float64) { dy[0], dy[1] = y[1], -2 }}
	q.init = func(y, z []float64) { y[0], y[1] = 1, 0 }
	b := NewBuilder()
	b.Island(Island{Name: "fall", System: q, Stats: []VarStat{{Var: 0, Mean: true, Hist: true}}})
	r := begin(t, build(t, b, &script{}), Options{})
	to(t, r, time.Second)
	for _, p := range []float64{0.05, 0.1, 0.5, 0.9} {
		got, _ := r.State().Stat(Ref{StoreVar, 0, 0}, StatQuantile, p)
		// half a stretch of time, 1/512, and half a bin
		near(t, "quantile", got, 1-(1-p)*(1-p), 2*(1-p)/512+0.002)
	}
}
