package physics

import (
	"sort"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/physics/expr"
)

// sort solves the equations of the island one block after the other and completes the symbolic system; nil after a fault.
func (b *island) sort() *symbolic {
	unknowns := b.unknowns()
	index := map[expr.ID]int{}
	for i, u := range unknowns {
		index[u.id] = i
	}
	reads := make([][]int, len(b.eqs))
	for e := range b.eqs {
		b.g.Leaves(func(id expr.ID, _ expr.Class, _ int) {
			if v, ok := index[id]; ok {
				reads[e] = append(reads[e], v)
			}
		}, b.eqs[e].res)
		sort.Ints(reads[e])
	}
	match := match(reads, len(unknowns))
	if !b.solvable(match, unknowns) {
		return nil
	}
	s := &solver{b: b, g: b.g, unknowns: unknowns, solved: map[expr.ID]expr.ID{}}
	for _, block := range match.blocks() {
		vars := make([]int, len(block))
		for i, e := range block {
			vars[i] = match.unknown[e]
		}
		sort.Ints(vars)
		if !s.block(block, vars) {
			return nil
		}
	}
	return b.finish(s)
}

// unknown is what equations determine: a derivative, or a variable.
type unknown struct {
	id   expr.ID
	name string
	v    *variable
	der  bool
}

func (b *island) unknowns() []unknown {
	var out []unknown
	for _, v := range b.states {
		out = append(out, unknown{id: v.der, name: "der(" + v.name + ")", v: v, der: true})
	}
	for _, v := range b.vars {
		out = append(out, unknown{id: v.leaf, name: v.name, v: v})
	}
	return out
}

// solvable faults equations and unknowns without a partner. Each kind is checked on its own before, so this happens only
// where instances are coupled.
func (b *island) solvable(m *bipartite, unknowns []unknown) bool {
	ok := true
	for e, v := range m.unknown {
		if v < 0 {
			b.tied(m.over(e))
			ok = false
		}
	}
	if !ok {
		return false
	}
	for v, e := range m.equation {
		if e < 0 {
			u := unknowns[v]
			b.faults.Add(u.v.in.in.Pos, 1, "", "no equation determines %s", u.name)
			ok = false
		}
	}
	return ok
}

// tied names the states that some equations tie together.
func (b *island) tied(list []int) {
	states := make([][]string, len(b.eqs))
	eqs := make([]Equation, len(b.eqs))
	for _, e := range list {
		b.g.Leaves(func(_ expr.ID, c expr.Class, i int) {
			if c == expr.State {
				states[e] = append(states[e], b.states[i].name)
			}
		}, b.eqs[e].res)
		eqs[e] = b.eqs[e].decl
		if at := b.eqs[e].part - 1; at >= 0 { // the study is at fault, not the kind
			in := b.parts[at].in
			name := in.Name
			if of := eqs[e].of; of != "" {
				name += "." + of
			}
			eqs[e].Pos, eqs[e].Len, eqs[e].of = in.Pos, len(in.Name), name
		}
	}
	before := b.faults.Len()
	if p := b.loose(list); p != "" {
		at := &eqs[list[len(list)-1]]
		b.faults.Add(at.Pos, at.Len, "connect them, or leave "+p+" out", "%s is determined twice: its ports are open, so nothing flows through them", p)
	}
	if b.faults.Len() == before {
		tooMany(eqs, list, states, b.faults)
	}
}

// loose names an instance with equations in a list none of whose ports is connected, "" if there is none.
func (b *island) loose(list []int) string {
	for _, e := range list {
		at := b.eqs[e].part - 1
		if at < 0 || len(b.parts[at].in.Kind.Ports) == 0 {
			continue
		}
		open, first := true, b.n.firstEnd[b.group.instances[at]]
		for i := range b.parts[at].in.Kind.Ports {
			open = open && b.n.ends[first+i].joint < 0
		}
		if open {
			return b.parts[at].in.Name
		}
	}
	return ""
}

// solver solves blocks of equations.
type solver struct {
	b        *island
	g        *expr.Graph
	unknowns []unknown
	solved   map[expr.ID]expr.ID // leaf -> expression over states, algebraic variables, inputs, numbers
	alg      []unknown           // algebraic variables: State leaves behind the states
	rows     []expr.ID           // their equations
}

// put replaces solved leaves in an expression.
func (s *solver) put(e expr.ID) expr.ID { return replacing(s.g, s.solved).Of(e) }

// replacing makes a copier that puts expressions for leaves.
func replacing(g *expr.Graph, by map[expr.ID]expr.ID) *expr.Subst {
	return g.NewSubst(g, func(id expr.ID, _ expr.Class, _ int) expr.ID {
		if x, ok := by[id]; ok {
			return x
		}
		return id
	}, nil)
}

// block solves the equations of one block for its unknowns: in a loop those with a factor that cannot vanish first, then a
// last one that is linear; the rest become algebraic rows.
func (s *solver) block(eqs, vars []int) bool {
	t := &tearing{s: s, left: append([]int(nil), vars...)}
	for _, e := range eqs {
		t.res = append(t.res, s.put(s.b.eqs[e].res))
		t.reads = append(t.reads, t.unknowns(t.res[len(t.res)-1]))
	}
	var order []int             // unknowns in the order of elimination
	by := map[expr.ID]expr.ID{} // their expressions, which may contain unknowns eliminated later
	for len(t.left) > 0 {
		e, v, x, ok := t.pivot(len(t.left) == 1)
		if !ok && len(t.left) == 2 {
			if first, second, ok := t.pair(); ok {
				order = append(order, t.left...)
				by[s.unknowns[t.left[0]].id], by[s.unknowns[t.left[1]].id] = first, second
				t.res, t.left = nil, nil
			}
		}
		if !ok {
			break
		}
		order = append(order, v)
		by[s.unknowns[v].id] = x
		t.eliminate(e, v, x)
	}
	if !s.loop(t.res, t.left) {
		return false
	}
	for i := len(order) - 1; i >= 0; i-- {
		id := s.unknowns[order[i]].id
		s.solved[id] = s.put(by[id])
	}
	return true
}

// tearing is a block under elimination.
type tearing struct {
	s     *solver
	res   []expr.ID
	reads [][]int // by equation: the unknowns of the block in it, rising
	left  []int   // unknowns not yet eliminated
}

// unknowns lists the unknowns of the block in an expression.
func (t *tearing) unknowns(e expr.ID) []int {
	at := map[expr.ID]int{}
	for _, v := range t.left {
		at[t.s.unknowns[v].id] = v
	}
	var out []int
	t.s.g.Leaves(func(id expr.ID, _ expr.Class, _ int) {
		if v, ok := at[id]; ok {
			out = append(out, v)
		}
	}, e)
	sortInts(out)
	return out
}

// pivot finds an equation that is linear in an unknown with a factor that cannot vanish (last: any factor) and solves it:
// the one with the fewest unknowns, so that little is filled in (H. M. Markowitz, Management Sci. 3 (1957) 255). Numbers of
// the model are no such factors: a resistance may be set to 0.
func (t *tearing) pivot(last bool) (e, v int, x expr.ID, ok bool) {
	g, fewest := t.s.g, 1<<30
	for i := range t.res {
		if len(t.reads[i]) >= fewest {
			continue
		}
		for _, at := range t.reads[i] {
			slope, rest, linear := g.Linear(t.res[i], t.s.unknowns[at].id)
			if zero, isConst := g.IsConst(slope); !linear || isConst && zero == 0 {
				continue
			}
			if last || g.Nonzero(slope) {
				e, v, x, ok = i, at, g.Div(g.Neg(rest), slope), true
				fewest = len(t.reads[i])
				break
			}
		}
	}
	return e, v, x, ok
}

// pair solves two linear equations by Cramer's rule: only the determinant must not vanish.
func (t *tearing) pair() (first, second expr.ID, ok bool) {
	g, u, v := t.s.g, t.s.unknowns[t.left[0]].id, t.s.unknowns[t.left[1]].id
	var a, b, c [2]expr.ID // a u + b v + c = 0
	for i, res := range t.res {
		slope, rest, linear := g.Linear(res, u)
		if !linear || g.Depends(slope, v) {
			return 0, 0, false
		}
		a[i] = slope
		if b[i], c[i], linear = g.Linear(rest, v); !linear {
			return 0, 0, false
		}
	}
	det := g.Sub(g.Mul(a[0], b[1]), g.Mul(a[1], b[0]))
	if zero, isConst := g.IsConst(det); isConst && zero == 0 {
		return 0, 0, false
	}
	first = g.Div(g.Sub(g.Mul(b[0], c[1]), g.Mul(b[1], c[0])), det)
	second = g.Div(g.Sub(g.Mul(a[1], c[0]), g.Mul(a[0], c[1])), det)
	return first, second, true
}

// eliminate puts x for unknown v, for which equation e was solved.
func (t *tearing) eliminate(e, v int, x expr.ID) {
	t.res = append(t.res[:e:e], t.res[e+1:]...)
	t.reads = append(t.reads[:e:e], t.reads[e+1:]...)
	for i, at := range t.left {
		if at == v {
			t.left = append(t.left[:i:i], t.left[i+1:]...)
			break
		}
	}
	id := t.s.unknowns[v].id
	one := replacing(t.s.g, map[expr.ID]expr.ID{id: x})
	for i, reads := range t.reads {
		for _, at := range reads {
			if at == v {
				t.res[i] = one.Of(t.res[i])
				t.reads[i] = t.unknowns(t.res[i])
				break
			}
		}
	}
}

// loop turns what is left of a block into algebraic rows.
func (s *solver) loop(res []expr.ID, left []int) bool {
	g := s.g
	for _, e := range res {
		reads := false
		for _, v := range left {
			reads = reads || g.Depends(e, s.unknowns[v].id)
		}
		if !reads {
			s.dependent(left)
			return false
		}
	}
	for _, v := range left {
		u := s.unknowns[v]
		s.solved[u.id] = g.Leaf(expr.State, len(s.b.states)+len(s.alg))
		s.alg = append(s.alg, u)
	}
	put := replacing(g, s.solved)
	for _, e := range res {
		s.rows = append(s.rows, put.Of(e))
	}
	return true
}

// groundHint says what a circuit needs.
const groundHint = "a circuit needs one point whose potential is given, such as a ground or a pressure, and no source may be shorted"

// openHint says what to do about a variable that equations leave open.
func (b *island) openHint(name string) string {
	if inst, list, i, ok := b.n.variable(name); ok && list == 'o' && b.n.instances[inst].Kind.Outputs[i].port {
		return groundHint
	}
	return "one of them has to say something else"
}

// position gives where the instance of a variable stands.
func (b *island) position(name string) source.Pos {
	if inst, _, _, ok := b.n.variable(name); ok {
		return b.n.instances[inst].Pos
	}
	return b.parts[0].in.Pos
}

// dependent faults a loop whose equations say the same or contradict one another.
func (s *solver) dependent(left []int) {
	var names []string
	for _, v := range left {
		names = append(names, s.unknowns[v].name)
	}
	u := s.unknowns[left[0]]
	hint := "one of them has to be given in another way"
	if u.v.decl.port {
		hint = groundHint
	}
	s.b.faults.Add(u.v.in.in.Pos, 1, hint,
		"the equations for %s are not independent (index 2 or higher)", strings.Join(names, ", "))
}
