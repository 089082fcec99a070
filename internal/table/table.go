package table

import (
	"fmt"
	"math"
	"strings"
)

// Sort says what the cells of a column are.
type Sort uint8

// The sorts of a column. ReadCSV makes Number and Text only; programs that write tables use all.
const (
	Number  Sort = iota // Column.Float holds the cells
	Text                // Column.Text holds the cells
	Integer             // Column.Int holds the cells
	Bool                // Column.Bool holds the cells
)

// String gives the name of the sort.
func (s Sort) String() string {
	return [...]string{"number", "text", "integer", "bool"}[s&3]
}

// Column is one column. The slice of its sort has one element a row.
type Column struct {
	Name    string
	Unit    string // display unit, written to Parquet as metadata; ReadCSV leaves it empty
	Sort    Sort
	Float   []float64 // Number: NaN where missing
	Text    []string  // Text; also filled for every column that was read: the cells as written
	Int     []int64   // Integer
	Bool    []bool    // Bool
	Missing []bool    // len rows, or nil when no cell is missing
}

// Len returns the number of cells.
func (c *Column) Len() int {
	switch c.Sort {
	case Text:
		return len(c.Text)
	case Integer:
		return len(c.Int)
	case Bool:
		return len(c.Bool)
	}
	return len(c.Float)
}

// Empty says whether the cell of a row is missing: flagged so, or NaN in a column of numbers.
func (c *Column) Empty(row int) bool {
	if c.Missing != nil && c.Missing[row] {
		return true
	}
	return c.Sort == Number && math.IsNaN(c.Float[row])
}

// Table is a named list of columns of equal length.
type Table struct {
	Name    string // of the file, or of the table that is to be written
	Columns []Column

	src   string // text that was read, for positions in faults
	delim byte
	comma bool    // numbers have a decimal comma
	rows  []start // len Rows, of tables that were read
}

// start is where a row of a file begins.
type start struct{ offset, line int }

// Rows returns the number of rows.
func (t *Table) Rows() int {
	if len(t.Columns) == 0 {
		return 0
	}
	return t.Columns[0].Len()
}

// Index returns the position of the column with that name. The error names the columns that there are, and refuses a name that
// stands twice.
func (t *Table) Index(name string) (int, error) {
	at := -1
	for i := range t.Columns {
		if t.Columns[i].Name != name {
			continue
		}
		if at >= 0 {
			return -1, &Fault{Name: t.Name, Line: 1, Col: 1, Msg: fmt.Sprintf("the column %q stands twice", clip(name))}
		}
		at = i
	}
	if at < 0 {
		return -1, &Fault{Name: t.Name, Line: 1, Col: 1, Msg: fmt.Sprintf("there is no column %q", clip(name)), Hint: "columns: " + t.names()}
	}
	return at, nil
}

// names lists the columns for a message.
func (t *Table) names() string {
	const most = 30 // columns shown
	var list []string
	for i := range t.Columns {
		if i == most {
			list = append(list, "…")
			break
		}
		list = append(list, clip(t.Columns[i].Name))
	}
	return strings.Join(list, ", ")
}

// Column returns the column with that name; errors as [Table.Index].
func (t *Table) Column(name string) (*Column, error) {
	i, err := t.Index(name)
	if err != nil {
		return nil, err
	}
	return &t.Columns[i], nil
}

// Position returns line and column (from 1, the column in characters) of a cell of a table that was read, else 0, 0.
// Cost: the length of the row.
func (t *Table) Position(row, column int) (line, col int) {
	if row < 0 || row >= len(t.rows) || column < 0 || column >= len(t.Columns) {
		return 0, 0
	}
	sc := scanner{src: t.src, pos: t.rows[row].offset, line: t.rows[row].line, delim: t.delim}
	for c := 0; ; c++ {
		line, at := sc.line, sc.pos
		_, _, end, fault := sc.cell()
		if c == column || end || fault != nil {
			return line, columnAt(t.src, at)
		}
	}
}

// Fault makes a fault that stands at a cell.
func (t *Table) Fault(row, column int, msg, hint string) *Fault {
	line, col := t.Position(row, column)
	return &Fault{Name: t.Name, Line: line, Col: col, Msg: msg, Hint: hint}
}

// Floats returns the numbers of a column, NaN where a cell is missing or is no number, and a fault for each of the latter (all
// of them; the caller decides whether they are errors or counted warnings). An error means that there is no such column.
func (t *Table) Floats(name string) (v []float64, bad []*Fault, err error) {
	i, err := t.Index(name)
	if err != nil {
		return nil, nil, err
	}
	c := &t.Columns[i]
	switch c.Sort {
	case Number:
		return c.Float, nil, nil
	case Integer:
		v = make([]float64, len(c.Int))
		for k, x := range c.Int {
			v[k] = float64(x)
			if c.Empty(k) {
				v[k] = math.NaN()
			}
		}
		return v, nil, nil
	case Bool:
		return nil, nil, &Fault{Name: t.Name, Msg: fmt.Sprintf("the column %q holds true and false, not numbers", clip(name))}
	}
	v = make([]float64, len(c.Text))
	for k, text := range c.Text {
		x, sort := t.parse(text)
		v[k] = x
		if sort == cellText && !c.Empty(k) {
			bad = append(bad, t.Fault(k, i, fmt.Sprintf("%q is no number (column %s)", clip(text), clip(name)), numberHint(text)))
		}
	}
	return v, bad, nil
}
