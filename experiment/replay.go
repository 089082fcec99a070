package experiment

import (
	"math"
	"slices"

	"github.com/plantwin/plantwin/plant"
)

// replayVariants is how many variants a study may have for replays of all of them to be recorded, of which two are kept: the
// winner is known at the end. They take some 0.6 MB each meanwhile.
const replayVariants = 40

// Moment is something that became so in the window of a replay, as plant.Change says it: a row of an animation.
type Moment struct {
	Variant     string
	Replication int
	T           float64 // [s] since the start of the run
	What        string
	Asset       string
	Part        int // 0: of none
	Product     string
	Place       int     // 0: of none
	Takes       float64 // [m]; NaN: of none
	State       string
	Count       float64 // NaN: of none
	X, Y        float64 // [m]; NaN: of none
}

var momentColumns = []column[Moment]{
	text("variant", func(r *Moment) *string { return &r.Variant }),
	whole("replication", func(r *Moment) *int { return &r.Replication }),
	num("t_s", func(r *Moment) *float64 { return &r.T }),
	text("what", func(r *Moment) *string { return &r.What }),
	text("asset", func(r *Moment) *string { return &r.Asset }),
	serial("part", func(r *Moment) *int { return &r.Part }),
	text("product", func(r *Moment) *string { return &r.Product }),
	serial("place", func(r *Moment) *int { return &r.Place }),
	num("takes_m", func(r *Moment) *float64 { return &r.Takes }),
	text("state", func(r *Moment) *string { return &r.State }),
	num("count", func(r *Moment) *float64 { return &r.Count }),
	num("x_m", func(r *Moment) *float64 { return &r.X }),
	num("y_m", func(r *Moment) *float64 { return &r.Y }),
}

// momentOf turns a change into a row.
func momentOf(variant string, replication int, c *plant.Change) Moment {
	nan := math.NaN()
	m := Moment{Variant: variant, Replication: replication, T: c.At.Seconds(), What: c.What, Asset: c.Asset, Part: int(c.Part), Product: c.Product,
		Place: c.Place, Takes: nan, State: c.State, Count: nan, X: nan, Y: nan}
	switch c.What {
	case plant.ReplayPart:
		if c.Takes > 0 {
			m.Takes = c.Takes
		}
	case plant.ReplayState, plant.ReplayWaiting, plant.ReplayLeftOut:
		m.Count = float64(c.Count)
	case plant.ReplayVehicle, plant.ReplayPerson:
		m.X, m.Y = c.X, c.Y
	}
	return m
}

// keepReplays drops those of variants that reports do not show: all but the reference and the winner.
func (r *Result) keepReplays(reference string) {
	winner := r.Manifest.Decision.Winner
	r.Replay = slices.DeleteFunc(r.Replay, func(m Moment) bool { return m.Variant != reference && m.Variant != winner })
	slices.SortStableFunc(r.Replay, func(a, b Moment) int {
		switch {
		case a.Variant == b.Variant:
			return 0
		case a.Variant == reference:
			return -1
		}
		return 1
	})
}
