package sim

import (
	"reflect"
	"strings"
	"testing"
)

// inner and outer hold one of everything that is plain data, with padding.
type inner struct {
	B bool
	F float64
	A [3]int16
	S []uint8
}

type outer struct {
	X    int8
	I    inner
	L    []inner
	N    [][]float64
	k    uint32
	D    []int64 `plan:"-"`
	Arr  [2]inner
	Big  int
	Flat []struct {
		A int32
		B uint16
	}
}

func sampleOuter() *outer {
	in := inner{true, 1.5, [3]int16{1, -2, 3}, []uint8{7, 8}}
	return &outer{X: -3, I: in, L: []inner{in, {}, in}, N: [][]float64{{1, 2}, nil, {3}}, k: 9, D: []int64{5}, Arr: [2]inner{in, {F: -1}}, Big: -7,
		Flat: []struct {
			A int32
			B uint16
		}{{1, 2}, {3, 4}}}
}

func TestPlanRoundTrip(t *testing.T) {
	p, err := planner{}.of(reflect.TypeFor[outer]())
	if err != nil {
		t.Fatal(err)
	}
	src := sampleOuter()
	ptr := func(o *outer) (q reflect.Value) { return reflect.ValueOf(o) }
	b := p.encode(nil, ptr(src).UnsafePointer())
	var back outer
	rest, err := p.decode(b, ptr(&back).UnsafePointer())
	if err != nil || len(rest) != 0 {
		t.Fatalf("decode: %v, %d bytes left", err, len(rest))
	}
	want := sampleOuter()
	want.D = nil
	back.N[1] = nil // empty and nil are one
	back.L[1].S, back.Arr[1].S = nil, nil
	if !reflect.DeepEqual(&back, want) {
		t.Errorf("decoded %+v\nwant %+v", back, *want)
	}
	if d := p.diff(ptr(src).UnsafePointer(), ptr(&back).UnsafePointer()); d != "" {
		t.Errorf("diff: %s", d)
	}
	// A clone shares nothing: no number of it moves with the original's.
	c := p.cloneStruct(src).(*outer)
	src.I.S[0], src.L[2].S[1], src.N[0][1], src.Arr[0].S[0], src.Flat[1].B = 99, 99, 99, 99, 99
	c.N[1] = nil
	if !reflect.DeepEqual(c, want) {
		t.Errorf("the clone shares memory: %+v", c)
	}
	for _, what := range []string{"I.S"} {
		if d := p.diff(ptr(src).UnsafePointer(), ptr(c).UnsafePointer()); !strings.HasPrefix(d, what) {
			t.Errorf("diff %q does not name %s", d, what)
		}
	}
	for n := range b {
		if _, err := p.decode(b[:n], ptr(&outer{}).UnsafePointer()); err == nil {
			t.Fatalf("the first %d of %d bytes are accepted", n, len(b))
		}
	}
}

// Whatever is not plain data is refused, wherever it is.
func TestPlanRefuses(t *testing.T) {
	for _, v := range []any{
		&struct{ P *int }{}, &struct{ M map[int]int }{}, &struct{ F func() }{}, &struct{ S string }{},
		&struct{ I any }{}, &struct{ C chan int }{}, &struct{ U uintptr }{}, &struct{ X [2][]struct{ E error } }{},
		&struct{ Z []struct{} }{}, struct{ A int32 }{}, new(int), (*inner)(nil),
	} {
		if _, err := (planner{}).pointer(v); err == nil {
			t.Errorf("%T is accepted", v)
		}
	}
	if _, err := NewBuilder().Build([]Unit{badUnit{}}); err == nil || !strings.Contains(err.Error(), "Name") {
		t.Errorf("a unit with a string in its state: %v", err)
	}
}

type badUnit struct{}

func (badUnit) New() any                   { return &struct{ Name string }{} }
func (badUnit) Start(*State) error         { return nil }
func (badUnit) Handle(*State, Event) error { return nil }

// The kernel's own tables are plain data, and what is not saved is listed here:
// each can be made again from the rest.
func TestKernelStateIsPlain(t *testing.T) {
	p, err := planner{}.of(keptType)
	if err != nil {
		t.Fatal(err)
	}
	var skipped []string
	var walk func(p *plan)
	walk = func(p *plan) {
		for _, o := range p.ops {
			switch o.kind {
			case opSkip:
				skipped = append(skipped, o.name)
			case opSlice:
				walk(o.elem)
			}
		}
	}
	walk(p)
	want := "queue.keys queue.hole queue.dead queue.away queue.late queue.ahead ring.buf ahead left"
	if got := strings.Join(skipped, " "); got != want {
		t.Errorf("not saved: %s, want %s", got, want)
	}
	// State itself: Now, Units, kept are state; the rest is not.
	var fields []string
	for i := range reflect.TypeFor[State]().NumField() {
		fields = append(fields, reflect.TypeFor[State]().Field(i).Name)
	}
	if got := strings.Join(fields, " "); got != "Now Units kept m work err obs follow near asked" {
		t.Errorf("State has the fields %s: say here whether the new one is state", got)
	}
}
