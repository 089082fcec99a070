package table

import (
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"
)

// rowGroup is the number of rows of a row group; tables of results are smaller, recorded ones larger.
const rowGroup = 1 << 17

// orderedGroup is a parquet group that keeps the order of its columns (parquet.Group sorts them by name).
type orderedGroup struct {
	parquet.Group
	fields []parquet.Field
}

// Fields returns the columns in the order of the table.
func (g orderedGroup) Fields() []parquet.Field { return g.fields }

// WriteParquet writes a table as Parquet: double, int64, boolean and string columns, nulls where a cell is missing, the units as
// key-value metadata "unit.<column>". The file is not compressed and names no writer version, time or host, so the same content
// gives the same bytes on every machine. Names of columns must be unique.
func WriteParquet(w io.Writer, t *Table) error {
	if err := t.check(); err != nil {
		return err
	}
	options := []parquet.WriterOption{
		parquet.CreatedBy("plantwin", "1", "table"),
		parquet.Compression(&parquet.Uncompressed),
		parquet.MaxRowsPerRowGroup(rowGroup),
	}
	group := parquet.Group{}
	for i := range t.Columns {
		c := &t.Columns[i]
		if _, twice := group[c.Name]; twice {
			return fmt.Errorf("table %s: the column %q stands twice", t.Name, c.Name)
		}
		group[c.Name] = c.node()
		if c.Unit != "" {
			options = append(options, parquet.KeyValueMetadata("unit."+c.Name, c.Unit))
		}
	}
	sorted := map[string]parquet.Field{}
	for _, f := range group.Fields() {
		sorted[f.Name()] = f
	}
	root := orderedGroup{Group: group}
	for i := range t.Columns {
		root.fields = append(root.fields, sorted[t.Columns[i].Name])
	}
	out := parquet.NewGenericWriter[any](w, append(options, parquet.NewSchema("table", root))...)
	if err := t.writeRows(out); err != nil {
		return fmt.Errorf("table %s: %w", t.Name, err)
	}
	return out.Close()
}

// node gives the type of a column. Every column may have nulls, so that the schema does not depend on the data.
func (c *Column) node() parquet.Node {
	switch c.Sort {
	case Text: // repeated words are common: names of assets, measures, states
		return parquet.Optional(parquet.Encoded(parquet.String(), &parquet.RLEDictionary))
	case Integer:
		return parquet.Optional(parquet.Encoded(parquet.Leaf(parquet.Int64Type), &parquet.Plain))
	case Bool:
		return parquet.Optional(parquet.Encoded(parquet.Leaf(parquet.BooleanType), &parquet.Plain))
	}
	return parquet.Optional(parquet.Encoded(parquet.Leaf(parquet.DoubleType), &parquet.Plain))
}

// writeRows writes the cells in blocks of rows.
func (t *Table) writeRows(out *parquet.GenericWriter[any]) error {
	const block = 512 // rows
	n := t.Rows()
	rows := make([]parquet.Row, 0, block)
	for row := range n {
		r := make(parquet.Row, len(t.Columns))
		for i := range t.Columns {
			r[i] = t.Columns[i].value(row, i)
		}
		rows = append(rows, r)
		if len(rows) == block || row == n-1 {
			if _, err := out.WriteRows(rows); err != nil {
				return err
			}
			rows = rows[:0]
		}
	}
	return nil
}

// value gives a cell with its definition level: 1 present, 0 null.
func (c *Column) value(row, column int) parquet.Value {
	if c.Empty(row) {
		return parquet.NullValue().Level(0, 0, column)
	}
	var v parquet.Value
	switch c.Sort {
	case Text:
		v = parquet.ByteArrayValue([]byte(c.Text[row]))
	case Integer:
		v = parquet.Int64Value(c.Int[row])
	case Bool:
		v = parquet.BooleanValue(c.Bool[row])
	default:
		v = parquet.DoubleValue(c.Float[row])
	}
	return v.Level(0, 1, column)
}
