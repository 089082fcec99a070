package calibrate

import "math"

// mixing speeds up Gauss-Newton steps that shrink by a constant factor, as they do where residuals are large: of the last two
// points and the steps from them it takes the combination whose step is shortest (D. G. Anderson, "Iterative procedures for
// nonlinear integral equations", J. ACM 12 (1965) 547-560, with one point remembered). Its zero value remembers nothing.
type mixing struct {
	u, p []float64 // last point, and the step from it; units of the variables
}

// mostMixed bounds the weight of the remembered point: beyond it the two steps are nearly alike and say little.
const mostMixed = 1.0

// next gives the step to be made from u, where the Gauss-Newton step is p, and whether it differs from p. scale are the units in
// which lengths are measured, as factors.
func (m *mixing) next(u, p, scale []float64) ([]float64, bool) {
	last, before := m.u, m.p
	m.u, m.p = append([]float64(nil), u...), p
	if last == nil {
		return p, false
	}
	num, den := 0.0, 0.0
	for j := range p {
		a, b := p[j]*scale[j], (p[j]-before[j])*scale[j]
		num, den = num+a*b, den+b*b
	}
	weight := num / den
	if !(math.Abs(weight) <= mostMixed) {
		return p, false
	}
	mixed := make([]float64, len(p))
	for j := range p {
		mixed[j] = p[j] - weight*(u[j]+p[j]-last[j]-before[j])
	}
	return mixed, true
}
