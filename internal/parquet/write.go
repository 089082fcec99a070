package parquet

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
)

// Column is one column of a table. Exactly one of Floats, Ints, Bools and Texts
// is not nil; Null, if not nil, marks the missing cells. Unit, if not empty, is
// written as key-value metadata "unit.<name>".
type Column struct {
	Name   string
	Unit   string
	Floats []float64
	Ints   []int64
	Bools  []bool
	Texts  []string
	Null   []bool
}

func (c *Column) rows() int { return max(len(c.Floats), len(c.Ints), len(c.Bools), len(c.Texts)) }

func (c *Column) null(i int) bool { return c.Null != nil && c.Null[i] }

// physical is the type code of parquet.thrift.
func (c *Column) physical() int32 {
	switch {
	case c.Texts != nil:
		return 6 // BYTE_ARRAY
	case c.Ints != nil:
		return 2 // INT64
	case c.Bools != nil:
		return 0 // BOOLEAN
	}
	return 5 // DOUBLE
}

const (
	groupRows = 1 << 18

	encPlain      = 0
	encRLE        = 3
	encDictionary = 8

	magic     = "PAR1"
	createdBy = "plantwin"
)

// chunk says where one column of one row group stands in the file.
type chunk struct {
	column     *Column
	dictionary int64 // offset, 0 if none
	data       int64
	size       int64
	rows       int
}

// Write writes the columns, all of the same length, as one file. It fails when
// the lengths differ or w does.
func Write(w io.Writer, columns []Column) error {
	rows := 0
	for i := range columns {
		if i > 0 && columns[i].rows() != rows {
			return fmt.Errorf("parquet: column %s has %d rows, not %d", columns[i].Name, columns[i].rows(), rows)
		}
		rows = columns[i].rows()
	}
	out := []byte(magic)
	var groups [][]chunk
	for lo := 0; lo < rows; lo += groupRows {
		hi := min(rows, lo+groupRows)
		var g []chunk
		for i := range columns {
			var c chunk
			out, c = appendChunk(out, &columns[i], lo, hi)
			g = append(g, c)
		}
		groups = append(groups, g)
	}
	meta := footer(columns, groups, rows)
	out = append(out, meta...)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(meta)))
	out = append(out, magic...)
	_, err := w.Write(out)
	return err
}

func appendChunk(out []byte, c *Column, lo, hi int) ([]byte, chunk) {
	ch := chunk{column: c, rows: hi - lo}
	start := len(out)
	page := levels(c, lo, hi)
	encoding := int32(encPlain)
	if c.Texts != nil {
		words, index := dictionary(c, lo, hi)
		var plain []byte
		for _, s := range words {
			plain = binary.LittleEndian.AppendUint32(plain, uint32(len(s)))
			plain = append(plain, s...)
		}
		ch.dictionary = int64(len(out))
		out = appendPage(out, plain, len(words), encPlain, true)
		w := max(1, width(len(words)-1))
		page = hybrid(append(page, byte(w)), index, w)
		encoding = encDictionary
	}
	page = c.appendPlain(page, lo, hi)
	ch.data = int64(len(out))
	out = appendPage(out, page, hi-lo, encoding, false)
	ch.size = int64(len(out) - start)
	return out, ch
}

// appendPlain appends the cells that are not missing in the plain encoding:
// eight bytes a number, a bit a truth value. Texts stand in the dictionary.
func (c *Column) appendPlain(page []byte, lo, hi int) []byte {
	bits := 0
	for i := lo; i < hi; i++ {
		switch {
		case c.null(i) || c.Texts != nil:
		case c.Ints != nil:
			page = binary.LittleEndian.AppendUint64(page, uint64(c.Ints[i]))
		case c.Bools != nil:
			if bits%8 == 0 {
				page = append(page, 0)
			}
			if c.Bools[i] {
				page[len(page)-1] |= 1 << (bits % 8)
			}
			bits++
		default:
			page = binary.LittleEndian.AppendUint64(page, math.Float64bits(c.Floats[i]))
		}
	}
	return page
}

// levels are the definition levels: 1 for a value, 0 for a missing cell.
func levels(c *Column, lo, hi int) []byte {
	def := make([]uint32, hi-lo)
	for i := range def {
		if !c.null(lo + i) {
			def[i] = 1
		}
	}
	body := hybrid(nil, def, 1)
	return append(binary.LittleEndian.AppendUint32(nil, uint32(len(body))), body...)
}

// dictionary returns the different texts in order of first use and, for each
// cell that is not missing, the place of its text among them.
func dictionary(c *Column, lo, hi int) (words []string, index []uint32) {
	seen := map[string]uint32{}
	for i := lo; i < hi; i++ {
		if c.null(i) {
			continue
		}
		k, ok := seen[c.Texts[i]]
		if !ok {
			k = uint32(len(words))
			seen[c.Texts[i]] = k
			words = append(words, c.Texts[i])
		}
		index = append(index, k)
	}
	return words, index
}

func appendPage(out, body []byte, values int, encoding int32, dict bool) []byte {
	var w thrift
	w.open()
	if dict {
		w.i32(1, 2) // DICTIONARY_PAGE
	} else {
		w.i32(1, 0) // DATA_PAGE
	}
	w.i32(2, int32(len(body)))
	w.i32(3, int32(len(body)))
	if dict {
		w.structure(7)
		w.i32(1, int32(values))
		w.i32(2, encoding)
	} else {
		w.structure(5)
		w.i32(1, int32(values))
		w.i32(2, encoding)
		w.i32(3, encRLE)
		w.i32(4, encRLE)
	}
	w.close()
	w.close()
	return append(append(out, w.b...), body...)
}

// footer is the FileMetaData of parquet.thrift.
func footer(columns []Column, groups [][]chunk, rows int) []byte {
	var w thrift
	w.open()
	w.i32(1, 2)
	w.list(2, typeStruct, len(columns)+1)
	w.open()
	w.text(4, "table")
	w.i32(5, int32(len(columns)))
	w.close()
	for i := range columns {
		schema(&w, &columns[i])
	}
	w.i64(3, int64(rows))
	w.list(4, typeStruct, len(groups))
	for _, g := range groups {
		rowGroup(&w, g)
	}
	metadata(&w, columns)
	w.text(6, createdBy)
	w.close()
	return w.b
}

// metadata writes the units as key-value pairs.
func metadata(w *thrift, columns []Column) {
	n := 0
	for i := range columns {
		if columns[i].Unit != "" {
			n++
		}
	}
	if n == 0 {
		return
	}
	w.list(5, typeStruct, n)
	for i := range columns {
		if columns[i].Unit != "" {
			w.open()
			w.text(1, "unit."+columns[i].Name)
			w.text(2, columns[i].Unit)
			w.close()
		}
	}
}

func schema(w *thrift, c *Column) {
	w.open()
	w.i32(1, c.physical())
	w.i32(3, 1) // OPTIONAL
	w.text(4, c.Name)
	if c.Texts != nil {
		w.i32(6, 0) // UTF8
		w.structure(10)
		w.structure(1) // STRING
		w.close()
		w.close()
	}
	w.close()
}

func rowGroup(w *thrift, g []chunk) {
	var size int64
	w.open()
	w.list(1, typeStruct, len(g))
	for _, c := range g {
		size += c.size
		w.open()
		w.i64(2, c.data)
		w.structure(3)
		columnMeta(w, c)
		w.close()
		w.close()
	}
	w.i64(2, size)
	w.i64(3, int64(g[0].rows))
	w.close()
}

func columnMeta(w *thrift, c chunk) {
	w.i32(1, c.column.physical())
	used := []int64{encPlain, encRLE}
	if c.column.Texts != nil {
		used = append(used, encDictionary)
	}
	w.list(2, typeI32, len(used))
	for _, e := range used {
		w.zigzag(e)
	}
	w.list(3, typeBinary, 1)
	w.rawText(c.column.Name)
	w.i32(4, 0) // UNCOMPRESSED
	w.i64(5, int64(c.rows))
	w.i64(6, c.size)
	w.i64(7, c.size)
	w.i64(9, c.data)
	if c.column.Texts != nil {
		w.i64(11, c.dictionary)
	}
}
