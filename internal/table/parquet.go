package table

import (
	"fmt"
	"io"

	"github.com/plantwin/plantwin/internal/parquet"
)

// WriteParquet writes a table as Parquet: double, int64, boolean and string columns, nulls where a cell is missing, the units as
// key-value metadata "unit.<column>". The file is not compressed and names no time or host, so the same content gives the same
// bytes on every machine. Names of columns must be unique.
func WriteParquet(w io.Writer, t *Table) error {
	if err := t.check(); err != nil {
		return err
	}
	seen := map[string]bool{}
	columns := make([]parquet.Column, len(t.Columns))
	for i := range t.Columns {
		c := &t.Columns[i]
		if seen[c.Name] {
			return fmt.Errorf("table %s: the column %q stands twice", t.Name, c.Name)
		}
		seen[c.Name] = true
		columns[i] = c.parquet()
	}
	if err := parquet.Write(w, columns); err != nil {
		return fmt.Errorf("table %s: %w", t.Name, err)
	}
	return nil
}

// parquet gives a column with its missing cells marked.
func (c *Column) parquet() parquet.Column {
	out := parquet.Column{Name: c.Name, Unit: c.Unit, Null: make([]bool, c.Len())}
	for i := range out.Null {
		out.Null[i] = c.Empty(i)
	}
	switch c.Sort { // append keeps an empty column apart from one of another sort
	case Text:
		out.Texts = append([]string{}, c.Text...)
	case Integer:
		out.Ints = append([]int64{}, c.Int...)
	case Bool:
		out.Bools = append([]bool{}, c.Bool...)
	default:
		out.Floats = append([]float64{}, c.Float...)
	}
	return out
}
