package bench

import (
	"time"

	"github.com/plantwin/plantwin/internal/elem"
	"github.com/plantwin/plantwin/sim"
)

// hold is the unit of the hold model: each event books its successor Exp(1 s)
// ahead, so that as many stay pending as were booked at the start.
type hold struct {
	pending int
	stream  int32
}

func (h *hold) New() any     { return nil }
func (h *hold) Name() string { return "hold" }

func (h *hold) Start(s *sim.State) error {
	for i := range h.pending {
		h.book(s, sim.Event{Class: sim.End, Arg: int64(i)})
	}
	return nil
}

func (h *hold) Handle(s *sim.State, e sim.Event) error {
	h.book(s, e)
	return nil
}

func (h *hold) book(s *sim.State, e sim.Event) {
	s.Book(s.Now-time.Duration(1e9*elem.Log(s.Uniform(h.stream))), e)
}

// Hold is the kernel's hold model with that many events pending.
func Hold(pending int) (*sim.Model, error) {
	b := sim.NewBuilder()
	return b.Build([]sim.Unit{&hold{pending, b.Stream("hold", "gap")}})
}
