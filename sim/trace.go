package sim

import "math"

// MaxBuckets is the length at which a trace doubles the width of its buckets.
const MaxBuckets = 2048

// FirstWidth is the width of a trace's buckets when it starts, unless the
// options say otherwise: 2^-9 s, the shortest of a whole number of ticks from
// which doubling leads to 1 s.
const FirstWidth = 1953125 // [ns]

// Bucket sums up what a signal did in one stretch of a trace.
type Bucket struct {
	// Weight is the time [ns] at the values, or the number of samples.
	Weight int64
	// Sum is the integral over time [value ns], or the sum of the samples.
	Sum float64
	// Min, Max and Last are over the values seen.
	Min, Max, Last float64
}

// Mean is Sum/Weight; false where the bucket is empty.
func (b *Bucket) Mean() (float64, bool) {
	if b.Weight <= 0 {
		return 0, false
	}
	return b.Sum / float64(b.Weight), true
}

func (b *Bucket) add(weight int64, sum, lo, hi, last float64) {
	if b.Weight == 0 {
		b.Min, b.Max = lo, hi
	} else {
		b.Min, b.Max = math.Min(b.Min, lo), math.Max(b.Max, hi)
	}
	b.Weight += weight
	b.Sum += sum
	b.Last = last
}

// Trace is a signal over the whole run in at most 2,048 buckets of equal
// width. When they are full, neighbours are joined and the width doubles, so
// that the memory does not grow with the run. A warm-up does not clear it.
type Trace struct {
	// Width of a bucket [ns]; bucket i covers [i, i+1) times the width.
	Width   int64
	Buckets []Bucket
}

// bucket is the number of the bucket of tick t; the width has been made large
// enough that it exists.
func (tr *Trace) bucket(t int64) int {
	if tr.Width <= 0 {
		tr.Width = FirstWidth
	}
	for t/tr.Width >= MaxBuckets {
		tr.double()
	}
	i := int(t / tr.Width)
	for len(tr.Buckets) <= i {
		tr.Buckets = append(tr.Buckets, Bucket{})
	}
	return i
}

func (tr *Trace) double() {
	b := tr.Buckets
	n := 0
	for i := 0; i < len(b); i += 2 {
		a := b[i]
		if i+1 < len(b) {
			c := b[i+1]
			switch {
			case a.Weight == 0:
				a = c
			case c.Weight > 0:
				a.add(c.Weight, c.Sum, c.Min, c.Max, c.Last)
			}
		}
		b[n] = a
		n++
	}
	tr.Buckets = b[:n]
	tr.Width *= 2
}

// point records a sample at tick t.
func (tr *Trace) point(x float64, t int64) {
	tr.Buckets[tr.bucket(t)].add(1, x, x, x, x)
}

// hold records the value x from tick t0 to t1.
func (tr *Trace) hold(x float64, t0, t1 int64) {
	if t1 <= t0 {
		return
	}
	tr.bucket(t1 - 1) // the width is settled before anything is entered
	for t := t0; t < t1; {
		i := tr.bucket(t)
		end := min(t1, int64(i+1)*tr.Width)
		tr.Buckets[i].add(end-t, float64(x*float64(end-t)), x, x, x)
		t = end
	}
}

// Clone is a copy that shares nothing.
func (tr *Trace) Clone() Trace {
	return Trace{tr.Width, append([]Bucket(nil), tr.Buckets...)}
}
