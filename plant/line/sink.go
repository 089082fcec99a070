package line

import (
	"math"
	"time"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

var _ = register(&Kind{
	Name:    "sink",
	About:   "Where parts leave the plant. It takes every part at once.",
	Example: "ship: {kind: sink}",
	Settings: []Setting{
		{Key: "good", Form: Toggle, Default: "true", Shape: true, About: "whether its parts count as output; false for scrap"},
		{Key: "takt", Form: Quantity, Dim: unit.Time, HasMin: true, Open: true, About: "time between parts that is wanted"},
		giveSetting, costSetting(nil, "", partCost, partCarbon), atSetting,
	},
	Signals: []SignalDoc{
		{"done", Count, unit.One, "parts that left here"},
		{"lead_time", Sample, unit.Time, "time since the part left its source, by part"},
		{"tardiness", Sample, unit.Time, "time since the part was due, 0 if it is not late, by part with a due date"},
		{"late", Count, unit.One, "parts that are late"},
		{"on_time", Ratio, unit.One, "share of the parts that are not late"},
		{"gap", Sample, unit.Time, "time since the part before, by part but the first of the run"},
		{"takt_adherence", Ratio, unit.One, "share of the gaps that are not longer than takt"},
		{"products." + productName + ".done", Count, unit.One, "parts of that product"},
		{"products." + productName + ".lead_time", Sample, unit.Time, "their lead time, by part"},
		{"products." + productName + ".tardiness", Sample, unit.Time, "their tardiness, by part with a due date"},
		{"products." + productName + ".late", Count, unit.One, "those of them that are late"},
		{"products." + productName + ".on_time", Ratio, unit.One, "share of them that are not late"},
		costSignal, carbonSignal, productCosts, productCarbon,
	},
	Accepts: true,
	bind:    bindSink,
})

type sink struct {
	id       int32
	done     int32
	leadTime int32
	tard     int32 // tally, if asked for
	late     int32 // count, if asked for
	gap      int32 // tally, if asked for
	good     bool
	extra    bool // due dates, products or costs are to be seen to
	t        *totals
	give     *claims
	products *byProduct
	*sinkRest
}

// sinkRest is what only some sinks need.
type sinkRest struct {
	name string
	p    *Products
	takt time.Duration
	gaps [2]int32 // counts of gaps, and of those within takt, if asked for

	books *ledger
}

// sinkState is kept where the gaps between parts are asked for.
type sinkState struct {
	last time.Duration // when the last part came; below 0 for none
}

// isGoodSink is asked before the units stand.
func isGoodSink(a *Asset) bool {
	return a.Kind.Name == "sink" && reader{a.Values, a.Kind.Settings}.get("good").On
}

func bindSink(c *compiler, i int) bound {
	name := c.assets[i].Name
	u := &sink{
		id: int32(i), good: isGoodSink(&c.assets[i]), t: c.totals, tard: none, late: none, sinkRest: &sinkRest{name: name, p: c.products},
		done: c.b.Count(name, "done"), leadTime: c.b.Tally(name, "lead_time"), give: c.claim(i, "give", c.reader(i)),
	}
	if c.b.Asked(name+".tardiness") != 0 {
		u.tard = c.b.Tally(name, "tardiness")
	}
	if c.b.Asked(name+".late") != 0 || c.b.Asked(name+".on_time") != 0 {
		u.late = c.b.Count(name, "late")
	}
	u.bindGaps(c, c.reader(i))
	u.products = newByProduct(c.b, name, c.products, "done")
	u.books = c.ledgerOf(i, nil, none, nil, powers{})
	u.extra = u.p.Due >= 0 || u.products != nil || u.t.products != nil || u.t.costs != nil
	return u
}

func (u *sink) Start(*sim.State) error           { return nil }
func (u *sink) leave(*sim.State, asker)          {}
func (u *sink) load(*sim.State) int32            { return 0 }
func (u *sink) command(string) (sim.Event, bool) { return sim.Event{}, false }

// Handle fails the run for a part whose cost is no number.
func (u *sink) Handle(_ *sim.State, e sim.Event) error { return badErrors[e.Arg] }

// Name is what errors call it.
func (u *sink) Name() string { return u.name }

// Accept ends the part.
func (u *sink) Accept(s *sim.State, part int32, _ asker) bool {
	lead := seconds(s.Now - s.Part(part).Born)
	s.Sample(u.leadTime, lead)
	if u.t.own && u.good {
		s.Sample(u.t.lead, lead)
	}
	s.Count(u.done, 1)
	if u.extra {
		u.more(s, part, lead)
	}
	if u.gap >= 0 {
		u.space(s)
	}
	if u.give != nil {
		u.give.give(s, part)
	}
	s.Ends(u.id, part)
	u.t.gone(s, part)
	return true
}

// bindGaps makes the stores of gaps that are asked for.
func (u *sink) bindGaps(c *compiler, r reader) {
	u.gap = none
	u.takt = ticks(r.get("takt").Num)
	if c.b.Asked(u.name+".gap")|c.b.Asked(u.name+".takt_adherence") == 0 {
		return
	}
	u.gap = c.b.Tally(u.name, "gap")
	u.gaps = [2]int32{c.b.Count(u.name, "gaps"), c.b.Count(u.name, "gaps.in_takt")}
}

// New implements sim.Unit.
func (u *sink) New() any {
	if u.gap < 0 {
		return nil
	}
	return &sinkState{last: -1}
}

// space books the time since the part before.
func (u *sink) space(s *sim.State) {
	st := s.Units[u.id].(*sinkState)
	if st.last >= 0 {
		d := s.Now - st.last
		s.Sample(u.gap, seconds(d))
		s.Count(u.gaps[0], 1)
		if d <= u.takt {
			s.Count(u.gaps[1], 1)
		}
	}
	st.last = s.Now
}

// more books what is asked for by due date and product.
func (u *sink) more(s *sim.State, part int32, lead float64) {
	tardiness := math.NaN()
	if u.p.Due >= 0 {
		if due := s.Attr(u.p.Due, part); !math.IsInf(due, 1) {
			tardiness = math.Max(s.Now.Seconds()-due, 0)
		}
	}
	if u.tard >= 0 && tardiness == tardiness {
		s.Sample(u.tard, tardiness)
	}
	if u.late >= 0 && tardiness > 0 {
		s.Count(u.late, 1)
	}
	if u.good {
		u.t.overdue(s, tardiness)
	}
	if !u.books.finished(s, part) {
		s.Soon(sim.Event{To: u.id, Code: evBad, Arg: badCost})
	}
	u.t.costs.out(s, part, u.good)
	typ := s.Part(part).Type
	u.products.out(s, typ, lead, tardiness)
	if u.good {
		u.t.products.out(s, typ, lead, tardiness)
	}
}

func (u *sink) signals(l *signalList) {
	l.store("done", Count, unit.One, sim.StoreCount, u.done)
	l.store("lead_time", Sample, unit.Time, sim.StoreTally, u.leadTime)
	l.store("tardiness", Sample, unit.Time, sim.StoreTally, u.tard)
	l.store("late", Count, unit.One, sim.StoreCount, u.late)
	if u.late >= 0 {
		l.line.Signals = append(l.line.Signals, Signal{
			Asset: l.asset, Name: "on_time", Sort: Ratio, Per: []sim.Term{term(sim.StoreCount, u.done, 1)},
			Terms: []sim.Term{term(sim.StoreCount, u.done, 1), term(sim.StoreCount, u.late, -1)},
		})
	}
	l.store("gap", Sample, unit.Time, sim.StoreTally, u.gap)
	if u.gap >= 0 && u.takt > 0 {
		l.ratio("takt_adherence", unit.One, []sim.Term{term(sim.StoreCount, u.gaps[1], 1)}, []sim.Term{term(sim.StoreCount, u.gaps[0], 1)})
	}
	u.products.signals(l, "done")
}
