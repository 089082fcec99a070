package physics

import "github.com/plantwin/plantwin/physics/expr"

// Linear reports whether the right-hand side is A y + b with A and b constant between calls of Bind, so that the
// exponential series solves it. A condition or table that reads a state, and anything that reads time, is not linear,
// even where its derivative is the same number on both sides: a series would run past the jump. Implements ode.Linear.
func (s *System) Linear() bool { return s.linear }

// affine reports what Linear says. Cost: one pass over the rows for each state they read.
func (m *symbolic) affine() bool {
	if m.alg > 0 {
		return false
	}
	for _, f := range m.rows {
		if !m.affineRow(f) {
			return false
		}
	}
	return true
}

func (m *symbolic) affineRow(f expr.ID) bool {
	g, ok := m.g, true
	var reads []expr.ID
	g.Leaves(func(id expr.ID, c expr.Class, _ int) {
		switch c {
		case expr.State:
			reads = append(reads, id)
		case expr.Time, expr.Past:
			ok = false
		}
	}, f)
	for _, y := range reads {
		if !ok {
			break
		}
		var slope expr.ID
		if slope, _, ok = g.Linear(f, y); ok {
			g.Leaves(func(_ expr.ID, c expr.Class, _ int) { ok = ok && c != expr.State }, slope)
		}
	}
	return ok
}
