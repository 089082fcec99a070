package line

import (
	"fmt"
	"math"
	"time"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

// StageSettings are those of one entry of steps in a cycle.
var StageSettings = []Setting{
	{Key: "for", Form: Time, Dim: unit.Time, About: "time that the step takes"},
	{Key: "until", Form: Watched, About: "condition that ends the step; a step whose condition holds as it begins takes no time"},
	{Key: "limit", Form: Quantity, Dim: unit.Time, HasMin: true, Open: true, About: "time after which a step with until ends the run with an error"},
}

// cycleSetting is the work on a part.
var cycleSetting = Setting{Key: "cycle", Form: Time, Dim: unit.Time, Required: true, Stages: true, Sub: StageSettings,
	About: "time that a part is worked on; or steps: a list of {name, set, do, for} and {name, set, do, until, limit}, one after the other, where set and do are those of rules"}

// Stage is one entry of the steps of a cycle: it lasts for a time, or until a condition holds.
type Stage struct {
	Name  string
	For   Draw
	Until *Watch        // not nil: in place of For
	Limit time.Duration // of Until; sim.Never for none
	Do    *Actions
}

// Actions are commands that a stage begins with. They can be set after Build.
type Actions struct{ Events []sim.Event }

// badStages is the purpose, in a Bad event, of stage 0 that went past its limit; badStages - k is that of stage k.
const badStages int64 = -1000

func (m *machine) bindStages(c *compiler, r reader) {
	m.stages = r.get("cycle").Stages
	ideal := 0.0
	for k := range m.stages {
		g := &m.stages[k]
		if ideal += g.For.Mean(); g.Until != nil {
			ideal = math.NaN()
		}
		m.stageLevels = append(m.stageLevels, c.b.Level(m.name, "step."+g.Name, 0))
		if g.Until != nil {
			g.Until.Rise = sim.Event{To: m.id, Code: evUntil, Class: sim.Break, Arg: int64(k)}
		}
	}
	if m.stages != nil && !r.values["ideal"].Set && ideal >= 0 {
		m.ideal = ideal
	}
}

// enterStages begins stage k of server i, or the first after it that takes time. sv.stage is the number of stages when
// none does.
func (m *machine) enterStages(s *sim.State, sv *server, k int32) {
	m.inStage(s, sv, -1)
	for ; int(k) < len(m.stages); k++ {
		g := &m.stages[k]
		for _, e := range g.Do.Events {
			s.Soon(e)
		}
		if g.Until != nil && g.Until.True(s, sv.part) {
			continue
		}
		sv.left = g.Limit
		if g.Until == nil {
			sv.left = orZero(s, m.id, 0, g.For.Time(s, sv.part))
		}
		break
	}
	sv.stage = k
	if int(k) == len(m.stages) {
		sv.left = 0
	}
	m.inStage(s, sv, 1)
}

// inStage books that a server is in its stage, or no longer.
func (m *machine) inStage(s *sim.State, sv *server, by float64) {
	if sv.staged == (by > 0) {
		return
	}
	sv.staged = by > 0 && int(sv.stage) < len(m.stages)
	if int(sv.stage) < len(m.stages) {
		s.Add(m.stageLevels[sv.stage], by)
	}
}

// resumeStage looks whether the condition of the stage of server i has come true while it stood.
func (m *machine) resumeStage(s *sim.State, sv *server) {
	if int(sv.stage) == len(m.stages) {
		return
	}
	switch g := &m.stages[sv.stage]; {
	case g.Until == nil:
	case g.Until.True(s, sv.part):
		m.enterStages(s, sv, sv.stage+1)
	case g.Limit == sim.Never:
		sv.left = sim.Never
	}
}

// endStage is the end of a stage in time. It reports whether the cycle is over.
func (m *machine) endStage(s *sim.State, st *machineState, sv *server, i int32) bool {
	if int(sv.stage) < len(m.stages) && m.stages[sv.stage].Until != nil {
		s.Soon(sim.Event{To: m.id, Code: evBad, Arg: badStages - int64(sv.stage)})
		return true
	}
	return m.nextStage(s, st, sv, i)
}

// nextStage goes on to the next stage of server i, which runs. It reports whether the cycle is over.
func (m *machine) nextStage(s *sim.State, st *machineState, sv *server, i int32) bool {
	if int(sv.stage) < len(m.stages) {
		m.enterStages(s, sv, sv.stage+1)
	}
	if int(sv.stage) == len(m.stages) {
		return true
	}
	sv.ends = s.Now + sv.left
	sv.ticket = s.Book(sv.ends, sim.Event{To: m.id, Code: evEnd, Class: sim.End, Arg: int64(i)})
	m.change(s, st, 0)
	return false
}

// reached ends stage k in every server that is in it and works.
func (m *machine) reached(s *sim.State, st *machineState, k int32) {
	for i := range st.servers {
		sv := &st.servers[i]
		if sv.phase != begun || !sv.runs || sv.stage != k {
			continue
		}
		s.Cancel(sv.ticket)
		if m.nextStage(s, st, sv, int32(i)) {
			m.end(s, st, int32(i))
		}
	}
}

// pastLimit is the error of a stage.
func (m *machine) pastLimit(purpose int64) error {
	g := &m.stages[badStages-purpose]
	return fmt.Errorf("cycle: step %s has not ended within its limit of %v", g.Name, g.Limit)
}
