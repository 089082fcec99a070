package physics

import (
	"fmt"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics/expr"
	"github.com/plantwin/plantwin/sim/ode"
)

// Sort says what a variable of a system is.
type Sort uint8

// The sorts of variables, in the order of System.Vars.
const (
	StateVar     Sort = iota // differential: y
	AlgebraicVar             // y too, determined by an algebraic row
	DiscreteVar              // z
	OutputVar                // w: a formula of the others
)

// Var is a variable of a system.
type Var struct {
	Name       string // "oil.T"
	Sort       Sort
	Dim        unit.Dim
	Unit       unit.Unit // as declared
	Difference bool
	Nominal    float64 // [SI]
	Min, Max   float64 // [SI]
}

// Guard is a condition that a system watches.
type Guard struct {
	Name     string
	Internal bool   // a rule of a kind: its effect is System.Reset; fires when the condition becomes true
	Tag      int    // as given to AddGuard; -1 if internal or an assertion
	Fails    string // message of an assertion: the run ends when the condition becomes true
}

// System is one island: M y' = f(t, y; u, z) with its guards and outputs. It never changes; goroutines may share it.
// Implements ode.System.
type System struct {
	name    string
	sym     *symbolic
	tape    *expr.Tape
	regs    *expr.Regs // numbers are bound; cloned for each Eval
	lay     groups
	canRest bool  // some guard can
	sizes   []int // instructions of each group of the tape
	slopes  []slopes
	reads   int     // variables that a guard with slopes reads, at most
	jac     []int32 // place i*NY+j of each entry of the Jacobian that is not 0
	dt      []int32 // rows whose time derivative is not 0
	names   map[string]int
	numbers []float64
	ntimes  int  // outputs of the group times
	linear  bool // see Linear
}

var _ ode.System = (*System)(nil)

// Name is the name of the first instance in the island.
func (s *System) Name() string { return s.name }

// NY is the number of variables y: states, then algebraic ones.
func (s *System) NY() int { return len(s.sym.rows) }

// NAlg is the number of algebraic variables.
func (s *System) NAlg() int { return s.sym.alg }

// NU is the number of inputs.
func (s *System) NU() int { return len(s.sym.signals) }

// NZ is the number of discrete states.
func (s *System) NZ() int { return s.sym.nz }

// NG is the number of guards.
func (s *System) NG() int { return len(s.sym.guards) }

// NW is the number of outputs.
func (s *System) NW() int { return len(s.sym.outs) }

// Vars lists the variables: y, then z, then w.
func (s *System) Vars() []Var { return s.sym.vars }

// Find gives the index in Vars of a variable by name; an alias such as an output that equals a state has that of the state.
func (s *System) Find(name string) (int, bool) {
	i, ok := s.names[name]
	return i, ok
}

// Aliases lists every name that Find knows, in no order that matters: the names of Vars and those that equal one of them.
func (s *System) Aliases() map[string]int { return s.names }

// Inputs gives the plant's ids of the signals that are the inputs u, in their order.
func (s *System) Inputs() []int { return s.sym.signals }

// Numbers gives the index in the plant's vector of each parameter p, in their order.
func (s *System) Numbers() []int { return s.sym.numbers }

// Guards lists the guards: those asked for by AddGuard in the order of the calls, then the rules of the components.
func (s *System) Guards() []Guard { return s.sym.guards }

// Nominals gives the nominal value of each variable y [SI].
func (s *System) Nominals() []float64 {
	out := make([]float64, s.NY())
	for i := range out {
		out[i] = s.sym.vars[i].Nominal
	}
	return out
}

// With gives the system for other parameters, p in the order of Numbers. It shares all code with s; cost: the part of the
// equations that depends on parameters only. It panics if len(p) is wrong.
func (s *System) With(p []float64) *System {
	if len(p) != len(s.sym.numbers) {
		panic(fmt.Sprintf("physics: %d parameters for a system with %d", len(p), len(s.sym.numbers)))
	}
	c := *s
	c.regs = s.regs.Clone()
	c.numbers = append([]float64(nil), p...)
	copy(c.regs.Leaves(expr.Param), p)
	c.regs.Numbers()
	return &c
}

// Pattern gives row and column of each entry of the Jacobian that can differ from 0, row by row.
func (s *System) Pattern() (row, col []int32) {
	n := int32(s.NY())
	for _, at := range s.jac {
		row, col = append(row, at/n), append(col, at%n)
	}
	return row, col
}

// Size says how large the code is: instructions for a right-hand side and for a Jacobian.
func (s *System) Size() (deriv, jac int) {
	_, _, g := s.tape.Len()
	if s.sym.tangent != nil {
		return g[s.lay.tangent], g[s.lay.jac]
	}
	return g[s.lay.deriv], g[s.lay.jac]
}

// New returns a workspace that evaluates the system.
func (s *System) New() ode.Eval { return newEval(s) }
