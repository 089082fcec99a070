package expr

import (
	"math"

	"github.com/plantwin/plantwin/internal/elem"
)

// Op is what a node of the graph computes.
type Op uint8

// The operations. Truth values are 0 and 1; an argument holds where it is not 0.
const (
	opConst    Op = iota // bits in v
	opLeaf               // class in a, index in b
	opAdd                // a + b
	opSub                // a - b
	opMul                // a b
	opDiv                // a / b
	opNeg                // -a
	opSqr                // a a
	opSqrt               //
	opPow                // a^b
	opExp                //
	opLog                //
	opLog10              //
	opSin                //
	opCos                //
	opTan                //
	opAsin               //
	opAcos               //
	opAtan               //
	opAtan2              // of a / b in the right quadrant
	opSinh               //
	opCosh               //
	opTanh               //
	opAbs                //
	opSign               // -1, 0, 1
	opMin                //
	opMax                //
	opFloor              //
	opCeil               //
	opRound              // half away from zero
	opMod                // a - b floor(a/b)
	opLess               // a < b
	opLessEq             // a <= b
	opEqual              //
	opNotEqual           //
	opAnd                //
	opOr                 //
	opNot                //
	opIf                 // a ? b : c
	opTable              // table b at a; pin c-1, or free if c is 0
	opTable1             // its slope
	opTable2             // its second derivative
	opGrid               // table c of two arguments at a, b; orders of its derivatives in v, those by the second times 16
	opCount
)

// arity is the number of operands that are nodes.
var arity = [opCount]uint8{
	opAdd: 2, opSub: 2, opMul: 2, opDiv: 2, opNeg: 1, opSqr: 1, opSqrt: 1, opPow: 2, opExp: 1, opLog: 1, opLog10: 1,
	opSin: 1, opCos: 1, opTan: 1, opAsin: 1, opAcos: 1, opAtan: 1, opAtan2: 2, opSinh: 1, opCosh: 1, opTanh: 1, opAbs: 1,
	opSign: 1, opMin: 2, opMax: 2, opFloor: 1, opCeil: 1, opRound: 1, opMod: 2, opLess: 2, opLessEq: 2, opEqual: 2,
	opNotEqual: 2, opAnd: 2, opOr: 2, opNot: 1, opIf: 3, opTable: 1, opTable1: 1, opTable2: 1, opGrid: 2,
}

// apply computes an operation without tables; it is the one definition for constants and tapes.
func apply(op Op, a, b, c float64) float64 {
	switch op {
	case opAdd:
		return a + b
	case opSub:
		return a - b
	case opMul:
		return a * b
	case opDiv:
		return a / b
	case opNeg:
		return -a
	case opSqr:
		return a * a
	case opSqrt:
		return math.Sqrt(a)
	case opIf:
		if a != 0 {
			return b
		}
		return c
	}
	if op >= opLess {
		return truth(logic(op, a, b))
	}
	return function(op, a, b)
}

// function computes the functions proper.
func function(op Op, a, b float64) float64 {
	switch op {
	case opPow:
		return elem.Pow(a, b)
	case opExp:
		return elem.Exp(a)
	case opLog:
		return elem.Log(a)
	case opLog10:
		return elem.Log10(a)
	case opSin:
		return elem.Sin(a)
	case opCos:
		return elem.Cos(a)
	case opTan:
		return elem.Tan(a)
	case opAsin:
		return elem.Asin(a)
	case opAcos:
		return elem.Acos(a)
	case opAtan:
		return elem.Atan(a)
	case opAtan2:
		return elem.Atan2(a, b)
	case opSinh:
		return elem.Sinh(a)
	case opCosh:
		return elem.Cosh(a)
	case opTanh:
		return elem.Tanh(a)
	}
	return kinked(op, a, b)
}

// kinked computes the functions that are exact in floating point and not smooth.
func kinked(op Op, a, b float64) float64 {
	switch op {
	case opAbs:
		return math.Abs(a)
	case opSign:
		return sign(a)
	case opMin:
		return min(a, b)
	case opMax:
		return max(a, b)
	case opFloor:
		return math.Floor(a)
	case opCeil:
		return math.Ceil(a)
	case opRound:
		return math.Copysign(math.Floor(math.Abs(a)+0.5), a)
	case opMod:
		return a - float64(b*math.Floor(a/b))
	}
	return math.NaN()
}

// logic computes comparisons and connectives.
func logic(op Op, a, b float64) bool {
	switch op {
	case opLess:
		return a < b
	case opLessEq:
		return a <= b
	case opEqual:
		return a == b
	case opNotEqual:
		return a != b
	case opAnd:
		return a != 0 && b != 0
	case opOr:
		return a != 0 || b != 0
	case opNot:
		return a == 0
	}
	return false
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func sign(a float64) float64 {
	switch {
	case a > 0:
		return 1
	case a < 0:
		return -1
	}
	return a // keeps zeros and NaN
}
