package line

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// shortLine is a random line of machines and buffers one after the other, most of which take the short way, with all asked for that
// they publish.
func shortLine(t testing.TB, seed uint64, long bool) *built {
	rnd := rand.New(rand.NewPCG(seed, 7))
	n := 1 + rnd.IntN(6)
	r := newRig(t)
	r.opt.Seed = seed
	r.ask("plant.products.part.wip", "plant.wait", "plant.makespan", "in.blocked", "in.products.part.done")
	every := r.exp("in", "every", 1.2)
	if rnd.IntN(4) == 0 {
		every = fixed(0)
	}
	name := func(i int) string {
		if i == n {
			return "out"
		}
		return fmt.Sprintf("u%d", i)
	}
	r.add("in", "source", name(0), Values{"every": every}).add("out", "sink", "", nil)
	for i := range n {
		if rnd.IntN(3) == 0 && (i > 0 || every.Draw.form != drawFixed) {
			r.add(name(i), "buffer", name(i+1), Values{"capacity": num(float64(1 + rnd.IntN(4)))})
			continue
		}
		r.ask(name(i)+".parts", name(i)+".power")
		v := Values{"cycle": r.exp(name(i), "cycle", 1), "servers": num(float64(1 + rnd.IntN(2))), "queue": num(float64(rnd.IntN(3))),
			"power": group(Values{"busy": num(5), "idle": num(1)})}
		if rnd.IntN(2) == 0 {
			v["failures"] = modes(Named{"f", Values{"after": r.exp(name(i), "failures.f.after", 20), "repair": r.exp(name(i), "failures.f.repair", 3), "counts": text("clock")}})
		}
		r.add(name(i), "machine", name(i+1), v)
	}
	b := r.build()
	for _, u := range b.bound {
		switch u := u.(type) {
		case *machine:
			u.lean = u.lean && !long
		case *source:
			u.lean = u.lean && !long
		}
	}
	return b
}

// The short way leaves the same state as the long one, to the last bit, and the same log.
func TestShortWay(t *testing.T) {
	short := 0
	for seed := range uint64(200) {
		a, b := shortLine(t, seed, false), shortLine(t, seed, true)
		for _, u := range a.bound {
			if m, ok := u.(*machine); ok && m.lean {
				short++
			}
		}
		for at := 50.0; at <= 500; at += 50 {
			for _, x := range []*built{a, b} {
				if name := map[float64]string{150: "stop", 300: "start"}[at]; name != "" {
					e, ok := x.Command(x.index["in"], name)
					if !ok {
						t.Fatalf("no command %s", name)
					}
					x.run.State().Book(x.run.State().Now+1, e)
				}
				x.advance(at)
			}
			if d := a.run.State().Diff(b.run.State()); d != "" || a.run.LogHash() != b.run.LogHash() {
				t.Errorf("seed %d at %g s: %s", seed, at, d)
				break
			}
		}
		a.check()
	}
	if short == 0 {
		t.Error("no machine takes the short way")
	}
}
