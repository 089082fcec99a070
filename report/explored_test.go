package report

import (
	"context"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/experiment"
	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/scenarios"
)

// hall has experiments of every sort, with a title that must be escaped.
const hall = `plantwin: 1
name: Hall
layout: {floor: [12 m, 8 m]}
assets:
  jobs:  {kind: source, at: [1 m, 1 m], every: {dist: exponential, mean: 80 s}, to: press, move: cart}
  press: {kind: machine, at: [3 m, 6 m], queue: 9, cycle: 30 s, to: out, move: cart}
  out:   {kind: sink, at: [11 m, 1 m]}
  cart:  {kind: fleet, count: 2, speed: 1 m/s}
run: {for: 12 h, warmup: 1 h, replications: 3}
measure: {way: {value: cart.distance / plant.good, unit: m, better: lower}, wip: {value: plant.wip, better: lower}}
variants: {base: {}, faster: {press.cycle: 20 s}}
experiments:
  a <b> & c: {design: grid, over: {variants: [base, faster], cart.count: [1, 2, 3], press.pick: [fifo, spt]}}
  indices: {design: sensitivity, runs: 128, replications: 2, over: {cart.speed: {min: 0.5 m/s, max: 2 m/s}, press.cycle: {min: 20 s, max: 40 s}}}
  few: {design: sensitivity, runs: 12, over: {cart.speed: {min: 0.5 m/s, max: 2 m/s}, press.cycle: {min: 20 s, max: 40 s}}}
  place: {minimize: way, subject: [wip < 3], runs: 20, over: {press.at: {inside: floor, step: 1 m}, cart.speed: {min: 0.5 m/s, max: 2 m/s}}}
`

// The page shows what every sort of experiment found: responses, indices, the front of two measures, history and layout.
func TestExperimentsInTheReport(t *testing.T) {
	sc, err := scenarios.Parse(&source.File{Name: "hall.yaml", Data: []byte(hall)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := experiment.Prepare(sc)
	if err != nil {
		t.Fatal(err)
	}
	list, err := p.Explorations()
	if err != nil {
		t.Fatal(err)
	}
	r, err := experiment.Run(context.Background(), p.Study, &experiment.Local{Sim: p}, experiment.Options{Only: []string{"base"}, Explore: list})
	if err != nil {
		t.Fatal(err)
	}
	sheet := NewSheet(p.Models[0], nil)
	m, err := p.Best(&r.Manifest.Experiments[3])
	if err != nil {
		t.Fatal(err)
	}
	sheet.Draw("place", m)
	page := render(t, r, sheet)
	wellFormed(t, page)
	for _, want := range []string{"a &lt;b&gt; &amp; c", "way over cart.count", "way over press.pick", "What matters to way", "with all interactions",
		"mean size of elementary effects", "way against wip", "Best way found so far", "The layout that “place” advises", "allowed: wip &lt; 3", "best-4.yaml"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	for _, bad := range []string{"NaN", "Inf"} {
		if strings.Contains(page[strings.Index(page, "<h2>Experiments"):], bad) {
			t.Errorf("the page says %q", bad)
		}
	}
}
