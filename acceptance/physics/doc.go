// Package physics holds the reference problems of differential equations (ordinary, with algebraic rows, and with
// events), each written as a scenario with a kind of its own and run through the door that users have.
//
// The values to reach are read from the reference folder that the environment variable PLANTWIN_SHARED names, by default
// ../../shared; without it the tests are skipped. The scenarios follow the text of the references: quantities are plain
// numbers, periodic events are repeated tables of time, state events are rules of the kind. PLANTWIN_LONG=1 adds the problem
// of 1,000 states.
package physics
