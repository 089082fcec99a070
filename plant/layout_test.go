package plant_test

import (
	"slices"
	"testing"
)

// The drawing shows the way of parts that have waited too long, too.
func TestWayOfOverdueParts(t *testing.T) {
	m, err := compilePart(`plantwin: 1
name: late
assets:
  in: {kind: source, every: 3 min, to: rack}
  rack: {kind: buffer, dwell: {max: 5 min, late: waste}, to: m}
  m: {kind: machine, cycle: 4 min, to: out}
  out: {kind: sink}
  waste: {kind: sink, good: false}
run: {for: 1 d}
`)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range m.Layout().Places {
		if p.Asset == "rack" && !slices.Equal(p.To, []string{"waste", "m"}) {
			t.Errorf("rack sends to %v", p.To)
		}
	}
}
