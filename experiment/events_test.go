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

// A saw breaks after 7 s of work and is repaired for 3 s, is serviced for 2 s after 11 s of work, when the part is finished, and cuts each part in two: times down
// are rows without a case, and a part that comes out of another has a row at its birth. Part 2 is the second half of part 1.
const sawn = `plantwin: 1
name: sawn
run: {for: 32 s}
assets:
  in: {kind: source, every: 10 s, to: saw}
  saw:
    kind: machine
    cycle: 6 s
    queue: 5
    splits: 2
    failures: {blade: {after: 7 s, repair: 3 s}}
    maintenance: {oil: {every: 11 s, takes: 2 s}}
    to: out
  out: {kind: sink}
measure:
  done: out.done.total
`

func TestEventsWithoutAPart(t *testing.T) {
	sc, err := scenarios.Parse(&source.File{Name: "sawn.yaml", Data: []byte(sawn)}, nil)
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
		fmt.Fprintf(&got, "%d %s %s %g %g\n", e.Case, e.Activity, e.Resource, e.From, e.To)
	}
	const want = `1 in in 10 10
1 saw saw 10 16
2 saw saw 16 16
1 out out 16 16
2 out out 16 16
3 in in 20 20
3 saw saw 20 29
0 blade saw 21 24
0 oil saw 29 31
4 saw saw 29 29
3 out out 29 29
4 out out 29 29
5 in in 30 30
5 saw saw 31 NaN
`
	if got.String() != want {
		t.Errorf("events:\n%s\nwant\n%s", got.String(), want)
	}
	dir := t.TempDir() + "/r"
	if err := experiment.Write(dir, res, nil, nil); err != nil {
		t.Fatal(err)
	}
	back, err := experiment.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	if e := back.Events[7]; e.Case != 0 || e.Activity != "blade" {
		t.Errorf("read back: %+v", e)
	}
}
