package line

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// trap is a known deadlock that is built into a plant: what an error about it has to name.
type trap struct {
	kind  string
	names []string
	ring  bool // the error has to name just these, as one ring of full places
}

// traps build one each into a plant, or with safe the same assets with what it takes to go on. They are closed for certain
// within trapTime, whatever is drawn.
var traps = []func(p *madePlant, rnd *rand.Rand, safe bool) trap{
	fullRing, ownMaintenance, crossedMaintenance, boundDriver, narrowAisle, secondCard, shortLoad,
}

const trapTime = 6 * time.Hour

// put adds an asset as it stands.
func (p *madePlant) put(name, kind string, format string, args ...any) {
	p.assets = append(p.assets, madeAsset{name: name, kind: kind, body: strings.Split(strings.TrimSpace(fmt.Sprintf(format, args...)), "; ")})
}

// between is a whole number from low to high.
func between(rnd *rand.Rand, low, high int) int { return low + rnd.IntN(high-low+1) }

// choose is yes or no text.
func choose(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}

// fullRing lets parts come into a ring that none ever leaves.
func fullRing(p *madePlant, rnd *rand.Rand, safe bool) trap {
	n := between(rnd, 2, 6)
	tr := trap{kind: "full ring", ring: true}
	for i := range n {
		name, to := fmt.Sprintf("t%d", i), fmt.Sprintf("@t%d@", (i+1)%n)
		if i == n-1 && safe {
			to = fmt.Sprintf("{rule: first_free, of: [%s, @tship@]}", to)
		}
		switch k := rnd.IntN(4); {
		case k == 0 && i > 0 && i < n-1: // what has a choice takes time
			p.put(name, "buffer", "at: [0 m, 9 m]; capacity: %d; to: %s", between(rnd, 1, 4), to)
		case k == 1 && i > 0 && i < n-1:
			p.put(name, "conveyor", "at: [[0 m, 9 m], [%d m, 9 m]]; speed: 0.5 m/s; spacing: 1 m; accumulate: %v; to: %s", between(rnd, 3, 6), rnd.IntN(2) == 0, to)
		default:
			p.put(name, "machine", "at: [0 m, 9 m]; servers: %d; queue: %d; cycle: {dist: exponential, mean: %d s}; to: %s", between(rnd, 1, 2), rnd.IntN(3), between(rnd, 10, 60), to)
		}
		tr.names = append(tr.names, name)
	}
	p.put("tin", "source", "every: %s; with: {class: 1, passes: 0}; to: @t%d@", choose(rnd.IntN(2) == 0, "0 s", "{dist: exponential, mean: 20 s}"), rnd.IntN(n))
	if !safe {
		p.leak(rnd)
	}
	return tr
}

// leak sends what a station of the plant throws away, if there is one, into the trap.
func (p *madePlant) leak(rnd *rand.Rand) {
	for _, k := range rnd.Perm(len(p.assets)) {
		for i, s := range p.assets[k].body {
			if strings.HasPrefix(s, "to: ") && strings.Contains(s, "@bin@: 3 %") {
				p.assets[k].body[i] = strings.Replace(s, "@bin@", "@t0@", 1)
				return
			}
		}
	}
}

// ownMaintenance takes the people whom the part needs for which it waits, as a failure interrupts the work on it.
func ownMaintenance(p *madePlant, rnd *rand.Rand, safe bool) trap {
	p.put("tcrew", "crew", "count: 1")
	p.mill("t0", "tcrew", "tcrew", between(rnd, 10, 20), between(rnd, 21, 40), safe, rnd)
	return trap{kind: "own maintenance", names: []string{"maintenance oil of t0", "tcrew"}}
}

// crossedMaintenance is that of two machines, of which each has the people of the other.
func crossedMaintenance(p *madePlant, rnd *rand.Rand, safe bool) trap {
	p.put("tcrew0", "crew", "count: 1")
	p.put("tcrew1", "crew", "count: 1")
	for i := range 2 {
		p.mill(fmt.Sprintf("t%d", i), fmt.Sprintf("tcrew%d", i), fmt.Sprintf("tcrew%d", 1-i), between(rnd, 10, 20), between(rnd, 21, 40), safe, rnd)
	}
	return trap{kind: "crossed maintenance", names: []string{"maintenance oil of t0", "maintenance oil of t1", "tcrew0", "tcrew1"}}
}

// mill adds a machine whose maintenance is due before the failure that interrupts its first part [min].
func (p *madePlant) mill(name, works, keeps string, due, fails int, safe bool, rnd *rand.Rand) {
	repair := between(rnd, 1, 9)
	failures := fmt.Sprintf("failures: {tool: {after: %d min, counts: clock, repair: %d min}}; ", fails, repair)
	p.put(name, "machine", "at: [9 m, 9 m]; cycle: %d min; needs: @%s@; %smaintenance: {oil: {every: %d min, counts: clock, takes: %d min, needs: @%s@}}; to: @tship@",
		fails+between(rnd, 1, 30), works, choose(safe, "", failures), due, between(rnd, 1, 9), keeps)
	p.put(name+"in", "source", "every: 0 s; with: {class: 1, passes: 0}; to: @%s@", name)
}

// boundDriver waits at the door of a machine that waits for him.
func boundDriver(p *madePlant, rnd *rand.Rand, safe bool) trap {
	p.put("tcrew", "crew", "count: %s", choose(safe, "2", "1"))
	p.put("tagv", "fleet", "at: [0 m, 0 m]; speed: 1 m/s; needs: @tcrew@; priority: 1")
	p.put("t0", "machine", "at: [%d m, 0 m]; queue: %d; cycle: %d s; needs: @tcrew@; joins: {@tfeed@: 1}; to: @tship@", between(rnd, 5, 40), between(rnd, 1, 3), between(rnd, 10, 90))
	p.put("tin", "source", "at: [0 m, 0 m]; every: 0 s; with: {class: 1, passes: 0}; to: @t0@; move: @tagv@")
	p.put("tfeed", "source", "every: 0 s; with: {class: 1, passes: 0}; to: @t0@")
	return trap{kind: "bound driver", names: []string{"vehicle 1 of tagv", "t0", "tcrew"}}
}

// narrowAisle is one in which two vehicles meet.
func narrowAisle(p *madePlant, rnd *rand.Rand, safe bool) trap {
	half := between(rnd, 15, 40)
	holds := choose(safe, "2", "1")
	p.put("tway", "network", "nodes: {a: [0 m, 99 m], b: [%d m, 99 m], c: [%d m, 99 m]}; edges: [[a, b], [b, c]]; zones: {west: {nodes: [a, b], holds: %s}, east: {nodes: [b, c], holds: %s}}",
		half, 2*half, holds, holds)
	for i := range 2 {
		here, there := [2]int{0, 2 * half}[i], [2]int{0, 2 * half}[1-i]
		p.put(fmt.Sprintf("tagv%d", i), "fleet", "at: [%d m, 99 m]; speed: 1 m/s; load: %d s; via: @tway@", here, between(rnd, 1, 9))
		p.put(fmt.Sprintf("tin%d", i), "source", "at: [%d m, 99 m]; every: 0 s; with: {class: 1, passes: 0}; to: @t%d@; move: @tagv%d@", here, i, i)
		p.put(fmt.Sprintf("t%d", i), "machine", "at: [%d m, 99 m]; queue: 1; cycle: 5 s; to: @tship@", there)
	}
	return trap{kind: "narrow aisle", names: []string{"deadlock of vehicles", "vehicle 1 of tagv0 waits for east", "vehicle 1 of tagv1 waits for west"}}
}

// secondCard is needed by parts that hold all cards with their first.
func secondCard(p *madePlant, rnd *rand.Rand, safe bool) trap {
	n := between(rnd, 1, 4)
	cards, queue := n, rnd.IntN(3)
	if safe {
		cards, queue = n+2, 0
	}
	p.put("tcard", "pool", "count: %d", cards)
	p.put("tin", "source", "every: 0 s; with: {class: 1, passes: 0}; to: @t0@")
	p.put("t0", "machine", "at: [9 m, 9 m]; servers: %d; cycle: {dist: exponential, mean: 30 s}; take: @tcard@; to: @t1@", n)
	p.put("t1", "machine", "at: [9 m, 9 m]; queue: %d; cycle: 20 s; take: @tcard@; to: @tship@", queue)
	return trap{kind: "second card", names: []string{"tcard is held by parts in", "t1 waits for 1 of tcard"}}
}

// shortLoad never gets as many parts as there have to be: they hold all cards.
func shortLoad(p *madePlant, rnd *rand.Rand, safe bool) trap {
	n := between(rnd, 2, 5)
	cards := n - 1
	if safe {
		cards = n
	}
	p.put("tcard", "pool", "count: %d", cards)
	p.put("tin", "source", "every: {dist: exponential, mean: 60 s}; with: {class: 1, passes: 0}; to: @t0@")
	p.put("t0", "machine", "at: [9 m, 9 m]; queue: 1; cycle: 20 s; take: @tcard@; to: @t1@")
	p.put("t1", "machine", "at: [9 m, 9 m]; queue: %d; cycle: 60 s; batch: {size: %d}; to: @tship@", n+rnd.IntN(3), n)
	return trap{kind: "short load", names: []string{"t1 waits for parts from t0", "t0 waits for 1 of tcard", "tcard is held by parts in t1"}}
}

// ends runs a plant for trapTime and says how it ended, "" if it went on.
func ends(t *testing.T, p *madePlant) string {
	t.Helper()
	run := mustStart(t, mustCompile(t, p.text(nil, nil)))
	if err := run.AdvanceTo(context.Background(), trapTime); err != nil {
		return err.Error()
	}
	return ""
}

// closed says what an error about a trap lacks.
func (tr *trap) closed(end string) string {
	if !strings.Contains(end, "deadlock") {
		return "no deadlock"
	}
	for _, n := range tr.names {
		if tr.ring && strings.Count(end, n+" -> ") != 1 || !strings.Contains(end, n) {
			return "nothing of " + n
		}
	}
	if tr.ring && strings.Count(end, " -> ") != len(tr.names) {
		return "other members of the ring"
	}
	return ""
}

// A known deadlock in the midst of a random plant that goes on is found and named; the same assets with a little more room,
// people or cards go on.
func TestTraps(t *testing.T) {
	for seed := range seeds(70, 1400) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			if ends(t, makePlant(seed)) != "" {
				return // it comes to a stand by itself
			}
			build := traps[seed%uint64(len(traps))]
			closed, open := makePlant(seed), makePlant(seed)
			closed.put("tship", "sink", "good: false")
			open.put("tship", "sink", "good: false")
			tr := build(closed, rand.New(rand.NewPCG(seed, 13)), false)
			if end := ends(t, closed); tr.closed(end) != "" {
				t.Errorf("%s: %q says %s", tr.kind, end, tr.closed(end))
			}
			build(open, rand.New(rand.NewPCG(seed, 13)), true)
			if end := ends(t, open); end != "" {
				t.Errorf("%s with a way out: %s", tr.kind, end)
			}
		})
	}
}
