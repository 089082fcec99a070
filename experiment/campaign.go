package experiment

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// campaign is an exploration under way: the points run so far with all their values.
type campaign struct {
	*Exploration
	study  *Study
	runner Runner
	o      *Options
	warm   time.Duration
	points []*point
	byKey  map[string]int
	n0     int // replications that every point runs
	done   int // simulations
	most   int // simulations there can be, for the progress
	phase  string
}

// point is one setting with what its runs gave.
type point struct {
	at     []float64   // value of each factor
	stage  string      // design, start, search or final
	values [][]float64 // [measure of the study][replication]; NaN where missing or failed
	prints [][16]byte  // [replication]
	failed int         // replications that did not go through
	fault  Failure     // the first of them
}

// newCampaign settles how many replications a point runs.
func newCampaign(x *Exploration, s *Study, r Runner, o *Options, warm time.Duration) *campaign {
	c := &campaign{Exploration: x, study: s, runner: r, o: o, warm: warm, byKey: map[string]int{}, n0: s.Plan.Min}
	if x.min > 0 {
		c.n0 = x.min
	}
	if !s.Plan.Random {
		c.n0 = 1
	}
	return c
}

// seed of the choices that the experiment makes; those of the plant are not touched.
func (c *campaign) seed() uint64 {
	h := uint64(14695981039346656037) // FNV-1a over the title
	for i := range len(c.Title) {
		h = (h ^ uint64(c.Title[i])) * 1099511628211
	}
	return h ^ c.study.Plan.Seed*0x9e3779b97f4a7c15
}

// key names a setting.
func (c *campaign) key(at []float64) string {
	var b strings.Builder
	for _, v := range at {
		fmt.Fprintf(&b, "%x ", math.Float64bits(v))
	}
	return b.String()
}

// add gives the number of a setting, new or known.
func (c *campaign) add(at []float64, stage string) int {
	key := c.key(at)
	if i, ok := c.byKey[key]; ok {
		return i
	}
	i := len(c.points)
	c.byKey[key] = i
	c.points = append(c.points, &point{at: at, stage: stage, values: make([][]float64, len(c.study.Measures))})
	return i
}

func (c *campaign) known(at []float64) bool { _, ok := c.byKey[c.key(at)]; return ok }

// fits reports whether the assets of a setting keep apart.
func (x *Exploration) fits(at []float64) bool {
	clearance := x.plant.Models[x.base].Layout().Clearance
	var boxes []box
	for i := range x.factors {
		if f := &x.factors[i]; f.sort == PlaceFactor {
			b := boxAt(f.cells[int(at[i])], f.size)
			for _, o := range boxes {
				if b.conflict(o, clearance) {
					return false
				}
			}
			boxes = append(boxes, b)
		}
	}
	return true
}

// edit is what a setting changes.
func (x *Exploration) edit(at []float64) edit {
	to := edit{variant: x.base}
	for i := range x.factors {
		x.factors[i].apply(at[i], &to)
	}
	return to
}

// run carries the points on to n replications each, point by point. Equal replications of all points share their chances.
func (c *campaign) run(ctx context.Context, points []int, n int) error {
	type job struct{ point, replication int }
	var jobs []job
	for _, i := range points {
		for r := len(c.points[i].prints) + 1; r <= n; r++ {
			jobs = append(jobs, job{i, r})
		}
	}
	tasks := func(yield func(Task) bool) {
		for k, j := range jobs {
			to := c.edit(c.points[j.point].at)
			t := Task{Number: k, Variant: to.variant, Change: to.change, Set: to.set, Replication: j.replication, Seed: c.study.Plan.Seed, WarmUp: c.warm}
			if !yield(t) {
				return
			}
		}
	}
	return fold(ctx, c.runner, tasks, c.o.window(), func(t Task, out Outcome) bool {
		c.enter(jobs[t.Number].point, t, &out)
		c.done++
		c.o.report(c.phase, c.done, max(c.most, c.done))
		return true
	})
}

// enter files the outcome of one replication of a point.
func (c *campaign) enter(i int, t Task, out *Outcome) {
	p := c.points[i]
	row := make([]float64, len(c.study.Measures))
	for k := range row {
		row[k] = math.NaN()
	}
	if out.Err != nil {
		if p.failed++; p.failed == 1 {
			p.fault = Failure{c.named(i), t.Replication, t.Seed, out.Err.At.Seconds(), out.Err.Asset, out.Err.Message}
		}
	} else {
		for k, name := range c.study.Variants[t.Variant].Measures {
			if m := c.study.measure(name); m >= 0 && k < len(out.Values) {
				row[m] = out.Values[k]
			}
		}
	}
	enter(p.values, row)
	p.prints = append(p.prints, out.Print)
}

// named is how a point is called beside variants.
func (c *campaign) named(i int) string { return fmt.Sprintf("%s, setting %d", c.Title, i+1) }

// mean is the mean of a measure at a point, over all its replications.
func (c *campaign) mean(i, measure int) Estimate {
	return estimate(c.points[i].values[measure], c.study.Plan.Confidence)
}

// average is the mean alone, which is cheaper.
func (c *campaign) average(i, measure int) float64 {
	sum, n := 0.0, 0
	for _, v := range c.points[i].values[measure] {
		if !math.IsNaN(v) {
			sum += v
			n++
		}
	}
	return sum / float64(n)
}

// allowed reports whether every replication of a point went through and its means keep the bounds.
func (c *campaign) allowed(i int) bool {
	if c.points[i].failed > 0 || c.measure >= 0 && math.IsNaN(c.average(i, c.measure)) {
		return false
	}
	return !slices.ContainsFunc(c.bounds, func(b bound) bool { return !b.keeps(c.average(i, b.measure)) })
}

// keeps reports whether a mean keeps the bound; a missing one does not.
func (b *bound) keeps(mean float64) bool {
	if b.above {
		return mean >= b.limit
	}
	return mean <= b.limit
}

// wanted gives the values of a point in the sense wanted: the larger the better.
func (c *campaign) wanted(i int) []float64 {
	out := slices.Clone(c.points[i].values[c.measure])
	for k := range out {
		out[k] *= float64(c.better)
	}
	return out
}

// best is the allowed point with the best mean; -1 if none.
func (c *campaign) best() int {
	best, mean := -1, math.Inf(-1)
	for i := range c.points {
		if !c.allowed(i) {
			continue
		}
		if m := c.average(i, c.measure) * float64(c.better); m > mean {
			best, mean = i, m
		}
	}
	return best
}
