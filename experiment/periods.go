package experiment

import (
	"context"
	"time"

	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/sim"
)

// PeriodValue is a measure of a variant over one period of its runs. Values stand in the display unit.
type PeriodValue struct {
	Variant         string
	Period          int    // from 1
	Start           string // civil time of its beginning
	From, To        float64
	Measure, Unit   string
	Mean, HalfWidth float64
	Replications    int // that had a value
}

var periodColumns = []column[PeriodValue]{
	text("variant", func(r *PeriodValue) *string { return &r.Variant }),
	whole("period", func(r *PeriodValue) *int { return &r.Period }),
	text("start", func(r *PeriodValue) *string { return &r.Start }),
	num("start_s", func(r *PeriodValue) *float64 { return &r.From }),
	num("end_s", func(r *PeriodValue) *float64 { return &r.To }),
	text("measure", func(r *PeriodValue) *string { return &r.Measure }),
	text("unit", func(r *PeriodValue) *string { return &r.Unit }),
	num("mean", func(r *PeriodValue) *float64 { return &r.Mean }),
	num("half_width", func(r *PeriodValue) *float64 { return &r.HalfWidth }),
	whole("replications", func(r *PeriodValue) *int { return &r.Replications }),
}

// byPeriod reads the measures of each period, in a run of its own whose statistics begin anew with each: every figure that a
// measure may ask for (extremes, quantiles, ratios) is then that of the period, and the run for the whole stays as it is. What
// happens at the end of a period belongs to it. Periods that end in the warm-up, and those that a run did not reach, are empty.
func (p *Plant) byPeriod(ctx context.Context, m *plant.Model, t Task) ([][]float64, error) {
	run, err := sim.New(m.Sim(), sim.Options{Seed: t.Seed, Replication: t.Replication, WarmUp: t.WarmUp})
	if err == nil {
		err = run.AdvanceTo(ctx, t.WarmUp)
	}
	out := make([][]float64, len(p.Study.Plan.Periods))
	for k, end := range p.Study.Plan.Periods {
		if err != nil {
			return nil, err
		}
		if end <= t.WarmUp || run.State().Stopped() {
			continue
		}
		if err = run.AdvanceTo(ctx, end); err == nil {
			out[k] = gather(m, p.Study.Variants[t.Variant].Measures, run.State(), 0).Values
			run.Clear()
		}
	}
	return out, err
}

// periodRows are the rows of the variant at position i of those that ran: periods in order, and in each the measures.
func (b *book) periodRows(i int, warm time.Duration) []PeriodValue {
	plan, v := &b.study.Plan, &b.study.Variants[b.picked[i]]
	var out []PeriodValue
	from := warm
	for k, end := range plan.Periods {
		if end <= warm {
			continue
		}
		for m, name := range v.Measures {
			e := estimate(b.periods[i][k][m], plan.Confidence)
			out = append(out, PeriodValue{v.Title, k + 1, civil(plan.Start, from), from.Seconds(), end.Seconds(), name,
				b.study.Measures[b.study.measure(name)].Unit, e.Mean, e.HalfWidth, e.N})
		}
		from = end
	}
	return out
}

// civil writes a time of a run as plant time; that of a run without start counts from 1970-01-01.
func civil(start time.Time, t time.Duration) string {
	if start.IsZero() {
		start = time.Unix(0, 0)
	}
	return start.UTC().Add(t).Format("2006-01-02 15:04:05.000")
}
