package line

import "github.com/plantwin/plantwin/sim"

// longQueue is the number of parts behind the one that waits at a source for which the whole line is looked at for the
// first time: perhaps nothing moves any more. Then it is with twice as many.
const longQueue = 64

// flood is the number of parts that a source may send off in one instant.
const flood = 200_000

// checkFlood refuses a source that always has a part ready where each passes on at once to a place that never fills. What
// depends on the parts is found in the run.
func (u *source) checkFlood(c *compiler, i int) {
	if !u.always || u.take != nil {
		return
	}
	e := &u.exit
	for range c.bound {
		if e.rule != One {
			return
		}
		endless := false
		switch x := c.bound[e.id[0]].(type) {
		case *sink:
			endless = true
		case *machine:
			endless = x.gather == nil && x.places == many
		case *buffer:
			if endless = x.capacity == many; !endless {
				if x.takes != nil || x.dwell != nil && x.dwell.min > 0 {
					return
				}
				e = &x.exit
				continue
			}
		}
		if endless {
			c.fault(i, "every", "give a time between parts, or let them go to a place that fills", "one part after the other would go to %s in one instant", c.assets[e.id[0]].Name)
		}
		return
	}
}

// mayBurst counts the parts of one instant; too many fail the run.
func (u *source) mayBurst(s *sim.State, st *sourceState) bool {
	if st.at != s.Now {
		st.at, st.burst = s.Now, 0
	}
	st.burst++
	if st.burst > flood {
		s.Soon(sim.Event{To: u.id, Code: evFlood})
		return false
	}
	return true
}
