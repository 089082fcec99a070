package expr

import (
	"fmt"
	"strings"

	"github.com/plantwin/plantwin/internal/dist"
	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
)

// call checks the call of a function: a built-in one, one over a path with *, a table, or one that the Env knows.
func (l *lowerer) call(t *term) (value, bool) {
	if t.loop != "" {
		return l.over(t)
	}
	if len(t.args) == 1 && t.args[0].form == fName && strings.Contains(t.args[0].name, "*") {
		return l.aggregate(t)
	}
	if f := byName[t.name]; f != nil {
		return l.builtin(t, f)
	}
	if env, ok := l.env.(Functions); ok {
		if f, ok := env.Function(t.name); ok {
			return l.table(t, f)
		}
	}
	if env, ok := l.env.(Caller); ok {
		c := &Call{Name: t.name, Pos: l.src.at(t.off), Len: l.src.width(t.off, t.off+t.len), index: l.index}
		whole := &Ast{root: t, src: l.src}
		for _, a := range t.args {
			c.Args = append(c.Args, whole.sub(a))
		}
		if s, known, ok := env.Call(c, l.faults); known {
			return l.symbol(s, anyHeat), ok
		}
	}
	names := []string{"sum", "mean", "count"}
	for i := range builtins {
		names = append(names, builtins[i].Name)
	}
	hint := source.DidYouMean(t.name, append(names, l.env.Known()...), "")
	if fam, ok := dist.Lookup(t.name); ok {
		hint = "a distribution is written {dist: " + t.name
		for _, a := range fam.Args {
			if !a.HasDefault {
				hint += ", " + a.Name + ": ..."
			}
		}
		hint += "}, where values are drawn"
	} else if _, ok := l.env.Lookup(t.name); ok {
		hint = "it is no function: put * between"
	} else if builtin(t.name) != nil {
		hint = fmt.Sprintf("%s(a.*.b)", t.name)
		l.fault(t, hint, "%s needs a path with *", t.name)
		return value{}, false
	}
	l.fault(t, hint, "the function %q is not known", t.name)
	return value{}, false
}

// builtin checks the arguments of a built-in function.
func (l *lowerer) builtin(t *term, f *Builtin) (value, bool) {
	if n := len(t.args); n < f.min || n > f.max {
		l.fault(t, fmt.Sprintf("%s(%s)", f.Name, f.Args), "%s takes %s", f.Name, arguments(f.min, f.max))
		return value{}, false
	}
	if f.op == opIf {
		if c, ok := l.decided(t.args[0]); ok {
			return l.term(t.args[1+int(truth(!c))])
		}
	}
	args, all := make([]value, len(t.args)), true
	for i, a := range t.args {
		if f.op == opIf && i > 0 && all && len(l.index) > 0 {
			// A condition on indices alone chooses here and now: the other branch need not make sense.
			if c, ok := l.g.IsConst(args[0].id); ok && args[0].bool {
				return l.term(t.args[1+int(truth(c == 0))])
			}
		}
		v, ok := l.term(a)
		switch {
		case !ok:
		case f.op == opIf && i == 0:
			ok = l.logical(a, v)
		case f.op == opIf && v.bool:
		default:
			ok = l.numeric(a, v)
		}
		args[i], all = v, all && ok
	}
	if !all {
		return value{}, false
	}
	if f.dims == branch {
		return l.branch(t, args)
	}
	v, ok := l.dims(t, f, args)
	if ok {
		v.id = l.jump(f, args)
		v.whole = f.whole(args)
	}
	return v, ok
}

// jump makes the nodes of a function; where the Env wants jumps to be events, of such as have them.
func (l *lowerer) jump(f *Builtin, args []value) ID {
	env, ok := l.env.(Jumper)
	if !ok {
		return l.g.function(f, args)
	}
	g := l.g
	switch f.Name {
	case "floor", "ceil", "round":
		if id, ok := env.Whole(f.Name, args[0].id); ok {
			return id
		}
	case "div", "mod":
		if q, ok := env.Whole("floor", g.Div(args[0].id, args[1].id)); ok && f.Name == "div" {
			return q
		} else if ok {
			return g.Sub(args[0].id, g.Mul(args[1].id, q))
		}
	case "sign":
		x, zero := args[0].id, g.Const(0)
		up, ok := env.Mode(Value{ID: g.Less(zero, x), Bool: true, Crossing: x})
		if down, _ := env.Mode(Value{ID: g.Less(x, zero), Bool: true, Crossing: g.Neg(x)}); ok {
			return g.If(up, g.Const(1), g.If(down, g.Const(-1), zero))
		}
	}
	return g.function(f, args)
}

// whole reports whether a function of such arguments gives a whole number.
func (f *Builtin) whole(args []value) bool {
	switch f.Name {
	case "floor", "ceil", "round", "div", "sign":
		return true
	case "min", "max", "clamp", "abs", "mod":
		for _, a := range args {
			if !a.whole {
				return false
			}
		}
		return true
	}
	return false
}

// function makes the nodes of a function of several arguments.
func (g *Graph) function(f *Builtin, args []value) ID {
	switch {
	case f.Name == "div":
		return g.make(opFloor, g.Div(args[0].id, args[1].id))
	case f.Name == "clamp":
		return g.make(opMin, g.make(opMax, args[0].id, args[1].id), args[2].id)
	case arity[f.op] == 1:
		return g.make(f.op, args[0].id)
	}
	id := args[0].id
	for _, a := range args[1:] {
		id = g.make(f.op, id, a.id)
	}
	return id
}

// dims checks the dimensions of the arguments and gives that of the result.
func (l *lowerer) dims(t *term, f *Builtin, args []value) (value, bool) {
	first, h := args[0], args[0].heat
	for i, a := range args {
		switch {
		case f.dims == pure && !a.dim.IsOne():
			l.whole(t.args[i], "divide it by a value of the same dimension", "%s takes a plain number, not %s", f.Name, Describe(a.dim))
			return value{}, false
		case f.dims == root, f.Name == "abs", f.Name == "mod", f.Name == "div":
			if !l.notPoint(t.args[i], a, "an argument of "+f.Name) {
				return value{}, false
			}
		}
		if first.zero && !a.zero {
			first = a
		}
		if a.heat != h {
			h = anyHeat
		}
	}
	for i, a := range args {
		if a.dim != first.dim && !a.zero {
			l.whole(t.args[i], "", "the arguments of %s are %s and %s", f.Name, Describe(first.dim), Describe(a.dim))
			return value{}, false
		}
	}
	dim := f.dims.result(first.dim)
	if f.dims == root {
		if _, ok := first.dim.PowOK(1, 2); !ok {
			l.whole(t.args[0], "", "%s has no square root", Describe(first.dim))
			return value{}, false
		}
	}
	v := value{dim: dim, zero: f.dims == keep && first.zero}
	if f.dims == keep {
		v.heat = h
	}
	return v, true
}

// branch checks if(c, a, b).
func (l *lowerer) branch(t *term, args []value) (value, bool) {
	g, c, a, b := l.g, args[0], args[1], args[2]
	if env, ok := l.env.(Jumper); ok {
		if id, ok := env.Mode(Value{ID: c.id, Bool: true, Crossing: c.cross}); ok {
			c.id = id
		}
	}
	if a.bool != b.bool {
		l.fault(t, "", "one branch is a condition and the other a value")
		return value{}, false
	}
	if a.bool {
		return value{id: g.If(c.id, a.id, b.id), bool: true, cross: g.If(c.id, a.cross, b.cross)}, true
	}
	dim, ok := l.same(&term{off: t.off, len: t.len}, a, b, "branches of one if")
	v := value{id: g.If(c.id, a.id, b.id), dim: dim, zero: a.zero && b.zero, whole: a.whole && b.whole}
	if a.heat == b.heat {
		v.heat = a.heat
	}
	return v, ok
}

// arguments says how many arguments a function takes.
func arguments(lo, hi int) string {
	switch {
	case hi >= maxArgs:
		return fmt.Sprintf("at least %d", lo)
	case hi == 1:
		return "one argument"
	}
	return fmt.Sprintf("%d arguments", hi)
}

// table checks the look-up of a function given by points.
func (l *lowerer) table(t *term, f Function) (value, bool) {
	dims := []unit.Dim{f.X}
	if f.Two {
		dims = append(dims, f.X2)
	}
	if len(t.args) != len(dims) {
		l.fault(t, "", "%s takes %s", t.name, arguments(len(dims), len(dims)))
		return value{}, false
	}
	var id [2]ID
	for i, want := range dims {
		v, ok := l.term(t.args[i])
		if !ok || !l.numeric(t.args[i], v) {
			return value{}, false
		}
		if v.dim != want && !v.zero {
			l.whole(t.args[i], "", "%s takes %s, not %s", t.name, Describe(want), Describe(v.dim))
			return value{}, false
		}
		id[i] = v.id
	}
	if f.Two {
		return value{id: l.g.Lookup2(f.Slot, id[0], id[1]), dim: f.Y}, true
	}
	return value{id: l.g.Lookup(f.Slot, id[0]), dim: f.Y}, true
}

// aggregate checks sum, mean, min, max, count over a path with *.
func (l *lowerer) aggregate(t *term) (value, bool) {
	path := t.args[0]
	env, ok := l.env.(Copies)
	var names []string
	if ok {
		names = env.Match(path.name)
	}
	if len(names) == 0 {
		l.fault(path, "", "nothing is called %q", path.name)
		return value{}, false
	}
	vals := make([]value, 0, len(names))
	for _, n := range names {
		s, ok := l.env.Lookup(n)
		if !ok {
			l.fault(path, "", "%q is not known", n)
			return value{}, false
		}
		v := l.symbol(s, named)
		if v.bool && t.name == "count" {
			v = value{id: v.id}
		}
		if !l.numeric(path, v) {
			return value{}, false
		}
		if len(vals) > 0 && vals[0].dim != v.dim {
			l.fault(path, "", "%s is %s, but %s is %s", names[0], Describe(vals[0].dim), n, Describe(v.dim))
			return value{}, false
		}
		vals = append(vals, v)
	}
	return l.fold(t, vals)
}

// fold joins the values of an aggregate in their order.
func (l *lowerer) fold(t *term, vals []value) (value, bool) {
	g, op := l.g, opAdd
	switch t.name {
	case "min":
		op = opMin
	case "max":
		op = opMax
	case "sum", "mean":
	case "count":
		// Conditions are counted where they hold, anything else where it is.
		for i, v := range vals {
			if !g.logical(v.id) {
				vals[i] = value{id: g.Const(1)}
			}
			vals[i].dim = unit.One
		}
	default:
		l.fault(t, "sum, mean, min, max, count", "%s does not take a path with *", t.name)
		return value{}, false
	}
	out := vals[0]
	for _, v := range vals[1:] {
		out.id = g.make(op, out.id, v.id)
		out.whole = out.whole && v.whole
	}
	out.whole = t.name != "mean" && (out.whole || t.name == "count")
	if t.name == "mean" {
		out.id = g.Div(out.id, g.Const(float64(len(vals))))
	}
	out.heat = anyHeat
	return out, true
}
