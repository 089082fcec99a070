package sim

import (
	"fmt"
	"reflect"
	"testing"
	"time"
)

// hopper wakes itself after exponential times, counts and switches a level; it says which part it thinks of.
type hopper struct {
	script
	id, stream, level int32
}

func (u *hopper) Start(s *State) error { return u.Handle(s, Event{To: u.id}) }
func (u *hopper) Handle(s *State, e Event) error {
	st := s.Units[u.id].(*scriptState)
	st.N++
	s.Set(u.level, float64(st.N%2))
	s.Book(s.Now+time.Duration(1e9*s.Exponential(u.stream)), Event{To: u.id})
	return nil
}
func (u *hopper) Foresee(s *State, e Event) (a, b int32) { return int32(e.Arg), 0 }

// In a model of very many units memory is fetched ahead: that of the right ones, and without any effect on the run. A clone begins
// without, so that a run that is cloned again and again never reads ahead.
func TestAhead(t *testing.T) {
	const n = 2500
	b := NewBuilder()
	var units []Unit
	for i := range int32(n) {
		name := fmt.Sprintf("u%d", i)
		units = append(units, &hopper{script{name: name}, i, b.Stream(name, "x"), b.Level(name, "on", 0)})
		b.Leads(i, (i+1)%n)
	}
	// An island follows the level of unit 7.
	sys := &eqs{ny: 1, nu: 1, init: func(y, _ []float64) { y[0] = 0 }, f: func(_ float64, y, u, _, dy []float64) { dy[0] = u[0] - y[0] }}
	b.Island(Island{Name: "lag", System: sys, Names: []string{"x"}, Inputs: [][]Term{{{Ref{StoreLevel, 7, 0}, 1}}}})
	m := build(t, b, units...)
	one, other := begin(t, m, Options{Seed: 3}), begin(t, m, Options{Seed: 3})
	for at := time.Second; at <= 40*time.Second; at += time.Second {
		to(t, one, at)
		to(t, other, at)
		fork, err := other.Fork(m)
		if err != nil {
			t.Fatal(err)
		}
		if other = fork; other.s.kept.queue.ahead.cards != nil {
			t.Fatal("a fork has the cards of another state")
		}
	}
	q := &one.s.kept.queue
	if len(q.ahead.cards) != n+1 {
		t.Fatalf("%d cards after %d buckets", len(q.ahead.cards), q.ahead.turns)
	}
	if one.LogHash() != other.LogHash() {
		t.Error("reading ahead changes the run")
	}
	if d := one.s.Diff(other.s); d != "" {
		t.Errorf("reading ahead changes the state: %s", d)
	}
	holds := func(card int, p uintptr) bool { return q.ahead.cards[card].Has(p, q.ahead.base) }
	for i := range units {
		for what, p := range map[string]uintptr{
			"unit": reflect.ValueOf(units[i]).Pointer(), "state": reflect.ValueOf(one.s.Units[i]).Pointer(),
			"stream": reflect.ValueOf(&one.s.kept.streams[i]).Pointer(), "level": reflect.ValueOf(&one.s.kept.levels[i]).Pointer(),
		} {
			if !holds(i, p) {
				t.Fatalf("the card of unit %d does not say where its %s is", i, what)
			}
		}
	}
	if !holds(n, reflect.ValueOf(&one.s.kept.islands[0]).Pointer()) {
		t.Error("the card of the island does not say where it is")
	}
	q.slots[0].to = 6
	if got := q.wants(key{0, uint64(End) << (slotBits + seqBits)}); got != [4]int32{6, -1, 7, n} {
		t.Errorf("an event of unit 6 wants the cards %v", got)
	}
	if got := q.wants(key{0, uint64(Step) << (slotBits + seqBits)}); got[0] != n+6 {
		t.Errorf("a step of island 6 wants the cards %v", got)
	}
}
