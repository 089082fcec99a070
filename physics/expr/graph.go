package expr

import (
	"math"
	"slices"
	"strconv"

	"github.com/plantwin/plantwin/internal/table"
)

// ID is a node of a Graph. Operands have smaller IDs than what is made of them.
type ID int32

// Class says what a leaf stands for and when it may change.
type Class uint8

// The classes of leaves, in the order in which they change: see Level.
const (
	Param      Class = iota // number of the model
	Disc                    // discrete state
	Input                   // input, constant between events
	Frozen                  // condition on time alone, constant between its switches
	Time                    // the leaf with index 0
	State                   // state or algebraic variable
	User                    // whatever the owner of the graph says
	Derivative              // time derivative of a state, an unknown of equations
	Past                    // a delayed value
	Drift                   // its time derivative
	classes
)

// Level says when an expression has to be evaluated again.
type Level uint8

// The levels of a tape.
const (
	AtNumbers Level = iota // when numbers of the model change
	AtEvents               // when inputs or discrete states change
	Always                 // at every evaluation
)

// Level gives the level of leaves of a class.
func (c Class) Level() Level {
	switch c {
	case Param:
		return AtNumbers
	case Disc, Input, Frozen:
		return AtEvents
	}
	return Always
}

// node is one operation. Constants keep their bits, so that -0 and NaN are themselves.
type node struct {
	op      Op
	a, b, c ID
	v       uint64
}

// Graph holds expressions with all common parts shared. The zero value is not ready: use NewGraph. Methods that make nodes
// must not run at the same time as any other.
type Graph struct {
	nodes  []node
	level  []Level
	index  map[node]ID
	tables []*table.Series
	grids  []*table.Grid
	named  map[string]string // table or grid by slot -> name
	turns  int               // of all loops so far
}

// NewGraph makes an empty graph.
func NewGraph() *Graph { return &Graph{index: map[node]ID{}} }

// Clone gives a copy that can grow on its own; IDs stay valid in it. Cost: the size of the graph.
func (g *Graph) Clone() *Graph {
	c := &Graph{nodes: append([]node(nil), g.nodes...), level: append([]Level(nil), g.level...),
		index: make(map[node]ID, len(g.index)), tables: append([]*table.Series(nil), g.tables...), grids: append([]*table.Grid(nil), g.grids...), named: g.named}
	for n, id := range g.index { // fills another map: order does not matter
		c.index[n] = id
	}
	return c
}

// Len gives the number of nodes.
func (g *Graph) Len() int { return len(g.nodes) }

// Level says when the value of a node can change.
func (g *Graph) Level(id ID) Level { return g.level[id] }

// AddTable makes a series known and gives its slot; the same series has one slot. nil makes a new slot for a series that
// is not known yet.
func (g *Graph) AddTable(s *table.Series) int { return slotOf(&g.tables, s) }

// AddGrid is AddTable for a function of two arguments; the slots of both are numbered apart.
func (g *Graph) AddGrid(s *table.Grid) int { return slotOf(&g.grids, s) }

// slotOf is where x stands in a list, at its end if it did not stand there; nil always does not.
func slotOf[T any](list *[]*T, x *T) int {
	for i, t := range *list {
		if t == x && x != nil {
			return i
		}
	}
	*list = append(*list, x)
	return len(*list) - 1
}

// NameTable gives the table of a slot, of one argument or two, a name for messages.
func (g *Graph) NameTable(slot int, two bool, name string) {
	if g.named == nil {
		g.named = map[string]string{}
	}
	g.named[tableKey(slot, two)] = name
}

func tableKey(slot int, two bool) string {
	if two {
		return "two" + strconv.Itoa(slot)
	}
	return strconv.Itoa(slot)
}

// Table gives the series of a slot.
func (g *Graph) Table(slot int) *table.Series { return g.tables[slot] }

// add gives the node, made only once.
func (g *Graph) add(n node) ID {
	if id, ok := g.index[n]; ok {
		return id
	}
	var l Level
	switch {
	case n.op == opLeaf:
		l = Class(n.a).Level()
	case n.op != opConst:
		ops := [3]ID{n.a, n.b, n.c}
		for _, o := range ops[:arity[n.op]] {
			l = max(l, g.level[o])
		}
		if isTable(n.op) && n.c > 0 {
			l = max(l, AtEvents)
		}
	}
	id := ID(len(g.nodes))
	g.nodes, g.level = append(g.nodes, n), append(g.level, l)
	g.index[n] = id
	return id
}

// Const gives a constant.
func (g *Graph) Const(v float64) ID { return g.add(node{op: opConst, v: math.Float64bits(v)}) }

// Leaf gives a leaf.
func (g *Graph) Leaf(c Class, index int) ID { return g.add(node{op: opLeaf, a: ID(c), b: ID(index)}) }

// IsConst reports whether a node is a constant, and which.
func (g *Graph) IsConst(id ID) (float64, bool) {
	n := &g.nodes[id]
	return math.Float64frombits(n.v), n.op == opConst
}

// IsLeaf reports whether a node is a leaf, and which.
func (g *Graph) IsLeaf(id ID) (Class, int, bool) {
	n := &g.nodes[id]
	return Class(n.a), int(n.b), n.op == opLeaf
}

// is reports whether a node is this constant (0 and -0 are the same).
func (g *Graph) is(id ID, v float64) bool {
	x, ok := g.IsConst(id)
	return ok && x == v
}

// operands gives the nodes that a node is made of.
func (g *Graph) operands(id ID) []ID {
	n := &g.nodes[id]
	all := [3]ID{n.a, n.b, n.c}
	return all[:arity[n.op]]
}

// Leaves visits every leaf that roots depend on, in order of ID. Cost: the size of the graph below roots.
func (g *Graph) Leaves(visit func(id ID, c Class, index int), roots ...ID) {
	g.below(roots, func(id ID) {
		if c, i, ok := g.IsLeaf(id); ok {
			visit(id, c, i)
		}
	})
}

// beneath is below for one root: its cost is the size of what is below it, not that of the graph.
func (g *Graph) beneath(root ID, visit func(id ID)) {
	seen := map[ID]bool{root: true}
	list := []ID{root}
	for i := 0; i < len(list); i++ {
		for _, o := range g.operands(list[i]) {
			if !seen[o] {
				seen[o] = true
				list = append(list, o)
			}
		}
	}
	slices.Sort(list)
	for _, id := range list {
		visit(id)
	}
}

// below visits the nodes that roots are made of, operands first.
func (g *Graph) below(roots []ID, visit func(id ID)) {
	if len(roots) == 1 {
		g.beneath(roots[0], visit)
		return
	}
	top := ID(-1)
	for _, r := range roots {
		top = max(top, r)
	}
	mark := make([]bool, top+1)
	for _, r := range roots {
		mark[r] = true
	}
	for id := top; id >= 0; id-- {
		if mark[id] {
			for _, o := range g.operands(id) {
				mark[o] = true
			}
		}
	}
	for id := ID(0); id <= top; id++ {
		if mark[id] {
			visit(id)
		}
	}
}

// Depends reports whether a node depends on a leaf.
func (g *Graph) Depends(id, leaf ID) bool {
	found := false
	g.Leaves(func(l ID, _ Class, _ int) { found = found || l == leaf }, id)
	return found
}

func isTable(op Op) bool { return op == opTable || op == opTable1 || op == opTable2 }
