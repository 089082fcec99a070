package sim

import (
	"math"
	"math/bits"
)

// Bits of aux, which stands in each signal's record: who else must hear of a
// change. Zero, the usual case, costs one comparison.
const (
	auxWatched = 1 << 31      // an island or a condition reads the signal
	auxWide    = 1 << 30      // a cell of many servers, with a span
	auxRecord  = 1<<30 - 1    // index+1 of its record (histogram, trace), 0 none
	nsPerS     = float64(1e9) // [ns/s]
)

// level is a signal that is constant between events, with its average over
// time. Reading computes up to now and writes nothing: to flush at each
// reading would change the last bits of the sum.
type level struct {
	value    float64
	since    int64   // [ns] of the last change
	integral float64 // [value ns] from the reset to since
	min, max float64 // since the reset
	aux      uint32
	_        [5]uint32 // to a line of the processor's cache, as below: in large plants each line counts
}

func (l *level) reset(now int64) {
	l.since, l.integral, l.min, l.max = now, 0, l.value, l.value
}

// change ends the stretch of one value and begins that of another.
func (l *level) change(v float64, now int64) {
	l.integral += float64(l.value * float64(now-l.since))
	l.since, l.value = now, v
}

func (l *level) total(now int64) float64 {
	return l.integral + float64(l.value*float64(now-l.since))
}

// cell counts the servers of an asset that are in one category, and the time
// that they spent there: a server that enters at t adds -t, one that leaves
// adds t, so that ns + n*now is the exact time [ns], with wrapping arithmetic
// and without a store of the last change. Read without a sign it holds 584
// years of servers; the cells of more servers have a span beside.
type cell struct {
	ns  int64
	n   int32
	aux uint32
}

func (c *cell) total(now int64) uint64 { return uint64(c.ns + int64(c.n)*now) }

// wideFrom is the number of servers from which on a cell has a span: fewer stay below 584 years together in any run of 116 years.
const wideFrom = 6

// span is the time that many servers spent in one category, in 128 bits.
type span struct {
	hi, lo uint64 // [ns] from the reset to since
	since  int64  // [ns] of the last change
}

// hold adds the time of n servers up to now.
func (w *span) hold(n int32, now int64) {
	hi, lo := bits.Mul64(uint64(n), uint64(now-w.since))
	lo, carry := bits.Add64(w.lo, lo, 0)
	w.hi, w.lo, w.since = w.hi+hi+carry, lo, now
}

// count counts; base is its value at the reset.
type count struct {
	n, base int64
	aux     uint32
	_       [3]uint32
}

// tally keeps the moments of samples: sum and sum of squared deviations by the
// updating formula of Youngs and Cramer (Technometrics 13, 1971, 657-665).
type tally struct {
	n        int64
	sum, m2  float64
	min, max float64
	last     float64
	aux      uint32
	_        [3]uint32
}

func (t *tally) reset() {
	*t = tally{min: math.Inf(1), max: math.Inf(-1), last: t.last, aux: t.aux}
}

func (t *tally) add(x float64) {
	if x < t.min {
		t.min = x
	}
	if x > t.max {
		t.max = x
	}
	if t.n == 0 {
		t.n, t.sum, t.last = 1, t.sum+x, x
		return
	}
	t.between(x)
}

// between adds a sample that is not the first and no new extreme.
func (t *tally) between(x float64) {
	t.n++
	t.sum += x
	n := float64(t.n)
	d := float64(n*x) - t.sum
	t.m2 += float64(d*d) / (n * (n - 1))
	t.last = x
}

// record is what is kept of a signal only on request.
type record struct {
	Hist     Histogram
	Trace    Trace
	hasHist  bool
	hasTrace bool
	since    int64 // [ns] up to which a signal of the line has been recorded
}

// hold records that a signal had value x from r.since to now.
func (r *record) hold(x float64, now int64) {
	if now > r.since {
		if r.hasHist {
			r.Hist.Add(x, now-r.since)
		}
		if r.hasTrace {
			r.Trace.hold(x, r.since, now)
		}
		r.since = now
	}
}
