package line

import (
	"fmt"
	"math/rand/v2"
	"slices"
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

func (p *madePlant) n(k int) int           { return p.rnd.IntN(k) }
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
			a.set("speed: 1.2 m/s")
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

func (p *madePlant) addSource(name, to string) {
	a := p.add(name, "source")
	p.sources++
	switch p.n(8) {
	case 0:
		a.set("rate: %d 1/h", 20+p.n(40))
	case 1:
		a.set("orders: {file: orders.csv, quantity: pieces, release: {column: at, unit: s}, due: {column: due, unit: s}}")
	case 2:
		a.set("every: 0 s")
	case 3:
		a.set("every: 5 min")
		a.set("batch: {dist: uniform, min: 1, max: 4}")
	default:
		a.set("every: {dist: exponential, mean: %d s}", 60+p.n(90))
		p.shifts(a)
	}
	a.set("with: {class: {dist: uniform, min: 0, max: 3}, passes: 0}")
	if p.mixed {
		a.set("makes: {red: 60 %%, blue: rest}")
	}
	if strings.HasPrefix(strings.Join(a.body[1:], " "), "every: 0 s") && p.chance(0.7) && len(p.pools) > 0 {
		a.set("take: @%s@", p.pools[p.n(len(p.pools))])
	} else if p.chance(0.05) && len(p.pools) > 0 {
		a.set("give: @%s@", p.pools[p.n(len(p.pools))])
	}
	a.set("to: @%s@", to)
	p.carry(a)
}

func (p *madePlant) carry(a *madeAsset) {
	if len(p.fleets) > 0 && p.chance(0.25) {
		a.set("move: @agv@")
	}
}

// exit is where station i sends its parts: on, past the next, or back.
func (p *madePlant) exit(a *madeAsset, i int) {
	at := func(k int) string {
		if k >= len(p.flow) {
			return "@ship@"
		}
		return "@" + p.flow[k] + "@"
	}
	next := at(i + 1)
	far, back := at(i+2+p.n(2)), at(p.n(i+1))
	switch p.n(16) {
	case 0:
		if far != next {
			a.set("to: {%s: 60 %%, %s: rest}", next, far)
			break
		}
		a.set("to: %s", next)
	case 1:
		if back != next {
			a.set("to: {%s: 12 %%, @bin@: 3 %%, %s: rest}", back, next)
			break
		}
		a.set("to: %s", next)
	case 2:
		if far != next {
			a.set("to: {rule: %s, of: [%s, %s]}", p.of("shortest_queue", "first_free", "in_turn"), next, far)
			break
		}
		a.set("to: %s", next)
	case 3:
		a.set("to: [{when: part.class > 2.6, to: %s}, {to: %s}]", far, next)
	default:
		a.set("to: %s", next)
	}
	p.carry(a)
}

func (p *madePlant) addStation(i int) {
	name := p.flow[i]
	switch p.n(10) {
	case 0, 1:
		p.addBuffer(name, i)
	case 2, 3:
		a := p.add(name, "conveyor")
		x, y := p.n(60), p.n(40)
		a.set("at: [[%d m, %d m], [%d m, %d m]]", x, y, x+3+p.n(8), y)
		a.set("speed: 0.3 m/s")
		a.set("spacing: %s", p.of("0.5 m", "1 m"))
		accumulate := p.chance(0.7)
		a.set("accumulate: %v", accumulate)
		if accumulate && p.chance(0.3) {
			a.set("length: 0.4 m")
		}
		p.points(a, name)
		p.exit(p.asset(name), i)
	default:
		p.addMachine(name, i)
	}
}

// points are places on the way of a conveyor, and what it takes of pools.
func (p *madePlant) points(a *madeAsset, name string) {
	switch p.n(6) {
	case 0:
		a.set("stops: {scan: {at: 1.5 m, for: 3 s}}")
	case 1:
		a.set("outlets: {odd: {at: 2 m, when: part.class > 2.9, to: @bin@, full: pass}}")
	case 2:
		a.set("inlets: {@feed%s@: {at: 1 m}}", name)
		f := p.add("feed"+name, "source")
		f.set("every: {dist: exponential, mean: 400 s}")
		f.set("with: {class: 1, passes: 0}")
		f.set("to: @%s@", name)
		a = p.asset(name)
	}
	if len(p.pools) > 0 && p.chance(0.1) {
		a.set("take: @%s@", p.pools[0])
	}
	if len(p.pools) > 0 && p.chance(0.1) {
		a.set("give: @%s@", p.pools[0])
	}
}

// asset is the one of that name; adding another may have moved it.
func (p *madePlant) asset(name string) *madeAsset {
	for i := range p.assets {
		if p.assets[i].name == name {
			return &p.assets[i]
		}
	}
	return nil
}

func (p *madePlant) addBuffer(name string, i int) {
	a := p.add(name, "buffer")
	a.set("capacity: %s", p.of("1", "2", "5", "unlimited"))
	if p.chance(0.3) {
		a.set("pick: %s", p.of("lifo", "part.class", "edd"))
	}
	if p.chance(0.2) {
		p.exact = false
		a.set("dwell: %s", p.of("{min: 40 s}", "{min: 20 s, max: 20 min}", "{max: 10 min, late: @bin@}"))
	}
	if len(p.pools) > 0 && p.chance(0.1) {
		a.set("take: @%s@", p.pools[0])
	}
	if len(p.pools) > 0 && p.chance(0.1) {
		a.set("give: @%s@", p.pools[0])
	}
	p.exit(a, i)
}

func (p *madePlant) addMachine(name string, i int) {
	feed := ""
	if p.chance(0.08) {
		feed = "feed" + name
	}
	a := p.add(name, "machine")
	a.set("servers: %d", 1+p.n(3))
	if queue := p.of("0", "1", "3", "unlimited"); feed == "" || queue != "unlimited" {
		a.set("queue: %s", queue)
	}
	staged := p.chance(0.08)
	if staged {
		a.set("cycle: {steps: [{name: load, for: 8 s}, {name: work, for: {dist: exponential, mean: 20 s}}, {name: look, until: \"@%s@.busy < 2\", limit: 10 h}]}", name)
	} else {
		a.set("cycle: %s", p.of("{dist: exponential, mean: 40 s}", "25 s", "{dist: gamma, mean: 35 s, sd: 15 s}", "20 s + 5 s * part.class"))
	}
	p.load(a, feed, staged)
	if p.chance(0.15) {
		a.set("setup: %s", p.of("30 s", "{dist: exponential, mean: 20 s}"))
	}
	if p.chance(0.1) {
		a.set("warm_up: {takes: 1 min, after: 30 min}")
	}
	if p.chance(0.1) {
		a.set("mark: {passes: part.passes + 1}")
	}
	p.people(a)
	p.stops(a)
	p.pool(a)
	if p.chance(0.1) {
		a.set("power: {busy: 5 kW, idle: 1 kW}")
		a.set("ideal: 20 s")
	}
	p.exit(a, i)
	if feed != "" {
		f := p.add(feed, "source")
		f.set("every: %s", p.of("0 s", "{dist: exponential, mean: 70 s}"))
		f.set("with: {class: 1, passes: 0}")
		f.set("to: @%s@", name)
		p.carry(f)
	}
}

// load is how parts come into a machine and leave it.
func (p *madePlant) load(a *madeAsset, feed string, staged bool) {
	switch {
	case feed != "":
		p.exact = false
		a.set("joins: {@%s@: %d}", feed, 1+p.n(2))
		if p.chance(0.5) {
			a.set("packs: true")
		}
	case p.chance(0.1):
		a.set("batch: %s", p.of("{size: 3}", "{size: 4, least: 2}", "{size: 3, wait: 4 min}"))
	case p.chance(0.12) && !staged:
		how := p.of("resume", "restart", "scrap")
		p.exact = p.exact && how != "scrap"
		a.set("pick: part.class")
		a.set("preempt: %s", how)
	case p.chance(0.2):
		a.set("pick: %s", p.of("fifo", "lifo", "spt", "edd", "slack", "least_setup"))
	}
	if p.chance(0.06) {
		p.exact = false
		a.set("splits: %s", p.of("2", "contents"))
	}
}

func (p *madePlant) people(a *madeAsset) {
	if len(p.crews) == 0 || p.chance(0.75) {
		return
	}
	a.set("needs: %s", p.of("@"+p.crews[0]+"@", "all", "[skill0]"))
	a.set("priority: %d", p.n(3))
	if p.chance(0.3) {
		a.set("urgent: true")
	}
}

// stops are failures, maintenance and shifts.
func (p *madePlant) stops(a *madeAsset) {
	if p.chance(0.3) {
		part := p.of("resume", "restart", "scrap")
		p.exact = p.exact && part != "scrap"
		more := ""
		if len(p.crews) > 0 && p.chance(0.4) {
			more = fmt.Sprintf(", needs: @%s@, urgent: %v", p.crews[p.n(len(p.crews))], p.chance(0.5))
		}
		if p.chance(0.2) {
			more += ", spares: {stock: 2, lead: 3 h, lot: 1}"
		}
		a.set("failures: {f: {after: {dist: exponential, mean: 3 h}, counts: %s, repair: {dist: exponential, mean: 6 min}, part: %s%s}, g: {after: {dist: weibull, shape: 2, scale: 200}, counts: cycles, repair: 2 min, renews: %s}}",
			p.of("busy", "clock"), part, more, p.of("[g]", "none"))
	}
	if p.chance(0.15) {
		who := ""
		if len(p.crews) > 0 && p.chance(0.6) {
			who = ", needs: @" + p.crews[p.n(len(p.crews))] + "@"
		}
		a.set("maintenance: {m: {every: %s, takes: 10 min%s}}", p.of("6 h", "8 h, counts: clock", "300, counts: cycles"), who)
	}
	if p.chance(0.15) {
		p.shifts(a)
		a.set("off: %s", p.of("finish", "suspend"))
	}
}

// pool takes and gives, not always with care.
func (p *madePlant) pool(a *madeAsset) {
	if len(p.pools) == 0 {
		return
	}
	one := "@" + p.pools[p.n(len(p.pools))] + "@"
	switch p.n(14) {
	case 0, 1:
		a.set("take: %s", one)
		a.set("give: %s", one)
	case 2:
		a.set("take: %s", one)
	case 3:
		a.set("give: %s", one)
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
			return to == "@ship@" && !moved && !takes && !strings.Contains(dwell, "min")
		}
		queue, _ := a.value("queue")
		places, _ := a.value("capacity")
		switch {
		case queue == "unlimited", places == "unlimited":
			return true
		case moved, takes, a.kind != "buffer", strings.Contains(dwell, "min"):
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

// value is a setting as it is written.
func (a *madeAsset) value(key string) (string, bool) {
	for _, s := range a.body {
		if k, v, ok := strings.Cut(s, ": "); ok && k == key {
			return v, true
		}
	}
	return "", false
}

// addRoute adds three machines that a product of its own goes through, the first of them twice.
func (p *madePlant) addRoute() {
	s := p.add("inr", "source")
	s.set("every: {dist: exponential, mean: 2 min}")
	s.set("with: {class: 1, passes: 0}")
	s.set("makes: routed")
	s.set("to: route")
	p.sources++
	for _, n := range []string{"r1", "r2", "r3"} {
		a := p.add(n, "machine")
		a.set("queue: %s", p.of("1", "unlimited", "unlimited"))
		a.set("cycle: 30 s")
		p.people(a)
		a.set("to: route")
		p.carry(a)
	}
}

// text is the scenario. Names go through rename (nil: as they are); the assets stand in the order given (nil: as made).
func (p *madePlant) text(rename func(string) string, order []int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "plantwin: 1\nname: plant %d\n", p.seed)
	if p.mixed || p.routed {
		b.WriteString("products: {red: {due: 2 h}, blue: {due: 1 h, value: 3 EUR}")
		if p.routed {
			b.WriteString(", routed: {route: [{at: [@r1@, @r2@]}, {name: mid, at: @r3@, cycle: 20 s}, {at: @r1@, setup: 5 s}]}")
		}
		b.WriteString("}\n")
	}
	if p.costly {
		b.WriteString("tables:\n  tariff: {x: h, y: EUR/kWh, points: [[0, 0.1], [6, 0.3], [22, 0.15], [24, 0.1]], between: step, outside: repeat}\n")
		fmt.Fprintf(&b, "costs:\n  energy: %s\n  carbon: 0.4 kg/kWh\n  interest: 0.1 %%/d\n", p.tariff)
		p.utilities(&b)
	}
	b.WriteString("assets:\n")
	for k := range p.assets {
		a := &p.assets[k]
		if order != nil {
			a = &p.assets[order[k]]
		}
		fmt.Fprintf(&b, "  @%s@:\n    kind: %s\n", a.name, a.kind)
		if rename != nil && rename(a.name) != a.name {
			fmt.Fprintf(&b, "    stream: %s\n", a.name)
		}
		for _, s := range a.body {
			fmt.Fprintf(&b, "    %s\n", s)
		}
	}
	fmt.Fprintf(&b, "run: {for: 3 d, warmup: 0 s, seed: %d}\nmeasure:\n", p.seed)
	p.measures(&b)
	return p.named(b.String(), rename)
}

// utilities are what the first machine without a cost of its own uses: by time of two signals, and by part.
func (p *madePlant) utilities(b *strings.Builder) {
	for k := range p.assets {
		if a := &p.assets[k]; a.kind == "machine" && !strings.Contains(strings.Join(a.body, "\n"), "cost:") {
			fmt.Fprintf(b, "  utilities:\n    gas: {of: @%s@.busy, price: 4 EUR/h, carbon: 2 kg/h}\n", a.name)
			fmt.Fprintf(b, "    steam: {of: @%s@.parts, price: 1 EUR/h}\n    air: {of: @%s@.done, price: 0.1 EUR}\n", a.name, a.name)
			return
		}
	}
}

func (p *madePlant) named(text string, rename func(string) string) string {
	for k := range p.assets {
		to := p.assets[k].name
		if rename != nil {
			to = rename(to)
		}
		text = strings.ReplaceAll(text, "@"+p.assets[k].name+"@", to)
	}
	return text
}

// measures are what the checks read.
func (p *madePlant) measures(b *strings.Builder) {
	var in, came []string
	for k := range p.assets {
		a := &p.assets[k]
		body := strings.Join(a.body, "\n")
		switch a.kind {
		case "source":
			in = append(in, "@"+a.name+"@.done")
		case "sink":
			fmt.Fprintf(b, "  %s_n: @%s@.done\n  %s_lead: {value: @%s@.lead_time.mean, unit: s}\n", a.name, a.name, a.name, a.name)
		case "machine":
			var sum []string
			for _, s := range []string{"busy", "starved", "blocked", "waiting", "setup", "down", "held", "off_shift"} {
				sum = append(sum, "@"+a.name+"@."+s+".total")
			}
			if at := strings.Index(body, "cost: {busy: 36"); at >= 0 {
				p.bill(b, a.name, body)
			}
			fmt.Fprintf(b, "  %s_states: {value: %s, unit: s}\n  %s_blocked: @%s@.blocked.last\n", a.name, strings.Join(sum, " + "), a.name, a.name)
			if strings.Contains(body, "joins:") {
				came = append(came, "- @"+a.name+"@.joined")
			}
			if strings.Contains(body, "splits:") {
				came = append(came, "+ @"+a.name+"@.split")
			}
		case "buffer", "conveyor":
			fmt.Fprintf(b, "  %s_level: {value: @%s@.parts.total, unit: s}\n  %s_n: @%s@.done\n  %s_wait: {value: @%s@.wait.mean, unit: s}\n", a.name, a.name, a.name, a.name, a.name, a.name)
		}
	}
	if p.costly {
		b.WriteString("  cost: plant.cost\n  direct: plant.cost - plant.overhead - plant.holding\n  good: plant.part_cost.mean * plant.part_cost.count\n")
		b.WriteString("  wasted: plant.scrap_cost\n  inside_cost: plant.wip_cost\n  used: {value: plant.energy, unit: J}\n  carbon: {value: plant.carbon, unit: kg}\n")
		var products []string
		if p.mixed || p.routed {
			products = []string{"red", "blue"}
		}
		if p.routed {
			products = append(products, "routed")
		}
		if slices.ContainsFunc(p.assets, func(a madeAsset) bool { _, makes := a.value("makes"); return a.kind == "source" && !makes }) {
			products = append(products, "part")
		}
		fmt.Fprintf(b, "  by_product: plant.overhead + plant.products.%s.cost\n", strings.Join(products, ".cost + plant.products."))
		var all []string
		for k := range p.assets {
			if kind := p.assets[k].kind; kind != "buffer" && kind != "pool" && kind != "network" {
				all = append(all, "@"+p.assets[k].name+"@.cost")
			}
		}
		fmt.Fprintf(b, "  assets_cost: plant.holding + %s\n", strings.Join(all, " + "))
	}
	fmt.Fprintf(b, "  in: %s %s\n  out: plant.good + plant.scrap\n  inside: plant.wip.last\n  wip: {value: plant.wip.total, unit: s}\n",
		strings.Join(in, " + "), strings.Join(came, " "))
}

// free takes all costs away.
func (p *madePlant) free() *madePlant {
	p.costly = false
	for k := range p.assets {
		a := &p.assets[k]
		a.body = slices.DeleteFunc(a.body, func(s string) bool { return strings.HasPrefix(s, "cost:") })
		for i, s := range a.body {
			a.body[i] = strings.Replace(s, "cost: 5 EUR, ", "", 1)
		}
	}
	return p
}

// bill are the time and the energy of a machine that are booked to no product, as measured and by its states.
func (p *madePlant) bill(b *strings.Builder, name, body string) {
	idle := []string{"starved", "blocked", "waiting", "held"}
	servers := "1"
	if _, rest, ok := strings.Cut(body, "servers: "); ok {
		servers, _, _ = strings.Cut(rest, "\n")
	}
	var sum, drawn []string
	for _, s := range append(idle, "down") {
		rate, at := "12", "@"+name+"@."+s+".total * "+servers
		if s == "down" {
			rate = "24"
		}
		sum, drawn = append(sum, rate+" EUR/h * "+at), append(drawn, at)
	}
	drawn = append(drawn, "@"+name+"@.off_shift.total * "+servers)
	if strings.Contains(body, "power:") {
		if p.tariff != "0.2 EUR/kWh" {
			return
		}
		sum = append(sum, "0.2 EUR/kWh * 1 kW * ("+strings.Join(drawn, " + ")+")")
	}
	if strings.Contains(body, "cost: 5 EUR") {
		sum = append(sum, "5 EUR * @"+name+"@.failures.g.count")
	}
	fmt.Fprintf(b, "  %s_bill: @%s@.overhead\n  %s_owed: %s\n", name, name, name, strings.Join(sum, " + "))
}
