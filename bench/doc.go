// Package bench holds the scenarios with which plantwin is compared with other
// simulators and solvers, and compiles them.
//
//	des    runs the queues, the line and the hold model and prints rates
//	ode    solves the problems of scenarios/ode and prints times and errors
//	table  reads the lines of both and of the peers and prints ratios
//	run.sh builds the peers that install here and runs all of it in rounds
//
// README.md has the ratios and how to read them.
package bench
