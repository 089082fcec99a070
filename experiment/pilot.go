package experiment

import (
	"context"
	"math"
	"time"
)

// pilotRuns is the number of replications that the pilot averages (Hoad, Robinson and Davies 2010: at least five).
const pilotRuns = 5

// WarmUp is the time at which statistics begin, and why.
type WarmUp struct {
	At        time.Duration
	Auto      bool
	Measure   string   // that settled last; "" if none did after the start
	Variant   string   // in which it did
	Unsettled []string // "measure in variant" of courses that had not settled by half of the run
}

// warmUp gives the plan's warm-up, by a pilot if it is automatic.
func warmUp(ctx context.Context, s *Study, r Runner, o *Options) (WarmUp, error) {
	if !s.Plan.Auto {
		return WarmUp{At: s.Plan.WarmUp}, nil
	}
	all := make([]int, len(s.Variants))
	for i := range all {
		all[i] = i
	}
	runs := pilotRuns
	if !s.Plan.Random {
		runs = 1
	}
	tasks := lattice(all, runs, func(t *Task) { t.Seed, t.Want = s.Plan.Seed, WantMeasures })
	sums := make([][][]averaged, len(all)) // [variant][measure][course]
	total := runs * len(all)
	o.report("warm-up", 0, total)
	err := fold(ctx, r, tasks, o.window(), func(t Task, out Outcome) bool {
		if out.Err == nil { // a failed pilot run says nothing; the same replication will fail again and be listed
			sums[t.Variant] = addCourses(sums[t.Variant], out.Courses)
		}
		o.report("warm-up", t.Number+1, total)
		return true
	})
	if err != nil {
		return WarmUp{}, err
	}
	return latest(s, sums), nil
}

// latest is the latest point at which a course settles, over measures and variants.
func latest(s *Study, sums [][][]averaged) WarmUp {
	w := WarmUp{Auto: true}
	for v := range sums {
		for m := range sums[v] {
			settled := true
			for c := range sums[v][m] {
				at, ok := sums[v][m][c].settles()
				settled = settled && ok
				if at > w.At {
					w.At, w.Measure, w.Variant = at, s.Variants[v].Measures[m], s.Variants[v].Title
				}
			}
			if !settled {
				w.Unsettled = append(w.Unsettled, Plain(s.Variants[v].Measures[m])+" in "+quoted(s.Variants[v].Title))
			}
		}
	}
	return w
}

// averaged adds up a course over replications, bucket by bucket.
type averaged struct {
	from, width float64 // [s]
	sum         []float64
	n           []int
}

// addCourses adds the courses of one replication; both slices run over measures, then courses.
func addCourses(to [][]averaged, courses [][]Course) [][]averaged {
	if to == nil {
		to = make([][]averaged, len(courses))
		for m := range courses {
			to[m] = make([]averaged, len(courses[m]))
		}
	}
	for m := range min(len(to), len(courses)) {
		for c := range min(len(to[m]), len(courses[m])) {
			to[m][c].add(&courses[m][c])
		}
	}
	return to
}

// add adds one course. Traces double the width of their buckets as they grow, so courses of runs that ended at different times
// differ by a whole factor: the finer one is joined to the width of the coarser.
func (a *averaged) add(c *Course) {
	if a.width == 0 {
		a.from, a.width = c.From, c.Width
	}
	if factor := int(math.Round(c.Width / a.width)); factor > 1 {
		a.coarsen(factor)
		a.width = c.Width
	}
	factor := max(1, int(math.Round(a.width/c.Width)))
	for k, v := range c.Mean {
		if math.IsNaN(v) {
			continue
		}
		for len(a.sum) <= k/factor {
			a.sum, a.n = append(a.sum, 0), append(a.n, 0)
		}
		a.sum[k/factor] += v
		a.n[k/factor]++
	}
}

// coarsen joins each factor neighbours.
func (a *averaged) coarsen(factor int) {
	for k := 1; k < len(a.sum); k++ {
		if k%factor == 0 {
			a.sum[k/factor], a.n[k/factor] = a.sum[k], a.n[k]
		} else {
			a.sum[k/factor] += a.sum[k]
			a.n[k/factor] += a.n[k]
		}
	}
	n := (len(a.sum) + factor - 1) / factor
	a.sum, a.n = a.sum[:n], a.n[:n]
}

// settles gives the time after which the average course has left its start behind. Buckets without a value are passed over.
func (a *averaged) settles() (time.Duration, bool) {
	var values []float64
	var bucket []int
	for k := range a.sum {
		if a.n[k] > 0 {
			values = append(values, a.sum[k]/float64(a.n[k]))
			bucket = append(bucket, k)
		}
	}
	d, settled := MSER5(values)
	if d == 0 {
		return 0, settled
	}
	seconds := a.from + float64(float64(bucket[d])*a.width)
	return time.Duration(math.Round(seconds * 1e9)), settled
}
