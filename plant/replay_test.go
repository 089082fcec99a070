package plant_test

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/sim"
)

// recorded runs a scenario up to its horizon and records a replay from a time on.
func recorded(t *testing.T, text string, from time.Duration) (changes []plant.Change, hash [16]byte) {
	t.Helper()
	m, err := compilePart(text)
	if err != nil {
		t.Fatal(err)
	}
	run, err := sim.New(m.Sim(), sim.Options{Seed: 1, WarmUp: m.Plan().WarmUp, End: m.Plan().For})
	if err != nil {
		t.Fatal(err)
	}
	var r *plant.Replay
	if from >= 0 {
		if err = run.AdvanceTo(context.Background(), from); err != nil {
			t.Fatal(err)
		}
		r = m.Replay(run)
	}
	if err = run.AdvanceTo(context.Background(), m.Plan().For); err != nil {
		t.Fatal(err)
	}
	return r.Changes(), run.LogHash()
}

// told writes changes, one a line.
func told(changes []plant.Change) string {
	var b strings.Builder
	for _, c := range changes {
		fmt.Fprintf(&b, "%g %s", c.At.Seconds(), c.What)
		if c.Part > 0 {
			fmt.Fprintf(&b, " %d", c.Part)
		}
		if c.Asset != "" {
			fmt.Fprintf(&b, " %s", c.Asset)
		}
		if c.Place > 0 {
			fmt.Fprintf(&b, ".%d", c.Place)
		}
		switch c.What {
		case plant.ReplayState, plant.ReplayWaiting, plant.ReplayLeftOut:
			fmt.Fprintf(&b, " %d", c.Count)
		case plant.ReplayVehicle, plant.ReplayPerson:
			fmt.Fprintf(&b, " (%.6g, %.6g)", c.X, c.Y)
		}
		if c.State != "" {
			fmt.Fprintf(&b, " %s", c.State)
		}
		if c.Takes > 0 {
			fmt.Fprintf(&b, " %g m", c.Takes)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// A part every 10 s, 6 s on the press, then a rack from which a vehicle fetches it: 1 s to load, 6 m at 1 m/s, 1 s to unload.
const carried = `plantwin: 1
name: carried
assets:
  in:    {kind: source, at: [0 m, 0 m], every: 10 s, to: press}
  press: {kind: machine, at: [2 m, 0 m], cycle: 6 s, to: rack}
  rack:  {kind: buffer, at: [4 m, 0 m], capacity: 2, to: out, move: agv}
  out:   {kind: sink, at: [10 m, 0 m]}
  agv:   {kind: fleet, at: [4 m, 0 m], speed: 1 m/s, load: 1 s, unload: 1 s}
run: {for: 29 s, warmup: 0 s}
measure: {done: out.done}
`

func TestReplay(t *testing.T) {
	changes, hash := recorded(t, carried, 0)
	const want = `0 begin
0 state press 1 starved
0 vehicle agv.1 (4, 0) idle
10 part 1 in
10 part 1 press.1
10 state press 1 busy
16 part 1 rack
16 state press 1 starved
16 vehicle agv.1 (4, 0) loading
17 part 1 agv.1
17 vehicle agv.1 (4, 0) loaded
20 part 2 in
20 part 2 press.1
20 state press 1 busy
23 vehicle agv.1 (10, 0) unloading
24 part 1 out
24 vehicle agv.1 (10, 0) idle
26 part 2 rack
26 state press 1 starved
26 vehicle agv.1 (10, 0) empty
29 vehicle agv.1 (7, 0) empty
29 end
`
	if got := told(changes); got != want {
		t.Errorf("got\n%s", got)
	}
	if _, other := recorded(t, carried, -1); other != hash {
		t.Error("a run that is recorded has another hash")
	}
	// From 20 s on: the vehicle is half way, and arrives when it does in the whole run.
	changes, other := recorded(t, carried, 20*time.Second)
	const late = `20 begin
20 part 1 agv.1
20 part 2 press.1
20 state press 1 busy
20 vehicle agv.1 (7, 0) loaded
23 vehicle agv.1 (10, 0) unloading
`
	if got := told(changes); !strings.HasPrefix(got, late) {
		t.Errorf("from 20 s on\n%s", got)
	}
	if other != hash {
		t.Error("a run that is recorded from 20 s on has another hash")
	}
}

// Two vehicles from (0, 0) round the corner at (10, 0) to (10, 8), at 2 m/s. The first breaks down after 4 s, 2 m in front of
// the corner, for 3 s, and then waits until the second has left the aisle that holds one; that goes back without a stop.
const aisles = `plantwin: 1
name: aisles
assets:
  in:   {kind: source, at: [0 m, 0 m], every: 2 s, to: out, move: agv}
  out:  {kind: sink, at: [10 m, 8 m]}
  ways: {kind: network, nodes: {a: [0 m, 0 m], b: [10 m, 0 m], c: [10 m, 8 m]}, edges: [[a, b], {from: b, to: c, holds: 1}, {from: c, to: b}]}
  agv:  {kind: fleet, count: 2, via: ways, at: [0 m, 0 m], speed: 2 m/s, failures: {drive: {after: 1000 s, repair: 3 s}}}
rules: {fault: {when: time > 5.9999999999 s, do: agv.fail.drive}}
run: {for: 18 s, warmup: 0 s}
measure: {done: out.done}
`

func TestReplayOnAisles(t *testing.T) {
	changes, hash := recorded(t, aisles, 0)
	var got []string
	for _, line := range strings.Split(told(changes), "\n") {
		if strings.Contains(line, "vehicle") {
			got = append(got, line)
		}
	}
	const want = `0 vehicle agv.1 (0, 0) idle
0 vehicle agv.2 (0, 0) idle
2 vehicle agv.1 (0, 0) loaded
4 vehicle agv.2 (0, 0) loaded
6 vehicle agv.1 (8, 0) down
9 vehicle agv.1 (8, 0) loaded
9 vehicle agv.2 (10, 0) loaded
10 vehicle agv.1 (10, 0) waiting
13 vehicle agv.1 (10, 0) loaded
13 vehicle agv.2 (10, 8) empty
17 vehicle agv.1 (10, 8) empty
17 vehicle agv.2 (10, 0) empty
18 vehicle agv.1 (10, 6) empty
18 vehicle agv.2 (8, 0) empty
`
	if text := strings.Join(got, "\n") + "\n"; text != want {
		t.Errorf("got\n%s", text)
	}
	if _, other := recorded(t, aisles, -1); other != hash {
		t.Error("a run that is recorded has another hash")
	}
}

// Two bolts go into a box, and come out of it again at the end of a belt of 4 m at 1 m/s. What is there within an instant only, such as
// the bolt that completes the box and those that leave the plant as they come out, is not shown.
const packed = `plantwin: 1
name: packed
products: {box: {}, bolt: {}}
assets:
  boxes: {kind: source, makes: box, every: 10 s, to: pack}
  bolts: {kind: source, makes: bolt, every: 5 s, to: pack}
  pack:  {kind: machine, joins: {bolt: 2}, packs: true, queue: 4, cycle: 1 s, to: belt}
  belt:  {kind: conveyor, at: [[0 m, 0 m], [4 m, 0 m]], speed: 1 m/s, spacing: 0.5 m, to: open}
  open:  {kind: machine, splits: contents, cycle: 2 s, to: out}
  out:   {kind: sink}
run: {for: 19 s, warmup: 0 s}
measure: {done: out.done}
`

func TestReplayOfContents(t *testing.T) {
	changes, _ := recorded(t, packed, 0)
	var got []string
	for _, c := range changes {
		if c.What == plant.ReplayPart {
			got = append(got, fmt.Sprintf("%g %d %s %s.%d %g", c.At.Seconds(), c.Part, c.Product, c.Asset, c.Place, c.Takes))
		}
	}
	const want = `5 1 bolt bolts.0 0
5 1 bolt pack.0 0
10 1  .0 0
10 2 box boxes.0 0
10 2 box pack.1 0
11 2 box belt.1 0.5
15 2 box open.1 0
15 4 bolt bolts.0 0
15 4 bolt pack.0 0
17 2  out.0 0
`
	if text := strings.Join(got, "\n") + "\n"; text != want {
		t.Errorf("got\n%s", text)
	}
	changes, _ = recorded(t, packed, 13*time.Second)
	if got := told(changes); !strings.HasPrefix(got, "11 part 2 belt.1 0.5 m\n13 begin\n") {
		t.Errorf("from 13 s on\n%s", got)
	}
}

// A replay ends by itself; one that would begin with too much is left out; recording gives the journal what is its.
func TestReplayEnds(t *testing.T) {
	long := strings.Replace(carried, "for: 29 s", "for: 10 h", 1)
	changes, hash := recorded(t, long, time.Minute)
	if n := len(changes); n < plant.ReplayChanges || n > plant.ReplayChanges+30 {
		t.Errorf("%d changes", n)
	}
	last := changes[len(changes)-1]
	if last.What != plant.ReplayEnds || last.At > 2*time.Hour {
		t.Errorf("the window ends with %s", told([]plant.Change{last}))
	}
	if _, other := recorded(t, long, -1); other != hash {
		t.Error("a run that is recorded has another hash")
	}
	full := strings.NewReplacer("every: 10 s", "every: 1 s", "capacity: 2, ", "", "cycle: 6 s", "cycle: 0.5 s", "speed: 1 m/s", "speed: 1 mm/s", "for: 29 s", "for: 2 h").Replace(carried)
	if changes, _ = recorded(t, full, 5000*time.Second); told(changes) != "5000 left out 5003\n" {
		t.Errorf("with too many parts:\n%s", told(changes))
	}
}

// The journal of a run is the same with a recording beside it.
func TestReplayBesideJournal(t *testing.T) {
	m, err := compilePart(carried)
	if err != nil {
		t.Fatal(err)
	}
	var stays [2][]plant.Stay
	for k := range stays {
		run, err := sim.New(m.Sim(), sim.Options{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		j := m.Journal(run)
		if k == 1 {
			r := m.Replay(run)
			defer func() {
				if n := len(r.Changes()); n != 22 {
					t.Errorf("%d changes", n)
				}
			}()
		}
		if err := run.AdvanceTo(context.Background(), m.Plan().For); err != nil {
			t.Fatal(err)
		}
		stays[k] = j.Stays()
	}
	if !reflect.DeepEqual(stays[0], stays[1]) || len(stays[0]) == 0 {
		t.Errorf("%v and %v", stays[0], stays[1])
	}
}

// Ann walks at 1 m/s from the office to a press 8 m away for 10 s of work, from there to a saw 6 m away for 1 s, and back. Her shift ends
// at 60 s, and she with the work to which she is on the way then.
const onFoot = `plantwin: 1
name: on foot
assets:
  in:    {kind: source, at: [0 m, 0 m], every: 10 s, to: press}
  press: {kind: machine, at: [8 m, 0 m], cycle: 10 s, needs: {op: 1}, to: out}
  more:  {kind: source, at: [0 m, 6 m], every: 25 s, to: saw}
  saw:   {kind: machine, at: [8 m, 6 m], cycle: 1 s, needs: {op: 1}, to: out}
  out:   {kind: sink, at: [20 m, 0 m]}
  ann:   {kind: crew, at: [0 m, 0 m], speed: 1 m/s, skills: [op], shifts: ["00:00-00:01"]}
run: {for: 80 s, warmup: 0 s}
measure: {done: out.done}
`

func TestReplayOfPeople(t *testing.T) {
	people := func(text string, from time.Duration) string {
		changes, _ := recorded(t, text, from)
		var b strings.Builder
		for _, l := range strings.SplitAfter(told(changes), "\n") {
			if strings.Contains(l, "person") {
				b.WriteString(strings.Replace(l, "person ann.1 ", "", 1))
			}
		}
		return b.String()
	}
	const want = `0 (0, 0) free
10 (0, 0) walking
18 (8, 0) busy
28 (8, 0) walking
34 (8, 6) busy
35 (8, 6) walking
41 (8, 0) busy
51 (8, 0) walking
57 (8, 6) busy
58 (8, 6) walking
64 (8, 0) busy
74 (8, 0) off_shift
`
	if got := people(onFoot, 0); got != want {
		t.Errorf("got\n%s", got)
	}
	// The window begins on her way, of which 6 s of 8 s have passed.
	if got, late := people(onFoot, 16*time.Second), "16 (6, 0) walking\n"+want[strings.Index(want, "18 "):]; got != late {
		t.Errorf("from 16 s on\n%s", got)
	}
	// The press fails while she is half way to it: what she was called for is over, and she is taken to be there.
	broken := strings.Replace(onFoot, "cycle: 10 s,", "cycle: 10 s, failures: {jam: {after: 14 s, counts: clock, repair: 3 s}},", 1)
	if got, begins := people(broken, 0), "0 (0, 0) free\n10 (0, 0) walking\n14 (4, 0) walking\n14 (8, 0) free\n17 (8, 0) busy\n"; !strings.HasPrefix(got, begins) {
		t.Errorf("with a failure\n%s", got)
	}
}
