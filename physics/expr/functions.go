package expr

import (
	"math"

	"github.com/plantwin/plantwin/internal/unit"
)

// Builtin is a function of the language.
type Builtin struct {
	Name     string
	Args     string // names of the arguments
	About    string
	min, max int // number of arguments
	dims     dimRule
	op       Op   // of one step
	diff     rule // derivative of op; nil if it is 0 wherever it exists
}

// dimRule says which dimensions the arguments of a function have to have, and which the result has.
type dimRule uint8

const (
	pure   dimRule = iota // plain numbers to a plain number
	keep                  // arguments of one dimension to that dimension
	ratio                 // arguments of one dimension to a plain number
	root                  // to the square root of the dimension
	branch                // if(c, a, b): a and b of one dimension
)

// Builtins lists the functions of the language, each beside its dimension rule and its derivative. Derivatives: Abramowitz
// and Stegun, Handbook of Mathematical Functions, 4.2, 4.3.105-107, 4.4.52-54, 4.5.71-73.
func Builtins() []Builtin { return builtins }

// builtins is filled by init because derivatives make nodes, and making a power needs the table.
var (
	builtins  []Builtin
	byName    = map[string]*Builtin{}
	constants = map[string]func(g *Graph) value{}
)

func init() {
	builtins = []Builtin{
		{"if", "c, a, b", "a where c holds, else b", 3, 3, branch, opIf, nil},
		{"min", "a, b, ...", "the smallest", 1, maxArgs, keep, opMin, func(g *Graph, _, a, b, da, db ID) ID {
			return g.If(g.make(opLessEq, a, b), da, db) // at a tie the first argument counts
		}},
		{"max", "a, b, ...", "the largest", 1, maxArgs, keep, opMax, func(g *Graph, _, a, b, da, db ID) ID {
			return g.If(g.make(opLess, a, b), db, da)
		}},
		{"clamp", "x, low, high", "x kept between low and high", 3, 3, keep, opMin, nil},
		{"abs", "x", "the absolute value", 1, 1, keep, opAbs, chain(func(g *Graph, _, a ID) ID { return g.make(opSign, a) })},
		{"sign", "x", "-1, 0 or 1", 1, 1, ratio, opSign, nil},
		{"sqrt", "x", "the square root", 1, 1, root, opSqrt, over(func(g *Graph, y, _ ID) ID { return g.Mul(g.Const(2), y) })},
		{"exp", "x", "e to the power x", 1, 1, pure, opExp, chain(func(_ *Graph, y, _ ID) ID { return y })},
		{"log", "x", "the natural logarithm", 1, 1, pure, opLog, over(func(_ *Graph, _, a ID) ID { return a })},
		{"log10", "x", "the decimal logarithm", 1, 1, pure, opLog10, over(func(g *Graph, _, a ID) ID { return g.Mul(g.Const(math.Ln10), a) })},
		{"sin", "x", "sine of an angle in rad", 1, 1, pure, opSin, chain(func(g *Graph, _, a ID) ID { return g.make(opCos, a) })},
		{"cos", "x", "cosine of an angle in rad", 1, 1, pure, opCos, chain(func(g *Graph, _, a ID) ID { return g.Neg(g.make(opSin, a)) })},
		{"tan", "x", "tangent of an angle in rad", 1, 1, pure, opTan, chain(func(g *Graph, y, _ ID) ID { return g.Add(g.Const(1), g.Mul(y, y)) })},
		{"asin", "x", "angle in rad whose sine is x", 1, 1, pure, opAsin, over(func(g *Graph, _, a ID) ID { return halfCircle(g, a) })},
		{"acos", "x", "angle in rad whose cosine is x", 1, 1, pure, opAcos, over(func(g *Graph, _, a ID) ID { return g.Neg(halfCircle(g, a)) })},
		{"atan", "x", "angle in rad whose tangent is x", 1, 1, pure, opAtan, over(func(g *Graph, _, a ID) ID { return g.Add(g.Const(1), g.Mul(a, a)) })},
		{"atan2", "y, x", "angle in rad of the point (x, y)", 2, 2, ratio, opAtan2, func(g *Graph, _, a, b, da, db ID) ID {
			return g.Div(g.Sub(g.Mul(b, da), g.Mul(a, db)), g.Add(g.Mul(a, a), g.Mul(b, b)))
		}},
		{"sinh", "x", "hyperbolic sine", 1, 1, pure, opSinh, chain(func(g *Graph, _, a ID) ID { return g.make(opCosh, a) })},
		{"cosh", "x", "hyperbolic cosine", 1, 1, pure, opCosh, chain(func(g *Graph, _, a ID) ID { return g.make(opSinh, a) })},
		{"tanh", "x", "hyperbolic tangent", 1, 1, pure, opTanh, chain(func(g *Graph, y, _ ID) ID { return g.Sub(g.Const(1), g.Mul(y, y)) })},
		{"floor", "x", "the next whole number below", 1, 1, pure, opFloor, nil},
		{"ceil", "x", "the next whole number above", 1, 1, pure, opCeil, nil},
		{"round", "x", "the nearest whole number, halves away from 0", 1, 1, pure, opRound, nil},
		{"div", "a, b", "how often b goes into a, as a whole number: a = b div(a, b) + mod(a, b)", 2, 2, ratio, opFloor, nil},
		{"mod", "a, b", "what is left of a after whole multiples of b, with the sign of b", 2, 2, keep, opMod, func(g *Graph, _, a, b, da, db ID) ID {
			return g.Sub(da, g.Mul(g.make(opFloor, g.Div(a, b)), db))
		}},
	}
	for i := range builtins {
		f := &builtins[i]
		byName[f.Name] = f
		if f.diff != nil {
			rules[f.op] = f.diff
		}
	}
	constants["pi"] = func(g *Graph) value { return value{id: g.Const(math.Pi)} }
	constants["true"] = func(g *Graph) value { return g.fact(true) }
	constants["false"] = func(g *Graph) value { return g.fact(false) }
}

// chain is the rule of a function with derivative f.
func chain(f func(g *Graph, y, a ID) ID) rule {
	return func(g *Graph, y, a, _, da, _ ID) ID { return g.Mul(f(g, y, a), da) }
}

// over is the rule of a function with derivative 1/f.
func over(f func(g *Graph, y, a ID) ID) rule {
	return func(g *Graph, y, a, _, da, _ ID) ID { return g.Div(da, f(g, y, a)) }
}

// halfCircle gives sqrt(1 - a^2).
func halfCircle(g *Graph, a ID) ID { return g.make(opSqrt, g.Sub(g.Const(1), g.Mul(a, a))) }

// aggregates are the functions over a path with *.
var aggregates = []string{"sum", "mean", "min", "max", "count"}

// builtin gives a function by name, nil if there is none.
func builtin(name string) *Builtin {
	if f := byName[name]; f != nil {
		return f
	}
	for _, a := range aggregates {
		if name == a {
			return &Builtin{Name: name, Args: "a.*.b", min: 1, max: 1}
		}
	}
	return nil
}

// result gives the dimension of the result from that of the arguments.
func (d dimRule) result(arg unit.Dim) unit.Dim {
	switch d {
	case keep, branch:
		return arg
	case root:
		return arg.Pow(1, 2)
	}
	return unit.One
}
