package expr

import (
	"errors"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/plantwin/plantwin/internal/unit"
)

// tok is the sort of a token.
type tok uint8

const (
	tEnd tok = iota
	tNumber
	tText
	tName
	tOp // one of + - * / ^ < <= > >= == != = ( ) , and or not
)

// token is one token; its place is in bytes.
type token struct {
	tok   tok
	off   int
	len   int
	text  string // of a name, operator or text (without quotes)
	value float64
	unit  unit.Unit
}

// fault is what is wrong at some bytes of the text.
type fault struct {
	off, len  int
	msg, hint string
}

// next reads the token at p.at; after a fault there are only end tokens.
func (p *parser) next() {
	s := p.src.text
	for p.at < len(s) && (s[p.at] == ' ' || s[p.at] == '\n' || s[p.at] == '\t' || s[p.at] == '\r') {
		p.at++
	}
	p.tok = token{tok: tEnd, off: p.at, len: 1}
	if p.at >= len(s) || p.failed {
		return
	}
	c := s[p.at]
	switch {
	case c >= '0' && c <= '9' || c == '.' && p.at+1 < len(s) && s[p.at+1] >= '0' && s[p.at+1] <= '9':
		p.number()
	case letter(c):
		p.name()
	case c == '\'':
		p.quoted()
	default:
		p.operator()
	}
}

// number reads a quantity.
func (p *parser) number() {
	s := p.src.text[p.at:]
	if n := bound(s); n > 0 {
		v, _ := strconv.ParseFloat(s[:n], 64)
		p.tok = token{tok: tNumber, off: p.at, len: n, value: v, unit: unit.Bare, text: s[:n]}
		p.at += n
		return
	}
	v, u, rest, err := unit.ParseQuantity(s)
	if err != nil {
		f := fault{off: p.at, len: 1, msg: err.Error()}
		if e := (*unit.Error)(nil); errors.As(err, &e) {
			f = fault{off: p.at + min(e.Off, len(s)), len: e.Len, msg: e.Msg, hint: e.Hint}
			f.hint = spaced(s, min(e.Off, len(s)), f.hint)
		}
		p.fault(f)
		return
	}
	p.tok = token{tok: tNumber, off: p.at, len: len(s) - len(rest), value: v, unit: u, text: s[:len(s)-len(rest)]}
	p.at += p.tok.len
}

// spaced is the hint for a unit that is none, from at on, where an operator may have been meant to end the unit before it.
func spaced(s string, at int, hint string) string {
	word := firstWord(s[at:])
	path := word[:pathLen(word)]
	switch {
	case at > 0 && strings.IndexByte("*/", s[at-1]) >= 0 && path != "" && letter(path[0]):
		write := s[:at-1] + " " + s[at-1:at] + " " + path
		if hint == "" || strings.Contains(path, ".") {
			return "put spaces round an operator that follows a unit: " + write
		}
		return hint + ", or " + write + " if " + path + " is a name"
	case hint == "" && strings.ContainsAny(word, "<>=+-"):
		return "put spaces round an operator that follows a unit"
	}
	return hint
}

// bound gives the length of a whole number that two dots follow, or a closing square bracket; 0 for anything else.
func bound(s string) int {
	n := 0
	for n < len(s) && digit(s[n]) {
		n++
	}
	if n < 16 && (strings.HasPrefix(s[n:], "..") || strings.HasPrefix(s[n:], "]")) {
		return n
	}
	return 0
}

// firstWord gives the text up to the first space.
func firstWord(s string) string {
	if i := strings.IndexByte(s, ' '); i >= 0 {
		return s[:i]
	}
	return s
}

// name reads a dotted path; a * may stand for one of its links.
func (p *parser) name() {
	s, from := p.src.text, p.at
	p.at += pathLen(s[from:])
	p.tok = token{tok: tName, off: from, len: p.at - from, text: s[from:p.at]}
	switch p.tok.text {
	case "and", "or", "not":
		p.tok.tok = tOp
	}
}

// pathLen gives the length of the dotted path at the start of s.
func pathLen(s string) int {
	at := 0
	for at < len(s) && (letter(s[at]) || digit(s[at]) || s[at] == '_') {
		at++
	}
	for at+1 < len(s) && s[at] == '.' {
		end := at + 1
		if s[end] == '*' {
			end++
		}
		for end < len(s) && s[end-1] != '*' && (letter(s[end]) || digit(s[end]) || s[end] == '_') {
			end++
		}
		if end == at+1 {
			break
		}
		at = end
	}
	return at
}

// quoted reads a text in single quotes.
func (p *parser) quoted() {
	s, from := p.src.text, p.at
	end := strings.IndexByte(s[from+1:], '\'')
	if end < 0 {
		p.fault(fault{off: from, len: len(s) - from, msg: "the text has no closing quote", hint: "write 'text'"})
		return
	}
	p.at = from + end + 2
	p.tok = token{tok: tText, off: from, len: end + 2, text: s[from+1 : p.at-1]}
}

// habits are signs of other languages and what to write here.
var habits = map[string]string{
	"&&": "and", "||": "or", "**": "^", "!": "not", "&": "and", "|": "or", "\"": "single quotes for a text", "%": "a number, one space, %",
	"\u00b7": "*", "\u00d7": "*", "\u2212": "-", "\u2264": "<=", "\u2265": ">=", "\u2260": "!=", "\u00f7": "/", "{": "a parenthesis",
}

// operator reads a sign.
func (p *parser) operator() {
	s := p.src.text[p.at:]
	two := s[:min(2, len(s))]
	n := 0
	switch {
	case two == "**" || two == "&&" || two == "||":
	case two == "<=" || two == ">=" || two == "==" || two == "!=" || two == "..":
		n = 2
	case strings.IndexByte("+-*/^<>=(),[]", s[0]) >= 0:
		n = 1
	}
	if n > 0 {
		p.tok = token{tok: tOp, off: p.at, len: n, text: s[:n]}
		p.at += n
		return
	}
	r, size := utf8.DecodeRuneInString(s)
	sign := s[:size]
	if _, ok := habits[two]; ok {
		sign = two
	}
	f := fault{off: p.at, len: len(sign), msg: "the sign " + sign + " has no meaning in an expression"}
	if !unicode.IsPrint(r) || r == utf8.RuneError {
		f.msg = "a character that cannot be printed stands in the expression"
	}
	if h, ok := habits[sign]; ok {
		f.hint = "write " + h
	}
	p.fault(f)
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
func digit(c byte) bool  { return c >= '0' && c <= '9' }
