package expr

import (
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
)

// Ast is an expression as written. It never changes.
type Ast struct {
	root *term
	src  *scalar
}

// scalar is the text of a value and where it stands.
type scalar struct {
	text string
	pos  source.Pos
	node *source.Node // if it is one: knows about quotes and escapes
}

// form is what a term is.
type form uint8

const (
	fNumber form = iota // value, unit
	fText               // name holds the text
	fName               // name
	fCall               // name, args
	fUnary              // name is "-" or "not"
	fBinary             // name is the operator
)

// term is one node of the tree.
type term struct {
	form  form
	off   int // bytes from the start of the text
	len   int // bytes of the token to underline: the name, the operator, the number with its unit
	from  int // extent of the whole term
	to    int
	name  string
	value float64 // as written
	unit  unit.Unit
	args  []*term
	loop  string   // of a call such as sum(x[i] for i = 1..n): the index; args are what is summed and both bounds
	tails []string // of a name such as cells[i].T[1]: what follows behind each index, here ".T" and ""; args are the indices
}

// Name is a name in an expression and where it stands.
type Name struct {
	Text string // dotted path
	Call bool   // a function that is called
	Pos  source.Pos
	Len  int
}

// String gives the expression as written.
func (a *Ast) String() string { return strings.TrimSpace(a.src.text[a.root.from:a.root.to]) }

// Pos gives the place of the first character.
func (a *Ast) Pos() source.Pos { return a.src.at(a.root.from) }

// Len gives the length of the expression in runes.
func (a *Ast) Len() int { return a.src.width(a.root.from, a.root.to) }

// Names lists the names read and the functions called, built-in ones left out, in the order of the text.
func (a *Ast) Names() []Name {
	return a.NamesBut("")
}

// NamesBut is Names without those in the arguments of one function.
func (a *Ast) NamesBut(function string) []Name {
	var out []Name
	var visit func(t *term)
	visit = func(t *term) {
		if t.form == fName && constants[t.name] == nil || t.form == fCall && builtin(t.name) == nil {
			out = append(out, Name{Text: t.name, Call: t.form == fCall, Pos: a.src.at(t.off), Len: a.src.width(t.off, t.off+t.len)})
		}
		if t.form == fCall && t.name == function {
			return
		}
		for _, x := range t.args {
			visit(x)
		}
	}
	visit(a.root)
	return out
}

// IsName reports whether the expression is a single name, and which.
func (a *Ast) IsName() (string, bool) {
	return a.root.name, a.root.form == fName && len(a.root.args) == 0 && constants[a.root.name] == nil
}

// IsElement reports whether the expression is a name, or an element of a vector such as x[i], and the name.
func (a *Ast) IsElement() (string, bool) {
	return a.root.name, a.root.form == fName && constants[a.root.name] == nil
}

// IsText reports whether the expression is a text in single quotes, and which.
func (a *Ast) IsText() (string, bool) { return a.root.name, a.root.form == fText }

// IsCall reports whether the expression is a call, of which function, and its arguments.
func (a *Ast) IsCall() (name string, args []*Ast, ok bool) {
	if a.root.form != fCall || a.root.loop != "" {
		return "", nil, false
	}
	for _, x := range a.root.args {
		args = append(args, a.sub(x))
	}
	return a.root.name, args, true
}

// IsQuantity reports whether the expression is one number, with a sign in front or not: its value as written and its unit.
func (a *Ast) IsQuantity() (v float64, u unit.Unit, ok bool) {
	switch t := a.root; {
	case t.form == fNumber:
		return t.value, t.unit, true
	case t.form == fUnary && t.name == "-" && t.args[0].form == fNumber:
		return -t.args[0].value, t.args[0].unit, true
	}
	return 0, unit.Unit{}, false
}

// Money gives the currency of the first amount of money in the expression, "" if there is none.
func (a *Ast) Money() (currency string, pos source.Pos) {
	a.root.walk(func(t *term) {
		if currency == "" && t.form == fNumber && t.unit.Currency != "" {
			currency, pos = t.unit.Currency, a.src.at(t.off)
		}
	})
	return currency, pos
}

// walk visits the terms in the order of the text, operators before their operands.
func (t *term) walk(f func(*term)) {
	f(t)
	for _, a := range t.args {
		a.walk(f)
	}
}

// sub is the part of the expression under one term.
func (a *Ast) sub(t *term) *Ast { return &Ast{root: t, src: a.src} }

// at gives the place of a byte of the text. A text that was folded from several lines is placed at its beginning.
func (s *scalar) at(off int) source.Pos {
	if s.node != nil {
		return s.node.At(off)
	}
	n := s.width(0, off)
	if !s.pos.IsValid() {
		return s.pos
	}
	line := []rune(s.pos.File.Line(s.pos.Line))
	if i := s.pos.Col - 1 + n; i < 0 || i > len(line) {
		return s.pos
	}
	return s.pos.Right(n)
}

// width counts the runes between two bytes of the text.
func (s *scalar) width(from, to int) int { return len([]rune(s.text[from:to])) }

// Calls visits the calls of a function, with their arguments.
func (a *Ast) Calls(name string, visit func(args []*Ast)) {
	a.root.walk(func(t *term) {
		if t.form == fCall && t.name == name {
			args := make([]*Ast, len(t.args))
			for i, x := range t.args {
				args[i] = a.sub(x)
			}
			visit(args)
		}
	})
}
