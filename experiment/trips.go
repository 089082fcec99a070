package experiment

import (
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/sim"
)

// Trips are those of a fleet from one place to another in a replication.
type Trips struct {
	Variant             string
	Replication         int
	Fleet, From, To     string
	Loaded, Empty       int     // trips with and without parts
	Parts               int     // carried
	LoadedWay, EmptyWay float64 // [m]
}

var tripColumns = []column[Trips]{
	text("variant", func(r *Trips) *string { return &r.Variant }),
	whole("replication", func(r *Trips) *int { return &r.Replication }),
	text("fleet", func(r *Trips) *string { return &r.Fleet }),
	text("from", func(r *Trips) *string { return &r.From }),
	text("to", func(r *Trips) *string { return &r.To }),
	whole("loaded_trips", func(r *Trips) *int { return &r.Loaded }),
	whole("empty_trips", func(r *Trips) *int { return &r.Empty }),
	whole("parts", func(r *Trips) *int { return &r.Parts }),
	num("loaded_m", func(r *Trips) *float64 { return &r.LoadedWay }),
	num("empty_m", func(r *Trips) *float64 { return &r.EmptyWay }),
}

// tripsOf reads a finished run, without pairs of places between which nothing went.
func tripsOf(m *plant.Model, s *sim.State) []Trips {
	var out []Trips
	for _, x := range m.Trips() {
		if f := x.Figures(s); f.Loaded+f.Empty > 0 {
			out = append(out, Trips{Fleet: x.Fleet, From: x.From, To: x.To, Loaded: int(f.Loaded), Empty: int(f.Empty), Parts: int(f.Parts),
				LoadedWay: f.LoadedWay, EmptyWay: f.EmptyWay})
		}
	}
	return out
}
