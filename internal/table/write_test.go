package table

import (
	"bytes"
	"math"
	"testing"

	"github.com/parquet-go/parquet-go"
)

func sampleTable() *Table {
	return &Table{Name: "kpis", Columns: []Column{
		{Name: "variant", Sort: Text, Text: []string{"base", "a, b", ""}},
		{Name: "mean", Unit: "1/h", Float: []float64{0.1, math.NaN(), 1e-300}},
		{Name: "runs", Sort: Integer, Int: []int64{10, 0, -3}, Missing: []bool{false, true, false}},
		{Name: "better", Sort: Bool, Bool: []bool{true, false, false}, Missing: []bool{false, false, true}},
	}}
}

func TestWriteCSV(t *testing.T) {
	var b bytes.Buffer
	if err := WriteCSV(&b, sampleTable()); err != nil {
		t.Fatal(err)
	}
	const want = "variant,mean,runs,better\nbase,0.1,10,true\n\"a, b\",,,false\n\"\",1e-300,-3,\n"
	if b.String() != want {
		t.Errorf("got %q\nwant %q", b.String(), want)
	}
	bad := sampleTable()
	bad.Columns[1].Float = bad.Columns[1].Float[:2]
	if err := WriteCSV(&b, bad); err == nil {
		t.Error("columns of different length were written")
	}
}

func TestFormatFloat(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 1000000: "1000000", 0.00001: "0.00001", 9.9e-6: "9.9e-06", 1e15: "1e+15", 123456.789: "123456.789",
		1.0 / 3: "0.3333333333333333", math.MaxFloat64: "1.7976931348623157e+308", 5e-324: "5e-324", math.Inf(1): "Inf", math.Inf(-1): "-Inf"} {
		if got := FormatFloat(v); got != want {
			t.Errorf("%v: %q, want %q", v, got, want)
		}
		if back, kind := parseCell(FormatFloat(v)); back != v || kind != cellNumber {
			t.Errorf("%v reads back as %v", v, back)
		}
	}
}

func TestWriteParquet(t *testing.T) {
	var a, b bytes.Buffer
	for _, w := range []*bytes.Buffer{&a, &b} {
		if err := WriteParquet(w, sampleTable()); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("the same table gives different bytes")
	}
	f, err := parquet.OpenFile(bytes.NewReader(a.Bytes()), int64(a.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if unit, _ := f.Lookup("unit.mean"); unit != "1/h" {
		t.Errorf("unit %q", unit)
	}
	var names []string
	for _, field := range f.Schema().Fields() {
		names = append(names, field.Name()+" "+field.Type().String())
	}
	want := []string{"variant STRING", "mean DOUBLE", "runs INT64", "better BOOLEAN"}
	for i := range want {
		if names[i] != want[i] {
			t.Errorf("column %d is %q, want %q", i, names[i], want[i])
		}
	}
	r := parquet.NewGenericReader[any](bytes.NewReader(a.Bytes()))
	rows := make([]parquet.Row, 4)
	n, _ := r.ReadRows(rows)
	if n != 3 {
		t.Fatal("rows", n)
	}
	if rows[0][0].String() != "base" || rows[0][1].Double() != 0.1 || rows[0][2].Int64() != 10 || !rows[0][3].Boolean() {
		t.Error("first row", rows[0])
	}
	if !rows[1][1].IsNull() || !rows[1][2].IsNull() || rows[1][3].IsNull() || rows[2][0].IsNull() || !rows[2][3].IsNull() {
		t.Error("nulls", rows[1], rows[2])
	}
	twice := sampleTable()
	twice.Columns[1].Name = "variant"
	if err := WriteParquet(&a, twice); err == nil {
		t.Error("a name that stands twice was written")
	}
	if err := WriteParquet(&a, &Table{Name: "none", Columns: []Column{{Name: "x"}}}); err != nil {
		t.Error("a table without rows:", err)
	}
}
