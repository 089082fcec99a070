package physics

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/internal/source"
)

// circuit builds a network of library kinds: one line a component, `name kind setting=value ...`, then nodes as lists of
// ports.
func circuit(t testing.TB, parts string, nodes ...string) (*Network, *source.Faults) {
	t.Helper()
	n, faults := NewNetwork(nothing{}), newFaults()
	f := &source.File{Name: "circuit", Data: []byte(parts)}
	for i, line := range strings.Split(strings.TrimSpace(parts), "\n") {
		words := strings.Fields(line)
		k := LibraryKind(words[1])
		if k == nil {
			t.Fatalf("no kind %s", words[1])
		}
		in := Instance{Name: words[0], Kind: k, Pos: source.Pos{File: f, Line: i + 1, Col: 1},
			Parameters: map[string]Binding{}, Inputs: map[string]Binding{}, Starts: map[string]Binding{}}
		for _, w := range words[2:] {
			name, text, _ := strings.Cut(w, "=")
			var v float64
			if _, err := fmt.Sscan(text, &v); err != nil {
				t.Fatal(err)
			}
			switch {
			case k.Input(name) != nil:
				in.Inputs[name] = Fixed(v)
			case k.Parameter(name) != nil:
				in.Parameters[name] = Fixed(v)
			case k.State(name) != nil:
				in.Starts[name] = Fixed(v)
			default:
				t.Fatalf("%s has no %s", words[1], name)
			}
		}
		n.Add(in)
	}
	for _, node := range nodes {
		var ends []End
		for _, w := range strings.Fields(node) {
			at := strings.LastIndexByte(w, '.')
			ends = append(ends, End{Instance: w[:at], Port: w[at+1:], Pos: source.Pos{File: f, Line: 1, Col: 1}, Len: 1})
		}
		n.Connect(ends, source.Pos{File: f, Line: 1, Col: 1}, faults)
	}
	return n, faults
}

// run solves a circuit without faults, which has to be one island.
func run(t testing.TB, n *Network, faults *source.Faults, until float64) map[string]float64 {
	t.Helper()
	list := n.Compile(faults)
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	if len(list) != 1 {
		t.Fatalf("%d islands", len(list))
	}
	return play(t, list[0], nil, until, 1e-9)
}

// TestCircuit charges a capacitor through a voltage divider: its source is V/2 behind R/2.
func TestCircuit(t *testing.T) {
	n, faults := circuit(t, `
s voltage-source V=10
r1 resistor R=100
r2 resistor R=100
c capacitor C=0.001 R=0
g ground`, "s.a r1.a", "r1.b r2.a c.a", "r2.b c.b s.b g.port")
	got := run(t, n, faults, 0.05)
	v := 5 * (1 - math.Exp(-1))
	closeTo(t, "v", []float64{got["c.v"], got["r2.a.i"], got["s.a.i"], got["g.port.i"]},
		[]float64{v, v / 100, -(10 - v) / 100, 0}, 1e-8)
}

// TestBridge solves a bridge whose currents form a loop that no single equation resolves; the balance makes them exact.
func TestBridge(t *testing.T) {
	n, faults := circuit(t, `
s voltage-source V=12
a resistor R=1
b resistor R=2
c resistor R=3
d resistor R=6
m resistor R=7
g ground`, "s.a a.a c.a", "a.b b.a m.a", "c.b d.a m.b", "b.b d.b s.b g.port")
	got := run(t, n, faults, 1)
	closeTo(t, "i", []float64{got["m.a.i"], got["a.a.i"], got["c.a.i"], got["s.power"]}, []float64{0, 4, 12.0 / 9, 12 * (4 + 12.0/9)}, 1e-9)
}

// TestRadiationLoop solves two radiators in series for the temperature between them: T^4 is the mean of the others.
func TestRadiationLoop(t *testing.T) {
	n, faults := circuit(t, `
hot surroundings T=600
cold surroundings T=300
r1 radiator area=1 emissivity=0.5
r2 radiator area=1 emissivity=0.5`, "hot.port r1.a", "r1.b r2.a", "r2.b cold.port")
	got := run(t, n, faults, 1)
	want := math.Sqrt(math.Sqrt((math.Pow(600, 4) + math.Pow(300, 4)) / 2))
	closeTo(t, "T", []float64{got["r1.b.T"], got["r2.b.Q"] + got["hot.heat"] + 2*got["cold.heat"]}, []float64{want, 0}, 1e-8)
}

// TestMixing lets two supplies of 10 and 90 degC run into a drain through equal valves and through unequal ones: the
// temperature in the node follows the flows, and a flow that turns carries the drain's.
func TestMixing(t *testing.T) {
	parts := `
a liquid-supply p=200000 T=283.15
b liquid-supply p=200000 T=363.15
v valve Kv=0.01
w valve Kv=%g
x valve Kv=0.01
d liquid-drain p=%g T=300`
	nodes := []string{"a.port v.a", "b.port w.a", "v.b w.b x.a", "x.b d.port"}
	for _, c := range []struct{ kv, p, drain, back float64 }{{0.01, 1e5, 323.15, 300}, {0.03, 1e5, 343.15, 300}, {0.01, 3e5, 300, 300}} {
		n, faults := circuit(t, fmt.Sprintf(parts, c.kv, c.p), nodes...)
		got := run(t, n, faults, 1)
		if c.p < 2e5 {
			closeTo(t, "T into the drain", []float64{got["d.port.T"], got["a.port.m"] + got["b.port.m"] + got["d.flow"]}, []float64{c.drain, 0}, 1e-6)
		} else {
			closeTo(t, "T back into a", []float64{got["a.port.T"], got["v.flow"]}, []float64{c.back, got["w.flow"]}, 1e-6)
		}
	}
}

// TestPortFaults checks that what cannot be joined or solved is refused with place and names.
func TestPortFaults(t *testing.T) {
	for _, c := range []struct {
		parts string
		nodes []string
		want  string
	}{
		{"c heat-store C=1\nd heat-store C=1", []string{"c.port d.port"}, "ties the states c.T, d.T together without a derivative (index 2 or higher)"},
		{"s voltage-source V=1\nr resistor R=1", []string{"s.a r.a", "s.b r.b"}, "a circuit needs one point whose potential is given"},
		{"s voltage-source V=1\nu voltage-source V=2\ng ground", []string{"s.a u.a", "s.b u.b g.port"}, "circuit:2:1: the equation a.v - b.v = V of u is one equation too many"},
		{"r resistor R=1", nil, "connect them, or leave r out"},
		{"r resistor R=1\nc heat-store C=1", []string{"r.a c.port"}, "c.port is thermal, the others are electrical"},
		{"r resistor R=1\ng ground", []string{"r.a r.a"}, "r.a stands twice in a node"},
		{"r resistor R=1\ng ground", []string{"r.c g.port"}, `r has no port "c"`},
		{"r resistor R=1\ng ground", []string{"q.a g.port"}, "there is no component q"},
	} {
		n, faults := circuit(t, c.parts, c.nodes...)
		n.Compile(faults)
		if err := faults.Err(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q %v: got %v, want %q", c.parts, c.nodes, err, c.want)
		}
	}
}

// TestOpen checks that an open port carries nothing and is listed.
func TestOpen(t *testing.T) {
	n, faults := circuit(t, "c heat-store C=100 heat=5 T=300\nw conductor G=3", "c.port w.a")
	if s := strings.Join(n.Open(), " "); s != "w.b" {
		t.Errorf("open: %q", s)
	}
	got := run(t, n, faults, 10)
	closeTo(t, "T", []float64{got["c.T"], got["w.b.T"], got["w.flow"]}, []float64{300.5, 300.5, 0}, 1e-9)
}

// TestConservation runs random closed networks, thermal and of tanks: their heat, mass and mixed heat stay what they were to
// ten times the tolerance.
func TestConservation(t *testing.T) {
	dice := lcg(7)
	pick := func(n int) int { return int((dice.next() - 0.5) * float64(n)) }
	for seed := range 200 {
		m := 2 + pick(4)
		var parts strings.Builder
		ends := make([]string, m)
		wet := seed%2 == 1
		stock := func(got func(name string, first float64) float64) (heat, mass float64) {
			for i := range m {
				c := 50 + 10*float64(i)
				if wet {
					level := got(fmt.Sprintf("s%d.level", i), 1+0.3*float64(i))
					mass += level
					heat += level * got(fmt.Sprintf("s%d.T", i), 290+10*float64(i))
				} else {
					heat += c * got(fmt.Sprintf("s%d.T", i), 290+40*float64(i))
				}
			}
			return heat, mass
		}
		for i := range m {
			if wet {
				fmt.Fprintf(&parts, "s%d tank area=1 level=%g T=%g\n", i, 1+0.3*float64(i), 290+10*float64(i))
				ends[i] = fmt.Sprintf("s%d.a", i)
			} else {
				fmt.Fprintf(&parts, "s%d heat-store C=%g T=%g\n", i, 50+10*float64(i), 290+40*float64(i))
				ends[i] = fmt.Sprintf("s%d.port", i)
			}
		}
		for j := range m + pick(3) {
			a, b := j%m, (j+1+pick(m-1))%m
			if a == b {
				b = (a + 1) % m
			}
			switch {
			case wet:
				fmt.Fprintf(&parts, "l%d valve Kv=%g\n", j, 0.01*dice.next())
			case pick(2) == 0:
				fmt.Fprintf(&parts, "l%d conductor G=%g\n", j, dice.next())
			default:
				fmt.Fprintf(&parts, "l%d radiator area=%g\n", j, dice.next())
			}
			ends[a] += fmt.Sprintf(" l%d.a", j)
			ends[b] += fmt.Sprintf(" l%d.b", j)
		}
		n, faults := circuit(t, parts.String(), ends...)
		list := n.Compile(faults)
		if err := faults.Err(); err != nil {
			t.Fatalf("seed %d: %v\n%s%v", seed, err, parts.String(), ends)
		}
		got := map[string]float64{}
		for _, s := range list {
			for name, v := range play(t, s, nil, 30, 1e-8) {
				got[name] = v
			}
		}
		heat, mass := stock(func(_ string, first float64) float64 { return first })
		after, left := stock(func(name string, _ float64) float64 { return got[name] })
		if math.Abs(after-heat) > 1e-7*heat || math.Abs(left-mass) > 1e-7*mass {
			t.Errorf("seed %d: heat %.12g -> %.12g, mass %.12g -> %.12g", seed, heat, after, mass, left)
		}
	}
}

// TestVectors checks a kind with a vector: lengths by the asset, sums over an index, and what cannot be an index.
func TestVectors(t *testing.T) {
	const text = `
kind: line
parameters: {n: {unit: 1, start: 3, min: 1}, c: {unit: 1}}
states: {x: {unit: 1, size: n, start: 1}}
outputs: {total: {unit: 1}, others: {unit: 1}}
equations:
  - der(x[1])*1 s = -c*x[1]
  - der(x[i])*1 s = c*(i*x[i-1] - x[i]) for i = 2..n
  - total = sum(x[i] for i = 1..n)
  - "others = sum(if(j == 2, 0, 1/(j - 2)*x[j]) for j = 1..n)"
`
	k, err := read(t, text)
	if err != nil {
		t.Fatal(err)
	}
	if k5 := k.Sized(map[string]int{"n": 5}, newFaults()); len(k.States) != 3 || len(k5.States) != 5 || len(k5.Equations) != 4 {
		t.Fatalf("%d states, %d states", len(k.States), len(k5.States))
	}
	s := bench(t, k, map[string]float64{"c": 2}, map[string]float64{"x.2": 5, "x.3": 7}, nil)
	e := s.New()
	e.Bind(0, nil, nil)
	y, dy, w := make([]float64, 3), make([]float64, 3), make([]float64, s.NW())
	if err := e.Init(0, y, nil); err != nil {
		t.Fatal(err)
	}
	e.Deriv(0, y, dy)
	closeTo(t, "f", dy, []float64{-2, 2 * (2 - 5), 2 * (15 - 7)}, 1e-15)
	e.Outputs(0, y, w)
	at := func(name string) float64 { i, _ := s.Find("x." + name); return w[i-3] }
	closeTo(t, "sums", []float64{at("total"), at("others")}, []float64{13, 6}, 1e-15)
	for bad, want := range map[string]string{
		"x[i-1] - x[i]) for i = 2..n":  "",
		"x[i-1] - x[i]) for i = 1..n":  "there is no element x.0",
		"x[i-1] - x[c]) for i = 2..n":  "c is no index",
		"x[i/2] - x[i]) for i = 2..n":  "an index is made of whole numbers",
		"x[i-1] - x[i]) for i = 2,n":   ".. is missing here",
		"x[i-1] - x[i) for i = 2..n":   "bracket without an opening one",
		"x[i-1] - x[i]) for i = 3..n":  "no equation determines der(x.2)",
		"x[i-1] - x[i]) for i = 2..9n": "",
	} {
		_, err := read(t, strings.Replace(text, "x[i-1] - x[i]) for i = 2..n", bad, 1))
		if want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v", bad, err)
		}
	}
}
