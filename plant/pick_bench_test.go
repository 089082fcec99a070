package plant_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/plantwin/plantwin/sim"
)

// BenchmarkPick is one decision of a machine at which so many parts wait: by age, by what parts carry, by a value that changes while they
// wait, by a rule that looks at the part and the clock, and with preemption, which looks twice.
func BenchmarkPick(b *testing.B) {
	for _, pick := range []struct{ name, text string }{
		{"fifo", "pick: fifo"},
		{"carried", "pick: part.class"},
		{"edd", "pick: edd"},
		{"age", "pick: part.class - part.age / 1 h"},
		{"critical_ratio", "pick: critical_ratio"},
		{"preempt", "pick: part.class, preempt: resume"},
		{"preempt_age", "pick: part.class - part.age / 1 h, preempt: resume"},
	} {
		for _, n := range []int{100, 1000, 10_000} {
			b.Run(fmt.Sprintf("%s/%d", pick.name, n), func(b *testing.B) {
				m, err := compilePart(fmt.Sprintf(`plantwin: 1
name: pick
products: {gear: {due: {dist: uniform, min: 1 h, max: 9 h}}}
assets:
  in:    {kind: source, every: 0 s, take: cards, makes: gear, with: {class: {dist: uniform, min: 0, max: 1}}, to: m}
  cards: {kind: pool, count: %d}
  m:     {kind: machine, queue: unlimited, cycle: 1 s, %s, give: cards, to: out}
  out:   {kind: sink}
run: {for: 5000 d, warmup: 0 s}
measure: {done: out.done}
`, n, pick.text))
				if err != nil {
					b.Fatal(err)
				}
				run, err := sim.New(m.Sim(), sim.Options{Seed: 1, End: m.Plan().For})
				if err != nil {
					b.Fatal(err)
				}
				at := 10 * time.Second
				if err = run.AdvanceTo(context.Background(), at); err != nil {
					b.Fatal(err)
				}
				b.ResetTimer()
				if err = run.AdvanceTo(context.Background(), at+time.Duration(b.N)*time.Second); err != nil {
					b.Fatal(err)
				}
			})
		}
	}
}
