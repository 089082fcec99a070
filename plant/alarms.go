package plant

import (
	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/scenarios"
	"github.com/plantwin/plantwin/sim"
)

// readAlarms reads the section alarms: conditions that are counted and never act on the plant. An alarm is a rule that
// raises it, and one that clears it where `clear` is given; else it ends with its condition.
func (c *compiler) readAlarms() {
	for _, e := range c.sc.Alarms {
		if e.Value.Kind != source.Map {
			continue // scenarios has reported it
		}
		n := len(c.alarms) + 1
		raise := rule{name: e.Name, hold: -1, alarm: n, lasts: e.Value.Get("clear") != nil}
		if x := e.Value.Get("because"); x != nil {
			raise.because = x.Text
		}
		if x := e.Value.Get("for"); x != nil {
			if i, ok := c.number("alarms."+e.Name+".for", x, limits{dim: unit.Time, max: longest}); ok {
				raise.hold = i
			}
		}
		if !c.alarmRule(raise, e, "when") {
			continue
		}
		c.alarms = append(c.alarms, e.Name)
		if raise.lasts {
			c.alarmRule(rule{name: e.Name, hold: -1, alarm: n, clears: true}, e, "clear")
		}
		c.register(signal{asset: "alarms", name: e.Name + ".count", sort: line.Count, unit: unit.SI(unit.One)})
		c.register(signal{asset: "alarms", name: e.Name + ".active", sort: line.Level, unit: unit.SI(unit.One)})
	}
}

func (c *compiler) alarmRule(r rule, e scenarios.Entry, key string) bool {
	if !c.conditionOf(&r, "alarms."+e.Name, key, e.Value.Get(key), e.Key) {
		return false
	}
	c.rules = append(c.rules, r)
	return true
}

// boundAlarm is an alarm, or a rule that clears it, of a model.
type boundAlarm struct {
	count, active int32 // a count, and a level: 1 while it is active
	clears, lasts bool
}

func (c *compiler) bindAlarms(b *binding) []boundAlarm {
	out := make([]boundAlarm, len(c.alarms))
	for i, name := range c.alarms {
		a := &out[i]
		a.count, a.active = b.sim.Count("alarms", name+".count"), b.sim.Level("alarms", name+".active", 0)
		for _, x := range []struct {
			name  string
			sort  line.Sort
			store sim.Store
			index int32
		}{{".count", line.Count, sim.StoreCount, a.count}, {".active", line.Level, sim.StoreLevel, a.active}} {
			b.refs.line["alarms."+name+x.name] = &line.Signal{Asset: -1, Name: name + x.name, Sort: x.sort,
				Terms: []sim.Term{{Ref: sim.Ref{Store: x.store, Index: x.index}, Coef: 1}}}
		}
	}
	return out
}

// of is the alarm as one of its rules sees it.
func (a boundAlarm) of(r *rule) *boundAlarm {
	a.clears, a.lasts = r.clears, r.lasts
	return &a
}

// fire raises the alarm, or clears it.
func (a *boundAlarm) fire(s *sim.State) {
	switch on := s.Read(sim.Ref{Store: sim.StoreLevel, Index: a.active}) != 0; {
	case a.clears:
		s.Set(a.active, 0)
	case !on:
		s.Set(a.active, 1)
		s.Count(a.count, 1)
	}
}

// end is the end of the condition.
func (a *boundAlarm) end(s *sim.State) {
	if !a.clears && !a.lasts {
		s.Set(a.active, 0)
	}
}
