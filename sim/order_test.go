package sim

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

// watchLog writes the log of a run as lines.
func watchLog(r *Run, b *bytes.Buffer) {
	r.Observe(func(e Entry) {
		name := r.m.name(e.Asset)
		if e.Asset < 0 {
			name = r.m.Islands[^e.Asset].Name
		}
		line(b, "%-12v %d  %-10s %d  %d %d", e.At, e.Micro, name, e.What, e.Before, e.After)
	})
}

// Booked out of order, handled by tick, class and order of booking; the ring is
// drained after each event; conditions follow, then Look.
func TestOrder(t *testing.T) {
	b := NewBuilder()
	level := b.Level("a", "level", 0)
	a := &script{name: "a", start: func(s *State) error {
		s.Book(2*time.Second, Event{To: 0, Code: 9, Class: Look})
		s.Book(2*time.Second, Event{To: 0, Code: 3, Class: Break})
		s.Book(2*time.Second, Event{To: 1, Code: 1, Class: End})
		s.Book(2*time.Second, Event{To: 0, Code: 2, Class: End})
		s.Book(time.Second, Event{To: 1, Code: 4, Class: Break})
		return nil
	}}
	a.handle = func(s *State, e Event) error {
		switch e.Code {
		case 2:
			s.Soon(Event{To: 0, Code: 20, Class: End})
			s.Soon(Event{To: 1, Code: 21, Class: End})
		case 20:
			s.Soon(Event{To: 0, Code: 22, Class: End}) // after 21
			s.Set(level, 1)
		case 31: // booked in c for this tick: b and c once more
			s.Set(level, 0)
		case 9:
			if s.Level(level) != 0 {
				t.Error("Look came before the last round of conditions")
			}
		}
		return nil
	}
	high := func(s *State) bool { return s.Level(level) > 0 }
	reads := []Ref{{Store: StoreLevel, Index: level}}
	b.Condition(Condition{Name: "second", Reads: reads, True: high, Order: 2, Rise: &Event{To: 0, Code: 30, Class: End}, Fall: &Event{To: 1, Code: 33, Class: End}})
	b.Condition(Condition{Name: "first", Reads: reads, True: high, Order: 1, Rise: &Event{To: 1, Code: 32, Class: End}})
	other := &script{name: "b", handle: func(s *State, e Event) error {
		if e.Code == 32 {
			s.Book(s.Now, Event{To: 0, Code: 31, Class: End})
		}
		return nil
	}}
	r := begin(t, build(t, b, a, other), Options{})
	var out bytes.Buffer
	watchLog(r, &out)
	to(t, r, time.Minute)
	golden(t, "order", out.String())
}

// A condition already true at the start fires once, and again only after it
// has been false.
func TestTrueAtStart(t *testing.T) {
	b := NewBuilder()
	level := b.Level("a", "level", 5)
	n := 0
	u := &script{name: "a",
		start: func(s *State) error { s.Book(time.Second, Event{Code: 2}); return nil },
		handle: func(s *State, e Event) error {
			switch e.Code {
			case 1:
				n++
			case 2:
				s.Set(level, 6) // still true: nothing
			}
			return nil
		}}
	b.Condition(Condition{Name: "high", Reads: []Ref{{Store: StoreLevel, Index: level}},
		True: func(s *State) bool { return s.Level(level) > 1 }, Rise: &Event{Code: 1, Class: End}})
	r := begin(t, build(t, b, u), Options{})
	to(t, r, 0)
	if n != 1 {
		t.Errorf("fired %d times at time zero, want once", n)
	}
	to(t, r, time.Minute)
	if n != 1 {
		t.Errorf("fired %d times, want once", n)
	}
}

func TestErrors(t *testing.T) {
	cause := errors.New("no tool")
	cases := []struct {
		name   string
		handle func(s *State, e Event) error
		want   []string
	}{
		{"unit", func(s *State, e Event) error { return cause }, []string{"1s", "mill", "no tool"}},
		{"past", func(s *State, e Event) error { s.Book(0, e); return nil }, []string{"1s", "mill", "before now"}},
		{"nan", func(s *State, e Event) error { z := 0.0; s.Set(0, z/z); return nil }, []string{"mill.level", "not a number"}},
		{"sample", func(s *State, e Event) error { z := 0.0; s.Sample(0, z/z); return nil }, []string{"mill.age", "not a number"}},
		{"ring", func(s *State, e Event) error { e.To = 1 - e.To; s.Soon(e); return nil }, []string{"1s", "cycle of", "mill", " -> ", "press", "one instant"}},
		{"zero delay", func(s *State, e Event) error { s.Book(s.Now, e); return nil }, []string{"1s", "cycle of mill", "one instant"}},
		{"rounds", func(s *State, e Event) error { s.Set(0, 1-s.Level(0)); return nil }, []string{"1s", "flips", "do not come to rest"}},
	}
	for _, c := range cases {
		b := NewBuilder()
		level := b.Level("mill", "level", 0)
		b.Tally("mill", "age")
		first := &script{name: "mill", handle: c.handle, start: func(s *State) error {
			s.Book(time.Second, Event{Class: End})
			return nil
		}}
		b.Condition(Condition{Name: "flips", Reads: []Ref{{Store: StoreLevel, Index: level}},
			True: func(s *State) bool { return s.Level(level) > 0 }, Rise: &Event{To: 1, Class: End}, Fall: &Event{To: 1, Class: End}})
		r := begin(t, build(t, b, first, &script{name: "press", handle: c.handle}), Options{})
		err := r.AdvanceTo(context.Background(), time.Minute)
		var e *Error
		if !errors.As(err, &e) || e.At != time.Second {
			t.Errorf("%s: error %v does not say when", c.name, err)
			continue
		}
		for _, w := range c.want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: error %q does not say %q", c.name, err, w)
			}
		}
		if c.name == "unit" && !errors.Is(err, cause) {
			t.Errorf("%v does not wrap its cause", err)
		}
		if again := r.AdvanceTo(context.Background(), time.Hour); again != err {
			t.Errorf("%s: a failed run goes on: %v", c.name, again)
		}
		if err := r.Save(&bytes.Buffer{}); err == nil {
			t.Errorf("%s: a failed run is saved", c.name)
		}
	}
}

func TestLookMayNotBook(t *testing.T) {
	for name, act := range map[string]func(s *State){
		"book":    func(s *State) { s.Book(s.Now+1, Event{Class: End}) },
		"soon":    func(s *State) { s.Soon(Event{Class: End}) },
		"publish": func(s *State) { s.Set(0, 7) },
	} {
		b := NewBuilder()
		b.Level("a", "level", 0)
		b.Condition(Condition{Name: "c", Reads: []Ref{{}}, True: func(s *State) bool { return false }})
		u := &script{name: "a", start: func(s *State) error { s.Book(5, Event{Class: Look}); return nil },
			handle: func(s *State, e Event) error { act(s); return nil }}
		r := begin(t, build(t, b, u), Options{})
		if err := r.AdvanceTo(context.Background(), time.Second); err == nil {
			t.Errorf("%s in a Look event is accepted", name)
		}
	}
}

func TestBuildRefuses(t *testing.T) {
	always := func(s *State) bool { return true }
	cases := map[string]func(b *Builder){
		"continuous": func(b *Builder) {
			b.Condition(Condition{Name: "continuous", True: always, Reads: []Ref{{Store: StoreVar}}})
		},
		"not exist": func(b *Builder) {
			b.Condition(Condition{Name: "c", True: always, Reads: []Ref{{Store: StoreLevel, Index: 3}}})
		},
		"unit 7":        func(b *Builder) { b.Condition(Condition{Name: "c", True: always, Rise: &Event{To: 7}}) },
		"guards":        func(b *Builder) { b.Island(Island{Name: "i", System: heater()}) },
		"not a number":  func(b *Builder) { z := 0.0; b.Level("a", "b", z/z) },
		"start in":      func(b *Builder) { b.Times("a", []string{"x"}, 1, 4) },
		"without equat": func(b *Builder) { b.Island(Island{Name: "i"}) },
	}
	for want, f := range cases {
		b := NewBuilder()
		f(b)
		if _, err := b.Build([]Unit{&script{}}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not say %q", err, want)
		}
	}
}

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		s    float64
		want time.Duration
	}{{0, 0}, {0.1, 1e8}, {1.5e-9, 2}, {2.5e-9, 2}, {1e300, Never}, {4.6e9, 4_600_000_000_000_000_000}} {
		if got, err := Ticks(c.s); err != nil || got != c.want {
			t.Errorf("Ticks(%v) = %v, %v, want %v", c.s, int64(got), err, int64(c.want))
		}
	}
	z := 0.0
	for _, x := range []float64{-1, -1e-300, z / z} {
		if _, err := Ticks(x); err == nil {
			t.Errorf("Ticks(%v) is accepted", x)
		}
	}
}
