package line

import (
	"math"
	"time"

	"github.com/plantwin/plantwin/internal/elem"
	"github.com/plantwin/plantwin/sim"
)

// Hazard is a time to failure whose rate follows physics. Whoever owns the equations integrates the rate while Going says so
// and sends Rise when the integral passes Limit; Total and Rate may be set after Build, Rise is set by Build.
type Hazard struct {
	Stream       int32
	Going, Limit int32                      // levels
	Total        func(s *sim.State) float64 // integral of the rate now
	Rate         func(s *sim.State) float64 // [1/s]
	Rise         sim.Event
}

// renewHazard draws the integral that is left until the next failure: exponential with mean 1.
func (m *machine) renewHazard(s *sim.State, k int) {
	h := m.modes[k].hazard
	s.Set(h.Limit, h.Total(s)-elem.Log1p(-s.Uniform(h.Stream)))
}

// pace tells the hazards how fast their clocks run: for the share of servers at work, or always; not while they are down.
func (m *machine) pace(s *sim.State, st *machineState) {
	if !m.hazards {
		return
	}
	for k := range m.modes {
		f := &m.modes[k]
		if f.hazard == nil {
			continue
		}
		v := 1.0
		if f.counts == busyTime {
			v = float64(st.working) / float64(m.servers)
		}
		if st.modes[k].down {
			v = 0
		}
		s.Set(f.hazard.Going, v)
	}
}

// risk is the chance that the failure comes before its clock has counted so much more [s], at the rate of now.
func (h *Hazard) risk(s *sim.State, ahead float64) float64 { return -elem.Expm1(-ahead * h.Rate(s)) }

// life is the mean time until the failure at the rate of now [s].
func (h *Hazard) life(s *sim.State) float64 {
	return math.Min(1/h.Rate(s), time.Duration(sim.Never).Seconds())
}
