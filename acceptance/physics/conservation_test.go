package physics

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
	"github.com/plantwin/plantwin/sim"
)

const (
	seeds      = 200
	keptRtol   = 1e-6
	keptWithin = 10 * keptRtol
)

// closed is a network without sources and sinks under construction.
type closed struct {
	dice    *rand.Rand
	assets  []string
	connect []string
	signals []string
	nodes   [][]string // ports at each node
	keeps   map[string][]string
	total   string // horizon
}

func (n *closed) add(format string, args ...any) {
	n.assets = append(n.assets, fmt.Sprintf(format, args...))
}

// pick draws between two sizes, evenly in their logarithm.
func (n *closed) pick(low, high float64) float64 {
	return low * math.Pow(high/low, n.dice.Float64())
}

// edges calls f for a random tree over the nodes and some more pairs.
func (n *closed) edges(f func(k, a, b int)) {
	k := 0
	for i := 1; i < len(n.nodes); i++ {
		k++
		f(k, n.dice.IntN(i), i)
	}
	for range n.dice.IntN(len(n.nodes)) {
		if a, b := n.dice.IntN(len(n.nodes)), n.dice.IntN(len(n.nodes)); a != b {
			k++
			f(k, a, b)
		}
	}
}

func (n *closed) join(node int, port string) { n.nodes[node] = append(n.nodes[node], port) }

// kept notes a term of a sum that stays the same, and of its scale.
func (n *closed) kept(what, format string, args ...any) {
	if n.keeps == nil {
		n.keeps = map[string][]string{}
	}
	n.keeps[what] = append(n.keeps[what], fmt.Sprintf(format, args...))
}

func (n *closed) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "plantwin: 1\nname: closed\nassets:\n  %s\n", strings.Join(n.assets, "\n  "))
	for _, ports := range n.nodes {
		if len(ports) > 1 {
			n.connect = append(n.connect, "["+strings.Join(ports, ", ")+"]")
		}
	}
	fmt.Fprintf(&b, "connect: [%s]\n", strings.Join(n.connect, ", "))
	if n.signals != nil {
		fmt.Fprintf(&b, "signals: {%s}\n", strings.Join(n.signals, ", "))
	}
	fmt.Fprintf(&b, "run: {for: %s, solver: {rtol: %g}}\nmeasure:\n", n.total, keptRtol)
	for _, what := range kinds(n.keeps) {
		fmt.Fprintf(&b, "  %s: \"%s\"\n", what, strings.Join(n.keeps[what], " + "))
	}
	return b.String()
}

func kinds(m map[string][]string) []string {
	var out []string
	for _, k := range []string{"energy", "mass", "charge", "momentum"} {
		if m[k] != nil {
			out = append(out, k)
		}
	}
	return out
}

// thermal: bodies, walls and radiation between them.
func thermalNet(n *closed) {
	n.nodes, n.total = make([][]string, 2+n.dice.IntN(6)), "2 h"
	for i := range n.nodes {
		c := n.pick(1e3, 1e5)
		n.add("b%d: {kind: heat-store, C: %g J/K, start: {T: %g K}}", i, c, 250+200*n.dice.Float64())
		n.join(i, fmt.Sprintf("b%d.port", i))
		n.kept("energy", "%g J/K * b%d.T.last", c, i)
	}
	n.edges(func(k, a, b int) {
		switch n.dice.IntN(3) {
		case 0:
			n.add("e%d: {kind: conductor, G: %g W/K}", k, n.pick(1, 100))
		case 1:
			n.add("e%d: {kind: radiator, area: %g m2}", k, n.pick(0.1, 10))
		default:
			area, thick := n.pick(1, 10), n.pick(0.01, 0.1)
			n.add("e%d: {kind: wall, area: %g m2, thickness: %g m, conductivity: 1 W/m/K, density: 1000 kg/m3, cp: 1000 J/kg/K, start: {T: 300 K}}", k, area, thick)
			n.kept("energy", "%g J/K * e%d.T.last", area*thick*1e6, k)
		}
		n.join(a, fmt.Sprintf("e%d.a", k))
		n.join(b, fmt.Sprintf("e%d.b", k))
	})
}

// fluid: tanks whose liquid flows through valves and pipes until the levels are one; it carries its heat.
func fluidNet(n *closed) {
	n.nodes, n.total = make([][]string, 2+n.dice.IntN(4)), "1 h"
	for i := range n.nodes {
		area := n.pick(0.5, 5)
		n.add("t%d: {kind: tank, area: %g m2, start: {level: %g m, T: %g K}}", i, area, 1+2*n.dice.Float64(), 280+80*n.dice.Float64())
		n.join(i, fmt.Sprintf("t%d.a", i))
		n.kept("mass", "%g kg/m * t%d.level.last", area*1000, i)
		n.kept("energy", "%g J/K/m * t%d.level.last * t%d.T.last", area*1000*4186, i, i)
	}
	n.edges(func(k, a, b int) {
		if n.dice.IntN(2) == 0 {
			n.add("e%d: {kind: valve, Kv: %g m3/h}", k, n.pick(1, 30))
		} else {
			n.add("e%d: {kind: pipe, length: %g m, diameter: %g m}", k, n.pick(1, 30), n.pick(0.02, 0.08))
		}
		n.join(a, fmt.Sprintf("e%d.a", k))
		n.join(b, fmt.Sprintf("e%d.b", k))
	})
}

// electrical: capacitors to the ground, joined by resistors and coils; the energy that is lost stands in the heat of the
// resistors.
func electricalNet(n *closed) {
	n.nodes, n.total = make([][]string, 2+n.dice.IntN(5)), "20 ms"
	ground := []string{"g.port"}
	n.add("g: {kind: ground}")
	for i := range n.nodes {
		c := n.pick(1e-6, 1e-4)
		n.add("c%d: {kind: capacitor, C: %g F, R: 0 Ohm, start: {v: %g V}}", i, c, 20*n.dice.Float64()-10)
		n.join(i, fmt.Sprintf("c%d.a", i))
		ground = append(ground, fmt.Sprintf("c%d.b", i))
		n.kept("charge", "%g F * c%d.v.last", c, i)
		n.kept("energy", "%g F * c%d.v.last^2", c/2, i)
	}
	n.connect = append(n.connect, "["+strings.Join(ground, ", ")+"]")
	n.edges(func(k, a, b int) {
		if k%2 == 1 {
			n.add("e%d: {kind: resistor, R: %g Ohm}", k, n.pick(10, 1000))
			n.kept("energy", "e%d.heat.total", k)
		} else {
			l := n.pick(1e-3, 1e-1)
			n.add("e%d: {kind: inductor, L: %g H}", k, l)
			n.kept("energy", "%g H * e%d.i.last^2", l/2, k)
		}
		n.join(a, fmt.Sprintf("e%d.a", k))
		n.join(b, fmt.Sprintf("e%d.b", k))
	})
}

// mechanical: turning masses joined by damped shafts; what the dampers take up is measured beside them.
func mechanicalNet(n *closed) {
	n.nodes, n.total = make([][]string, 2+n.dice.IntN(5)), "2 s"
	for i := range n.nodes {
		j := n.pick(0.1, 10)
		n.add("m%d: {kind: inertia, J: %g kg*m2, start: {w: %g rad/s}}", i, j, 40*n.dice.Float64()-20)
		n.join(i, fmt.Sprintf("m%d.a", i))
		n.kept("momentum", "%g kg*m2 * m%d.w.last", j, i)
		n.kept("energy", "%g kg*m2 * m%d.w.last^2", j/2, i)
	}
	n.edges(func(k, a, b int) {
		stiff, damp := n.pick(10, 1000), n.pick(0.01, 10)
		n.add("e%d: {kind: spring-damper, k: %g N*m, c: %g N*m*s}", k, stiff, damp)
		n.signals = append(n.signals, fmt.Sprintf("loss%d: %g N*m*s * (m%d.w - m%d.w)^2", k, damp, a, b))
		n.kept("energy", "%g N*m * e%d.twist.last^2", stiff/2, k)
		n.kept("energy", "loss%d.total", k)
		n.join(a, fmt.Sprintf("e%d.a", k))
		n.join(b, fmt.Sprintf("e%d.b", k))
	})
}

// TestConservation runs closed random networks and holds mass, energy, charge and momentum to ten times the tolerance, of what
// there is of them without regard to sign.
func TestConservation(t *testing.T) {
	for name, make := range map[string]func(*closed){"thermal": thermalNet, "fluid": fluidNet, "electrical": electricalNet, "mechanical": mechanicalNet} {
		t.Run(name, func(t *testing.T) {
			worst := map[string]float64{}
			for seed := range seeds {
				n := &closed{dice: rand.New(rand.NewPCG(uint64(seed), 7))}
				make(n)
				before, after, scale := balance(t, n)
				for what, v := range after {
					e := math.Abs(v-before[what]) / scale[what]
					worst[what] = math.Max(worst[what], e)
					if !(e <= keptWithin) {
						t.Errorf("seed %d: %s was %.12g and is %.12g: off by %.3g of its scale\n%s", seed, what, before[what], v, e, n.text())
					}
				}
			}
			for _, what := range []string{"energy", "mass", "charge", "momentum"} {
				if e, ok := worst[what]; ok {
					t.Logf("%s is kept to %.2g rtol", what, e/keptRtol)
				}
			}
		})
	}
}

// balance gives the sums at the start and at the end, and those of the sizes of their terms at the start.
func balance(t *testing.T, n *closed) (before, after, scale map[string]float64) {
	t.Helper()
	text := n.text()
	sc, err := scenarios.Parse(&source.File{Name: "closed.yaml", Data: []byte(text)}, nil)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	m, err := plant.Compile(sc)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	r, err := sim.New(m.Sim(), sim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	before = sums(m, r)
	scale = map[string]float64{}
	for what, v := range before {
		scale[what] = math.Abs(v)
	}
	if n.keeps["charge"] != nil || n.keeps["momentum"] != nil { // of either sign
		scale["charge"], scale["momentum"] = sizes(t, m, r, n, "charge"), sizes(t, m, r, n, "momentum")
	}
	if err := r.AdvanceTo(context.Background(), m.Plan().For); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return before, sums(m, r), scale
}

func sums(m *plant.Model, r *sim.Run) map[string]float64 {
	out := map[string]float64{}
	for _, x := range m.Measures() {
		v, _ := x.Value(r.State())
		out[x.Name] = v
	}
	return out
}

// sizes adds the terms of a sum without their signs.
func sizes(t *testing.T, m *plant.Model, r *sim.Run, n *closed, what string) float64 {
	t.Helper()
	sum := 0.0
	for _, term := range n.keeps[what] {
		factor, _, _ := strings.Cut(term, " ")
		name := term[strings.LastIndexByte(term, ' ')+1:]
		var f float64
		if _, err := fmt.Sscan(factor, &f); err != nil {
			t.Fatal(err)
		}
		for _, s := range m.Numbers() {
			if s.Path == strings.Replace(strings.TrimSuffix(name, ".last"), ".", ".start.", 1) {
				sum += math.Abs(f * s.Value)
			}
		}
	}
	return sum
}
