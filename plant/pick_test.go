package plant

import (
	"maps"
	"strings"
	"testing"
)

// Where an expression of pick reads only the part its value is kept while the part waits; the order is that of an expression that reads a
// signal too, and is computed anew each time. Parts come at the start, too, and come back in the instant in which they leave.
func TestPickKeepsValues(t *testing.T) {
	text := `
plantwin: 1
name: Kept
assets:
  in:  {kind: source, every: 0 s, with: {class: {dist: uniform, min: 0, max: 1}, turns: 0}, to: m}
  far: {kind: source, every: 70 s, batch: 3, with: {class: {dist: uniform, min: 0, max: 1}, turns: 0}, to: m}
  m:
    kind: machine
    queue: 9
    pick: PICK
    preempt: resume
    cycle: 10 s * part.class
    mark: {class: 1 - part.class, turns: part.turns + 1}
    to: [{when: part.turns < 2 and part.class < 0.3, to: again}, {to: out}]
  again: {kind: buffer, to: m}
  out: {kind: sink}
run: {for: 4 h, warmup: 0 s}
measure: {wait: m.wait, sd: m.wait.sd, lead: out.lead_time.max, n: out.done}
`
	keep := measured(t, strings.Replace(text, "PICK", "part.class + part.turns", 1))
	anew := measured(t, strings.Replace(text, "PICK", "part.class + part.turns + 0*m.busy", 1))
	if !maps.Equal(keep, anew) || !(keep["n"] > 1000) {
		t.Errorf("%v, anew %v", keep, anew)
	}
}
