package calibrate

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/plantwin/plantwin/experiment"
	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
	"github.com/plantwin/plantwin/sim"
)

// matchTolerance is the deviation from a recorded total that counts as one, as a share of it.
const matchTolerance = 0.05

// totals are the measures of one point over the replications.
type totals struct {
	at   []float64   // numbers [SI]
	runs [][]float64 // one row a replication: the targets, relative to what was recorded, minus 1
	err  error
}

// run compares the structures, each with the best of its numbers.
func (f *matchFit) run(ctx context.Context) error {
	var tried []*totals
	best := -1
	for i := range f.structures {
		t, err := f.search(ctx, &f.structures[i])
		if err != nil {
			return fmt.Errorf("calibrate.%s: %w", f.name, err)
		}
		tried = append(tried, t)
		if t.err == nil && (best < 0 || t.better(tried[best])) {
			best = i
		}
	}
	for round := 1; best >= 0 && len(f.factors) > 0; round++ {
		next, err := f.grow(ctx, best, &tried)
		if err != nil {
			return fmt.Errorf("calibrate.%s: %w", f.name, err)
		}
		if next < 0 {
			break
		}
		best = next
	}
	if best < 0 {
		return fmt.Errorf("calibrate.%s: no structure can be simulated; the first: %w", f.name, tried[0].err)
	}
	f.file(tried, best)
	return nil
}

// grow adds the factor that helps most to a structure; -1 where none is better beyond the noise. What was tried is kept only where it
// won, so that the report tells of the steps and not of every attempt.
func (f *matchFit) grow(ctx context.Context, from int, tried *[]*totals) (int, error) {
	base := f.structures[from]
	var winner *totals
	var found structure
	for i := range f.factors {
		x := &f.factors[i]
		if slices.Contains(base.with, x.title) || x.use != "" && base.use != "" && x.use == base.use {
			continue
		}
		st := structure{title: x.title, use: base.use, with: append(slices.Clone(base.with), x.title), set: append(slices.Clone(base.set), x.set...)}
		if len(base.with) > 0 {
			st.title = base.title + " + " + x.title
		}
		if x.use != "" {
			st.use = x.use
		}
		t, err := f.search(ctx, &st)
		if err != nil {
			return -1, err
		}
		if t.err != nil || !t.better((*tried)[from]) {
			continue // a line that locks itself is no explanation
		}
		if winner == nil || t.misfit() < winner.misfit() {
			winner, found = t, st
		}
	}
	if winner == nil {
		return -1, nil
	}
	f.structures, *tried = append(f.structures, found), append(*tried, winner)
	return len(f.structures) - 1, nil
}

// search finds the best numbers of a structure: a compass search (Kolda, Lewis and Torczon, SIAM Review 45 (2003) 385-482, section 1)
// over the ranges, whose steps are halved where no point is better beyond the noise of the paired runs, down to a 64th of the range.
func (f *matchFit) search(ctx context.Context, st *structure) (*totals, error) {
	at := make([]float64, len(f.numbers))
	for j, x := range f.numbers {
		at[j] = x.parameter.inner(x.parameter.Start)
	}
	best, err := f.simulate(ctx, st, at)
	if err != nil || best.err != nil {
		return best, err
	}
	for step := 0.25; step >= 1.0/64 && len(at) > 0; {
		found := false
		for j := range 2 * len(at) {
			next := append([]float64(nil), at...)
			p := &f.numbers[j/2].parameter
			lo, hi := p.innerBounds()
			next[j/2] += step * (hi - lo) * float64(1-2*(j%2))
			next[j/2] = bounded(next[j/2], lo, hi)
			if next[j/2] == at[j/2] {
				continue
			}
			t, err := f.simulate(ctx, st, next)
			if err != nil {
				return nil, err
			}
			if t.err == nil && t.better(best) {
				best, at, found = t, next, true
				break
			}
		}
		if !found {
			step /= 2
		}
	}
	return best, nil
}

// simulate runs the replications of a point. The error is that of the context or of the scenario; a run that breaks (a deadlock)
// speaks against the point.
func (f *matchFit) simulate(ctx context.Context, st *structure, at []float64) (*totals, error) {
	t := &totals{}
	sc, err := f.sc.Patch(f.patches(st, at, t))
	if err != nil {
		return nil, err
	}
	m, err := plant.Compile(sc)
	if err != nil {
		return nil, err
	}
	t.runs = make([][]float64, f.replications)
	errs := make([]error, f.replications)
	slots := make(chan struct{}, workers(f.options.Workers))
	var wg sync.WaitGroup
	for k := range t.runs {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			t.runs[k], errs[k] = f.once(ctx, m, k+1)
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil && t.err == nil {
			t.err = err
		}
	}
	return t, ctx.Err()
}

// patches are the settings of a point: what was fitted before, the distributions of the structure, its settings, the numbers.
func (f *matchFit) patches(st *structure, at []float64, t *totals) []scenarios.Patch {
	out := append([]scenarios.Patch(nil), f.out.Overlay...)
	out = append(append(out, f.kept[st.use]...), st.set...)
	for j, x := range f.numbers {
		text, used := rounded(x.parameter.outer(at[j]), x.unit)
		t.at = append(t.at, used)
		out = append(out, patch(x.path, source.NewScalar(text, source.Pos{})))
	}
	return out
}

// once is one run.
func (f *matchFit) once(ctx context.Context, m *plant.Model, replication int) ([]float64, error) {
	plan := m.Plan()
	run, err := sim.New(m.Sim(), sim.Options{Seed: plan.Seed, Replication: replication, WarmUp: plan.WarmUp, End: plan.For})
	if err == nil {
		err = run.AdvanceTo(ctx, plan.For)
	}
	if err != nil {
		return nil, err
	}
	var out []float64
	measures := m.Measures()
	for _, name := range f.targets {
		for i := range measures {
			if measures[i].Name == name {
				v, ok := measures[i].Value(run.State())
				if !ok {
					return nil, fmt.Errorf("%s has no sample", name)
				}
				out = append(out, v / *measures[i].Recorded - 1)
			}
		}
	}
	return out, nil
}

// mean is the mean deviation of a target from what was recorded, as a share of it.
func (t *totals) mean(target int) float64 {
	sum := 0.0
	for _, r := range t.runs {
		sum += r[target]
	}
	return sum / float64(len(t.runs))
}

// misfit is the sum of squared mean deviations in units of the tolerance.
func (t *totals) misfit() float64 {
	sum := 0.0
	for j := range t.runs[0] {
		d := t.mean(j) / matchTolerance
		sum += d * d
	}
	return sum
}

// better says whether t fits better than o by more than two standard errors of the difference. Replications are paired, so what
// chance does to both alike drops out; the misfit is linearised around the means for it.
func (t *totals) better(o *totals) bool {
	n := float64(len(t.runs))
	variance := 0.0
	gain := o.misfit() - t.misfit()
	for k := range t.runs {
		d := 0.0 // deviation of this pair's share in the gain from the mean share
		for j := range t.runs[k] {
			a, b := t.mean(j), o.mean(j)
			d += 2 * (b*(o.runs[k][j]-b) - a*(t.runs[k][j]-a)) / (matchTolerance * matchTolerance)
		}
		variance += d * d
	}
	return gain > 2*math.Sqrt(variance/(n-1)/n)
}

// file enters the structure that was chosen, its distributions and numbers.
func (f *matchFit) file(tried []*totals, best int) {
	st, t := &f.structures[best], tried[best]
	f.out.Overlay = append(append(f.out.Overlay, f.kept[st.use]...), st.set...)
	for j, x := range f.numbers {
		text, used := rounded(t.at[j], x.unit)
		f.out.Overlay = append(f.out.Overlay, patch(x.path, source.NewScalar(text, source.Pos{})))
		f.out.Estimates = append(f.out.Estimates, experiment.Parameter{Fit: f.name, Name: x.path, Unit: x.unit.Text,
			Value: x.unit.FromSI(used), Low: math.NaN(), High: math.NaN()})
	}
	var words, warnings []string
	for i, name := range f.targets {
		d := t.mean(i)
		words = append(words, fmt.Sprintf("%s %+.1f %%", name, 100*d))
		if math.Abs(d) > 2*matchTolerance {
			warnings = append(warnings, fmt.Sprintf("%s is still %.1f %% off what was recorded: no structure given here explains it.", name, 100*d))
		}
	}
	for i, o := range tried {
		switch {
		case o.err != nil:
			warnings = append(warnings, fmt.Sprintf("%q cannot be simulated: %v.", f.structures[i].title, o.err))
		case i != best && !t.better(o):
			warnings = append(warnings, fmt.Sprintf("%q fits as well within the noise of %d runs; the earlier one was kept.", f.structures[i].title, f.replications))
		}
	}
	summary := fmt.Sprintf("chosen: %q, misfit %s", st.title, digits(t.misfit()))
	for i, o := range tried {
		if i != best && o.err == nil {
			summary += fmt.Sprintf(" (%q: %s)", f.structures[i].title, digits(o.misfit()))
		}
	}
	f.note(f.name, summary+"; off what was recorded: "+strings.Join(words, ", ")+".", warnings)
}
