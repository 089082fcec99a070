package experiment

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/plant"
)

// way is a cart that carries every part from a source to a machine and on to a sink, and comes back empty. Nothing is random.
const way = `plantwin: 1
name: Way
layout: {floor: [12 m, 8 m], zones: {hall: [[2 m, 0 m], [9 m, 6 m]], pit: [[4 m, 0 m], [6 m, 2 m]]}, blocked: [pit], clearance: 1 m}
assets:
  jobs:  {kind: source, at: [0 m, 0 m], every: 2 min, to: press, move: cart}
  press: {kind: machine, at: [3 m, 6 m], size: [1 m, 1 m], cycle: 20 s, queue: 3, to: oven, move: cart}
  oven:  {kind: machine, at: [9 m, 7 m], cycle: 20 s, queue: 3, to: out, move: cart}
  out:   {kind: sink, at: [11 m, 0 m]}
  cart:  {kind: fleet, count: 1, speed: 1 m/s}
run: {for: 6 h, warmup: 1 h}
measure: {way: {value: cart.distance / plant.good, unit: m, better: lower}, lead: {value: out.lead_time, unit: s, better: lower}}
variants:
  base: {}
  slow: {cart.speed: 0.5 m/s}
experiments:
  all: {minimize: way, over: {press.at: {inside: hall, step: 1 m}}}
  some: {minimize: way, runs: 24, over: {press.at: {inside: hall, step: 0.5 m}}}
  swap: {minimize: way, over: {swap: [press, oven]}}
  two: {design: lhs, runs: 30, over: {press.at: {inside: hall, step: 1 m}, oven.at: {inside: hall, step: 1 m}}}
  mixed: {design: grid, over: {variants: [base, slow], press.queue: [2, 3], oven.cycle: [20 s, {dist: uniform, min: 10 s, max: 30 s}]}}
`

// loop is the length of a round, with the press and the oven at these places.
func loop(press, oven [2]float64) float64 {
	d := func(a, b [2]float64) float64 { return math.Hypot(a[0]-b[0], a[1]-b[1]) }
	jobs, out := [2]float64{0, 0}, [2]float64{11, 0}
	return d(jobs, press) + d(press, oven) + d(oven, out) + d(out, jobs)
}

// The place of the press is found that makes the round shortest, among all positions and by search.
func TestPlaces(t *testing.T) {
	oven := [2]float64{9, 7}
	for title, runs := range map[string]int{"all": 100, "some": 24} {
		res, note := explore(t, way, title, 2)
		step := map[string]float64{"all": 1, "some": 0.5}[title]
		least := math.Inf(1)
		for x := 2.5; x <= 8.5; x += step {
			for y := 0.5; y <= 5.5; y += step {
				inPit := x > 3.5 && x < 6.5 && y < 2.5
				nearOven := math.Hypot(math.Max(9-(x+0.5), 0), 7-(y+0.5)) < 1
				if !inPit && !nearOven {
					least = min(least, loop([2]float64{x, y}, oven))
				}
			}
		}
		if note.Best == nil || note.Settings > runs {
			t.Fatalf("%s: %+v", title, note)
		}
		// The cart goes round once a part; of a few hundred parts one is on its way.
		if tolerance := 0.02; note.Best.Mean > least*(1+tolerance) || note.Best.Mean < least*(1-tolerance) {
			t.Errorf("%s: %s has a round of %.3f m, the least is %.3f m", title, note.Best.Values, note.Best.Mean, least)
		}
		if len(res.Designs) != 2*note.Settings || res.Designs[0].Factor != "press.at.1" || res.Designs[0].Unit != "m" {
			t.Errorf("%s: %+v", title, res.Designs[0])
		}
	}
}

func TestSwap(t *testing.T) {
	a, b := [2]float64{3, 6}, [2]float64{9, 7}
	res, note := explore(t, way, "swap", 1)
	if len(res.Sweep) != 4 || note.Best == nil {
		t.Fatalf("%+v", note)
	}
	for i, want := range []float64{loop(a, b), loop(b, a)} {
		if got := res.Sweep[2*i].Mean; math.Abs(got-want) > 0.02*want {
			t.Errorf("setting %d: a round of %.3f m, exactly %.3f m", i+1, got, want)
		}
	}
	if loop(a, b) < loop(b, a) && len(note.Best.Overlay) != 0 {
		t.Errorf("%+v", note.Best)
	}
}

// Assets that move keep clear of one another, of what stands and of what is blocked; no setting comes twice.
func TestPlacesKeepApart(t *testing.T) {
	res, note := explore(t, way, "two", 1)
	if note.Settings != 30 {
		t.Errorf("%d settings", note.Settings)
	}
	seen := map[string]bool{}
	for i := 0; i+4 <= len(res.Designs); i += 4 {
		d := res.Designs[i : i+4]
		press, oven := boxAt([2]float64{d[0].Value, d[1].Value}, [2]float64{1, 1}), boxAt([2]float64{d[2].Value, d[3].Value}, [2]float64{})
		if press.apart(oven) < 1 || press.overlaps(box{[2]float64{4, 0}, [2]float64{6, 2}}) {
			t.Errorf("setting %d: %v and %v", d[0].Setting, press, oven)
		}
		key := fmt.Sprint(d[0].Value, d[1].Value, d[2].Value, d[3].Value)
		if seen[key] {
			t.Errorf("setting %d comes twice", d[0].Setting)
		}
		seen[key] = true
	}
}

// Variants, numbers that decide the layout of the model, and options that are no numbers are crossed; the same bytes come
// from one and from three workers.
func TestMixedGrid(t *testing.T) {
	one, note := explore(t, way, "mixed", 1)
	three, _ := explore(t, way, "mixed", 3)
	if bytesOf(t, one) != bytesOf(t, three) {
		t.Error("one and three workers give other tables")
	}
	if note.Settings != 8 || len(one.Failures) != 0 {
		t.Fatalf("%+v, failures %v", note, one.Failures)
	}
	var texts []string
	for _, d := range one.Designs[:3] {
		texts = append(texts, d.Factor+" "+d.Text)
	}
	if got := strings.Join(texts, "; "); got != "variants base; press.queue 2; oven.cycle 20 s" {
		t.Error(got)
	}
	// A slower cart takes twice as long: the lead time of every setting of the second half is longer.
	var lead []float64
	for _, k := range one.Sweep {
		if k.Measure == "lead" {
			lead = append(lead, k.Mean)
		}
	}
	if slices.Max(lead[:4]) > slices.Min(lead[4:]) {
		t.Errorf("%v", lead)
	}
}

func TestPermutations(t *testing.T) {
	for n := 1; n <= 5; n++ {
		seen := map[string]bool{}
		all := 1
		for k := range n {
			all *= k + 1
		}
		for k := range all {
			p := permutation(n, k)
			if seen[fmt.Sprint(p)] = true; arrangement(p) != k {
				t.Errorf("arrangement %d of %d is %v, number %d", k, n, p, arrangement(p))
			}
		}
		if len(seen) != all {
			t.Errorf("%d of %d arrangements", len(seen), all)
		}
	}
}

func TestGeometry(t *testing.T) {
	b := boxAt([2]float64{2, 2}, [2]float64{2, 2}) // from 1 to 3
	for _, c := range []struct {
		p, q [2]float64
		want float64
	}{{[2]float64{0, 0}, [2]float64{4, 4}, 0}, {[2]float64{4, 0}, [2]float64{4, 9}, 1}, {[2]float64{0, 5}, [2]float64{5, 0}, 0},
		{[2]float64{3, 4}, [2]float64{4, 3}, math.Sqrt2 / 2}, {[2]float64{6, 7}, [2]float64{6, 9}, 5}} {
		if got := b.alongside(c.p, c.q); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("from %v to %v: %v, not %v", c.p, c.q, got, c.want)
		}
	}
	if p := boxAt([2]float64{4, 2}, [2]float64{2, 2}); b.overlaps(p) || b.apart(p) != 0 || !b.conflict(p, 0.5) || b.conflict(p, 0) {
		t.Error("boxes that touch")
	}
	point := boxAt([2]float64{2, 2}, [2]float64{})
	if !b.overlaps(point) || !point.overlaps(point) {
		t.Error("a point within")
	}
	g, ok := groundOf(plant.Layout{Floor: [2]float64{4, 3}}, "floor", nil)
	if !ok || len(g.cells(1, [2]float64{})) != 20 || len(g.cells(1, [2]float64{2, 1})) != 9 {
		t.Errorf("%d and %d positions", len(g.cells(1, [2]float64{})), len(g.cells(1, [2]float64{2, 1})))
	}
}
