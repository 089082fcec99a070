package physics

import (
	"sort"
	"strings"

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
	}
	tooMany(eqs, list, states, b.faults)
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
	res := make([]expr.ID, len(eqs))
	for i, e := range eqs {
		res[i] = s.put(s.b.eqs[e].res)
	}
	left := append([]int(nil), vars...)
	var order []int             // unknowns in the order of elimination
	by := map[expr.ID]expr.ID{} // their expressions, which may contain unknowns eliminated later
	for len(left) > 0 {
		e, v, x, ok := s.pivot(res, left, len(left) == 1)
		if !ok {
			break
		}
		order = append(order, left[v])
		id := s.unknowns[left[v]].id
		by[id] = x
		res = append(res[:e:e], res[e+1:]...)
		left = append(left[:v:v], left[v+1:]...)
		one := replacing(s.g, map[expr.ID]expr.ID{id: x})
		for i := range res {
			res[i] = one.Of(res[i])
		}
	}
	if !s.loop(res, left) {
		return false
	}
	for i := len(order) - 1; i >= 0; i-- {
		id := s.unknowns[order[i]].id
		s.solved[id] = s.put(by[id])
	}
	return true
}

// pivot finds an equation that is linear in an unknown with a factor that cannot vanish (last: any factor) and solves it.
func (s *solver) pivot(res []expr.ID, left []int, last bool) (e, v int, x expr.ID, ok bool) {
	for e := range res {
		for v, at := range left {
			id := s.unknowns[at].id
			if !s.g.Depends(res[e], id) {
				continue
			}
			slope, rest, linear := s.g.Linear(res[e], id)
			if zero, isConst := s.g.IsConst(slope); !linear || isConst && zero == 0 {
				continue
			}
			if last || s.g.Nonzero(slope) {
				return e, v, s.g.Div(s.g.Neg(rest), slope), true
			}
		}
	}
	return 0, 0, 0, false
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

// dependent faults a loop whose equations say the same or contradict one another.
func (s *solver) dependent(left []int) {
	var names []string
	for _, v := range left {
		names = append(names, s.unknowns[v].name)
	}
	u := s.unknowns[left[0]]
	s.b.faults.Add(u.v.in.in.Pos, 1, "one of them has to be given in another way",
		"the equations for %s are not independent (index 2 or higher)", strings.Join(names, ", "))
}
