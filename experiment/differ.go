package experiment

import (
	"context"
	"math"
	"slices"
	"time"

	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/sim"
)

// Differences is what two results have in common and what not.
type Differences struct {
	Runs       [2]string       `json:"runs"`      // their ids: equal inputs, options and version give equal ones
	Inputs     []string        `json:"inputs"`    // names of files that differ, or that one result has alone
	Options    [2][]string     `json:"options"`   // flags that change results
	Only       [2][]string     `json:"only"`      // variants that one result has alone
	Compared   int             `json:"compared"`  // replications that both have
	Differing  []Replicate     `json:"differing"` // of them, those with another fingerprint
	KPIs       []KPIDifference `json:"kpis"`      // that are not equal to the last bit
	Divergence *Divergence     `json:"divergence,omitempty"`
}

// Replicate names a run.
type Replicate struct {
	Variant     string `json:"variant"`
	Replication int    `json:"replication"`
}

// KPIDifference is a key figure that two results give differently. JSON has null for a missing one.
type KPIDifference struct {
	Variant string   `json:"variant"`
	Measure string   `json:"measure"`
	Unit    string   `json:"unit"`
	A       *float64 `json:"a"`
	B       *float64 `json:"b"`
	Clear   bool     `json:"clear"` // more than both intervals explain, taken as independent
}

// Same reports whether the results are equal in all that was compared.
func (d *Differences) Same() bool {
	return len(d.Differing)+len(d.KPIs)+len(d.Only[0])+len(d.Only[1]) == 0 && d.Compared > 0
}

// Differ compares two results by fingerprints and key figures.
func Differ(a, b *Result) *Differences {
	d := &Differences{Runs: [2]string{a.Manifest.Run, b.Manifest.Run}}
	d.Options = [2][]string{a.Manifest.Options, b.Manifest.Options}
	for k, pair := range [2][2]*Result{{a, b}, {b, a}} {
		for _, v := range pair[0].Manifest.Variants {
			if !slices.Contains(pair[1].Manifest.Variants, v) {
				d.Only[k] = append(d.Only[k], v)
			}
		}
		for _, in := range pair[0].Manifest.Inputs {
			same := slices.ContainsFunc(pair[1].Manifest.Inputs, func(x Copy) bool { return x.Role == in.Role && x.SHA256 == in.SHA256 })
			if !same && !slices.Contains(d.Inputs, in.Name) {
				d.Inputs = append(d.Inputs, in.Name)
			}
		}
	}
	prints := map[Replicate]string{}
	for _, p := range b.Prints {
		prints[Replicate{p.Variant, p.Replication}] = p.Print
	}
	for _, p := range a.Prints {
		at := Replicate{p.Variant, p.Replication}
		if other, ok := prints[at]; ok {
			if d.Compared++; other != p.Print {
				d.Differing = append(d.Differing, at)
			}
		}
	}
	d.kpis(a, b)
	return d
}

// kpis lists the key figures that differ.
func (d *Differences) kpis(a, b *Result) {
	for _, x := range a.KPIs {
		i := slices.IndexFunc(b.KPIs, func(y KPI) bool { return y.Variant == x.Variant && y.Measure == x.Measure })
		if i < 0 {
			continue
		}
		y := b.KPIs[i]
		if x.Mean == y.Mean || math.IsNaN(x.Mean) && math.IsNaN(y.Mean) {
			continue
		}
		ha, hb := finite(x.HalfWidth), finite(y.HalfWidth)
		gap := math.Abs(x.Mean - y.Mean)
		d.KPIs = append(d.KPIs, KPIDifference{x.Variant, x.Measure, x.Unit, present(x.Mean), present(y.Mean),
			gap > math.Sqrt(float64(ha*ha)+float64(hb*hb)) && !Same(gap, x.Mean)})
	}
}

func finite(v float64) float64 {
	if math.IsNaN(v) {
		return 0
	}
	return v
}

func present(v float64) *float64 {
	if math.IsNaN(v) {
		return nil
	}
	return &v
}

// Divergence is the first event in which two runs differ.
type Divergence struct {
	Replicate
	Event int        `json:"event"` // counted from 1
	At    [2]float64 `json:"t_s"`   // [s]; -1 where a run has no further event
	Asset [2]string  `json:"asset"`
}

// Diverge runs a replication of both plants side by side and gives the first event in which they differ, nil if there is none.
// warm are the warm-ups of the two results. Cost: two runs.
func Diverge(ctx context.Context, a, b *Plant, which Replicate, warm [2]time.Duration) (*Divergence, error) {
	var log [2][]logged
	var runs [2]*sim.Run
	horizon := time.Duration(0)
	for k, p := range [2]*Plant{a, b} {
		v, ok := p.Study.Index(which.Variant)
		if !ok {
			return nil, &UnknownVariant{Title: which.Variant, Known: p.Study.titles()}
		}
		m := p.Models[v]
		var err error
		if runs[k], err = sim.New(m.Sim(), sim.Options{Seed: p.Study.Plan.Seed, Replication: which.Replication, WarmUp: warm[k]}); err != nil {
			return nil, err
		}
		horizon = max(horizon, p.Study.Plan.For)
		runs[k].Observe(func(e sim.Entry) { log[k] = append(log[k], entryOf(m, e)) })
	}
	const parts = 500
	event := 0
	for i := range parts {
		for k, p := range [2]*Plant{a, b} {
			to := min(horizon/parts*time.Duration(i+1), p.Study.Plan.For)
			if i == parts-1 {
				to = p.Study.Plan.For
			}
			if err := runs[k].AdvanceTo(ctx, to); err != nil {
				return nil, err
			}
		}
		n := min(len(log[0]), len(log[1]))
		last := n == max(len(log[0]), len(log[1]))
		for j := range n {
			if event++; log[0][j] != log[1][j] {
				return &Divergence{Replicate: which, Event: event, At: [2]float64{log[0][j].at.Seconds(), log[1][j].at.Seconds()},
					Asset: [2]string{log[0][j].asset, log[1][j].asset}}, nil
			}
		}
		if !last { // one run has more events in this stretch
			d := &Divergence{Replicate: which, Event: event + 1, At: [2]float64{-1, -1}}
			for k := range log {
				if len(log[k]) > n {
					d.At[k], d.Asset[k] = log[k][n].at.Seconds(), log[k][n].asset
				}
			}
			return d, nil
		}
		log[0], log[1] = log[0][:0], log[1][:0]
	}
	return nil, nil
}

// logged is an entry of the log by the name of its asset, since units stand at other places where assets were added.
type logged struct {
	at            time.Duration
	asset         string
	what          uint16
	before, after int64
}

func entryOf(m *plant.Model, e sim.Entry) logged {
	name := ""
	if e.Asset >= 0 {
		name = m.Sim().UnitName(int(e.Asset))
	}
	return logged{e.At, name, e.What, e.Before, e.After}
}
