package expr

import (
	"math"
	"unsafe"

	"github.com/plantwin/plantwin/internal/elem"
	"github.com/plantwin/plantwin/internal/table"
)

// Regs are the registers of one user of a Tape. The order of calls: write Leaves(Param) and run Numbers; write the leaves
// of events and run Events; write the others and Run a group. No call allocates.
type Regs struct {
	t    *Tape
	r    []float64
	pins []table.Segment
	look []cursor
}

// cursor remembers where a table was read last.
type cursor struct {
	seg  table.Segment
	hint int
}

// New makes registers with all leaves 0.
func (t *Tape) New() *Regs {
	r := &Regs{t: t, r: append([]float64(nil), t.image...), pins: make([]table.Segment, len(t.pins)), look: make([]cursor, t.looks)}
	for i := range r.look {
		r.look[i].seg.From = math.NaN() // holds nowhere
	}
	return r
}

// Clone gives a copy with its own registers.
func (r *Regs) Clone() *Regs {
	return &Regs{t: r.t, r: append([]float64(nil), r.r...), pins: append([]table.Segment(nil), r.pins...), look: append([]cursor(nil), r.look...)}
}

// All gives all registers: leaves, constants, and what has been computed.
func (r *Regs) All() []float64 { return r.r }

// Leaves gives the registers of a class, indexed as its leaves; those behind the last leaf that is used are left out.
func (r *Regs) Leaves(c Class) []float64 {
	return r.r[r.t.first[c] : r.t.first[c]+r.t.count[c]]
}

// Len gives the number of instructions of the numbers' part, the events' part and of each group.
func (t *Tape) Len() (numbers, events int, groups []int) {
	for _, g := range t.groups {
		groups = append(groups, len(g.code.list))
	}
	return len(t.number.list), len(t.event.list), groups
}

// Numbers runs the part that depends on numbers of the model only.
func (r *Regs) Numbers() { r.run(&r.t.number) }

// Events runs the part that depends on inputs, discrete states and numbers.
func (r *Regs) Events() { r.run(&r.t.event) }

// Run runs a group.
func (r *Regs) Run(group int) { r.run(&r.t.groups[group].code) }

// RunOne runs a group of one output and gives it.
func (r *Regs) RunOne(group int) float64 {
	g := &r.t.groups[group]
	r.run(&g.code)
	return at(unsafe.Pointer(unsafe.SliceData(r.r)), g.out[0])
}

// RunOut runs a group and copies its outputs into dst.
func (r *Regs) RunOut(group int, dst []float64) {
	g := &r.t.groups[group]
	r.run(&g.code)
	x := unsafe.Pointer(unsafe.SliceData(r.r))
	for i, k := range g.out {
		dst[i] = at(x, k)
	}
}

// Out copies the outputs of the group that was run last into dst.
func (r *Regs) Out(group int, dst []float64) {
	for i, at := range r.t.groups[group].out {
		dst[i] = r.r[at]
	}
}

// Places gives the register, in Regs.All, of each output of a group.
func (t *Tape) Places(group int) []uint32 { return t.groups[group].out }

// Get gives output i of the group that was run last.
func (r *Regs) Get(group, i int) float64 { return r.r[r.t.groups[group].out[i]] }

// Outs gives the number of outputs of a group.
func (t *Tape) Outs(group int) int { return len(t.groups[group].out) }

// Eval runs everything and copies the outputs of group 0 into dst.
func (r *Regs) Eval(dst []float64) {
	r.Numbers()
	r.Events()
	r.Run(0)
	r.Out(0, dst)
}

// at is register k. All of a program are within those of its tape: registers
// are given out by the builder, which makes the image that long. Without the
// checks an instruction takes two thirds of the time.
func at(x unsafe.Pointer, k uint32) float64 {
	return *(*float64)(unsafe.Add(x, 8*uintptr(k)))
}

func set(x unsafe.Pointer, k uint32, v float64) {
	*(*float64)(unsafe.Add(x, 8*uintptr(k))) = v
}

// run executes a program.
func (r *Regs) run(p *program) {
	if len(p.list) == 0 {
		return
	}
	x, list := unsafe.Pointer(unsafe.SliceData(r.r)), p.list
	if p.few {
		if n := plain(x, list, 0); n < len(list) {
			r.steps(list, n)
		}
		return
	}
	for _, s := range p.runs {
		part := list[:s.n]
		list = list[s.n:]
		switch s.op {
		case code(opAdd):
			for k := range part {
				i := &part[k]
				set(x, i.dst, at(x, i.a)+at(x, i.b))
			}
		case code(opSub):
			for k := range part {
				i := &part[k]
				set(x, i.dst, at(x, i.a)-at(x, i.b))
			}
		case code(opMul):
			for k := range part {
				i := &part[k]
				set(x, i.dst, at(x, i.a)*at(x, i.b))
			}
		case code(opDiv):
			for k := range part {
				i := &part[k]
				set(x, i.dst, at(x, i.a)/at(x, i.b))
			}
		case code(opNeg):
			for k := range part {
				i := &part[k]
				set(x, i.dst, -at(x, i.a))
			}
		case code(opSqr):
			for k := range part {
				i := &part[k]
				set(x, i.dst, at(x, i.a)*at(x, i.a))
			}
		case code(opSqrt):
			for k := range part {
				i := &part[k]
				set(x, i.dst, math.Sqrt(at(x, i.a)))
			}
		case cMulAdd:
			for k := range part {
				i := &part[k]
				set(x, i.dst, float64(at(x, i.a)*at(x, i.b))+at(x, i.c))
			}
		case cMulSub:
			for k := range part {
				i := &part[k]
				set(x, i.dst, float64(at(x, i.a)*at(x, i.b))-at(x, i.c))
			}
		case cSubMul:
			for k := range part {
				i := &part[k]
				set(x, i.dst, at(x, i.c)-float64(at(x, i.a)*at(x, i.b)))
			}
		case cMul3:
			for k := range part {
				i := &part[k]
				set(x, i.dst, at(x, i.a)*at(x, i.b)*at(x, i.c))
			}
		case cAdd3:
			for k := range part {
				i := &part[k]
				set(x, i.dst, at(x, i.a)+at(x, i.b)+at(x, i.c))
			}
		case cAddSub:
			for k := range part {
				i := &part[k]
				set(x, i.dst, at(x, i.a)+at(x, i.b)-at(x, i.c))
			}
		case cSubSub:
			for k := range part {
				i := &part[k]
				set(x, i.dst, at(x, i.a)-at(x, i.b)-at(x, i.c))
			}
		case cDifMul:
			for k := range part {
				i := &part[k]
				set(x, i.dst, (at(x, i.a)-at(x, i.b))*at(x, i.c))
			}
		case cDifDiv:
			for k := range part {
				i := &part[k]
				set(x, i.dst, (at(x, i.a)-at(x, i.b))/at(x, i.c))
			}
		case cMulDiv:
			for k := range part {
				i := &part[k]
				set(x, i.dst, at(x, i.a)*at(x, i.b)/at(x, i.c))
			}
		case code(opExp):
			for k := range part {
				i := &part[k]
				set(x, i.dst, elem.Exp(at(x, i.a)))
			}
		case code(opLog):
			for k := range part {
				i := &part[k]
				set(x, i.dst, elem.Log(at(x, i.a)))
			}
		default:
			for k := range part {
				set(x, part[k].dst, r.rare(&part[k]))
			}
		}
	}
}

// steps executes a program of short stretches one by one, from instruction k on, which needs a call.
func (r *Regs) steps(list []ins, k int) {
	x := unsafe.Pointer(unsafe.SliceData(r.r))
	for ; k < len(list); k = plain(x, list, k+1) {
		i := &list[k]
		switch i.op {
		case code(opExp):
			set(x, i.dst, elem.Exp(at(x, i.a)))
		case code(opLog):
			set(x, i.dst, elem.Log(at(x, i.a)))
		case code(opSin):
			set(x, i.dst, elem.Sin(at(x, i.a)))
		case code(opCos):
			set(x, i.dst, elem.Cos(at(x, i.a)))
		case cPin:
			set(x, i.dst, r.pins[i.c].At(at(x, i.a)))
		default:
			set(x, i.dst, r.rare(i))
		}
	}
}

// plain executes the instructions from k on up to the first one that needs a call, and returns its place. Nothing that it holds in the
// processor's registers has to be kept over calls: with the calls inside it takes half as long again.
func plain(x unsafe.Pointer, list []ins, k int) int {
	for u := uint(k); u < uint(len(list)); u++ { // unsigned: no check of bounds
		i := &list[u]
		var v float64
		switch i.op {
		case code(opAdd):
			v = at(x, i.a) + at(x, i.b)
		case code(opSub):
			v = at(x, i.a) - at(x, i.b)
		case code(opMul):
			v = at(x, i.a) * at(x, i.b)
		case code(opDiv):
			v = at(x, i.a) / at(x, i.b)
		case code(opNeg):
			v = -at(x, i.a)
		case code(opSqr):
			v = at(x, i.a) * at(x, i.a)
		case code(opSqrt):
			v = math.Sqrt(at(x, i.a))
		case code(opIf):
			v = at(x, i.c)
			if at(x, i.a) != 0 {
				v = at(x, i.b)
			}
		case code(opMax):
			v = max(at(x, i.a), at(x, i.b))
		case code(opMin):
			v = min(at(x, i.a), at(x, i.b))
		case code(opAbs):
			v = math.Abs(at(x, i.a))
		case code(opSign):
			v = sign(at(x, i.a))
		case code(opLess):
			v = 0
			if at(x, i.a) < at(x, i.b) {
				v = 1
			}
		case code(opLessEq):
			v = 0
			if at(x, i.a) <= at(x, i.b) {
				v = 1
			}
		case code(opEqual):
			v = truth(at(x, i.a) == at(x, i.b))
		case code(opNotEqual):
			v = truth(at(x, i.a) != at(x, i.b))
		case cMulAdd:
			v = float64(at(x, i.a)*at(x, i.b)) + at(x, i.c)
		case cMulSub:
			v = float64(at(x, i.a)*at(x, i.b)) - at(x, i.c)
		case cSubMul:
			v = at(x, i.c) - float64(at(x, i.a)*at(x, i.b))
		case cMul3:
			v = at(x, i.a) * at(x, i.b) * at(x, i.c)
		case cAdd3:
			v = at(x, i.a) + at(x, i.b) + at(x, i.c)
		case cAddSub:
			v = at(x, i.a) + at(x, i.b) - at(x, i.c)
		case cSubSub:
			v = at(x, i.a) - at(x, i.b) - at(x, i.c)
		case cDifMul:
			v = (at(x, i.a) - at(x, i.b)) * at(x, i.c)
		case cDifDiv:
			v = (at(x, i.a) - at(x, i.b)) / at(x, i.c)
		case cMulDiv:
			v = at(x, i.a) * at(x, i.b) / at(x, i.c)
		case code(opAnd):
			v = truth(at(x, i.a) != 0 && at(x, i.b) != 0)
		case code(opOr):
			v = truth(at(x, i.a) != 0 || at(x, i.b) != 0)
		case code(opNot):
			v = truth(at(x, i.a) == 0)
		default:
			return int(u)
		}
		set(x, i.dst, v)
	}
	return len(list)
}

// rare executes the instructions that cost more than the call.
func (r *Regs) rare(i *ins) float64 {
	x := r.r
	a := x[i.a]
	switch i.op {
	case code(opTable):
		return r.segment(i.b, i.c, a).At(a)
	case code(opTable1):
		return r.segment(i.b, i.c, a).Slope(a)
	case code(opTable2):
		return r.segment(i.b, i.c, a).Curvature(a)
	case code(opGrid):
		if u := &r.t.grids[i.c]; u.grid != nil {
			return u.grid.At(a, x[i.b], u.dx, u.dy)
		}
		return math.NaN()
	case cPin:
		return r.pins[i.c].At(a)
	case cPin1:
		return r.pins[i.c].Slope(a)
	case cPin2:
		return r.pins[i.c].Curvature(a)
	}
	return apply(Op(i.op), a, x[i.b], x[i.c])
}
