package line

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A random plant, as its scenario is written. Names stand as @name@ in the texts, so that they can be changed.
type madePlant struct {
	seed    uint64
	assets  []madeAsset
	mixed   bool // it has products
	routed  bool
	exact   bool // every part that comes in goes out as it is: Little's law is an identity for the plant
	rnd     *rand.Rand
	crews   []string
	pools   []string
	fleets  []string
	flow    []string // stations in a row
	sources int
	costly  bool
	tariff  string // price of energy
}

type madeAsset struct {
	name, kind string
	body       []string // settings as key: value
}

func (a *madeAsset) set(format string, args ...any) {
	a.body = append(a.body, fmt.Sprintf(format, args...))
}

func (p *madePlant) n(k int) int { return p.rnd.IntN(k) }

func (p *madePlant) chance(x float64) bool { return p.rnd.Float64() < x }

func (p *madePlant) of(list ...string) string {
	return list[p.n(len(list))]
}

func (p *madePlant) add(name, kind string) *madeAsset {
	p.assets = append(p.assets, madeAsset{name: name, kind: kind})
	a := &p.assets[len(p.assets)-1]
	if kind != "conveyor" && kind != "network" && (kind != "fleet" || len(p.crews) > 0) {
		a.set("at: [%d m, %d m]", p.n(80), p.n(40))
	}
	return a
}

// makePlant puts 5 to 60 assets together: stations in a row with ways past one another and back, with all that the kinds
// of the line offer and little room.
func makePlant(seed uint64) *madePlant {
	p := &madePlant{seed: seed, rnd: rand.New(rand.NewPCG(seed, 7)), exact: true}
	size := 5 + p.n(56)
	p.mixed, p.routed = p.chance(0.3), size > 12 && p.chance(0.2)
	p.addHelpers(size)
	rest := max(size-len(p.assets)-4, 1)
	for i := range rest {
		p.flow = append(p.flow, fmt.Sprintf("u%02d", i))
	}
	for i := range 1 + p.n(min(3, rest)) {
		p.addSource(fmt.Sprintf("in%d", i), p.flow[i])
	}
	for i := range p.flow {
		p.addStation(i)
	}
	if p.routed {
		p.addRoute()
	}
	p.keepPlaces()
	p.slow()
	ship := p.add("ship", "sink")
	if len(p.pools) > 0 && p.chance(0.5) {
		ship.set("give: @%s@", p.pools[p.n(len(p.pools))])
	}
	if p.chance(0.3) {
		ship.set("takt: 3 min")
	}
	p.add("bin", "sink").set("good: false")
	p.cost()
	return p
}

// cost gives some plants prices, and rates to what stands in them; its chances are its own, so that the plants stay as they are.
func (p *madePlant) cost() {
	rnd := rand.New(rand.NewPCG(p.seed, 11))
	p.costly = rnd.IntN(3) == 0
	if !p.costly {
		return
	}
	p.tariff = []string{"0.2 EUR/kWh", "tariff(time)"}[rnd.IntN(2)]
	each := "part: {dist: uniform, min: 1 EUR, max: 2 EUR}, carbon: 0.1 kg * (1 + part.class)"
	for k := range p.assets {
		a := &p.assets[k]
		if rnd.IntN(5) == 0 {
			continue
		}
		switch a.kind {
		case "source", "sink":
			a.set("cost: {%s}", each)
		case "machine":
			a.set("cost: {busy: 36 EUR/h, setup: 30 EUR/h, down: 24 EUR/h, idle: 12 EUR/h, load: 2 EUR, changeover: 3 EUR, %s}", each)
			for i, s := range a.body {
				a.body[i] = strings.Replace(s, "g: {after:", "g: {cost: 5 EUR, after:", 1)
			}
		case "crew":
			a.set("cost: {busy: 40 EUR/h, walking: 38 EUR/h, idle: 36 EUR/h}")
		case "fleet":
			a.set("cost: {idle: 10 EUR/h, loaded: 12 EUR/h, %s}", each)
		case "conveyor":
			a.set("cost: {idle: 2 EUR/h, busy: 3 EUR/h}")
		}
	}
}

// walkSpeed is that of people who walk [m/s].
const walkSpeed = 1.2

func (p *madePlant) shifts(a *madeAsset) {
	if p.chance(0.25) {
		a.set("shifts: %s", p.of(`["06:00-14:00", "14:30-22:00"]`, `{mon_fri: ["06:00-22:00"], sat: ["06:00-12:00"]}`, `["22:00-10:00"]`))
	}
}

// addHelpers adds crews, pools, a fleet and its network.
func (p *madePlant) addHelpers(size int) {
	if size < 8 {
		return
	}
	for i := range p.n(3) {
		name := fmt.Sprintf("crew%d", i)
		p.crews = append(p.crews, name)
		a := p.add(name, "crew")
		a.set("count: %d", 1+p.n(3))
		a.set("skills: [skill%d, all]", i)
		p.shifts(a)
		if p.chance(0.3) {
			a.set("speed: %g m/s", walkSpeed)
		}
	}
	for i := range p.n(3) {
		name := fmt.Sprintf("pool%d", i)
		p.pools = append(p.pools, name)
		a := p.add(name, "pool")
		a.set("count: %d", 1+p.n(12))
		if p.chance(0.15) {
			a.set("returns: false")
		}
	}
	if p.chance(0.5) {
		return
	}
	p.fleets = append(p.fleets, "agv")
	a := p.add("agv", "fleet")
	a.set("count: %d", 1+p.n(3))
	a.set("speed: %s", p.of("1 m/s", "2 m/s"))
	a.set("capacity: %d", 1+p.n(2))
	a.set("load: 4 s")
	a.set("unload: {dist: uniform, min: 2 s, max: 6 s}")
	a.set("dispatch: %s", p.of("fifo", "nearest"))
	switch p.n(3) {
	case 0:
		a.set("acceleration: 0.8 m/s2")
	case 1:
		a.set("cross: 0.5 m/s")
	}
	if p.chance(0.3) && len(p.crews) > 0 {
		a.set("needs: @%s@", p.crews[0])
		a.set("priority: 1")
	}
	if p.chance(0.2) {
		a.set("failures: {wheel: {after: {dist: exponential, mean: 30 h}, counts: clock, repair: 20 min}}")
		a.set("maintenance: {oil: {every: 40, counts: cycles, takes: 10 min}}")
	}
	if p.chance(0.2) {
		a.set("shifts: [\"05:00-23:00\"]")
	}
	if p.chance(0.3) {
		a.set("battery: {capacity: 1 kWh, driving: 900 W, standing: 5 W, low: 30 %%, until: 90 %%, charger: 4 kW, at: [5 m, 5 m]}")
	}
	if p.chance(0.6) && !strings.Contains(strings.Join(a.body, " "), "cross") {
		a.set("via: @lanes@")
		if p.chance(0.4) {
			a.set("park: c1")
		}
		lanes := p.add("lanes", "network")
		lanes.set("nodes: {c1: [0 m, 0 m], c2: [80 m, 0 m], c3: [80 m, 40 m], c4: [0 m, 40 m]}")
		lanes.set("edges: %s", p.of("[[c1, c2], [c2, c3], [c3, c4], [c4, c1]]",
			"[{from: c1, to: c2}, {from: c2, to: c3, holds: 2}, {from: c3, to: c4}, {from: c4, to: c1}]"))
		if p.chance(0.3) {
			lanes.set("zones: {corner: {nodes: [c2, c3], holds: 2}}")
		}
	}
}

// slow gives time between the parts of sources whose parts would all go on at once to a place without end. Where they may,
// by a choice that each part makes, the run says so.
func (p *madePlant) slow() {
	for k := range p.assets {
		a := &p.assets[k]
		if every, _ := a.value("every"); every != "0 s" || !p.endless(a) {
			continue
		}
		for i, s := range a.body {
			if s == "every: 0 s" {
				a.body[i] = "every: 50 s"
			}
		}
	}
}

// endless reports whether parts of an asset go on at once, through buffers, to a sink or a place without end.
func (p *madePlant) endless(a *madeAsset) bool {
	for range len(p.flow) + 1 {
		to, _ := a.value("to")
		_, moved := a.value("move")
		_, takes := a.value("take")
		dwell, _ := a.value("dwell")
		a = p.asset(strings.Trim(to, "@"))
		if a == nil { // sinks are added last
			return to == "@ship@" && !moved && !takes && !strings.Contains(dwell, "min:")
		}
		queue, _ := a.value("queue")
		places, _ := a.value("capacity")
		switch {
		case queue == "unlimited", places == "unlimited":
			return true
		case moved, takes, a.kind != "buffer", strings.Contains(dwell, "min:"):
			return false
		}
	}
	return false
}

// keepPlaces lets some machines begin work only when the next place is kept.
func (p *madePlant) keepPlaces() {
	for k := range p.assets {
		a := &p.assets[k]
		to, _ := a.value("to")
		if _, moved := a.value("move"); moved || a.kind != "machine" || strings.ContainsAny(to, "{[") || !p.chance(0.15) {
			continue
		}
		for j := range p.assets {
			b := &p.assets[j]
			_, joins := b.value("joins")
			_, batch := b.value("batch")
			if "@"+b.name+"@" == to && (b.kind == "machine" && !joins && !batch || b.kind == "buffer") {
				a.set("blocking: before")
			}
		}
	}
}
