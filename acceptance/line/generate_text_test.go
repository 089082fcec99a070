package line

import (
	"fmt"
	"slices"
	"strings"
)

// value is a setting as it is written.
func (a *madeAsset) value(key string) (string, bool) {
	for _, s := range a.body {
		if k, v, ok := strings.Cut(s, ": "); ok && k == key {
			return v, true
		}
	}
	return "", false
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
