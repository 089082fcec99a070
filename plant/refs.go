package plant

import (
	"math"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics/expr"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/sim"
)

// refTable says where the signals of a bound model stand.
type refTable struct {
	line map[string]*line.Signal
	vars map[string]sim.Ref
}

// terms are the stores behind a signal.
func (t *refTable) terms(key string) []sim.Term {
	if s := t.line[key]; s != nil {
		return s.Terms
	}
	if r, ok := t.vars[key]; ok {
		return []sim.Term{{Ref: r, Coef: 1}}
	}
	return nil
}

// reader reads one leaf from a state. It is false where there was no sample.
type reader func(s *sim.State, part int32) (float64, bool)

// reader binds a leaf.
func (b *binding) reader(l leaf) reader {
	switch l.kind {
	case leafNumber:
		v := b.v[l.number]
		return func(*sim.State, int32) (float64, bool) { return v, true }
	case leafTime:
		return func(s *sim.State, _ int32) (float64, bool) { return s.Now.Seconds(), true }
	case leafRisk, leafLife:
		return b.riskReader(l)
	case leafSignal:
		if x := b.refs.line[l.signal]; x != nil && x.Read != nil {
			return func(s *sim.State, _ int32) (float64, bool) { return x.Read(s), true }
		}
		terms := b.refs.terms(l.signal)
		return func(s *sim.State, _ int32) (float64, bool) { return s.Value(terms), true }
	case leafStat:
		return b.statReader(l)
	}
	return b.partReader(l.attr)
}

// statReader binds a statistic. A signal that is a sum has those statistics that
// are linear in it.
func (b *binding) statReader(l leaf) reader {
	s := b.refs.line[l.signal]
	if s != nil && s.Sort == line.Ratio && s.Read != nil {
		return func(st *sim.State, _ int32) (float64, bool) { v := s.Read(st); return v, !math.IsNaN(v) }
	}
	if s != nil && s.Sort == line.Ratio {
		return func(st *sim.State, _ int32) (float64, bool) {
			num, ok1 := sum(st, s.Terms, sim.StatTotal, 0)
			den, ok2 := sum(st, s.Per, sim.StatTotal, 0)
			return num / den, ok1 && ok2 && den != 0
		}
	}
	kind := l.stat
	if s != nil && s.Sort == line.Rate {
		kind = sim.StatRate
	}
	terms := b.refs.terms(l.signal)
	if s != nil && s.Sort == line.Amount {
		return func(st *sim.State, _ int32) (float64, bool) { return amount(st, terms, kind) }
	}
	return func(st *sim.State, _ int32) (float64, bool) { return sum(st, terms, kind, l.p) }
}

// amount is sum for a difference of large amounts: what rounding leaves of it counts as nothing.
func amount(st *sim.State, terms []sim.Term, kind sim.StatKind) (float64, bool) {
	total, size := 0.0, 0.0
	for _, t := range terms {
		v, ok := st.Stat(t.Ref, kind, 0)
		if !ok {
			return 0, false
		}
		v = float64(v * t.Coef)
		total += v
		size += math.Abs(v)
	}
	if math.Abs(total) <= 1e-10*size {
		return 0, true
	}
	return total, true
}

// sum adds a statistic over terms. A sum of several terms has no extremes and no
// quantiles of its own.
func sum(st *sim.State, terms []sim.Term, kind sim.StatKind, p float64) (float64, bool) {
	total, any := 0.0, len(terms) == 0
	for _, t := range terms {
		v, ok := st.Stat(t.Ref, kind, p)
		if ok {
			any = true
			if kind != sim.StatCount {
				v = float64(v * t.Coef)
			}
			total += v
		}
	}
	return total, any
}

// bindFormula binds an expression to a model: a function of the state and the
// part at hand. It does not allocate when it is called.
func (b *binding) bindFormula(f *formula, leaves []leaf) func(s *sim.State, part int32) (float64, bool) {
	readers := make([]reader, len(f.leaves))
	for i, k := range f.leaves {
		readers[i] = b.reader(leaves[k])
	}
	if len(readers) == 1 && f.direct {
		return readers[0]
	}
	return func(s *sim.State, part int32) (float64, bool) {
		r := f.pool.Get().(*expr.Regs)
		in := r.Leaves(expr.User)
		all := true
		for i := range in { // without those that the value does not depend on, as in count(m.*.done)
			x, ok := readers[i](s, part)
			in[i] = x
			all = all && ok
		}
		r.Run(0)
		v := r.Get(0, 0)
		f.pool.Put(r)
		return v, all && !math.IsNaN(v)
	}
}

// partFormula is an expression that is evaluated for a part at hand. It is
// compiled once all signals are known.
type partFormula struct {
	ast  *expr.Ast
	self *asset
	want *unit.Dim // nil: any
	f    *formula

	condition bool // nobody writes one that never changes
	steady    bool // its value stays while a part waits
}

// bind gives the expression as a function; it can be called once the model is
// complete. Its value is not a number where it has none.
func (p *partFormula) bind(b *binding) func(s *sim.State, part int32) float64 {
	value := new(func(s *sim.State, part int32) (float64, bool))
	b.later = append(b.later, func() { *value = b.bindFormula(p.f, b.leaves) })
	return func(s *sim.State, part int32) float64 {
		v, ok := (*value)(s, part)
		if !ok {
			return math.NaN()
		}
		return v
	}
}

// partCondition notes a condition on a part at hand.
func (r reading) partCondition(a *expr.Ast, self *asset) *partFormula {
	f := &partFormula{ast: a, self: self, condition: true}
	r.partFormulas = append(r.partFormulas, f)
	return f
}
