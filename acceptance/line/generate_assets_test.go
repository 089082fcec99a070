package line

import (
	"fmt"
	"strings"
)

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
