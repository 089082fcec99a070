package physics

import (
	"math"

	"github.com/plantwin/plantwin/internal/table"
	"github.com/plantwin/plantwin/physics/expr"
)

// pinTimes replaces tables and conditions of a linear function of time by pinned tables and Frozen leaves. Guards keep
// their comparisons: they are there to be crossed.
func pinTimes(m *symbolic) {
	g := m.g
	timeWindows(m)
	now := g.Leaf(expr.Time, 0)
	pinOf := map[[2]expr.ID]int{}
	pin := func(id expr.ID) (expr.ID, bool) {
		slot, arg, ok := g.IsTable(id)
		if !ok {
			return 0, false
		}
		at, ok := linearInTime(g, arg, now)
		if !ok {
			return 0, false
		}
		key := [2]expr.ID{expr.ID(slot), arg}
		if _, seen := pinOf[key]; !seen {
			pinOf[key] = len(m.pins)
			m.pins = append(m.pins, at)
			s := g.Table(slot)
			m.steps = append(m.steps, s != nil && s.Between == table.Step)
		}
		return g.Pinned(slot, arg, pinOf[key]), true
	}
	both := g.Replacing(func(id expr.ID) (expr.ID, bool) {
		if p, ok := pin(id); ok {
			return p, true
		}
		d, ok := g.IsOrdering(id)
		if !ok || g.Level(id) != expr.Always {
			return 0, false
		}
		at, ok := linearInTime(g, d, now)
		if !ok {
			return 0, false
		}
		m.frozen = append(m.frozen, frozen{at: at, node: id})
		return g.Leaf(expr.Frozen, len(m.frozen)-1), true
	})
	tables := g.Replacing(pin)
	for _, list := range [][]expr.ID{m.rows, m.outs, m.initial} {
		for i, e := range list {
			list[i] = both.Of(e)
		}
	}
	for _, r := range m.resets {
		for i, e := range r.to {
			r.to[i] = both.Of(e)
		}
	}
	for i := range m.delays {
		m.delays[i].x = both.Of(m.delays[i].x)
	}
	for _, list := range [][]expr.ID{m.cross, m.truth} {
		for i, e := range list {
			list[i] = tables.Of(e)
		}
	}
}

// linearInTime gives a and b of e = a + b t where they are constant between events and e does depend on time.
func linearInTime(g *expr.Graph, e, now expr.ID) (affine, bool) {
	if g.Level(e) != expr.Always {
		return affine{}, false
	}
	b, a, ok := g.Linear(e, now)
	return affine{a, b}, ok && g.Level(a) != expr.Always && g.Level(b) != expr.Always
}

// A time within this many units in the last place of a break is at the break.
const breakUlps = 4

// times chooses the pieces and truth values that hold from t on, and finds the first break after t.
func (e *eval) times(t float64) {
	m := e.s.sym
	c := e.tmp[:e.s.ntimes]
	e.r.Run(e.s.lay.times)
	e.r.Out(e.s.lay.times, c)
	for i := range e.fz { // those behind the last one read are left out
		k := 2 * (len(m.pins) + i)
		e.fz[i] = e.freeze(m.frozen[i].node, t, c[k], c[k+1])
	}
	if len(e.fz) > 0 {
		e.r.Events()
	}
	for i := range e.s.tape.Pins() {
		e.pin(i, t, c[2*i], c[2*i+1])
	}
	e.windows(t, c[2*(len(m.pins)+len(m.frozen)):])
}

// near reports whether a break is at t up to rounding.
func near(t, at float64) bool {
	return math.Abs(at-t) <= breakUlps*(math.Nextafter(math.Abs(t), math.Inf(1))-math.Abs(t))
}

// note keeps the first break after t.
func (e *eval) note(t, at float64) {
	if at > t && at < e.next {
		e.next = at
	}
}

// freeze gives the truth value of a comparison of a + b t with 0 just after t.
func (e *eval) freeze(node expr.ID, t, a, b float64) float64 {
	side := a + float64(b*t)
	if at := -a / b; b != 0 && near(t, at) {
		side = b
	} else if b != 0 {
		e.note(t, at)
	}
	sign := 0.0
	if side != 0 {
		sign = math.Copysign(1, side)
	}
	if e.s.sym.g.Holds(node, sign) {
		return 1
	}
	return 0
}

// pin chooses the piece of table i at the argument a + b t.
func (e *eval) pin(i int, t, a, b float64) {
	from, until := e.r.Pin(i, a+float64(b*t))
	for range 2 {
		edge := until
		if b < 0 {
			edge = from
		}
		at := (edge - a) / b
		switch {
		case b == 0 || math.IsInf(at, 0) || math.IsNaN(at):
			return
		case at > t && !near(t, at):
			e.note(t, at)
			return
		case b > 0:
			from, until = e.r.Pin(i, edge)
		default:
			from, until = e.r.Pin(i, math.Nextafter(edge, math.Inf(-1)))
		}
	}
}
