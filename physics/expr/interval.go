package expr

import (
	"math"

	"github.com/plantwin/plantwin/internal/elem"
)

// Interval is a range of values; its ends may be infinite.
type Interval struct{ Lo, Hi float64 }

// Anything is the range of all numbers.
var Anything = Interval{math.Inf(-1), math.Inf(1)}

// Range encloses the value of e, given the ranges of its leaves, by interval arithmetic (R. E. Moore, Interval Analysis, 1966,
// chapter 3). It is no tighter than the form of e allows, and sure up to rounding. Cost: the size of e.
func (g *Graph) Range(e ID, leaf func(id ID, c Class, index int) Interval) Interval {
	r := ranger{g: g, leaf: leaf, done: map[ID]Interval{}}
	return r.of(e)
}

type ranger struct {
	g    *Graph
	leaf func(id ID, c Class, index int) Interval
	done map[ID]Interval
}

func (r *ranger) of(e ID) Interval {
	if x, ok := r.done[e]; ok {
		return x
	}
	x := r.node(e)
	if math.IsNaN(x.Lo) || math.IsNaN(x.Hi) {
		x = Anything
	}
	r.done[e] = x
	return x
}

func (r *ranger) node(e ID) Interval {
	n := r.g.nodes[e]
	switch {
	case n.op == opConst:
		v := math.Float64frombits(n.v)
		return Interval{v, v}
	case n.op == opLeaf:
		return r.leaf(e, Class(n.a), int(n.b))
	case n.op == opTable && r.g.tables[n.b] != nil:
		v := r.g.tables[n.b].V // neither straight lines nor monotone cubics leave the range of the points
		x := Interval{v[0], v[0]}
		for _, y := range v {
			x = Interval{math.Min(x.Lo, y), math.Max(x.Hi, y)}
		}
		return x
	case isTable(n.op), n.op == opGrid:
		return Anything
	case n.op == opIf:
		b, c := r.of(n.b), r.of(n.c)
		return Interval{math.Min(b.Lo, c.Lo), math.Max(b.Hi, c.Hi)}
	}
	a, b := r.of(n.a), Interval{}
	if arity[n.op] > 1 {
		b = r.of(n.b)
	}
	return between(n.op, a, b)
}

// between encloses op(a, b).
func between(op Op, a, b Interval) Interval {
	switch op {
	case opAdd:
		return Interval{a.Lo + b.Lo, a.Hi + b.Hi}
	case opSub:
		return Interval{a.Lo - b.Hi, a.Hi - b.Lo}
	case opNeg:
		return Interval{-a.Hi, -a.Lo}
	case opMul:
		return corners(a, b, func(x, y float64) float64 {
			if x == 0 || y == 0 {
				return 0 // also times an end that is infinite: no value is
			}
			return x * y
		})
	case opDiv:
		if b.Lo < 0 && b.Hi > 0 {
			return Anything
		}
		return corners(a, b, func(x, y float64) float64 {
			switch {
			case x == 0 || math.IsInf(y, 0):
				return 0
			case y == 0 && b.Hi <= 0: // the divisor comes from below
				return math.Copysign(math.Inf(1), -x)
			case y == 0:
				return math.Copysign(math.Inf(1), x)
			}
			return x / y
		})
	case opMin:
		return Interval{math.Min(a.Lo, b.Lo), math.Min(a.Hi, b.Hi)}
	case opMax:
		return Interval{math.Max(a.Lo, b.Lo), math.Max(a.Hi, b.Hi)}
	}
	if op >= opLess && op <= opNot {
		return Interval{0, 1}
	}
	return bent(op, a, b)
}

// corners takes an operation that is monotone in each operand to the four corners.
func corners(a, b Interval, f func(x, y float64) float64) Interval {
	out := Interval{math.Inf(1), math.Inf(-1)}
	for _, x := range []float64{a.Lo, a.Hi} {
		for _, y := range []float64{b.Lo, b.Hi} {
			v := f(x, y)
			if math.IsNaN(v) {
				return Anything
			}
			out = Interval{math.Min(out.Lo, v), math.Max(out.Hi, v)}
		}
	}
	return out
}

// bent encloses functions of one operand, and powers.
func bent(op Op, a, b Interval) Interval {
	magnitude := Interval{0, math.Max(-a.Lo, a.Hi)}
	if a.Lo > 0 || a.Hi < 0 {
		magnitude.Lo = math.Min(math.Abs(a.Lo), math.Abs(a.Hi))
	}
	switch op {
	case opAbs:
		return magnitude
	case opSqr:
		return Interval{magnitude.Lo * magnitude.Lo, magnitude.Hi * magnitude.Hi}
	case opSqrt:
		return Interval{math.Sqrt(math.Max(a.Lo, 0)), math.Sqrt(math.Max(a.Hi, 0))}
	case opExp:
		return Interval{elem.Exp(a.Lo), elem.Exp(a.Hi)}
	case opPow:
		if a.Lo >= 0 {
			return Interval{0, math.Inf(1)}
		}
	case opSin, opCos, opTanh, opSign:
		x := Interval{-1, 1}
		if op == opTanh || op == opSign {
			if a.Lo >= 0 {
				x.Lo = 0
			}
			if a.Hi <= 0 {
				x.Hi = 0
			}
		}
		return x
	case opCosh:
		return Interval{1, math.Inf(1)}
	case opAtan, opSinh, opAsin, opTan, opFloor, opCeil, opRound:
		if op != opTan && op != opFloor && a.Lo >= 0 {
			return Interval{0, math.Inf(1)}
		}
	}
	return Anything
}
