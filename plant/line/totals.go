package line

import (
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
}

// newTotals makes the plant's stores.
func newTotals(b *sim.Builder, assets []Asset) *totals {
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
	if b.Asked("plant.makespan") != 0 {
		t.makespan = b.Level("plant", "makespan", 0)
	}
	if b.Asked("plant.wait") != 0 {
		t.wait = b.Tally("plant", "wait")
	}
	return t
}

// PlantSignals documents the signals of the plant as a whole.
func PlantSignals() []SignalDoc { return plantSignals }

var plantSignals = []SignalDoc{
	{"good", Count, unit.One, "parts out at good sinks"},
	{"scrap", Count, unit.One, "parts out at sinks that are not good, and parts thrown away in machines"},
	{"wip", Level, unit.One, "parts between their source and where they leave"},
	{"lead_time", Sample, unit.Time, "time from leaving the source to a good sink, by part"},
	{"throughput", Rate, unit.PerTime, "good parts per time"},
	{"makespan", Level, unit.Time, "time at which the last part so far came out"},
	{"wait", Sample, unit.Time, "time before the beginning of work, by part and machine"},
	{"power", Level, unit.Power, "electric power of all machines"},
	{"energy", Count, unit.Energy, "electric energy of all machines"},
}

// gone books that a part leaves the plant and frees its record.
func (t *totals) gone(s *sim.State, part int32) {
	s.Add(t.wip, -1)
	if t.makespan >= 0 {
		s.Set(t.makespan, seconds(s.Now))
	}
	s.FreePart(part)
}
