package parquet

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"testing"

	reader "github.com/parquet-go/parquet-go"
)

// TestReadBack reads the file with an independent library: every type, missing
// cells, several row groups, few and many different texts, an empty table.
func TestReadBack(t *testing.T) {
	for _, rows := range []int{0, 1, 7, 1000, groupRows + 5} {
		t.Run(fmt.Sprint(rows), func(t *testing.T) { readBack(t, rows) })
	}
}

func readBack(t *testing.T, rows int) {
	cols := []Column{
		{Name: "x", Floats: make([]float64, rows), Null: make([]bool, rows)},
		{Name: "n", Unit: "s", Ints: make([]int64, rows)},
		{Name: "same", Texts: make([]string, rows)},
		{Name: "word", Texts: make([]string, rows), Null: make([]bool, rows)},
		{Name: "on", Bools: make([]bool, rows), Null: make([]bool, rows)},
	}
	for i := range rows {
		cols[0].Floats[i] = math.Sqrt(float64(i)) - 3
		cols[0].Null[i] = i%3 == 0
		cols[1].Ints[i] = int64(i) * -1_000_003
		cols[2].Texts[i] = "base"
		cols[3].Texts[i] = fmt.Sprintf("ä%d", i*i%257)
		cols[3].Null[i] = i%5 == 4
		cols[4].Bools[i] = i%7 < 3
		cols[4].Null[i] = i%11 == 0
	}
	var b bytes.Buffer
	if err := Write(&b, cols); err != nil {
		t.Fatal(err)
	}
	f, err := reader.OpenFile(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if f.NumRows() != int64(rows) {
		t.Fatalf("%d rows, want %d", f.NumRows(), rows)
	}
	if u, ok := f.Lookup("unit.n"); !ok || u != "s" {
		t.Fatalf("unit of n is %q", u)
	}
	i := 0
	for _, g := range f.RowGroups() {
		in := g.Rows()
		buf := make([]reader.Row, 100)
		for {
			n, err := in.ReadRows(buf)
			for _, row := range buf[:n] {
				checkRow(t, cols, i, row)
				i++
			}
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		in.Close()
	}
	if i != rows {
		t.Fatalf("read %d rows, want %d", i, rows)
	}
}

func checkRow(t *testing.T, cols []Column, i int, row reader.Row) {
	t.Helper()
	got := ""
	for k, v := range row {
		if k > 0 {
			got += " "
		}
		if v.IsNull() {
			got += "null"
		} else {
			got += v.String()
		}
	}
	want := fmt.Sprintf("%v %v %v %v %v", cell(cols[0].Floats, cols[0].Null, i), cols[1].Ints[i], cols[2].Texts[i],
		cell(cols[3].Texts, cols[3].Null, i), cell(cols[4].Bools, cols[4].Null, i))
	if got != want {
		t.Fatalf("row %d is %q, want %q", i, got, want)
	}
}

func cell[T any](v []T, null []bool, i int) any {
	if null[i] {
		return "null"
	}
	return v[i]
}

func TestLengthsDiffer(t *testing.T) {
	err := Write(io.Discard, []Column{{Name: "a", Ints: make([]int64, 2)}, {Name: "b", Ints: make([]int64, 3)}})
	if err == nil {
		t.Fatal("no error")
	}
}
