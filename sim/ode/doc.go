// Package ode integrates the equations of one island of a plant,
//
//	M y' = f(t, y; u, z),  M = diag(1..1, 0..0),
//
// piece by piece, and finds where its guards cross zero. It knows nothing of
// plants, units or event queues.
//
// # Parts
//
// A [System] is constant and says how many variables, inputs, discrete states
// and guards there are; an [Eval] evaluates it. A [Solver] is a workspace. It
// makes one [Piece] at a time: an accepted step with its dense output, cut at
// the first crossing of a watched guard. What the step control remembers from
// one piece to the next is in a [Control]. Piece and Control are plain data:
// copied, they continue to the same bits in another Solver.
//
// # One call of Advance
//
//	guards of time alone are sampled ahead of the step: it ends where the first crosses
//	h    := min(proposed length, hmax)              // lands on hmax exactly
//	repeat  try a step; on too large an error shorten h
//	all other guards constant, or linear and too slow at every stage to come to zero:
//	    the piece is done, its dense output is made where somebody asks for it
//	polynomial of every variable over the step (power basis)
//	for each watched guard: values at 0, 8 interior samples, 1
//	    on zero at 0: side taken from the one-sided derivative, and the
//	    bracket starts at the first sample off zero
//	    |g| with a minimum between samples: the minimum is sampled too
//	earliest crossing, on its far side, to a few ulp of time
//	one step again from the start to that crossing: its end, not the
//	    interpolant of the longer step, gives the event's time and state
//
// Nothing is ever revised: a piece is final when Advance returns. The caller
// may cut it short ([Piece.Cut]) when an input changes in its interior.
//
// # The order of calls
//
//	e.Bind(t, u, z)
//	s.Start(e, t, y, c)              // once
//	for {
//	    s.Advance(e, t, y, hmax, on, watch, c, p)
//	    ... cut p where an input changes; t += p.H; p.EndState(y)
//	    ... resets, new inputs: e.Bind(t, u, z), then s.Restart(e, t, y, c)
//	}
//
// Restart is needed after every Bind and after every assignment to y, and only
// then: between them the solver may go on from the derivative it has.
//
// # Methods
//
// [Auto] starts with an explicit pair ([Tsit5] at loose tolerances or where
// events cut most steps short, else [Dop853]), watches h|lambda| and moves to
// an implicit method and back: [Radau5], or [Rodas5p] where events or changed
// inputs cut most steps, since it keeps nothing from step to step. Systems with
// algebraic rows are always integrated by one of these two, or by [BDF], which takes
// the place of Radau5 where there are many variables and factors are dear.
//
// Between events a [Linear] system without algebraic rows is solved by the
// exponential series instead of an explicit pair: [Taylor].
//
// The matrices of the implicit methods are full for a few variables. A System
// that is [Patterned] has them factored as a band or by a static sparse
// elimination where that takes fewer products; where a static pivot has lost its
// digits the full matrix is factored with pivoting instead.
//
// Every product that is added is written float64(a*b) + c, so that no machine
// fuses it, and nothing here calls the transcendental functions of package
// math: equal inputs give equal bits everywhere.
package ode
