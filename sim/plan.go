package sim

import (
	"fmt"
	"reflect"
	"strings"
	"unsafe"
)

// plan says how a type of plain data lies in memory, so that clone, save, load,
// equal and diff walk it without a line written by hand. Offsets instead of
// reflect.Value at run time keep a walk at some nanoseconds a field.
type plan struct {
	typ  reflect.Type
	size uintptr
	ops  []op
	text string // layout in words, for the shape
	flat bool   // nothing to follow: a copy of the memory is a clone
	raw  bool   // the memory is the encoding (little-endian host, no padding, no bool)
	min  int    // bytes of the shortest encoding
}

// op is one field or a run of equal ones.
type op struct {
	off  uintptr
	kind opKind
	n    int    // how many values of a number kind follow one another
	name string // path from the plan's root
	elem *plan  // of the elements of a slice
	typ  reflect.Type
}

type opKind uint8

const (
	op8 opKind = iota
	op16
	op32
	op64
	opBool
	opSlice
	opSkip // derived data: not saved, zero after clone and load
)

var width = [...]uintptr{op8: 1, op16: 2, op32: 4, op64: 8, opBool: 1}

// planner makes plans, one for each type.
type planner map[reflect.Type]*plan

// pointer is the plan of what v points to; nil for nil.
func (pl planner) pointer(v any) (*plan, error) {
	if v == nil {
		return nil, nil
	}
	t := reflect.TypeOf(v)
	if t.Kind() != reflect.Pointer || t.Elem().Kind() != reflect.Struct {
		return nil, fmt.Errorf("state has to be a pointer to a struct, not %s", t)
	}
	if reflect.ValueOf(v).IsNil() {
		return nil, fmt.Errorf("state is a nil %s", t)
	}
	return pl.of(t.Elem())
}

func (pl planner) of(t reflect.Type) (*plan, error) {
	if p := pl[t]; p != nil {
		if p.text == "" {
			return nil, fmt.Errorf("%s holds itself", t)
		}
		return p, nil
	}
	p := &plan{typ: t, size: t.Size(), flat: true}
	pl[t] = p
	if err := pl.walk(p, t, 0, ""); err != nil {
		delete(pl, t)
		return nil, err
	}
	p.finish()
	return p, nil
}

func (p *plan) finish() {
	var b strings.Builder
	covered := uintptr(0)
	p.raw = littleEndian
	for _, o := range p.ops {
		switch o.kind {
		case opSlice:
			fmt.Fprintf(&b, "%s[]{%s} ", o.name, o.elem.text)
			p.flat, p.raw = false, false
			p.min += 8
			continue
		case opSkip:
			p.flat, p.raw = false, false
			continue
		case opBool:
			p.raw = false
		}
		fmt.Fprintf(&b, "%s:%dx%d ", o.name, width[o.kind], o.n)
		covered += width[o.kind] * uintptr(o.n)
		p.min += int(width[o.kind]) * o.n
	}
	p.raw = p.raw && covered == p.size
	p.text = strings.TrimSpace(b.String())
	if p.text == "" {
		p.text = "empty"
	}
}

var littleEndian = func() bool { x := uint16(1); return *(*byte)(unsafe.Pointer(&x)) == 1 }()

// walk appends the ops of a value of type t at off.
func (pl planner) walk(p *plan, t reflect.Type, off uintptr, name string) error {
	switch t.Kind() {
	case reflect.Bool:
		p.number(opBool, off, name)
	case reflect.Int8, reflect.Uint8:
		p.number(op8, off, name)
	case reflect.Int16, reflect.Uint16:
		p.number(op16, off, name)
	case reflect.Int32, reflect.Uint32, reflect.Float32:
		p.number(op32, off, name)
	case reflect.Int64, reflect.Uint64, reflect.Float64:
		p.number(op64, off, name)
	case reflect.Int, reflect.Uint:
		if t.Size() != 8 {
			return fmt.Errorf("%s: %s has %d bytes on this machine", name, t, t.Size())
		}
		p.number(op64, off, name)
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			path := f.Name
			if name != "" {
				path = name + "." + f.Name
			}
			if f.Tag.Get("plan") == "-" {
				p.ops = append(p.ops, op{off: off + f.Offset, kind: opSkip, name: path, typ: f.Type})
				continue
			}
			if err := pl.walk(p, f.Type, off+f.Offset, path); err != nil {
				return err
			}
		}
	case reflect.Array:
		for i := range t.Len() {
			if err := pl.walk(p, t.Elem(), off+uintptr(i)*t.Elem().Size(), fmt.Sprintf("%s[%d]", name, i)); err != nil {
				return err
			}
		}
	case reflect.Slice:
		elem, err := pl.of(t.Elem())
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if elem.min == 0 {
			return fmt.Errorf("%s: a slice of empty elements", name)
		}
		p.ops = append(p.ops, op{off: off, kind: opSlice, name: name, elem: elem, typ: t})
	default:
		return fmt.Errorf("%s: a %s is not plain data", strings.TrimSpace(p.typ.String()+" "+name), t)
	}
	return nil
}

// number appends one number, joined to the op before where it continues it
// within one array.
func (p *plan) number(k opKind, off uintptr, name string) {
	if n := len(p.ops); n > 0 {
		last := &p.ops[n-1]
		stem, _, _ := strings.Cut(name, "[")
		was, _, _ := strings.Cut(last.name, "[")
		if last.kind == k && stem != name && stem == was && last.off+width[k]*uintptr(last.n) == off {
			last.n++
			return
		}
	}
	p.ops = append(p.ops, op{off: off, kind: k, n: 1, name: name})
}

// header is the memory of a slice.
type header struct {
	data     unsafe.Pointer
	len, cap int
}

// makeSlice puts a fresh slice of n zero elements at q.
func (o *op) makeSlice(q unsafe.Pointer, n int) *header {
	reflect.NewAt(o.typ, q).Elem().Set(reflect.MakeSlice(o.typ, n, n))
	return (*header)(q)
}

// clone makes the copy dst, already equal to src byte by byte, share nothing
// with src, and clears derived data.
func (p *plan) clone(dst, src unsafe.Pointer) {
	if p.flat {
		return
	}
	for i := range p.ops {
		o := &p.ops[i]
		switch o.kind {
		case opSkip:
			reflect.NewAt(o.typ, unsafe.Add(dst, o.off)).Elem().SetZero()
		case opSlice:
			from := (*header)(unsafe.Add(src, o.off))
			to := reflect.NewAt(o.typ, unsafe.Add(dst, o.off)).Elem()
			if from.len == 0 {
				to.SetZero()
				continue
			}
			fresh := reflect.MakeSlice(o.typ, from.len, from.len)
			reflect.Copy(fresh, reflect.NewAt(o.typ, unsafe.Add(src, o.off)).Elem())
			to.Set(fresh)
			if !o.elem.flat {
				data := fresh.UnsafePointer()
				for k := range from.len {
					at := uintptr(k) * o.elem.size
					o.elem.clone(unsafe.Add(data, at), unsafe.Add(from.data, at))
				}
			}
		}
	}
}

// cloneStruct is a pointer to a copy of the struct that v points to.
func (p *plan) cloneStruct(v any) any {
	if p == nil {
		return nil
	}
	src := reflect.ValueOf(v)
	dst := reflect.New(p.typ)
	dst.Elem().Set(src.Elem())
	p.clone(dst.UnsafePointer(), src.UnsafePointer())
	return dst.Interface()
}
