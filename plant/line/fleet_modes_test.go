package line

import (
	"bytes"
	"testing"

	"github.com/plantwin/plantwin/sim"
)

// Shuttle of 60 m: the vehicle has driven, loaded and unloaded 100 s at 100 s, on its way back, and stands 30 s; then, at
// 200 s of such time more, again.
func TestVehicleFailure(t *testing.T) {
	fail := func(counts string, after float64) Values {
		return Values{"failures": modes(Named{"drive", Values{"after": fixed(after), "repair": fixed(30), "counts": text(counts)}})}
	}
	shuttle(t, fail("busy", 100)).build().transcript("fleet-fails", 300)
	shuttle(t, fail("cycles", 2)).build().transcript("fleet-fails-cycles", 320)
	b := shuttle(t, fail("busy", 100)).build().advance(13000) // 100 s at work, 30 s down
	near(t, "down", b.mean("agv.down"), 30.0/130, 1e-9)
	near(t, "failures", b.total("agv.failures.drive.count"), 100, 0)
	near(t, "deliveries", b.total("out.done"), 80, 0) // 10,000 s of 125 s
	b.check()
}

// The first of two vehicles breaks down as it drives to a call: the second takes it. The part that a vehicle carries stays
// on it.
func TestVehicleCallPassesOn(t *testing.T) {
	b := newRig(t).
		add("agv", "fleet", "", Values{"speed": num(1), "count": num(2), "load": fixed(5), "unload": fixed(5), "at": pos(20, 0),
			"failures": modes(Named{"f", Values{"after": fixed(1e6), "repair": fixed(60)}})}).
		add("in", "source", "out", Values{"every": at(10), "move": text("agv"), "at": pos(0, 0)}).
		add("out", "sink", "", Values{"at": pos(30, 0)}).build()
	b.command(15, "agv", "fail.f")
	b.command(50, "agv", "fail.f") // the first is down: the second, with the part
	b.transcript("fleet-call", 200)
}

// On a network a vehicle that has broken down is in the way of the one behind it.
func TestVehicleInTheWay(t *testing.T) {
	b := newRig(t).
		add("agv", "fleet", "", Values{"speed": num(1), "count": num(2), "via": text("net"), "at": pos(0, 0),
			"failures": modes(Named{"f", Values{"after": fixed(1e6), "repair": fixed(100)}})}).
		add("in", "source", "out", Values{"every": at(0, 0), "move": text("agv"), "at": pos(0, 0)}).
		add("net", "network", "", Values{"nodes": nodesOf("a b c", [2]float64{0, 0}, [2]float64{10, 0}, [2]float64{20, 0}),
			"edges": edgesOf(Edge{From: "a", To: "b", Holds: 1}, Edge{From: "b", To: "c", Holds: 1})}).
		add("out", "sink", "", Values{"at": pos(20, 0)}).build()
	b.command(5, "agv", "fail.f")
	b.transcript("fleet-in-the-way", 200)
	near(t, "out", b.total("out.done"), 2, 0)
}

// Calls from 6:00 to 6:02; what is under way at the end of the shift is delivered. The stop holds calls back for a while.
func TestFleetShift(t *testing.T) {
	b := shuttle(t, Values{"park": text("in"), "shifts": shifts(t, "2026-01-05 05:59", "06:00-06:02", "06:10-07:00")}).build()
	b.command(800, "agv", "stop")
	b.command(900, "agv", "start")
	b.transcript("fleet-shift", 1100)
}

// Maintenance every two parts by a fitter who comes at 6:05 only: the vehicle works on until then.
func TestFleetMaintenance(t *testing.T) {
	shuttle(t, Values{"maintenance": modes(Named{"check", Values{"every": fixed(2), "counts": text("cycles"), "takes": fixed(60), "needs": needs("repair")}})}).
		add("fitter", "crew", "", Values{"skills": skills("repair"), "shifts": shifts(t, "2026-01-05 06:00", "06:05-14:00")}).
		build().transcript("fleet-maintenance", 700)
}

// fleetPlant is a line whose vehicles fail in three ways, with spares, fitters, batteries, shifts and drivers.
func fleetPlant(t testing.TB, seed uint64) *built {
	r := newRig(t)
	r.opt.Seed = seed
	f := Values{"speed": num(1), "count": num(3), "via": text("net"), "load": fixed(4), "unload": r.exp("agv", "unload", 4), "capacity": num(float64(1 + seed%2)),
		"failures": modes(
			Named{"drive", Values{"after": r.exp("agv", "failures.drive.after", 400), "repair": r.exp("agv", "failures.drive.repair", 60), "needs": needs("repair"),
				"spares": group(Values{"stock": num(1), "lead": r.exp("agv", "failures.drive.spares.lead", 200)})}},
			Named{"wheel", Values{"after": r.exp("agv", "failures.wheel.after", 1500), "repair": fixed(45), "counts": text("clock")}},
			Named{"fork", Values{"after": r.exp("agv", "failures.fork.after", 30), "repair": fixed(20), "counts": text("cycles")}}),
		"maintenance": modes(Named{"oil", Values{"every": fixed(2000), "takes": fixed(100), "needs": needs("repair"), "renews": skills("drive")}}),
		"shifts":      shifts(t, "2026-01-05 00:00", "01:00-12:00", "12:30-23:30")}
	if seed%3 == 0 {
		f["battery"] = group(Values{"capacity": num(3e6), "driving": num(500), "charger": num(3000), "standing": num(10), "low": num(0.3), "at": pos(0, 10)})
	}
	if seed%4 == 0 {
		f["needs"] = needs("drive")
	}
	if seed%5 == 0 {
		f["park"] = text("out")
	}
	return r.add("agv", "fleet", "", f).
		add("in", "source", "m", Values{"every": r.exp("in", "every", 60), "move": text("agv"), "at": pos(0, 0)}).
		add("m", "machine", "out", Values{"cycle": r.exp("m", "cycle", 20), "queue": num(2), "move": text("agv"), "at": pos(40, 0)}).
		add("men", "crew", "", Values{"count": num(2), "skills": skills("repair", "drive"), "shifts": shifts(t, "2026-01-05 00:00", "00:30-23:00")}).
		add("net", "network", "", Values{"nodes": nodesOf("a b c d", [2]float64{0, 2}, [2]float64{80, 2}, [2]float64{80, 12}, [2]float64{0, 12}),
			"edges": edgesOf(Edge{From: "a", To: "b", OneWay: true, Holds: 2}, Edge{From: "b", To: "c", OneWay: true}, Edge{From: "c", To: "d", OneWay: true, Holds: 2}, Edge{From: "d", To: "a", OneWay: true})}).
		add("out", "sink", "", Values{"at": pos(80, 0)}).build()
}

// Fleets that fail in every way lose no part and no time, stay in motion, and go on to the same bytes when resumed.
func TestRandomFleets(t *testing.T) {
	for seed := range uint64(40) {
		b := fleetPlant(t, seed)
		last := 0.0
		for at := 20000.0; at <= 100000; at += 20000 {
			b.advance(at)
			b.check()
			if now := b.total("out.done"); now == last {
				t.Fatalf("seed %d: nothing has moved up to %g s", seed, at)
			} else {
				last = now
			}
		}
		var saved bytes.Buffer
		if err := b.run.Save(&saved); err != nil {
			t.Fatal(err)
		}
		again, err := sim.Load(b.model, &saved)
		if err != nil {
			t.Fatal(err)
		}
		b.advance(110000)
		c := *b
		c.run = again
		c.advance(110000)
		if !b.run.State().Equal(again.State()) {
			t.Errorf("seed %d: a resumed run differs", seed)
		}
		if n := b.total("agv.failures.drive.count"); n < 20 {
			t.Errorf("seed %d: only %g failures", seed, n)
		}
	}
}

func TestFleetFailureAllocations(t *testing.T) {
	b := fleetPlant(t, 1).advance(20000)
	now := 20000.0
	if n := testing.AllocsPerRun(20, func() { now += 500; b.advance(now) }); n > 1 {
		t.Errorf("%g allocations in 500 s", n)
	}
}
