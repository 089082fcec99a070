package table

import (
	"fmt"
	"strings"
)

// Fault is one thing that is wrong in a data file.
type Fault struct {
	Name string // of the file, as the user wrote it
	Line int    // from 1; 0 when the fault has no place
	Col  int    // from 1, in characters
	Msg  string // what is wrong
	Hint string // what to do, may be empty
}

// Error gives "file:line:col: msg (hint)".
func (f *Fault) Error() string {
	var b strings.Builder
	b.WriteString(f.Name)
	if f.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", f.Line, f.Col)
	}
	b.WriteString(": ")
	b.WriteString(f.Msg)
	if f.Hint != "" {
		fmt.Fprintf(&b, " (%s)", f.Hint)
	}
	return b.String()
}

// Faults are all faults found in one file, by position; at most [maxFaults] are kept.
type Faults []*Fault

// Error gives one fault a line.
func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap lets errors.As find each fault.
func (fs Faults) Unwrap() []error {
	errs := make([]error, len(fs))
	for i, f := range fs {
		errs[i] = f
	}
	return errs
}

// clip shortens text of a user's file for a message.
func clip(s string) string {
	const most = 40 // characters shown
	r := []rune(s)
	if len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
