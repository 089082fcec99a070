package sim

import (
	"math"
	"testing"
)

// 1, 2, 3 and -4 with weights 1, 2, 3, 4 have the mean -0.2 and the variance 9.96; bins are 0.4 % wide.
func TestHistogramSD(t *testing.T) {
	var h Histogram
	if _, ok := h.SD(); ok {
		t.Error("an empty histogram has a spread")
	}
	for i, x := range []float64{1, 2, 3, -4} {
		h.Add(x, int64(i+1))
	}
	if got, _ := h.SD(); math.Abs(got-math.Sqrt(9.96)) > 0.002*math.Sqrt(9.96) {
		t.Errorf("sd = %g, want %g", got, math.Sqrt(9.96))
	}
}
