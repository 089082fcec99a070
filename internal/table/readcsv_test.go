package table

import (
	"bytes"
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

func read(t *testing.T, text string) *Table {
	t.Helper()
	tab, err := ReadCSV("data.csv", []byte(text))
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return tab
}

func TestReadCSV(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		text  string
		names []string
		sorts []Sort
		float []float64 // of the first column, if numbers
		words []string  // of the last column
	}{
		{"a,b\n1,x\n2,y\n", []string{"a", "b"}, []Sort{Number, Text}, []float64{1, 2}, []string{"x", "y"}},
		{"\ufeffa;b\r\n1.5;x,y\r\n;z\r\n", []string{"a", "b"}, []Sort{Number, Text}, []float64{1.5, nan}, []string{"x,y", "z"}},
		{"a\tb\r-1e-3\t\"say \"\"so\"\"\"\r", []string{"a", "b"}, []Sort{Number, Text}, []float64{-1e-3}, []string{`say "so"`}},
		{"a,b\n1,\"two\nlines\"\n\n2,z", []string{"a", "b"}, []Sort{Number, Text}, []float64{1, 2}, []string{"two\nlines", "z"}},
		{"sep=;\na,b;c\n1;014\n2;007\n", []string{"a,b", "c"}, []Sort{Number, Number}, []float64{1, 2}, []string{"014", "007"}},
		{"a,b\nNaN,1\nnull, 2\n-,3\n", []string{"a", "b"}, []Sort{Number, Number}, []float64{nan, nan, nan}, []string{"1", " 2", "3"}},
		{" a ,,c\n1,2,0x10\n", []string{"a", "column2", "c"}, []Sort{Number, Number, Text}, []float64{1}, []string{"0x10"}},
		{"a;b\n1,5;01.02.2026\n-3;x\n;y\n2,5e3;0,5\n", []string{"a", "b"}, []Sort{Number, Text}, []float64{1.5, -3, nan, 2500}, []string{"01.02.2026", "x", "y", "0,5"}},
		{"a;b\n1,5;2.5\n", []string{"a", "b"}, []Sort{Text, Number}, nil, nil},           // who writes 2.5 means something else by 1,5
		{"a;b\n1,250;7\n13,000;8\n", []string{"a", "b"}, []Sort{Text, Number}, nil, nil}, // thousands, perhaps
		{"a;b\n0,125;7\n13,000;8\n", []string{"a", "b"}, []Sort{Number, Number}, []float64{0.125, 13}, nil},
		{"a,b\n\"1,5\",7\n", []string{"a", "b"}, []Sort{Text, Number}, nil, nil},
		{"only\n", []string{"only"}, []Sort{Number}, []float64{}, nil},
	} {
		tab := read(t, c.text)
		for i, name := range c.names {
			if tab.Columns[i].Name != name || tab.Columns[i].Sort != c.sorts[i] {
				t.Errorf("%q: column %d is %q (%v), want %q (%v)", c.text, i, tab.Columns[i].Name, tab.Columns[i].Sort, name, c.sorts[i])
			}
		}
		for i, want := range c.float {
			got := tab.Columns[0].Float[i]
			if got != want && !(math.IsNaN(want) && math.IsNaN(got) && tab.Columns[0].Empty(i)) {
				t.Errorf("%q: row %d is %v, want %v", c.text, i, got, want)
			}
		}
		if last := tab.Columns[len(tab.Columns)-1].Text; len(c.words) > 0 && !reflect.DeepEqual(last, c.words) {
			t.Errorf("%q: last column %q, want %q", c.text, last, c.words)
		}
	}
}

// Every fault names its line and column, and all of them are reported.
func TestFaults(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "data.csv:1:1: the file is empty (the first line names the columns)",
		"a,b\n1,2,3\n4,5\n6\n":          "data.csv:2:1: the row has 3 cells, the header names 2 columns (quote a cell that holds the delimiter)\ndata.csv:4:1: the row has 1 cells, the header names 2 columns (is the row cut off?)",
		"a,b\n1,2\"3\n":                 `data.csv:2:4: a quote inside a cell (put the cell in quotes and double the quotes in it: "5"" pipe")`,
		"a,b\n1,\"x\"y\n":               "data.csv:2:6: text after a closing quote (double a quote that belongs to the cell)",
		"a,b\n1,\"x\n2,3\n":             "data.csv:2:3: the file ends inside a quoted cell (the quote that opens here is never closed)",
		"a,b\nä,\xff\n":                 "data.csv:2:3: the file is not in UTF-8 (save it as UTF-8)",
		"a,b\n1,\x00\n":                 "data.csv:2:3: the file holds a zero byte: it is no text (is it a spreadsheet or an archive?)",
		"\xff\xfea\x00":                 "data.csv:1:1: the file is in UTF-16 (save it as UTF-8)",
		strings.Repeat(",", maxColumns): "data.csv:1:16385: more than 16384 columns",
	} {
		_, err := ReadCSV("data.csv", []byte(text))
		var f *Fault
		if err == nil || err.Error() != want || !errors.As(err, &f) {
			t.Errorf("%.40q:\n got %v\nwant %v", text, err, want)
		}
	}
}

func TestFloats(t *testing.T) {
	tab := read(t, "a;b\n1;2\nx;3\n1,5;4.1\n20 degC;5\n;6\n")
	v, bad, err := tab.Floats("a")
	if err != nil || v[0] != 1 || !math.IsNaN(v[1]) || !math.IsNaN(v[4]) || len(bad) != 3 {
		t.Fatal(v, bad, err)
	}
	for i, want := range []string{
		`data.csv:3:1: "x" is no number (column a) (leave a missing reading empty)`,
		`data.csv:4:1: "1,5" is no number (column a) (write a decimal point)`,
		`data.csv:5:1: "20 degC" is no number (column a) (the unit stands in the scenario, not in the cells)`,
	} {
		if bad[i].Error() != want {
			t.Errorf("got %v, want %v", bad[i], want)
		}
	}
	if _, _, err := tab.Floats("c"); err == nil || !strings.Contains(err.Error(), `there is no column "c" (columns: a, b)`) {
		t.Error(err)
	}
	if _, err := read(t, "a,a\n1,2\n").Index("a"); err == nil {
		t.Error("a name that stands twice was found")
	}
	if line, col := read(t, "a,b\n\"x\ny\",é\nz,w\n").Position(1, 1); line != 4 || col != 3 {
		t.Error("position", line, col)
	}
}

func TestTimes(t *testing.T) {
	base := time.Date(2026, 1, 5, 6, 0, 0, 0, time.UTC).UnixNano()
	for text, want := range map[string]int64{
		"2026-01-05 06:00":                    base,
		"2026-01-05T06:00:00":                 base,
		"2026/01/05 06:00:00.25":              base + 250e6,
		"2026-01-05T06:00:00.123456789Z":      base + 123456789,
		"2026-01-05T06:00:00.1234567899Z":     base + 123456789,
		"2026-01-05T07:30:00+01:30":           base,
		"2026-01-05T00:00:00-0600":            base,
		"2026-01-05 07:00:00 +01":             base,
		"2026-01-05 06:00 UTC":                base,
		"2026-01-05":                          base - 6*3600e9,
		"2026-01-05 05:59:60":                 base, // a leap second
		" 12.5 ":                              125e8,
		"-0.000000001":                        -1,
		"1e3":                                 1000e9,
		"1767592800.000000001":                1767592800*1e9 + 1,
		"0000-01-01":                          math.MinInt64, // refused
		"2026-02-29":                          math.MinInt64,
		"2026-01-05 24:00":                    math.MinInt64,
		"2026-01-05 06:00:00.":                math.MinInt64,
		"2026-01-05 06":                       math.MinInt64,
		"2026-01-05 06:00 CET":                math.MinInt64,
		"2026-1-5":                            math.MinInt64,
		"":                                    math.MinInt64,
		"1e30":                                math.MinInt64,
		"nan":                                 math.MinInt64,
		"2026-01-05T06:00:00+01:00 and after": math.MinInt64,
	} {
		got, err := ParseTime(text)
		if err != nil {
			got = math.MinInt64
		}
		if got != want {
			t.Errorf("%q: %d, want %d (%v)", text, got, want, err)
		}
	}
	berlin := time.FixedZone("summer", 7200)
	if got, _ := ParseTimeIn("2026-01-05T04:00:00Z", berlin); got != base {
		t.Error("a time with a zone is taken to the plant's civil time")
	}
	if got, _ := ParseTimeIn("2026-01-05 06:00", berlin); got != base {
		t.Error("a time without a zone is civil time already")
	}
	ns, skip, bad, err := read(t, "t,v\n2026-01-05,1\n,2\nsoon,3\n").Times("t", time.UTC)
	if err != nil || len(ns) != 3 || !reflect.DeepEqual(skip, []int{1, 2}) || bad[1].Line != 4 {
		t.Error(ns, skip, bad, err)
	}
}

// Recorded files of many sources are read whole.
func TestRecordedFiles(t *testing.T) {
	root := os.Getenv("PLANTWIN_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	files, _ := filepath.Glob(filepath.Join(root, "data", "*", "*.csv"))
	if len(files) == 0 {
		t.Skipf("no recorded data at %s (set PLANTWIN_SHARED)", root)
	}
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		tab, err := ReadCSV(filepath.Base(path), data)
		if err != nil {
			t.Error(err)
			continue
		}
		if lines := bytes.Count(data, []byte("\n")); tab.Rows() != lines-1 && tab.Rows() != lines {
			t.Errorf("%s: %d rows of %d lines", path, tab.Rows(), lines)
		}
		if i, err := tab.Index("time"); err == nil && tab.Columns[i].Sort == Text {
			if _, _, bad, err := tab.Times("time", time.UTC); err != nil || len(bad) > 0 {
				t.Errorf("%s: %v %v", path, bad, err)
			}
		}
	}
}

func FuzzReadCSV(f *testing.F) {
	for _, s := range []string{"a,b\n1,x\n", "a;b\r\n\"1\";\"x;\"\"y\"\r\n", "\ufeffa\tb\n\t\n", "sep=,\n\"sep=;\",b\n,\"\"\n", "x\n\"\"\n1\n", "a,b\n\"", "a\r\rb\r"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		tab, err := ReadCSV("f", data)
		if err != nil {
			return
		}
		for i := range tab.Columns {
			tab.Position(tab.Rows()-1, i)
			tab.Floats(tab.Columns[i].Name)
			tab.Times(tab.Columns[i].Name, time.UTC)
		}
		// What is written reads back to the same cells, and writing that again gives the same bytes.
		var first, second bytes.Buffer
		if err := WriteCSV(&first, tab); err != nil {
			t.Fatal(err)
		}
		again, err := ReadCSV("f", first.Bytes())
		if err != nil {
			t.Fatalf("%q does not read back: %v", first.Bytes(), err)
		}
		if again.Rows() != tab.Rows() || len(again.Columns) != len(tab.Columns) {
			t.Fatalf("%q: %d rows of %d columns, had %d of %d", first.Bytes(), again.Rows(), len(again.Columns), tab.Rows(), len(tab.Columns))
		}
		for i := range tab.Columns {
			a, b := &tab.Columns[i], &again.Columns[i]
			for k := range tab.Rows() {
				if a.Sort == Number && math.Float64bits(a.Float[k]) != math.Float64bits(b.numberAt(k)) && !a.Empty(k) {
					t.Fatalf("%q: %v became %v", first.Bytes(), a.Float[k], b.numberAt(k))
				}
				if a.Sort == Text && a.Text[k] != b.Text[k] {
					t.Fatalf("%q: %q became %q", first.Bytes(), a.Text[k], b.Text[k])
				}
			}
		}
		if err := WriteCSV(&second, again); err != nil || !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Fatalf("%q was written, then %q (%v)", first.Bytes(), second.Bytes(), err)
		}
	})
}

// numberAt reads a cell as a number whatever the sort of its column.
func (c *Column) numberAt(k int) float64 {
	v, _ := parseCell(c.Text[k])
	return v
}

func FuzzParseTime(f *testing.F) {
	f.Add("2026-01-05T06:00:00.5+01:00")
	f.Fuzz(func(t *testing.T, s string) {
		ns, err := ParseTime(s)
		if err != nil || strings.ContainsAny(s, "eE") {
			return
		}
		if again, err := ParseTime(time.Unix(0, ns).UTC().Format(time.RFC3339Nano)); err != nil || again != ns {
			t.Errorf("%q is %d, written and read %d (%v)", s, ns, again, err)
		}
	})
}
