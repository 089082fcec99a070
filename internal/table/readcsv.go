package table

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Bounds on what is read, so that a hostile file cannot exhaust the machine.
const (
	maxBytes   = 1 << 30 // of a file
	maxCells   = 1 << 25 // of a table: 1.3 GB of memory at most
	maxColumns = 1 << 14
	maxFaults  = 20 // reported for one file
)

// ReadCSV reads a CSV file after RFC 4180 with a header line. The delimiter is the one of , ; and tab that cuts the header into
// most cells; a first line "sep=;" decides it too. A byte order mark is skipped; blank lines are skipped; lines may end in LF,
// CRLF or CR. Numbers have a decimal point, or, in a file that is not cut at commas and has no number with a point, a decimal
// comma. A column of which every cell is a number or missing (empty, NaN, NA, null, -) becomes a column of sort Number, any other one of sort Text, in which an empty cell is missing unless it is quoted. Either
// way Column.Text keeps what was written. data is not kept. All faults are returned together, as [Faults]. Cost: linear.
func ReadCSV(name string, data []byte) (*Table, error) {
	src, fault := decode(name, data)
	if fault != nil {
		return nil, Faults{fault}
	}
	sc := scanner{name: name, src: src, line: 1}
	sc.separator()
	t := &Table{Name: name, src: src, delim: sc.delim}
	header, fault := sc.header()
	if fault != nil {
		return nil, Faults{fault}
	}
	t.Columns = header
	if faults := t.read(&sc); faults != nil {
		return nil, faults
	}
	t.comma = t.delim != ',' && t.commas()
	for i := range t.Columns {
		t.Columns[i].settle(t.parse)
	}
	return t, nil
}

// decode checks size and encoding and gives the text without its byte order mark.
func decode(name string, data []byte) (string, *Fault) {
	if len(data) > maxBytes {
		return "", &Fault{Name: name, Msg: "the file is larger than 1 GiB", Hint: "split it"}
	}
	if bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		return "", &Fault{Name: name, Line: 1, Col: 1, Msg: "the file is in UTF-16", Hint: "save it as UTF-8"}
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	bad, msg, hint := bytes.IndexByte(data, 0), "the file holds a zero byte: it is no text", "is it a spreadsheet or an archive?"
	if bad < 0 && !utf8.Valid(data) {
		msg, hint = "the file is not in UTF-8", "save it as UTF-8"
		for bad = 0; bad < len(data); {
			r, n := utf8.DecodeRune(data[bad:])
			if r == utf8.RuneError && n == 1 {
				break
			}
			bad += n
		}
	}
	src := string(data)
	if bad >= 0 {
		return "", &Fault{Name: name, Line: 1 + newlines(src[:bad]), Col: columnAt(src, bad), Msg: msg, Hint: hint}
	}
	return src, nil
}

// header reads the names of the columns.
func (sc *scanner) header() ([]Column, *Fault) {
	sc.skipBlank()
	if sc.pos >= len(sc.src) {
		return nil, &Fault{Name: sc.name, Line: 1, Col: 1, Msg: "the file is empty", Hint: "the first line names the columns"}
	}
	var cols []Column
	for {
		line, at := sc.line, sc.pos
		text, _, end, fault := sc.cell()
		if fault != nil {
			return nil, fault
		}
		if len(cols) == maxColumns {
			return nil, &Fault{Name: sc.name, Line: line, Col: columnAt(sc.src, at), Msg: fmt.Sprintf("more than %d columns", maxColumns)}
		}
		text = strings.TrimSpace(text)
		if text == "" { // the row names of pandas and R
			text = fmt.Sprintf("column%d", len(cols)+1)
		}
		cols = append(cols, Column{Name: text})
		if end {
			return cols, nil
		}
	}
}

// read reads the rows.
func (t *Table) read(sc *scanner) Faults {
	var faults Faults
	add := func(f *Fault) bool {
		faults = append(faults, f)
		return len(faults) < maxFaults
	}
	n := len(t.Columns)
	for sc.skipBlank(); sc.pos < len(sc.src); sc.skipBlank() {
		first := start{sc.pos, sc.line}
		if (len(t.rows)+1)*n > maxCells {
			return append(faults, &Fault{Name: t.Name, Line: sc.line, Col: 1, Msg: fmt.Sprintf("the file has more than %d cells", maxCells), Hint: "split it"})
		}
		cells := 0
		for {
			text, quoted, end, fault := sc.cell()
			if fault != nil {
				if !add(fault) || fault.Hint == openQuote {
					return faults
				}
				sc.skipLine()
				cells = -1
				break
			}
			if cells < n {
				t.Columns[cells].put(text, quoted)
			}
			cells++
			if end {
				break
			}
		}
		if cells >= 0 && cells != n {
			f := &Fault{Name: t.Name, Line: first.line, Col: 1, Msg: fmt.Sprintf("the row has %d cells, the header names %d columns", cells, n), Hint: cutHint(cells, n)}
			if !add(f) {
				return faults
			}
		}
		t.rows = append(t.rows, first)
	}
	return faults
}

// cutHint guesses why a row is longer or shorter than the header.
func cutHint(cells, n int) string {
	if cells > n {
		return "quote a cell that holds the delimiter"
	}
	return "is the row cut off?"
}

// put appends a cell as written; an empty text that was quoted is present.
func (c *Column) put(text string, quoted bool) {
	c.Text = append(c.Text, text)
	if c.Missing != nil || (text == "" && !quoted) {
		for len(c.Missing) < len(c.Text)-1 {
			c.Missing = append(c.Missing, false)
		}
		c.Missing = append(c.Missing, text == "" && !quoted)
	}
}

// settle decides the sort of a column that has been read, and reads its numbers.
func (c *Column) settle(parse func(string) (float64, cellKind)) {
	v := make([]float64, len(c.Text))
	missing := c.Missing
	for i, s := range c.Text {
		x, kind := parse(s)
		if kind == cellText {
			c.Sort = Text
			return
		}
		v[i] = x
		if kind == cellEmpty && (missing == nil || !missing[i]) {
			if missing == nil {
				missing = make([]bool, len(c.Text))
			}
			missing[i] = true // a word such as NaN
		}
	}
	c.Sort, c.Float, c.Missing = Number, v, missing
}
