package physics

import (
	"math"
	"testing"
)

// TestArmed: a guard that a discrete state switches off is not computed, and has the bits that it has when it is.
func TestArmed(t *testing.T) {
	s := compile(t, nothing{}, numbered(load(t, "thermostat-tank")))[0]
	s = s.With(values(s, []float64{200, 4186, 3000, 15, 288.15, 331.15, 335.15}))
	for _, mode := range []float64{0, 1} {
		e := s.New().(*eval)
		e.Bind(0, nil, []float64{mode})
		if e.all || len(e.awake) != 1 || e.awake[0] != int(1-mode) {
			t.Errorf("mode %v: all %v, awake %v: want guard %v alone", mode, e.all, e.awake, 1-mode)
		}
		for _, temp := range []float64{300, 331.15, 333, 335.15, 340} {
			y, some, whole := []float64{temp, 0}, make([]float64, 2), make([]float64, 2)
			e.Guards(0, y, some)
			e.all = true
			e.Guards(0, y, whole)
			e.all = false
			for i := range some {
				if math.Float64bits(some[i]) != math.Float64bits(whole[i]) {
					t.Errorf("mode %v, %v K: guard %d is %v, computed %v", mode, temp, i, some[i], whole[i])
				}
			}
		}
	}
}
