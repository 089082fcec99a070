package sim

import "github.com/plantwin/plantwin/sim/ode"

// delayedOf is an Eval as one with delayed values, nil if its system has none.
func delayedOf(sys ode.System, e ode.Eval) ode.Delayed {
	if l, ok := sys.(ode.Lagged); !ok || l.NDelay() == 0 {
		return nil
	}
	d, _ := e.(ode.Delayed)
	return d
}

// begin makes the history of an island with delayed values, which holds what they were before the start.
func (s *State) begin(i int) error {
	is, w := &s.kept.islands[i], s.work[i].work
	if w.lag == nil {
		return nil
	}
	is.past.Reset(s.m.systems[i].(ode.Lagged).NDelay())
	w.lag.Past(&is.past)
	return w.lag.Before(0, is.u, is.past.Before)
}

// remember keeps the first tau seconds of the piece in force for delayed values.
func (s *State) remember(i int, tau float64) {
	if s.work[i].lag == nil {
		return
	}
	is, w := &s.kept.islands[i], s.ready(i)
	w.keep.Record(w.lag, &is.past, is.t, &is.piece, tau)
}
