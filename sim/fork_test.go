package sim

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/plantwin/plantwin/sim/ode"
)

// works is a small works: a queue with one server whose work heats a bath; the
// bath's guards and a condition on the queue make a clerk book and cancel.
func works(t testing.TB, mean float64, version string) (*Model, *mm1) {
	b := NewBuilder()
	b.Version = version
	b.Ask("server.queue", WantHist|WantTrace)
	b.Ask("server.sojourn", WantHist)
	b.Ask("server.busy", WantTrace)
	u := &mm1{mean: mean}
	u.arrive, u.serve = b.Stream("source", "every"), b.Stream("server", "cycle")
	u.times = b.Times("server", []string{"idle", "busy"}, 1, 0)
	u.queue = b.Level("server", "queue", 0)
	u.sojourn, u.done = b.Tally("server", "sojourn"), b.Count("server", "done")
	clerk := &script{name: "clerk", handle: func(s *State, e Event) error {
		st := s.Units[1].(*scriptState)
		st.N++
		s.Cancel(st.Ticket)
		st.Ticket = s.Book(s.Now+time.Duration(e.Code)*time.Second, Event{To: 1, Code: 7, Class: Break})
		if st.List = append(st.List, e.Arg); len(st.List) > 5 {
			st.List = st.List[1:]
		}
		return nil
	}}
	q := heater()
	q.f = func(t float64, y, u, z, dy []float64) { dy[0] = (float64(10*u[0]) - (y[0] - 10)) / 20 }
	b.Island(Island{Name: "bath", System: q, Names: []string{"T", "power"},
		Inputs: [][]Term{{{Ref{StoreTimes, u.times, 1}, 1}}},
		Guards: []Guard{{Name: "cold", Rise: &Event{To: 1, Code: 3, Class: End}, Fall: &Event{To: 1, Code: 4, Class: End}}, {Name: "warm", Rise: &Event{To: 1, Code: 5, Class: End}}},
		Opt:    ode.Options{Rtol: 1e-6}, Stats: []VarStat{{Var: 0, Mean: true, Hist: true, Trace: true}, {Var: 1, Mean: true, Range: true}}})
	b.Condition(Condition{Name: "long", Reads: []Ref{{StoreLevel, u.queue, 0}},
		True: func(s *State) bool { return s.Level(u.queue) > 5 }, Rise: &Event{To: 1, Code: 9, Class: End}})
	return build(t, b, u, clerk), u
}

// At every instant of a stretch: saved, loaded and continued, or cloned and
// continued, a run ends with the same bytes as one that was left alone.
func TestSaveLoadAtEveryInstant(t *testing.T) {
	m, _ := works(t, 0.8, "v")
	o := Options{Seed: 4, Record: true, WarmUp: 10 * time.Second}
	const end = 60 * time.Second
	whole := begin(t, m, o)
	to(t, whole, end)
	want := saved(t, whole)
	r := begin(t, m, o)
	for n := 0; r.s.Now < end; n++ {
		if k, ok := r.s.kept.queue.next(); ok && time.Duration(k.at) < end {
			to(t, r, time.Duration(k.at))
		} else {
			to(t, r, end)
		}
		b := saved(t, r)
		again, err := Load(m, bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if d := again.s.Diff(r.s); d != "" {
			t.Fatalf("loaded at %v: %s", r.s.Now, d)
		}
		if !bytes.Equal(saved(t, again), b) {
			t.Fatalf("saved again at %v: other bytes", r.s.Now)
		}
		clone := r.Clone()
		if n%7 == 0 {
			to(t, clone, end)
			if d := clone.s.Diff(whole.s); d != "" {
				t.Fatalf("clone at %v: %s", r.s.Now, d)
			}
		}
		r = again
	}
	if d := r.s.Diff(whole.s); d != "" {
		t.Errorf("looked at every instant: %s", d)
	}
	if !bytes.Equal(saved(t, r), want) {
		t.Error("looked at every instant: other bytes")
	}
	if r.Events() < 100 {
		t.Errorf("only %d events: the test is empty", r.Events())
	}
}

// Looking in small steps, reading everything, recording: nothing changes.
func TestLookingChangesNothing(t *testing.T) {
	m, u := works(t, 0.8, "v")
	whole := begin(t, m, Options{Seed: 4, Record: true})
	to(t, whole, 200*time.Second)
	r := begin(t, m, Options{Seed: 4, Record: true})
	r.Observe(func(Entry) {})
	refs := []Ref{{StoreLevel, u.queue, 0}, {StoreTimes, u.times, 1}, {StoreTally, u.sojourn, 0}, {StoreVar, 0, 0}, {StoreVar, 0, 1}, {StoreCount, u.done, 0}}
	for at := time.Duration(0); at <= 200*time.Second; at += 123456789 {
		to(t, r, at)
		for _, ref := range refs {
			r.s.Read(ref)
			for k := StatMean; k <= StatQuantile; k++ {
				r.s.Stat(ref, k, 0.9)
			}
			if at%10 == 0 {
				r.s.Trace(ref)
			}
		}
	}
	to(t, r, 200*time.Second)
	if d := r.s.Diff(whole.s); d != "" {
		t.Error(d)
	}
	if !bytes.Equal(saved(t, r), saved(t, whole)) {
		t.Error("other bytes")
	}
	plain := begin(t, m, Options{Seed: 4})
	to(t, plain, 200*time.Second)
	if plain.LogHash() != whole.LogHash() || plain.Events() != whole.Events() {
		t.Error("recording changes the log")
	}
	for _, ref := range refs {
		for k := StatMean; k <= StatQuantile; k++ {
			a, ok := plain.s.Stat(ref, k, 0.9)
			if b, okb := whole.s.Stat(ref, k, 0.9); a != b || ok != okb {
				t.Errorf("recording changes figure %d of %+v: %v %v", k, ref, a, b)
			}
		}
	}
}

// A fork into the same model is a replay; one with other numbers keeps the past
// and has another future; one of another shape is refused by name.
func TestFork(t *testing.T) {
	m, _ := works(t, 0.8, "v")
	r := begin(t, m, Options{Seed: 1})
	to(t, r, 100*time.Second)
	same, err := r.Fork(m)
	if err != nil {
		t.Fatal(err)
	}
	fast, u := works(t, 0.4, "v")
	if fast.Shape != m.Shape {
		t.Fatal("a number changed the shape")
	}
	other, err := r.Fork(fast)
	if err != nil {
		t.Fatal(err)
	}
	if other.LogHash() != r.LogHash() {
		t.Error("a fork has another past")
	}
	before, _ := other.s.Stat(Ref{StoreCount, u.done, 0}, StatCount, 0)
	future := r.Clone()
	future.Reseed(1, 77)
	for _, x := range []*Run{r, same, other, future} {
		to(t, x, 300*time.Second)
	}
	if d := same.s.Diff(r.s); d != "" {
		t.Errorf("fork is not replay: %s", d)
	}
	if other.LogHash() == r.LogHash() || future.LogHash() == r.LogHash() {
		t.Error("other numbers or draws, same future")
	}
	if after, _ := other.s.Stat(Ref{StoreCount, u.done, 0}, StatCount, 0); after <= before {
		t.Errorf("%v parts after %v", after, before)
	}
	if at := other.s.kept.islands[0].base; at < int64(100*time.Second) {
		t.Errorf("the island still stands at %d", at)
	}

	b := NewBuilder()
	b.Times("server", []string{"idle", "busy", "down"}, 2, 0)
	strange := build(t, b, &script{name: "server"})
	if _, err := r.Fork(strange); err == nil || !strings.Contains(err.Error(), "server") {
		t.Errorf("fork into another shape: %v", err)
	}
}

// The system of an island that changed is cut at the moment of the fork.
func TestForkCutsIsland(t *testing.T) {
	m, _ := thermostat(t)
	r := begin(t, m, Options{})
	to(t, r, 5*time.Second)
	hot, _ := thermostat(t)
	hot.Islands[0].System.(*eqs).f = func(t float64, y, u, z, dy []float64) { dy[0] = 1 }
	f, err := r.Fork(hot)
	if err != nil {
		t.Fatal(err)
	}
	temp := Ref{StoreVar, 0, 0}
	was := r.s.Read(temp)
	near(t, "at the fork", f.s.Read(temp), was, 0)
	to(t, f, 6*time.Second)
	near(t, "one second later", f.s.Read(temp), was+1, 1e-9)
}

func TestCancelledContext(t *testing.T) {
	m, _, err := newMM1(0.8)
	if err != nil {
		t.Fatal(err)
	}
	r := begin(t, m, Options{})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := r.AdvanceTo(ctx, time.Hour*1000); err != context.Canceled {
		t.Fatalf("error %v", err)
	}
	if r.s.Now >= time.Hour*1000 {
		t.Error("the run went on")
	}
	saved(t, r)
	to(t, r, time.Hour)
}

func TestReseedAndReplications(t *testing.T) {
	m, _ := works(t, 0.8, "v")
	hash := map[[16]byte]bool{}
	for _, o := range []Options{{}, {Seed: 1}, {Replication: 1}, {Antithetic: true}} {
		r := begin(t, m, o)
		to(t, r, 50*time.Second)
		hash[r.LogHash()] = true
	}
	if len(hash) != 4 {
		t.Errorf("%d different courses of 4", len(hash))
	}
}

// Equal bits on every machine: the hash of the log and of the whole state after
// 200 s of works. It must hold for GOAMD64=v1 and v3, and on other machines.
func TestSameBitsEverywhere(t *testing.T) {
	m, _ := works(t, 0.8, "v")
	r := begin(t, m, Options{Seed: 9, Record: true, WarmUp: 20 * time.Second})
	to(t, r, 200*time.Second)
	golden(t, "works", fmt.Sprintf("events %d\nlog    %x\nstate  %x\n", r.Events(), r.LogHash(), sha256.Sum256(saved(t, r))))
}
