package physics

import (
	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/table"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics/expr"
)

// Binding says where the value of a parameter, an input or a start comes from. The zero Binding means that nothing was
// given.
type Binding struct {
	form   bindForm
	value  float64
	index  int
	ast    *expr.Ast
	series *table.Series
	grid   *table.Grid
}

type bindForm uint8

const (
	bindNone bindForm = iota
	bindFixed
	bindNumber
	bindSignal
	bindExpr
	bindTable
)

// Fixed is a constant [SI] that nothing can change.
func Fixed(v float64) Binding { return Binding{form: bindFixed, value: v} }

// Number is a number of the plant, by its index in the plant's vector.
func Number(index int) Binding { return Binding{form: bindNumber, index: index} }

// Signal is a signal of the line, or a value that rules may set: constant between events, by the plant's id.
func Signal(id int) Binding { return Binding{form: bindSignal, index: id} }

// Expression is an expression over the plant's names; for inputs only.
func Expression(a *expr.Ast) Binding { return Binding{form: bindExpr, ast: a} }

// Table is a function given by points [SI]; for table parameters only.
func Table(s *table.Series) Binding { return Binding{form: bindTable, series: s} }

// Grid is Table for a parameter that is a function of two arguments.
func Grid(g *table.Grid) Binding { return Binding{form: bindTable, grid: g} }

// Instance is one asset with equations.
type Instance struct {
	Name       string // by which others read it: its variables are Name.variable
	Kind       *Kind
	Parameters map[string]Binding
	Inputs     map[string]Binding
	Starts     map[string]Binding // of states; of outputs in a loop the first guess
	Pos        source.Pos         // where faults of the instance stand
	Self       string             // asset that self means in its expressions, "" for its own name
	signal     bool               // an expression that is known by the name of the instance alone
}

// RefForm says what a plant's name stands for.
type RefForm uint8

// The forms of a Ref.
const (
	RefNumber RefForm = iota // a number of the model
	RefSignal                // constant between events
)

// Ref is a name of the plant that is no variable of the network.
type Ref struct {
	Form       RefForm
	Index      int // of the number, or id of the signal
	Dim        unit.Dim
	Bool       bool
	Difference bool
	Positive   bool // of a signal: never below 0
	Texts      []string
}

// Resolver knows the plant's names. It may also be an expr.Copies, know tables (Tables), and give a meaning to calls
// (Calls).
type Resolver interface {
	Resolve(name string) (Ref, bool)
	Known() []string
}

// Tables is an optional skill of a Resolver: functions given by points, by name.
type Tables interface {
	Table(name string) (f expr.Function, ok bool) // its Slot is not used
}

// Calls is an optional skill of a Resolver: calls such as risk(press.failures.die, 8 h). Args are as in expr.Caller.
type Calls interface {
	Call(c *expr.Call, self string, faults *source.Faults) (r Ref, known, ok bool)
}

// Network collects instances and guards. Equations are kept as equations of named variables up to Compile, so that
// further sources of equations, such as the nodes of connected ports, only have to add theirs.
type Network struct {
	resolver  Resolver
	instances []*Instance
	byName    map[string]int
	guards    []guardWish
	ends      []attached // all ports, by instance
	firstEnd  []int      // by instance
	joints    []joint
	moving    map[string]bool // of names asked for so far; true while the answer is being found
}

// guardWish is a condition that somebody outside asks for.
type guardWish struct {
	name string
	self string
	tag  int
	cond *expr.Ast
}

// NewNetwork makes an empty network.
func NewNetwork(r Resolver) *Network {
	return &Network{resolver: r, byName: map[string]int{}, moving: map[string]bool{}}
}

// Add adds an instance. The order of calls does not matter.
func (n *Network) Add(in Instance) {
	n.byName[in.Name] = len(n.instances)
	n.firstEnd = append(n.firstEnd, len(n.ends))
	for i := range in.Kind.Ports {
		n.ends = append(n.ends, attached{inst: len(n.instances), port: i, joint: -1})
	}
	n.instances = append(n.instances, &in)
	clear(n.moving)
}

// AddGuard asks for a guard: a condition that reads continuous variables. self is the asset that `self` means in it, tag
// comes back in the Guard. Guards of a system keep the order of calls.
func (n *Network) AddGuard(name string, cond *expr.Ast, self string, tag int) {
	n.guards = append(n.guards, guardWish{name: name, self: self, tag: tag, cond: cond})
}

// ReadsContinuous reports whether an expression reads a continuous variable of the network, a table of time or time itself,
// so that its condition needs a guard. Call it when all instances are added.
func (n *Network) ReadsContinuous(a *expr.Ast, self string) bool {
	for _, name := range n.expand(a, self) {
		if name == "time" || n.moves(name) {
			return true
		}
	}
	return false
}
