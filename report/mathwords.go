package report

import (
	"html/template"
	"strings"
)

// atom is a number, a name, a call or something in brackets.
func (p *mathParser) atom() (string, bool) {
	if p.at >= len(p.toks) {
		return "", false
	}
	t := p.toks[p.at]
	p.at++
	switch {
	case t.kind == 'n':
		out := "<mn>" + t.text + "</mn>"
		if t.unit != "" {
			out += "<mtext>&#160;" + template.HTMLEscapeString(t.unit) + "</mtext>"
		}
		return out, true
	case t.kind == 't':
		return "<mtext>" + template.HTMLEscapeString(t.text) + "</mtext>", true
	case t.kind == 'i' && p.take("(") != "":
		args, over, ok := p.arguments()
		if t.text == "sum" && over != "" {
			return "<mrow><munderover><mo>∑</mo>" + over + "</munderover><mrow>" + args[0] + "</mrow></mrow>", ok
		}
		return call(t.text, args), ok
	case t.kind == 'i' && p.take("[") != "":
		return p.element(name(t.text))
	case t.kind == 'i':
		return name(t.text), true
	case t.text == "(":
		m, ok := p.level(0)
		ok = ok && p.take(")") != ""
		return "<mrow><mo>(</mo>" + m + "<mo>)</mo></mrow>", ok
	}
	return "", false
}

// element reads an index whose bracket is open, and what follows of a variable of a component: cells[i].T.
func (p *mathParser) element(of string) (string, bool) {
	at, ok := p.level(sumLevel)
	out := "<msub><mrow>" + of + "</mrow><mrow>" + at + "</mrow></msub>"
	if ok = ok && p.take("]") != ""; !ok || p.at+1 >= len(p.toks) || p.toks[p.at].text != "." || p.toks[p.at+1].kind != 'i' {
		return out, ok
	}
	next := name(p.toks[p.at+1].text)
	if p.at += 2; p.take("[") != "" {
		next, ok = p.element(next)
	}
	return out + "<mo>.</mo>" + next, ok
}

// arguments reads up to the closing bracket; over is the range of an index, for the sign of a sum.
func (p *mathParser) arguments() (args []string, over string, ok bool) {
	for {
		m, ok := p.level(0)
		if !ok {
			return args, "", false
		}
		args = append(args, m)
		if index, from, to, ok := p.span(); ok {
			over = "<mrow>" + index + "<mo>=</mo>" + from + "</mrow><mrow>" + to + "</mrow>"
		}
		if p.take(",") == "" {
			return args, over, p.take(")") != ""
		}
	}
}

// call sets a function as a mathematician would write it.
func call(f string, args []string) string {
	if len(args) == 0 {
		return ""
	}
	a := args[0]
	switch {
	case f == "der" && len(args) == 1:
		return "<mfrac><mrow><mi>d</mi>" + a + "</mrow><mrow><mi>d</mi><mi>t</mi></mrow></mfrac>"
	case f == "sqrt" && len(args) == 1:
		return "<msqrt>" + a + "</msqrt>"
	case f == "abs" && len(args) == 1:
		return "<mrow><mo>|</mo>" + a + "<mo>|</mo></mrow>"
	case f == "exp" && len(args) == 1:
		return "<msup><mi>e</mi><mrow>" + a + "</mrow></msup>"
	case f == "delay" && len(args) > 1:
		return "<mrow>" + a + "<mo>(</mo><mi>t</mi><mo>−</mo>" + args[1] + "<mo>)</mo></mrow>"
	case (f == "if" || f == "switch") && len(args) == 3:
		row := func(v, when string) string {
			return "<mtr><mtd><mrow>" + v + "</mrow></mtd><mtd><mrow>" + when + "</mrow></mtd></mtr>"
		}
		return "<mrow><mo>{</mo><mtable>" + row(args[1], "<mtext>if&#160;</mtext>"+a) + row(args[2], "<mtext>else</mtext>") + "</mtable></mrow>"
	}
	return "<mrow>" + name(f) + "<mo>(</mo>" + strings.Join(args, "<mo>,</mo>") + "<mo>)</mo></mrow>"
}

var greek = map[string]string{"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eta": "η", "theta": "θ", "kappa": "κ",
	"lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "psi": "ψ", "omega": "ω", "pi": "π",
	"Delta": "Δ", "Omega": "Ω"}

// name sets an identifier: the first word is the symbol, what follows an underscore or a dot is its index.
func name(s string) string {
	head, index := s, ""
	if i := strings.IndexAny(s, "_."); i > 0 && i < len(s)-1 {
		head, index = s[:i], strings.ReplaceAll(s[i+1:], "_", " ")
	}
	if g, ok := greek[head]; ok {
		head = g
	}
	style := ""
	if len([]rune(head)) > 1 {
		style = ` mathvariant="normal"`
	}
	m := "<mi" + style + ">" + template.HTMLEscapeString(head) + "</mi>"
	if index == "" {
		return m
	}
	return "<msub>" + m + "<mtext>" + template.HTMLEscapeString(index) + "</mtext></msub>"
}
