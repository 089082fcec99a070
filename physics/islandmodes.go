package physics

import (
	"strconv"

	"github.com/plantwin/plantwin/physics/expr"
)

// keeper is a rule of an island that keeps a hidden discrete state.
type keeper struct {
	name string
	disc int // in island.discs
	when expr.Value
	to   expr.ID
}

// jumpEnv is a plantEnv in which what jumps does so with an event: of an input that is a Boolean or an integer.
type jumpEnv struct {
	*plantEnv
	p    *part
	name string // of the input
}

// jumper makes hidden states of an island.
func (e *jumpEnv) jumper() jumper {
	b := e.b
	return jumper{b.g, func(id expr.ID) bool { return b.g.Level(id) == expr.Always }, func(key [3]expr.ID, start expr.ID) (expr.ID, bool) {
		if leaf, ok := b.modes[key]; ok {
			return leaf, false
		}
		decl := concealed(e.name+".mode."+strconv.Itoa(len(b.modes)+1), e.p.in.Pos)
		decl.start = start
		v := &variable{name: e.p.in.Name + "." + decl.Name, decl: &decl, in: e.p, leaf: b.g.Leaf(expr.Disc, len(b.discs)), keeper: true}
		b.discs = append(b.discs, v)
		b.modes[key] = v.leaf
		return v.leaf, true
	}, func(leaf expr.ID, what string, when expr.Value, to expr.ID) {
		_, i, _ := b.g.IsLeaf(leaf)
		b.keepers = append(b.keepers, keeper{name: b.discs[i].name + " to " + what, disc: i, when: when, to: to})
	}}
}

// Mode implements expr.Jumper.
func (e *jumpEnv) Mode(c expr.Value) (expr.ID, bool) { return e.jumper().mode(c), true }

// Whole implements expr.Jumper.
func (e *jumpEnv) Whole(function string, x expr.ID) (expr.ID, bool) {
	return e.jumper().whole(function, x), true
}

// given lowers the expression of an input.
func (b *island) given(p *part, j int) (expr.ID, bool) {
	x, v := p.in.input(j), &p.in.Kind.Inputs[j]
	if v.Type == Real {
		return lowerFor(b.g, x.ast, v, b.env(p.in.self()), b.faults)
	}
	e := &jumpEnv{plantEnv: b.env(p.in.self()), p: p, name: v.Name}
	value, ok := typedValue(b.g, x.ast, v, e, b.faults)
	if ok && v.Type == Boolean {
		return e.jumper().mode(value), true
	}
	return value.ID, ok
}

// keep makes the guards that keep hidden states.
func (b *island) keep(put *expr.Subst) {
	m := b.m
	for _, k := range b.keepers {
		m.guards = append(m.guards, Guard{Name: k.name, Internal: true, Tag: -1})
		m.cross, m.truth = append(m.cross, put.Of(k.when.Crossing)), append(m.truth, put.Of(k.when.ID))
		m.resets = append(m.resets, reset{target: []int{len(m.rows) + k.disc}, to: []expr.ID{put.Of(k.to)}})
	}
}
