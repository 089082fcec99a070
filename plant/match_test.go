package plant_test

import (
	"strings"
	"testing"
)

// Kitting by order: one cover of the same order goes onto each box, whatever the order of arrival.
const kitting = `plantwin: 1
name: kitting
assets:
  boxes:  {kind: source, every: 60 s, with: {order: {dist: uniform, min: 0, max: 3, whole: 1}}, to: kit}
  covers: {kind: source, every: 60 s, with: {order: {dist: uniform, min: 0, max: 3, whole: 1}}, to: kit}
  kit: {kind: machine, queue: 12, cycle: 5 s, joins: {covers: {count: 1, match: part.order}}, packs: true, to: out}
  out: {kind: sink}
run: {for: 1 h, warmup: 0 s}
measure: {n: out.done, joined: kit.joined}
`

func TestMatching(t *testing.T) {
	text := kitting
	got := figures(t, text)
	if got["n"] < 40 || got["joined"]-got["n"] > 1 {
		t.Errorf("%g kits of %g covers", got["n"], got["joined"])
	}
	for _, x := range [][2]string{
		{"match: part.size", `part.size`},
		{"match: 3", "reads nothing of the part (write match: part.order)"},
		{"like: part.order", `what is joined has no "like"`},
	} {
		if _, err := compilePart(strings.Replace(text, "match: part.order", x[0], 1)); err == nil || !strings.Contains(err.Error(), x[1]) {
			t.Errorf("%s: %v, want %s", x[0], err, x[1])
		}
	}
	if _, err := compilePart(strings.Replace(text, "queue: 12, ", "", 1)); err == nil || !strings.Contains(err.Error(), "need places where they wait") {
		t.Errorf("no queue: %v", err)
	}
	colours := `plantwin: 1
name: loads
assets:
  in: {kind: source, every: 10 s, with: {colour: {red: 50 %, white: rest}}, to: oven}
  oven: {kind: machine, queue: 12, cycle: 30 s, batch: {size: 4, match: part.colour}, to: out}
  out: {kind: sink}
run: {for: 1 h, warmup: 0 s}
measure: {n: oven.done}
`
	if n := figures(t, colours)["n"]; n < 340 || int(n)%4 != 0 {
		t.Errorf("%g parts in loads of four of a colour", n)
	}
}
