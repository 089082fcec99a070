package sim

import "github.com/plantwin/plantwin/sim/ode"

// delays reports whether a system has delayed values.
func delays(sys ode.System) bool {
	l, ok := sys.(ode.Lagged)
	return ok && l.NDelay() > 0
}

// delayedOf is an Eval as one with delayed values, nil if its system has none.
func delayedOf(sys ode.System, e ode.Eval) ode.Delayed {
	if !delays(sys) {
		return nil
	}
	d, _ := e.(ode.Delayed)
	return d
}

// mark notes in the history that a derivative of some order jumps at the start of the step to come: 0 for an event.
func (is *island) mark(order int8) {
	if len(is.past) > 0 {
		is.past[0].Mark(order)
	}
}

// markBreak is mark at the break that the step has come to.
func (is *island) markBreak() {
	if len(is.past) > 0 {
		is.past[0].Mark(is.past[0].Due)
	}
}

// begin makes the history of an island with delayed values, which holds what they were before the start.
func (s *State) begin(i int) error {
	is, w := &s.kept.islands[i], s.work[i].work
	if w.lag == nil {
		return nil
	}
	is.past = make([]ode.Past, 1)
	is.past[0].Reset(s.m.systems[i].(ode.Lagged).NDelay())
	w.lag.Past(&is.past[0])
	return w.lag.Before(0, is.u, is.past[0].Before)
}

// remember keeps the first tau seconds of the piece in force for delayed values.
func (s *State) remember(i int, tau float64) {
	if s.work[i].lag == nil {
		return
	}
	is, w := &s.kept.islands[i], s.ready(i)
	w.keep.Record(w.lag, &is.past[0], is.t, &is.piece, tau)
}
