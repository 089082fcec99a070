package plant_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
	"github.com/plantwin/plantwin/sim"
)

const presses = `plantwin: 1
name: presses
assets:
  coil:  {kind: source, at: [0 m, 0 m], every: {dist: exponential, mean: 90 s}, to: press, move: agv}
  press: {kind: machine, at: [20 m, 1 m], cycle: 30 s, queue: 2, needs: press, to: rack, move: agv}
  rack:  {kind: buffer, at: [60 m, 1 m], capacity: 10, to: ship}
  ship:  {kind: machine, at: [60 m, 3 m], cycle: 20 s, needs: press, to: out}
  out:   {kind: sink}
  lanes: {kind: network, nodes: {a: [0 m, 0 m], b: [70 m, 0 m], c: [70 m, 10 m]}, edges: [[a, b], {from: b, to: c, holds: 1}, {from: c, to: b, both: true}], zones: {end: {nodes: [b, c], holds: 2}}}
  agv:   {kind: fleet, count: 2, via: lanes, speed: 1 m/s, acceleration: 0.5 m/s2, load: 5 s, unload: {dist: uniform, min: 3 s, max: 6 s}, battery: {capacity: 1 kWh, driving: 600 W, charger: 4 kW, at: [70 m, 10 m]}}
  ann:   {kind: crew, at: [40 m, 5 m], speed: 1.2 m/s, skills: [press]}
run: {for: 20 h, warmup: 0 s}
measure: {rate: plant.throughput, way: {value: agv.distance, unit: km}, walked: {value: ann.distance, unit: km}, charge: agv.charge, aisle: lanes.waiting.max}
`

func compile(t *testing.T, text string) *plant.Model {
	t.Helper()
	sc, err := scenarios.Parse(&source.File{Name: "t.yaml", Data: []byte(text)}, func(string) ([]byte, error) { return nil, errors.New("no files") })
	if err != nil {
		t.Fatal(err)
	}
	m, err := plant.Compile(sc)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// simulate runs to the horizon; the figures are those of the measures by name.
func simulate(t *testing.T, m *plant.Model) (map[string]float64, [16]byte) {
	t.Helper()
	r, err := sim.New(m.Sim(), sim.Options{Seed: 1, Replication: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.AdvanceTo(context.Background(), m.Plan().For); err != nil {
		t.Fatal(err)
	}
	out := map[string]float64{}
	for _, x := range m.Measures() {
		out[x.Name], _ = x.Value(r.State())
	}
	return out, r.LogHash()
}

// Distances follow from where assets stand: moving the press changes the way of vehicles and people, and setting its place
// in a compiled model gives the same run as writing it into the file. So it is with a node of the network, and an edge.
func TestMovedAsset(t *testing.T) {
	m := compile(t, presses)
	base, _ := simulate(t, m)
	for path, x := range map[string]struct {
		value    float64
		old, new string
	}{
		"press.at.1":          {35, "at: [20 m, 1 m]", "at: [35 m, 1 m]"},
		"lanes.nodes.b.1":     {80, "b: [70 m, 0 m]", "b: [80 m, 0 m]"},
		"agv.battery.at.1":    {0, "charger: 4 kW, at: [70 m, 10 m]", "charger: 4 kW, at: [0 m, 10 m]"},
		"lanes.edges.2.holds": {2, "to: c, holds: 1", "to: c, holds: 2"},
		"agv.speed":           {1.5, "speed: 1 m/s", "speed: 1.5 m/s"},
		"ann.at.1":            {10, "at: [40 m, 5 m]", "at: [10 m, 5 m]"},
	} {
		w, err := m.With([]plant.Setting{{Path: path, Value: x.value}})
		if err != nil {
			t.Fatal(err)
		}
		got, hash := simulate(t, w)
		want, patched := simulate(t, compile(t, strings.Replace(presses, x.old, x.new, 1)))
		if hash != patched {
			t.Errorf("%s: the runs differ", path)
		}
		for name, v := range want {
			if got[name] != v {
				t.Errorf("%s: %s is %g, and %g when it stands in the file", path, name, got[name], v)
			}
		}
		if strings.HasPrefix(path, "press") && (got["way"] == base["way"] || got["walked"] == base["walked"]) {
			t.Errorf("%s changes neither way: %v", path, got)
		}
	}
}

// The drawing knows the aisles, and that a network has no place of its own.
func TestAisles(t *testing.T) {
	l := compile(t, presses).Layout()
	if len(l.Aisles) != 3 || l.Aisles[0].OneWay || !l.Aisles[1].OneWay || l.Aisles[2].OneWay || l.Aisles[1].To != [2]float64{70, 10} {
		t.Errorf("aisles %v", l.Aisles)
	}
	for _, p := range l.Places {
		if p.Asset == "lanes" && len(p.At) > 0 {
			t.Errorf("the network stands at %v", p.At)
		}
	}
}

// Faults of networks and fleets stand where they are written.
func TestMovingFaults(t *testing.T) {
	for want, change := range map[string][2]string{
		`there is no node "d"`:             {"[a, b], {from: b", "[a, d], {from: b"},
		`there is no fleet "agf"`:          {"to: press, move: agv", "to: press, move: agf"},
		`is no edge`:                       {"[a, b], {from: b", "[a], {from: b"},
		"lanes.nodes.c is not a position":  {"c: [70 m, 10 m]", "c: 70 m"},
		"at is missing":                    {"rack:  {kind: buffer, at: [60 m, 1 m],", "rack:  {kind: buffer,"},
		"there is no way from":             {", {from: c, to: b, both: true}", ""},
		`an edge has no "hold"`:            {"to: c, holds: 1", "to: c, hold: 1"},
		"lanes.edges.2.holds cannot be 0":  {"to: c, holds: 1", "to: c, holds: 0"},
		"agv.battery.low cannot be 2":      {"charger: 4 kW", "low: 2, charger: 4 kW"},
		"at is missing: members walk from": {"at: [40 m, 5 m], speed: 1.2 m/s", "speed: 1.2 m/s"},
	} {
		text := strings.Replace(presses, change[0], change[1], 1)
		if text == presses {
			t.Fatalf("nothing to change: %s", change[0])
		}
		sc, err := scenarios.Parse(&source.File{Name: "t.yaml", Data: []byte(text)}, func(string) ([]byte, error) { return nil, errors.New("no files") })
		if err != nil {
			t.Fatal(err)
		}
		if _, err := plant.Compile(sc); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

// Every variant of the ready-made body line runs.
func TestBodyLine(t *testing.T) {
	sc, err := scenarios.Load("../scenarios/body-line.yaml", scenarios.Options{Set: []scenarios.Patch{patch(t, "run.for=5 d")}})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range sc.Variants {
		x, err := sc.Variant(v.Title)
		if err != nil {
			t.Fatal(err)
		}
		m, err := plant.Compile(x)
		if err != nil {
			t.Fatal(err)
		}
		got, _ := simulate(t, m)
		if got["bodies"] < 12 || got["vehicles_busy"] < 20 || got["way"] < 100 {
			t.Errorf("%s: %v", v.Title, got)
		}
	}
}

func patch(t *testing.T, text string) scenarios.Patch {
	t.Helper()
	p, err := scenarios.ParseSetting(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
