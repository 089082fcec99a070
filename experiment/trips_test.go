package experiment

import "testing"

// Every replication of every variant has its trips, and they are those of its parts: each goes from the source to the sink.
func TestTripsOfEveryReplication(t *testing.T) {
	p, err := prepare(t, `
plantwin: 1
name: Trips
assets:
  in:  {kind: source, at: [0 m, 0 m], every: {dist: exponential, mean: 2 min}, to: out, move: cart}
  out: {kind: sink, at: [30 m, 0 m]}
  cart: {kind: fleet, count: 2, speed: 1 m/s}
run: {for: 8 h, warmup: 1 h, replications: 4}
measure: {carried: cart.done, way: {value: cart.loaded_distance, unit: m}}
variants: {two: {}, three: {cart.count: 3}}
`)
	if err != nil {
		t.Fatal(err)
	}
	res := mustRun(t, p.Study, p, 2, Options{})
	type key struct {
		variant     string
		replication int
	}
	parts, way := map[key]float64{}, map[key]float64{}
	for _, x := range res.Trips {
		if x.From == "in" && x.To == "out" {
			parts[key{x.Variant, x.Replication}], way[key{x.Variant, x.Replication}] = float64(x.Parts), x.LoadedWay
		}
	}
	if len(parts) != 8 {
		t.Errorf("%d replications have trips", len(parts))
	}
	for _, r := range res.Runs {
		k := key{r.Variant, r.Replication}
		if r.Measure == "carried" && parts[k] != r.Value || r.Measure == "way" && way[k] != r.Value {
			t.Errorf("%v: %s %g, in the table %g parts over %g m", k, r.Measure, r.Value, parts[k], way[k])
		}
	}
}
