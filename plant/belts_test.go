package plant_test

import (
	"strings"
	"testing"
)

// Parcels come onto the belt at its beginning and, brought by a cart, half way; heavy ones are taken off at 14 m, or at the
// end where that place is full. The cart has 10 m to drive from its rack at x = 0 to the inlet, and waits for nothing.
const sorting = `plantwin: 1
name: sorting
assets:
  in:   {kind: source, every: 4 s, with: {mass: {dist: uniform, min: 1 kg, max: 10 kg}}, to: belt}
  rack: {kind: source, at: [0 m, 0 m], every: 100 s, with: {mass: 1 kg}, to: belt, move: cart}
  cart: {kind: fleet, speed: 1 m/s}
  belt:
    kind: conveyor
    at: [[0 m, 0 m], [20 m, 0 m]]
    speed: 1 m/s
    spacing: 1 m
    inlets: {cart: {at: 10 m}}
    outlets: {heavy: {at: 14 m, when: part.mass > 5 kg, to: heavy, full: pass}}
    stops: {scan: {at: 5 m, for: 1 s}}
    to: light
  heavy: {kind: machine, cycle: 1 s, to: out}
  light: {kind: machine, cycle: 1 s, queue: 5, to: out}
  out:   {kind: sink}
run: {for: 1 h, warmup: 0 s}
measure: {heavy: belt.outlets.heavy.done, gone: belt.done, light: light.done, blocked: belt.blocked.total, driven: cart.distance}
`

func TestBeltPoints(t *testing.T) {
	got := figures(t, sorting)
	if n := got["heavy"] / (got["gone"] - 35); n < 0.5 || n > 0.62 {
		t.Errorf("%.3g of the parcels were taken off, of which 5/9 are heavy", n)
	}
	if got["heavy"]+got["light"] > got["gone"] || got["gone"] < 920 {
		t.Errorf("%v", got)
	}
	if got["driven"] != 20*35-10+10 && got["driven"] != 20*35 && got["driven"] != 20*35-10 {
		t.Errorf("the cart has driven %g m", got["driven"])
	}
	for _, x := range [][3]string{
		{"at: 10 m}", "at: 21 m}", "the point lies behind the end of the belt (the belt is 20 m long)"},
		{"at: 5 m", "at: 0 m", "the point lies at the beginning of the belt"},
		{"at: 5 m", "at: 13.5 m", "nearer than one spacing"},
		{"{cart: {at", "{carts: {at", `there is no asset "carts"`},
		{"to: heavy, full", "to: heavi, full", `there is no asset "heavi"`},
		{"full: pass", "full: stay", `cannot be "stay"`},
		{"part.mass > 5 kg", "part.mass > 5 s", "5 s"},
		{"for: 1 s", "for: 1 m", "1 m"},
	} {
		if _, err := compilePart(strings.Replace(sorting, x[0], x[1], 1)); err == nil || !strings.Contains(err.Error(), x[2]) {
			t.Errorf("%s: %v, want %s", x[1], err, x[2])
		}
	}
}
