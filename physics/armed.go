package physics

import (
	"github.com/plantwin/plantwin/physics/expr"
	"github.com/plantwin/plantwin/sim/ode"
)

// A guard that a discrete state switches off (`full == 0 and level > top`) is a choice between a difference and a constant. While
// the constant holds, from one Bind to the next, the difference is not computed: of two tanks that overflow in turns each
// step looks at ten points of one guard, not of both.

// rest gives the condition on which a guard rests, and its value then; both change with events alone.
func rest(g *expr.Graph, guard expr.ID) (rests, value expr.ID) {
	if g.Level(guard) <= expr.AtEvents {
		return g.Const(1), guard
	}
	cond, yes, no, ok := g.Choice(guard)
	if !ok || g.Level(cond) > expr.AtEvents {
		return g.Const(0), g.Const(0)
	}
	r1, v1 := rest(g, yes)
	r2, v2 := rest(g, no)
	return g.If(cond, r1, r2), g.If(cond, v1, v2)
}

// restGroups are the groups of code for guards that can rest: one with condition and value of each guard, and one for each guard
// alone; nil where none can.
func restGroups(m *symbolic) (groups [][]expr.ID) {
	var rests []expr.ID
	some := false
	for _, guard := range m.cross {
		r, v := rest(m.g, guard)
		c, constant := m.g.IsConst(r)
		some = some || !constant || c != 0
		rests = append(rests, r, v)
	}
	if !some {
		return nil
	}
	groups = append(groups, rests)
	for _, guard := range m.cross {
		groups = append(groups, []expr.ID{guard})
	}
	return groups
}

// slopes is a guard that is linear in variables and time with slopes that change with events alone.
type slopes struct {
	known bool
	timed bool    // no variable and nothing delayed is read: of time alone
	reads []int32 // the variables
	first int     // place of the slope by the time in the group of slopes; those by the variables follow
}

// mostReads is how many variables such a guard may read.
const mostReads = 16

// guardSlopes finds the guards that are linear, and the group of code for their slopes.
func guardSlopes(m *symbolic) (list []slopes, group []expr.ID) {
	g := m.g
	for _, guard := range m.cross {
		s := slopes{first: len(group), timed: timed(g, guard)}
		reads := statesOf(g, guard)
		rest, by := guard, []expr.ID{}
		s.known = len(reads) <= mostReads
		take := func(leaf expr.ID) {
			slope, r, ok := g.Linear(rest, leaf)
			s.known = ok && g.Level(slope) <= expr.AtEvents
			rest, by = r, append(by, slope)
		}
		if s.known {
			take(g.Leaf(expr.Time, 0))
		}
		for _, j := range reads {
			if s.known {
				take(g.Leaf(expr.State, j))
				s.reads = append(s.reads, int32(j))
			}
		}
		if s.known = s.known && g.Level(rest) <= expr.AtEvents; s.known {
			group = append(group, by...)
		}
		list = append(list, s)
	}
	return list, group
}

// timed reports that an expression changes with events and the time alone.
func timed(g *expr.Graph, id expr.ID) bool {
	only := true
	g.Leaves(func(_ expr.ID, c expr.Class, _ int) {
		only = only && (c == expr.Time || c.Level() <= expr.AtEvents)
	}, id)
	return only
}

// Forms gives the forms of the guards.
func (e *eval) Forms() []ode.Form { return e.form }

// reform settles them.
func (e *eval) reform() {
	for i := range e.form {
		switch s := &e.s.slopes[i]; {
		case e.rests[i]:
			e.form[i] = ode.Constant
		case s.known:
			e.form[i] = ode.Sloped
		case s.timed:
			e.form[i] = ode.OfTime
		default:
			e.form[i] = ode.General
		}
	}
}

// Slopes gives the derivatives of a guard that rests or is linear.
func (e *eval) Slopes(i int) (byTime float64, by []ode.Slope, ok bool) {
	if e.rests[i] {
		return 0, nil, true
	}
	s := &e.s.slopes[i]
	if !s.known {
		return 0, nil, false
	}
	by = e.by[:len(s.reads)]
	for k, j := range s.reads {
		by[k] = ode.Slope{Var: j, By: e.r.Get(e.s.lay.slope, s.first+1+k)}
	}
	return e.r.Get(e.s.lay.slope, s.first), by, true
}

// arm notes which guards rest until the next Bind, if that saves work.
func (e *eval) arm() {
	e.awake = e.awake[:0]
	if e.all = !e.s.canRest; e.all {
		e.reform()
		return
	}
	e.r.Run(e.s.lay.rest)
	size, work := e.s.sizes, 0
	for i := range e.resting {
		if e.rests[i] = e.r.Get(e.s.lay.rest, 2*i) != 0; e.rests[i] {
			e.resting[i] = e.r.Get(e.s.lay.rest, 2*i+1)
			continue
		}
		e.awake = append(e.awake, i)
		work += size[e.s.lay.rest+1+i]
	}
	e.all = work >= size[e.s.lay.guards]
	e.reform()
}

// Guards writes the crossing functions.
func (e *eval) Guards(t float64, y, g []float64) {
	if e.all {
		e.load(t, y)
		e.r.RunOut(e.s.lay.guards, g)
		return
	}
	copy(g, e.resting)
	if len(e.awake) == 0 {
		return
	}
	e.load(t, y)
	for _, i := range e.awake {
		group := e.s.lay.rest + 1 + i
		g[i] = e.r.RunOne(group)
	}
}
