package expr

import (
	"fmt"
	"math"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
)

// Value is an expression in the graph.
type Value struct {
	ID       ID
	Dim      unit.Dim
	Zero     bool     // a plain 0, which fits any dimension
	Whole    bool     // always a whole number
	Bool     bool     // a truth value
	Point    bool     // a point on a scale of temperature, written as degC or degF
	Crossing ID       // for a truth value: above 0 where it holds, 0 at its edge
	Texts    []string // the value is one of these texts, coded by its index
}

// value is a Value under way.
type value struct {
	id    ID
	dim   unit.Dim
	zero  bool
	whole bool // a whole number
	bool  bool
	cross ID
	heat  heat
	texts []string
	text  *string // a text in quotes
}

// heat tells points on a scale of temperature from differences.
type heat uint8

const (
	anyHeat    heat = iota
	point           // written in degC or degF
	named           // a name that is not declared as a difference: most likely a point
	difference      // declared as a difference
)

// Value checks an expression and puts it into the graph. Faults go to faults; then ok is false.
func (g *Graph) Value(a *Ast, env Env, faults *source.Faults) (v Value, ok bool) {
	return g.value(a, env, nil, faults)
}

func (g *Graph) value(a *Ast, env Env, index map[string]int, faults *source.Faults) (v Value, ok bool) {
	l := &lowerer{g: g, env: env, src: a.src, faults: faults, index: index}
	x, ok := l.term(a.root)
	if ok && x.text != nil {
		l.fault(a.root, "", "a text stands where a value is due")
		ok = false
	}
	return Value{ID: x.id, Dim: x.dim, Zero: x.zero, Whole: x.whole, Bool: x.bool, Point: x.heat == point, Crossing: x.cross, Texts: x.texts}, ok
}

// Lower checks an expression whose value has to have a dimension (nil: any) and puts it into the graph.
func (g *Graph) Lower(a *Ast, env Env, want *unit.Dim, faults *source.Faults) (ID, unit.Dim, bool) {
	return g.lower(a, env, want, false, faults)
}

// LowerDifference is Lower for a difference of temperatures: degC and degF are refused.
func (g *Graph) LowerDifference(a *Ast, env Env, want unit.Dim, faults *source.Faults) (ID, bool) {
	id, _, ok := g.lower(a, env, &want, true, faults)
	return id, ok
}

func (g *Graph) lower(a *Ast, env Env, want *unit.Dim, diff bool, faults *source.Faults) (ID, unit.Dim, bool) {
	v, ok := g.Value(a, env, faults)
	if !ok {
		return 0, unit.One, false
	}
	bad := func(hint, format string, args ...any) (ID, unit.Dim, bool) {
		faults.Add(a.Pos(), a.Len(), hint, format, args...)
		return 0, unit.One, false
	}
	switch {
	case v.Bool:
		return bad("write if(c, 1, 0) for a number", "a condition stands where a value is due")
	case v.Point && diff:
		return bad("a difference takes K", "a point on a scale stands where a difference is due")
	case want == nil || v.Dim == *want:
		return v.ID, v.Dim, true
	case v.Zero:
		return v.ID, *want, true
	}
	if _, u, isQuantity := a.IsQuantity(); isQuantity {
		if e := unit.Fits(a.String(), u, *want, diff); e != nil {
			return bad(e.Hint, "%s", e.Msg)
		}
	}
	return bad("", "%s is due, not %s", Describe(*want), Describe(v.Dim))
}

// Condition checks an expression that has to be a truth value and puts it into the graph.
func (g *Graph) Condition(a *Ast, env Env, faults *source.Faults) (v Value, ok bool) {
	v, ok = g.Value(a, env, faults)
	if ok && !v.Bool {
		faults.Add(a.Pos(), a.Len(), "compare it with something", "a condition is due, not %s", Describe(v.Dim))
		return v, false
	}
	return v, ok
}

// Describe names a dimension with its unit: "a power (W)".
func Describe(d unit.Dim) string {
	name, _, _ := strings.Cut(d.Name(), " (")
	if d.IsOne() {
		return name
	}
	if u := unit.SI(d).Text; !strings.Contains(name, u) {
		return fmt.Sprintf("%s (%s)", name, u)
	}
	return name
}

// fact gives a constant truth value.
func (g *Graph) fact(b bool) value {
	return value{id: g.Const(truth(b)), bool: true, cross: g.Const(truth(b) - truth(!b))}
}

// switched gives the truth value of a node that is 0 or 1 and jumps.
func (g *Graph) switched(id ID) value {
	return value{id: id, bool: true, cross: g.If(id, g.Const(1), g.Const(-1))}
}

// lowerer checks one expression.
type lowerer struct {
	g      *Graph
	env    Env
	src    *scalar
	faults *source.Faults
	index  map[string]int // of the sums that are under way
}

func (l *lowerer) fault(t *term, hint, format string, args ...any) {
	l.faults.Add(l.src.at(t.off), l.src.width(t.off, t.off+t.len), hint, format, args...)
}

// whole faults a term in its full extent.
func (l *lowerer) whole(t *term, hint, format string, args ...any) {
	l.faults.Add(l.src.at(t.from), l.src.width(t.from, t.to), hint, format, args...)
}

// term checks one term.
func (l *lowerer) term(t *term) (value, bool) {
	switch t.form {
	case fNumber:
		return l.number(t), true
	case fText:
		return value{text: &t.name}, true
	case fName:
		return l.name(t)
	case fCall:
		return l.call(t)
	case fUnary:
		return l.unary(t)
	}
	return l.binary(t)
}

func (l *lowerer) number(t *term) value {
	v := value{id: l.g.Const(t.unit.ToSI(t.value)), dim: t.unit.Dim, zero: t.value == 0 && t.unit.Text == ""}
	v.whole = t.unit.Text == "" && t.value == math.Trunc(t.value)
	if t.unit.Affine() {
		v.heat = point
	}
	return v
}

func (l *lowerer) name(t *term) (value, bool) {
	if c := constants[t.name]; c != nil {
		return c(l.g), true
	}
	name, ok := l.full(t)
	if !ok {
		return value{}, false
	}
	if i, ok := l.index[name]; ok {
		return value{id: l.g.Const(float64(i)), zero: i == 0, whole: true}, true
	}
	s, ok := l.env.Lookup(name)
	if !ok && len(t.args) > 0 {
		l.whole(t, "", "there is no element %s", name)
		return value{}, false
	}
	if !ok {
		hint := ""
		if e, ok := l.env.(Declarer); ok {
			hint = e.Declare(t.name)
		}
		hint = source.DidYouMean(t.name, l.env.Known(), hint)
		if builtin(t.name) != nil {
			hint = "a function needs brackets"
		}
		l.fault(t, hint, "%q is not known", t.name)
		return value{}, false
	}
	return l.symbol(s, named), true
}

// symbol gives the value of what an Env has found.
func (l *lowerer) symbol(s Symbol, h heat) value {
	if s.Bool {
		return l.g.switched(s.ID)
	}
	v := value{id: s.ID, dim: s.Dim, texts: s.Texts, heat: h, whole: s.Whole}
	if s.Difference {
		v.heat = difference
	}
	return v
}

// numeric checks that an operand is a number.
func (l *lowerer) numeric(t *term, v value) bool {
	switch {
	case v.bool:
		l.whole(t, "write if(c, 1, 0) for a number", "a condition stands where a value is due")
	case v.text != nil || v.texts != nil:
		l.whole(t, "compare it by ==", "a text stands where a value is due")
	default:
		return true
	}
	return false
}

// logical checks that an operand is a truth value.
func (l *lowerer) logical(t *term, v value) bool {
	if v.bool {
		return true
	}
	if v.text != nil || v.texts != nil {
		l.whole(t, "compare it by ==", "a condition is due, not a text")
		return false
	}
	l.whole(t, "compare it with something", "a condition is due, not %s", Describe(v.dim))
	return false
}

// notPoint checks that an operand is no point on a scale.
func (l *lowerer) notPoint(t *term, v value, what string) bool {
	if v.heat == point {
		l.whole(t, "write it in K", "a point on a scale cannot be %s", what)
	}
	return v.heat != point
}

func (l *lowerer) unary(t *term) (value, bool) {
	v, ok := l.term(t.args[0])
	switch {
	case !ok:
		return v, false
	case t.name == "not":
		if !l.logical(t.args[0], v) {
			return v, false
		}
		return value{id: l.g.Not(v.id), bool: true, cross: l.g.Neg(v.cross)}, true
	}
	arg := t.args[0]
	if !l.numeric(arg, v) {
		return v, false
	}
	if arg.form == fNumber { // -5 degC is a point below zero
		return value{id: l.g.Const(arg.unit.ToSI(-arg.value)), dim: v.dim, zero: v.zero, whole: v.whole, heat: v.heat}, true
	}
	if !l.notPoint(arg, v, "negated") {
		return v, false
	}
	return value{id: l.g.Neg(v.id), dim: v.dim, zero: v.zero, whole: v.whole, heat: keepDifference(v.heat)}, true
}

func keepDifference(h heat) heat {
	if h == difference {
		return h
	}
	return anyHeat
}
