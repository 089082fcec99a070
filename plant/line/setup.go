package line

import (
	"time"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

// setupSetting and warmUpSetting are what stands between two parts.
var (
	setupSetting = Setting{Key: "setup", Form: SetupForm, Dim: unit.Time,
		About: "changeover before a part that differs from the one before it on the same server: a time, where the product differs; " +
			"or {by: part.colour, matrix: {white: {red: 4 min}}, else: 0 s}, from what the server is set up for to what comes. " +
			"The first part finds the server set up for it. People that the work needs are there for the setup too"}
	warmUpSetting = Setting{Key: "warm_up", Form: Group, Sub: []Setting{
		{Key: "takes", Form: Time, Dim: unit.Time, Required: true, About: "time that it takes, in state setup"},
		{Key: "after", Form: Quantity, Dim: unit.Time, Default: "0 s", HasMin: true, About: "time without a part after which the server is cold; it is cold at the start"},
	}, About: "warm-up of a server before a part that it has had to wait for"}
)

// Setup is a changeover. It is constant.
type Setup struct {
	By     func(s *sim.State, part int32) float64 // what a server is set up for; codes of texts, products
	Matrix [][]int32                              // [from][to] among Times, -1 for Else; nil: Else wherever from and to differ
	Times  []Draw
	Else   Draw
}

// draw is how long it takes to change from one value to another; nil for none.
func (u *Setup) draw(from, to float64) *Draw {
	if from < 0 || from != from || from == to {
		return nil
	}
	i, j := int(from), int(to)
	if u.Matrix != nil && i < len(u.Matrix) && j >= 0 && j < len(u.Matrix[i]) && u.Matrix[i][j] >= 0 {
		return &u.Times[u.Matrix[i][j]]
	}
	return &u.Else
}

// setupOf is the changeover that a part brings: that of its step, or the machine's.
func (m *machine) setupOf(s *sim.State, part int32) *Setup {
	if m.steps {
		if st := m.p.at(s, part); st != nil && st.Setup != nil {
			return st.Setup
		}
	}
	return m.setup
}

// prepare gives the time of warm-up and changeover before the part of a server, and notes what it is set up for then. It
// draws at most one value of each.
func (m *machine) prepare(s *sim.State, sv *server) time.Duration {
	var d time.Duration
	if m.warm && sv.cold {
		d = orZero(s, m.id, badWarmUp, m.warmUp.Time(s, sv.part))
	}
	sv.cold = false
	if u := m.setupOf(s, sv.part); u != nil {
		to := u.By(s, sv.part)
		if x := u.draw(sv.set, to); x != nil {
			t := orZero(s, m.id, badSetup, x.Time(s, sv.part))
			if t > 0 {
				s.Count(m.setups, 1)
				m.books.changed(s, sv)
			}
			d += t
		}
		sv.set = to
	}
	return d
}

// cool notes that a server gets a part after it had none; called before the part is loaded.
func (m *machine) cool(s *sim.State, sv *server) {
	if m.warm {
		sv.cold = s.Now-sv.since > m.coldAfter
	}
}

// leastSetup is the least mean changeover that a part would need on any server [s].
func (m *machine) leastSetup(s *sim.State, part int32) float64 {
	u := m.setupOf(s, part)
	if u == nil {
		return 0
	}
	st := m.state(s)
	to := u.By(s, part)
	least := -1.0
	for i := range st.servers {
		x := 0.0
		if d := u.draw(st.servers[i].set, to); d != nil {
			x = d.expected(s, part)
		}
		if st.servers[i].phase != empty && len(st.servers) > 1 {
			continue // it will not take the part now
		}
		if least < 0 || x < least {
			least = x
		}
	}
	return max(least, 0)
}

// cycleOf draws the work on a part where steps of routes may say what it is.
func (m *machine) cycleOf(s *sim.State, part int32) time.Duration {
	if st := m.p.at(s, part); st != nil && st.Cycle != nil {
		return st.Cycle.Time(s, part)
	}
	return m.cycle.Time(s, part)
}

// meanCycle is the mean work on a part [s].
func (m *machine) meanCycle(s *sim.State, part int32) float64 {
	if m.steps {
		if st := m.p.at(s, part); st != nil && st.Cycle != nil {
			return st.Cycle.expected(s, part)
		}
	}
	return m.cycle.expected(s, part)
}

// bindParts binds what a machine knows of parts and products.
func (m *machine) bindParts(c *compiler, i int, r reader) {
	m.p = c.products
	m.pick = c.newPicker(i, r, func() *machine { return m })
	m.setup = r.get("setup").Setup
	m.marks = r.get("mark").Marks
	m.takes, m.gives = c.claim(i, "take", r), c.claim(i, "give", r)
	if w := r.group("warm_up"); w.values != nil {
		m.warm, m.warmUp, m.coldAfter = true, w.get("takes").Draw, ticks(w.get("after").Num)
	}
	m.bindPreempt(c, i, r)
	m.setups, m.delayed = none, none
	for k := range m.p.List {
		for _, list := range m.p.List[k].Cases {
			for j := range list {
				m.steps = m.steps || has(list[j].To, int32(i)) && (list[j].Cycle != nil || list[j].Setup != nil)
			}
		}
	}
	if m.setup != nil || m.steps || c.b.Asked(m.name+".setups") != 0 {
		m.setups = c.b.Count(m.name, "setups")
	}
	m.begins = none
	if c.b.Asked(m.name+".delayed")|c.b.Asked(m.name+".service_level") != 0 {
		m.delayed, m.begins = c.b.Count(m.name, "delayed"), c.b.Count(m.name, "begun")
	}
	m.products = newByProduct(c.b, m.name, m.p, "done")
	m.sets = m.setup != nil || m.warm || m.steps
	m.extra = m.preempt.on || m.delayed >= 0 || m.products != nil || m.t.products.waits() || m.marks != nil || m.gives != nil || m.takes != nil || m.t.costs != nil
}

// neverUsed is when a server became empty that never had a part.
const neverUsed = -sim.Never / 2

// setUp begins or goes on with warm-up and changeover; false when there is nothing more to do. Everything that the work
// needs is there.
func (m *machine) setUp(s *sim.State, sv *server, i int32) bool {
	if sv.phase == ready && !sv.ready {
		sv.left = m.prepare(s, sv)
		sv.phase = settingUp
	}
	sv.ready = false
	if sv.phase != settingUp {
		return false
	}
	if sv.left == 0 {
		sv.phase = ready
		return false
	}
	sv.runs = true
	sv.ends = s.Now + sv.left
	sv.ticket = s.Book(sv.ends, sim.Event{To: m.id, Code: evSetup, Class: sim.End, Arg: int64(i)})
	m.books.opens(s, sv)
	return true
}

// isSetUp is the end of the changeover of server i: the work begins.
func (m *machine) isSetUp(s *sim.State, st *machineState, i int32) {
	sv := &st.servers[i]
	m.books.closes(s, sv, setup)
	sv.runs, sv.phase, sv.ready = false, ready, true
	m.work(s, st, sv, i)
	m.show(s, st, i)
}

// taken binds what the part of a server waits for.
func (m *machine) taken(s *sim.State, slot int32) bool {
	sv := &m.state(s).servers[slot]
	return m.takes.bindLate(s, &sv.binding, sv.part, request{m.id, slot})
}

// beginExtra does what is asked for beyond the work itself as the work on a load begins.
func (m *machine) beginExtra(s *sim.State, sv *server) {
	if m.preempt.on {
		if left, full, ok := m.resumed(s, sv.part); ok {
			sv.left, sv.full = left, full
		}
	}
	if m.delayed >= 0 {
		s.Count(m.begins, 1)
		if s.Now > s.Part(sv.part).Entered {
			s.Count(m.delayed, 1)
		}
	}
	if m.products != nil || m.t.products != nil {
		typ, waited := s.Part(sv.part).Type, seconds(s.Now-s.Part(sv.part).Entered)
		m.products.begun(s, typ, waited)
		m.t.products.begun(s, typ, waited)
	}
}

// endExtra does the same as the work on a load ends.
func (m *machine) endExtra(s *sim.State, sv *server) {
	sv.holds = false
	m.books.closes(s, sv, busy)
	m.books.loaded(s, sv)
	next := sv.rest
	for p := sv.part; p > 0; {
		if !m.books.finished(s, p) {
			s.Soon(sim.Event{To: m.id, Code: evBad, Arg: badCost})
		}
		m.products.finished(s, s.Part(p).Type)
		if !mark(s, p, m.marks, none) {
			s.Soon(sim.Event{To: m.id, Code: evBad, Arg: badMark})
		}
		m.gives.give(s, p)
		if p = next; p > 0 {
			next = s.Part(p).Next
		}
	}
}
