package expr

import (
	"strings"

	"github.com/plantwin/plantwin/internal/source"
)

// Limits on one expression: more is no expression that somebody wrote.
const (
	maxDepth = 400
	maxText  = 1 << 16 // [bytes]
	maxArgs  = 256
)

// Parse reads an expression whose text begins at pos. What is wrong goes to faults; then the result is nil.
func Parse(text string, pos source.Pos, faults *source.Faults) *Ast {
	return parse(&scalar{text: text, pos: pos}, faults)
}

// ParseNode reads the expression of a scalar node, quoted or not.
func ParseNode(n *source.Node, faults *source.Faults) *Ast {
	if n.Kind != source.Scalar {
		faults.At(n, "", "an expression is due, not %s", n.Kind)
		return nil
	}
	return parse(&scalar{text: n.Text, pos: n.Pos, node: n}, faults)
}

func parse(src *scalar, faults *source.Faults) *Ast {
	p := newParser(src, faults)
	t := p.whole()
	p.finish("")
	if p.failed {
		return nil
	}
	return &Ast{root: t, src: src}
}

// Loop says for which values of an index an equation stands.
type Loop struct {
	Index    string
	From, To *Ast
}

// ParseEquation reads "left = right" or "left = right for i = a..b" from a scalar node; over is nil without a for. What is
// wrong goes to faults; then all results are nil.
func ParseEquation(n *source.Node, faults *source.Faults) (left, right *Ast, over *Loop) {
	if n.Kind != source.Scalar {
		faults.At(n, "left = right", "an equation is due, not %s", n.Kind)
		return nil, nil, nil
	}
	p := newParser(&scalar{text: n.Text, pos: n.Pos, node: n}, faults)
	l := p.whole()
	if !p.failed && !p.is("=") {
		p.fault(fault{off: p.tok.off, len: p.tok.len, msg: "an equation needs one =", hint: "left = right"})
	}
	p.next()
	r := p.whole()
	loop := p.span()
	p.finish("an equation has one = only")
	if p.failed {
		return nil, nil, nil
	}
	if loop != nil {
		over = &Loop{Index: loop.name, From: &Ast{root: loop.args[0], src: p.src}, To: &Ast{root: loop.args[1], src: p.src}}
	}
	return &Ast{root: l, src: p.src}, &Ast{root: r, src: p.src}, over
}

// parser is a recursive-descent parser with one token of look-ahead. The first fault ends the reading.
type parser struct {
	src    *scalar
	faults *source.Faults
	at     int // byte behind the token
	tok    token
	depth  int
	failed bool
}

func newParser(src *scalar, faults *source.Faults) *parser {
	p := &parser{src: src, faults: faults}
	if len(src.text) > maxText {
		p.fault(fault{len: 1, msg: "the expression is too long"})
	}
	p.next()
	return p
}

// fault notes the first thing that is wrong.
func (p *parser) fault(f fault) {
	if p.failed {
		return
	}
	p.failed = true
	p.tok = token{tok: tEnd, off: f.off}
	end := max(f.off, min(f.off+f.len, len(p.src.text)))
	p.faults.Add(p.src.at(f.off), p.src.width(f.off, end), f.hint, "%s", f.msg)
}

// whole reads an expression that must not be empty.
func (p *parser) whole() *term {
	if strings.TrimSpace(p.src.text) == "" {
		p.fault(fault{len: 1, msg: "an expression is due here"})
	}
	return p.or()
}

// finish checks that nothing follows.
func (p *parser) finish(assign string) {
	if p.failed || p.tok.tok == tEnd {
		return
	}
	f := fault{off: p.tok.off, len: p.tok.len, msg: "an operator is missing before " + p.tok.text}
	switch {
	case p.is(")"):
		f.msg = "a closing bracket without an opening one"
	case p.is(","):
		f.msg = "a comma outside the arguments of a function"
	case p.is("=") && assign != "":
		f.msg = assign
	case p.is("="):
		f.msg, f.hint = "one = does not compare", "write =="
	case p.tok.tok == tNumber:
		f.hint = "writing side by side does not multiply"
	case p.tok.tok == tName:
		f.hint = "writing side by side does not multiply: put * between"
	}
	p.fault(f)
}

// is reports whether the token is this operator.
func (p *parser) is(op string) bool { return p.tok.tok == tOp && p.tok.text == op }

// enter counts the depth of nesting.
func (p *parser) enter() bool {
	p.depth++
	if p.depth > maxDepth {
		p.fault(fault{off: p.tok.off, len: 1, msg: "the expression is nested too deeply"})
	}
	return !p.failed
}

// binary makes the term of an operator.
func binary(op token, l, r *term) *term {
	return &term{form: fBinary, name: op.text, off: op.off, len: op.len, from: l.from, to: r.to, args: []*term{l, r}}
}

// nothing stands for what could not be read.
func (p *parser) nothing() *term { return &term{off: p.tok.off} }

func (p *parser) or() *term { return p.chain(p.and, "or") }

func (p *parser) and() *term { return p.chain(p.not, "and") }

func (p *parser) sum() *term { return p.chain(p.product, "+", "-") }

func (p *parser) product() *term { return p.chain(p.unary, "*", "/") }

// chain reads operands joined by operators of one rank, from left to right.
func (p *parser) chain(operand func() *term, ops ...string) *term {
	if !p.enter() {
		return p.nothing()
	}
	left := operand()
	for !p.failed && p.oneOf(ops) {
		op := p.tok
		p.next()
		left = binary(op, left, operand())
	}
	p.depth--
	return left
}

func (p *parser) oneOf(ops []string) bool {
	for _, op := range ops {
		if p.is(op) {
			return true
		}
	}
	return false
}

// not reads a negation or a comparison.
func (p *parser) not() *term {
	if !p.is("not") {
		return p.comparison()
	}
	op := p.tok
	p.next()
	if !p.enter() {
		return p.nothing()
	}
	t := p.not()
	p.depth--
	return &term{form: fUnary, name: "not", off: op.off, len: op.len, from: op.off, to: t.to, args: []*term{t}}
}

var comparisons = []string{"<", "<=", ">", ">=", "==", "!="}

func (p *parser) comparison() *term {
	left := p.sum()
	if p.failed || !p.oneOf(comparisons) {
		return left
	}
	op := p.tok
	p.next()
	t := binary(op, left, p.sum())
	if !p.failed && p.oneOf(comparisons) {
		p.fault(fault{off: p.tok.off, len: p.tok.len, msg: "comparisons cannot be chained", hint: "join two of them by and"})
	}
	return t
}

// unary reads a sign: -x^2 is -(x^2).
func (p *parser) unary() *term {
	if !p.is("-") && !p.is("+") {
		return p.power()
	}
	op := p.tok
	p.next()
	if !p.enter() {
		return p.nothing()
	}
	t := p.unary()
	p.depth--
	if op.text == "+" {
		return t
	}
	return &term{form: fUnary, name: "-", off: op.off, len: op.len, from: op.off, to: t.to, args: []*term{t}}
}

// power reads a base and its exponent; a chain of powers goes from right to left.
func (p *parser) power() *term {
	base := p.primary()
	if p.failed || !p.is("^") {
		return base
	}
	op := p.tok
	p.next()
	return binary(op, base, p.unary())
}

// primary reads a number, a text, a name, a call or a bracket.
func (p *parser) primary() *term {
	t := p.tok
	out := &term{off: t.off, len: t.len, from: t.off, to: t.off + t.len, name: t.text, value: t.value, unit: t.unit}
	switch {
	case t.tok == tNumber:
		out.form = fNumber
	case t.tok == tText:
		out.form = fText
	case t.tok == tName:
		out.form = fName
		p.next()
		if p.is("(") {
			p.call(out)
		} else if p.is("[") {
			p.element(out)
		}
		return out
	case p.is("("):
		return p.bracket()
	default:
		p.missing()
		return out
	}
	p.next()
	return out
}

// bracket reads an expression in brackets.
func (p *parser) bracket() *term {
	open := p.tok
	p.next()
	t := p.or()
	if !p.failed && !p.is(")") {
		p.unclosed(open)
		return t
	}
	if !p.failed {
		t.from, t.to = open.off, p.tok.off+1
	}
	p.next()
	return t
}

// call reads the arguments of a function.
func (p *parser) call(f *term) {
	f.form = fCall
	open := p.tok
	p.next()
	for !p.failed && !(p.is(")") && len(f.args) == 0) {
		if len(f.args) == maxArgs {
			p.fault(fault{off: p.tok.off, len: 1, msg: "too many arguments"})
			return
		}
		f.args = append(f.args, p.or())
		if loop := p.span(); loop != nil {
			if len(f.args) > 1 {
				p.fault(fault{off: loop.off, len: loop.len, msg: "for stands behind a single argument"})
				return
			}
			f.loop, f.args = loop.name, append(f.args, loop.args...)
			break
		}
		if !p.is(",") {
			break
		}
		p.next()
	}
	if !p.failed && !p.is(")") {
		p.unclosed(open)
		return
	}
	f.to = p.tok.off + 1
	p.next()
}

// element reads the index behind the name of a vector, or of components: T[i], cells[i].T, banks[j].cells[i].T.
func (p *parser) element(f *term) {
	for !p.failed && p.is("[") {
		open := p.tok
		p.next()
		f.args = append(f.args, p.sum())
		if !p.failed && !p.is("]") {
			if p.tok.tok == tEnd {
				p.fault(fault{off: open.off, len: 1, msg: "this bracket is not closed"})
			}
			p.finish("one = does not compare")
			return
		}
		f.to = p.tok.off + 1
		tail := ""
		if rest := p.src.text[min(p.at, len(p.src.text)):]; !p.failed && len(rest) > 1 && rest[0] == '.' && letter(rest[1]) {
			p.name()
			tail, f.to = p.tok.text, p.at
		}
		f.tails = append(f.tails, tail)
		p.next()
	}
}

// span reads "for i = a..b"; nil where no for stands. args are the bounds.
func (p *parser) span() *term {
	if p.failed || p.tok.tok != tName || p.tok.text != "for" {
		return nil
	}
	at := p.tok
	p.next()
	out := p.reach()
	out.off, out.len = at.off, at.len
	return out
}

// reach reads "i = a..b".
func (p *parser) reach() *term {
	out := &term{off: p.tok.off, len: p.tok.len}
	if !p.failed && p.tok.tok != tName {
		p.fault(fault{off: p.tok.off, len: p.tok.len, msg: "the name of an index is due behind for", hint: "for i = 1..n"})
	}
	out.name = p.tok.text
	for _, sign := range []string{"=", ".."} {
		if sign == "=" {
			p.next()
		}
		if !p.failed && !p.is(sign) {
			p.fault(fault{off: p.tok.off, len: p.tok.len, msg: sign + " is missing here", hint: "for i = 1..n"})
		}
		p.next()
		out.args = append(out.args, p.sum())
	}
	return out
}

// unclosed faults what stands where a closing bracket is due.
func (p *parser) unclosed(open token) {
	if p.tok.tok == tEnd {
		p.fault(fault{off: open.off, len: 1, msg: "this bracket is not closed"})
		return
	}
	p.finish("one = does not compare")
}

// missing faults what stands where an operand is due.
func (p *parser) missing() {
	f := fault{off: p.tok.off, len: p.tok.len, msg: "a value is missing before " + p.tok.text}
	if p.tok.tok == tEnd {
		f.off, f.len = len(strings.TrimRight(p.src.text, " \n\t\r")), 1
		f.msg = "the expression ends where a value is due"
	}
	p.fault(f)
}
