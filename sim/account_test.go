package sim

import (
	"bytes"
	"context"
	"testing"
	"time"
)

// billed posts 1 at every second, and holds value 2 from second 3 to second 7.
type billed struct{ plain, clocked int32 }

func (u *billed) New() any { return &struct{ N int32 }{} }
func (u *billed) Start(s *State) error {
	for k := 1; k <= 10; k++ {
		s.Book(time.Duration(k)*time.Second, Event{Arg: int64(k)})
	}
	return nil
}
func (u *billed) Handle(s *State, e Event) error {
	s.Post(u.plain, 1)
	switch e.Arg {
	case 3:
		s.Weigh(u.plain, 2)
		s.Weigh(u.clocked, 2)
	case 7:
		for range 3 { // in thirds, which leave nothing
			s.Weigh(u.plain, -2.0/3)
		}
		s.Weigh(u.clocked, -2)
	}
	return nil
}

// A clock that goes by the square of the time.
func squares(from, to time.Duration) float64 {
	a, b := from.Seconds(), to.Seconds()
	return b*b - a*a
}

func TestAccount(t *testing.T) {
	build := func() *Run {
		b := NewBuilder()
		u := &billed{b.Account("a", "plain", nil), b.Account("a", "squares", squares)}
		m, err := b.Build([]Unit{u})
		if err != nil {
			t.Fatal(err)
		}
		r, err := New(m, Options{WarmUp: 4 * time.Second})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	r := build()
	read := func(r *Run, i int32) float64 {
		v, ok := r.State().Stat(Ref{Store: StoreAccount, Index: i}, StatTotal, 0)
		if !ok {
			t.Fatal("no total")
		}
		return v
	}
	for _, x := range []struct {
		at             float64
		plain, squares float64
	}{
		{3.5, 3 + 1, 2 * (3.5*3.5 - 9)},
		{6.5, 2 + 2*2.5, 2 * (6.5*6.5 - 16)},
		{10, 6 + 2*3, 2 * (49 - 16)},
	} {
		if err := r.AdvanceTo(context.Background(), time.Duration(x.at*1e9)); err != nil {
			t.Fatal(err)
		}
		for i, want := range []float64{x.plain, x.squares} {
			if got := read(r, int32(i)); got-want > 1e-12 || want-got > 1e-12 {
				t.Errorf("account %d at %g s: %g, want %g", i, x.at, got, want)
			}
		}
		var file bytes.Buffer
		if err := r.Save(&file); err != nil {
			t.Fatal(err)
		}
		again, err := Load(r.Model(), &file)
		if err != nil || !again.State().Equal(r.State()) {
			t.Fatalf("saved at %g s: %v", x.at, err)
		}
	}
	if rate, ok := r.State().Stat(Ref{Store: StoreAccount}, StatRate, 0); !ok || rate != 2 {
		t.Errorf("rate %g (%v), want 2", rate, ok)
	}
	if v := r.State().kept.accounts[0].value; v != 0 {
		t.Errorf("thirds leave %g", v)
	}
}

// metered counts every second and raises a level by one; the meter on both has the value 0.5 from second 3 to second 7.
type metered struct{ level, count, meter int32 }

func (u *metered) New() any { return &struct{ N int32 }{} }
func (u *metered) Start(s *State) error {
	for k := 1; k <= 10; k++ {
		s.Book(time.Duration(k)*time.Second, Event{Arg: int64(k)})
	}
	return nil
}
func (u *metered) Handle(s *State, e Event) error {
	s.Count(u.count, 1)
	s.Add(u.level, 1)
	switch e.Arg {
	case 3:
		s.SetWeight(u.meter, 0.5)
	case 7:
		s.SetWeight(u.meter, 0)
	}
	return nil
}

// A meter runs on totals of other stores, from the end of the warm-up on as they do, and goes on from a saved state.
func TestMeter(t *testing.T) {
	b := NewBuilder()
	u := &metered{level: b.Level("a", "level", 0), count: b.Count("a", "count")}
	u.meter = b.Meter("a", "meter", []Term{{Ref{Store: StoreLevel, Index: u.level}, 1}, {Ref{Store: StoreCount, Index: u.count}, 10}})
	m, err := b.Build([]Unit{u})
	if err != nil {
		t.Fatal(err)
	}
	r, err := New(m, Options{WarmUp: 4 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct{ at, want float64 }{{3.5, 0.5 * 1.5}, {6.5, 0.5 * (4 + 5 + 3 + 20)}, {10, 0.5 * (4 + 5 + 6 + 30)}} {
		if err := r.AdvanceTo(context.Background(), time.Duration(x.at*1e9)); err != nil {
			t.Fatal(err)
		}
		if got, ok := r.State().Stat(Ref{Store: StoreAccount, Index: u.meter}, StatTotal, 0); !ok || got != x.want {
			t.Errorf("at %g s: %g, want %g", x.at, got, x.want)
		}
		var file bytes.Buffer
		if err := r.Save(&file); err != nil {
			t.Fatal(err)
		}
		if r, err = Load(m, &file); err != nil {
			t.Fatal(err)
		}
	}
}
