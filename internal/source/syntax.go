package source

import (
	"errors"
	"io"
	"regexp"
	"sort"
	"strconv"
	"strings"
)

// The library stops at its first syntax error, and names the line where the context began, one line less, or none. So the
// faulty line is sought here: it ends the shortest beginning of the file that cannot be read, all that is open there being
// closed. The line is then looked at for the mistakes that people make; one that can be mended is, and reading goes on.

// maxSearch bounds the text in which the faulty line is sought [bytes]: each trial reads it again.
const maxSearch = 1 << 20

var lineNumber = regexp.MustCompile(`^(?:yaml: )?(?:line (\d+): )?(.*)$`)

// syntax reports a syntax error of yaml.v3 at its true place. It reports whether the line was mended, so that reading
// again can go on.
func (p *parser) syntax(err error) bool {
	m := lineNumber.FindStringSubmatch(strings.SplitN(err.Error(), "\n", 2)[0])
	said, _ := strconv.Atoi(m[1])
	line := p.culprit(said, m[2])
	sc := newScanner()
	for _, s := range p.lines[:line-1] {
		sc.next(s)
	}
	return p.explain(line, m[2], sc)
}

// culprit gives the line (from 1) that the error is about.
func (p *parser) culprit(said int, msg string) int {
	if name, ok := strings.CutPrefix(msg, "unknown anchor '"); ok {
		return p.lineWith("*" + strings.TrimSuffix(name, "' referenced"))
	}
	if name, ok := strings.CutPrefix(msg, "anchor '"); ok {
		return p.lineWith("*" + strings.TrimSuffix(name, "' value contains itself"))
	}
	size := 0
	for _, s := range p.lines {
		size += len(s) + 1
	}
	if size > maxSearch {
		return max(1, min(said, len(p.lines)))
	}
	k := 1 + sort.Search(len(p.lines)-1, func(i int) bool { return p.fails(i + 1) })
	for k > 1 && strings.TrimSpace(p.lines[k-1]) == "" {
		k--
	}
	return k
}

// fails reports whether the first k lines cannot be read even when everything open is closed.
func (p *parser) fails(k int) bool {
	sc := newScanner()
	for _, s := range p.lines[:k] {
		sc.next(s)
	}
	text := strings.Join(p.lines[:k], "\n")
	if c := sc.closers(); c != "" {
		text += "\n" + strings.Repeat(" ", 200) + c
	}
	_, second, err := readYAML(text)
	return err != nil && !errors.Is(err, io.EOF) || err == nil && second && p.secondMark() == 0
}

// lineWith gives the first line that holds a text outside its comment, 1 if there is none.
func (p *parser) lineWith(text string) int {
	for i, s := range p.lines {
		if at := strings.Index(s, text); at >= 0 {
			if c := commentAt(s); c < 0 || at < c {
				return i + 1
			}
		}
	}
	return 1
}

// mistake is one thing that people do wrong: find looks for it in a line of text, given what was open before it, reports
// it and gives the mended line.
type mistake func(p *parser, line int, s string, sc *scanner) (found bool, mended string)

// explain reports the fault of a line by the first mistake that fits, or in the words of the library.
func (p *parser) explain(line int, msg string, before *scanner) bool {
	s, looks := p.lines[line-1], mistakes
	if p.tabbed { // the indentation is a guess, and the tabs are reported: only what is sure without it
		looks = []mistake{noSpace, badStart, colonInside}
	}
	for _, look := range looks {
		sc := *before
		sc.open = append([]opener(nil), before.open...)
		if found, mended := look(p, line, s, &sc); found {
			if mended == "" || mended == s {
				return false
			}
			p.lines[line-1] = mended
			return true
		}
	}
	if p.tabbed {
		return false
	}
	at := indentOf(s)
	p.faults.Add(p.pos(line, at+1), runes(strings.TrimSpace(s)), wordsHint(msg), "this line cannot be read: %s", words(msg))
	return false
}

// words puts the library's messages into the terms of the notation.
func words(msg string) string {
	for _, w := range [][2]string{
		{"mapping values are not allowed", "a colon where no key can stand"},
		{"block sequence entries are not allowed", "a list item (-) where none can stand"},
		{"could not find expected ':'", "a key without a colon"},
		{"did not find expected key", "a key was expected here"},
		{"did not find expected '-' indicator", "a list item (-) was expected here"},
		{"did not find expected node content", "a value was expected here"},
		{"did not find expected ',' or ']'", "a comma or ] was expected here"},
		{"did not find expected ',' or '}'", "a comma or } was expected here"},
		{"found unknown escape character", `an unknown escape (\) in double quotes`},
		{"found character that cannot start any token", "a value begins with a character that cannot begin one"},
	} {
		if strings.HasPrefix(msg, w[0]) {
			return w[1]
		}
	}
	return msg
}

// wordsHint says what to try where only the library's message is known.
func wordsHint(msg string) string {
	if strings.Contains(msg, "escape") {
		return `use single quotes, or write \\`
	}
	return "check indentation, colons, quotes and brackets of this line and the one before"
}
