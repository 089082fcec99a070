package line

import (
	"math"

	"github.com/plantwin/plantwin/sim"
)

// Rule is how a finished part finds its next place.
type Rule uint8

// The rules of routes.
const (
	One           Rule = iota // always To[0]
	Shares                    // drawn with the probabilities Share, one uniform a part
	ShortestQueue             // least parts waiting and in service, ties in the order of To; if that is full, the next one
	InTurn                    // each in its turn; a full one is waited for
	FirstFree                 // the first of To that takes it; if none does, the first that has a place
	When                      // the first whose condition holds; a nil condition always does
	Carried                   // by a fleet: exit.inner says where to
	ByStep                    // where the next step of the part is
)

// Route is where the parts of an asset go. It is constant.
type Route struct {
	Rule   Rule
	To     []int32   // assets; for Shares in order of identity
	Share  []float64 // for Shares, len of To, sum 1
	When   []func(s *sim.State, part int32) bool
	Stream int32 // for Shares
}

// NextStep stands among the assets of Shares and When for the next step of the part's route.
const NextStep int32 = -2

// receiver is a unit that parts can be sent to.
type receiver interface {
	// Accept takes the part, or notes the asker and refuses. The part's sender stays its holder when it is refused.
	Accept(s *sim.State, part int32, from asker) bool
	// leave takes the asker off the list of those who wait, if it is there.
	leave(s *sim.State, from asker)
	// load is the number of parts waiting and in service.
	load(s *sim.State) int32
}

// exit is the way out of a unit, with the receivers bound. It is constant.
type exit struct {
	self    int32 // the unit
	rule    Rule
	first   receiver // to[0]
	machine *machine // first, if it is one
	sink    *sink    // likewise
	buffer  *buffer  // likewise
	*choices
}

// choices is what an exit with more than one way needs.
type choices struct {
	to     []receiver
	id     []int32 // units of to
	cum    []float64
	when   []func(s *sim.State, part int32) bool
	p      *Products
	base   int32     // of the places of route steps in to
	groups [][]int32 // sets of places that a step may go to
	stream int32
	inner  Rule   // of Carried
	fleet  *fleet // of Carried
	haul   int32  // of Carried: which of the fleet's
	sinks  []bool // of to: takes every part at once
}

// Choices of an exit other than an index into its receivers.
const (
	anyOf    int32 = -1 // whichever of them takes the part first
	nowhere  int32 = -2 // no condition held
	unchosen int32 = -3
	anySet   int32 = -10 // anySet - g: any of groups[g], the least parts first
)

// choose settles where a finished part goes; turn is the unit's counter for InTurn.
func (e *exit) choose(s *sim.State, part int32, turn *int32) int32 {
	return e.chooseBy(e.rule, s, part, turn)
}

func (e *exit) chooseBy(rule Rule, s *sim.State, part int32, turn *int32) int32 {
	switch rule {
	case One:
		return 0
	case Carried:
		return e.chooseBy(e.inner, s, part, turn)
	case Shares:
		u := s.Uniform(e.stream)
		for i, c := range e.cum {
			if u < c {
				return e.settle(s, part, int32(i))
			}
		}
		return e.settle(s, part, int32(len(e.cum)-1))
	case ByStep:
		return e.step(s, part)
	case InTurn:
		i := *turn
		*turn = (i + 1) % int32(len(e.to))
		return i
	case When:
		for i, f := range e.when {
			if f == nil || f(s, part) {
				return e.settle(s, part, int32(i))
			}
		}
		s.Soon(sim.Event{To: e.self, Code: evBad, Arg: badRoute})
		return nowhere
	}
	return anyOf
}

// settle follows the part's route where that is what was chosen.
func (e *exit) settle(s *sim.State, part, i int32) int32 {
	if e.id[i] == NextStep {
		return e.step(s, part)
	}
	return i
}

// step moves the part to its next step: the place of the asset, or the set that it may go to.
func (e *exit) step(s *sim.State, part int32) int32 {
	switch st := e.p.advance(s, part); {
	case st != nil && st.place >= 0:
		return e.base + st.place
	case st != nil:
		return anySet + 1 + st.place
	case e.p.End >= 0 && e.p.List[s.Part(part).Type].Cases != nil:
		return e.base // the end stands first
	}
	s.Soon(sim.Event{To: e.self, Code: evBad, Arg: badStep})
	return nowhere
}

// offer hands the part over to the chosen receiver, or to one of several. When it is refused the asker stands on the
// lists of all that it may go to; when it is taken, on none.
func (e *exit) offer(s *sim.State, part int32, from asker, choice int32) bool {
	if e.rule == One {
		return e.pass(s, part, from)
	}
	if e.rule == Carried {
		return e.fleet.carry(s, e, part, from, choice)
	}
	if choice >= 0 {
		return e.to[choice].Accept(s, part, from)
	}
	if choice == nowhere {
		return false
	}
	if choice <= anySet {
		return e.offerShortest(s, part, from, e.groups[anySet-choice])
	}
	if e.rule == ShortestQueue {
		return e.offerShortest(s, part, from, nil)
	}
	for i, r := range e.to {
		if r.Accept(s, part, from) {
			e.leaveOthers(s, from, i)
			return true
		}
	}
	return false
}

// pass is offer where there is one receiver.
func (e *exit) pass(s *sim.State, part int32, from asker) bool {
	switch {
	case e.machine != nil:
		return e.machine.Accept(s, part, from)
	case e.buffer != nil:
		return e.buffer.Accept(s, part, from)
	case e.sink != nil:
		return e.sink.Accept(s, part, from)
	}
	return e.first.Accept(s, part, from)
}

// offerShortest asks the receivers in set (nil: all) in order of load, ties in the order of the list. O(n^2) for n
// receivers when all refuse.
func (e *exit) offerShortest(s *sim.State, part int32, from asker, set []int32) bool {
	lastLoad, lastIndex := int32(-1), -1
	for range e.to {
		load, index := int32(math.MaxInt32), -1
		for i, r := range e.to {
			if set != nil && !has(set, int32(i)) {
				continue
			}
			l := r.load(s)
			after := l > lastLoad || l == lastLoad && i > lastIndex
			if after && (index < 0 || l < load) {
				load, index = l, i
			}
		}
		if index < 0 {
			return false
		}
		if e.to[index].Accept(s, part, from) {
			e.leaveRest(s, from, index, set)
			return true
		}
		lastLoad, lastIndex = load, index
	}
	return false
}

func has(set []int32, i int32) bool {
	for _, x := range set {
		if x == i {
			return true
		}
	}
	return false
}

func (e *exit) leaveOthers(s *sim.State, from asker, taken int) { e.leaveRest(s, from, taken, nil) }

// leaveRest takes the asker off the lists of the set (nil: all) but one.
func (e *exit) leaveRest(s *sim.State, from asker, taken int, set []int32) {
	for i, r := range e.to {
		if r != nil && i != taken && (set == nil || has(set, int32(i))) {
			r.leave(s, from)
		}
	}
}

// decides reports whether the exit settles on one receiver as the part is finished, so that the part that asked must be
// the part that goes.
func (e *exit) decides() bool {
	rule := e.rule
	if rule == Carried {
		rule = e.inner
	}
	return rule == Shares || rule == InTurn || rule == When || rule == ByStep
}

// open reports whether the chosen way ends at a sink, which never refuses.
func (e *exit) open(choice int32) bool {
	if choice <= anySet || e.rule == Carried {
		return false // a set is of assets that work on parts
	}
	if choice != anyOf {
		return choice >= 0 && e.sinks[choice]
	}
	for _, k := range e.sinks {
		if k {
			return true
		}
	}
	return false
}
