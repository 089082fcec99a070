package table

import (
	"strings"
	"unicode/utf8"
)

// openQuote is the hint of a fault after which nothing can be read.
const openQuote = "the quote that opens here is never closed"

// scanner cuts CSV text into cells.
type scanner struct {
	name  string
	src   string
	pos   int // of the next byte
	line  int // from 1
	delim byte
}

// separator finds the delimiter: a line "sep=x" as spreadsheets write it, else the candidate that cuts the header into most
// cells (of equals the first).
func (sc *scanner) separator() {
	sc.skipBlank()
	rest := sc.src[sc.pos:]
	if len(rest) >= 5 && strings.EqualFold(rest[:4], "sep=") && strings.IndexByte(",;\t", rest[4]) >= 0 && (len(rest) == 5 || rest[5] == '\n' || rest[5] == '\r') {
		sc.delim = rest[4]
		sc.skipLine()
		return
	}
	most := 0
	for _, d := range []byte(",;\t") {
		try := *sc
		try.delim = d
		n := 1
		for ; n <= maxColumns; n++ {
			_, _, end, fault := try.cell()
			if fault != nil {
				n = 0
			}
			if end || fault != nil {
				break
			}
		}
		if n > most {
			most, sc.delim = n, d
		}
	}
	if most == 0 {
		sc.delim = ','
	}
}

// skipBlank skips line ends.
func (sc *scanner) skipBlank() {
	for sc.pos < len(sc.src) && (sc.src[sc.pos] == '\n' || sc.src[sc.pos] == '\r') {
		sc.endLine()
	}
}

// skipLine goes to the start of the next line.
func (sc *scanner) skipLine() {
	for sc.pos < len(sc.src) && sc.src[sc.pos] != '\n' && sc.src[sc.pos] != '\r' {
		sc.pos++
	}
	sc.endLine()
}

// endLine steps over LF, CRLF or CR.
func (sc *scanner) endLine() {
	if sc.pos >= len(sc.src) {
		return
	}
	if sc.src[sc.pos] == '\r' && sc.pos+1 < len(sc.src) && sc.src[sc.pos+1] == '\n' {
		sc.pos++
	}
	sc.pos++
	sc.line++
}

// cell reads the next cell and steps over the delimiter or line end behind it; end says that it was the last of its row.
func (sc *scanner) cell() (text string, quoted, end bool, fault *Fault) {
	if sc.pos < len(sc.src) && sc.src[sc.pos] == '"' {
		if text, fault = sc.quoted(); fault != nil {
			return "", true, true, fault
		}
		quoted = true
	} else {
		from := sc.pos
		for sc.pos < len(sc.src) {
			c := sc.src[sc.pos]
			if c == sc.delim || c == '\n' || c == '\r' {
				break
			}
			if c == '"' {
				return "", false, true, sc.fault(sc.pos, "a quote inside a cell", `put the cell in quotes and double the quotes in it: "5"" pipe"`)
			}
			sc.pos++
		}
		text = sc.src[from:sc.pos]
	}
	if sc.pos < len(sc.src) && sc.src[sc.pos] == sc.delim {
		sc.pos++
		return text, quoted, false, nil
	}
	sc.endLine()
	return text, quoted, true, nil
}

// quoted reads a cell in quotes, in which a doubled quote stands for one.
func (sc *scanner) quoted() (string, *Fault) {
	open, line := sc.pos, sc.line
	sc.pos++
	var whole strings.Builder
	doubled := false
	from := sc.pos
	for sc.pos < len(sc.src) {
		switch sc.src[sc.pos] {
		case '\n', '\r':
			sc.endLine()
			continue
		case '"':
			part := sc.src[from:sc.pos]
			sc.pos++
			if sc.pos < len(sc.src) && sc.src[sc.pos] == '"' {
				whole.WriteString(part)
				whole.WriteByte('"')
				sc.pos++
				from, doubled = sc.pos, true
				continue
			}
			if sc.pos < len(sc.src) && strings.IndexByte("\n\r", sc.src[sc.pos]) < 0 && sc.src[sc.pos] != sc.delim {
				return "", sc.fault(sc.pos, "text after a closing quote", "double a quote that belongs to the cell")
			}
			if !doubled {
				return part, nil
			}
			whole.WriteString(part)
			return whole.String(), nil
		}
		sc.pos++
	}
	return "", &Fault{Name: sc.name, Line: line, Col: columnAt(sc.src, open), Msg: "the file ends inside a quoted cell", Hint: openQuote}
}

// fault makes a fault at an offset of the present line.
func (sc *scanner) fault(at int, msg, hint string) *Fault {
	return &Fault{Name: sc.name, Line: sc.line, Col: columnAt(sc.src, at), Msg: msg, Hint: hint}
}

// columnAt gives the column (from 1, in characters) of an offset.
func columnAt(src string, at int) int {
	from := strings.LastIndexAny(src[:at], "\n\r") + 1
	return utf8.RuneCountInString(src[from:at]) + 1
}

// newlines counts the line ends of s: LF, CRLF and CR.
func newlines(s string) int {
	return strings.Count(s, "\n") + strings.Count(s, "\r") - strings.Count(s, "\r\n")
}
