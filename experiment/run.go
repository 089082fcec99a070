package experiment

import (
	"context"
	"iter"
	"math"
	"slices"
	"time"
)

// Options say how a study is run. The zero value works.
type Options struct {
	Only     []string       // titles of the variants to run; all if empty. The pilot always runs all of the file
	Series   int            // replications of which trends are kept; 0 means 1, below 0 none
	Events   bool           // keep the work on each part in the first replication, for the table events
	Explore  []*Exploration // experiments to carry out after the variants
	Window   int            // tasks under way at most beyond the first not folded; 0 means 64
	Progress func(Progress) // called from one goroutine; may be nil
}

// Progress is how far a study has come.
type Progress struct {
	Phase       string // "warm-up", "runs", or an experiment
	Done, Total int    // tasks; Total is the most there can be
}

func (o *Options) window() int {
	if o.Window > 0 {
		return o.Window
	}
	return 64
}

func (o *Options) report(phase string, done, total int) {
	if o.Progress != nil {
		o.Progress(Progress{phase, done, total})
	}
}

// Run carries the study out and gives tables, decision and the part of the manifest that follows from them. A failed
// replication is a row in Failures, not an error; errors are those of the study itself, of the runner and of ctx.
func Run(ctx context.Context, s *Study, r Runner, o Options) (*Result, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	picked, err := pick(s, o.Only)
	if err != nil {
		return nil, err
	}
	warm, err := warmUp(ctx, s, r, &o)
	if err != nil {
		return nil, err
	}
	res := &Result{}
	b := newBook(s, picked)
	n, err := b.replicate(ctx, r, &o, warm.At, res)
	if err != nil {
		return nil, err
	}
	b.results(res)
	for i := range picked {
		res.Periods = append(res.Periods, b.periodRows(i, warm.At)...)
		res.Costs = append(res.Costs, b.costRows(i)...)
	}
	b.describe(&res.Manifest, warm, n)
	res.Manifest.Decision, res.Selection = b.decide()
	if text := res.Manifest.Unsettled(); text != "" {
		res.Manifest.Decision.Notes = append(res.Manifest.Decision.Notes, text)
	}
	res.keepReplays(b.study.Variants[picked[b.reference()]].Title)
	for _, x := range o.Explore {
		if err := Explore(ctx, x, r, o, warm.At, res); err != nil {
			return nil, err
		}
	}
	return res, nil
}

// pick turns titles into positions, in the order of the file.
func pick(s *Study, only []string) ([]int, error) {
	var picked []int
	for _, title := range only {
		if _, ok := s.Index(title); !ok {
			return nil, &UnknownVariant{Title: title, Known: s.titles()}
		}
	}
	for i := range s.Variants {
		if len(only) == 0 || slices.Contains(only, s.Variants[i].Title) {
			picked = append(picked, i)
		}
	}
	return picked, nil
}

func (s *Study) titles() []string {
	var t []string
	for i := range s.Variants {
		t = append(t, s.Variants[i].Title)
	}
	return t
}

// UnknownVariant is a title that the study does not have.
type UnknownVariant struct {
	Title string
	Known []string
}

// Error names the variants that there are.
func (e *UnknownVariant) Error() string {
	return "no variant " + quoted(e.Title) + "; the study has " + list(e.Known)
}

// replicate runs the picked variants until the plan is content and returns the number of replications of each.
func (b *book) replicate(ctx context.Context, r Runner, o *Options, warm time.Duration, res *Result) (int, error) {
	p, width := &b.study.Plan, len(b.picked)
	most := p.Max
	if !p.Random {
		most = 1
	}
	series := 1
	if o.Series != 0 {
		series = o.Series
	}
	tasks := lattice(b.picked, most, func(t *Task) {
		t.Seed, t.WarmUp = p.Seed, warm
		if t.Replication <= series {
			t.Want = WantTrends
		}
		t.Want |= WantTrips
		if t.Replication == 1 {
			t.Want |= WantObserved
			if width <= replayVariants || t.Variant == b.picked[b.reference()] {
				t.Want |= WantReplay
			}
		}
		if len(b.study.Variants[t.Variant].Accounts) > 0 {
			t.Want |= WantAccounts
		}
		if len(p.Periods) > 0 {
			t.Want |= WantPeriods
		}
		if o.Events && t.Replication == 1 {
			t.Want |= WantEvents
		}
	})
	n := 0
	trends := make([][]SeriesPoint, width)
	o.report("runs", 0, most*width)
	err := fold(ctx, r, tasks, o.window(), func(t Task, out Outcome) bool {
		i := t.Number % width
		b.enterOutcome(i, t, &out, res, &trends[i])
		o.report("runs", t.Number+1, most*width)
		if i < width-1 {
			return true
		}
		n = t.Replication
		return n < most && !b.enough(n)
	})
	sortRuns(res, b)
	for i := range trends {
		res.Series = append(res.Series, trends[i]...)
	}
	return n, err
}

// lattice lists tasks replication by replication, each for all variants; set completes one.
func lattice(variants []int, replications int, set func(*Task)) iter.Seq[Task] {
	return func(yield func(Task) bool) {
		for k := range replications {
			for i, v := range variants {
				t := Task{Number: k*len(variants) + i, Variant: v, Replication: k + 1}
				set(&t)
				if !yield(t) {
					return
				}
			}
		}
	}
}

// enterOutcome files what a task gave: values in the book, rows in the tables.
func (b *book) enterOutcome(i int, t Task, out *Outcome, res *Result, trends *[]SeriesPoint) {
	v := &b.study.Variants[t.Variant]
	if out.Err != nil {
		b.add(i, &Outcome{})
		res.Failures = append(res.Failures, Failure{v.Title, t.Replication, t.Seed, out.Err.At.Seconds(), out.Err.Asset,
			out.Err.Message})
		return
	}
	b.add(i, out)
	res.Prints = append(res.Prints, printOf(v.Title, t, out))
	for _, n := range out.Necks {
		n.Variant, n.Replication = v.Title, t.Replication
		res.Bottlenecks = append(res.Bottlenecks, n)
	}
	for _, x := range out.Trips {
		x.Variant, x.Replication = v.Title, t.Replication
		res.Trips = append(res.Trips, x)
	}
	for i := range out.Replay {
		res.Replay = append(res.Replay, momentOf(v.Title, t.Replication, &out.Replay[i]))
	}
	for _, e := range out.Events {
		res.Events = append(res.Events, eventRow(v.Title, t.Replication, b.study.Plan.Start, e))
	}
	for k := range out.Trends {
		if k < len(v.Trends) {
			*trends = append(*trends, out.Trends[k].points(v.Title, t.Replication, v.Trends[k])...)
		}
	}
}

// sortRuns writes the table of single runs: variants in order, then replications, then measures.
func sortRuns(res *Result, b *book) {
	order := map[string]int{}
	for i, v := range b.picked {
		title := b.study.Variants[v].Title
		order[title] = i
		for k := range b.replications(i) {
			for _, m := range b.study.Measures {
				if values := b.of(i, m.Name); values != nil && !b.failed(res, title, k+1) {
					res.Runs = append(res.Runs, RunValue{title, k + 1, m.Name, m.Unit, values[k]})
				}
			}
		}
	}
	slices.SortStableFunc(res.Prints, func(x, y Fingerprint) int { return order[x.Variant] - order[y.Variant] })
	slices.SortStableFunc(res.Bottlenecks, func(x, y Bottleneck) int { return order[x.Variant] - order[y.Variant] })
	slices.SortStableFunc(res.Trips, func(x, y Trips) int { return order[x.Variant] - order[y.Variant] })
	slices.SortStableFunc(res.Failures, func(x, y Failure) int { return order[x.Variant] - order[y.Variant] })
}

// replications is how many of a variant have been folded.
func (b *book) replications(i int) int {
	if len(b.values[i]) == 0 {
		return 0
	}
	return len(b.values[i][0])
}

func (b *book) failed(res *Result, title string, replication int) bool {
	return slices.ContainsFunc(res.Failures, func(f Failure) bool { return f.Variant == title && f.Replication == replication })
}

// points gives a course as rows; empty buckets are left out.
func (c *Course) points(variant string, replication int, t Trend) []SeriesPoint {
	var out []SeriesPoint
	for k, mean := range c.Mean {
		if math.IsNaN(mean) {
			continue
		}
		p := SeriesPoint{Variant: variant, Replication: replication, Signal: t.Signal, Unit: t.Unit,
			T: c.From + float64((float64(k)+0.5)*c.Width), Mean: mean, Min: mean, Max: mean}
		if k < len(c.Min) && k < len(c.Max) {
			p.Min, p.Max = c.Min[k], c.Max[k]
		}
		out = append(out, p)
	}
	return out
}
