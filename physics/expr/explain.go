package expr

import (
	"fmt"
	"math"
)

// Explain evaluates expressions at given values of the leaves and says which is the first without a finite value, and where
// it was lost; -1 and "" if all have one. Cost: the size of the expressions.
func (g *Graph) Explain(roots []ID, leaf func(c Class, index int) float64) (root int, why string) {
	v := make(map[ID]float64, g.Len())
	broken := map[ID]string{}
	g.below(append(append([]ID(nil), roots...), roots...), func(id ID) {
		n := &g.nodes[id]
		args := [3]float64{}
		fine := true
		for i, o := range g.operands(id) {
			args[i] = v[o]
			fine = fine && args[i]-args[i] == 0
		}
		x := g.compute(n, args, leaf)
		v[id] = x
		if x-x != 0 && fine {
			broken[id] = g.lost(n, args, x)
		}
	})
	for i, r := range roots {
		if x := v[r]; x-x != 0 {
			return i, g.cause(r, v, broken)
		}
	}
	return -1, ""
}

// compute computes one node.
func (g *Graph) compute(n *node, a [3]float64, leaf func(c Class, index int) float64) float64 {
	switch {
	case n.op == opConst:
		return math.Float64frombits(n.v)
	case n.op == opLeaf:
		return leaf(Class(n.a), int(n.b))
	case n.op == opGrid:
		return g.grids[n.c].At(a[0], a[1], int(n.v&15), int(n.v>>4))
	case isTable(n.op):
		s := g.tables[n.b]
		if s == nil {
			return math.NaN()
		}
		seg, _ := s.Segment(a[0], 0)
		switch n.op {
		case opTable1:
			return seg.Slope(a[0])
		case opTable2:
			return seg.Curvature(a[0])
		}
		return seg.At(a[0])
	}
	return apply(n.op, a[0], a[1], a[2])
}

// cause follows the operands without a finite value down to where it was lost. The branch that an if does not take is no cause.
func (g *Graph) cause(id ID, v map[ID]float64, broken map[ID]string) string {
	for {
		if why, ok := broken[id]; ok {
			return why
		}
		next := ID(-1)
		n := &g.nodes[id]
		for i, o := range g.operands(id) {
			skip := n.op == opIf && (i == 1 && v[n.a] == 0 || i == 2 && v[n.a] != 0)
			if x := v[o]; x-x != 0 && next < 0 && !skip {
				next = o
			}
		}
		if next < 0 {
			return ""
		}
		id = next
	}
}

// lost says what an operation on finite numbers has done.
func (g *Graph) lost(n *node, a [3]float64, x float64) string {
	switch {
	case isTable(n.op):
		return fmt.Sprintf("the %s has no value at %.6g (SI): it ends there", g.tableName(int(n.b), false), a[0])
	case n.op == opGrid:
		return fmt.Sprintf("the %s has no value at (%.6g, %.6g) (SI): it ends there", g.tableName(int(n.c), true), a[0], a[1])
	}
	switch n.op {
	case opLeaf:
		return "a value that it reads is no number"
	case opDiv:
		if a[1] == 0 {
			return "division by 0"
		}
	case opSqrt:
		return fmt.Sprintf("sqrt of %.6g", a[0])
	case opLog, opLog10:
		return fmt.Sprintf("log of %.6g", a[0])
	case opAsin, opAcos:
		return fmt.Sprintf("asin or acos of %.6g", a[0])
	case opPow:
		if a[0] <= 0 {
			return fmt.Sprintf("%.6g to the power %.6g", a[0], a[1])
		}
	case opMod:
		return "mod by 0"
	}
	return fmt.Sprintf("a number beyond what can be counted (%v)", x)
}

func (g *Graph) tableName(slot int, two bool) string {
	if name := g.named[tableKey(slot, two)]; name != "" {
		return "table " + name
	}
	return "table"
}
