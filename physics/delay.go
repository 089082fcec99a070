package physics

import (
	"fmt"
	"math"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics/expr"
	"github.com/plantwin/plantwin/sim/ode"
)

// delay(x, T) is the value that x had a time T ago, and delay(x, T, before) is `before` up to the time T; without it, it is what x
// is at the start. T does not move. The value is a leaf (expr.Past) that the solver's history gives (ode.Past).

// delayed is one delayed value: of a kind, an island or a system.
type delayed struct {
	x, lag expr.ID
	before expr.ID // -1 if it is x at the start
	given  bool    // before was written
	name   string  // as written
	pos    source.Pos
	len    int
}

// delay gives delay(x, T) its meaning.
func (e *kindEnv) delay(c *expr.Call, faults *source.Faults) (expr.Symbol, bool, bool) {
	const form = "delay(T, 20 s), or delay(T, 20 s, 300 K) with the value before the start"
	bad := func(at int, hint, format string, args ...any) (expr.Symbol, bool, bool) {
		pos, n := c.Pos, c.Len
		if at >= 0 {
			pos, n = c.Args[at].Pos(), c.Args[at].Len()
		}
		faults.Add(pos, n, hint, format, args...)
		return expr.Symbol{}, true, false
	}
	if len(c.Args) != 2 && len(c.Args) != 3 {
		return bad(-1, form, "delay takes 2 or 3 arguments")
	}
	k, g := e.k, e.k.g
	var v [3]expr.Value
	for i := range c.Args {
		var ok bool
		env := e
		if i == 2 {
			env = &kindEnv{k: k, start: true, index: e.index}
		}
		if v[i], ok = c.Value(g, i, env, faults); !ok {
			return expr.Symbol{}, true, false
		}
		if v[i].Bool || v[i].Texts != nil {
			return bad(i, "write if(c, 1, 0) for a number", "delay takes values")
		}
	}
	switch {
	case v[1].Dim != unit.Time:
		return bad(1, form, "a delay is a time, not %s", describe(v[1].Dim))
	case g.Level(v[1].ID) != expr.AtNumbers:
		return bad(1, "make it of numbers and parameters of the kind; for a flow that changes write a line of cells, as in plantwin kinds transport, with its speed as an input", "the time of a delay cannot move")
	case len(c.Args) == 3 && v[2].Dim != v[0].Dim && !v[2].Zero && !v[0].Zero:
		return bad(2, "", "%s is due, not %s", describe(v[0].Dim), describe(v[2].Dim))
	}
	if x, ok := g.IsConst(v[1].ID); ok && !(x > 0) {
		return bad(1, "leave the delay out", "a delay is above 0")
	}
	d := delayed{x: v[0].ID, lag: v[1].ID, before: -1, name: "delay(" + c.Args[0].String() + ", " + c.Args[1].String() + ")", pos: c.Pos, len: c.Len}
	if len(c.Args) == 3 {
		d.before, d.given = v[2].ID, true
	}
	dim := v[0].Dim
	if v[0].Zero && len(c.Args) == 3 {
		dim = v[2].Dim
	}
	return expr.Symbol{ID: note(&k.delays, g, d), Dim: dim, Whole: v[0].Whole && (len(c.Args) == 2 || v[2].Whole)}, true, true
}

// note gives the leaf of a delayed value; equal ones are one.
func note(list *[]delayed, g *expr.Graph, d delayed) expr.ID {
	for i, o := range *list {
		if o.x == d.x && o.lag == d.lag && o.before == d.before {
			return g.Leaf(expr.Past, i)
		}
	}
	*list = append(*list, d)
	return g.Leaf(expr.Past, len(*list)-1)
}

// copyDelay enters a delayed value of another graph; cache holds those that were.
func copyDelay(cache map[int]expr.ID, from []delayed, i int, s *expr.Subst, list *[]delayed, g *expr.Graph, who string) expr.ID {
	if id, ok := cache[i]; ok {
		return id
	}
	d := from[i]
	d.x, d.lag, d.name = s.Of(d.x), s.Of(d.lag), d.name+" of "+who
	if d.before >= 0 {
		d.before = s.Of(d.before)
	}
	cache[i] = note(list, g, d)
	return cache[i]
}

// pasts completes the delayed values of a system: what they were before the start, free of states.
func (b *island) pasts(s *solver, put *expr.Subst) {
	st := &starter{b: b, solved: s.solved, done: map[expr.ID]expr.ID{}, under: map[expr.ID]bool{}, past: map[int]expr.ID{}}
	for i := range b.delays { // those that starts lead to are in the list already
		d := b.delays[i]
		d.before = st.began(i)
		d.x, d.lag = put.Of(d.x), put.Of(d.lag)
		b.m.delays = append(b.m.delays, d)
	}
}

// began gives what a delayed value was before the start.
func (st *starter) began(i int) expr.ID {
	if st.past == nil {
		st.past = map[int]expr.ID{}
	}
	d := &st.b.delays[i]
	if id, ok := st.past[i]; ok {
		if id < 0 {
			st.unknown(d)
			return st.b.g.Const(0)
		}
		return id
	}
	st.past[i] = -1
	x, of := d.before, st.whose
	if x < 0 {
		x = d.x
	}
	st.whose = d
	st.past[i] = st.free(x)
	st.whose = of
	return st.past[i]
}

// unknown faults a delayed value of which nobody knows what it was before the start.
func (st *starter) unknown(d *delayed) {
	st.b.faults.Add(d.pos, d.len, "give it as a third argument", "what %s is before the start follows from equations that read it", d.name)
}

// smooths reports whether every delayed value is integrated before it is delayed again.
func (m *symbolic) smooths() bool {
	direct := m.alg > 0
	for _, d := range m.delays {
		m.g.Leaves(func(_ expr.ID, c expr.Class, _ int) { direct = direct || c == expr.Past || c == expr.Time }, d.x)
	}
	return !direct
}

var (
	_ ode.Lagged  = (*System)(nil)
	_ ode.Delayed = (*eval)(nil)
)

// NDelay is the number of delayed values.
func (s *System) NDelay() int { return len(s.sym.delays) }

// Past gives the history that delayed values come from. Implements ode.Delayed, with the methods below.
func (e *eval) Past(p *ode.Past) { e.window.Use(p) }

// Lags are the delays.
func (e *eval) Lags() []float64 { return e.window.Lags() }

// Due is the order of what jumps at the next break, 0 for a function of time.
func (e *eval) Due() int8 {
	if e.own <= e.past {
		return 0
	}
	return e.window.Due()
}

// Reach is how long a step from t may be.
func (e *eval) Reach(t float64) float64 { return e.window.Reach(t) }

// Before writes what delayed values were before the start.
func (e *eval) Before(t float64, u, x []float64) error {
	copy(e.u, u)
	e.r.Events()
	e.load(t, e.tmp[:e.s.NY()])
	e.r.Run(e.s.lay.before)
	e.r.Out(e.s.lay.before, x)
	lags := e.window.Lags()
	e.r.Run(e.s.lay.lags)
	e.r.Out(e.s.lay.lags, lags)
	for k, lag := range lags {
		d := &e.s.sym.delays[k]
		if !(lag > 0) || math.IsInf(lag, 0) {
			return fmt.Errorf("%s is a delay by %g s: it has to be above 0", d.name, lag)
		}
		if math.IsNaN(x[k]) || math.IsInf(x[k], 0) {
			return fmt.Errorf("%s: what it is before the start is not a finite number", d.name)
		}
	}
	return nil
}

// Signals writes what is delayed.
func (e *eval) Signals(t float64, y, x []float64) {
	e.load(t, y)
	e.r.Run(e.s.lay.signals)
	e.r.Out(e.s.lay.signals, x)
}

// shortest delay [s] that a model which was changed while it ran may have.
const shortestLag = 1e-9

// lagged chooses the pieces of the history that hold from t on.
func (e *eval) lagged(t float64) {
	lags := e.window.Lags()
	e.r.Run(e.s.lay.lags)
	e.r.Out(e.s.lay.lags, lags)
	for k, v := range lags {
		if !(v >= shortestLag) {
			lags[k] = shortestLag
		}
	}
	e.own = e.next
	e.past = e.window.Bind(t, near)
	e.next = math.Min(e.next, e.past)
}

// recall writes the delayed values at t.
func (e *eval) recall(t float64) {
	if !e.window.Reads() {
		return
	}
	for k := range e.pasts {
		v, slope := e.window.Value(k, t)
		e.pasts[k] = v
		if k < len(e.drifts) {
			e.drifts[k] = slope
		}
	}
}
