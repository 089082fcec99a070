package expr

import "math"

// Add gives a + b.
func (g *Graph) Add(a, b ID) ID { return g.make(opAdd, a, b) }

// Sub gives a - b.
func (g *Graph) Sub(a, b ID) ID { return g.make(opSub, a, b) }

// Mul gives the product.
func (g *Graph) Mul(a, b ID) ID { return g.make(opMul, a, b) }

// Div gives the quotient.
func (g *Graph) Div(a, b ID) ID { return g.make(opDiv, a, b) }

// Neg gives -a.
func (g *Graph) Neg(a ID) ID { return g.make(opNeg, a) }

// Pow gives a to the power b.
func (g *Graph) Pow(a, b ID) ID { return g.make(opPow, a, b) }

// Less gives 1 where a < b, else 0.
func (g *Graph) Less(a, b ID) ID { return g.make(opLess, a, b) }

// And gives 1 where both hold, else 0.
func (g *Graph) And(a, b ID) ID { return g.make(opAnd, a, b) }

// Not gives 1 where a does not hold, else 0.
func (g *Graph) Not(a ID) ID { return g.make(opNot, a) }

// If gives a where c holds, else b.
func (g *Graph) If(c, a, b ID) ID { return g.make(opIf, c, a, b) }

// Max gives the larger of both.
func (g *Graph) Max(a, b ID) ID { return g.make(opMax, a, b) }

// Lookup gives the table of a slot at x.
func (g *Graph) Lookup(slot int, x ID) ID { return g.add(node{op: opTable, a: x, b: ID(slot)}) }

// Lookup2 gives the table of two arguments of a slot at (x, y).
func (g *Graph) Lookup2(slot int, x, y ID) ID {
	return g.add(node{op: opGrid, a: x, b: y, c: ID(slot)})
}

// make gives the node of an operation, simplified where the value stays the same bit for bit up to the sign of a zero,
// or where an exact zero meets a value that is not finite.
func (g *Graph) make(op Op, args ...ID) ID {
	n := node{op: op, a: args[0]}
	if len(args) > 1 {
		n.b = args[1]
	}
	if len(args) > 2 {
		n.c = args[2]
	}
	if v, ok := g.fold(op, args); ok {
		return g.Const(v)
	}
	if id, ok := g.rewrite(op, n.a, n.b, n.c); ok {
		return id
	}
	if commutes(op) && n.a > n.b {
		n.a, n.b = n.b, n.a
	}
	return g.add(n)
}

func commutes(op Op) bool {
	switch op {
	case opAdd, opMul, opEqual, opNotEqual, opAnd, opOr:
		return true
	}
	return false
}

// fold computes an operation on constants.
func (g *Graph) fold(op Op, args []ID) (float64, bool) {
	var v [3]float64
	for i, a := range args {
		x, ok := g.IsConst(a)
		if !ok {
			return 0, false
		}
		v[i] = x
	}
	return apply(op, v[0], v[1], v[2]), true
}

// rewrite finds a simpler form.
func (g *Graph) rewrite(op Op, a, b, c ID) (ID, bool) {
	switch op {
	case opAdd, opSub:
		return g.rewriteSum(op, a, b)
	case opMul:
		return g.rewriteProduct(a, b)
	case opDiv:
		return g.rewriteQuotient(a, b)
	case opNeg:
		return g.rewriteNeg(a)
	case opPow:
		return g.rewritePower(a, b)
	case opIf:
		if v, ok := g.IsConst(a); ok {
			if v != 0 {
				return b, true
			}
			return c, true
		}
		return b, b == c
	case opMin, opMax:
		return a, a == b
	case opAnd, opOr, opNot:
		return g.rewriteLogic(op, a, b)
	}
	return 0, false
}

func (g *Graph) rewriteSum(op Op, a, b ID) (ID, bool) {
	sub := op == opSub
	switch {
	case g.is(b, 0):
		return a, true
	case g.is(a, 0) && sub:
		return g.Neg(b), true
	case g.is(a, 0):
		return b, true
	case sub && a == b:
		return g.Const(0), true
	case g.nodes[b].op == opNeg && sub:
		return g.Add(a, g.nodes[b].a), true
	case g.nodes[b].op == opNeg:
		return g.Sub(a, g.nodes[b].a), true
	case g.nodes[a].op == opNeg && !sub:
		return g.Sub(b, g.nodes[a].a), true
	}
	return 0, false
}

func (g *Graph) rewriteProduct(a, b ID) (ID, bool) {
	switch {
	case g.is(a, 0) || g.is(b, 0):
		return g.Const(0), true
	case g.is(a, 1):
		return b, true
	case g.is(b, 1):
		return a, true
	case g.is(a, -1):
		return g.Neg(b), true
	case g.is(b, -1):
		return g.Neg(a), true
	case g.nodes[a].op == opNeg:
		return g.Neg(g.Mul(g.nodes[a].a, b)), true
	case g.nodes[b].op == opNeg:
		return g.Neg(g.Mul(a, g.nodes[b].a)), true
	case a == b:
		return g.add(node{op: opSqr, a: a}), true
	}
	return 0, false
}

func (g *Graph) rewriteQuotient(a, b ID) (ID, bool) {
	if y, ok := g.IsConst(b); ok && y != 0 {
		// Dividing by a power of two is multiplying by its inverse, exactly.
		if f, _ := math.Frexp(y); math.Abs(f) == 0.5 && !math.IsInf(1/y, 0) {
			return g.Mul(a, g.Const(1/y)), true
		}
	}
	switch {
	case g.is(a, 0) && !g.is(b, 0):
		return a, true
	case g.nodes[a].op == opNeg:
		return g.Neg(g.Div(g.nodes[a].a, b)), true
	case g.nodes[b].op == opNeg:
		return g.Neg(g.Div(a, g.nodes[b].a)), true
	}
	return 0, false
}

func (g *Graph) rewriteNeg(a ID) (ID, bool) {
	switch n := g.nodes[a]; n.op {
	case opNeg:
		return n.a, true
	case opSub:
		return g.Sub(n.b, n.a), true
	}
	return 0, false
}

// Powers up to this one are products.
const maxProduct = 8

func (g *Graph) rewritePower(a, b ID) (ID, bool) {
	y, ok := g.IsConst(b)
	switch {
	case !ok:
		return 0, false
	case y == 0:
		return g.Const(1), true
	case y == 0.5:
		return g.make(opSqrt, a), true
	case y < 0 && y >= -maxProduct && (y == math.Trunc(y) || y == -0.5):
		return g.Div(g.Const(1), g.Pow(a, g.Const(-y))), true
	case y == math.Trunc(y) && y > 0 && y <= maxProduct:
		return g.product(a, int(y)), true
	}
	return 0, false
}

// product gives a^n by squaring.
func (g *Graph) product(a ID, n int) ID {
	if n == 1 {
		return a
	}
	half := g.product(a, n/2)
	sqr := g.Mul(half, half)
	if n%2 == 1 {
		return g.Mul(sqr, a)
	}
	return sqr
}

func (g *Graph) rewriteLogic(op Op, a, b ID) (ID, bool) {
	if op == opNot {
		return g.nodes[a].a, g.nodes[a].op == opNot && g.logical(g.nodes[a].a)
	}
	for range 2 {
		if v, ok := g.IsConst(a); ok && g.logical(b) {
			switch {
			case op == opAnd && v != 0, op == opOr && v == 0:
				return b, true
			default:
				return g.Const(truth(v != 0)), true
			}
		}
		a, b = b, a
	}
	return a, a == b && g.logical(a)
}

// logical reports whether a node can be 0 and 1 only.
func (g *Graph) logical(id ID) bool {
	op := g.nodes[id].op
	return op >= opLess && op <= opNot
}

// Same gives 1 where a equals b, else 0.
func (g *Graph) Same(a, b ID) ID { return g.make(opEqual, a, b) }

// Apply gives a function or a comparison of the language by its name: floor, ceil, round, min, max, !=.
func (g *Graph) Apply(name string, args ...ID) ID {
	if name == "!=" {
		return g.make(opNotEqual, args...)
	}
	return g.make(byName[name].op, args...)
}
