package line

import (
	"strings"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

// totals are the stores of the whole plant. It is constant. An index of none is a store that nobody asked for.
type totals struct {
	wip      int32 // level: parts between their source and where they leave
	lead     int32 // tally of the lead times of good parts [s]
	own      bool  // lead is the plant's own, not the one good sink's
	makespan int32 // level: time of the last part out [s]
	wait     int32 // tally of the waits before all machines [s], if asked for
	pools    []*pool
	products *byProduct // of good parts
	value    []sim.Term // value of good parts [money], if asked for
}

// newTotals makes the plant's stores.
func newTotals(b *sim.Builder, assets []Asset, p *Products) *totals {
	t := &totals{lead: none, makespan: none, wait: none}
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
	{"value", Count, unit.Money, "value of the parts out at good sinks, as the products say"},
	{"products." + productName + ".good", Count, unit.One, "parts of that product out at good sinks"},
	{"products." + productName + ".lead_time", Sample, unit.Time, "their time from leaving the source, by part"},
	{"products." + productName + ".tardiness", Sample, unit.Time, "time by which they are late, 0 if they are not, by part with a due date"},
	{"products." + productName + ".late", Count, unit.One, "those that are late"},
	{"power", Level, unit.Power, "electric power of all machines and of chargers"},
	{"energy", Count, unit.Energy, "electric energy of all machines and of chargers"},
}

// gone books that a part leaves the plant and frees its record.
func (t *totals) gone(s *sim.State, part int32) {
	s.Add(t.wip, -1)
	if t.makespan >= 0 {
		s.Set(t.makespan, seconds(s.Now))
	}
	if s.Part(part).Child == 0 && len(t.pools) == 0 {
		s.FreePart(part)
		return
	}
	t.freeAll(s, part)
}
