package source

import (
	"fmt"
	"regexp"
	"strings"
)

// mistakes are tried in this order; the sure ones come first.
var mistakes = []mistake{
	openQuote, openBracket, strayBracket, noSpace, badStart, badStartInside, colonInside, questionInside, textAfter, aliasInside, listHere, indentation, noColon,
}

// A line of a block mapping: indentation and dashes, key, what follows the colon.
var (
	blockLine  = regexp.MustCompile(`^( *(?:- +)*)([^\s:#"'\[\]{},&*!|>%@` + "`" + `-][^\s:]*(?: +[^\s:#][^\s:]*)*):(?: +(\S.*?))? *$`)
	gluedLine  = regexp.MustCompile(`^( *(?:- +)*)([A-Za-z_][\w.-]*):([^\s:/].*)$`)
	plainWords = regexp.MustCompile(`^ *(?:- +)*[^\s#].*$`)
)

// code gives a line without its comment and the spaces before it.
func code(s string) string {
	if c := commentAt(s); c >= 0 {
		s = s[:c]
	}
	return strings.TrimRight(s, " ")
}

// colOf turns a byte index into a column.
func colOf(s string, i int) int { return runes(s[:min(i, len(s))]) + 1 }

// at gives the place of an opener.
func (p *parser) at(o opener) Pos { return p.pos(o.line, colOf(p.lines[o.line-1], o.col-1)) }

// openQuote: a quote that is not closed on its line.
func openQuote(p *parser, _ int, s string, sc *scanner) (bool, string) {
	was := sc.quote
	if was.char == 0 {
		if sc.next(s); sc.quote.char == 0 {
			return false, ""
		}
		was = sc.quote
	}
	p.faults.Add(p.at(was), 1, "close it on the same line", "this quote (%c) is not closed", was.char)
	return true, ""
}

// openBracket: a bracket that is still open where the next key begins.
func openBracket(p *parser, line int, s string, sc *scanner) (bool, string) {
	if len(sc.open) > 0 {
		first := sc.open[0]
		if indentOf(s) > indentOf(p.lines[first.line-1]) || !blockLine.MatchString(code(s)) {
			return false, ""
		}
		p.faults.Add(p.at(sc.open[len(sc.open)-1]), 1, "close it before the next key", "this bracket (%c) is not closed", sc.open[len(sc.open)-1].char)
		p.lines[line-2] = code(p.lines[line-2]) + sc.closers()
		return true, s + " "
	}
	if sc.next(s); len(sc.open) == 0 || line < len(p.lines) && strings.TrimSpace(strings.Join(p.lines[line:], "")) != "" {
		return false, ""
	}
	last := sc.open[len(sc.open)-1]
	p.faults.Add(p.at(last), 1, "close it", "this bracket (%c) is not closed", last.char)
	return true, code(s) + sc.closers()
}

// strayBracket: a bracket closed by one of the other form.
func strayBracket(p *parser, _ int, s string, sc *scanner) (bool, string) {
	if sc.next(s); sc.stray.char == 0 {
		return false, ""
	}
	want := map[byte]string{']': "}", '}': "]"}[sc.stray.char]
	at := sc.stray.col - 1
	p.faults.Add(p.at(sc.stray), 1, "write "+want, "%c closes another kind of bracket", sc.stray.char)
	if len(sc.open) > 0 { // one more has to be closed: the right one was forgotten, not mistaken
		return true, s[:at] + want + s[at:]
	}
	return true, s[:at] + want + s[at+1:]
}

// noSpace: `name:value` on a line of its own, or on the one before: a first line of that form is a value to YAML.
func noSpace(p *parser, line int, s string, sc *scanner) (bool, string) {
	if len(sc.open) > 0 {
		return false, ""
	}
	above := line - 1
	for above > 0 && code(p.lines[above-1]) == "" {
		above--
	}
	if above > 0 {
		if mended := p.glued(above); mended != "" {
			p.lines[above-1] = mended
			return true, s + " " // this line is as it should be, but is to be read again
		}
	}
	mended := p.glued(line)
	return mended != "", mended
}

// glued reports a line that lacks the space after its colon and gives it with the space; "" if it lacks none.
func (p *parser) glued(line int) string {
	s := p.lines[line-1]
	m := gluedLine.FindStringSubmatchIndex(s)
	if m == nil || strings.Contains(code(s), ": ") {
		return "" // a colon in a key is legal in YAML; the rules for names see to it
	}
	name, rest := s[m[4]:m[5]], s[m[6]:m[7]]
	p.faults.Add(p.pos(line, colOf(s, m[5])), 1, fmt.Sprintf("write %s: %s", name, code(rest)), "no space after the colon of %q", name)
	return s[:m[5]] + ": " + rest
}

// quoted gives a value in the quotes that it does not hold itself.
func quoted(v string) string {
	if strings.Contains(v, `"`) {
		return "'" + strings.ReplaceAll(v, "'", "''") + "'"
	}
	return `"` + strings.ReplaceAll(v, `\`, `\\`) + `"`
}

// writeQuoted is the hint to quote a value.
func writeQuoted(v string) string {
	if runes(v) > 60 {
		return "quote the value"
	}
	return "write " + quoted(v)
}

// badStart: a value that begins with a character that means something to YAML.
func badStart(p *parser, line int, s string, sc *scanner) (bool, string) {
	m := blockLine.FindStringSubmatchIndex(code(s))
	if m == nil || m[6] < 0 || len(sc.open) > 0 || !strings.ContainsAny(s[m[6]:m[6]+1], "%@`&*!?,]}|>") {
		return false, ""
	}
	v := s[m[6]:m[7]]
	p.faults.Add(p.pos(line, colOf(s, m[6])), runes(v), writeQuoted(v), "a value cannot begin with %s unless it is quoted", v[:1])
	return true, s[:m[6]] + quoted(v)
}

var signInside = regexp.MustCompile("[:,\\[{] *([%@`][^\\[\\]{},\"']*)")

// badStartInside: the same in braces or brackets, where a unit of % is what people write.
func badStartInside(p *parser, line int, s string, sc *scanner) (bool, string) {
	for _, m := range signInside.FindAllStringSubmatchIndex(code(s), -1) {
		before := s[:m[2]]
		if strings.Count(before, `"`)%2 != 0 || strings.Count(before, "'")%2 != 0 || len(sc.open) == 0 && !strings.ContainsAny(before, "[{") {
			continue
		}
		v := strings.TrimRight(s[m[2]:m[3]], " ")
		p.faults.Add(p.pos(line, colOf(s, m[2])), runes(v), writeQuoted(v), "a value cannot begin with %s unless it is quoted", v[:1])
		return true, before + quoted(v) + s[m[2]+len(v):]
	}
	return false, ""
}

// colonInside: a colon and a space in an unquoted value.
func colonInside(p *parser, line int, s string, sc *scanner) (bool, string) {
	c := code(s)
	m := blockLine.FindStringSubmatchIndex(c)
	if m == nil || m[6] < 0 || len(sc.open) > 0 {
		return false, ""
	}
	v := c[m[6]:]
	if !strings.Contains(v, ": ") && !strings.HasSuffix(v, ":") || strings.ContainsAny(v[:1], `"'[{|>`) {
		return false, ""
	}
	p.faults.Add(p.pos(line, colOf(s, m[6])), runes(v), writeQuoted(v), "a colon inside an unquoted value")
	return true, c[:m[6]] + quoted(v)
}

var question = regexp.MustCompile(`[^\s\[{,:"'][^\[\]{},:"']*\?[^\[\]{},:"']*`)

// questionInside: the library ends an unquoted value in braces at a question mark.
func questionInside(p *parser, line int, s string, sc *scanner) (bool, string) {
	m := question.FindStringIndex(code(s))
	if m == nil || len(sc.open) == 0 && !strings.ContainsAny(s[:m[0]], "[{") {
		return false, ""
	}
	v := strings.TrimRight(s[m[0]:m[1]], " ")
	p.faults.Add(p.pos(line, colOf(s, m[0])), runes(v), writeQuoted(v), "a question mark in an unquoted value in brackets")
	return true, s[:m[0]] + quoted(v) + s[m[0]+len(v):]
}

// textAfter: text behind a closing quote or bracket.
func textAfter(p *parser, line int, s string, sc *scanner) (bool, string) {
	if sc.next(s); sc.after.char == 0 {
		return false, ""
	}
	p.faults.Add(p.pos(line, colOf(s, sc.after.col-1)), 1, "quote the whole value, or put a comma between two", "text right behind a closing quote or bracket")
	return true, ""
}

var alias = regexp.MustCompile(`(?:^|[\s\[{,])([*&][^\s,\]}]+)`)

// aliasInside: text that YAML takes for an alias or an anchor.
func aliasInside(p *parser, line int, s string, _ *scanner) (bool, string) {
	m := alias.FindStringSubmatchIndex(code(s))
	if m == nil {
		return false, ""
	}
	p.faults.Add(p.pos(line, colOf(s, m[2])), runes(s[m[2]:m[3]]), "quote the value if it is meant as text", "%s reads as an alias or anchor, which are not used", s[m[2]:m[3]])
	return true, s[:m[2]] + quoted(s[m[2]:m[3]]) + s[m[3]:]
}

// listHere: a dash in the line of its key.
func listHere(p *parser, line int, s string, sc *scanner) (bool, string) {
	m := blockLine.FindStringSubmatchIndex(code(s))
	if m == nil || m[6] < 0 || len(sc.open) > 0 || !strings.HasPrefix(s[m[6]:], "- ") && s[m[6]:m[7]] != "-" {
		return false, ""
	}
	v := strings.TrimSpace(s[m[6]+1 : m[7]])
	p.faults.Add(p.pos(line, colOf(s, m[6])), 1, "write the list on lines of its own, or ["+v+"]; quote a text that begins with a dash", "a list item in the line of its key")
	return true, s[:m[6]] + quoted(v)
}

// indentation: a line that fits none of the levels above it.
func indentation(p *parser, line int, s string, sc *scanner) (bool, string) {
	if len(sc.open) > 0 || strings.TrimSpace(s) == "" {
		return false, ""
	}
	in, last := indentOf(s), line-2
	for last >= 0 && (code(p.lines[last]) == "" || indentOf(p.lines[last]) > in) {
		last--
	}
	above := line - 2
	for above >= 0 && code(p.lines[above]) == "" {
		above--
	}
	switch {
	case above < 0:
		return false, ""
	case indentOf(p.lines[above]) < in && blockLine.MatchString(code(s)) && !strings.HasSuffix(code(p.lines[above]), ":"):
		p.faults.Add(p.pos(line, in+1), 1, fmt.Sprintf("indent it by %d spaces, or take the value in line %d away", indentOf(p.lines[above]), above+1),
			"indented deeper than line %d, which has a value already", above+1)
		return true, ""
	case last >= 0 && indentOf(p.lines[last]) < in && indentOf(p.lines[above]) > in:
		p.faults.Add(p.pos(line, in+1), 1, "line it up with the keys that it belongs to", "indented by %d spaces, like no line above it", in)
		return true, ""
	}
	return false, ""
}

// noColon: words where a key and its value are due.
func noColon(p *parser, line int, s string, sc *scanner) (bool, string) {
	c := code(s)
	if len(sc.open) > 0 || strings.Contains(c, ":") || !plainWords.MatchString(c) || strings.HasPrefix(strings.TrimSpace(c), "- ") {
		return false, ""
	}
	p.faults.Add(p.pos(line, indentOf(s)+1), runes(strings.TrimSpace(c)), "write key: value", "no colon in this line")
	for _, next := range p.lines[line:] {
		if code(next) != "" {
			if indentOf(next) > indentOf(s) {
				return true, c + ":"
			}
			break
		}
	}
	return true, strings.Repeat(" ", indentOf(s)) + "#" // the line says nothing that could be checked
}
