package sim

import (
	"fmt"
	"math"
	"time"
)

// Event is what a unit asks for: a message to unit To at a moment. It is data,
// not a closure, so that a state can be copied and saved.
type Event struct {
	// To is the index of the unit that handles it.
	To int32
	// Code is the unit's own word for what happens.
	Code uint16
	// Class orders the events of one tick: Step, End, Break, Look.
	Class uint8
	// Arg is the unit's own: a part, a server, a number.
	Arg int64
}

// The classes of events, in the order in which they are handled at one tick.
const (
	// Step is the end of an island's step; the kernel books it.
	Step uint8 = iota
	// End is for completions, arrivals and points of a series.
	End
	// Break is for failures, repairs, shifts and commands.
	Break
	// Look is for samples and measures: its handler may not book, cancel or
	// publish, and should not draw.
	Look
)

// Ticket names a booked event, so that it can be cancelled. It is plain data;
// the zero value names nothing. It goes stale when its event is handled.
type Ticket struct{ slot, gen uint32 }

// Zero says whether the ticket names nothing.
func (t Ticket) Zero() bool { return t == Ticket{} }

const (
	// Never is later than any moment of a run. An event booked at Never, or at
	// the sum of a moment and Never, is dropped.
	Never = time.Duration(1 << 62)
	// Longest is the longest run, 146 years of 365.25 days. It is half of what
	// time.Duration holds, so that the sum of two moments never wraps.
	Longest = Never - 1
)

// Ticks turns seconds into ticks of 1 ns: the nearest, ties to even. It is the
// only way from float time to ticks. Values from Never on give Never; NaN and
// negative values are errors.
func Ticks(seconds float64) (time.Duration, error) {
	if !(seconds >= 0) {
		return 0, fmt.Errorf("a time of %v s is not possible", seconds)
	}
	ns := math.RoundToEven(seconds * 1e9)
	if ns >= float64(Never) {
		return Never, nil
	}
	return time.Duration(ns), nil
}

// seconds is t in seconds, correctly rounded.
func seconds(t time.Duration) float64 { return float64(t) / 1e9 }
