package plant

import (
	"testing"

	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/sim"
)

// One vehicle that waits at its garage carries the parts of 80, 160, 240, 320 and 400 s from a press, 40 m from there, to a store,
// 30 m on. It is called back at the node b at 170 s, stands at the press as the third part comes, goes home at 270 s, and is
// called from there and from the store.
func TestTrips(t *testing.T) {
	m, err := Compile(parse(t, `
plantwin: 1
name: Trips
assets:
  press: {kind: source, at: [40 m, 0 m], every: 80 s, to: store, move: cart}
  store: {kind: sink, at: [70 m, 0 m]}
  cart:  {kind: fleet, speed: 1 m/s, at: [0 m, 0 m], park: garage, via: aisle}
  garage: {kind: buffer, at: [0 m, 0 m], to: store}
  aisle: {kind: network, nodes: {a: [0 m, 0 m], b: [50 m, 0 m], c: [70 m, 0 m]}, edges: [[a, b], [b, c]]}
run: {for: 445 s, warmup: 0 s}
measure: {empty: cart.empty_distance, loaded: cart.loaded_distance}
`))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(m.Trips()); n != 0 {
		t.Errorf("%d pairs of places that nobody asked for", n)
	}
	seen, err := m.Observed()
	if err != nil {
		t.Fatal(err)
	}
	r, err := sim.New(seen.Sim(), sim.Options{Seed: 1})
	if err == nil {
		err = r.AdvanceTo(t.Context(), m.Plan().For)
	}
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]line.TripFigures{
		"garage press":     {Empty: 2, EmptyWay: 80},
		"press store":      {Loaded: 4, Parts: 4, LoadedWay: 120},
		"store on the way": {Empty: 1, EmptyWay: 20},
		"on the way press": {Empty: 1, EmptyWay: 10},
		"store press":      {Empty: 2, EmptyWay: 60},
		"store garage":     {Empty: 1, EmptyWay: 70},
	}
	for _, x := range seen.Trips() {
		key := x.From + " " + x.To
		if f := x.Figures(r.State()); f != want[key] {
			t.Errorf("%s: %+v, want %+v", key, f, want[key])
		}
		delete(want, key)
	}
	for key := range want {
		t.Errorf("no pair %s", key)
	}
}
