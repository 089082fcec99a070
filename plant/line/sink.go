package line

import (
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

var _ = register(&Kind{
	Name:    "sink",
	About:   "Where parts leave the plant. It takes every part at once.",
	Example: "ship: {kind: sink}",
	Settings: []Setting{
		{Key: "good", Form: Toggle, Default: "true", Shape: true, About: "whether its parts count as output; false for scrap"},
		atSetting,
	},
	Signals: []SignalDoc{
		{"done", Count, unit.One, "parts that left here"},
		{"lead_time", Sample, unit.Time, "time since the part left its source, by part"},
	},
	Accepts: true,
	bind:    bindSink,
})

type sink struct {
	id       int32
	done     int32
	leadTime int32
	good     bool
	name     string
	t        *totals
}

// isGoodSink is asked before the units stand.
func isGoodSink(a *Asset) bool {
	return a.Kind.Name == "sink" && reader{a.Values, a.Kind.Settings}.get("good").On
}

func bindSink(c *compiler, i int) bound {
	name := c.assets[i].Name
	return &sink{
		id: int32(i), name: name, good: isGoodSink(&c.assets[i]), t: c.totals,
		done: c.b.Count(name, "done"), leadTime: c.b.Tally(name, "lead_time"),
	}
}

func (u *sink) New() any                           { return nil }
func (u *sink) Start(*sim.State) error             { return nil }
func (u *sink) Handle(*sim.State, sim.Event) error { return nil }
func (u *sink) leave(*sim.State, asker)            {}
func (u *sink) load(*sim.State) int32              { return 0 }
func (u *sink) command(string) (sim.Event, bool)   { return sim.Event{}, false }

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
	u.t.gone(s, part)
	return true
}

func (u *sink) signals(l *signalList) {
	l.store("done", Count, unit.One, sim.StoreCount, u.done)
	l.store("lead_time", Sample, unit.Time, sim.StoreTally, u.leadTime)
}
