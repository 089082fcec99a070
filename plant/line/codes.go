package line

import (
	"errors"
	"time"

	"github.com/plantwin/plantwin/sim"
)

// Codes of the events that units of the line book for themselves and send one another.
const (
	evRoom     uint16 = 1 + iota // a place that slot Arg has waited for is promised to it
	evArrive                     // source: the next part is made
	evPass                       // buffer: see whether the first part can go on
	evEnd                        // machine: server Arg has finished; conveyor: the first part has reached the end
	evEntry                      // conveyor: the next part can enter
	evFail                       // machine: mode Arg fails
	evRepaired                   // machine: mode Arg is repaired
	evGrant                      // machine: crew has come to slot Arg
	evShift                      // the calendar opens or closes
	evHold                       // commands
	evStop
	evStart
	evScrap
	evFailNow
	evBad   // a drawn time was no time, or no condition of a route held; Arg says which
	evFlood // a source made too many parts in one instant
	evLook  // look for a deadlock
)

var codeNames = [...]string{
	evRoom: "room", evArrive: "arrive", evPass: "pass", evEnd: "end", evEntry: "entry", evFail: "fail", evRepaired: "repaired",
	evGrant: "grant", evShift: "shift", evHold: "hold", evStop: "stop", evStart: "start", evScrap: "scrap", evFailNow: "fail now",
	evBad: "bad", evFlood: "flood", evLook: "look",
}

// CodeName is the word for an event's code in transcripts and logs; "" for a code of no unit of the line.
func CodeName(code uint16) string {
	if int(code) < len(codeNames) {
		return codeNames[code]
	}
	return ""
}

// badRoute is the purpose, in a Bad event, of a route whose conditions all failed; 0 is the asset's main time.
const badRoute = -1

var errRoute = errors.New("to: no condition holds for the part (let the last entry have no when)")

// orZero gives a drawn time back, or 0 where it was no time and the run is about to fail: the event that it puts in the
// ring ends it. (Accept has no error to return, and a draw needs none in every run that is right.)
func orZero(s *sim.State, unit int32, purpose int64, d time.Duration) time.Duration {
	if d >= 0 {
		return d
	}
	s.Soon(sim.Event{To: unit, Code: evBad, Arg: purpose})
	return 0
}

// ceilDiv rounds up; n > 0.
func ceilDiv(x time.Duration, n int64) time.Duration {
	if x <= 0 {
		return 0
	}
	return (x-1)/time.Duration(n) + 1
}
