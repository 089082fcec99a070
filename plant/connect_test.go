package plant_test

import (
	"context"
	"math"
	"strings"
	"testing"
)

// A line of 100 cells in five lines, beside the same as one component.
const cellLine = `plantwin: 1
name: line
assets:
  cells: {kind: heat-store, copies: 100, C: 5 J/K, start: {T: 300 K}}
  links: {kind: conductor, copies: 99, G: 2 W/K}
  hot:   {kind: heat-store, C: 1e-3 J/K, heat: 7 W, start: {T: 300 K}}
  feed:  {kind: conductor, G: 1 kW/K}
  fire:  {kind: heat-store, C: 50 J/K, heat: 100 W, start: {T: 300 K}}
  whole: {kind: heat-line, cells: 100, C: 5 J/K, R: 0.5 K/W, loss: 1e12 K/W, ambient: 300 K, heat: 7 W, start: {T.1: 300 K}}
connect:
  - {for: i = 1..99, node: [cells.(i).port, links.(i).a]}
  - {for: i = 1..99, node: [links.(i).b, cells.(i+1).port]}
  - [hot.port, feed.a]
  - [feed.b, cells.1.port]
  - [fire.port]
run: {for: 200 s, solver: {rtol: 1e-9}}
measure: {a: cells.1.T.last, b: cells.10.T.last, c: cells.100.T.last, A: whole.T.1.last, B: whole.T.10.last, C: whole.T.100.last, fire: fire.T.last}
`

func TestLineOfCells(t *testing.T) {
	text := cellLine
	m, r, err := started(t, text)
	if err == nil {
		err = r.AdvanceTo(context.Background(), m.Plan().For)
	}
	if err != nil {
		t.Fatal(err)
	}
	v := measured(m, r)
	for _, pair := range [][2]string{{"a", "A"}, {"b", "B"}, {"c", "C"}} {
		if math.Abs(v[pair[0]]-v[pair[1]]) > 2e-3 { // the small store before the line holds 1e-3 J/K
			t.Errorf("%s: %.9g and %.9g K", pair[0], v[pair[0]], v[pair[1]])
		}
	}
	if math.Abs(v["fire"]-700) > 1e-6 || v["a"] < 310 {
		t.Errorf("fire %v, first cell %v", v["fire"], v["a"])
	}
	for from, want := range map[string][2]string{
		"cells.(i+1).port":                    {"cells.(j+1).port", "has a link that is none"},
		"for: i = 1..99, node: [cells.(i).po": {"for: i = 1..101, node: [cells.(i).po", "there is no component links.100"},
		"for: i = 1..99, node: [links":        {"for: 1..99, node: [links", `"1..99" is no range of an index`},
		"{for: i = 1..99, node: [cells":       {"{fro: i = 1..99, node: [cells", `has no "fro" (did you mean "for"?)`},
		"for: i = 1..99, node: [cells.(i)":    {"for: i = 9..1, node: [cells.(i)", "i goes over 0 values"},
	} {
		if _, _, err := started(t, strings.Replace(text, from, want[0], 1)); err == nil || !strings.Contains(err.Error(), want[1]) {
			t.Errorf("%s: %v", want[0], err)
		}
	}
}
