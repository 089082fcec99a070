package line

import (
	"context"
	"strings"
	"testing"
	"time"
)

// standCase is a small plant that goes on, or comes to a stand.
type standCase struct {
	name   string
	assets string
	until  time.Duration
	end    string  // what the error says that the run ends with; "" for none
	done   float64 // least parts that ship has by then
}

// What goes on, though it looks like a standstill.
var goesOn = []standCase{
	{"a belt keeps one place for a vehicle that is on its way, where parts have a length", `
  in: {kind: source, at: [0 m, 0 m], every: 60 s, to: belt, move: agv}
  agv: {kind: fleet, count: 3, speed: 0.5 m/s, load: 5 s, unload: 5 s}
  belt: {kind: conveyor, at: [[60 m, 0 m], [70 m, 0 m]], speed: 0.3 m/s, spacing: 0.5 m, length: 0.4 m, to: {belt: 30 %, ship: rest}}
  ship: {kind: sink}`, 24 * time.Hour, "", 300},
	{"vehicles keep all places of the first section of a belt, and the next is empty", `
  in: {kind: source, at: [0 m, 0 m], every: 60 s, to: belt, move: agv}
  agv: {kind: fleet, count: 5, speed: 0.5 m/s, load: 5 s, unload: 5 s}
  belt: {kind: conveyor, at: [[90 m, 0 m], [95 m, 0 m]], speed: 0.3 m/s, spacing: 0.5 m, inlets: {side: {at: 1 m}}, to: {belt: 40 %, ship: rest}}
  side: {kind: source, every: 400 s, to: belt}
  ship: {kind: sink}`, 24 * time.Hour, "", 500},
	{"the driver of a vehicle that waits at a door is set free when it breaks down", `
  in: {kind: source, at: [0 m, 0 m], every: 0 s, to: asm, move: agv}
  feed: {kind: source, every: 0 s, to: asm}
  fitter: {kind: crew}
  agv: {kind: fleet, speed: 1 m/s, needs: fitter, priority: 1, failures: {wheel: {after: 1 h, counts: clock, repair: 5 min}}}
  asm: {kind: machine, at: [9 m, 0 m], queue: 1, cycle: 10 s, needs: fitter, joins: {feed: 1}, to: ship}
  ship: {kind: sink}`, 6 * time.Hour, "", 10},
	{"a card is bound to a part in the instant in which it is looked for", `
  in: {kind: source, every: 0 s, to: mill}
  card: {kind: pool, count: 1}
  mill: {kind: machine, queue: 3, cycle: 10 s, take: card, give: card, to: rack}
  rack: {kind: buffer, capacity: 1, take: card, to: lathe}
  lathe: {kind: machine, queue: 1, cycle: 15 s, to: ship}
  ship: {kind: sink}`, time.Hour, "", 100},
	{"a part is overdue while the vehicle that was called for it loads", `
  in: {kind: source, every: 100 s, to: rack}
  agv: {kind: fleet, at: [0 m, 0 m], speed: 1 m/s, load: 30 s}
  rack: {kind: buffer, at: [0 m, 20 m], capacity: 3, dwell: {max: 40 s, late: bin}, to: ship, move: agv}
  late: {kind: source, at: [0 m, 0 m], every: 1000 s, to: ship, move: agv}
  ship: {kind: sink, at: [0 m, 40 m]}`, 10 * time.Hour, "", 30},
	{"vehicles are sent ahead for parts that may go, not for those that are overdue", `
  in: {kind: source, every: 30 s, to: rack}
  agv: {kind: fleet, at: [0 m, 0 m], count: 4, speed: 1 m/s, load: 5 s}
  rack: {kind: buffer, at: [0 m, 20 m], capacity: 5, dwell: {max: 100 s, late: bin}, to: saw, move: agv}
  saw: {kind: machine, at: [0 m, 40 m], queue: 1, cycle: 60 s, to: ship}
  ship: {kind: sink}`, 10 * time.Hour, "", 550},
	{"a place is promised to a part that is under way, and will be free again when that is overdue", `
  in: {kind: source, at: [0 m, 0 m], every: 100 s, to: rack, move: agv}
  agv: {kind: fleet, speed: 1 m/s, load: 5 s}
  card: {kind: pool, count: 0}
  side: {kind: source, every: 1000 s, give: card, to: rack}
  more: {kind: source, every: 50 s, to: queue}
  queue: {kind: buffer, to: rack}
  rack: {kind: buffer, at: [0 m, 100 m], capacity: 2, dwell: {max: 10 min}, take: card, to: ship}
  ship: {kind: sink}`, 24 * time.Hour, "", 60},
	{"a vehicle brings a part to a rack that calls vehicles ahead", `
  in: {kind: source, at: [0 m, 0 m], every: 40 s, to: rack, move: agv}
  side: {kind: source, at: [3 m, 20 m], every: 40 s, to: rack, move: agv}
  agv: {kind: fleet, at: [0 m, 0 m], count: 3, speed: 1 m/s, load: 4 s}
  rack: {kind: buffer, at: [0 m, 20 m], capacity: 5, to: saw, move: agv}
  saw: {kind: machine, at: [0 m, 40 m], queue: 3, cycle: 10 s, to: ship}
  ship: {kind: sink}`, time.Hour, "", 68},
	{"places of a belt are kept for parts whose vehicles wait, and what is on it moves on", `
  in: {kind: source, at: [0 m, 0 m], every: 0 s, to: saw, move: agv}
  agv: {kind: fleet, count: 2, speed: 2 m/s, load: 2 s}
  saw: {kind: machine, at: [20 m, 0 m], cycle: 5 s, batch: {size: 3}, mark: {class: 0}, to: belt}
  side: {kind: source, at: [9 m, 9 m], every: 100 s, with: {class: 0}, to: belt, move: agv}
  belt: {kind: conveyor, at: [[20 m, 0 m], [26 m, 0 m]], speed: 0.3 m/s, spacing: 1 m, outlets: {odd: {at: 2 m, when: part.class > 1, to: bin, full: pass}}, to: lathe}
  lathe: {kind: machine, cycle: 30 s, to: ship}
  ship: {kind: sink}`, 24 * time.Hour, "", 2500},
	{"the people of maintenance that waits for a part are set free when a failure scraps that", `
  in: {kind: source, every: 0 s, to: mill}
  fitter: {kind: crew}
  mill: {kind: machine, cycle: 50 min, needs: fitter, failures: {tool: {after: 40 min, counts: clock, repair: 5 min}, jam: {after: 3 h, counts: clock, repair: 1 min, part: scrap}}, maintenance: {oil: {every: 30 min, counts: clock, takes: 5 min, needs: fitter}}, to: ship}
  ship: {kind: sink}`, 24 * time.Hour, "", 0},
	{"the people of maintenance that waits for a part are set free when a repair makes it needless", `
  in: {kind: source, every: 0 s, to: mill}
  fitter: {kind: crew}
  mill: {kind: machine, cycle: 50 min, needs: fitter, failures: {tool: {after: 40 min, counts: clock, repair: 5 min}, jam: {after: 3 h, counts: clock, repair: 1 min, renews: [jam, oil]}}, maintenance: {oil: {every: 30 min, counts: clock, takes: 5 min, needs: fitter}}, to: ship}
  ship: {kind: sink}`, 24 * time.Hour, "", 5},
	{"a rule may begin the failure that scraps the part for which maintenance waits", `
  in: {kind: source, every: 0 s, to: mill}
  fitter: {kind: crew}
  mill: {kind: machine, cycle: 50 min, needs: fitter, failures: {tool: {after: 40 min, counts: clock, repair: 5 min}, jam: {after: 9000 h, repair: 1 min, part: scrap}}, maintenance: {oil: {every: 30 min, counts: clock, takes: 5 min, needs: fitter}}, to: ship}
  ship: {kind: sink}
rules: {jam: {every: 7 h, do: mill.fail.jam}}`, 24 * time.Hour, "", 0},
}

// What has come to a stand, though something or other goes on.
var stands = []standCase{
	{"a list of orders has come to its end: what waits for more of them stands when all others have left", `
  in: {kind: source, orders: {file: orders.csv, quantity: pieces, release: {column: at, unit: s}}, to: asm}
  feed: {kind: source, every: 70 s, to: asm}
  asm: {kind: machine, queue: 5, cycle: 10 s, joins: {feed: 1}, to: oven}
  oven: {kind: machine, queue: 9, cycle: 10 s, batch: {size: 4}, to: paint}
  paint: {kind: machine, queue: 900, cycle: 100 s, to: ship}
  ship: {kind: sink}`, 72 * time.Hour, "in has no more parts to send", 748},
	{"an idle vehicle whose battery runs down is no sign of life", `
  in: {kind: source, at: [0 m, 0 m], orders: {file: orders.csv, quantity: pieces, release: {column: at, unit: s}}, to: asm, move: agv}
  feed: {kind: source, every: 0 s, to: asm}
  agv: {kind: fleet, count: 2, speed: 1 m/s, battery: {capacity: 1 kWh, driving: 900 W, standing: 5 W, low: 30 %, charger: 4 kW, at: [5 m, 5 m]}}
  asm: {kind: machine, at: [9 m, 0 m], queue: 1, cycle: 10 s, joins: {feed: 1}, to: ship}
  ship: {kind: sink}`, 28 * 24 * time.Hour, "in has no more parts to send", 750},
	{"a card is held by a part in the oven, not by the empty vehicle that might have carried it", `
  in: {kind: source, every: 100 s, to: saw}
  card: {kind: pool, count: 1}
  saw: {kind: machine, cycle: 10 s, take: card, to: oven}
  oven: {kind: machine, at: [0 m, 9 m], queue: 2, cycle: 10 s, batch: {size: 2}, to: pack, move: agv}
  agv: {kind: fleet, speed: 1 m/s}
  boxes: {kind: source, every: 0 s, to: pack}
  pack: {kind: machine, at: [9 m, 9 m], queue: 1, cycle: 10 s, joins: {boxes: 1}, packs: true, to: ship}
  ship: {kind: sink}`, time.Hour, "saw waits for 1 of card", 0},
	{"a card is held by a part that is packed into one that waits", `
  in: {kind: source, every: 100 s, to: pack}
  card: {kind: pool, count: 2}
  parts: {kind: source, every: 30 s, take: card, to: pack}
  pack: {kind: machine, queue: 1, cycle: 10 s, joins: {parts: 1}, packs: true, to: oven}
  oven: {kind: machine, queue: 3, cycle: 10 s, batch: {size: 3}, to: ship}
  ship: {kind: sink}`, time.Hour, "card is held by parts in oven", 0},
	{"an overdue part waits for the vehicle too", `
  in: {kind: source, every: 0 s, to: rack}
  feed: {kind: source, at: [0 m, 0 m], every: 0 s, to: asm, move: agv}
  agv: {kind: fleet, speed: 1 m/s, load: 10 s}
  rack: {kind: buffer, at: [0 m, 40 m], capacity: 1, dwell: {max: 3 s, late: bin}, to: asm, move: agv}
  asm: {kind: machine, at: [0 m, 80 m], queue: 1, cycle: 10 s, joins: {feed: 1}, to: ship}
  ship: {kind: sink}`, time.Hour, "asm waits for parts from rack", 0},
	{"maintenance has taken the people whom the interrupted part needs for which it waits", `
  in: {kind: source, every: 0 s, to: mill}
  fitter: {kind: crew}
  mill: {kind: machine, cycle: 50 min, needs: fitter, failures: {tool: {after: 40 min, counts: clock, repair: 5 min}}, maintenance: {oil: {every: 30 min, counts: clock, takes: 5 min, needs: fitter}}, to: ship}
  ship: {kind: sink}`, time.Hour, "mill waits for fitter, bound to maintenance oil of mill", 0},
	{"no failure comes by time at work where nobody works", `
  in: {kind: source, every: 0 s, to: mill}
  fitter: {kind: crew}
  mill: {kind: machine, cycle: 50 min, needs: fitter, failures: {tool: {after: 40 min, counts: clock, repair: 5 min}, jam: {after: 9 h, repair: 1 min, part: scrap}}, maintenance: {oil: {every: 30 min, counts: clock, takes: 5 min, needs: fitter}}, to: ship}
  ship: {kind: sink}`, time.Hour, "mill waits for fitter, bound to maintenance oil of mill", 0},
}

func TestGoesOn(t *testing.T) {
	for _, c := range goesOn {
		t.Run(c.name, func(t *testing.T) { c.run(t) })
	}
}

func TestStands(t *testing.T) {
	for _, c := range stands {
		t.Run(c.name, func(t *testing.T) { c.run(t) })
	}
}

func (c *standCase) run(t *testing.T) {
	text := "plantwin: 1\nname: stand\nassets:\n  bin: {kind: sink, at: [0 m, 60 m], good: false}" + c.assets + "\n" +
		"run: {for: 28 d, warmup: 0 s, seed: 1}\nmeasure: {done: ship.done, out: plant.good + plant.scrap}\n"
	m, err := compileText(text)
	if err != nil {
		t.Fatal(err)
	}
	run, err := start(m)
	if err != nil {
		t.Fatal(err)
	}
	err = run.AdvanceTo(context.Background(), c.until)
	switch {
	case c.end == "" && err != nil:
		t.Errorf("it was stopped: %v", err)
	case c.end != "" && (err == nil || !strings.Contains(err.Error(), c.end)):
		t.Errorf("it ended with %v, not with %q", err, c.end)
	}
	inside, made := run.State().Parts()
	for _, x := range m.Measures() {
		v, _ := x.Value(run.State())
		switch {
		case x.Name == "done" && v < c.done:
			t.Errorf("%g parts are done by %v, not %g", v, run.State().Now, c.done)
		case x.Name == "out" && int64(v) != made-inside && !strings.Contains(c.assets, "joins"):
			t.Errorf("%d parts were made, %g are out, and %d inside", made, v, inside)
		}
	}
}
