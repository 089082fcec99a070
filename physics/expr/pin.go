package expr

import (
	"math"

	"github.com/plantwin/plantwin/internal/table"
)

// Tables of time and conditions on time are piecewise: between two breaks a table is one polynomial and a condition one
// truth value. Pinned nodes hold on to the piece in force, so that an evaluation a rounding error beyond a break does not
// look into the next one.

// IsTable reports whether a node looks up a table: its slot and its argument.
func (g *Graph) IsTable(id ID) (slot int, arg ID, ok bool) {
	n := &g.nodes[id]
	return int(n.b), n.a, n.op == opTable && n.c == 0
}

// Pinned gives the table of a slot at x, on the piece that Regs.Pin has chosen for pin.
func (g *Graph) Pinned(slot int, x ID, pin int) ID {
	return g.add(node{op: opTable, a: x, b: ID(slot), c: ID(pin) + 1})
}

// IsOrdering reports whether a node is one of < <= == != and gives the difference right - left, which is above 0 where
// left < right.
func (g *Graph) IsOrdering(id ID) (difference ID, ok bool) {
	n := g.nodes[id]
	switch n.op {
	case opLess, opLessEq, opEqual, opNotEqual:
		return g.Sub(n.b, n.a), true
	}
	return 0, false
}

// Holds says whether the comparison at a node holds where its difference has this sign (-1, 0, 1).
func (g *Graph) Holds(id ID, sign float64) bool {
	switch g.nodes[id].op {
	case opLess:
		return sign > 0
	case opLessEq:
		return sign >= 0
	case opEqual:
		return sign == 0
	case opNotEqual:
		return sign != 0
	}
	return false
}

// Choice gives the condition and the branches of an if; ok is false for other nodes.
func (g *Graph) Choice(id ID) (cond, yes, no ID, ok bool) {
	n := g.nodes[id]
	return n.a, n.b, n.c, n.op == opIf
}

// Pins gives the number of pinned tables.
func (t *Tape) Pins() int { return len(t.pins) }

// Pin makes pinned table i use the piece in force at x, until it is pinned anew, and gives the range of that piece. A table
// that is not there has no value.
func (r *Regs) Pin(i int, x float64) (from, until float64) {
	r.pins[i] = nowhere
	if slot := r.t.pins[i]; slot >= 0 && r.t.tables[slot] != nil {
		r.pins[i], _ = r.t.tables[slot].Segment(x, 0)
	}
	return r.pins[i].From, r.pins[i].Until
}

var nowhere = table.Segment{From: math.Inf(-1), Until: math.Inf(1), C: [4]float64{math.NaN()}}

// segment gives the piece of a table at x.
func (r *Regs) segment(slot, cur uint32, x float64) *table.Segment {
	c := &r.look[cur]
	if x >= c.seg.From && x < c.seg.Until {
		return &c.seg
	}
	s := r.t.tables[slot]
	if s == nil {
		c.seg = nowhere
	} else {
		c.seg, c.hint = s.Segment(x, c.hint)
	}
	return &c.seg
}
