package expr

import (
	"math"
	"slices"

	"github.com/plantwin/plantwin/internal/table"
)

// Tape is flat code for some groups of outputs. It never changes and may be shared between goroutines; each user has its
// own Regs.
//
// The code has three parts: what depends on numbers of the model only, what depends on inputs and discrete states too,
// and for each group what is left. The first two are shared by all groups.
type Tape struct {
	first  [classes]int // register of leaf 0
	count  [classes]int // leaves
	image  []float64    // registers with the constants in place
	number program
	event  program
	groups []group
	tables []*table.Series
	pins   []int // slot of each pin, -1 where nothing reads it
	grids  []gridUse
	looks  int // look-ups that are not pinned: each remembers where it was
}

// gridUse is one use of a table of two arguments.
type gridUse struct {
	grid   *table.Grid
	dx, dy int // orders of the derivative
}

// group is the code of one group of outputs.
type group struct {
	code program
	out  []uint32 // register of each output
}

// ins is one instruction: r[dst] = op(r[a], r[b], r[c]). For look-ups b is the slot and c the cursor or pin.
type ins struct {
	op           code
	dst, a, b, c uint32
}

// code is an Op or one of the joined operations.
type code uint16

// Joined operations save an instruction; every product is still rounded before it is added.
const (
	cMulAdd code = code(opCount) + iota // a b + c
	cMulSub                             // a b - c
	cSubMul                             // c - a b
	cMul3                               // a b c
	cAdd3                               // a + b + c
	cAddSub                             // a + b - c
	cSubSub                             // a - b - c
	cDifMul                             // (a - b) c
	cDifDiv                             // (a - b) / c
	cMulDiv                             // a b / c
	cPin                                // table at a on pin c
	cPin1
	cPin2
)

// Tape makes the code for groups of outputs. Cost: the size of the graph below them.
func (g *Graph) Tape(groups ...[]ID) *Tape {
	b := &builder{g: g, t: &Tape{tables: append([]*table.Series(nil), g.tables...)}}
	b.at = make([]uint32, len(g.nodes))
	var all []ID
	for _, outs := range groups {
		all = append(all, outs...)
	}
	b.leaves(all)
	b.fixed(all)
	b.t.number.close()
	b.t.event.close()
	base := uint32(len(b.t.image))
	top := base
	for _, outs := range groups {
		b.free, b.next = nil, base
		b.group(outs)
		top = max(top, b.next)
	}
	b.t.image = append(b.t.image, make([]float64, top-base)...)
	return b.t
}

// Same reports whether two tapes are the same code, over the same constants to
// the last bit and the same tables.
func (t *Tape) Same(o *Tape) bool {
	bits := func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }
	return t.first == o.first && t.count == o.count && t.looks == o.looks && slices.EqualFunc(t.image, o.image, bits) &&
		t.number.same(&o.number) && t.event.same(&o.event) && slices.Equal(t.tables, o.tables) && slices.Equal(t.grids, o.grids) && slices.Equal(t.pins, o.pins) &&
		slices.EqualFunc(t.groups, o.groups, func(a, b group) bool { return a.code.same(&b.code) && slices.Equal(a.out, b.out) })
}

// builder makes a tape.
type builder struct {
	g    *Graph
	t    *Tape
	at   []uint32 // register of each node
	free []uint32 // scratch registers that can be used again
	next uint32
}

// leaves gives registers to leaves and constants.
func (b *builder) leaves(all []ID) {
	g, t := b.g, b.t
	g.Leaves(func(_ ID, c Class, i int) { t.count[c] = max(t.count[c], i+1) }, all...)
	n := 0
	for c := range t.first {
		t.first[c] = n
		n += t.count[c]
	}
	t.image = make([]float64, n)
	g.below(all, func(id ID) {
		if c, i, ok := g.IsLeaf(id); ok {
			b.at[id] = uint32(t.first[c] + i)
		} else if v, ok := g.IsConst(id); ok {
			b.at[id] = uint32(len(t.image))
			t.image = append(t.image, v)
		}
	})
}

// fixed makes the parts that do not depend on time and states; their results keep their registers.
func (b *builder) fixed(all []ID) {
	b.g.below(all, func(id ID) {
		if b.plain(id) || b.g.level[id] == Always {
			return
		}
		b.at[id] = uint32(len(b.t.image))
		b.t.image = append(b.t.image, 0)
		in := b.single(id)
		if b.g.level[id] == AtNumbers {
			b.t.number.add(in)
		} else {
			b.t.event.add(in)
		}
	})
}

// plain reports whether a node needs no instruction.
func (b *builder) plain(id ID) bool {
	op := b.g.nodes[id].op
	return op == opConst || op == opLeaf
}

// single makes the instruction of one node, its register already chosen.
func (b *builder) single(id ID) ins {
	n := b.g.nodes[id]
	in := ins{op: code(n.op), dst: b.at[id], a: b.at[n.a]}
	switch {
	case isTable(n.op):
		b.look(n, &in)
		return in
	case n.op == opGrid:
		in.b, in.c = b.at[n.b], uint32(len(b.t.grids))
		b.t.grids = append(b.t.grids, gridUse{b.g.grids[n.c], int(n.v & 15), int(n.v >> 4)})
		return in
	case arity[n.op] == 3:
		in.c = b.at[n.c]
		fallthrough
	case arity[n.op] == 2:
		in.b = b.at[n.b]
	}
	return in
}

// look fills in slot and cursor of a look-up.
func (b *builder) look(n node, in *ins) {
	in.b = uint32(n.b)
	if n.c == 0 {
		in.c = uint32(b.t.looks)
		b.t.looks++
		return
	}
	pin := int(n.c) - 1
	in.op, in.c = cPin+code(n.op-opTable), uint32(pin)
	for len(b.t.pins) <= pin {
		b.t.pins = append(b.t.pins, -1)
	}
	b.t.pins[pin] = int(n.b)
}

// group makes the code of one group of outputs.
func (b *builder) group(outs []ID) {
	g := b.g
	var live []ID
	uses := map[ID]int{}
	g.below(outs, func(id ID) {
		if g.level[id] == Always && !b.plain(id) {
			live = append(live, id)
			for _, o := range g.operands(id) {
				uses[o]++
			}
		}
	})
	for _, o := range outs {
		uses[o] += 1 << 20 // is never joined and never freed
	}
	j := joiner{b: b, uses: uses, plans: map[ID]plan{}, gone: map[ID]bool{}}
	for k := len(live) - 1; k >= 0; k-- {
		j.join(live[k])
	}
	var gr group
	live = slices.DeleteFunc(live, func(id ID) bool { return j.gone[id] })
	for _, id := range j.schedule(live) {
		gr.code.add(b.emit(id, &j))
	}
	for _, o := range outs {
		gr.out = append(gr.out, b.at[o])
	}
	gr.code.close()
	b.t.groups = append(b.t.groups, gr)
}

// emit makes the instruction of a node and chooses its register: one whose value is no longer wanted, if there is any.
func (b *builder) emit(id ID, j *joiner) ins {
	p, joined := j.plans[id]
	args := j.operands(id)
	var in ins
	if joined {
		in = ins{op: p.op, a: b.at[p.args[0]], b: b.at[p.args[1]], c: b.at[p.args[2]]}
	} else {
		in = b.single(id)
	}
	for _, a := range args {
		j.uses[a]--
		if j.uses[a] == 0 && b.g.level[a] == Always && !b.plain(a) {
			b.free = append(b.free, b.at[a])
		}
	}
	if n := len(b.free); n > 0 {
		in.dst, b.free = b.free[n-1], b.free[:n-1]
	} else {
		in.dst = b.next
		b.next++
	}
	b.at[id] = in.dst
	return in
}

// plan is a joined operation.
type plan struct {
	op   code
	args [3]ID
}

// joiner joins nodes with an operand that nobody else wants.
type joiner struct {
	b     *builder
	uses  map[ID]int
	plans map[ID]plan
	gone  map[ID]bool
}

// join looks for a joined operation for a node; nodes come last first.
func (j *joiner) join(id ID) {
	if j.gone[id] {
		return
	}
	n := j.b.g.nodes[id]
	switch n.op {
	case opAdd:
		_ = j.take(id, n.a, n.b, opMul, cMulAdd) || j.take(id, n.b, n.a, opMul, cMulAdd) ||
			j.take(id, n.a, n.b, opAdd, cAdd3) || j.take(id, n.b, n.a, opAdd, cAdd3)
	case opSub:
		_ = j.take(id, n.a, n.b, opMul, cMulSub) || j.take(id, n.b, n.a, opMul, cSubMul) ||
			j.take(id, n.a, n.b, opAdd, cAddSub) || j.take(id, n.a, n.b, opSub, cSubSub)
	case opMul:
		_ = j.take(id, n.a, n.b, opSub, cDifMul) || j.take(id, n.b, n.a, opSub, cDifMul) ||
			j.take(id, n.a, n.b, opMul, cMul3) || j.take(id, n.b, n.a, opMul, cMul3)
	case opDiv:
		_ = j.take(id, n.a, n.b, opSub, cDifDiv) || j.take(id, n.a, n.b, opMul, cMulDiv)
	}
}

// take joins id with its operand x if that is an op which nobody else wants; other is the second operand.
func (j *joiner) take(id, x, other ID, op Op, c code) bool {
	n := j.b.g.nodes[x]
	if n.op != op || j.uses[x] != 1 || j.b.g.level[x] != Always {
		return false
	}
	j.gone[x] = true
	j.plans[id] = plan{op: c, args: [3]ID{n.a, n.b, other}}
	return true
}
