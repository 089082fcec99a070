// Package physics turns component files into systems of equations that sim/ode can integrate.
//
//	Kind      a component: variables with units, equations, rules (one YAML file, or `kinds:` of a study)
//	Library   the embedded kinds and those of a study
//	Network   instances of kinds with their inputs, and guards that other parts of the plant ask for
//	System    one island of the compiled network: an ode.System with names, dimensions, sensitivities
//
// # What Compile does
//
// Instances that read one another's continuous variables form an island. In each island every equation is matched with
// the unknown it determines (the derivative of a state, an output, an input), equations are sorted into blocks that can
// be solved one after the other (strongly connected components), and a block of one equation that is linear in its
// unknown is solved symbolically. In a loop, unknowns that stand in an equation with a constant factor are eliminated;
// what is left becomes algebraic rows of an index-1 system. A set of equations that determines an unknown twice or
// not at all, and a constraint between states (index 2 or more), are refused with file, line and names.
//
// Jacobian, time derivative and sensitivities are exact derivatives of the sorted equations. All of them run as tapes
// (package expr) that share the parts which depend on parameters and inputs only.
//
// # Time
//
// A table whose argument is a linear function of time is bound to one of its polynomial pieces until the next point,
// and a comparison of such an argument with a constant to one truth value until it changes; NextBreak says when. So no
// step of a solver runs across a kink of a recorded series.
package physics
