package sim

import (
	"math"
	"slices"
	"sort"
	"testing"
	"time"
)

// All figures of a random course against sums over the list of what happened.
// Values are integers, so that the integral is exact.
func TestStatsAgainstBruteForce(t *testing.T) {
	b := NewBuilder()
	b.Ask("a.queue", WantHist|WantTrace)
	b.Ask("a.busy", WantTrace)
	b.Ask("a.age", WantHist|WantTrace)
	queue := b.Level("a", "queue", 2)
	times := b.Times("a", []string{"idle", "busy", "down"}, 3, 0)
	done, age := b.Count("a", "done"), b.Tally("a", "age")
	const warm = 1000 * time.Second
	r := begin(t, build(t, b, &script{}), Options{WarmUp: warm, Record: true})
	s, rnd := r.State(), NewStream(3, "x", "y", 0)

	var area, ages []float64
	var weights []float64
	busy, count, level, nBusy := time.Duration(0), 0.0, 2.0, 0
	lo, hi := 2.0, 2.0
	down := uint8(0)
	for range 4000 {
		next := s.Now + time.Duration(rnd.Uint64()%1e9)
		if s.Now < warm && next >= warm {
			next = warm
		}
		if s.Now >= warm {
			area, weights = append(area, level), append(weights, float64(next-s.Now))
			busy += time.Duration(nBusy) * (next - s.Now)
		}
		to(t, r, next)
		if next == warm {
			lo, hi = level, level
		}
		level = float64(rnd.Uint64() % 20)
		s.Set(queue, level)
		lo, hi = math.Min(lo, level), math.Max(hi, level)
		switch {
		case nBusy == 0:
			s.Switch(times, 0, 1)
			nBusy++
		case down == 0:
			s.Switch(times, 1, 2)
			nBusy--
			down++
		default:
			s.Switch(times, 2, 0)
			down--
		}
		x := 100 * rnd.Float64()
		s.Sample(age, x)
		s.Count(done, 3)
		if next >= warm {
			ages, count = append(ages, x), count+3
		}
	}
	elapsed := float64(s.Now - warm)
	total, weight := 0.0, 0.0
	for i, v := range area {
		total += v * weights[i]
		weight += weights[i]
	}
	mean, sq := 0.0, 0.0
	for _, x := range ages {
		mean += x / float64(len(ages))
	}
	for _, x := range ages {
		sq += (x - mean) * (x - mean)
	}
	check := func(what string, r Ref, k StatKind, p, want, tol float64) {
		t.Helper()
		if got, ok := s.Stat(r, k, p); !ok || !(math.Abs(got-want) <= tol) {
			t.Errorf("%s = %v, %v, want %v within %g", what, got, ok, want, tol)
		}
	}
	q, bz, a, d := Ref{StoreLevel, queue, 0}, Ref{StoreTimes, times, 1}, Ref{StoreTally, age, 0}, Ref{StoreCount, done, 0}
	check("mean level", q, StatMean, 0, total/elapsed, 1e-12)
	check("total level", q, StatTotal, 0, total/1e9, 1e-9)
	check("min level", q, StatMin, 0, lo, 0)
	check("max level", q, StatMax, 0, hi, 0)
	check("last level", q, StatLast, 0, level, 0)
	check("busy", bz, StatTotal, 0, busy.Seconds(), 1e-9)
	check("share busy", bz, StatMean, 0, float64(busy)/elapsed, 1e-12)
	check("count", d, StatCount, 0, count, 0)
	check("rate", d, StatRate, 0, count/elapsed*1e9, 1e-12)
	check("samples", a, StatCount, 0, float64(len(ages)), 0)
	check("mean age", a, StatMean, 0, mean, 1e-10) // rounding of 4000 additions
	check("sd age", a, StatSD, 0, math.Sqrt(sq/float64(len(ages)-1)), 1e-10)
	check("min age", a, StatMin, 0, slices.Min(ages), 0)
	check("max age", a, StatMax, 0, slices.Max(ages), 0)
	sorted := slices.Clone(ages)
	sort.Float64s(sorted)
	for _, p := range []float64{0, 0.01, 0.25, 0.5, 0.9, 0.999, 1} {
		want := sorted[max(1, int(math.Ceil(p*float64(len(sorted)))))-1]
		check("quantile of age", a, StatQuantile, p, want, 0.002*want)
	}
	// The sum of all states is the horizon, to the tick.
	sum := int64(0)
	for c := range int32(3) {
		sum += int64(s.kept.cells[times+c].total(int64(s.Now)))
	}
	if sum != 3*int64(s.Now-warm) {
		t.Errorf("the states sum to %d ns, want %d", sum, 3*int64(s.Now-warm))
	}
	// The trace covers the whole run and has its mean.
	tr, ok := s.Trace(q)
	if !ok || len(tr.Buckets) > MaxBuckets {
		t.Fatalf("trace: %v, %d buckets", ok, len(tr.Buckets))
	}
	w := int64(0)
	for _, b := range tr.Buckets {
		w += b.Weight
	}
	if w != int64(s.Now) {
		t.Errorf("the trace covers %d ns of %d", w, int64(s.Now))
	}
}

// Where there is no sample or no time, there is no figure.
func TestNoSample(t *testing.T) {
	b := NewBuilder()
	l, c, a := b.Level("a", "l", 1), b.Times("a", []string{"x"}, 1, 0), b.Tally("a", "t")
	s := begin(t, build(t, b, &script{}), Options{}).State()
	for _, r := range []Ref{{StoreLevel, l, 0}, {StoreTimes, c, 0}, {StoreTally, a, 0}} {
		for _, k := range []StatKind{StatMean, StatSD, StatQuantile} {
			if v, ok := s.Stat(r, k, 0.5); ok {
				t.Errorf("store %d, figure %d = %v", r.Store, k, v)
			}
		}
	}
	if _, ok := s.Stat(Ref{StoreTally, a, 0}, StatMin, 0); ok {
		t.Error("a smallest sample of none")
	}
	if _, ok := s.Trace(Ref{StoreLevel, l, 0}); ok {
		t.Error("a trace that nobody asked for")
	}
}

// Every value, of any sign and size, is within 0.2 % of the middle of its bin;
// merging is a matter of sums, in any order.
func TestHistogram(t *testing.T) {
	rnd := NewStream(1, "h", "h", 0)
	var h, a, b Histogram
	var all []float64
	for i := range 20_000 {
		x := math.Ldexp(1+rnd.Float64(), int(rnd.Uint64()%60)-30)
		switch rnd.Uint64() % 8 {
		case 0:
			x = -x
		case 1:
			x = 0
		}
		all = append(all, x)
		h.Add(x, 1)
		if i%3 == 0 {
			a.Add(x, 1)
		} else {
			b.Add(x, 1)
		}
	}
	sort.Float64s(all)
	a.Merge(&b)
	if a.Weight() != h.Weight() || h.Weight() != int64(len(all)) {
		t.Fatalf("weights %d, %d, want %d", a.Weight(), h.Weight(), len(all))
	}
	for i := 0; i <= 200; i++ {
		p := float64(i) / 200
		want := all[max(1, int(math.Ceil(p*float64(len(all)))))-1]
		got, ok := h.Quantile(p)
		if !ok || math.Abs(got-want) > 0.002*math.Abs(want) {
			t.Fatalf("quantile %v = %v, want %v within 0.2 %%", p, got, want)
		}
		if m, _ := a.Quantile(p); m != got {
			t.Fatalf("merged quantile %v = %v, want %v", p, m, got)
		}
	}
	var odd Histogram
	for _, x := range []float64{math.NaN(), math.Inf(1), math.MaxFloat64, math.SmallestNonzeroFloat64} {
		odd.Add(x, 1) // NaN is dropped, the others have bins
	}
	if odd.Weight() != 3 {
		t.Errorf("weight %d, want 3", odd.Weight())
	}
}

// Whole numbers below 512, halves and the like are edges of bins: their
// quantiles are exact, also after a merge. One other value takes that away.
func TestHistogramOfWholeNumbers(t *testing.T) {
	var h, o Histogram
	for i := range 100 {
		h.Add(float64(i)-50, 1)
		o.Add(float64(i)-50.5, 1)
	}
	h.Merge(&o)
	for p, want := range map[float64]float64{0.01: -50, 0.25: -26, 0.5: -1, 0.9: 39, 1: 49} {
		if got, _ := h.Quantile(p); got != want {
			t.Errorf("quantile %v = %v, want %v", p, got, want)
		}
	}
	h.Add(math.Pi, 1)
	if got, _ := h.Quantile(1); got == 49 || math.Abs(got-49) > 0.002*49 {
		t.Errorf("greatest of rough values %v, want the middle of the bin of 49", got)
	}
}

// Doubling keeps weight, sum and extremes.
func TestTraceDoubling(t *testing.T) {
	var tr Trace
	tr.Width = 10
	sum := 0.0
	for i := range int64(100_000) {
		v := float64(i % 7)
		tr.hold(v, 3*i, 3*i+3)
		sum += 3 * v
	}
	got, w := 0.0, int64(0)
	for i, b := range tr.Buckets {
		got += b.Sum
		w += b.Weight
		if i < len(tr.Buckets)-1 && (b.Weight != tr.Width || b.Min != 0 || b.Max != 6) {
			t.Fatalf("bucket %d: %+v of width %d", i, b, tr.Width)
		}
	}
	if got != sum || w != 300_000 || len(tr.Buckets) > MaxBuckets || tr.Width != 160 {
		t.Errorf("sum %v of %v, weight %d, %d buckets of %d", got, sum, w, len(tr.Buckets), tr.Width)
	}
	var sparse Trace
	sparse.point(1, 0)
	sparse.point(5, int64(100*365*24*time.Hour))
	if n := len(sparse.Buckets); n > MaxBuckets || sparse.Buckets[0].Last != 1 || sparse.Buckets[n-1].Last != 5 {
		t.Errorf("%d buckets", n)
	}
}

// M/M/1 with arrivals 1/s and service 0.8 s: busy 0.8, mean time in system
// 1/(1/0.8 - 1) = 4 s, mean queue 3.2 (Little). The standard error of the mean
// time over 4e5 customers is about 2 (var of W times 2 rho/(1-rho)^2 / n)^(1/2)
// = 0.07; four of them are allowed.
func TestMM1(t *testing.T) {
	m, u, err := newMM1(0.8)
	if err != nil {
		t.Fatal(err)
	}
	r := begin(t, m, Options{Seed: 2, WarmUp: 1000 * time.Second})
	to(t, r, 400_000*time.Second)
	s := r.State()
	w, _ := s.Stat(Ref{Store: StoreTally, Index: u.sojourn}, StatMean, 0)
	busy, _ := s.Stat(Ref{StoreTimes, u.times, 1}, StatMean, 0)
	q, _ := s.Stat(Ref{Store: StoreLevel, Index: u.queue}, StatMean, 0)
	near(t, "time in system", w, 4, 0.28)
	near(t, "busy", busy, 0.8, 0.01)
	near(t, "queue", q, 3.2, 0.28)
	rate, _ := s.Stat(Ref{Store: StoreCount, Index: u.done}, StatRate, 0)
	near(t, "Little's law", rate*w, q+busy, 0.01)
}

// Thousands of servers through a century: their times together are beyond 64 bits of nanoseconds.
func TestManyServers(t *testing.T) {
	const year = 365 * 24 * time.Hour
	for _, servers := range []int{1, 4, 5, 6, 1000, 1 << 30} {
		b := NewBuilder()
		times := b.Times("a", []string{"idle", "busy"}, servers, 0)
		r := begin(t, build(t, b, &script{}), Options{WarmUp: year})
		s := r.State()
		at := 0.0 // years of busy servers
		for y := range 100 {
			to(t, r, time.Duration(y+1)*year)
			if y >= 1 {
				at += float64(min(y, servers))
			}
			if y < servers {
				s.Switch(times, 0, 1)
			}
		}
		whole, _ := s.Stat(Ref{Store: StoreTimes, Index: times, Sub: 0}, StatTotal, 0)
		busy, _ := s.Stat(Ref{Store: StoreTimes, Index: times, Sub: 1}, StatTotal, 0)
		if want := at * year.Seconds(); math.Abs(busy-want) > 1e-9*want {
			t.Errorf("%d servers: busy for %g s, want %g", servers, busy, want)
		}
		if want := float64(servers) * 99 * year.Seconds(); math.Abs(whole+busy-want) > 1e-9*want {
			t.Errorf("%d servers: %g s in all, want %g", servers, whole+busy, want)
		}
	}
}
