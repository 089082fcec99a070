package line

import (
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

// planSettings are those of one kind of maintenance.
var planSettings = []Setting{
	{Key: "every", Form: Time, Dim: unit.Time, Counted: true, About: "time from the start, or from the end of the last, until it is due; a plain number of cycles with counts: cycles"},
	countsSetting,
	{Key: "when", Form: Watched, About: "condition with which it is due, such as oil.T > 70 degC or risk(self.failures.gun, 8 h) > 20 %. " +
		"It is looked at when a signal that it reads changes, and whenever a part is finished"},
	{Key: "takes", Form: Time, Dim: unit.Time, Required: true, About: "time that it takes once its people are there"},
	{Key: "needs", Form: Needs, Shape: true, About: "people who do it; the machine works on until they come"},
	prioritySetting, upkeepCost,
	{Key: "renews", Form: Texts, Shape: true, About: "failures and other maintenance whose clock begins anew"},
}

// maintenanceSetting is the plan of a machine.
var maintenanceSetting = Setting{Key: "maintenance", Form: Groups, Shape: true, Sub: planSettings,
	About: "planned work by name. When it is due the parts in process are finished and no new ones begun; then every server is down for it"}

// Watch is a condition that a unit looks at. True may be set after Build; Rise is set by Build: whoever owns the condition
// sends it when the condition turns true.
type Watch struct {
	True func(s *sim.State, part int32) bool
	Rise sim.Event
	Fall *sim.Event // nil where nothing follows
}

func (m *machine) bindPlan(c *compiler, i int, g Named) *mode {
	r, path := reader{g.Values, planSettings}, "maintenance."+g.Name
	f := m.bindMode(c, i, r, path, "every")
	f.name, f.planned, f.repair = g.Name, true, r.get("takes").Draw
	f.watch = r.get("when").Watch
	m.counting = true // it may fall due in the instant in which a part is finished
	every := r.values["every"].Set
	if every == (f.watch != nil) {
		c.fault(i, path, "write every: 40 h, or when: a condition", "maintenance needs every or when, and not both")
	}
	if f.watch != nil {
		f.never = true
		f.watch.Rise = sim.Event{To: m.id, Code: evDue, Class: sim.Break, Arg: int64(len(m.modes))}
	}
	return f
}

// fallsDue notes that maintenance k is due, and begins it as soon as it can.
func (m *machine) fallsDue(s *sim.State, st *machineState, k int) {
	fs := &st.modes[k]
	if fs.due || fs.down {
		return
	}
	if fs.booked {
		s.Cancel(fs.ticket)
		fs.booked = false
	}
	fs.due = true
	st.dues++
	m.serveDue(s, st)
}

// undue takes back maintenance that has not begun.
func (m *machine) undue(s *sim.State, st *machineState, k int) {
	f, fs := &m.modes[k], &st.modes[k]
	fs.due = false
	st.dues--
	if fs.asks {
		fs.asks = false
		f.needs.stopWaiting(s, request{m.id, int32(-1 - k)})
	}
	if fs.crewed {
		fs.crewed = false
		f.needs.release(s, fs.hands, request{m.id, int32(-1 - k)})
	}
	if st.dues == 0 {
		st.barred &^= barDue
	}
}

// serveDue begins maintenance that is due and has its people, once no part is in process; until then it keeps new parts
// from being begun.
func (m *machine) serveDue(s *sim.State, st *machineState) {
	if st.dues == 0 {
		return
	}
	clear := true
	for i := range st.servers {
		p := st.servers[i].phase
		clear = clear && (p == empty || p == ready || p == finished)
	}
	wanted := false
	for k := m.failures; k < len(m.modes); k++ {
		f, fs := &m.modes[k], &st.modes[k]
		if !fs.due {
			continue
		}
		if f.needs != nil && !fs.crewed {
			if fs.asks {
				continue
			}
			if !f.needs.take(s, fs.hands, request{m.id, int32(-1 - k)}) {
				fs.asks = true
				f.needs.wait(s, request{m.id, int32(-1 - k)})
				continue
			}
			fs.crewed = true
		}
		if !clear {
			wanted = true
			continue
		}
		fs.due = false
		st.dues--
		m.fail(s, st, k)
	}
	switch {
	case wanted && st.barred&barDue == 0:
		m.bar(s, st, barDue, 0)
		m.loop.later(s, m.id)
	case !wanted:
		st.barred &^= barDue
	}
}
