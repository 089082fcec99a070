package expr

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
