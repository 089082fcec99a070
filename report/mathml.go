package report

import (
	"html/template"
	"strings"
)

// mathML sets an equation of the component language as presentation MathML (W3C MathML Core). What it cannot read it gives
// back as text: the report must not fail on an equation that the model accepted.
func mathML(text string) template.HTML {
	p := mathParser{toks: mathTokens(text)}
	m, ok := p.equation()
	if !ok || p.at < len(p.toks) {
		return template.HTML("<code>" + template.HTMLEscapeString(text) + "</code>")
	}
	return template.HTML(`<math display="block" aria-label="` + template.HTMLEscapeString(text) + `"><mrow>` + m + `</mrow></math>`)
}

// mathToken is a number (with its unit), a name, text in quotes, or an operator.
type mathToken struct {
	kind byte // n number, i name, t text, o operator
	text string
	unit string
}

// mathTokens cuts an expression; a character that it does not know becomes an operator that the parser refuses.
func mathTokens(s string) []mathToken {
	var out []mathToken
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == ' ':
			i++
		case c >= '0' && c <= '9' || c == '.' && i+1 < len(s) && isDigit(s[i+1]):
			t, k := numberToken(s, i)
			out, i = append(out, t), k
		case isLetter(c):
			k := i
			for k < len(s) && (isLetter(s[k]) || isDigit(s[k]) || s[k] == '.') {
				k++
			}
			out, i = append(out, mathToken{kind: 'i', text: s[i:k]}), k
		case c == '\'' && strings.IndexByte(s[i+1:], '\'') >= 0:
			k := i + 1 + strings.IndexByte(s[i+1:], '\'')
			out, i = append(out, mathToken{kind: 't', text: s[i+1 : k]}), k+1
		case i+1 < len(s) && strings.Contains("<= >= == !=", s[i:i+2]) && s[i+1] == '=':
			out, i = append(out, mathToken{kind: 'o', text: s[i : i+2]}), i+2
		case strings.HasPrefix(s[i:], ".."):
			out, i = append(out, mathToken{kind: 'o', text: ".."}), i+2
		default:
			out, i = append(out, mathToken{kind: 'o', text: s[i : i+1]}), i+1
		}
	}
	return out
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' }

// numberToken reads a number and the unit behind one space, which ends at a space, a bracket or a comma.
func numberToken(s string, i int) (mathToken, int) {
	k := i
	for k < len(s) && (isDigit(s[k]) || s[k] == '.' && !strings.HasPrefix(s[k:], "..")) {
		k++
	}
	if k+1 < len(s) && (s[k] == 'e' || s[k] == 'E') && (isDigit(s[k+1]) || k+2 < len(s) && strings.IndexByte("+-", s[k+1]) >= 0 && isDigit(s[k+2])) {
		for k += 2; k < len(s) && isDigit(s[k]); k++ {
		}
	}
	t := mathToken{kind: 'n', text: s[i:k]}
	if k+1 < len(s) && s[k] == ' ' && (isLetter(s[k+1]) || s[k+1] == '%' || strings.HasPrefix(s[k+1:], "1/")) {
		end := k + 1
		for end < len(s) && strings.IndexByte(" ),]", s[end]) < 0 {
			end++
		}
		if word := s[k+1 : end]; word != "and" && word != "or" && word != "for" {
			t.unit, k = word, end
		}
	}
	return t, k
}

// mathParser climbs the precedences of the notation: or, and, not, comparison, sum, product, sign, power.
type mathParser struct {
	toks  []mathToken
	at    int
	depth int
}

// maxDepth of brackets: far beyond any equation that a reader would want to see.
const maxDepth = 60

func (p *mathParser) peek(ops ...string) string {
	if p.at < len(p.toks) && (p.toks[p.at].kind == 'o' || p.toks[p.at].kind == 'i') {
		for _, o := range ops {
			if p.toks[p.at].text == o {
				return o
			}
		}
	}
	return ""
}

func (p *mathParser) take(ops ...string) string {
	o := p.peek(ops...)
	if o != "" {
		p.at++
	}
	return o
}

// equation is one or two expressions with an equals sign.
func (p *mathParser) equation() (string, bool) {
	left, ok := p.level(0)
	if !ok || p.take("=") == "" {
		return left, ok
	}
	right, ok := p.level(0)
	if index, from, to, over := p.span(); ok && over {
		right += "<mspace width=\"2em\"/>" + index + "<mo>=</mo>" + from + "<mo>…</mo>" + to
	}
	return left + "<mo>=</mo>" + right, ok
}

// span is "for i = a..b" behind an equation or inside a sum; over is false where none stands or it cannot be read.
func (p *mathParser) span() (index, from, to string, over bool) {
	if p.take("for") == "" || p.at >= len(p.toks) || p.toks[p.at].kind != 'i' {
		return "", "", "", false
	}
	index = name(p.toks[p.at].text)
	p.at++
	ok := p.take("=") != ""
	if ok {
		from, ok = p.level(sumLevel)
	}
	if ok = ok && p.take("..") != ""; ok {
		to, ok = p.level(sumLevel)
	}
	return index, from, to, ok
}

// sumLevel is that of + and -.
const sumLevel = 3

// mathLevels are the binary operators from the weakest, and how they are set.
var mathLevels = [...][]string{{"or"}, {"and"}, {"<", "<=", ">", ">=", "==", "!="}, {"+", "-"}}

var mathSigns = map[string]string{"or": "<mtext>&#160;or&#160;</mtext>", "and": "<mtext>&#160;and&#160;</mtext>", "<": "<mo>&lt;</mo>",
	"<=": "<mo>≤</mo>", ">": "<mo>&gt;</mo>", ">=": "<mo>≥</mo>", "==": "<mo>=</mo>", "!=": "<mo>≠</mo>", "+": "<mo>+</mo>", "-": "<mo>−</mo>"}

func (p *mathParser) level(k int) (string, bool) {
	if p.depth++; p.depth > maxDepth*5 {
		return "", false
	}
	defer func() { p.depth-- }()
	if k == len(mathLevels) {
		return p.product()
	}
	out, ok := p.level(k + 1)
	for ok {
		o := p.take(mathLevels[k]...)
		if o == "" {
			break
		}
		var right string
		right, ok = p.level(k + 1)
		out += mathSigns[o] + right
	}
	return out, ok
}

// product sets a quotient as a fraction: what stands left of the slash, back to the last sum, is above the line.
func (p *mathParser) product() (string, bool) {
	out, ok := p.signed()
	for ok {
		o := p.take("*", "/")
		if o == "" {
			break
		}
		mark := p.at
		var right string
		right, ok = p.signed()
		if o == "*" {
			out += "<mo>⋅</mo>" + right
			continue
		}
		if !ok {
			break
		}
		out = "<mfrac><mrow>" + out + "</mrow><mrow>" + p.bare(mark, right) + "</mrow></mfrac>"
	}
	return out, ok
}

// bare drops the brackets round a whole denominator or exponent: the line or the place of it says the same.
func (p *mathParser) bare(mark int, set string) string {
	const open, shut = `<mrow><mo>(</mo>`, `<mo>)</mo></mrow>`
	if p.toks[mark].text == "(" && strings.HasPrefix(set, open) && strings.HasSuffix(set, shut) && p.closes(mark) == p.at-1 {
		return "<mrow>" + set[len(open):len(set)-len(shut)] + "</mrow>"
	}
	return set
}

// closes is the bracket that closes the one at i.
func (p *mathParser) closes(i int) int {
	depth := 0
	for ; i < len(p.toks); i++ {
		switch p.toks[i].text {
		case "(":
			depth++
		case ")":
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

func (p *mathParser) signed() (string, bool) {
	if p.depth++; p.depth > maxDepth*5 {
		return "", false
	}
	defer func() { p.depth-- }()
	switch p.take("-", "not") {
	case "-":
		m, ok := p.signed()
		return "<mo>−</mo>" + m, ok
	case "not":
		m, ok := p.signed()
		return "<mtext>not&#160;</mtext>" + m, ok
	}
	base, ok := p.atom()
	if ok && p.take("^") != "" {
		mark := p.at
		var up string
		up, ok = p.signed()
		if ok {
			up = p.bare(mark, up)
		}
		return "<msup><mrow>" + base + "</mrow><mrow>" + up + "</mrow></msup>", ok
	}
	return base, ok
}
