package source

import (
	"fmt"
	"sort"
	"strings"
)

// Fault is one thing that is wrong in a file of the user.
type Fault struct {
	Pos  Pos    // where; the zero value if it has no place
	Len  int    // runes to underline, at least 1
	Msg  string // what is wrong
	Hint string // what to do about it; may be empty
}

// Faults collects faults. The zero value is ready to use.
type Faults struct {
	list []Fault
}

// maxFaults bounds what a hostile file can make us store; nobody reads beyond it.
const maxFaults = 1000

// Add notes a fault: length runes are underlined at pos, hint says what to do (may be ""), format and args what is wrong.
func (fs *Faults) Add(pos Pos, length int, hint, format string, args ...any) {
	if len(fs.list) >= maxFaults {
		return
	}
	fs.list = append(fs.list, Fault{Pos: pos, Len: max(1, length), Msg: fmt.Sprintf(format, args...), Hint: hint})
}

// At notes a fault at a node.
func (fs *Faults) At(n *Node, hint, format string, args ...any) {
	var pos Pos
	if n != nil {
		pos = n.Pos
	}
	fs.Add(pos, n.Len(), hint, format, args...)
}

// Len gives the number of faults noted.
func (fs *Faults) Len() int { return len(fs.list) }

// Err gives the faults as an Error, sorted by position and without repetitions, or nil if there are none.
func (fs *Faults) Err() error {
	if len(fs.list) == 0 {
		return nil
	}
	list := append([]Fault(nil), fs.list...)
	sort.SliceStable(list, func(i, j int) bool { return list[i].Pos.before(list[j].Pos) })
	out := list[:1]
	for _, f := range list[1:] {
		if !said(out, f) {
			out = append(out, f)
		}
	}
	return Error(out)
}

// said reports whether the faults before f at the same place already say the same.
func said(before []Fault, f Fault) bool {
	for i := len(before) - 1; i >= 0 && before[i].Pos == f.Pos; i-- {
		if before[i].Msg == f.Msg {
			return true
		}
	}
	return false
}

// Join notes all faults of an error that came from Err; any other error is noted without a place.
func (fs *Faults) Join(err error) {
	if list, ok := err.(Error); ok {
		fs.list = append(fs.list, list...)
	} else if err != nil {
		fs.Add(Pos{}, 1, "", "%s", err)
	}
}

// Error is a sorted list of faults. Its text has for each of them
//
//	file:line:col: what is wrong (what to do)
//	    the line of the file
//	          ^~~~
type Error []Fault

// Error gives the text of all faults, one after the other.
func (e Error) Error() string {
	var b strings.Builder
	for i, f := range e {
		if i > 0 {
			b.WriteByte('\n')
		}
		f.write(&b)
	}
	return b.String()
}

// String gives the text of one fault as in Error.
func (f Fault) String() string {
	var b strings.Builder
	f.write(&b)
	return b.String()
}

func (f Fault) write(b *strings.Builder) {
	if s := f.Pos.String(); s != "" {
		b.WriteString(s + ": ")
	}
	b.WriteString(f.Msg)
	if f.Hint != "" {
		b.WriteString(" (" + f.Hint + ")")
	}
	if !f.Pos.IsValid() {
		return
	}
	if line, caret := excerpt(f.Pos.File.Line(f.Pos.Line), f.Pos.Col, f.Len); line != "" {
		b.WriteString("\n    " + line + "\n    " + caret)
	}
}

// The longest line shown whole, and the runes kept before the caret of a longer one [runes].
const (
	showWidth  = 140
	showBefore = 60
)

// excerpt gives the part of a line to show and the caret line under it.
func excerpt(line string, col, length int) (shown, caret string) {
	text := []rune(strings.Map(printable, line))
	at := min(max(col-1, 0), len(text))
	from, lead := 0, ""
	if len(text) > showWidth && at > showBefore {
		from, lead = at-showBefore, "... "
	}
	to, tail := len(text), ""
	if to-from > showWidth {
		to, tail = from+showWidth, " ..."
	}
	length = max(1, min(length, to-at))
	shown = strings.TrimRight(lead+string(text[from:to])+tail, " ")
	caret = strings.Repeat(" ", len(lead)+at-from) + "^" + strings.Repeat("~", length-1)
	return shown, caret
}

// printable keeps a terminal safe from control characters and the caret in its column.
func printable(r rune) rune {
	if r < ' ' || r == 0x7f || (r >= 0x80 && r < 0xa0) {
		return ' '
	}
	return r
}
