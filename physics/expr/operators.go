package expr

import (
	"math"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
)

// binary checks an operator and its two operands.
func (l *lowerer) binary(t *term) (value, bool) {
	a, okA := l.term(t.args[0])
	b, okB := l.term(t.args[1])
	if !okA || !okB {
		return value{}, false
	}
	switch t.name {
	case "and", "or":
		return l.connective(t, a, b)
	case "==", "!=":
		if a.text != nil || b.text != nil || a.texts != nil || b.texts != nil {
			return l.texts(t, a, b)
		}
		if a.bool && b.bool {
			return l.sameTruth(t, a, b)
		}
	}
	if okA, okB = l.numeric(t.args[0], a), l.numeric(t.args[1], b); !okA || !okB {
		return value{}, false
	}
	switch t.name {
	case "+", "-":
		return l.sum(t, a, b)
	case "*", "/":
		return l.product(t, a, b)
	case "^":
		return l.power(t, a, b)
	}
	return l.compare(t, a, b)
}

// same checks that two operands have one dimension and gives it; a plain 0 has any.
func (l *lowerer) same(t *term, a, b value, verb string) (unit.Dim, bool) {
	switch {
	case a.dim == b.dim, b.zero:
		return a.dim, true
	case a.zero:
		return b.dim, true
	}
	hint := ""
	for i, v := range []value{a, b} {
		if other := []value{b, a}[i]; v.dim.IsOne() && t.args != nil && i < len(t.args) && t.args[i].form == fNumber && !other.dim.IsOne() {
			hint = "a number needs a unit here: " + unit.Example(other.dim)
		}
	}
	l.fault(t, hint, "%s and %s cannot be %s", Describe(a.dim), Describe(b.dim), verb)
	return a.dim, false
}

func (l *lowerer) sum(t *term, a, b value) (value, bool) {
	if t.name == "+" {
		dim, ok := l.same(t, a, b, "added")
		if !ok {
			return value{}, false
		}
		for _, p := range [][2]value{{a, b}, {b, a}} {
			if p[0].heat == point && (p[1].heat == point || p[1].heat == named) && !p[1].zero {
				l.fault(t, "write the difference in K", "two temperatures on a scale cannot be added")
				return value{}, false
			}
		}
		v := value{id: l.g.Add(a.id, b.id), dim: dim, zero: a.zero && b.zero, whole: a.whole && b.whole}
		switch {
		case a.heat == point || b.heat == point:
			v.heat = point
		case a.heat == difference && b.heat == difference:
			v.heat = difference
		}
		return v, true
	}
	dim, ok := l.same(t, a, b, "subtracted")
	v := value{id: l.g.Sub(a.id, b.id), dim: dim, zero: a.zero && b.zero, whole: a.whole && b.whole}
	if a.heat == point && b.heat != point && b.heat != named {
		v.heat = point
	}
	return v, ok
}

func (l *lowerer) product(t *term, a, b value) (value, bool) {
	what := "multiplied"
	if t.name == "/" {
		what = "divided"
	}
	if okA, okB := l.notPoint(t.args[0], a, what), l.notPoint(t.args[1], b, what); !okA || !okB {
		return value{}, false
	}
	if t.name == "/" {
		if l.g.is(b.id, 0) {
			l.fault(t, "", "division by 0")
			return value{}, false
		}
		return value{id: l.g.Div(a.id, b.id), dim: a.dim.Div(b.dim), zero: a.zero}, true
	}
	v := value{id: l.g.Mul(a.id, b.id), dim: a.dim.Mul(b.dim), zero: a.zero || b.zero, whole: a.whole && b.whole}
	if (a.heat == difference || b.heat == difference) && v.dim == unit.Temperature {
		v.heat = difference
	}
	return v, true
}

func (l *lowerer) power(t *term, a, b value) (value, bool) {
	if !b.dim.IsOne() {
		l.whole(t.args[1], "", "an exponent is a plain number, not %s", Describe(b.dim))
		return value{}, false
	}
	if !l.notPoint(t.args[0], a, "raised to a power") {
		return value{}, false
	}
	v := value{id: l.g.Pow(a.id, b.id)}
	if a.dim.IsOne() {
		return v, true
	}
	y, ok := l.g.IsConst(b.id)
	if !ok {
		l.whole(t.args[1], "divide the base by a reference value first", "the exponent of %s has to be a number", Describe(a.dim))
		return value{}, false
	}
	const sixths = unit.Sixths // exponents that leave a dimension: halves, thirds, sixths
	num := math.Round(y * sixths)
	if math.Abs(num) > 600 || math.Abs(num-float64(y*sixths)) > 1e-9 {
		l.whole(t.args[1], "", "%s cannot be raised to the power %g", Describe(a.dim), y)
		return value{}, false
	}
	if v.dim, ok = a.dim.PowOK(int(num), sixths); !ok {
		l.whole(t.args[1], "", "%s cannot be raised to the power %g", Describe(a.dim), y)
	}
	return v, ok
}

// compare checks < <= > >= == != of numbers. The crossing function is above 0 where the comparison holds.
func (l *lowerer) compare(t *term, a, b value) (value, bool) {
	if _, ok := l.same(t, a, b, "compared"); !ok {
		return value{}, false
	}
	g := l.g
	switch t.name {
	case "<":
		return value{id: g.Less(a.id, b.id), bool: true, cross: g.Sub(b.id, a.id)}, true
	case ">":
		return value{id: g.Less(b.id, a.id), bool: true, cross: g.Sub(a.id, b.id)}, true
	case "<=":
		return value{id: g.make(opLessEq, a.id, b.id), bool: true, cross: g.Sub(b.id, a.id)}, true
	case ">=":
		return value{id: g.make(opLessEq, b.id, a.id), bool: true, cross: g.Sub(a.id, b.id)}, true
	case "==":
		return g.switched(g.make(opEqual, a.id, b.id)), true
	}
	return g.switched(g.make(opNotEqual, a.id, b.id)), true
}

// connective checks and, or. Where one side does not move between events it selects, so that its jumps do not hide the
// crossing of the other.
func (l *lowerer) connective(t *term, a, b value) (value, bool) {
	if okA, okB := l.logical(t.args[0], a), l.logical(t.args[1], b); !okA || !okB {
		return value{}, false
	}
	g := l.g
	op, extreme := opAnd, opMin
	if t.name == "or" {
		op, extreme = opOr, opMax
	}
	v := value{id: g.make(op, a.id, b.id), bool: true}
	if g.level[b.id] < g.level[a.id] {
		a, b = b, a
	}
	switch {
	case g.level[a.id] == Always:
		v.cross = g.make(extreme, a.cross, b.cross)
	case op == opAnd:
		v.cross = g.If(a.id, b.cross, g.Const(-1))
	default:
		v.cross = g.If(a.id, g.Const(1), b.cross)
	}
	return v, true
}

// sameTruth compares two conditions.
func (l *lowerer) sameTruth(t *term, a, b value) (value, bool) {
	op := opEqual
	if t.name == "!=" {
		op = opNotEqual
	}
	return l.g.switched(l.g.make(op, a.id, b.id)), true
}

// texts compares a value that is a text with a text, or two such values.
func (l *lowerer) texts(t *term, a, b value) (value, bool) {
	left, right := t.args[0], t.args[1]
	if a.text != nil {
		a, b, left, right = b, a, right, left
	}
	switch {
	case a.texts == nil:
		l.whole(left, "", "%s is no text", left.name)
		return value{}, false
	case b.text != nil:
		i := -1
		for k, s := range a.texts {
			if s == *b.text {
				i = k
			}
		}
		if i < 0 {
			l.whole(right, source.DidYouMean(*b.text, a.texts, ""), "%s is never '%s'", left.name, *b.text)
			return value{}, false
		}
		b.id = l.g.Const(float64(i))
	case b.texts == nil:
		l.whole(right, "write a text in single quotes", "a text is due")
		return value{}, false
	}
	op := opEqual
	if t.name == "!=" {
		op = opNotEqual
	}
	return l.g.switched(l.g.make(op, a.id, b.id)), true
}
