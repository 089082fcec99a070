package experiment

import (
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/sim"
)

// Bottleneck is how much of the time an asset was the bottleneck of a replication, by the method of active periods; shares in
// [0, 1]. While the bottleneck shifts two assets are, so Shifting counts twice over all assets.
type Bottleneck struct {
	Variant        string
	Replication    int
	Asset          string
	Sole, Shifting float64
}

var bottleneckColumns = []column[Bottleneck]{
	text("variant", func(r *Bottleneck) *string { return &r.Variant }),
	whole("replication", func(r *Bottleneck) *int { return &r.Replication }),
	text("asset", func(r *Bottleneck) *string { return &r.Asset }),
	num("sole", func(r *Bottleneck) *float64 { return &r.Sole }),
	num("shifting", func(r *Bottleneck) *float64 { return &r.Shifting }),
}

// bottlenecksOf reads a finished run.
func bottlenecksOf(m *plant.Model, s *sim.State) []Bottleneck {
	var out []Bottleneck
	for _, x := range m.Bottlenecks() {
		sole, shifting := x.Share(s)
		out = append(out, Bottleneck{Asset: x.Asset, Sole: sole, Shifting: shifting})
	}
	return out
}
