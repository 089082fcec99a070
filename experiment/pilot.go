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

// averaged is a course over replications, in buckets of one width.
type averaged struct {
	from, width float64 // [s]
	runs        []joined
}

// joined is the course of one replication: the sum of the buckets of the trace in each bucket, and their number.
type joined struct {
	sum []float64
	n   []int
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
		for i := range a.runs {
			a.runs[i].coarsen(factor)
		}
		a.width = c.Width
	}
	factor := max(1, int(math.Round(a.width/c.Width)))
	j := joined{}
	for k, v := range c.Mean {
		if math.IsNaN(v) {
			continue
		}
		for len(j.sum) <= k/factor {
			j.sum, j.n = append(j.sum, 0), append(j.n, 0)
		}
		j.sum[k/factor] += v
		j.n[k/factor]++
	}
	a.runs = append(a.runs, j)
}

// coarsen joins each factor neighbours.
func (j *joined) coarsen(factor int) {
	for k := 1; k < len(j.sum); k++ {
		if k%factor == 0 {
			j.sum[k/factor], j.n[k/factor] = j.sum[k], j.n[k]
		} else {
			j.sum[k/factor] += j.sum[k]
			j.n[k/factor] += j.n[k]
		}
	}
	n := (len(j.sum) + factor - 1) / factor
	j.sum, j.n = j.sum[:n], j.n[:n]
}

// mean is the mean over the buckets from first to before last; NaN if none has a value.
func (j *joined) mean(first, last int) float64 {
	sum, n := 0.0, 0
	for k := first; k < min(last, len(j.sum)); k++ {
		sum += j.sum[k]
		n += j.n[k]
	}
	return sum / float64(n)
}

// changes is how often the course takes another value from one bucket to the next.
func (j *joined) changes() int {
	n, before := 0, math.NaN()
	for k := range j.sum {
		if j.n[k] == 0 {
			continue
		}
		v := j.sum[k] / float64(j.n[k])
		if v != before && !math.IsNaN(before) {
			n++
		}
		before = v
	}
	return n
}

// leastChanges is how often a course must change for its start to be looked at: some hundred parts, which come and go.
const leastChanges = 200

// settles gives the time after which the average course has left its start behind: 0 where the course changes so seldom that
// there is nothing to see, or its beginning is like its rest. Buckets without a value are passed over.
func (a *averaged) settles() (time.Duration, bool) {
	var values []float64
	var bucket []int
	changes := 0
	for i := range a.runs {
		changes = max(changes, a.runs[i].changes())
	}
	if changes < leastChanges {
		return 0, true
	}
	for k := range a.buckets() {
		sum, n := 0.0, 0
		for i := range a.runs {
			if j := &a.runs[i]; k < len(j.sum) {
				sum += j.sum[k]
				n += j.n[k]
			}
		}
		if n > 0 {
			values, bucket = append(values, sum/float64(n)), append(bucket, k)
		}
	}
	d, settled := MSER5(values)
	if d == 0 || !a.differs(bucket[d]) {
		return 0, settled
	}
	seconds := a.from + float64(float64(bucket[d])*a.width)
	return time.Duration(math.Round(seconds * 1e9)), settled
}

func (a *averaged) buckets() int {
	n := 0
	for i := range a.runs {
		n = max(n, len(a.runs[i].sum))
	}
	return n
}

// differs reports whether what comes before a bucket is unlike what follows, by more than chance: over the replications, which
// know nothing of one another, the difference of both means is not zero (paired t, 95 %). Of a single replication the mean
// before must lie outside those of all stretches of equal length after it.
func (a *averaged) differs(at int) bool {
	end := a.buckets()
	if len(a.runs) > 1 {
		var head, tail []float64
		for i := range a.runs {
			head, tail = append(head, a.runs[i].mean(0, at)), append(tail, a.runs[i].mean(at, end))
		}
		e := paired(head, tail, 0.95)
		return e.N < 2 || math.Abs(e.Mean) > e.HalfWidth
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for k := at; k+at <= end; k += at {
		if m := a.runs[0].mean(k, k+at); !math.IsNaN(m) {
			lo, hi = min(lo, m), max(hi, m)
		}
	}
	head := a.runs[0].mean(0, at)
	return !(lo <= head && head <= hi)
}
