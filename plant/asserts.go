package plant

import (
	"fmt"
	"strings"

	"github.com/plantwin/plantwin/physics"
	"github.com/plantwin/plantwin/sim"
)

// asserter is the unit that ends a run when an assertion of a component no longer holds.
type asserter struct {
	list   []assertion
	events []*sim.Event
}

type assertion struct{ asset, name, message string }

// watch gives the event with which a guard tells that its assertion fails.
func (u *asserter) watch(g physics.Guard) *sim.Event {
	at := strings.LastIndexByte(g.Name, '.')
	u.list = append(u.list, assertion{g.Name[:at], g.Name[at+1:], g.Fails})
	e := &sim.Event{Class: sim.Break, Arg: int64(len(u.list) - 1)}
	u.events = append(u.events, e)
	return e
}

// join puts the unit behind all others, if there is an assertion.
func (u *asserter) join(units []sim.Unit) []sim.Unit {
	if u.list == nil {
		return units
	}
	for _, e := range u.events {
		e.To = int32(len(units))
	}
	return append(units, u)
}

// Name names the unit in errors.
func (u *asserter) Name() string { return "assertions" }

// New implements sim.Unit.
func (u *asserter) New() any { return nil }

// Start implements sim.Unit.
func (u *asserter) Start(*sim.State) error { return nil }

// Handle implements sim.Unit.
func (u *asserter) Handle(s *sim.State, e sim.Event) error {
	a := u.list[e.Arg]
	return &sim.Error{At: s.Now, Asset: a.asset, Err: fmt.Errorf("%s (assertion %s)", a.message, a.name)}
}
