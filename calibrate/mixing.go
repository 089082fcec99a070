package calibrate

import "math"

// mixing speeds up Gauss-Newton steps that shrink by a constant factor, as they do where residuals are large: of the last two
// points and the steps from them it takes the combination whose step is shortest (D. G. Anderson, "Iterative procedures for
// nonlinear integral equations", J. ACM 12 (1965) 547-560, with one point remembered). Its zero value remembers nothing.
type mixing struct {
	to []float64 // where the last step led
	h  []float64 // that step, in scaled variables
}

// mostMixed bounds the weight of the remembered point: beyond it the two steps are nearly alike and say little.
const mostMixed = 1.0

// next gives where to go in place of to, where the Gauss-Newton step h in scaled variables leads; false where nothing is mixed in.
func (m *mixing) next(to, h []float64) ([]float64, bool) {
	last, before := m.to, m.h
	m.to, m.h = to, h
	if last == nil {
		return to, false
	}
	num, den := 0.0, 0.0
	for j, v := range h {
		d := v - before[j]
		num, den = num+v*d, den+d*d
	}
	weight := num / den
	if !(math.Abs(weight) <= mostMixed) {
		return to, false
	}
	mixed := make([]float64, len(to))
	for j, v := range to {
		mixed[j] = v - weight*(v-last[j])
	}
	return mixed, true
}
