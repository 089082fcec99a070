package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// Limits that keep a hostile file from taking all memory; no study comes near them.
const (
	maxBytes   = 16 << 20
	maxDepth   = 64
	maxNodes   = 500_000
	maxRepairs = 20 // syntax faults reported of one file
)

// Parse reads a YAML file as NOTATION.md section 1 has it. All faults go to faults; what comes back is what could be
// read in spite of them, nil if nothing could. A value at which a fault was reported is marked Bad.
func Parse(f *File, faults *Faults) *Node {
	p := &parser{file: f, faults: faults}
	if !p.readable() {
		return nil
	}
	p.lines = strings.Split(strings.ReplaceAll(string(bytes.TrimPrefix(f.Data, []byte("\ufeff"))), "\r\n", "\n"), "\n")
	p.untab()
	doc := p.document()
	if doc == nil {
		return nil
	}
	return p.node(doc, 0)
}

// parser is one reading of a file.
type parser struct {
	file   *File
	faults *Faults
	lines  []string    // what yaml.v3 reads: tabs replaced, syntax faults mended so that the rest can be read
	shift  map[int]int // by line: columns that the replaced tabs have added
	tabbed bool        // tabs were found in an indentation, so the structure is a guess
	count  int         // nodes so far
}

// pos gives the place of a line and column of the text that yaml.v3 read.
func (p *parser) pos(line, col int) Pos {
	return Pos{File: p.file, Line: line, Col: max(1, col-p.shift[line])}
}

// readable reports whether the bytes are text that can be read at all; if not, it says why.
func (p *parser) readable() bool {
	data := p.file.Data
	if len(data) > maxBytes {
		p.faults.Add(Pos{File: p.file}, 1, "", "the file is larger than %d MB", maxBytes>>20)
		return false
	}
	line, col := 1, 1
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		at := Pos{File: p.file, Line: line, Col: col}
		switch {
		case r == utf8.RuneError && n <= 1:
			p.faults.Add(at, 1, "save the file as UTF-8", "this is no UTF-8 text")
			return false
		case r == '\r' && (i+1 >= len(data) || data[i+1] != '\n'), r == 0x85, r == 0x2028, r == 0x2029:
			p.faults.Add(at, 1, "end lines with a line feed", "a line break of another system (U+%04X)", r)
			return false
		case r < ' ' && r != '\t' && r != '\n' && r != '\r', r >= 0x7f && r < 0xa0, r == 0xfeff && i > 0, r&0xfffe == 0xfffe:
			p.faults.Add(at, 1, "remove it", "a control character (U+%04X)", r)
			return false
		}
		i += n
		col++
		switch {
		case r == '\n':
			line, col = line+1, 1
		case r == 0xfeff:
			col = 1
		}
	}
	return true
}

// untab reports every line with a tab outside a comment, and replaces the tabs so that the rest of the file can be read:
// two spaces in an indentation, one elsewhere.
func (p *parser) untab() {
	p.shift = map[int]int{}
	for i, s := range p.lines {
		if !strings.Contains(s, "\t") {
			continue
		}
		at := strings.Index(s, "\t")
		if c := commentAt(s); c >= 0 && c < at {
			continue
		}
		n := 1
		for at+n < len(s) && s[at+n] == '\t' {
			n++
		}
		pos := Pos{File: p.file, Line: i + 1, Col: runes(s[:at]) + 1}
		body := strings.TrimLeft(s, " \t")
		if lead := len(s) - len(body); at < lead && body != "" {
			p.faults.Add(pos, n, "indent with spaces", "a tab in the indentation")
			tabs := strings.Count(s[:lead], "\t")
			p.shift[i+1], p.tabbed = tabs, true
			s = strings.ReplaceAll(s[:lead], "\t", "  ") + body
		} else {
			p.faults.Add(pos, n, "write spaces", "a tab")
		}
		p.lines[i] = strings.ReplaceAll(s, "\t", " ")
	}
}

// document reads the YAML, mending syntax faults to find the next one, and gives the root of the first document.
func (p *parser) document() *yaml.Node {
	broken := false
	for try := 0; ; try++ {
		doc, second, err := readYAML(strings.Join(p.lines, "\n"))
		if err == nil && second && p.secondMark() == 0 {
			err = errSplit
		}
		switch {
		case err == nil:
			if second {
				p.faults.Add(p.pos(p.secondMark(), 1), 3, "one file is one study", "a second document begins here")
			}
			return doc.Content[0]
		case errors.Is(err, io.EOF):
			if !broken {
				p.faults.Add(p.pos(1, 1), 1, "begin with plantwin: 1, name: and assets:", "the file is empty")
			}
			return nil
		}
		broken = true
		if !p.syntax(err) || try == maxRepairs {
			return nil
		}
	}
}

// readYAML reads the first document of a text and whether there is another one.
func readYAML(text string) (doc *yaml.Node, second bool, err error) {
	defer func() {
		if r := recover(); r != nil { // a file of the user must not end the program, whatever the library does
			err = fmt.Errorf("yaml: %v", r)
		}
	}()
	d := yaml.NewDecoder(strings.NewReader(text))
	doc = &yaml.Node{}
	if err := d.Decode(doc); err != nil {
		return nil, false, err
	}
	if len(doc.Content) == 0 {
		return nil, false, io.EOF
	}
	var next yaml.Node
	err = d.Decode(&next)
	return doc, !errors.Is(err, io.EOF), nil
}

// errSplit stands for a text that the library reads as two documents although no mark parts them.
var errSplit = errors.New("yaml: a key and its value were expected here")

// secondMark gives the line (from 1) that ends the first document or begins another, 0 if there is none.
func (p *parser) secondMark() int {
	content := false
	for i, s := range p.lines {
		mark := s == "---" || strings.HasPrefix(s, "--- ")
		if mark && content || s == "..." {
			return i + 1
		}
		content = content || mark || code(s) != ""
	}
	return 0
}
