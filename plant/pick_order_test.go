package plant_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/sim"
)

// A queue that is kept in order gives the same run as one that is looked through: what is added is 0, but might change. Parts come in
// hundreds, with few values and with many; some go round again in no time with another value, are displaced, or wait too long; a machine
// that was held has displaced nothing for those that came meanwhile.
func TestPickInOrder(t *testing.T) {
	const text = `plantwin: 1
name: pick
products: {gear: {due: {dist: uniform, min: 1 h, max: 9 h}}}
assets:
  in:    {kind: source, every: {dist: exponential, mean: 50 min}, batch: {dist: uniform, min: 50, max: 150}, makes: gear, with: {class: %s}, to: rack}
  rack:  {kind: buffer, pick: PICK, dwell: {max: 90 min, late: m}, to: n}
  n:     {kind: machine, queue: 30, pick: PICK, servers: 2, cycle: {dist: exponential, mean: 30 s}, preempt: %s, mark: {class: part.class * 0.7}, to: {again: 10 %%, m: rest}}
  again: {kind: machine, queue: unlimited, cycle: 0 s, mark: {class: part.class * 0.7}, to: m}
  m:     {kind: machine, queue: unlimited, pick: PICK, cycle: {dist: exponential, mean: 30 s}, mark: {class: part.class * 0.7}, to: {again: 5 %%, out: rest}}
  out:   {kind: sink}
rules: {halt: {every: 50 min, do: n.hold}, go: {every: 70 min, do: n.start}}
run: {for: 2 d, warmup: 0 s}
measure: {done: out.done, late: rack.overdue}
`
	for _, class := range []string{"{dist: uniform, min: 0, max: 1}", "{dist: poisson, mean: 2}"} {
		for _, preempt := range []string{"none", "resume", "restart", "scrap"} {
			hash := map[string][16]byte{}
			for _, pick := range []string{"part.class", "part.class + 0 1/s * part.age", "edd", "part.due + 0 * part.age"} {
				m, err := compilePart(strings.ReplaceAll(fmt.Sprintf(text, class, preempt), "PICK", pick))
				if err != nil {
					t.Fatal(err)
				}
				run, err := sim.New(m.Sim(), sim.Options{Seed: 3, End: m.Plan().For})
				if err != nil {
					t.Fatal(err)
				}
				if err = run.AdvanceTo(context.Background(), m.Plan().For); err != nil {
					t.Fatal(err)
				}
				hash[pick] = run.LogHash()
				if late, _ := m.Measures()[1].Value(run.State()); late < 10 {
					t.Errorf("%s: %v parts waited too long", pick, late)
				}
			}
			if hash["part.class"] != hash["part.class + 0 1/s * part.age"] || hash["edd"] != hash["part.due + 0 * part.age"] {
				t.Errorf("class %s, preempt %s: the order makes another run", class, preempt)
			}
			if hash["edd"] == hash["part.class"] {
				t.Error("the order changes nothing")
			}
		}
	}
}
