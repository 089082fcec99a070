package expr

import (
	"math"
	"strconv"

	"github.com/plantwin/plantwin/internal/source"
)

// maxLoop bounds the number of values of one index, maxTurns those of all loops of a graph together.
const (
	maxLoop  = 10000
	maxTurns = 1 << 20
)

// Turn counts one more value of a loop; false when there are more than anybody writes on purpose.
func (g *Graph) Turn() bool {
	g.turns++
	return g.turns <= maxTurns
}

// whereAt computes an index: whole numbers, indices and sizes joined by + - *.
func (l *lowerer) whereAt(t *term) (int, bool) {
	switch t.form {
	case fNumber:
		if t.unit.Text == "" && t.value == math.Trunc(t.value) && math.Abs(t.value) <= maxLoop {
			return int(t.value), true
		}
	case fName:
		if i, ok := l.index[t.name]; ok {
			return i, true
		}
		if env, ok := l.env.(Indices); ok {
			if i, ok := env.Index(t.name); ok {
				return i, true
			}
		}
		l.fault(t, "an index is a whole number, the index of a for, or a size", "%s is no index", t.name)
		return 0, false
	case fUnary:
		if i, ok := l.whereAt(t.args[0]); ok && t.name == "-" {
			return -i, true
		}
		return 0, false
	case fBinary:
		a, okA := l.whereAt(t.args[0])
		b, okB := l.whereAt(t.args[1])
		if !okA || !okB {
			return 0, false
		}
		switch t.name {
		case "+":
			return a + b, true
		case "-":
			return a - b, true
		case "*":
			if b == 0 || a*b/b == a {
				return a * b, true
			}
		}
	}
	l.whole(t, "an index is made of whole numbers, + - *", "this is no index")
	return 0, false
}

// decided evaluates a condition on indices and sizes alone, such as i == 1: it chooses a branch of an if here and now, and the
// other need not make sense.
func (l *lowerer) decided(t *term) (holds, ok bool) {
	named := false
	t.walk(func(x *term) { named = named || x.form == fName })
	if _, knows := l.env.(Indices); !knows || !named {
		return false, false
	}
	quiet := *l
	quiet.faults = &source.Faults{}
	return quiet.decide(t)
}

func (l *lowerer) decide(t *term) (holds, ok bool) {
	switch {
	case t.form == fUnary && t.name == "not":
		holds, ok = l.decide(t.args[0])
		return !holds, ok
	case t.form != fBinary:
		return false, false
	case t.name == "and" || t.name == "or":
		a, okA := l.decide(t.args[0])
		b, okB := l.decide(t.args[1])
		return t.name == "and" && a && b || t.name == "or" && (a || b), okA && okB
	}
	a, okA := l.whereAt(t.args[0])
	b, okB := l.whereAt(t.args[1])
	holds, known := map[string]bool{"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b, "==": a == b, "!=": a != b}[t.name]
	return holds, okA && okB && known
}

// over checks sum, mean, min, max over a for.
func (l *lowerer) over(t *term) (value, bool) {
	from, okA := l.whereAt(t.args[1])
	to, okB := l.whereAt(t.args[2])
	if !okA || !okB {
		return value{}, false
	}
	if n := to - from + 1; n < 1 || n > maxLoop {
		l.fault(t, "", "%s goes over %d values", t.name, max(n, 0))
		return value{}, false
	}
	before, had := l.index[t.loop]
	if l.index == nil {
		l.index = map[string]int{}
	}
	defer func() {
		if delete(l.index, t.loop); had {
			l.index[t.loop] = before
		}
	}()
	var vals []value
	for i := from; i <= to; i++ {
		if !l.g.Turn() {
			l.fault(t, "", "the loops of this component have more than %d turns", maxTurns)
			return value{}, false
		}
		l.index[t.loop] = i
		v, ok := l.term(t.args[0])
		if !ok || !l.numeric(t.args[0], v) {
			return value{}, false
		}
		if len(vals) > 0 {
			if _, ok := l.same(t, vals[0], v, "joined"); !ok {
				return value{}, false
			}
			if vals[0].zero {
				vals[0].dim, vals[0].zero = v.dim, v.zero
			}
		}
		vals = append(vals, v)
	}
	if t.name == "count" {
		l.fault(t, "sum, mean, min, max", "count takes no for")
		return value{}, false
	}
	return l.fold(t, vals)
}

// Bounds computes the bounds of a loop; what is wrong goes to faults.
func (p *Loop) Bounds(env Env, faults *source.Faults) (from, to int, ok bool) {
	a := &lowerer{env: env, src: p.From.src, faults: faults}
	from, ok = a.whereAt(p.From.root)
	if !ok {
		return 0, 0, false
	}
	to, ok = a.whereAt(p.To.root)
	if n := to - from + 1; ok && (n < 0 || n > maxLoop) {
		faults.Add(p.From.Pos(), p.From.Len(), "", "%s goes over %d values", p.Index, max(n, 0))
		return 0, 0, false
	}
	return from, to, ok
}

// Element gives the full name of a variable or of an element of a vector, such as x.3 for x[i].
func (a *Ast) Element(env Env, faults *source.Faults) (string, bool) {
	t := a.root
	if t.form != fName {
		return "", false
	}
	if len(t.args) == 0 {
		return t.name, true
	}
	return (&lowerer{env: env, src: a.src, faults: faults}).full(t)
}

// full gives the whole name of a variable: cells.3.T for cells[i].T where i is 3.
func (l *lowerer) full(t *term) (string, bool) {
	name := t.name
	for k, x := range t.args {
		i, ok := l.whereAt(x)
		if !ok {
			return name, false
		}
		name += "." + strconv.Itoa(i) + t.tails[k]
	}
	return name, true
}

// Whole computes an expression made of whole numbers, indices and sizes; what is wrong goes to faults.
func (a *Ast) Whole(env Env, faults *source.Faults) (int, bool) {
	return (&lowerer{env: env, src: a.src, faults: faults}).whereAt(a.root)
}

// ParseSpan reads "i = a..b". What is wrong goes to faults; then the result is nil.
func ParseSpan(n *source.Node, faults *source.Faults) *Loop {
	if n.Kind != source.Scalar {
		faults.At(n, "for: i = 1..n", "the range of an index is due, not %s", n.Kind)
		return nil
	}
	p := newParser(&scalar{text: n.Text, pos: n.Pos, node: n}, faults)
	loop := p.reach()
	p.finish("")
	if p.failed {
		return nil
	}
	return &Loop{Index: loop.name, From: &Ast{root: loop.args[0], src: p.src}, To: &Ast{root: loop.args[1], src: p.src}}
}
