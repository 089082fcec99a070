// Package line holds the assets of a production line as state machines: source, machine, buffer, conveyor, fleet, network, crew, sink.
//
// A kind is one file (a large one two or three): it registers a [Kind] with its table of settings, its signals, its
// commands, its documentation and an example. Validation, reference pages, fit lists and plot labels derive from that.
// [Build] binds the values of a list of assets to units of the kernel; the units are constant, what changes is plain
// data in sim.State.
//
// # Hand-over
//
// A unit that has a finished part asks the next one with a direct call, Accept. The receiver takes the part, or notes
// the asker at its door and refuses; it never calls on to the next unit and never back up. A place that becomes free
// sends Room through the ring of the instant to the asker that has stood longest, which asks again. The place is
// promised to it meanwhile. So there is no recursion, and first blocked is first served.
//
// A buffer whose only receiver is a machine is passive and spares two messages: a part that comes into it while it is
// empty is offered to the machine at once, and a machine with a free server takes a part from the buffer that stands
// first at its door. A machine called so calls nobody, so there is no recursion here either; order of service and
// statistics are those of the messages.
//
// # Transport
//
// An asset with move hands its parts to a fleet in place of the next asset. The fleet takes a part only when one of its
// vehicles has loaded it, so the sender keeps it until then; before that it has a place kept at the receiver (reserver), so
// a vehicle is sent for no part that could not be unloaded. A trip is one event for each stretch without a change of zones.
// A vehicle enters the zones of a stretch all at once or waits in front of it, and leaves those behind it then; at its goal
// it stands beside the aisle. People who walk are bound to a task at once, and it begins when the last of them is there.
//
// # Deadlock
//
// Only units on a cycle of who may wait for whom can take part. When one of them comes to a stand (every place full, every
// part finished and refused) it looks for a unit that can still move among those that its parts wait for, through others
// that stand. If there is none the run ends with the cycle. An answer may depend on what happens elsewhere later, so now
// and then the whole line is looked at: when no completion or arrival is to come, when parts pile up at a source, when an
// idle vehicle has used its battery up.
//
// # Loads
//
// A machine with batch or joins gathers: its parts stand in queues, one for the parts worked on and one for each that is
// joined, until a load is complete. One server then works on the whole load; the parts leave it one after the other, as
// those do into which a part comes apart. What is joined ceases to be a part of its own, or becomes a child of the other.
//
// # Wear
//
// A mode of failure and a kind of maintenance each have a clock: busy time, all time, or cycles. A repair or a maintenance
// begins the clocks that it renews anew; after a minimal repair the time to the next failure is drawn given the age.
// Maintenance that is due bars new parts until those in process are finished and its people are there.
//
// # Interruptions of a machine
//
// They are a set of reasons: down by a mode of failure, held, off shift (only with off: suspend), crew missing. It works
// when the set is empty, and the time left is kept at the first. stop and the end of a shift otherwise only bar a new
// part. A machine that is down may still load the next part and give away a finished one, as in the models of lines by
// Gershwin (Manufacturing Systems Engineering, 1994, chapter 3). The time of a server is booked under the first that
// holds of: down, held, off_shift, waiting, setup, blocked, busy, starved.
package line
