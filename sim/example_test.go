package sim_test

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/plantwin/plantwin/internal/elem"
	"github.com/plantwin/plantwin/sim"
)

// shop is a unit of its own: machines that fail one by one, and one fitter who repairs them in turn. What never changes stands in
// the unit, what changes in shopState.
type shop struct {
	id       int32
	machines int32
	life     time.Duration // mean, exponential
	repair   time.Duration // the same
	stream   int32
	running  int32 // level
	wait     int32 // tally
}

// shopState is plain data, so that a run can be copied and saved.
type shopState struct {
	queue []time.Duration // when each machine that waits or is repaired broke down
}

// The events of a shop.
const (
	breakdown uint16 = iota
	repaired
)

func (u *shop) New() any { return &shopState{} }

func (u *shop) Start(s *sim.State) error {
	for range u.machines {
		u.book(s, breakdown, u.life)
	}
	return nil
}

func (u *shop) book(s *sim.State, code uint16, mean time.Duration) {
	gap := time.Duration(-float64(mean) * elem.Log(s.Uniform(u.stream)))
	s.Book(s.Now+gap, sim.Event{To: u.id, Code: code})
}

func (u *shop) Handle(s *sim.State, e sim.Event) error {
	st := s.Units[u.id].(*shopState)
	switch e.Code {
	case breakdown:
		s.Add(u.running, -1)
		if st.queue = append(st.queue, s.Now); len(st.queue) == 1 {
			u.book(s, repaired, u.repair)
		}
	case repaired:
		s.Sample(u.wait, (s.Now - st.queue[0]).Hours())
		st.queue = append(st.queue[:0], st.queue[1:]...)
		s.Add(u.running, 1)
		u.book(s, breakdown, u.life)
		if len(st.queue) > 0 {
			u.book(s, repaired, u.repair)
		}
	}
	return nil
}

// A unit written by hand: the machine-repairman model. Of five machines that run for 10 h and are repaired in 2 h on average, 0 to
// 5 are with the fitter with probabilities as 1 : 1 : 0.8 : 0.48 : 0.192 : 0.0384. He is idle for 0.2849 of the time, so 0.3576
// machines an hour are repaired, 3.576 run on average, and one is down for 3.98 h.
func Example() {
	b := sim.NewBuilder()
	u := &shop{machines: 5, life: 10 * time.Hour, repair: 2 * time.Hour}
	u.stream = b.Stream("shop", "times")
	u.running = b.Level("shop", "running", float64(u.machines))
	u.wait = b.Tally("shop", "wait")
	m, err := b.Build([]sim.Unit{u})
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := sim.New(m, sim.Options{Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := r.AdvanceTo(context.Background(), 10_000*time.Hour); err != nil {
		fmt.Println(err)
		return
	}
	var saved bytes.Buffer
	if err := r.Save(&saved); err != nil {
		fmt.Println(err)
		return
	}
	again, err := sim.Load(m, &saved)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, x := range []*sim.Run{r, again} { // both go on to the same bytes
		if err := x.AdvanceTo(context.Background(), 100_000*time.Hour); err != nil {
			fmt.Println(err)
			return
		}
		running, _ := x.State().Stat(sim.Ref{Store: sim.StoreLevel, Index: u.running}, sim.StatMean, 0)
		wait, _ := x.State().Stat(sim.Ref{Store: sim.StoreTally, Index: u.wait}, sim.StatMean, 0)
		fmt.Printf("%.2f running, %.2f h down, the same log: %t\n", running, wait, x.LogHash() == r.LogHash())
	}
	// Output:
	// 3.58 running, 3.97 h down, the same log: true
	// 3.58 running, 3.97 h down, the same log: true
}
