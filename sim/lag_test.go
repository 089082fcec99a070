package sim

import (
	"bytes"
	"math"
	"testing"
	"time"

	"github.com/plantwin/plantwin/sim/ode"
)

// pond is a level that flows off by a power law, fed by an input, and one that follows it at a rate.
func pond(rate float64) *eqs {
	return &eqs{ny: 2, nu: 1, nw: 1,
		init: func(y, z []float64) { y[0], y[1] = 1, 0 },
		f: func(t float64, y, u, z, dy []float64) {
			dy[0] = u[0] - y[0]*math.Sqrt(math.Abs(y[0])) + 0.1*math.Sin(t)
			dy[1] = float64(rate*math.Sqrt(1+y[0])) * (y[0] - y[1])
		},
		w:      func(t float64, y, u, z, w []float64) { w[0] = y[0] + y[1] + u[0] },
		breaks: []float64{31.5, 250},
	}
}

// ponds are five of them, whose inputs change at times of their own. Where stats are kept the islands make their steps when
// their time has come; else they lag.
func ponds(t *testing.T, stats bool, rate float64) *Model {
	b := NewBuilder()
	u := &script{name: "sluice", start: func(s *State) error {
		for i := range int64(5) {
			s.Book(time.Duration(i+1)*time.Second, Event{Code: uint16(i)})
		}
		return nil
	}}
	for i := range 5 {
		in := b.Level("sluice", "open"+string(rune('0'+i)), 1)
		is := Island{Name: "pond", System: pond(rate), Inputs: [][]Term{{{Ref{StoreLevel, in, 0}, 1}}}, Opt: ode.Options{Rtol: 1e-7, Atol: []float64{1e-9, 1e-9}}}
		if stats {
			is.Stats = []VarStat{{Var: 0, Mean: true}}
		}
		b.Island(is)
	}
	u.handle = func(s *State, e Event) error {
		st := s.Units[0].(*scriptState)
		st.N++
		s.Set(int32(e.Code), float64(st.N%7)/3)
		s.Book(s.Now+time.Duration(7+11*int64(e.Code)+st.N%5*13)*time.Second+time.Duration(st.N), Event{Code: e.Code})
		return nil
	}
	return build(t, b, u)
}

func pondValues(r *Run) (v []float64) {
	for i := range int32(5) {
		for j := range int32(3) {
			v = append(v, r.s.Read(Ref{StoreVar, i, j}))
		}
	}
	return v
}

// TestLagging: islands that lag come to the bits of those that do not, whoever looks at them when; looked at, saved and
// loaded on the way they leave the same state.
func TestLagging(t *testing.T) {
	const end = 400 * time.Second
	lag := ponds(t, false, 0.3)
	eager, whole := begin(t, ponds(t, true, 0.3), Options{}), begin(t, lag, Options{})
	to(t, eager, end)
	to(t, whole, end)
	if !whole.s.kept.islands[0].lags || eager.s.kept.islands[0].lags {
		t.Fatal("the wrong islands lag")
	}
	want := pondValues(eager)
	compare := func(what string, r *Run) {
		t.Helper()
		for k, v := range pondValues(r) {
			if v != want[k] {
				t.Errorf("%s: value %d is %v, want %v", what, k, v, want[k])
			}
		}
	}
	compare("in one go", whole)
	e, l := eager.s.Effort(2), whole.s.Effort(2)
	if e.Steps != l.Steps || e.Rejected != l.Rejected || l.Evals >= e.Evals {
		t.Errorf("%+v in time, %+v lagging: want the same steps, and fewer evaluations", e, l)
	}

	looked := begin(t, lag, Options{})
	looked.Observe(func(e Entry) { pondValues(looked) })
	for at := time.Duration(0); at < end; at += 1_234_567_891 {
		to(t, looked, at)
		pondValues(looked)
		if at%3 == 0 {
			again, err := Load(lag, bytes.NewReader(saved(t, looked)))
			if err != nil {
				t.Fatal(err)
			}
			looked = again
		}
	}
	to(t, looked, end)
	compare("looked at", looked)
	if d := looked.s.Diff(whole.s); d != "" {
		t.Errorf("looking changes %s", d)
	}
}

// TestLaggingFork: other numbers hold from the fork on, and not in the step that it cuts; nor in that of a saved run that a
// model with other numbers takes up.
func TestLaggingFork(t *testing.T) {
	var got [2][]float64
	for k, stats := range []bool{false, true} {
		r := begin(t, ponds(t, stats, 0.3), Options{})
		to(t, r, 123_456_789_012)
		f, err := r.Fork(ponds(t, stats, 3))
		if err != nil {
			t.Fatal(err)
		}
		l, err := Load(ponds(t, stats, 3), bytes.NewReader(saved(t, r)))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range []*Run{f, l} {
			to(t, r, r.s.Now)
			got[k] = append(got[k], pondValues(r)...)
			to(t, r, 300*time.Second)
			got[k] = append(got[k], pondValues(r)...)
		}
	}
	for k, v := range got[0] {
		if v != got[1][k] {
			t.Errorf("value %d is %v where the island lags, else %v", k, v, got[1][k])
		}
	}
}

// TestLoadAllMethods saves and loads an island in the hands of each method.
func TestLoadAllMethods(t *testing.T) {
	for m := ode.Auto; m <= ode.BDF; m++ {
		b := NewBuilder()
		b.Island(Island{Name: "pond", System: pond(0.3), Inputs: [][]Term{{}}, Opt: ode.Options{Rtol: 1e-6, Atol: []float64{1e-9, 1e-9}, Method: m}})
		model := build(t, b, &script{})
		whole, r := begin(t, model, Options{}), begin(t, model, Options{})
		to(t, whole, time.Minute)
		to(t, whole, 2*time.Minute)
		to(t, r, time.Minute)
		again, err := Load(model, bytes.NewReader(saved(t, r)))
		if err != nil {
			t.Errorf("%v: %v", m, err)
			continue
		}
		to(t, again, 2*time.Minute)
		if d := again.s.Diff(whole.s); d != "" {
			t.Errorf("%v: %s", m, d)
		}
	}
}
