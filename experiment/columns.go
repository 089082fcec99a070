package experiment

import (
	"fmt"
	"math"
	"strconv"

	"github.com/plantwin/plantwin/internal/table"
)

// column binds a column of a table to a field of a row type; exactly one of the fields is set.
type column[R any] struct {
	name  string
	text  func(*R) *string
	num   func(*R) *float64
	whole func(*R) *int
	blank bool // of whole: 0 is a missing cell
	flag  func(*R) *bool
	seed  func(*R) *uint64 // stands as text: it need not fit a signed integer
}

func text[R any](name string, f func(*R) *string) column[R] { return column[R]{name: name, text: f} }
func num[R any](name string, f func(*R) *float64) column[R] { return column[R]{name: name, num: f} }
func whole[R any](name string, f func(*R) *int) column[R]   { return column[R]{name: name, whole: f} }
func serial[R any](name string, f func(*R) *int) column[R] {
	return column[R]{name: name, whole: f, blank: true}
}
func flag[R any](name string, f func(*R) *bool) column[R]   { return column[R]{name: name, flag: f} }
func seed[R any](name string, f func(*R) *uint64) column[R] { return column[R]{name: name, seed: f} }

// encode turns rows into a table. Empty text and NaN are missing cells.
func encode[R any](name string, columns []column[R], rows []R) *table.Table {
	t := &table.Table{Name: name, Columns: make([]table.Column, len(columns))}
	for k, c := range columns {
		out := &t.Columns[k]
		out.Name = c.name
		switch {
		case c.text != nil || c.seed != nil:
			out.Sort, out.Text, out.Missing = table.Text, make([]string, len(rows)), make([]bool, len(rows))
		case c.num != nil:
			out.Sort, out.Float = table.Number, make([]float64, len(rows))
		case c.whole != nil:
			out.Sort, out.Int = table.Integer, make([]int64, len(rows))
			if c.blank {
				out.Missing = make([]bool, len(rows))
			}
		case c.flag != nil:
			out.Sort, out.Bool = table.Bool, make([]bool, len(rows))
		}
		for i := range rows {
			c.put(out, i, &rows[i])
		}
	}
	return t
}

// put writes one cell.
func (c *column[R]) put(out *table.Column, i int, row *R) {
	switch {
	case c.text != nil:
		out.Text[i] = *c.text(row)
		out.Missing[i] = out.Text[i] == ""
	case c.seed != nil:
		out.Text[i] = strconv.FormatUint(*c.seed(row), 10)
	case c.num != nil:
		out.Float[i] = *c.num(row)
	case c.whole != nil:
		out.Int[i] = int64(*c.whole(row))
		if c.blank {
			out.Missing[i] = out.Int[i] == 0
		}
	case c.flag != nil:
		out.Bool[i] = *c.flag(row)
	}
}

// decode turns a table that was read back into rows. Columns are found by name; one that is missing is an error.
func decode[R any](t *table.Table, columns []column[R]) ([]R, error) {
	if t.Rows() == 0 {
		return nil, nil
	}
	rows := make([]R, t.Rows())
	for _, c := range columns {
		in, err := t.Column(c.name)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			if err := c.get(in, i, &rows[i]); err != nil {
				return nil, fmt.Errorf("%s: column %s, row %d: %w", t.Name, c.name, i+1, err)
			}
		}
	}
	return rows, nil
}

// get reads one cell. ReadCSV keeps every cell as written in Text.
func (c *column[R]) get(in *table.Column, i int, row *R) (err error) {
	cell := in.Text[i]
	switch {
	case c.text != nil:
		*c.text(row) = cell
	case c.seed != nil:
		*c.seed(row), err = strconv.ParseUint(cell, 10, 64)
	case c.blank && cell == "":
		*c.whole(row) = 0
	case c.whole != nil:
		*c.whole(row), err = strconv.Atoi(cell)
	case c.flag != nil:
		*c.flag(row), err = strconv.ParseBool(cell)
	case c.num != nil && cell == "":
		*c.num(row) = math.NaN()
	case c.num != nil:
		*c.num(row), err = strconv.ParseFloat(cell, 64)
	}
	return err
}
