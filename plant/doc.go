// Package plant ties the notation, the line, the physics and the kernel
// together: Compile turns a scenario into an immutable Model.
//
// # How a scenario becomes a model
//
//	Compile    reads every setting once: dimensions, ranges and names are checked, all faults are
//	           reported together. What is left is a vector of numbers, each under its path, a program
//	           that computes those that are expressions of others, and makers, which are functions
//	           from the vector to the values of settings.
//	bind       runs the makers on a vector and builds units, islands, conditions and measures.
//	With       copies the vector, sets some of its numbers, runs the program and binds again.
//
// Compile ends with the same bind, so a model made by With gives the same bytes
// as one compiled from the patched scenario.
//
// # What stands where
//
//	numbers.go   the vector and its program
//	settings.go  settings of line kinds, by the form that the kind declares
//	people.go    crews, skills and shifts
//	draws.go     distributions, choices, expressions that are drawn for a part
//	routes.go    where parts go
//	names.go     the name space: what a dotted path means to an expression
//	islands.go   equation components and what joins them
//	rules.go     rules: conditions on the line and on physics, and what they do
//	measures.go  key figures
//	plan.go      the run section
//	layout.go    the drawing
package plant
