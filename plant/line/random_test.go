package line

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// Plants put together at random, with loops and little room: every run either goes on, or ends with a deadlock that was
// noticed; no part is lost and no time either.
func TestRandomPlants(t *testing.T) {
	dead := 0
	for seed := range uint64(300) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		n := 2 + rnd.IntN(6)
		r := newRig(t)
		r.opt.Seed = seed
		name := func(i int) string { return fmt.Sprintf("u%d", i) }
		r.add("in", "source", name(0), Values{"every": r.exp("in", "every", 1.5)}).add("out", "sink", "", nil)
		for i := range n {
			next := "out"
			if i < n-1 {
				next = name(i + 1)
			}
			other := name(rnd.IntN(n))
			switch k := rnd.IntN(4); {
			case k == 0 && i > 0:
				r.add(name(i), "buffer", next, Values{"capacity": num(float64(1 + rnd.IntN(3)))})
			case k == 1 && i > 0:
				r.add(name(i), "conveyor", next, Values{"at": straight(3), "speed": num(1), "spacing": num(1), "accumulate": flagged(rnd.IntN(2) == 0)})
			default:
				r.add(name(i), "machine", "", Values{
					"cycle": r.exp(name(i), "cycle", 1), "servers": num(float64(1 + rnd.IntN(2))), "queue": num(float64(rnd.IntN(3)))})
				if rnd.IntN(2) == 0 {
					r.routes[name(i)] = routeSpec{rule: Shares, to: []string{next, other}, shares: []float64{0.8, 0.2}}
				} else {
					r.routes[name(i)] = routeSpec{rule: []Rule{One, ShortestQueue, FirstFree}[rnd.IntN(3)], to: []string{next, other}}
				}
			}
		}
		b := r.build()
		for at := 500.0; at <= 5000; at += 500 {
			before := b.run.State().Now
			done := b.progress()
			if err := b.run.AdvanceTo(context.Background(), ticks(at)); err != nil {
				if !strings.Contains(err.Error(), "deadlock") {
					t.Errorf("seed %d: %v", seed, err)
				}
				dead++
				break
			}
			b.check()
			if b.inside() > 0 && b.progress() == done {
				b.dump(); t.Errorf("seed %d: nothing has moved since %v, and nobody noticed", seed, before)
				break
			}
		}
	}
	if dead == 0 || dead > 250 {
		t.Errorf("%d of 300 plants were deadlocked: the test says nothing", dead)
	}
}

// progress counts what has been done anywhere.
func (b *built) progress() float64 {
	sum := 0.0
	for _, s := range b.Signals {
		if s.Name == "done" {
			sum += b.run.State().Value(s.Terms)
		}
	}
	return sum
}
