package plant_test

import (
	"strings"
	"testing"
)

// Where parts go by a text that they carry: every red one one way, the others the other, or on along their route.
func TestChoiceOfRoute(t *testing.T) {
	text := `plantwin: 1
name: choice
assets:
  in: {kind: source, orders: {file: jobs.csv, product: job, release: at}, with: {colour: {column: colour}}, to: m}
  m: {kind: machine, queue: unlimited, cycle: 1 s, to: {by: part.colour, red: a, else: b}}
  a: {kind: sink}
  b: {kind: sink, good: false}
run: {for: 1 h, warmup: 0 s}
measure: {a: a.done, b: b.done}
`
	if got := figures(t, text); got["a"] != 2 || got["b"] != 1 {
		t.Errorf("red %g, else %g", got["a"], got["b"])
	}
	if got := figures(t, strings.Replace(text, "red: a, else: b", "blue: b, red: a", 1)); got["a"] != 2 || got["b"] != 1 {
		t.Errorf("listed: red %g, blue %g", got["a"], got["b"])
	}
	for _, x := range [][2]string{
		{"red: a", "nothing is said for blue (list it, or write else)"},
		{"green: a, else: b", `part.colour is never "green"`},
		{"red: c, else: b", `there is no asset "c"`},
		{"red: in, else: b", "in is a source, which takes no parts"},
	} {
		if _, err := compilePart(strings.Replace(text, "red: a, else: b", x[0], 1)); err == nil || !strings.Contains(err.Error(), x[1]) {
			t.Errorf("%s: %v, want %s", x[0], err, x[1])
		}
	}
	routed := strings.NewReplacer("assets:", "products:\n  a: {route: [{at: m}, {name: again, at: m, cycle: 5 s}]}\n  b: {route: [{at: m}]}\nassets:",
		"to: m}", "to: route}", "red: a, else: b", "red: b, else: route").Replace(text)
	if got := figures(t, routed); got["a"] != 1 || got["b"] != 2 {
		t.Errorf("along the route %g, red %g", got["a"], got["b"])
	}
}
