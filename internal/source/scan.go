package source

import "strings"

// opener is a bracket or quote that is still open.
type opener struct {
	char      byte
	line, col int // line from 1; col from 1, in bytes
}

// scanner follows brackets, quotes, comments and blocks of text through lines of YAML, well enough to say what is open
// where yaml.v3 gives up. It is used for faulty files only.
type scanner struct {
	line  int
	open  []opener // brackets
	quote opener   // char 0: none
	block int      // indentation of the line that began a block of text (| or >), -1: none
	stray opener   // first closing bracket of this line that closes nothing or the wrong one
	after opener   // first text of this line that follows a closed value
}

// newScanner stands before the first line.
func newScanner() *scanner { return &scanner{block: -1} }

// indentOf counts the leading spaces of a line.
func indentOf(s string) int { return len(s) - len(strings.TrimLeft(s, " ")) }

// next reads one more line.
func (sc *scanner) next(s string) {
	sc.line++
	sc.stray, sc.after = opener{}, opener{}
	body := strings.TrimLeft(s, " ")
	if sc.block >= 0 {
		if body == "" || indentOf(s) > sc.block {
			return
		}
		sc.block = -1
	}
	i := indentOf(s)
	if sc.quote.char != 0 {
		i = 0
	}
	fresh, closed := true, false // a value may begin here; a quoted or bracketed value has ended
	for ; i < len(s); i++ {
		c := s[i]
		if sc.quote.char != 0 {
			i = sc.inQuote(s, i)
			fresh, closed = false, sc.quote.char == 0
			continue
		}
		at := opener{c, sc.line, i + 1}
		space := i == 0 || s[i-1] == ' '
		switch {
		case c == ' ':
		case c == '#' && space:
			return
		case fresh && (c == '"' || c == '\''):
			sc.quote, fresh = at, false
		case (fresh || len(sc.open) > 0) && (c == '[' || c == '{'):
			sc.open, fresh, closed = append(sc.open, at), true, false
		case len(sc.open) > 0 && (c == ']' || c == '}'):
			sc.shut(at)
			fresh, closed = false, true
		case len(sc.open) > 0 && c == ',':
			fresh, closed = true, false
		case c == ':' && (i+1 == len(s) || s[i+1] == ' ' || closed):
			fresh, closed = true, false
		case fresh && len(sc.open) == 0 && (c == '|' || c == '>'):
			sc.block = indentOf(s)
			return
		case fresh && c == '-' && (i+1 == len(s) || s[i+1] == ' '):
		default:
			if closed && sc.after.char == 0 {
				sc.after = at
			}
			fresh = false
		}
	}
}

// inQuote goes on in a quoted value from byte i and gives the last byte that it read.
func (sc *scanner) inQuote(s string, i int) int {
	for ; i < len(s); i++ {
		switch {
		case s[i] == '\\' && sc.quote.char == '"':
			i++
		case s[i] == sc.quote.char:
			if s[i] == '\'' && i+1 < len(s) && s[i+1] == '\'' {
				i++
				continue
			}
			sc.quote = opener{}
			return i
		}
	}
	return i
}

// shut closes the innermost bracket.
func (sc *scanner) shut(at opener) {
	top := sc.open[len(sc.open)-1]
	if (top.char == '[') != (at.char == ']') && sc.stray.char == 0 {
		sc.stray = at
	}
	sc.open = sc.open[:len(sc.open)-1]
}

// closers gives what would close everything that is open.
func (sc *scanner) closers() string {
	var b strings.Builder
	if sc.quote.char != 0 {
		b.WriteByte(sc.quote.char)
	}
	for i := len(sc.open) - 1; i >= 0; i-- {
		b.WriteByte(map[byte]byte{'[': ']', '{': '}'}[sc.open[i].char])
	}
	return b.String()
}

// commentAt gives the byte where the comment of a line begins, -1 if it has none. Quotes count within the line alone.
func commentAt(s string) int {
	quote, fresh := byte(0), true
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case quote != 0:
			if c == '\\' && quote == '"' {
				i++
			} else if c == quote {
				quote = 0
			}
		case c == '#' && (i == 0 || s[i-1] == ' ' || s[i-1] == '\t'):
			return i
		case fresh && (c == '"' || c == '\''):
			quote, fresh = c, false
		case c == ' ' || c == '\t':
		default:
			fresh = c == ',' || c == '[' || c == '{' || c == ':' || c == '-'
		}
	}
	return -1
}
