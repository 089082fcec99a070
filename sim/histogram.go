package sim

import "math"

// A bin is 1/256 of an octave: the sign, the exponent and the first 8 bits of
// the mantissa of a float64. Its middle is within 0.2 % of all its values.
const binShift = 44

// Histogram counts samples, or nanoseconds at a value, in bins of 1/256 octave.
// Its counts are integers, so merging histograms in any order gives the same
// bytes. Zero has a bin of its own, and negative values bins that mirror those
// of the positive ones. The zero value is empty.
type Histogram struct {
	Zero     int64
	Pos, Neg Bins
	// Rough says that some value was not the edge of its bin nearer to zero.
	// Where none was, as with whole numbers below 512, quantiles are exact.
	Rough bool
}

// Bins is a window of bins: N[i] belongs to bin First+i, whose lower edge is
// Float64frombits((First+i) << 44).
type Bins struct {
	First int64
	N     []int64
}

// Add adds weight n to the bin of x. NaN is dropped. Cost: O(1), and a copy of
// the window when x is outside it.
func (h *Histogram) Add(x float64, n int64) {
	h.Rough = h.Rough || math.Float64bits(x)<<(64-binShift) != 0 && x == x
	switch {
	case x > 0:
		h.Pos.add(int64(math.Float64bits(x)>>binShift), n)
	case x < 0:
		h.Neg.add(int64(math.Float64bits(-x)>>binShift), n)
	case x == 0:
		h.Zero += n
	}
}

func (b *Bins) add(bin, n int64) {
	i := bin - b.First
	if i < 0 || i >= int64(len(b.N)) {
		b.widen(bin)
		i = bin - b.First
	}
	b.N[i] += n
}

// widen makes room for bin, in whole octaves.
func (b *Bins) widen(bin int64) {
	lo := bin &^ 255
	hi := lo + 256
	if len(b.N) > 0 {
		lo, hi = min(lo, b.First), max(hi, b.First+int64(len(b.N)))
	}
	next := make([]int64, hi-lo)
	if len(b.N) > 0 {
		copy(next[b.First-lo:], b.N)
	}
	b.First, b.N = lo, next
}

// Merge adds the counts of o.
func (h *Histogram) Merge(o *Histogram) {
	h.Rough = h.Rough || o.Rough
	h.Zero += o.Zero
	h.Pos.merge(&o.Pos)
	h.Neg.merge(&o.Neg)
}

func (b *Bins) merge(o *Bins) {
	for i, n := range o.N {
		if n != 0 {
			b.add(o.First+int64(i), n)
		}
	}
}

// At is the count of the bin that x is in: where all values are whole numbers
// below 512, that of x itself.
func (h *Histogram) At(x float64) int64 {
	switch {
	case x > 0:
		return h.Pos.at(int64(math.Float64bits(x) >> binShift))
	case x < 0:
		return h.Neg.at(int64(math.Float64bits(-x) >> binShift))
	}
	return h.Zero
}

func (b *Bins) at(bin int64) int64 {
	if i := bin - b.First; i >= 0 && i < int64(len(b.N)) {
		return b.N[i]
	}
	return 0
}

// Weight is the sum of all counts.
func (h *Histogram) Weight() int64 {
	sum := h.Zero
	for _, n := range h.Pos.N {
		sum += n
	}
	for _, n := range h.Neg.N {
		sum += n
	}
	return sum
}

// Quantile is the middle of the bin that holds the p-quantile (the smallest
// value whose share of the weight is at least p), within 0.2 % of it, or that
// value itself where no value was Rough; false where the histogram is empty.
// Cost: O(bins).
func (h *Histogram) Quantile(p float64) (float64, bool) {
	total := h.Weight()
	if total <= 0 || !(p >= 0 && p <= 1) {
		return 0, false
	}
	rank := max(1, int64(math.Ceil(p*float64(total))))
	for i := len(h.Neg.N) - 1; i >= 0; i-- {
		if rank -= h.Neg.N[i]; rank <= 0 {
			return -h.value(h.Neg.First + int64(i)), true
		}
	}
	if rank -= h.Zero; rank <= 0 && h.Zero > 0 {
		return 0, true
	}
	last := 0.0
	for i, n := range h.Pos.N {
		if n == 0 {
			continue
		}
		last = h.value(h.Pos.First + int64(i))
		if rank -= n; rank <= 0 {
			return last, true
		}
	}
	return last, true
}

// value is what stands for a bin: its edge if all values were edges, else its
// middle.
func (h *Histogram) value(bin int64) float64 {
	lo := math.Float64frombits(uint64(bin) << binShift)
	if !h.Rough {
		return lo
	}
	hi := math.Float64frombits(uint64(bin+1) << binShift)
	if math.IsInf(hi, 0) || math.IsNaN(hi) {
		return lo
	}
	return lo + float64(0.5*(hi-lo))
}
