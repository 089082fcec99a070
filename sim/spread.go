package sim

import "math"

// SD is the standard deviation over time or samples, from the middles of the
// bins, or their edges where no value was Rough: within about 0.2 % of it where
// the values spread over several bins. It is false where the histogram is
// empty. Cost: O(bins).
func (h *Histogram) SD() (float64, bool) {
	total := float64(h.Weight())
	if total <= 0 {
		return 0, false
	}
	mean := 0.0
	h.each(func(x, w float64) { mean += float64(x * (w / total)) })
	sum := 0.0
	h.each(func(x, w float64) { sum += float64((x - mean) * (x - mean) * (w / total)) })
	return math.Sqrt(sum), true
}

// each visits what stands for each bin with its weight, in order of value.
func (h *Histogram) each(visit func(x, weight float64)) {
	for i := len(h.Neg.N) - 1; i >= 0; i-- {
		if n := h.Neg.N[i]; n != 0 {
			visit(-h.value(h.Neg.First+int64(i)), float64(n))
		}
	}
	visit(0, float64(h.Zero))
	for i, n := range h.Pos.N {
		if n != 0 {
			visit(h.value(h.Pos.First+int64(i)), float64(n))
		}
	}
}
