package line

import (
	"strings"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

// totals are the stores of the whole plant. It is constant. An index of none is a store that nobody asked for.
type totals struct {
	wip      int32   // level: parts between their source and where they leave
	lead     int32   // tally of the lead times of good parts [s]
	own      bool    // lead is the plant's own, not the one good sink's
	makespan int32   // level: time of the last part out [s]
	wait     int32   // tally of the waits before all machines [s], if asked for
	tard     int32   // tally of the tardiness of good parts [s], if asked for
	late     int32   // count of good parts that are late, if asked for
	wips     []int32 // levels by product, none where nobody asked; nil if nobody asked at all
	pools    []*pool
	units    []bound    // all of the line
	products *byProduct // of good parts
	value    []sim.Term // value of good parts [money], if asked for
	costs    *costing   // nil if they are not kept
}

// newTotals makes the plant's stores.
func newTotals(b *sim.Builder, assets []Asset, p *Products) *totals {
	t := &totals{lead: none, makespan: none, wait: none, tard: none, late: none}
	t.costs = newCosting(b, assets, p)
	t.wip = b.Level("plant", "wip", 0)
	good := 0
	for i := range assets {
		if isGoodSink(&assets[i]) {
			good++
		}
	}
	if good != 1 || b.Asked("plant.lead_time") != 0 {
		t.own, t.lead = true, b.Tally("plant", "lead_time")
	}
	if b.Asked("plant.value") != 0 { // the value is a sum over the good parts of each product
		for i := range p.List {
			b.Ask("plant.products."+p.List[i].Name+".good", sim.WantLevel)
		}
	}
	t.products = newByProduct(b, "plant", p, "good")
	if b.Asked("plant.value") != 0 {
		for i := range p.List {
			t.value = append(t.value, term(sim.StoreCount, t.products.done[i], p.List[i].Value))
		}
	}
	if b.Asked("plant.tardiness") != 0 {
		t.tard = b.Tally("plant", "tardiness")
	}
	if b.Asked("plant.late")|b.Asked("plant.on_time") != 0 {
		t.late = b.Count("plant", "late")
	}
	t.countInside(b, p)
	if b.Asked("plant.makespan") != 0 {
		t.makespan = b.Level("plant", "makespan", 0)
	}
	if b.Asked("plant.wait") != 0 {
		t.wait = b.Tally("plant", "wait")
	}
	return t
}

// PlantSignals documents the signals of the plant as a whole.
func PlantSignals(products []string) []SignalDoc {
	var out []SignalDoc
	for _, d := range plantSignals {
		if strings.Contains(d.Name, productName) {
			out = append(out, forProducts(d, products)...)
			continue
		}
		out = append(out, d)
	}
	return out
}

var plantSignals = []SignalDoc{
	{"good", Count, unit.One, "parts out at good sinks"},
	{"scrap", Count, unit.One, "parts out at sinks that are not good, and parts thrown away in machines"},
	{"wip", Level, unit.One, "parts between their source and where they leave"},
	{"lead_time", Sample, unit.Time, "time from leaving the source to a good sink, by part"},
	{"throughput", Rate, unit.PerTime, "good parts per time"},
	{"makespan", Level, unit.Time, "time at which the last part so far came out"},
	{"wait", Sample, unit.Time, "time before the beginning of work, by part and machine"},
	{"tardiness", Sample, unit.Time, "time by which good parts are late, 0 if they are not, by part with a due date"},
	{"late", Count, unit.One, "good parts that are late"},
	{"on_time", Ratio, unit.One, "share of the good parts that are not late"},
	{"value", Count, unit.Money, "value of the parts out at good sinks, as the products say"},
	{"products." + productName + ".good", Count, unit.One, "parts of that product out at good sinks"},
	{"products." + productName + ".lead_time", Sample, unit.Time, "their time from leaving the source, by part"},
	{"products." + productName + ".tardiness", Sample, unit.Time, "time by which they are late, 0 if they are not, by part with a due date"},
	{"products." + productName + ".late", Count, unit.One, "those that are late"},
	{"products." + productName + ".on_time", Ratio, unit.One, "share of them that are not late"},
	{"products." + productName + ".wip", Level, unit.One, "parts of that product between their source and where they leave"},
	{"products." + productName + ".wait", Sample, unit.Time, "their time before the beginning of work, by part and machine"},
	{"power", Level, unit.Power, "electric power of all machines and of chargers"},
	{"energy", Count, unit.Energy, "electric energy of all machines and of chargers"},
	{"cost", Amount, unit.Money, "cost of all assets and of the capital in parts: see costs"},
	{"overhead", Amount, unit.Money, "what of it is booked to no product"},
	{"holding", Amount, unit.Money, "cost of the capital in the parts inside: their value times costs.interest times their time"},
	{"scrap_cost", Amount, unit.Money, "what has been spent on parts that left without being good"},
	{"wip_cost", Ratio, unit.Money, "what has been spent on the parts that are inside at the end"},
	{"carbon", Amount, unit.Mass, "carbon dioxide equivalent of energy and parts"},
	{"part_cost", Sample, unit.Money, "what has been spent on a good part, and on those that went into it, without overhead and holding"},
	{"part_energy", Sample, unit.Energy, "electric energy of the work on a good part, and on those that went into it"},
	{"part_carbon", Sample, unit.Mass, "carbon of a good part, and of those that went into it"},
	productCosts, productEnergy, productCarbon,
	{"products." + productName + ".part_cost", Sample, unit.Money, "part_cost of good parts of that product"},
	{"products." + productName + ".part_energy", Sample, unit.Energy, "part_energy of good parts of that product"},
	{"products." + productName + ".part_carbon", Sample, unit.Mass, "part_carbon of good parts of that product"},
}

// waste books that a part leaves the plant that is thrown away.
func (t *totals) waste(s *sim.State, part int32) {
	t.costs.out(s, part, false)
	t.gone(s, part)
}

// gone books that a part leaves the plant and frees its record.
func (t *totals) gone(s *sim.State, part int32) {
	s.Add(t.wip, -1)
	t.inside(s, s.Part(part).Type, -1)
	if t.makespan >= 0 {
		s.Set(t.makespan, seconds(s.Now))
	}
	t.freeAll(s, part)
}

// countInside makes the levels of parts inside by product that are asked for.
func (t *totals) countInside(b *sim.Builder, p *Products) {
	var list []int32
	any := false
	for i := range p.List {
		name, k := "products."+p.List[i].Name+".wip", none
		if b.Asked("plant."+name) != 0 {
			k, any = b.Level("plant", name, 0), true
		}
		list = append(list, k)
	}
	if any {
		t.wips = list
	}
}

// inside books that there are by more parts of a product in the plant.
func (t *totals) inside(s *sim.State, typ int32, by float64) {
	if t.wips != nil && t.wips[typ] >= 0 {
		s.Add(t.wips[typ], by)
	}
}

// overdue books by how much a good part is late [s]; NaN for one without a due date.
func (t *totals) overdue(s *sim.State, tardiness float64) {
	if t.tard >= 0 && tardiness == tardiness {
		s.Sample(t.tard, tardiness)
	}
	if t.late >= 0 && tardiness > 0 {
		s.Count(t.late, 1)
	}
}
