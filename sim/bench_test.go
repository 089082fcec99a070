package sim

import (
	"context"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/plantwin/plantwin/internal/elem"
)

// holder is the hold model: every event books one follow-up.
type holder struct{ stream int32 }

func (h *holder) New() any             { return nil }
func (h *holder) Name() string         { return "holder" }
func (h *holder) Start(s *State) error { return nil }
func (h *holder) Handle(s *State, e Event) error {
	d := time.Duration(-1e9 * elem.Log(s.Uniform(h.stream)))
	s.Book(s.Now+d, e)
	return nil
}

func BenchmarkHold(b *testing.B) {
	for _, n := range []int{100, 10_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			bu := NewBuilder()
			u := &holder{bu.Stream("h", "hold")}
			m, err := bu.Build([]Unit{u})
			if err != nil {
				b.Fatal(err)
			}
			r, err := New(m, Options{Seed: 1})
			if err != nil {
				b.Fatal(err)
			}
			for range n {
				if err := u.Handle(r.s, Event{Class: End}); err != nil {
					b.Fatal(err)
				}
			}
			if err := r.AdvanceTo(context.Background(), 3*time.Second); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			b.ResetTimer()
			start := r.Events()
			for r.Events()-start < int64(b.N) {
				left := int64(b.N) - (r.Events() - start)
				d := time.Duration(left * int64(time.Second) / int64(n))
				if err := r.AdvanceTo(context.Background(), r.s.Now+d+1); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(r.Events()-start), "ns/event")
		})
	}
}

// mm1 is a queue with one server and exponential times, with the statistics
// that a machine keeps: state times, queue length, time in system, throughput.
type mm1 struct {
	arrive, serve int32
	times, queue  int32
	sojourn, done int32
	mean          float64 // service [s]; arrivals have mean 1
}

type mm1State struct {
	first, last int32 // queue of parts
	held        int32 // part in service
}

func (u *mm1) New() any     { return &mm1State{} }
func (u *mm1) Name() string { return "server" }
func (u *mm1) draw(s *State, stream int32, mean float64) time.Duration {
	return time.Duration(-1e9 * mean * elem.Log(s.Uniform(stream)))
}
func (u *mm1) Start(s *State) error {
	s.Book(u.draw(s, u.arrive, 1), Event{Class: End, Code: 1})
	return nil
}
func (u *mm1) Handle(s *State, e Event) error {
	st := s.Units[0].(*mm1State)
	if e.Code == 1 {
		s.Book(s.Now+u.draw(s, u.arrive, 1), e)
		p := s.NewPart(0)
		if st.held != 0 {
			if st.last != 0 {
				s.Part(st.last).Next = p
			} else {
				st.first = p
			}
			st.last = p
			s.Add(u.queue, 1)
			return nil
		}
		st.held = p
		s.Switch(u.times, 0, 1)
		s.Book(s.Now+u.draw(s, u.serve, u.mean), Event{Class: End, Code: 2})
		return nil
	}
	p := st.held
	s.Count(u.done, 1)
	s.Sample(u.sojourn, seconds(s.Now-s.Part(p).Born))
	s.FreePart(p)
	if p = st.first; p == 0 {
		st.held = 0
		s.Switch(u.times, 1, 0)
		return nil
	}
	if st.first = s.Part(p).Next; st.first == 0 {
		st.last = 0
	}
	st.held = p
	s.Add(u.queue, -1)
	s.Book(s.Now+u.draw(s, u.serve, u.mean), Event{Class: End, Code: 2})
	return nil
}

func newMM1(mean float64) (*Model, *mm1, error) {
	b := NewBuilder()
	u := &mm1{mean: mean}
	u.arrive, u.serve = b.Stream("source", "every"), b.Stream("server", "cycle")
	u.times = b.Times("server", []string{"idle", "busy"}, 1, 0)
	u.queue = b.Level("server", "queue", 0)
	u.sojourn, u.done = b.Tally("server", "sojourn"), b.Count("server", "done")
	m, err := b.Build([]Unit{u})
	return m, u, err
}

func BenchmarkMM1(b *testing.B) {
	m, u, err := newMM1(0.8)
	if err != nil {
		b.Fatal(err)
	}
	r, err := New(m, Options{Seed: 1})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.ResetTimer()
	if err := r.AdvanceTo(context.Background(), time.Duration(b.N)*time.Second); err != nil {
		b.Fatal(err)
	}
	n, _ := r.s.Stat(Ref{Store: StoreCount, Index: u.done}, StatCount, 0)
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/n, "ns/customer")
}

// BenchmarkWorks is the queue whose server heats a bath: the island is cut at
// nearly every event.
func BenchmarkWorks(b *testing.B) {
	m, _ := works(b, 0.8, "v")
	r, err := New(m, Options{Seed: 1})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.ResetTimer()
	if err := r.AdvanceTo(context.Background(), time.Duration(b.N)*time.Second); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(r.Events()), "ns/event")
}

// BenchmarkClone copies and saves 10,000 units with 10,000 booked events.
func BenchmarkClone(b *testing.B) {
	bu := NewBuilder()
	units := make([]Unit, 10_000)
	for i := range units {
		units[i] = &script{name: "u", start: func(s *State) error {
			s.Book(time.Second, Event{})
			s.Units[i].(*scriptState).List = make([]int64, 4)
			return nil
		}}
	}
	m, err := bu.Build(units)
	if err != nil {
		b.Fatal(err)
	}
	r, err := New(m, Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("clone", func(b *testing.B) {
		for range b.N {
			r.Clone()
		}
	})
	b.Run("save", func(b *testing.B) {
		for range b.N {
			if err := r.Save(io.Discard); err != nil {
				b.Fatal(err)
			}
		}
	})
}
