package table

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// WriteCSV writes a table after RFC 4180 with commas and LF. Floats stand in the shortest form that reads back
// ([FormatFloat]); a missing cell is empty, an empty text that is present is "". Bytes depend on nothing but the content.
func WriteCSV(w io.Writer, t *Table) error {
	if err := t.check(); err != nil {
		return err
	}
	b := bufio.NewWriterSize(w, 1<<16)
	for i := range t.Columns {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(quote(t.Columns[i].Name))
	}
	b.WriteByte('\n')
	for row := range t.Rows() {
		for i := range t.Columns {
			if i > 0 {
				b.WriteByte(',')
			}
			cell := t.Columns[i].cell(row)
			if cell == "" && len(t.Columns) == 1 { // a blank line would be no row
				cell = `""`
			}
			b.WriteString(cell)
		}
		b.WriteByte('\n')
	}
	return b.Flush()
}

// check refuses columns of different lengths.
func (t *Table) check() error {
	for i := range t.Columns {
		c := &t.Columns[i]
		if c.Len() != t.Rows() || (c.Missing != nil && len(c.Missing) != c.Len()) {
			return fmt.Errorf("table %s: column %q has %d cells and %d flags, the table %d rows", t.Name, c.Name, c.Len(), len(c.Missing), t.Rows())
		}
	}
	return nil
}

// cell gives the cell as it is written.
func (c *Column) cell(row int) string {
	if c.Empty(row) {
		return ""
	}
	switch c.Sort {
	case Text:
		return quote(c.Text[row])
	case Integer:
		return strconv.FormatInt(c.Int[row], 10)
	case Bool:
		return strconv.FormatBool(c.Bool[row])
	}
	return FormatFloat(c.Float[row])
}

// quote puts a text into quotes where RFC 4180 asks for it, where it is empty, and where a reader might take it for a mark.
func quote(s string) string {
	plain := s != "" && !strings.ContainsAny(s, ",;\t\"\n\r") && strings.TrimSpace(s) == s
	if plain && !strings.HasPrefix(s, "\ufeff") && !strings.HasPrefix(strings.ToLower(s), "sep=") {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}
