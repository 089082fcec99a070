package sim

import (
	"encoding/binary"
	"fmt"
	"unsafe"
)

// encode appends the value at q: numbers little-endian in the order of the
// fields, slices as a length of 8 bytes and their elements.
func (p *plan) encode(b []byte, q unsafe.Pointer) []byte {
	if p.raw {
		return append(b, unsafe.Slice((*byte)(q), p.size)...)
	}
	for i := range p.ops {
		o := &p.ops[i]
		at := unsafe.Add(q, o.off)
		switch o.kind {
		case opSkip:
		case opSlice:
			h := (*header)(at)
			b = binary.LittleEndian.AppendUint64(b, uint64(h.len))
			if o.elem.raw {
				if h.len > 0 {
					b = append(b, unsafe.Slice((*byte)(h.data), uintptr(h.len)*o.elem.size)...)
				}
				continue
			}
			for k := range h.len {
				b = o.elem.encode(b, unsafe.Add(h.data, uintptr(k)*o.elem.size))
			}
		default:
			for k := range o.n {
				b = o.kind.encode(b, unsafe.Add(at, uintptr(k)*width[o.kind]))
			}
		}
	}
	return b
}

func (k opKind) encode(b []byte, q unsafe.Pointer) []byte {
	switch k {
	case op16:
		return binary.LittleEndian.AppendUint16(b, *(*uint16)(q))
	case op32:
		return binary.LittleEndian.AppendUint32(b, *(*uint32)(q))
	case op64:
		return binary.LittleEndian.AppendUint64(b, *(*uint64)(q))
	}
	return append(b, *(*byte)(q)) // op8, opBool
}

// decode reads the value at q, which is zero or a former value, from b and
// returns the rest of b.
func (p *plan) decode(b []byte, q unsafe.Pointer) ([]byte, error) {
	for i := range p.ops {
		o := &p.ops[i]
		at := unsafe.Add(q, o.off)
		switch o.kind {
		case opSkip:
		case opSlice:
			var err error
			if b, err = o.decodeSlice(b, at); err != nil {
				return nil, err
			}
		default:
			w := int(width[o.kind])
			if len(b) < w*o.n {
				return nil, fmt.Errorf("%s: the data end", o.name)
			}
			for k := range o.n {
				if o.kind == opBool && b[k] > 1 {
					return nil, fmt.Errorf("%s: %d is no bool", o.name, b[k])
				}
				o.kind.decode(b[k*w:], unsafe.Add(at, k*w))
			}
			b = b[w*o.n:]
		}
	}
	return b, nil
}

func (o *op) decodeSlice(b []byte, at unsafe.Pointer) ([]byte, error) {
	if len(b) < 8 {
		return nil, fmt.Errorf("%s: the data end", o.name)
	}
	n := binary.LittleEndian.Uint64(b)
	b = b[8:]
	if n > uint64(len(b)/o.elem.min) {
		return nil, fmt.Errorf("%s: %d elements in %d bytes", o.name, n, len(b))
	}
	h := o.makeSlice(at, int(n))
	if o.elem.raw {
		size := int(uintptr(n) * o.elem.size)
		if size > 0 {
			copy(unsafe.Slice((*byte)(h.data), size), b)
		}
		return b[size:], nil
	}
	for k := range int(n) {
		var err error
		if b, err = o.elem.decode(b, unsafe.Add(h.data, uintptr(k)*o.elem.size)); err != nil {
			return nil, fmt.Errorf("%s[%d].%w", o.name, k, err)
		}
	}
	return b, nil
}

func (k opKind) decode(b []byte, q unsafe.Pointer) {
	switch k {
	case op16:
		*(*uint16)(q) = binary.LittleEndian.Uint16(b)
	case op32:
		*(*uint32)(q) = binary.LittleEndian.Uint32(b)
	case op64:
		*(*uint64)(q) = binary.LittleEndian.Uint64(b)
	default:
		*(*byte)(q) = b[0]
	}
}

// diff is the path of the first number that differs, "" where all are equal.
// Floats are compared by their bits.
func (p *plan) diff(a, b unsafe.Pointer) string {
	for i := range p.ops {
		o := &p.ops[i]
		x, y := unsafe.Add(a, o.off), unsafe.Add(b, o.off)
		switch o.kind {
		case opSkip:
		case opSlice:
			g, h := (*header)(x), (*header)(y)
			if g.len != h.len {
				return fmt.Sprintf("%s: length %d and %d", o.name, g.len, h.len)
			}
			for k := range g.len {
				at := uintptr(k) * o.elem.size
				if d := o.elem.diff(unsafe.Add(g.data, at), unsafe.Add(h.data, at)); d != "" {
					return fmt.Sprintf("%s[%d].%s", o.name, k, d)
				}
			}
		default:
			size := width[o.kind] * uintptr(o.n)
			u, v := unsafe.Slice((*byte)(x), size), unsafe.Slice((*byte)(y), size)
			if string(u) != string(v) {
				return fmt.Sprintf("%s: % x and % x", o.name, u, v)
			}
		}
	}
	return ""
}
