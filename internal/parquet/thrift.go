package parquet

import "encoding/binary"

// Type codes of the Thrift compact protocol.
const (
	typeI32    = 5
	typeI64    = 6
	typeBinary = 8
	typeList   = 9
	typeStruct = 12
)

// thrift writes one struct after another in the compact protocol.
type thrift struct {
	b    []byte
	last []int16 // id of the field written last, one for each open struct
}

func (w *thrift) varint(v uint64) { w.b = binary.AppendUvarint(w.b, v) }

func (w *thrift) zigzag(v int64) { w.varint(uint64(v<<1) ^ uint64(v>>63)) }

// open begins a struct, close ends it.
func (w *thrift) open() { w.last = append(w.last, 0) }

func (w *thrift) close() {
	w.b = append(w.b, 0)
	w.last = w.last[:len(w.last)-1]
}

// field writes the header of a field; ids rise by at most 15 within a struct.
func (w *thrift) field(id int16, typ byte) {
	last := &w.last[len(w.last)-1]
	w.b = append(w.b, byte(id-*last)<<4|typ)
	*last = id
}

func (w *thrift) i32(id int16, v int32) { w.field(id, typeI32); w.zigzag(int64(v)) }

func (w *thrift) i64(id int16, v int64) { w.field(id, typeI64); w.zigzag(v) }

func (w *thrift) text(id int16, s string) { w.field(id, typeBinary); w.rawText(s) }

func (w *thrift) rawText(s string) {
	w.varint(uint64(len(s)))
	w.b = append(w.b, s...)
}

func (w *thrift) list(id int16, typ byte, n int) {
	w.field(id, typeList)
	if n < 15 {
		w.b = append(w.b, byte(n)<<4|typ)
		return
	}
	w.b = append(w.b, 0xf0|typ)
	w.varint(uint64(n))
}

func (w *thrift) structure(id int16) { w.field(id, typeStruct); w.open() }
