package line

import (
	"context"
	"strings"
	"testing"
)

func pos(x, y float64) Value { return Value{Set: true, Points: [][2]float64{{x, y}}} }

// nodesOf lists nodes by name at points.
func nodesOf(names string, at ...[2]float64) Value {
	v := Value{Set: true}
	for i, n := range strings.Fields(names) {
		v.Groups = append(v.Groups, Named{n, Values{"at": pos(at[i][0], at[i][1])}})
	}
	return v
}

func edgesOf(e ...Edge) Value { return Value{Set: true, Edges: e} }

// shuttle is one vehicle between two stations 60 m apart.
func shuttle(t testing.TB, v Values) *rig {
	f := Values{"speed": num(1.2), "load": fixed(10), "unload": fixed(15), "at": pos(0, 0)}
	for k, x := range v {
		f[k] = x
	}
	return newRig(t).
		add("in", "source", "out", Values{"every": fixed(0), "move": text("agv"), "at": pos(0, 0)}).
		add("out", "sink", "", Values{"at": pos(60, 0)}).
		add("agv", "fleet", "", f)
}

// Reference case agv-shuttle: load 10 s, 50 s there, unload 15 s, 50 s back.
func TestShuttle(t *testing.T) {
	b := shuttle(t, nil).build().advance(3600)
	near(t, "deliveries", b.total("out.done"), 29, 0)
	near(t, "distance", b.total("agv.distance"), 60*57, 1e-6) // the trip under way counts when it ends
	b = shuttle(t, nil).build().advance(12500)
	for name, want := range map[string]float64{"loaded": 0.4, "empty": 0.4, "loading": 0.08, "unloading": 0.12, "busy": 0.6} {
		near(t, name, b.mean("agv."+name), want, 1e-12)
	}
	near(t, "work", b.total("agv.work"), 6000, 1e-9)
	near(t, "empty way", b.total("agv.empty_distance"), 6000, 1e-9)
	b.check()
}

func TestShuttleTranscript(t *testing.T) {
	shuttle(t, nil).build().transcript("fleet-shuttle", 300)
}

// Speeding up at 0.1 m/s2 to 1.2 m/s costs 12 s on a long way; on 10 m the speed is not reached.
func TestAcceleration(t *testing.T) {
	u := &fleet{speed: 1.2, accel: 0.1}
	near(t, "60 m", u.profile(60, 1.2), 62, 1e-12)
	near(t, "10 m", u.profile(10, 1.2), 20, 1e-12)
	b := shuttle(t, Values{"acceleration": num(0.1)}).build().advance(88)
	near(t, "deliveries", b.total("out.done"), 1, 0) // 10 + 62 + 15 = 87 s
	b = shuttle(t, Values{"acceleration": num(0.1)}).build().advance(86.9)
	near(t, "deliveries", b.total("out.done"), 0, 0)
}

// A crane moves along both axes at once: 60 m at 1.2 m/s and 30 m at 0.5 m/s take 60 s.
func TestCrane(t *testing.T) {
	r := shuttle(t, Values{"cross": num(0.5)})
	r.assets[1].Values["at"] = pos(60, 30)
	b := r.build().advance(84.9)
	near(t, "deliveries", b.total("out.done"), 0, 0)
	near(t, "deliveries", b.advance(85.1).total("out.done"), 1, 0)
}

// floorRig has two machines on a ring of one-way aisles of 80 m: the way from the source to m1 is 22 m, the way back 58 m.
func floorRig(t testing.TB, v Values) *rig {
	f := Values{"speed": num(1), "load": fixed(2), "unload": fixed(2), "via": text("lanes"), "at": pos(0, 1)}
	for k, x := range v {
		f[k] = x
	}
	return newRig(t).
		add("in", "source", "m1", Values{"every": fixed(0), "move": text("agv"), "at": pos(0, 1)}).
		add("m1", "machine", "m2", Values{"cycle": fixed(30), "queue": num(1), "move": text("agv"), "at": pos(20, 1)}).
		add("m2", "machine", "out", Values{"cycle": fixed(40), "at": pos(20, 19)}).
		add("out", "sink", "", Values{"at": pos(0, 19)}).
		add("lanes", "network", "", Values{
			"nodes": nodesOf("a b c d", [2]float64{0, 0}, [2]float64{20, 0}, [2]float64{20, 20}, [2]float64{0, 20}),
			"edges": edgesOf(Edge{"a", "b", true, 0}, Edge{"b", "c", true, 0}, Edge{"c", "d", true, 0}, Edge{"d", "a", true, 0}),
		}).
		add("agv", "fleet", "", f)
}

// Ways on a network: served from the nearest point, one-way, empty travel from where the vehicle stands.
func TestNetwork(t *testing.T) {
	floorRig(t, nil).build().transcript("fleet-network", 400)
	b := floorRig(t, nil).build()
	f := b.bound[b.index["agv"]].(*fleet)
	near(t, "there", f.ways.length(f.exits[0].pick, f.exits[0].drop[0]), 22, 1e-9)
	near(t, "back", f.ways.length(f.exits[0].drop[0], f.exits[0].pick), 58, 1e-9)
}

// Two vehicles; parking; a vehicle on its way to park takes a call at the next node.
func TestParking(t *testing.T) {
	floorRig(t, Values{"count": num(2), "park": text("d"), "dispatch": text("nearest")}).build().transcript("fleet-park", 300)
}

// An aisle that holds one vehicle: two shuttles whose ways cross it wait for one another.
func TestAisleHoldsOne(t *testing.T) {
	r := crossing(t, 1)
	r.build().transcript("fleet-aisle", 200)
	free := crossing(t, 0).build().advance(2000)
	b := crossing(t, 1).build().advance(2000)
	if b.total("o1.done")+b.total("o2.done") >= free.total("o1.done")+free.total("o2.done") || b.mean("agv.waiting") == 0 {
		t.Error("vehicles do not wait for the aisle")
	}
}

// crossing has two pairs of stations whose vehicles share the aisle from b to c; holds 0 is any number.
func crossing(t testing.TB, holds float64) *rig {
	return newRig(t).
		add("i1", "source", "o1", Values{"every": fixed(0), "move": text("agv"), "at": pos(0, 0)}).
		add("i2", "source", "o2", Values{"every": fixed(0), "move": text("agv"), "at": pos(0, 10)}).
		add("o1", "sink", "", Values{"at": pos(30, 0)}).
		add("o2", "sink", "", Values{"at": pos(30, 10)}).
		add("lanes", "network", "", Values{
			"nodes": nodesOf("a1 a2 b c d1 d2", [2]float64{0, 0}, [2]float64{0, 10}, [2]float64{10, 5}, [2]float64{20, 5}, [2]float64{30, 0}, [2]float64{30, 10}),
			"edges": edgesOf(Edge{"a1", "b", false, 0}, Edge{"a2", "b", false, 0}, Edge{"b", "c", false, holds}, Edge{"c", "d1", false, 0}, Edge{"c", "d2", false, 0}),
		}).
		add("agv", "fleet", "", Values{"count": num(4), "speed": num(1), "via": text("lanes"), "load": fixed(1), "unload": fixed(1)})
}

// Head-on in two aisles in a row that hold one vehicle each: the vehicles block one another for ever, and are named.
func TestVehicleDeadlock(t *testing.T) {
	b := newRig(t).
		add("i1", "source", "o1", Values{"every": fixed(0), "move": text("east"), "at": pos(0, 0)}).
		add("i2", "source", "o2", Values{"every": fixed(0), "move": text("west"), "at": pos(40, 0)}).
		add("o1", "sink", "", Values{"at": pos(40, 0)}).
		add("o2", "sink", "", Values{"at": pos(0, 0)}).
		add("lanes", "network", "", Values{
			"nodes": nodesOf("a b c", [2]float64{0, 0}, [2]float64{20, 0}, [2]float64{40, 0}),
			"edges": edgesOf(Edge{"a", "b", false, 1}, Edge{"b", "c", false, 1}),
		}).
		add("east", "fleet", "", Values{"speed": num(1), "via": text("lanes")}).
		add("west", "fleet", "", Values{"speed": num(1), "via": text("lanes")}).build()
	err := b.run.AdvanceTo(context.Background(), ticks(100))
	if err == nil || !strings.Contains(err.Error(), "vehicle 1 of east waits for b to c; vehicle 1 of west waits for a to b") {
		t.Errorf("error %v", err)
	}
}

// A battery of 600 J: 5 W while it drives, 1 W else; at 300 J or less it is charged with 10 W.
func TestBattery(t *testing.T) {
	v := Values{"battery": group0(Values{"capacity": num(2000), "driving": num(5), "standing": num(1), "low": num(0.5), "charger": num(50), "at": pos(0, 0)})}
	shuttle(t, v).build().transcript("fleet-battery", 400)
	b := shuttle(t, v).build().advance(36000)
	b.check()
	drawn, used := b.total("agv.energy"), 5*(b.total("agv.loaded")+b.total("agv.empty"))+1*(b.total("agv.loading")+b.total("agv.unloading")+b.total("agv.waiting")+b.total("agv.idle"))
	near(t, "energy used less energy drawn", used-drawn, 2000-2000*b.now("agv.charge"), 300) // since the last event
	dead := shuttle(t, Values{"battery": group0(Values{"capacity": num(600), "driving": num(50), "charger": num(10), "at": pos(0, 0)})}).build()
	if err := dead.run.AdvanceTo(context.Background(), ticks(1000)); err == nil || !strings.Contains(err.Error(), "battery of vehicle 1 is empty") {
		t.Errorf("error %v", err)
	}
}

func group0(v Values) Value { return Value{Set: true, Group: v} }

// A tugger with three places collects what is ready at a stop and goes round.
func TestTugger(t *testing.T) {
	newRig(t).
		add("in", "source", "", Values{"every": fixed(5), "move": text("tug"), "at": pos(0, 0)}).
		route("in", routeSpec{rule: InTurn, to: []string{"a", "b"}}).
		add("a", "sink", "", Values{"at": pos(20, 0)}).
		add("b", "sink", "", Values{"at": pos(30, 0)}).
		add("tug", "fleet", "", Values{"speed": num(1), "capacity": num(3), "load": fixed(1), "unload": fixed(1)}).
		build().transcript("fleet-tugger", 160)
}

// People drive: two trucks, one driver, who is there until 06:05.
func TestDriver(t *testing.T) {
	r := shuttle(t, Values{"count": num(2), "needs": needs("drive")})
	r.add("ann", "crew", "", Values{"skills": skills("drive"), "shifts": shifts(t, "2026-01-05 06:00", "06:00-06:05", "06:10-07:00")}).
		build().transcript("fleet-driver", 700)
}

// Vehicles without work are sent to a store that has more parts ready, before each of them is offered: with three vehicles
// 30 m away the first three parts are loaded one after the other, 1 s each.
func TestCallAhead(t *testing.T) {
	b := newRig(t).
		add("in", "source", "rack", Values{"every": at(0, 1, 2, 3)}).
		add("rack", "buffer", "out", Values{"move": text("agv"), "at": pos(30, 0)}).
		add("out", "sink", "", Values{"at": pos(60, 0)}).
		add("agv", "fleet", "", Values{"count": num(3), "speed": num(1), "load": fixed(1), "at": pos(0, 0)}).build()
	b.transcript("fleet-ahead", 130)
	near(t, "deliveries", b.total("out.done"), 4, 0) // at 61, 62, 63, 122 s
	b.check()
}

// The place at the receiver is kept: a vehicle never arrives at a machine that is full, even where others send to it too.
func TestPlaceIsKept(t *testing.T) {
	b := newRig(t).
		add("far", "source", "m", Values{"every": fixed(0), "move": text("agv"), "at": pos(0, 0)}).
		add("near", "source", "m", Values{"every": fixed(0)}).
		add("m", "machine", "out", Values{"cycle": fixed(3), "queue": num(2), "at": pos(20, 0)}).
		add("out", "sink", "", nil).
		add("agv", "fleet", "", Values{"speed": num(2), "count": num(3)}).build().advance(5000)
	b.check()
	near(t, "waiting", b.mean("agv.waiting"), 0, 0)
	if b.total("agv.done") < 100 || b.total("near.done") < 100 {
		t.Errorf("%g by vehicle, %g at once", b.total("agv.done"), b.total("near.done"))
	}
}

// A belt that is full, and whose parts the same vehicle takes away: it fetches no part for which the belt has no place, so
// it is never in its own way.
func TestBeltIsKept(t *testing.T) {
	for _, accumulate := range []bool{true, false} {
		b := newRig(t).
			add("in", "source", "belt", Values{"every": fixed(0), "move": text("agv"), "at": pos(0, 0)}).
			add("belt", "conveyor", "out", Values{"at": Value{Set: true, Points: [][2]float64{{10, 0}, {14, 0}}}, "speed": num(1), "spacing": num(1), "accumulate": flagged(accumulate), "move": text("agv")}).
			add("out", "sink", "", Values{"at": pos(20, 0)}).
			add("agv", "fleet", "", Values{"speed": num(1)}).build().advance(3000)
		b.check()
		if b.total("out.done") < 30 || accumulate && b.mean("agv.waiting") > 0 {
			t.Errorf("accumulate %v: %g parts, waiting %g", accumulate, b.total("out.done"), b.mean("agv.waiting"))
		}
	}
}

// Free choices: the vehicle is called when one of the receivers has promised a place.
func TestMoveByRule(t *testing.T) {
	for name, rule := range map[string]Rule{"shortest": ShortestQueue, "first": FirstFree, "turn": InTurn} {
		b := newRig(t).
			add("in", "source", "rack", Values{"every": fixed(2)}).
			add("rack", "buffer", "", Values{"capacity": num(10), "move": text("agv"), "at": pos(0, 0)}).
			route("rack", routeSpec{rule: rule, to: []string{"m1", "m2"}}).
			add("m1", "machine", "belt", Values{"cycle": fixed(20), "queue": num(1), "at": pos(10, 0)}).
			add("m2", "machine", "belt", Values{"cycle": fixed(15), "queue": num(1), "at": pos(10, 5)}).
			add("belt", "conveyor", "end", Values{"at": Value{Set: true, Points: [][2]float64{{12, 0}, {20, 0}}}, "speed": num(1), "spacing": num(1), "move": text("agv")}).
			add("end", "conveyor", "out", Values{"at": Value{Set: true, Points: [][2]float64{{40, 0}, {44, 0}}}, "speed": num(1), "spacing": num(1)}).
			add("out", "sink", "", nil).
			add("agv", "fleet", "", Values{"count": num(2), "speed": num(2)}).build()
		b.advance(4000).check()
		if b.total("m1.done") < 50 || b.total("m2.done") < 50 {
			t.Errorf("%s: %g and %g parts", name, b.total("m1.done"), b.total("m2.done"))
		}
	}
}

// What is wrong with a fleet is said where it stands.
func TestFleetFaults(t *testing.T) {
	for want, change := range map[string]func(r *rig){
		`there is no fleet "tug"`:     func(r *rig) { r.assets[0].Values["move"] = text("tug") },
		`there is no network "lanes"`: func(r *rig) { r.assets[2].Values["via"] = text("lanes") },
		"at is missing":               func(r *rig) { delete(r.assets[1].Values, "at") },
		`there is no place "yard"`:    func(r *rig) { r.assets[2].Values["park"] = text("yard") },
		"there is no way from": func(r *rig) {
			r.assets[2].Values["via"] = text("lanes")
			r.add("lanes", "network", "", Values{"nodes": nodesOf("a b", [2]float64{0, 0}, [2]float64{60, 0}), "edges": edgesOf(Edge{"a", "b", true, 0})})
		},
	} {
		r := shuttle(t, nil)
		change(r)
		r.resolve()
		if _, err := Build(r.b, r.assets); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

// A vehicle that is full of work costs no memory for each part.
func BenchmarkFleet(b *testing.B) {
	benchRun(b, crossing(b, 1), "agv.done", 0.02)
}

// BenchmarkMoving is a part of a plant in which parts and people travel.
func BenchmarkMoving(b *testing.B) {
	benchRun(b, moving(b, 4), "plant.good", 0.01)
}
