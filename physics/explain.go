package physics

import (
	"math"

	"github.com/plantwin/plantwin/physics/expr"
	"github.com/plantwin/plantwin/sim/ode"
)

var _ ode.Explainer = (*eval)(nil)

// How far Explain looks ahead, in seconds: what the equations meet just behind the last point at which they have a value.
const (
	nextMoment = 1e-12
	aMoment    = 0.1
)

// Explain says which row has no finite value at (t, y) and why, or at a point shortly behind it in the direction of the
// solution, as straight as it sets out; rows are those of y, then the guards.
func (e *eval) Explain(t, until float64, y []float64) (row int, why string) {
	m := e.s.sym
	roots := append(append([]expr.ID(nil), m.rows...), m.cross...)
	now, at := t, append([]float64(nil), y...)
	look := func() (int, string) {
		return m.g.Explain(roots, func(c expr.Class, i int) float64 {
			switch c {
			case expr.State:
				return at[i]
			case expr.Time:
				return now
			}
			return e.r.Leaves(c)[i]
		})
	}
	if row, why = look(); row >= 0 {
		return row, why
	}
	f := make([]float64, len(y))
	e.Deriv(t, y, f)
	far := math.Max(aMoment, until-t)
	for d := nextMoment * math.Max(1, t); d < 10*far; d *= 10 {
		d = math.Min(d, far)
		now = t + d
		for i := range at {
			if at[i] = y[i]; i < len(y)-m.alg {
				at[i] += float64(d * f[i])
			}
		}
		if row, why = look(); row >= 0 {
			return row, why
		}
	}
	return -1, ""
}
