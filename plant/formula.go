package plant

import (
	"sync"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics/expr"
)

// formula is a compiled expression whose leaves mean whatever its owner says:
// leaf i reads leaves[i]. It never changes and may be shared by goroutines.
type formula struct {
	leaves []int
	tape   *expr.Tape // group 0: the value; group 1+i: its derivative by leaf i
	direct bool       // it is its only leaf
	pool   sync.Pool  // of *expr.Regs
}

// scope is an expr.Env that gives every name it knows a leaf of its own.
type scope struct {
	graph  *expr.Graph
	lookup func(name string) (leaf int, dim unit.Dim, boolean bool, ok bool)
	known  func() []string
	match  func(pattern string) []string
	texts  func(name string) []string                                      // of a name that stands for a text; nil if none does
	modes  func(a *expr.Ast, faults *source.Faults) (leaf, unit.Dim, bool) // for risk and life; nil where they are not known
	param  func(name string) (number int, dim unit.Dim, ok bool)
	leafOf func(l leaf) int
	tables func(name string) (expr.Function, bool) // nil where there are none

	sampled func(call *expr.Call, faults *source.Faults) (leaf, unit.Dim, bool) // nil where it is not known
	truth   bool                                                                // the value has to be a condition
	leaves  []int
	index   map[int]expr.ID
}

func (s *scope) leaf(k int) expr.ID {
	if id, ok := s.index[k]; ok {
		return id
	}
	if s.index == nil {
		s.index = map[int]expr.ID{}
	}
	id := s.graph.Leaf(expr.User, len(s.leaves))
	s.leaves = append(s.leaves, k)
	s.index[k] = id
	return id
}

// Lookup implements expr.Env.
func (s *scope) Lookup(name string) (expr.Symbol, bool) {
	k, dim, boolean, ok := s.lookup(name)
	if !ok {
		return expr.Symbol{}, false
	}
	out := expr.Symbol{ID: s.leaf(k), Dim: dim, Bool: boolean}
	if s.texts != nil {
		out.Texts = s.texts(name)
	}
	return out, true
}

// Known implements expr.Env.
func (s *scope) Known() []string { return s.known() }

// Match implements expr.Copies.
func (s *scope) Match(pattern string) []string {
	if s.match == nil {
		return nil
	}
	return s.match(pattern)
}

// formula compiles an expression in a scope. want is the dimension that is due,
// nil if any will do; derivatives are wanted where a fit may follow them.
func (c *compiler) formula(a *expr.Ast, s *scope, want *unit.Dim, derivatives bool) (*formula, unit.Dim, bool) {
	s.graph = expr.NewGraph()
	s.leaves, s.index = nil, nil
	before := c.faults.Len()
	id, dim, ok := s.lower(a, want, c.faults)
	if !ok || c.faults.Len() > before {
		return nil, unit.Dim{}, false
	}
	groups := [][]expr.ID{{id}}
	if derivatives {
		for i := range s.leaves {
			groups = append(groups, []expr.ID{s.graph.Diff(id, s.graph.Leaf(expr.User, i))})
		}
	}
	f := &formula{leaves: s.leaves, tape: s.graph.Tape(groups...)}
	_, _, f.direct = s.graph.IsLeaf(id)
	f.pool.New = func() any {
		r := f.tape.New()
		r.Numbers()
		r.Events()
		return r
	}
	return f, dim, true
}

// lower puts an expression into the scope's graph. Where any dimension will do a
// condition will, too: 1 where it holds, 0 where not.
func (s *scope) lower(a *expr.Ast, want *unit.Dim, faults *source.Faults) (expr.ID, unit.Dim, bool) {
	if s.truth {
		v, ok := s.graph.Condition(a, s, faults)
		return v.ID, v.Dim, ok
	}
	if want != nil {
		return s.graph.Lower(a, s, want, faults)
	}
	v, ok := s.graph.Value(a, s, faults)
	return v.ID, v.Dim, ok
}

// eval computes the value; get gives that of each leaf by its meaning.
func (f *formula) eval(get func(k int) float64) float64 { return f.run(0, get) }

// slope computes the derivative by leaf j.
func (f *formula) slope(j int, get func(k int) float64) float64 { return f.run(1+j, get) }

func (f *formula) run(group int, get func(k int) float64) float64 {
	r := f.pool.Get().(*expr.Regs)
	leaves := r.Leaves(expr.User)
	for i := range leaves {
		leaves[i] = get(f.leaves[i])
	}
	r.Run(group)
	var out [1]float64
	r.Out(group, out[:])
	f.pool.Put(r)
	return out[0]
}
