package calibrate

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// dual is a number with exact derivatives by the parameters (forward differentiation).
type dual struct {
	v float64
	d []float64
}

func (a dual) chain(v, slope float64) dual {
	out := dual{v, make([]float64, len(a.d))}
	for i := range a.d {
		out.d[i] = slope * a.d[i]
	}
	return out
}

func combine(a, b dual, v, da, db float64) dual {
	out := dual{v, make([]float64, len(a.d))}
	for i := range a.d {
		out.d[i] = da*a.d[i] + db*b.d[i]
	}
	return out
}

// formula is a model of the reference files as text: + - * / ^ ( ), exp log sin cos atan sqrt, pi. It is evaluated while it is read.
type formula struct {
	text  string
	i     int
	names map[string]dual
	n     int
}

func (f *formula) eval() dual {
	f.i = 0
	v := f.sum()
	if f.i != len(f.text) {
		panic(fmt.Sprintf("model %q: stopped at %d", f.text, f.i))
	}
	return v
}

func (f *formula) take(c byte) bool {
	if f.i < len(f.text) && f.text[f.i] == c {
		f.i++
		return true
	}
	return false
}

func (f *formula) sum() dual {
	a := f.product()
	for {
		switch {
		case f.take('+'):
			b := f.product()
			a = combine(a, b, a.v+b.v, 1, 1)
		case f.take('-'):
			b := f.product()
			a = combine(a, b, a.v-b.v, 1, -1)
		default:
			return a
		}
	}
}

func (f *formula) product() dual {
	a := f.unary()
	for {
		switch {
		case f.take('*'):
			b := f.unary()
			a = combine(a, b, a.v*b.v, b.v, a.v)
		case f.take('/'):
			b := f.unary()
			a = combine(a, b, a.v/b.v, 1/b.v, -a.v/b.v/b.v)
		default:
			return a
		}
	}
}

func (f *formula) unary() dual {
	if f.take('-') {
		a := f.unary()
		return a.chain(-a.v, -1)
	}
	a := f.atom()
	if !f.take('^') {
		return a
	}
	b := f.unary()
	v := math.Pow(a.v, b.v)
	dlog := 0.0
	if a.v > 0 {
		dlog = v * math.Log(a.v)
	}
	return combine(a, b, v, b.v*math.Pow(a.v, b.v-1), dlog)
}

func (f *formula) atom() dual {
	if f.take('(') {
		a := f.sum()
		f.take(')')
		return a
	}
	from := f.i
	for f.i < len(f.text) && (strings.IndexByte("+-*/^()", f.text[f.i]) < 0 || (f.i > from && f.text[f.i-1] == 'e' && f.text[from] <= '9')) {
		f.i++
	}
	word := f.text[from:f.i]
	if f.take('(') {
		a := f.sum()
		f.take(')')
		return call(word, a)
	}
	if a, ok := f.names[word]; ok {
		return a
	}
	if word == "pi" {
		return dual{math.Pi, make([]float64, f.n)}
	}
	v, err := strconv.ParseFloat(word, 64)
	if err != nil {
		panic(fmt.Sprintf("model %q: unknown %q", f.text, word))
	}
	return dual{v, make([]float64, f.n)}
}

func call(name string, a dual) dual {
	switch name {
	case "exp":
		return a.chain(math.Exp(a.v), math.Exp(a.v))
	case "log":
		return a.chain(math.Log(a.v), 1/a.v)
	case "sin":
		return a.chain(math.Sin(a.v), math.Cos(a.v))
	case "cos":
		return a.chain(math.Cos(a.v), -math.Sin(a.v))
	case "atan":
		return a.chain(math.Atan(a.v), 1/(1+a.v*a.v))
	case "sqrt":
		return a.chain(math.Sqrt(a.v), 0.5/math.Sqrt(a.v))
	}
	panic("unknown function " + name)
}
