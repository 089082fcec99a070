package sim

import (
	"math"
	"time"
)

// StatKind is a figure that can be read of a signal.
type StatKind uint8

// The figures. Which there are:
//
//	         Mean Total Min Max SD Last Count Rate Quantile
//	Level     x    x     x   x      x         x     if asked
//	Times     x    x                x         x     if asked
//	Count          x                x     x     x   if asked
//	Tally     x    x     x   x   x  x     x     x   if asked
//	Var      all but Last if asked  x               if asked
//	Account   x    x                x         x
const (
	// StatMean is the average over time, or over samples. Of Times: the mean
	// number of servers in the category.
	StatMean StatKind = iota
	// StatTotal is the integral over time [value s], or the sum of samples, or
	// the count. Of Times: seconds of servers.
	StatTotal
	// StatMin and StatMax are the extremes since the reset.
	StatMin
	StatMax
	// StatSD is the standard deviation of samples.
	StatSD
	// StatLast is the value now.
	StatLast
	// StatCount is the number of samples or the count since the reset.
	StatCount
	// StatRate is the count per second.
	StatRate
	// StatQuantile is the p-quantile, over time or samples.
	StatQuantile
)

// Read is the value of r now. Variables of islands come from the dense output
// of the step in force; algebraic ones and outputs are solved again where an
// input has changed in this instant.
func (s *State) Read(r Ref) float64 {
	k := &s.kept
	switch r.Store {
	case StoreLevel:
		return k.levels[r.Index].value
	case StoreTimes:
		return float64(k.cells[r.Index+r.Sub].n)
	case StoreCount:
		return float64(k.counts[r.Index].n)
	case StoreTally:
		return k.tallies[r.Index].last
	case StoreAccount:
		return s.account(r.Index)
	}
	return s.readVar(int(r.Index), int(r.Sub))
}

// Value is the sum of the terms now.
func (s *State) Value(terms []Term) float64 {
	v := 0.0
	for i := range terms {
		v += float64(terms[i].Coef * s.Read(terms[i].Ref))
	}
	return v
}

// Elapsed is the time over which statistics count: since the start or the
// warm-up.
func (s *State) Elapsed() time.Duration { return s.Now - time.Duration(s.kept.from) }

// Stat is a figure of r up to now; p is the probability for StatQuantile. It
// is false where there is no sample, no time, or nothing kept. It changes
// nothing.
func (s *State) Stat(r Ref, kind StatKind, p float64) (float64, bool) {
	if kind == StatQuantile {
		h, ok := s.Histogram(r)
		if !ok {
			return 0, false
		}
		q, ok := h.Quantile(p)
		if !ok {
			return 0, false
		}
		if lo, ok := s.Stat(r, StatMin, 0); ok {
			hi, _ := s.Stat(r, StatMax, 0)
			q = math.Min(math.Max(q, lo), hi)
		}
		return q, true
	}
	if kind == StatSD && r.Store != StoreTally { // of a value over time
		h, ok := s.Histogram(r)
		if !ok {
			return 0, false
		}
		return h.SD()
	}
	if kind == StatLast && r.Store != StoreTally {
		return s.Read(r), true
	}
	elapsed := float64(s.Elapsed()) / nsPerS
	now := int64(s.Now)
	k := &s.kept
	switch r.Store {
	case StoreLevel:
		l := &k.levels[r.Index]
		return overTime(kind, l.total(now)/nsPerS, elapsed, l.min, l.max)
	case StoreTimes:
		if kind == StatMin || kind == StatMax {
			return 0, false
		}
		return overTime(kind, s.spent(int(r.Index+r.Sub))/nsPerS, elapsed, 0, 0)
	case StoreCount:
		return k.counts[r.Index].stat(kind, elapsed)
	case StoreTally:
		return k.tallies[r.Index].stat(kind, elapsed)
	case StoreAccount:
		if kind == StatMin || kind == StatMax {
			return 0, false
		}
		return overTime(kind, s.account(r.Index), elapsed, 0, 0)
	}
	v, ok := s.varNow(int(r.Index), int(r.Sub))
	if ends := kind == StatMin || kind == StatMax; !ok || ends && !v.ends || !ends && !v.mean {
		return 0, false
	}
	return overTime(kind, v.integral, elapsed, v.min, v.max)
}

func overTime(kind StatKind, total, elapsed, lo, hi float64) (float64, bool) {
	switch kind {
	case StatMean, StatRate:
		return total / elapsed, elapsed > 0
	case StatTotal:
		return total, true
	case StatMin:
		return lo, true
	case StatMax:
		return hi, true
	}
	return 0, false
}

func (c *count) stat(kind StatKind, elapsed float64) (float64, bool) {
	n := float64(c.n - c.base)
	switch kind {
	case StatTotal, StatCount:
		return n, true
	case StatRate:
		return n / elapsed, elapsed > 0
	}
	return 0, false
}

func (t *tally) stat(kind StatKind, elapsed float64) (float64, bool) {
	n := float64(t.n)
	switch kind {
	case StatCount:
		return n, true
	case StatTotal:
		return t.sum, true
	case StatRate:
		return n / elapsed, elapsed > 0
	case StatMean:
		return t.sum / n, t.n > 0
	case StatMin:
		return t.min, t.n > 0
	case StatMax:
		return t.max, t.n > 0
	case StatLast:
		return t.last, t.n > 0
	case StatSD:
		return math.Sqrt(t.m2 / (n - 1)), t.n > 1
	}
	return 0, false
}

// spent is the time that servers have spent in a cell up to now [ns].
func (s *State) spent(i int) float64 {
	c := &s.kept.cells[i]
	if c.aux&auxWide == 0 {
		return float64(c.total(int64(s.Now)))
	}
	w := s.kept.wide[s.m.wide[i]]
	w.hold(c.n, int64(s.Now))
	return float64(float64(w.hi)*0x1p64) + float64(w.lo)
}

// recordOf is the record behind r, and the value that it has held since
// record.since (StoreLevel, StoreTimes, StoreCount).
func (s *State) recordOf(r Ref) (rec *record, held float64, steps bool) {
	k := &s.kept
	var aux uint32
	switch r.Store {
	case StoreLevel:
		aux, held, steps = k.levels[r.Index].aux, k.levels[r.Index].value, true
	case StoreTimes:
		c := &k.cells[r.Index+r.Sub]
		aux, held, steps = c.aux, float64(c.n), true
	case StoreCount:
		aux, held, steps = k.counts[r.Index].aux, float64(k.counts[r.Index].n), true
	case StoreTally:
		aux = k.tallies[r.Index].aux
	case StoreVar:
		if i := s.m.vars[r.Index][r.Sub]; i >= 0 {
			aux = uint32(k.islands[r.Index].stats[i].rec)
		}
	}
	if aux &= auxRecord; aux == 0 {
		return nil, 0, false
	}
	return &k.records[aux-1], held, steps
}

// Histogram is a copy of the histogram of r up to now; false if none is kept.
// Counts are samples, or nanoseconds for what varies over time.
func (s *State) Histogram(r Ref) (Histogram, bool) {
	rec, held, steps := s.recordOf(r)
	if rec == nil || !rec.hasHist {
		return Histogram{}, false
	}
	var h Histogram
	h.Merge(&rec.Hist)
	switch {
	case steps:
		h.Add(held, int64(s.Now)-rec.since)
	case r.Store == StoreVar:
		s.pieceNow(int(r.Index), int(r.Sub), &h, nil)
	}
	return h, true
}

// Trace is a copy of the trace of r up to now; false if none is kept.
func (s *State) Trace(r Ref) (Trace, bool) {
	rec, held, steps := s.recordOf(r)
	if rec == nil || !rec.hasTrace {
		return Trace{}, false
	}
	tr := rec.Trace.Clone()
	switch {
	case steps:
		tr.hold(held, rec.since, int64(s.Now))
	case r.Store == StoreVar:
		s.pieceNow(int(r.Index), int(r.Sub), nil, &tr)
	}
	return tr, true
}

// clear is the end of the warm-up: statistics start anew, values stay.
func (s *State) clear() {
	k := &s.kept
	now := int64(s.Now)
	for i := range k.levels {
		l := &k.levels[i]
		k.flush(l.aux, l.value, now)
		l.reset(now)
	}
	for i := range k.cells {
		c := &k.cells[i]
		k.flush(c.aux, float64(c.n), now)
		c.ns = -int64(c.n) * now
	}
	for i := range k.wide {
		k.wide[i] = span{since: now}
	}
	for i := range k.counts {
		c := &k.counts[i]
		k.flush(c.aux, float64(c.n), now)
		c.base = c.n
	}
	for i := range k.tallies {
		k.tallies[i].reset()
	}
	for i := range k.accounts {
		k.accounts[i].reset(now)
	}
	for i := range k.records {
		k.records[i].Hist = Histogram{}
	}
	for i := range k.islands {
		for j := range k.islands[i].stats {
			k.islands[i].stats[j].reset()
		}
	}
	k.from = now
}

// flush brings the record of a signal of the line up to now.
func (k *kept) flush(aux uint32, value float64, now int64) {
	if r := aux & auxRecord; r != 0 {
		k.records[r-1].hold(value, now)
	}
}
