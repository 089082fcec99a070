package expr

// Tangent differentiates along a direction: each leaf has its own rate of change. It remembers what it has done, so that
// common parts are differentiated once.
type Tangent struct {
	g    *Graph
	rate func(leaf ID) ID
	done map[ID]ID
	zero ID
}

// NewTangent makes a direction; rate gives the derivative of a leaf, which may be any expression.
func (g *Graph) NewTangent(rate func(leaf ID) ID) *Tangent {
	return &Tangent{g: g, rate: rate, done: map[ID]ID{}, zero: g.Const(0)}
}

// Along makes the direction of one leaf: the partial derivative by it.
func (g *Graph) Along(leaf ID) *Tangent {
	zero, one := g.Const(0), g.Const(1)
	return g.NewTangent(func(l ID) ID {
		if l == leaf {
			return one
		}
		return zero
	})
}

// Diff gives the exact derivative of e by a leaf. Cost: the size of e.
func (g *Graph) Diff(e, leaf ID) ID { return g.Along(leaf).Of(e) }

// Of gives the derivative of e along the direction.
func (t *Tangent) Of(e ID) ID {
	if d, ok := t.done[e]; ok {
		return d
	}
	g := t.g
	n := g.nodes[e]
	var d ID
	switch {
	case n.op == opConst:
		d = t.zero
	case n.op == opLeaf:
		d = t.rate(e)
	case n.op == opIf:
		d = g.If(n.a, t.Of(n.b), t.Of(n.c))
	case isTable(n.op):
		d = t.table(n)
	case n.op == opGrid:
		d = t.grid(n)
	case rules[n.op] == nil: // truth values and steps
		d = t.zero
	default:
		da, db := t.Of(n.a), t.zero
		if arity[n.op] == 2 {
			db = t.Of(n.b)
		}
		if da == t.zero && db == t.zero {
			d = t.zero
		} else {
			d = rules[n.op](g, e, n.a, n.b, da, db)
		}
	}
	t.done[e] = d
	return d
}

// table differentiates a table: its argument's rate times the slope. Tables are at most cubic, but a third derivative is
// asked for by nobody.
func (t *Tangent) table(n node) ID {
	da := t.Of(n.a)
	if da == t.zero {
		return da
	}
	switch n.op {
	case opTable:
		n.op = opTable1
	case opTable1:
		n.op = opTable2
	default:
		return t.zero
	}
	return t.g.Mul(t.g.add(n), da)
}

// grid differentiates a table of two arguments.
func (t *Tangent) grid(n node) ID {
	by := func(order uint64, by ID) ID {
		rate := t.Of(by)
		if rate == t.zero {
			return rate
		}
		n := n
		n.v += order
		return t.g.Mul(t.g.add(n), rate)
	}
	return t.g.Add(by(1, n.a), by(16, n.b))
}

// rule gives the derivative of the node y = op(a, b) whose operands have the derivatives da and db.
type rule func(g *Graph, y, a, b, da, db ID) ID

// rules has one entry for each operation that is not constant between its jumps: those of arithmetic from here, those of
// functions from their table. (init breaks the cycle with make.)
var rules [opCount]rule

func init() {
	rules[opAdd] = func(g *Graph, _, _, _, da, db ID) ID { return g.Add(da, db) }
	rules[opSub] = func(g *Graph, _, _, _, da, db ID) ID { return g.Sub(da, db) }
	rules[opMul] = func(g *Graph, _, a, b, da, db ID) ID { return g.Add(g.Mul(da, b), g.Mul(a, db)) }
	rules[opDiv] = func(g *Graph, y, _, b, da, db ID) ID { return g.Div(g.Sub(da, g.Mul(y, db)), b) }
	rules[opNeg] = func(g *Graph, _, _, _, da, _ ID) ID { return g.Neg(da) }
	rules[opSqr] = chain(func(g *Graph, _, a ID) ID { return g.Mul(g.Const(2), a) })
	rules[opPow] = diffPow
}

// diffPow differentiates a^b. The exponent is lowered instead of dividing by a, so that the derivative exists at a = 0
// wherever it does in mathematics.
func diffPow(g *Graph, y, a, b, da, db ID) ID {
	base := g.Mul(g.Mul(b, g.Pow(a, g.Sub(b, g.Const(1)))), da)
	if g.is(db, 0) {
		return base
	}
	// Where a is 0 the power does not change with the exponent.
	byExponent := g.If(g.make(opEqual, a, g.Const(0)), g.Const(0), g.make(opLog, a))
	return g.Add(base, g.Mul(g.Mul(y, byExponent), db))
}
