package experiment_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/experiment"
	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/scenarios"
)

// Two machines in a row, the second held for two of its six seconds: every row by hand.
const twoSteps = `plantwin: 1
name: two steps
run: {start: "2026-01-05 06:00", for: 40 s}
products:
  bolt: {route: [{name: turn, at: lathe}, {name: mill, at: mill}, {name: done, at: out}]}
assets:
  in: {kind: source, makes: bolt, every: 20 s, to: route}
  lathe: {kind: machine, cycle: 4 s, queue: 5, to: route}
  mill: {kind: machine, cycle: 6 s, queue: 5, to: route}
  out: {kind: sink}
rules:
  pause: {when: time > 26 s and time < 28 s, do: mill.hold}
  resume: {when: time > 28 s, do: mill.start}
measure:
  done: out.done.total
`

func TestEvents(t *testing.T) {
	sc, err := scenarios.Parse(&source.File{Name: "two.yaml", Data: []byte(twoSteps)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := experiment.Prepare(sc)
	if err != nil {
		t.Fatal(err)
	}
	res, err := experiment.Run(context.Background(), p.Study, &experiment.Local{Sim: p, Workers: 1}, experiment.Options{Events: true})
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, e := range res.Events {
		fmt.Fprintf(&got, "%d %s %s %s %g %g %s|%s\n", e.Case, e.Product, e.Activity, e.Resource, e.From, e.To, e.Start[11:], e.Complete)
	}
	const want = `1 bolt in in 20 20 06:00:20.000|2026-01-05 06:00:20.000
1 bolt turn lathe 20 24 06:00:20.000|2026-01-05 06:00:24.000
1 bolt mill mill 24 32 06:00:24.000|2026-01-05 06:00:32.000
1 bolt out out 32 32 06:00:32.000|2026-01-05 06:00:32.000
2 bolt in in 40 40 06:00:40.000|2026-01-05 06:00:40.000
2 bolt turn lathe 40 NaN 06:00:40.000|
`
	if got.String() != want {
		t.Errorf("events:\n%s\nwant\n%s", got.String(), want)
	}
}
