package line

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/plantwin/plantwin/sim"
)

// randomProcess is a line of machines and buffers with batches, joins, splits, dwell, places kept ahead, wear by cycles,
// spares, minimal repairs and maintenance, put together at random.
func randomProcess(t testing.TB, seed uint64) *built {
	rnd := rand.New(rand.NewPCG(seed, 7))
	r := newRig(t)
	r.opt.Seed = seed
	n := 2 + rnd.IntN(5)
	// a is the first by identity, so that joins can name it by its index.
	r.add("a", "source", "u0", Values{"every": r.exp("a", "every", 1)}).
		add("in", "source", "u0", Values{"every": r.exp("in", "every", 2)}).
		add("out", "sink", "", nil).
		add("fit", "crew", "", Values{"skills": skills("repair")})
	yes := func(k int) bool { return rnd.IntN(k) == 0 }
	for i := range n {
		name, next := fmt.Sprintf("u%d", i), "out"
		if i < n-1 {
			next = fmt.Sprintf("u%d", i+1)
		}
		if i > 0 && yes(3) {
			v := Values{"capacity": num(float64(1 + rnd.IntN(5)))}
			if yes(2) {
				v["dwell"] = group(Values{"min": num(float64(rnd.IntN(2))), "max": num(float64(2 + rnd.IntN(9)))})
			}
			r.add(name, "buffer", next, v)
			continue
		}
		v := Values{"cycle": r.exp(name, "cycle", 1), "servers": num(float64(1 + rnd.IntN(2))), "queue": num(float64(rnd.IntN(5)))}
		if yes(3) {
			v["batch"] = batch(float64(1+rnd.IntN(3)), 1, float64(rnd.IntN(3)))
		}
		if i == 0 && yes(2) {
			v["joins"], v["packs"] = joins(CountOf{Name: "a", Asset: 0, Type: none, N: 1 + rnd.IntN(2)}), flagged(yes(2))
		}
		switch {
		case yes(4):
			v["splits"] = Value{Set: true, Text: "contents"}
		case yes(6):
			v["splits"] = Value{Set: true, Num: float64(2 + rnd.IntN(2))}
		}
		if yes(3) {
			f := Values{"after": r.random(name, "failures.f.after", "weibull", map[string]float64{"shape": 1.5, "scale": 20}), "repair": r.exp(name, "failures.f.repair", 2),
				"counts": text([]string{"busy", "clock", "cycles"}[rnd.IntN(3)]), "part": text([]string{"resume", "restart", "scrap"}[rnd.IntN(3)])}
			switch {
			case yes(3):
				f["renews"] = names("none")
			case yes(2):
				f["spares"] = group(Values{"stock": num(2), "lot": num(float64(1 + rnd.IntN(2))), "lead": r.exp(name, "failures.f.spares.lead", 30)})
			}
			v["failures"] = modes(Named{"f", f})
		}
		if yes(3) {
			p := Values{"every": fixed(float64(5 + rnd.IntN(20))), "counts": text([]string{"busy", "clock", "cycles"}[rnd.IntN(3)]), "takes": r.exp(name, "maintenance.p.takes", 1)}
			if yes(2) {
				p["needs"] = needs("repair")
			}
			if v["failures"].Set && yes(2) {
				p["renews"] = names("f")
			}
			v["maintenance"] = modes(Named{"p", p})
		}
		r.add(name, "machine", next, v)
	}
	for i := range n - 1 { // blocking before needs a next asset that can keep a place
		a, b := &r.assets[4+i], &r.assets[5+i]
		if a.Kind.Name == "machine" && !b.Values["batch"].Set && !b.Values["joins"].Set && yes(3) {
			a.Values["blocking"] = text("before")
		}
	}
	return r.build()
}

// No part is lost and no time either; something always moves; and a run that is saved and read goes on to the same bytes.
func TestRandomProcesses(t *testing.T) {
	for seed := range uint64(300) {
		b, c := randomProcess(t, seed), randomProcess(t, seed)
		moved := -1.0
		for at := 500.0; at <= 2500; at += 500 {
			b.advance(at).check()
			if b.progress() == moved {
				t.Errorf("seed %d: nothing has moved up to %g s", seed, at)
			}
			moved = b.progress()
		}
		var saved bytes.Buffer
		c.advance(777)
		if err := c.run.Save(&saved); err != nil {
			t.Fatal(err)
		}
		again, err := sim.Load(c.run.Model(), &saved)
		if err != nil {
			t.Fatal(err)
		}
		c.run = again
		c.advance(2500)
		if b.run.LogHash() != c.run.LogHash() {
			t.Errorf("seed %d: the saved run goes another way", seed)
		}
	}
}
