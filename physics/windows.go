package physics

import (
	"math"

	"github.com/plantwin/plantwin/physics/expr"
)

// A condition such as `time > 26 s and time < 28 s` holds in a window that a long step, which looks at a guard at a few
// points, would run past. Its comparisons are linear in time, so their crossings are known ahead; a break half-way between
// the next two puts the end of a step into the window.

// timeWindows lists, for each guard with two or more comparisons of linear functions of time, their differences.
func timeWindows(m *symbolic) {
	now := m.g.Leaf(expr.Time, 0)
	for _, e := range m.truth {
		var sides []affine
		m.g.Replacing(func(id expr.ID) (expr.ID, bool) {
			if d, ok := m.g.IsOrdering(id); ok {
				if at, ok := linearInTime(m.g, d, now); ok {
					sides = append(sides, at)
				}
			}
			return 0, false
		}).Of(e)
		if len(sides) > 1 {
			m.windows = append(m.windows, sides)
		}
	}
}

// windows notes the break of each guard with a window; c holds a and b of the comparisons.
func (e *eval) windows(t float64, c []float64) {
	for _, sides := range e.s.sym.windows {
		first, second := math.Inf(1), math.Inf(1)
		for range sides {
			at := -c[0] / c[1]
			c = c[2:]
			switch {
			case !(at > t) || near(t, at) || at == first:
			case at < first:
				first, second = at, first
			case at < second:
				second = at
			}
		}
		if !math.IsInf(second, 1) {
			e.note(t, first+float64(0.5*(second-first)))
		}
	}
}
