package plant

import (
	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/physics/expr"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/sim"
)

// watch is a condition that an asset of the line looks at over time: the `when`
// of maintenance, the `until` of a step.
type watch struct {
	name  string
	asset *asset
	when  *expr.Ast
	read  *formula // its value at an event
	guard bool     // physics is in it: a guard of its island says when it turns
}

// watchTag is where the tags of guards of watches begin; those of rules are
// below.
const watchTag = 1 << 20

// watched reads a condition. What it reads is known only once all assets are
// read.
func (r reading) watched(key string, n *source.Node) maker {
	ast := expr.ParseNode(n, r.faults)
	if ast == nil {
		return nil
	}
	w := &watch{name: r.at(key), asset: r.asset, when: ast}
	index := len(r.watches)
	r.watches = append(r.watches, w)
	return func(b *binding) line.Value {
		x := &line.Watch{}
		b.watch(index, x)
		if b.refs != nil {
			value := new(func(*sim.State, int32) (float64, bool))
			b.later = append(b.later, func() { *value = b.bindFormula(w.read, r.leaves) })
			x.True = func(s *sim.State, part int32) bool { v, ok := (*value)(s, part); return ok && v != 0 }
		}
		return line.Value{Set: true, Watch: x}
	}
}

// watch notes the condition of the line that stands for watch i.
func (b *binding) watch(i int, x *line.Watch) {
	for len(b.watches) <= i {
		b.watches = append(b.watches, nil)
	}
	b.watches[i] = x
}

// readWatches compiles the conditions, once all signals are known.
func (c *compiler) readWatches() {
	for i, w := range c.watches {
		scope := c.values(w.asset, false)
		scope.graph = expr.NewGraph()
		if _, ok := scope.graph.Condition(w.when, scope, c.faults); !ok {
			continue
		}
		f, _, ok := c.formula(w.when, c.values(w.asset, false), nil, false)
		if !ok {
			continue
		}
		w.read = f
		if w.guard = c.readsPhysics(w.when, w.asset); w.guard {
			c.network.net.AddGuard(w.name, w.when, w.asset.name, watchTag+i)
		}
	}
}

// bindWatches makes conditions of the watches that read the line alone.
func (c *compiler) bindWatches(b *binding) {
	for i, w := range c.watches {
		if w.guard || i >= len(b.watches) || b.watches[i] == nil {
			continue
		}
		x := b.watches[i]
		cond := sim.Condition{Name: w.name, Order: watchTag + int32(i), Rise: &x.Rise, Fall: x.Fall}
		for _, k := range w.read.leaves {
			if l := c.leaves[k]; l.kind == leafSignal {
				for _, t := range b.refs.terms(l.signal) {
					cond.Reads = append(cond.Reads, t.Ref)
				}
			}
		}
		cond.True = func(s *sim.State) bool { return x.True(s, -1) }
		b.sim.Condition(cond)
	}
}
