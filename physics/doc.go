// Package physics turns component files into systems of equations that sim/ode can integrate.
//
//	Kind      a component: variables with units, equations, rules (one YAML file, or `kinds:` of a study)
//	Library   the embedded kinds and those of a study
//	Network   instances of kinds with their inputs, and guards that other parts of the plant ask for
//	System    one island of the compiled network: an ode.System with names, dimensions, sensitivities
//
// # Ports
//
// A port (Domain, Port) has an across and a through variable, outputs of its kind that the kind's equations do not have to
// determine alone: each port leaves one equation to its node. Network.Connect makes nodes. All across variables of a node are
// one unknown and the last through variable is minus the sum of the others, so a node adds no equations. A fluid port also
// knows the temperature of what comes in, and says at which temperature fluid leaves (`outlet: fluid at T`); a kind with two
// fluid ports that says nothing passes it on. A port in no node carries nothing.
//
// # Vectors
//
// A state or an output with a size is a family of variables x.1, x.2, ...; in equations of the kind x[i] with an index made of
// whole numbers, the index of a `for i = a..b` behind an equation or inside sum, mean, min, max, and sizes. A size is a
// number, or a parameter, which an asset may then set (Kind.Sized).
//
// # Components
//
// A kind may be made of others (compose.go). It is flattened when it is read: variables, equations, rules and nodes of its
// components become its own under their names, so that nothing else knows of composition.
//
// # Signals
//
// AddSignal gives an expression over the plant's names a name of its own. An argument of `sampled` joins no islands.
//
// # What Compile does
//
// Instances that read one another's continuous variables form an island. In each island every equation is matched with
// the unknown it determines (the derivative of a state, an output, an input), equations are sorted into blocks that can
// be solved one after the other (strongly connected components), and a block of one equation that is linear in its
// unknown is solved symbolically. In a loop, unknowns that stand in an equation with a factor that
// cannot vanish are eliminated, and a last one or two linear ones by Cramer's rule; what is left becomes algebraic rows of an index-1 system. A set of equations that determines an unknown twice or
// not at all, and a constraint between states (index 2 or more), are refused with file, line and names; so are loops whose
// Jacobian is singular wherever it is tried, such as the currents of a circuit without a ground.
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
