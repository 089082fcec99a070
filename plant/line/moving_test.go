package line

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/plantwin/plantwin/sim"
)

// moving is a plant in which everything travels: parts by vehicles on a network with an aisle for one, by a crane and by
// hand, and people who walk.
func moving(t testing.TB, seed uint64) *rig {
	r := newRig(t)
	r.opt.Seed = seed
	return r.
		add("in", "source", "a", Values{"every": r.exp("in", "every", 60), "move": text("agv"), "at": pos(0, 0)}).
		add("a", "machine", "", Values{"cycle": r.exp("a", "cycle", 40), "servers": num(2), "queue": num(1), "needs": needs("run"), "move": text("agv"), "at": pos(20, 2),
			"failures": modes(Named{"f", Values{"after": r.exp("a", "f", 900), "repair": r.exp("a", "r", 100), "needs": needs("fix"), "priority": num(2), "urgent": flagged(true)}})}).
		route("a", routeSpec{rule: []Rule{ShortestQueue, InTurn, FirstFree}[seed%3], to: []string{"b", "c"}}).
		add("b", "machine", "rack", Values{"cycle": r.exp("b", "cycle", 50), "needs": needs("run"), "queue": num(2), "at": pos(40, 2), "move": text("crane")}).
		add("c", "machine", "rack", Values{"cycle": r.exp("c", "cycle", 50), "queue": num(2), "at": pos(40, 8), "move": text("crane")}).
		add("rack", "buffer", "belt", Values{"at": pos(50, 5), "move": text("hands")}).
		add("belt", "conveyor", "", Values{"at": Value{Set: true, Points: [][2]float64{{55, 5}, {60, 5}}}, "speed": num(0.5), "spacing": num(1), "move": text("agv")}).
		route("belt", routeSpec{rule: Shares, to: []string{"a", "out"}, shares: []float64{0.1, 0.9}}).
		add("out", "sink", "", Values{"at": pos(0, 8)}).
		add("lanes", "network", "", Values{
			"nodes": nodesOf("p q r s", [2]float64{0, 0}, [2]float64{60, 0}, [2]float64{60, 10}, [2]float64{0, 10}),
			"edges": edgesOf(Edge{"p", "q", false, 0}, Edge{"q", "r", true, 1}, Edge{"r", "s", true, 0}, Edge{"s", "p", true, 0}),
			"zones": Value{Set: true, Groups: []Named{{"south", Values{"nodes": skills("p", "q"), "holds": num(2)}}}},
		}).
		add("agv", "fleet", "", Values{"count": num(3), "capacity": num(float64(1 + seed%2)), "speed": num(2), "acceleration": num(0.5), "via": text("lanes"), "load": r.exp("agv", "load", 5), "unload": fixed(5),
			"park": text("s"), "dispatch": text([]string{"fifo", "nearest"}[seed/2%2]),
			"battery": group0(Values{"capacity": num(400e3), "driving": num(200), "standing": num(10), "low": num(0.5), "charger": num(2000), "at": pos(0, 5)})}).
		add("crane", "fleet", "", Values{"speed": num(1), "cross": num(0.4), "load": fixed(8), "unload": fixed(8)}).
		add("hands", "fleet", "", Values{"count": num(2), "speed": num(1.4), "needs": needs("carry"), "at": pos(50, 5)}).
		add("ann", "crew", "", Values{"count": num(3), "skills": skills("run", "fix", "carry"), "speed": num(1.2), "at": pos(30, 20), "shifts": shifts(t, "2026-01-05 00:00", "06:00-14:00", "15:00-21:00")}).
		add("bob", "crew", "", Values{"skills": skills("run", "carry"), "speed": num(1), "at": pos(30, 20)})
}

// No part and no time is lost, and none of the plants stops.
func TestMovingConservation(t *testing.T) {
	for seed := range uint64(12) {
		b := moving(t, seed).build()
		for day := 1.0; day <= 3; day++ {
			b.advance(day * 86400)
			b.check()
		}
		if b.total("plant.good") < 500 || b.total("agv.charging") == 0 || b.total("ann.distance") == 0 || b.total("lanes.waiting") == 0 {
			t.Errorf("seed %d: %g parts, %g s charged, %g m walked, %g s in front of aisles", seed, b.total("plant.good"), b.total("agv.charging"), b.total("ann.distance"), b.total("lanes.waiting"))
		}
	}
}

// randomMoving is a line without loops whose parts go by one of two fleets, or at once.
func randomMoving(t testing.TB, seed uint64) *built {
	rnd := rand.New(rand.NewPCG(seed, 3))
	r := newRig(t)
	r.opt.Seed = seed
	n := 2 + rnd.IntN(5)
	move := func(v Values, i int) Values {
		v["at"] = pos(float64(10*i), float64(rnd.IntN(3)))
		if k := rnd.IntN(3); k < 2 {
			v["move"] = text([]string{"agv", "crane"}[k])
		}
		return v
	}
	r.add("in", "source", "u0", move(Values{"every": []Value{fixed(2), r.exp("in", "every", 20)}[rnd.IntN(2)]}, -1))
	r.add("out", "sink", "", Values{"at": pos(float64(10*n), 5)})
	for i := range n {
		name, next, after := fmt.Sprintf("u%d", i), "out", "out"
		if i < n-1 {
			next = fmt.Sprintf("u%d", i+1)
		}
		if i < n-2 {
			after = fmt.Sprintf("u%d", i+2)
		}
		switch rnd.IntN(3) {
		case 0:
			r.add(name, "buffer", next, move(Values{"capacity": num(float64(1 + rnd.IntN(3))), "pick": text([]string{"fifo", "lifo"}[rnd.IntN(2)])}, i))
		case 1:
			v := move(Values{"speed": num(1), "spacing": num(1), "accumulate": flagged(rnd.IntN(2) == 0)}, i)
			v["at"] = Value{Set: true, Points: [][2]float64{{float64(10 * i), 2}, {float64(10*i) + 4, 2}}}
			r.add(name, "conveyor", next, v)
		default:
			r.add(name, "machine", "", move(Values{"cycle": r.exp(name, "cycle", 10), "servers": num(float64(1 + rnd.IntN(2))), "queue": num(float64(rnd.IntN(3)))}, i))
			rule := []Rule{One, InTurn, ShortestQueue, FirstFree, Shares}[rnd.IntN(5)]
			switch rule {
			case One:
				r.routes[name] = routeSpec{to: []string{next}}
			case Shares:
				r.routes[name] = routeSpec{rule: Shares, to: []string{next, "out"}, shares: []float64{0.7, 0.3}}
			default:
				r.routes[name] = routeSpec{rule: rule, to: []string{next, after}}
			}
		}
	}
	end := float64(10 * n)
	r.add("lanes", "network", "", Values{
		"nodes": nodesOf("p q r s", [2]float64{-10, 0}, [2]float64{end, 0}, [2]float64{end, 5}, [2]float64{-10, 5}),
		"edges": edgesOf(Edge{"p", "q", true, float64(rnd.IntN(3))}, Edge{"q", "r", true, 1}, Edge{"r", "s", true, 0}, Edge{"s", "p", true, 1}),
	})
	r.add("agv", "fleet", "", Values{"count": num(float64(1 + rnd.IntN(4))), "capacity": num(float64(1 + rnd.IntN(3))), "speed": num(3), "via": text("lanes"), "load": r.exp("agv", "load", 2), "unload": fixed(1),
		"dispatch": text([]string{"fifo", "nearest"}[rnd.IntN(2)])})
	r.add("crane", "fleet", "", Values{"count": num(float64(1 + rnd.IntN(2))), "speed": num(2), "cross": num(1), "load": fixed(1)})
	return r.build()
}

// Every random line goes on, and loses neither parts nor time; one-way aisles that hold one vehicle never jam here, since
// the edges behind them do not lead back before they are left.
func TestRandomMoving(t *testing.T) {
	for seed := range uint64(300) {
		b := randomMoving(t, seed)
		last := 0.0
		for at := 1000.0; at <= 5000; at += 1000 {
			if err := b.run.AdvanceTo(context.Background(), ticks(at)); err != nil {
				t.Errorf("seed %d: %v", seed, err)
				break
			}
			b.check()
			if out := b.total("out.done"); out == last {
				t.Errorf("seed %d: nothing has come out from %g s on", seed, at-1000)
				break
			} else {
				last = out
			}
		}
	}
}

// A run in which everything travels goes on to the same bytes when it was saved and loaded, or copied.
func TestMovingSaveAndClone(t *testing.T) {
	b := moving(t, 5).build()
	for hour := 5.0; hour < 26; hour += 2.3 {
		b.advance(hour * 3600)
		var file bytes.Buffer
		if err := b.run.Save(&file); err != nil {
			t.Fatal(err)
		}
		loaded, err := sim.Load(b.run.Model(), &file)
		if err != nil {
			t.Fatal(err)
		}
		copied := b.run.Clone()
		for _, r := range []*sim.Run{b.run, loaded, copied} {
			if err := r.AdvanceTo(context.Background(), ticks((hour+2.3)*3600)); err != nil {
				t.Fatal(err)
			}
		}
		for name, r := range map[string]*sim.Run{"loaded": loaded, "copied": copied} {
			if d := b.run.State().Diff(r.State()); d != "" || r.LogHash() != b.run.LogHash() {
				t.Fatalf("%s at %g h differs: %s", name, hour, d)
			}
		}
	}
}

// What fleets, networks and crews document is what they offer.
func TestMovingSignals(t *testing.T) {
	r := moving(t, 1)
	for i := range r.assets {
		for _, d := range Names(&r.assets[i], []string{"part"}) {
			r.ask(r.assets[i].Name + "." + d.Name)
		}
	}
	b := r.build()
	for i := range b.assets {
		docs := map[string]SignalDoc{}
		for _, d := range Names(&b.assets[i], []string{"part"}) {
			docs[d.Name] = d
		}
		for _, s := range b.Signals {
			if s.Asset != i {
				continue
			}
			if d, ok := docs[s.Name]; !ok || d.Sort != s.Sort || d.Dim != s.Dim {
				t.Errorf("%s.%s is documented as %v %v (%v), but is %v %v", b.assets[i].Name, s.Name, d.Sort, d.Dim, ok, s.Sort, s.Dim)
			}
			delete(docs, s.Name)
		}
		for n := range docs {
			t.Errorf("%s.%s is not offered", b.assets[i].Name, n)
		}
	}
}

// The shortest ways on random networks against Floyd's algorithm (Communications of the ACM 5, 1962, 345).
func TestWays(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 1))
	for range 50 {
		n := 3 + rnd.IntN(12)
		net := &network{}
		for i := range n {
			net.nodes, net.at = append(net.nodes, fmt.Sprint(i)), append(net.at, [2]float64{rnd.Float64() * 100, rnd.Float64() * 100})
		}
		for range 3 * n {
			if a, b := int32(rnd.IntN(n)), int32(rnd.IntN(n)); a != b {
				net.edges = append(net.edges, aisle{from: a, to: b, oneWay: rnd.IntN(2) == 0})
			}
		}
		w := newWays(net)
		var stops []int32
		for range 6 {
			stops = append(stops, w.stop([2]float64{rnd.Float64() * 100, rnd.Float64() * 100}))
		}
		w.finish(stops)
		far := floyd(w)
		for _, goal := range stops {
			for from := range w.at {
				want, got := far[from][goal], w.length(int32(from), goal)
				if got != want && !(got > want-1e-9 && got < want+1e-9) {
					t.Fatalf("from %d to %d: %g m, want %g m", from, goal, got, want)
				}
				sum := 0.0 // along the lanes
				for p := int32(from); p != goal && got < 1e9; {
					_, end, d := w.stretch(p, goal, true)
					sum, p = sum+d, end
				}
				if got < 1e9 {
					near(t, "way along the lanes", sum, got, 1e-9)
				}
			}
		}
	}
}

func floyd(w *ways) [][]float64 {
	far := make([][]float64, len(w.at))
	for i := range far {
		far[i] = make([]float64, len(w.at))
		for j := range far[i] {
			if i != j {
				far[i][j] = math.Inf(1)
			}
		}
	}
	for _, l := range w.lanes {
		far[l.from][l.to] = min(far[l.from][l.to], l.length)
	}
	for k := range far {
		for i := range far {
			for j := range far {
				far[i][j] = min(far[i][j], far[i][k]+far[k][j])
			}
		}
	}
	return far
}
