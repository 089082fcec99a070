package expr

import "slices"

// program is a list of instructions, sorted into stretches of the same
// operation: what to do is then chosen once for each stretch. (Right-hand sides
// against one choice for each instruction: pollu 190 ns after 470, the line of 100
// cells 1.1 us after 5, the Brusselator with 1,000 states 10 us after 28.)
type program struct {
	list []ins
	runs []stretch
	few  bool // stretches are so short that choosing for each instruction is as fast
}

// stretch is n instructions of one operation.
type stretch struct {
	op code
	n  int32
}

// add appends an instruction.
func (p *program) add(i ins) {
	if k := len(p.runs) - 1; k >= 0 && p.runs[k].op == i.op {
		p.runs[k].n++
	} else {
		p.runs = append(p.runs, stretch{i.op, 1})
	}
	p.list = append(p.list, i)
}

// close settles how the program is executed. Of an operation without a loop of its own each instruction is a stretch.
func (p *program) close() {
	n := 0
	for _, s := range p.runs {
		switch {
		case s.op >= code(opAdd) && s.op <= code(opSqrt), s.op == code(opExp), s.op == code(opLog), s.op >= cMulAdd && s.op <= cMulDiv:
			n++
		default:
			n += int(s.n)
		}
	}
	p.few = len(p.list) < shortStretch*n
}

// shortStretch is the mean length of a stretch below which they do not pay
// (measured: vanderpol, 5 instructions in 4 stretches, 33 ns one by one and 53 in
// stretches; hires, 28 in 9, 110 and 96; lorenz, 6 in 2, 38 and 24).
const shortStretch = 2

func (p *program) same(o *program) bool { return slices.Equal(p.list, o.list) }

// schedule orders nodes, given in an order that respects their operands, so that
// equal operations stand together: of the operations ready the one with most
// nodes comes next, with all that becomes ready meanwhile.
func (j *joiner) schedule(live []ID) []ID {
	waits := make(map[ID]int, len(live)) // operands to come
	users := make(map[ID][]ID, len(live))
	var ready [cPin2 + 1][]ID
	op := func(id ID) code {
		if p, ok := j.plans[id]; ok {
			return p.op
		}
		return code(j.b.g.nodes[id].op)
	}
	for _, id := range live {
		waits[id] = 0
		for _, a := range j.operands(id) {
			if _, ok := waits[a]; ok {
				waits[id]++
				users[a] = append(users[a], id)
			}
		}
		if waits[id] == 0 {
			ready[op(id)] = append(ready[op(id)], id)
		}
	}
	out := make([]ID, 0, len(live))
	for len(out) < len(live) {
		most := 0
		for k := range ready {
			if len(ready[k]) > len(ready[most]) {
				most = k
			}
		}
		for k := 0; k < len(ready[most]); k++ {
			id := ready[most][k]
			out = append(out, id)
			for _, u := range users[id] {
				if waits[u]--; waits[u] == 0 {
					ready[op(u)] = append(ready[op(u)], u)
				}
			}
		}
		ready[most] = ready[most][:0]
	}
	return out
}

// operands are those of a node, or of what it has been joined to.
func (j *joiner) operands(id ID) []ID {
	if p, ok := j.plans[id]; ok {
		return p.args[:]
	}
	return j.b.g.operands(id)
}
