package experiment

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
	"github.com/plantwin/plantwin/sim"
)

// traceBuckets is how many buckets a recorded signal has over the horizon. It is below sim.MaxBuckets, so that traces never
// double their width and those of all runs have the same.
const traceBuckets = 2000

// Plant is a scenario with all its variants compiled: a study, and what simulates it.
type Plant struct {
	Study  *Study
	Models []*plant.Model // one for each of Study.Variants

	scenario *scenarios.Scenario
	changes  models
	observed []func() (*plant.Model, error) // the same models with what reports show besides, made at first use

	travelled []func() (*plant.Model, error) // the same models with the trips of fleets
}

// Prepare compiles every variant of a scenario. The error of a variant names it.
func Prepare(sc *scenarios.Scenario) (*Plant, error) {
	p := &Plant{Study: &Study{Name: sc.Name, About: sc.About}, scenario: sc}
	var faults []error
	if _, err := plant.Compile(sc); err != nil { // a fault of the file itself: not once more for each variant
		return nil, err
	}
	for _, v := range sc.Variants {
		patched, err := sc.Variant(v.Title)
		var m *plant.Model
		if err == nil {
			m, err = plant.Compile(patched)
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("variant %q:\n%w", v.Title, err))
			continue
		}
		p.Models, p.observed = append(p.Models, m), append(p.observed, sync.OnceValues(m.Observed))
		p.travelled = append(p.travelled, sync.OnceValues(m.Travelled))
		p.Study.enter(v.Title, m)
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	p.Study.Plan = planOf(p.Models[0].Plan())
	for _, m := range p.Models { // a variant may bring chance, or a source, into a plant that had none
		p.Study.Plan.Random = p.Study.Plan.Random || m.Plan().Random
	}
	return p, nil
}

// enter adds a compiled variant with the measures that it brings.
func (s *Study) enter(title string, m *plant.Model) {
	v := Variant{Title: title}
	for _, x := range m.Measures() {
		v.Measures = append(v.Measures, x.Name)
		if s.measure(x.Name) < 0 {
			s.Measures = append(s.Measures, Measure{Name: x.Name, Unit: unitText(x.Unit), Text: x.Text, Better: int(x.Better),
				Min: x.Min, Max: x.Max, Recorded: x.Recorded})
		}
	}
	for _, set := range m.States() {
		for _, name := range set.States {
			v.States = append(v.States, State{set.Asset, name})
		}
	}
	v.Accounts = accountsOf(m)
	for _, t := range m.Trends() {
		v.Trends = append(v.Trends, Trend{t.Signal, unitText(t.Unit)})
	}
	s.Variants = append(s.Variants, v)
}

func unitText(u unit.Unit) string {
	if u.Text == "1" {
		return ""
	}
	return u.Text
}

// planOf takes over the run section.
func planOf(p plant.Plan) Plan {
	out := Plan{Start: p.Start, For: p.For, Auto: p.Auto, WarmUp: p.WarmUp, Seed: p.Seed, Random: p.Random, Min: p.Min, Max: p.Max,
		Confidence: p.Confidence, Periods: p.Periods}
	for _, x := range p.Precision {
		out.Precision = append(out.Precision, Precision{x.Measure, x.Share})
	}
	return out
}

// Simulate implements Simulator.
func (p *Plant) Simulate(ctx context.Context, t Task) Outcome {
	m, err := p.model(&t)
	if err != nil {
		return broken(err)
	}
	horizon := p.Study.Plan.For
	run, err := sim.New(m.Sim(), sim.Options{Seed: t.Seed, Replication: t.Replication, WarmUp: t.WarmUp, End: horizon, Record: t.Want&(WantMeasures|WantTrends) != 0,
		TraceWidth: max(horizon/traceBuckets, 1)})
	var journal *plant.Journal
	var replay *plant.Replay
	if err == nil {
		if t.Want&WantEvents != 0 {
			journal = m.Journal(run)
		}
		if t.Want&WantReplay != 0 {
			if err = run.AdvanceTo(ctx, min(t.WarmUp, horizon)); err == nil {
				replay = m.Replay(run)
			}
		}
	}
	if err == nil {
		err = run.AdvanceTo(ctx, horizon)
	}
	if err != nil {
		return broken(err)
	}
	out := gather(m, p.Study.Variants[t.Variant].Measures, run.State(), t.Want)
	out.Print, out.Handled = run.LogHash(), run.Events()
	if t.Want&WantPeriods != 0 {
		if out.Periods, err = p.byPeriod(ctx, m, t); err != nil {
			return broken(err)
		}
	}
	if journal != nil {
		out.Events = journal.Stays()
	}
	out.Replay = replay.Changes()
	return out
}

// broken turns the error of a run into an outcome.
func broken(err error) Outcome {
	b := &Breakdown{Message: err.Error()}
	var e *sim.Error
	if errors.As(err, &e) {
		b.At, b.Asset, b.Message = e.At, e.Asset, e.Err.Error()
	}
	return Outcome{Err: b}
}

// gather reads a finished run. A changed model may not have all measures of its variant.
func gather(m *plant.Model, names []string, s *sim.State, want Want) Outcome {
	var o Outcome
	measures := m.Measures()
	for _, name := range names {
		i := slices.IndexFunc(measures, func(x plant.Measure) bool { return x.Name == name })
		if i < 0 {
			o.Values, o.Courses = append(o.Values, math.NaN()), append(o.Courses, nil)
			continue
		}
		v, ok := measures[i].Value(s)
		if !ok {
			v = math.NaN()
		}
		o.Values = append(o.Values, v)
		if want&WantMeasures != 0 {
			var courses []Course
			for _, ref := range measures[i].Traced {
				if tr, ok := s.Trace(ref); ok {
					courses = append(courses, courseOf(&tr, ref.Store == sim.StoreCount, func(v float64) float64 { return v }))
				}
			}
			o.Courses = append(o.Courses, courses)
		}
	}
	states := m.States()
	for i := range states {
		for k := range states[i].States {
			o.Shares = append(o.Shares, states[i].Share(s, k))
		}
	}
	if want&WantObserved != 0 {
		o.Necks = bottlenecksOf(m, s)
	}
	if want&(WantObserved|WantTrips) != 0 {
		o.Trips = tripsOf(m, s)
	}
	if want&WantAccounts != 0 {
		o.Amounts = amounts(m, s)
	}
	if want&WantTrends != 0 {
		for _, t := range m.Trends() {
			tr, _ := s.Trace(t.Ref)
			show := func(v float64) float64 { return t.Unit.FromSI(float64(t.Coef * v)) }
			if t.Unit.Factor == 0 { // the zero Unit: a bare number
				show = func(v float64) float64 { return t.Coef * v }
			}
			o.Trends = append(o.Trends, courseOf(&tr, false, show))
		}
	}
	return o
}

// courseOf turns a trace into a course. A count only rises; of it the rate is what settles.
func courseOf(tr *sim.Trace, rate bool, show func(float64) float64) Course {
	c := Course{Width: time.Duration(tr.Width).Seconds()}
	before := 0.0
	for i := range tr.Buckets {
		b := &tr.Buckets[i]
		mean, ok := b.Mean()
		switch {
		case !ok:
			c.Mean, c.Min, c.Max = append(c.Mean, math.NaN()), append(c.Min, math.NaN()), append(c.Max, math.NaN())
			continue
		case rate:
			mean, before = (b.Last-before)/c.Width, b.Last
			c.Mean, c.Min, c.Max = append(c.Mean, mean), append(c.Min, mean), append(c.Max, mean)
			continue
		}
		lo, hi := show(b.Min), show(b.Max)
		c.Mean, c.Min, c.Max = append(c.Mean, show(mean)), append(c.Min, min(lo, hi)), append(c.Max, max(lo, hi))
	}
	return c
}
