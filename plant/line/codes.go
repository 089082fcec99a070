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
	evBad      // a drawn time was no time, or no condition of a route held; Arg says which
	evFlood    // a source made too many parts in one instant
	evLook     // look for a deadlock
	evBack     // pool: something has come back
	evTaken    // what slot Arg has waited for is bound to its part
	evSetup    // machine: server Arg is set up
	evGo       // fleet: vehicle Arg has a part on board and goes on
	evDrive    // fleet: vehicle Arg is at the end of a stretch of way
	evLane     // fleet: an aisle that vehicle Arg may wait for has room
	evJam      // fleet: see whether vehicles wait for one another in a circle
	evLoaded   // fleet: the part of call Arg is loaded
	evUnloaded // fleet: the part of call Arg is unloaded
	evLow      // fleet: the charge of vehicle Arg, which stands without work, is low
	evCharged  // fleet: vehicle Arg is charged
	evWalked   // crew: a member has come to the asset of a walk
	evLate     // machine: the oldest waiting part is begun with what is there
	evUntil    // machine: the condition of step Arg holds
	evRipe     // buffer: the first part that had to stay may go
	evOverdue  // buffer: look for overdue parts
	evDue      // machine: the condition of maintenance Arg holds
	evSpare    // machine: spares for mode Arg arrive
	evActive   // bottleneck: asset Arg is active
	evInactive // bottleneck: asset Arg waits for others
)

var codeNames = [...]string{
	evRoom: "room", evArrive: "arrive", evPass: "pass", evEnd: "end", evEntry: "entry", evFail: "fail", evRepaired: "repaired",
	evGrant: "grant", evShift: "shift", evHold: "hold", evStop: "stop", evStart: "start", evScrap: "scrap", evFailNow: "fail now",
	evBad: "bad", evFlood: "flood", evLook: "look", evGo: "go", evDrive: "drive", evLane: "lane", evJam: "jam", evLoaded: "loaded", evUnloaded: "unloaded", evCharged: "charged", evLow: "low", evWalked: "walked", evLate: "late", evUntil: "until", evRipe: "ripe", evOverdue: "overdue", evDue: "due", evSpare: "spares", evBack: "back", evTaken: "taken", evSetup: "set up",
	evActive: "active", evInactive: "inactive",
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

// Other purposes in a Bad event.
const (
	badStep   int64 = -2 // a part without a route, or with none left, is to take it
	badMark   int64 = -3
	badSetup  int64 = -4
	badWarmUp int64 = -5
	badRate   int64 = -6
	badBatch  int64 = -7
	badMakes  int64 = -8
	badMatch  int64 = -9
	badCost   int64 = -10
)

// badErrors are those of the purposes that mean the same everywhere.
var badErrors = map[int64]error{
	badRoute:  errRoute,
	badStep:   errors.New("to: the part has no further step (give its product a route that ends at a sink)"),
	badMark:   errors.New("with or mark: a value is not a number"),
	badSetup:  errors.New("setup: a time below 0, or not a number, was drawn"),
	badWarmUp: errors.New("warm_up: a time below 0, or not a number, was drawn"),
	badRate:   errors.New("rate: the table has ended (write outside: hold, or repeat)"),
	badBatch:  errors.New("batch: a number below 0, or not a number, was drawn"),
	badMatch:  errors.New("its queues are full of parts of which none belong together (raise queue, or send them in another order)"),
	badMakes:  errors.New("makes: no product was chosen"),
	badCost:   errors.New("cost: a value is not a number"),
}

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
