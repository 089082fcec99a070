package expr

// Linear gives slope and rest of e = slope*leaf + rest; ok is false if e is not linear in the leaf. slope and rest do not
// depend on the leaf. Cost: the size of e.
func (g *Graph) Linear(e, leaf ID) (slope, rest ID, ok bool) {
	l := linear{g: g, leaf: leaf, done: map[ID]part{}}
	p := l.of(e)
	return p.slope, p.rest, p.ok
}

// part is a node written as slope*leaf + rest.
type part struct {
	slope, rest ID
	ok          bool
}

type linear struct {
	g    *Graph
	leaf ID
	done map[ID]part
}

func (l *linear) of(e ID) part {
	if p, ok := l.done[e]; ok {
		return p
	}
	p := l.split(e)
	l.done[e] = p
	return p
}

// free reports whether a part does not depend on the leaf.
func (l *linear) free(p part) bool { return p.ok && l.g.is(p.slope, 0) }

func (l *linear) split(e ID) part {
	g, n := l.g, l.g.nodes[e]
	zero := g.Const(0)
	if e == l.leaf {
		return part{g.Const(1), zero, true}
	}
	constant := true
	var ops [3]part
	for i, o := range g.operands(e) {
		ops[i] = l.of(o)
		constant = constant && l.free(ops[i])
	}
	if constant {
		return part{zero, e, true}
	}
	a, b := ops[0], ops[1]
	switch n.op {
	case opAdd, opSub:
		return part{g.make(n.op, a.slope, b.slope), g.make(n.op, a.rest, b.rest), a.ok && b.ok}
	case opNeg:
		return part{g.Neg(a.slope), g.Neg(a.rest), a.ok}
	case opMul:
		if l.free(b) {
			a, b = b, a
		}
		return part{g.Mul(a.rest, b.slope), g.Mul(a.rest, b.rest), l.free(a) && b.ok}
	case opDiv:
		return part{g.Div(a.slope, b.rest), g.Div(a.rest, b.rest), a.ok && l.free(b)}
	case opIf:
		c := ops[2]
		return part{g.If(n.a, b.slope, c.slope), g.If(n.a, b.rest, c.rest), l.free(a) && b.ok && c.ok}
	}
	return part{slope: zero, rest: e}
}

// Subst replaces leaves. It remembers what it has done: the replacement of a leaf must stay the same for its life.
type Subst struct {
	g, from *Graph
	leaf    func(id ID, c Class, index int) ID
	done    map[ID]ID
	table   func(slot int) int
	change  func(id ID) (ID, bool)
}

// NewSubst makes a copier of expressions of another graph (or the same) into g; leaf gives what to put for a leaf, and
// table the slot of g for a slot of the other graph (nil: the slots are the same).
func (g *Graph) NewSubst(from *Graph, leaf func(id ID, c Class, index int) ID, table func(slot int) int) *Subst {
	return &Subst{g: g, from: from, leaf: leaf, done: map[ID]ID{}, table: table}
}

// Of gives the expression with its leaves replaced. Cost: the size of e.
func (s *Subst) Of(e ID) ID {
	if d, ok := s.done[e]; ok {
		return d
	}
	n := s.from.nodes[e]
	var out ID
	if s.change != nil {
		if c, ok := s.change(e); ok {
			s.done[e] = c
			return c
		}
	}
	switch {
	case n.op == opConst:
		out = s.g.add(n)
	case n.op == opLeaf:
		out = s.leaf(e, Class(n.a), int(n.b))
	case isTable(n.op):
		n.a = s.Of(n.a)
		if s.table != nil {
			n.b = ID(s.table(int(n.b)))
		}
		out = s.g.add(n)
	case n.op == opGrid:
		n.a, n.b = s.Of(n.a), s.Of(n.b)
		if s.table != nil {
			n.c = ID(s.table(int(n.c)))
		}
		out = s.g.add(n)
	default:
		args := append([]ID(nil), s.from.operands(e)...)
		for i, a := range args {
			args[i] = s.Of(a)
		}
		out = s.g.make(n.op, args...)
	}
	s.done[e] = out
	return out
}

// Replacing makes a copier within g that puts another node wherever change says so, else copies.
func (g *Graph) Replacing(change func(id ID) (ID, bool)) *Subst {
	s := g.NewSubst(g, func(id ID, _ Class, _ int) ID { return id }, nil)
	s.change = change
	return s
}

// Nonzero reports whether a node can never be 0: a product or quotient of constants other than 0 and of exponentials.
func (g *Graph) Nonzero(id ID) bool {
	n := &g.nodes[id]
	switch n.op {
	case opConst:
		return !g.is(id, 0)
	case opExp:
		return true
	case opMul, opDiv, opNeg, opSqr, opSqrt, opAbs:
		for _, o := range g.operands(id) {
			if !g.Nonzero(o) {
				return false
			}
		}
		return true
	}
	return false
}

// Equates reports whether e tests values that change all the time for equality.
func (g *Graph) Equates(e ID) bool {
	found := false
	g.below([]ID{e}, func(id ID) {
		op := g.nodes[id].op
		found = found || (op == opEqual || op == opNotEqual) && g.level[id] == Always
	})
	return found
}
