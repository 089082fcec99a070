package physics

import (
	"math"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/internal/source"
)

// kindsOf parses a section `kinds`.
func kindsOf(t testing.TB, text string) (map[string]*Kind, error) {
	t.Helper()
	faults := newFaults()
	n := source.Parse(&source.File{Name: "kinds.yaml", Data: []byte(text)}, faults)
	var list []Named
	for i, key := range n.Keys {
		list = append(list, Named{key.Text, n.Items[i]})
	}
	out := map[string]*Kind{}
	for _, k := range ParseKinds(list, faults) {
		out[k.Name] = k
	}
	return out, faults.Err()
}

// flat is a plant of assets: a name and a kind each, settings as expressions over the plant's names, and connections.
type flat struct {
	assets  [][2]string
	inputs  map[string]string // component.input -> expression
	fixed   map[string]float64
	connect []string
}

// system compiles a flat plant into its only island.
func (f flat) system(t *testing.T, kinds map[string]*Kind) *System {
	t.Helper()
	n, faults := NewNetwork(nothing{}), newFaults()
	for _, a := range f.assets {
		k := kinds[a[1]]
		if k == nil {
			k = LibraryKind(a[1])
		}
		in := Instance{Name: a[0], Kind: k, Parameters: map[string]Binding{}, Inputs: map[string]Binding{}, Starts: map[string]Binding{}}
		for i := range k.Parameters {
			if v, ok := f.fixed[a[0]+"."+k.Parameters[i].Name]; ok {
				in.Parameters[k.Parameters[i].Name] = Fixed(v)
			}
		}
		for i := range k.Inputs {
			name := k.Inputs[i].Name
			if v, ok := f.fixed[a[0]+"."+name]; ok {
				in.Inputs[name] = Fixed(v)
			} else if e, ok := f.inputs[a[0]+"."+name]; ok {
				in.Inputs[name] = Expression(formula(t, e))
			}
		}
		for i := range k.States {
			if v, ok := f.fixed[a[0]+".start."+k.States[i].Name]; ok {
				in.Starts[k.States[i].Name] = Fixed(v)
			}
		}
		n.Add(in)
	}
	for _, c := range f.connect {
		var ends []End
		for _, e := range strings.Fields(c) {
			at := strings.LastIndexByte(e, '.')
			ends = append(ends, End{Instance: e[:at], Port: e[at+1:]})
		}
		n.Connect(ends, source.Pos{}, faults)
	}
	list := n.Compile(faults)
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	if len(list) != 1 {
		t.Fatalf("%d islands", len(list))
	}
	return list[0]
}

// alike runs a composed and a flat plant and compares every variable of the flat one, bit for bit if within is 0.
func alike(t *testing.T, whole, parts *System, until, within float64) map[string]float64 {
	t.Helper()
	a, b := play(t, whole, nil, until, 1e-7), play(t, parts, nil, until, 1e-7)
	if len(b) < 4 {
		t.Fatalf("%d variables", len(b))
	}
	for name, want := range b {
		if got, ok := a[name]; !ok || !(math.Abs(got-want) <= within*math.Abs(want)) || within == 0 && math.Signbit(got) != math.Signbit(want) {
			t.Errorf("%s = %v (%t), flat %v", name, got, ok, want)
		}
	}
	return a
}

const exchanger = `
cell:
  parameters: {C: {unit: J/K, min: 0}, UA: {unit: W/K, min: 0}, w: {unit: W/K}}
  inputs: {hot_in: {unit: K}, cold_in: {unit: K}}
  states: {hot: {unit: K, start: 300}, cold: {unit: K, start: hot - 1 K}}
  outputs: {q: {unit: W}}
  equations:
    - q = UA*(hot - cold)
    - C*der(hot) = w*(hot_in - hot) - q
    - 2*C*der(cold) = w*(cold_in - cold) + q
exchanger:
  parameters: {UA: {unit: W/K}, w: {unit: W/K, start: 8000}, cells: {unit: 1, start: 5}}
  inputs: {warm: {unit: K}}
  outputs: {Q: {unit: W}}
  components:
    c: {kind: cell, for: i = 1..cells, C: 900 J/K, UA: UA/cells, w: w, hot_in: "if(i == 1, warm, c[i-1].hot)", cold_in: "if(i == cells, 290 K, c[i+1].cold)"}
  equations:
    - Q = sum(c[i].q for i = 1..cells)
`

// A heat exchanger made of cells gives the bits of the cells wired by hand.
func TestComposedExchanger(t *testing.T) {
	kinds, err := kindsOf(t, exchanger)
	if err != nil {
		t.Fatal(err)
	}
	whole := bench(t, kinds["exchanger"], map[string]float64{"UA": 4000, "warm": 360}, nil, nil)
	f := flat{fixed: map[string]float64{"c.1.hot_in": 360, "c.5.cold_in": 290}, inputs: map[string]string{}}
	for i := 1; i <= 5; i++ {
		name := "c." + string(rune('0'+i))
		f.assets = append(f.assets, [2]string{name, "cell"})
		f.fixed[name+".C"], f.fixed[name+".UA"], f.fixed[name+".w"] = 900, 800, 8000
		if i > 1 {
			f.inputs[name+".hot_in"] = "c." + string(rune('0'+i-1)) + ".hot"
		}
		if i < 5 {
			f.inputs[name+".cold_in"] = "c." + string(rune('0'+i+1)) + ".cold"
		}
	}
	at := alike(t, whole, f.system(t, kinds), 3, 0)
	if sum := at["c.1.q"] + at["c.2.q"] + at["c.3.q"] + at["c.4.q"] + at["c.5.q"]; math.Abs(at["Q"]-sum) > 1e-9*sum {
		t.Errorf("Q = %v, the cells give %v", at["Q"], sum)
	}
	if more := kinds["exchanger"].Sized(map[string]int{"cells": 9}, newFaults()); len(more.States) != 18 || len(kinds["exchanger"].States) != 10 {
		t.Errorf("%d states with 9 cells", len(more.States))
	}
	// at rest the composed exchanger has the exact answer of Q = UA (hot_in - cold_in)/(1 + UA/w (1 + 1/cells)), see exchanger-cells
	rest := play(t, whole, nil, 200, 1e-9)
	if want := 4000 * 70 / (1 + 0.5*1.2); math.Abs(rest["Q"]-want) > 1e-5*want {
		t.Errorf("Q = %v at rest, want %v", rest["Q"], want)
	}
}

const walls = `
layer:
  parameters: {C: {unit: J/K, min: 0}, G: {unit: W/K, min: 0}}
  ports: {left: thermal, right: thermal}
  components:
    a: {kind: conductor, G: 2*G}
    b: {kind: conductor, G: 2*G}
    body: {kind: heat-store, C: C, start: {T: 300 K}}
  connect:
    - [left, a.a]
    - [a.b, body.port, b.a]
    - [b.b, right]
wall:
  parameters: {n: {unit: 1, start: 3}, C: {unit: J/K}, G: {unit: W/K}}
  ports: {inside: thermal, outside: thermal}
  components:
    l: {kind: layer, for: i = 1..n, C: C/n, G: G*n}
  connect:
    - [inside, l.1.left]
    - {for: i = 1..n-1, node: [l.(i).right, l.(i+1).left]}
    - [l.(n).right, outside]
room:
  components:
    hot: {kind: heat-store, C: 1 kJ/K, start: {T: 400 K}}
    out: {kind: heat-store, C: 3 kJ/K, start: {T: 280 K}}
    w: {kind: wall, C: 600 J/K, G: 5 W/K}
  connect: [[hot.port, w.inside], [w.outside, out.port]]
`

// Ports pass through three levels: a room of walls of layers of bodies is the network of its bodies (whose sums stand in another order), and keeps its heat.
func TestComposedPorts(t *testing.T) {
	kinds, err := kindsOf(t, walls)
	if err != nil {
		t.Fatal(err)
	}
	f := flat{fixed: map[string]float64{}}
	add := func(name, kind, what string, v, start float64) {
		f.assets = append(f.assets, [2]string{name, kind})
		f.fixed[name+"."+what], f.fixed[name+".start.T"] = v, start
	}
	add("hot", "heat-store", "C", 1000, 400)
	add("out", "heat-store", "C", 3000, 280)
	last := "hot.port"
	for _, l := range []string{"w.l.1.", "w.l.2.", "w.l.3."} {
		add(l+"a", "conductor", "G", 30, 0)
		add(l+"body", "heat-store", "C", 200, 300)
		add(l+"b", "conductor", "G", 30, 0)
		f.connect = append(f.connect, last+" "+l+"a.a", l+"a.b "+l+"body.port "+l+"b.a")
		last = l + "b.b"
	}
	f.connect = append(f.connect, last+" out.port")
	got := alike(t, bench(t, kinds["room"], nil, nil, nil), f.system(t, kinds), 300, 1e-8)
	heat := 1000*got["hot.T"] + 3000*got["out.T"]
	for _, l := range []string{"w.l.1.", "w.l.2.", "w.l.3."} {
		heat += 200 * got[l+"body.T"]
	}
	if before := float64(1000*400 + 3000*280 + 3*200*300); math.Abs(heat-before) > 1e-8*before || got["hot.T"] > 399 {
		t.Errorf("heat %v, at the start %v; T = %v", heat, before, got["hot.T"])
	}
	if got["w.inside.Q"] != got["w.l.1.a.a.Q"] || got["w.l.3.b.b.T"] != got["out.port.T"] {
		t.Errorf("ports: %v %v %v %v", got["w.inside.Q"], got["w.l.1.a.a.Q"], got["w.l.3.b.b.T"], got["out.port.T"])
	}
}

const branches = `
branch:
  parameters: {Kv: {unit: m3/h, start: 4 m3/h}}
  ports: {from: fluid, to: fluid, bleed: fluid}
  components:
    a: {kind: valve, Kv: Kv, opening: 0.7}
    b: {kind: valve, Kv: 2*Kv, opening: 1}
  connect: [[from, a.a], [a.b, b.a, bleed], [b.b, to]]
plant:
  components:
    hot: {kind: liquid-supply, T: 350 K, p: 3e5 Pa}
    cold: {kind: liquid-supply, T: 290 K, p: 2.5e5 Pa}
    m: {kind: branch}
    out: {kind: liquid-drain, p: 1e5 Pa}
  connect: [[hot.port, m.from], [cold.port, m.bleed], [m.to, out.port]]
`

// Fluid carries its temperature through the ports of a composed kind: two supplies are mixed inside, and what they bring leaves.
func TestComposedFluid(t *testing.T) {
	kinds, err := kindsOf(t, branches)
	if err != nil {
		t.Fatal(err)
	}
	f := flat{fixed: map[string]float64{"hot.T": 350, "hot.p": 3e5, "cold.T": 290, "cold.p": 2.5e5, "out.p": 1e5, "m.a.Kv": 4. / 3600, "m.b.Kv": 8. / 3600, "m.a.opening": 0.7, "m.b.opening": 1},
		assets:  [][2]string{{"cold", "liquid-supply"}, {"hot", "liquid-supply"}, {"m.a", "valve"}, {"m.b", "valve"}, {"out", "liquid-drain"}},
		connect: []string{"hot.port m.a.a", "m.a.b m.b.a cold.port", "m.b.b out.port"}}
	whole := alike(t, bench(t, kinds["plant"], nil, nil, nil), f.system(t, kinds), 1, 1e-9)
	hot, cold := -whole["hot.port.m"], -whole["cold.port.m"]
	if T := (hot*350 + cold*290) / (hot + cold); !(hot > 0.1 && cold > 0.1) || math.Abs(whole["out.port.T"]-T) > 1e-9*T {
		t.Errorf("%v and %v kg/s leave at %v K, want %v", hot, cold, whole["out.port.T"], T)
	}
}

// Rules, switches, initial equations and starts work through components as they do alone; a kind's own equations and rules reach in.
func TestComposedMeaning(t *testing.T) {
	kinds, err := kindsOf(t, `
tank:
  parameters: {A: {unit: m2, min: 0}}
  inputs: {q: {unit: m3/s}}
  states: {level: {unit: m}, spills: {unit: 1, start: 0}}
  equations: ["A*der(level) = q*switch(level > 2 m, 2, 1)"]
  initial: [level - 0.5 m = q*1 s /1 m2]
  rules: {spill: {when: level > 3 m, set: {level: 1 m, spills: pre(spills) + 1}}}
pair:
  parameters: {A: {unit: m2, start: 1}}
  inputs: {q: {unit: m3/s}}
  states: {sum: {unit: s, start: 0}}
  components:
    a: {kind: tank, A: A, q: q}
    b: {kind: slow, x: 2*a.level/1 m, start: {z: 1 + 1}}
  equations: [der(sum) = a.spills + b.y]
  rules: {kick: {when: a.spills > 1, set: {b.z: 100, a.spills: -1}}}
slow:
  inputs: {x: {unit: 1}, gain: {unit: 1, start: 2}}
  states: {z: {unit: 1, start: x - 1}}
  outputs: {y: {unit: 1}}
  equations: [y = gain*z + x, der(z) = 1 1/s *(x - z)]
`)
	if err != nil {
		t.Fatal(err)
	}
	s := bench(t, kinds["pair"], map[string]float64{"q": 1}, nil, nil)
	first := play(t, s, nil, 1e-9, 1e-9)
	for name, want := range map[string]float64{"a.level": 1.5, "b.x": 3, "b.z": 2, "b.gain": 2, "b.y": 7, "a.q": 1} {
		if math.Abs(first[name]-want) > 1e-6 {
			t.Errorf("%s starts at %v, want %v", name, first[name], want)
		}
	}
	// the level rises by 1 m/s to 2 m, by 2 m/s to 3 m, and goes on from 1 m: spills at 1 s and 2.5 s, where b.z is kicked; z then
	// follows z' = 2 + 2 s - z from 100, that is z = 2 s + 100 exp(-s)
	last := play(t, s, nil, 3, 1e-10)
	for name, want := range map[string]float64{"a.level": 1.5, "a.spills": -1, "b.z": 1 + 100*math.Exp(-0.5)} {
		if math.Abs(last[name]-want) > 1e-7 {
			t.Errorf("%s ends at %v, want %v", name, last[name], want)
		}
	}
}
