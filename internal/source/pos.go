package source

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// File is a text file of a study.
type File struct {
	Name string // as the user wrote the path
	Data []byte
}

// Pos is a place in a file. The zero value is nowhere.
type Pos struct {
	File *File
	Line int // from 1
	Col  int // from 1, in runes
}

// IsValid reports whether p is a place in a file.
func (p Pos) IsValid() bool { return p.File != nil && p.Line > 0 }

// String gives "file:line:col", or "" for nowhere.
func (p Pos) String() string {
	switch {
	case p.File == nil:
		return ""
	case p.Line <= 0:
		return p.File.Name
	}
	return fmt.Sprintf("%s:%d:%d", p.File.Name, p.Line, p.Col)
}

// Right gives the place n columns further on the same line; nowhere stays nowhere.
func (p Pos) Right(n int) Pos {
	if p.IsValid() {
		p.Col += n
	}
	return p
}

// before orders places by file name, line and column; nowhere comes first.
func (p Pos) before(q Pos) bool {
	if p.IsValid() != q.IsValid() {
		return q.IsValid()
	}
	if !p.IsValid() {
		return false
	}
	if p.File.Name != q.File.Name {
		return p.File.Name < q.File.Name
	}
	if p.Line != q.Line {
		return p.Line < q.Line
	}
	return p.Col < q.Col
}

// Line gives the text of a line (from 1) without its end, "" beyond the file. It costs a scan of the file up to there.
func (f *File) Line(n int) string {
	if f == nil || n < 1 {
		return ""
	}
	rest := string(f.Data)
	for ; n > 1; n-- {
		i := strings.IndexByte(rest, '\n')
		if i < 0 {
			return ""
		}
		rest = rest[i+1:]
	}
	if i := strings.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i]
	}
	return strings.TrimPrefix(strings.TrimRight(rest, "\r"), "\ufeff")
}

// runes counts the runes of s.
func runes(s string) int { return utf8.RuneCountInString(s) }
