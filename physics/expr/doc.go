// Package expr reads the expression language of a study (NOTATION.md, section 2), checks its dimensions, and turns it
// into a shared graph that can be simplified, differentiated exactly, and run as a flat tape.
//
// # From text to numbers
//
//	Parse     text -> Ast: a tree that keeps the place of every token
//	Lower     Ast -> ID: a node of a Graph; names are looked up in an Env, dimensions are checked on the way
//	Diff      ID -> ID: the exact derivative by a leaf; Tangent along any direction
//	Tape      IDs -> Tape: flat code in three parts; Regs are the registers of one user of it
//
// The same graph serves the equations of components, the numbers of a plant (`1/demand`), conditions of rules, routing
// and measures: what a leaf means is up to the Env that makes it. A leaf has a Class and an index within it. Param
// leaves change when a model is bound to other numbers, Disc, Input and Frozen leaves when an event changes them,
// State, Time and User leaves at any evaluation; a tape runs the part that depends on the first two kinds only when told.
//
// # Conditions
//
// A comparison gives both a truth value (0 or 1) and a crossing function: a real number above 0 where the condition
// holds, whose zeros a solver locates. and, or and not are the minimum, the maximum and the negative of crossing
// functions; where one side does not move between events it selects the other instead.
//
// if(c, a, b) takes the value of the branch that c selects; the other one cannot spoil it, not even by NaN. It makes no
// event of its own: write a rule of the kind where the switch must be located, and let a and b agree at the switch where
// sensitivities are wanted.
//
// # Arithmetic
//
// Functions come from internal/elem and no product is fused with a sum, so a tape gives the same bits on every machine.
// Nothing in this package panics on a text, whatever it is.
package expr
