package expr

import (
	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/table"
	"github.com/plantwin/plantwin/internal/unit"
)

// Symbol is what a name stands for.
type Symbol struct {
	ID         ID       // node of the graph that is lowered into
	Dim        unit.Dim // of the value
	Bool       bool     // a truth value, 0 or 1
	Whole      bool     // a whole number
	Difference bool     // a difference of temperatures, to which a point such as 20 degC may be added
	Texts      []string // not nil: the value is one of these texts, coded by its index
}

// Env knows the names that an expression may use.
type Env interface {
	Lookup(name string) (Symbol, bool) // by dotted path
	Known() []string                   // names to suggest instead of an unknown one
}

// Declarer is an Env that says where an unknown name may be declared.
type Declarer interface{ Declare(name string) string }

// Function is a function given by points.
type Function struct {
	Series *table.Series // may be nil while only dimensions are checked
	Grid   *table.Grid   // in its place, of two arguments
	Slot   int           // index given by Graph.AddTable or AddGrid
	Two    bool          // of two arguments
	X, X2  unit.Dim      // of the arguments
	Y      unit.Dim      // of the value
}

// Indices is an optional skill of an Env whose names include vectors: it knows the whole numbers that an index may be made
// of. x[i] is looked up as the name x.3 where i is 3.
type Indices interface {
	Index(name string) (int, bool)
}

// Functions is an optional skill of an Env: it knows tables by name.
type Functions interface {
	Function(name string) (Function, bool)
}

// Copies is an optional skill of an Env: it lists the names that a path with * stands for, in a fixed order.
type Copies interface {
	Match(pattern string) []string
}

// Call is a call of a function that is not in the table of built-in ones, such as der(T) or risk(self.failures.gun, 8 h).
type Call struct {
	Name string
	Args []*Ast
	Pos  source.Pos
	Len  int

	index map[string]int // of the sums around it
}

// Value checks an argument and puts it into the graph.
func (c *Call) Value(g *Graph, arg int, env Env, faults *source.Faults) (v Value, ok bool) {
	return g.value(c.Args[arg], env, c.index, faults)
}

// Jumper is an optional skill of an Env in which what jumps has to do so with an event: it gives floor, ceil or round of a value,
// and the truth of a condition, as something that is constant between events. ok is false where that is not asked for.
type Jumper interface {
	Whole(function string, x ID) (id ID, ok bool)
	Mode(c Value) (id ID, ok bool)
}

// Caller is an optional skill of an Env: it gives calls such as der or risk a meaning. known is false where the Env has no
// such function; a Caller that knows the function and dislikes its arguments adds a fault and returns ok = false.
type Caller interface {
	Call(c *Call, faults *source.Faults) (s Symbol, known, ok bool)
}
