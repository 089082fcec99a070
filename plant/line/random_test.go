package line

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// randomPlant puts a plant together at random, with loops and little room.
func randomPlant(t testing.TB, seed uint64) *built {
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
			v := Values{"cycle": r.exp(name(i), "cycle", 1), "servers": num(float64(1 + rnd.IntN(2))), "queue": num(float64(rnd.IntN(3)))}
			if rnd.IntN(3) == 0 {
				v["failures"] = modes(Named{"f", Values{"after": r.exp(name(i), "failures.f.after", 30), "repair": r.exp(name(i), "failures.f.repair", 3),
					"counts": text([]string{"busy", "clock"}[rnd.IntN(2)]), "part": text([]string{"resume", "restart", "scrap"}[rnd.IntN(3)])}})
			}
			r.add(name(i), "machine", "", v)
			if rnd.IntN(2) == 0 {
				r.routes[name(i)] = routeSpec{rule: Shares, to: []string{next, other}, shares: []float64{0.8, 0.2}}
			} else {
				r.routes[name(i)] = routeSpec{rule: []Rule{InTurn, ShortestQueue, FirstFree}[rnd.IntN(3)], to: []string{next, other}}
			}
		}
	}
	return r.build()
}

// Every random plant either goes on, or ends with a deadlock that was noticed; no part is lost and no time either. Where a
// deadlock was noticed nothing moves any more when the same plant runs on without looking.
func TestRandomPlants(t *testing.T) {
	const plants = 300
	dead := 0
	for seed := range uint64(plants) {
		b := randomPlant(t, seed)
		for at := 500.0; at <= 5000; at += 500 {
			done := b.progress()
			if err := b.run.AdvanceTo(context.Background(), ticks(at)); err != nil {
				if !strings.Contains(err.Error(), "deadlock") {
					t.Errorf("seed %d: %v", seed, err)
				}
				dead++
				b.confirm(seed)
				break
			}
			b.check()
			if b.inside() > 0 && b.progress() == done {
				t.Errorf("seed %d: nothing has moved up to %g s, and nobody noticed", seed, at)
				break
			}
		}
	}
	if dead < plants/10 || dead > plants*9/10 {
		t.Errorf("%d of %d plants were deadlocked: the test says little", dead, plants)
	}
}

// confirm runs a plant on whose run has ended with a deadlock, and sees that the units on its cycle do nothing.
func (b *built) confirm(seed uint64) {
	b.t.Helper()
	again := randomPlant(b.t, seed)
	for _, u := range again.bound {
		switch u := u.(type) {
		case *machine:
			u.loop = nil
		case *buffer:
			u.loop = nil
		case *conveyor:
			u.loop = nil
		case *source:
			u.loop, u.line = nil, nil
		}
	}
	at := seconds(b.run.State().Now)
	stuck := b.deadUnits()
	again.advance(at)
	before := make([]float64, len(stuck))
	for i, n := range stuck {
		before[i] = again.total(n + ".done")
	}
	again.advance(at + 2000)
	for i, n := range stuck {
		if again.total(n+".done") != before[i] {
			b.t.Errorf("seed %d: %s was said to be deadlocked at %g s, but goes on", seed, n, at)
		}
	}
}

// deadUnits are the units on the cycle that the run's error names.
func (b *built) deadUnits() []string {
	err := b.run.AdvanceTo(context.Background(), b.run.State().Now+1)
	_, list, _ := strings.Cut(err.Error(), "deadlock: ")
	list, _, _ = strings.Cut(list, ":")
	return strings.Split(list, " -> ")
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
