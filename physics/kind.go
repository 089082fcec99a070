package physics

import (
	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics/expr"
)

// Kind is an equation component: what one YAML file says. It never changes once it is read.
type Kind struct {
	Name, About, Source string
	Runs                string // kind of line behaviour that it runs too, "" if none
	RunsAt              *source.Node
	Pos                 source.Pos

	Parameters []Variable
	Inputs     []Variable
	States     []Variable
	Outputs    []Variable // behind those declared, the variables of the ports
	Ports      []Port
	Equations  []Equation
	Initial    []Equation // hold at the start, for states without a start
	Rules      []Rule
	Assertions []Assertion
	Check      *Check // nil if the file has none
	Components []Component

	Sizes []string // parameters that say how long vectors are; assets may set them to whole numbers

	where map[string]place // of states and outputs, which may be many
	node  *source.Node
	scope *scope         // of the kinds that it may be made of
	sizes map[string]int // their values here

	defs map[int]*definition // of outputs, while it is read

	delays []delayed

	g *expr.Graph // of equations and rules; leaves as said at leafOf

	modes map[[3]expr.ID]int // states that hold the modes of switches, by what they watch
}

// Variable is a parameter, an input, a state or an output.
type Variable struct {
	Name       string
	About      string
	Unit       unit.Unit // as declared
	Dim        unit.Dim
	Type       Type      // real, unless it changes with events only
	Difference bool      // a difference of temperatures
	Discrete   bool      // a state without derivative
	Min, Max   float64   // range in SI, ±Inf where open
	Nominal    float64   // [SI] usual size of its changes; 1 in its unit if not given
	Start      *expr.Ast // as written, nil if there is none
	Default    float64   // [SI] value of Start where that is a quantity
	HasDefault bool
	Table      bool     // a function given by points; then X and Dim are the dimensions of argument and value
	Two        bool     // a table of two arguments, X and X2
	X, X2      unit.Dim // of the arguments of a table
	Pos        source.Pos
	vector     string  // name of the vector that it is an element of
	solved     bool    // initial equations determine its start
	Hidden     bool    // the mode of a switch or a hysteresis, which nobody reads by name
	start      expr.ID // of Start where that is an expression
	port       bool    // a variable of a port
	part       bool    // of a component
	given      bool    // an output that is a formula of others: a variable of a port of a component, or a setting that it left out
	formula    expr.ID // in the kind's graph, if given
}

// Equation is one equation as written; with a for it stands for several.
type Equation struct {
	Text string
	Pos  source.Pos
	Len  int
	of   string    // instance or component that it stands for in a message
	Part bool      // of a component or a node of the kind, which stands elsewhere
	res  []expr.ID // left - right, for each value of its index
}

// Rule changes states at once when its condition becomes true.
type Rule struct {
	Name   string
	Text   string // the condition as written
	Pos    source.Pos
	Set    []Assignment
	Hidden bool // of the mode of a switch or a hysteresis
	Part   bool // of a component
	when   expr.Value
}

// Assertion ends a run where its condition does not hold.
type Assertion struct {
	Name    string
	Text    string // the condition as written
	Message string
	Pos     source.Pos
	Part    bool // of a component
	that    expr.Value
}

// Assignment gives a state a new value, computed from the values before the rule.
type Assignment struct {
	State int // index in Kind.States
	Text  string
	to    expr.ID
}

// Check is a test of a kind: run it and compare.
type Check struct {
	Set    map[string]float64 // [SI] parameters, inputs, variables of ports
	Start  map[string]float64 // [SI] states
	At     float64            // [s]
	Expect map[string]float64 // [SI] states and outputs
	Within float64            // relative tolerance, 1e-6 if not given
	Pos    source.Pos
}

// Component reports whether a variable is one of a component that the kind is made of.
func (v *Variable) Component() bool { return v.part }

// place is where a variable stands: 's' for states, 'o' for outputs.
type place struct {
	list byte
	i    int
}

// Sized gives the kind with vectors of other lengths, by the names in Sizes; nil after a fault.
func (k *Kind) Sized(sizes map[string]int, faults *source.Faults) *Kind {
	return parseKind(k.Name, k.node, k.scope, sizes, faults)
}

// find gives the index of a variable by name, -1 if there is none.
func find(list []Variable, name string) int {
	for i := range list {
		if list[i].Name == name {
			return i
		}
	}
	return -1
}

// Parameter gives a parameter by name, nil if there is none.
func (k *Kind) Parameter(name string) *Variable { return pick(k.Parameters, name) }

// Input gives an input by name, nil if there is none.
func (k *Kind) Input(name string) *Variable { return pick(k.Inputs, name) }

// State gives a state by name, nil if there is none.
func (k *Kind) State(name string) *Variable { return pick(k.States, name) }

// Output gives an output by name, nil if there is none.
func (k *Kind) Output(name string) *Variable { return pick(k.Outputs, name) }

func pick(list []Variable, name string) *Variable {
	if i := find(list, name); i >= 0 {
		return &list[i]
	}
	return nil
}

// Settings lists the names that a user of the kind may write: parameters and inputs.
func (k *Kind) Settings() []string {
	var out []string
	for _, list := range [][]Variable{k.Parameters, k.Inputs} {
		for i := range list {
			out = append(out, list[i].Name)
		}
	}
	return out
}

// names lists everything that equations of the kind may read.
func (k *Kind) names() []string {
	out := append(k.Settings(), "time")
	for _, list := range [][]Variable{k.States, k.Outputs} {
		for i := range list {
			out = append(out, list[i].Name)
		}
	}
	return out
}
