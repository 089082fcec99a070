// Package sim is the hybrid kernel: it moves units (state machines whose events
// are data) and islands (equations whose steps are events) through one order of
// time. It knows no plants, units of measure or files.
//
// A [Model], made by a [Builder], never changes. All that changes is in a
// [State] of plain data, which a [Run] moves: cloned, forked, saved and loaded
// without a line written by hand (plan.go), it goes on to the same bytes.
//
// # One tick
//
// Events are ordered by tick (1 ns), class, then the order of booking. Within
// one tick:
//
//	a  Step    each island whose step has ended goes on:
//	             retire the step for the statistics; its end is the new start
//	             a break of a function of time: bind again
//	             guards: internal ones that rise reset the island there, at
//	                 float precision, round by round; crossings that the line
//	                 hears of are noted for c
//	             make the next step, final from now on; book it at the first
//	                 tick not before its end (again, if that is this tick)
//	b  End     by order of booking: completions, arrivals, points of series
//	   Break   by order of booking: failures, repairs, shifts, commands
//	             after EACH event the ring is drained, first in, first out
//	c          repeat
//	             islands that read a changed signal: if an input differs BY
//	                 VALUE, cut the step at now by its dense output, solve the
//	                 algebraic rows again, evaluate the guards, make a step
//	             guards that rose or fell, and line conditions that read a
//	                 changed signal, fire into the ring, by Order
//	             nothing fired: c is over
//	             micro++; drain the ring
//	           what was booked for this tick meanwhile goes through b and c
//	d  Look    end of the warm-up, samples: may not book, draw or publish
//
// Caps end an instant that does not: 1,000 rounds of c, 1e6 + 1,000 x parts
// events, 1,000 resets of an island within one tick. The errors name who takes
// part in the cycle.
//
// At time zero units are started in order (the ring is drained after each), all
// conditions count as false before, and all islands are called in phase c: what
// is true at the start fires once.
//
// # Looking
//
// [Run.AdvanceTo] handles all events up to a moment. It shortens no step and
// flushes no statistic; reading ([State.Read], [State.Stat]) computes up to now
// and writes nothing but steps that were due (what is saved or compared has them all). Of the queue only the slab of booked events is state; the
// heap and buckets over it are derived, because its layout depends on who looked when.
//
// # Time of an island
//
// A step starts at (base tick, offset in [0, 1 ns)) and has a float length. The
// base moves with every step, so the sum of many steps does not drift. A step
// that ends at a break of a function of time ends there exactly: the end is
// assigned, not added. Steps need not end on whole ticks.
//
// Nothing comes of the steps of an island without watched guards and without
// statistics. Such an island lags: its steps, the same, are not booked but made in
// a row when an input changes, a variable is read or AdvanceTo ends, and where
// the method allows it the dense output is made for the last of them alone. An error of a step
// names the time of that step, though the line may have gone on meanwhile.
//
// # Events without end
//
// Resets of one guard whose gaps shrink by a factor have a limit. When less than
// a tick is left to it, the state of rest is taken that the equations declare
// (ode.Rester), else the run ends and names the guard. Two guards of an
// island that reset in turn within a tick chatter: where the fields of both modes
// point at the surface between them the island slides on it (Filippov) until one
// turns away, else the run ends and names both. [State.Rests] counts such moments;
// each is logged with code of the guard, before 1, after 2.
//
// A state with a [Limit] is held there until its derivative points inwards. All
// this is done by guards and discrete states behind those of the system, so it is
// state like any other.
//
// # Results
//
// Equal model, seed and replication give equal bytes on every machine:
// no map is ranged over, no transcendental function of package math is used,
// and a product that is added is written float64(a*b) + c. [State.LogHash]
// covers tick, micro, asset, what, before and after of every event that a unit
// handles.
package sim
