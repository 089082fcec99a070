package experiment_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/plantwin/plantwin/experiment"
	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/scenarios"
)

// A press with chance and failures in front of a rack that a vehicle serves, in three variants of which the last is the best.
const watched = `plantwin: 1
name: watched
run: {for: 4 h, warmup: 30 min, replications: 8}
assets:
  in:    {kind: source, at: [0 m, 0 m], every: {dist: exponential, mean: 40 s}, to: press}
  press: {kind: machine, at: [2 m, 0 m], cycle: 36 s, failures: {die: {after: {dist: exponential, mean: 30 min}, repair: 3 min}}, to: rack}
  rack:  {kind: buffer, at: [4 m, 0 m], capacity: 5, to: out, move: agv}
  out:   {kind: sink, at: [24 m, 0 m]}
  agv:   {kind: fleet, speed: 1 m/s, load: 5 s, unload: 5 s}
measure:
  done: {value: out.done.total, better: higher}
variants:
  base: {}
  slow: {press.cycle: 39 s}
  fast: {press.cycle: 20 s, agv.speed: 2 m/s}
`

func prepared(t *testing.T, text string) *experiment.Plant {
	t.Helper()
	sc, err := scenarios.Parse(&source.File{Name: "w.yaml", Data: []byte(text)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := experiment.Prepare(sc)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestReplayTable(t *testing.T) {
	p := prepared(t, watched)
	res, err := experiment.Run(context.Background(), p.Study, &experiment.Local{Sim: p, Workers: 2}, experiment.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var titles []string
	for _, m := range res.Replay {
		if !slices.Contains(titles, m.Variant) {
			titles = append(titles, m.Variant)
		}
		if m.Replication != 1 || m.T < 1800 {
			t.Fatalf("%+v", m)
		}
	}
	if !slices.Equal(titles, []string{"base", "fast"}) {
		t.Errorf("replays of %q: that of the reference and of the winner are wanted", titles)
	}
	if first, last := res.Replay[0], res.Replay[len(res.Replay)-1]; first.What != "begin" || first.T != 1800 || last.What != "end" || last.T > 4*3600 {
		t.Errorf("from %+v to %+v", first, last)
	}
	dir := t.TempDir() + "/r"
	if err := experiment.Write(dir, res, nil, nil); err != nil {
		t.Fatal(err)
	}
	back, err := experiment.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(back.Replay) != fmt.Sprint(res.Replay) {
		t.Error("the table read back differs")
	}
}

func TestReplayChangesNothing(t *testing.T) {
	p := prepared(t, watched)
	for v := range p.Study.Variants {
		task := experiment.Task{Variant: v, Replication: 1, WarmUp: 30 * time.Minute}
		without := p.Simulate(context.Background(), task)
		task.Want = experiment.WantReplay
		with := p.Simulate(context.Background(), task)
		if len(with.Replay) == 0 || with.Err != nil || without.Replay != nil {
			t.Fatalf("%d and %d changes, %v", len(with.Replay), len(without.Replay), with.Err)
		}
		with.Replay = nil
		if fmt.Sprint(with) != fmt.Sprint(without) {
			t.Errorf("variant %d\n%v\n%v", v, with, without)
		}
	}
}
