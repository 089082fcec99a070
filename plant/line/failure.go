package line

import (
	"time"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

// failureSettings are those of one mode of failure.
var failureSettings = []Setting{
	{Key: "after", Form: Time, Dim: unit.Time, Required: true, About: "time from the start, or from a repair, to the failure"},
	{Key: "counts", Form: Text, Default: "busy", Options: []string{"busy", "clock"}, About: "whether that time passes only while servers work (at the rate of their share), or always"},
	{Key: "repair", Form: Time, Dim: unit.Time, Required: true, About: "time that the repair takes once its people are there"},
	{Key: "needs", Form: Needs, Shape: true, About: "people who repair"},
	{Key: "part", Form: Text, Default: "resume", Options: []string{"resume", "restart", "scrap"}, About: "what becomes of parts in process: they go on, begin again with the same time, or are thrown away"},
}

// mode is the constant part of a mode of failure.
type mode struct {
	name          string
	after, repair Draw
	clock         bool
	part          partPolicy
	needs         *demand
	count, downs  int32
}

type partPolicy uint8

const (
	resume partPolicy = iota
	restart
	discard
)

// modeState is what changes of a mode of failure.
type modeState struct {
	left      time.Duration // busy time left until it fails, times the number of servers, as of machineState.since
	down      bool
	booked    bool // a Fail is booked
	asks      bool
	crewed    bool
	repairing bool
	hands     []int32
	ticket    sim.Ticket
}

func (m *machine) bindMode(c *compiler, i int, g Named) {
	r := reader{g.Values, failureSettings}
	f := mode{name: g.Name, after: r.get("after").Draw, repair: r.get("repair").Draw, clock: r.get("counts").Text == "clock"}
	switch r.get("part").Text {
	case "restart":
		f.part = restart
	case "scrap":
		f.part = discard
	}
	if f.after.Constant() && f.after.value == 0 {
		c.fault(i, "failures."+g.Name+".after", "give a time above 0 s", "it would fail again and again in one instant")
	}
	f.count = c.b.Count(m.name, "failures."+g.Name+".count")
	f.downs = c.b.Level(m.name, "failures."+g.Name+".down", 0)
	if n := r.get("needs").Needs; len(n) > 0 {
		f.needs = &demand{size: handCount(n)}
		c.hire(i, "failures."+g.Name+".needs", n, f.needs)
	}
	m.wearing = m.wearing || !f.clock
	m.modes = append(m.modes, f)
}

func (f *mode) fresh() modeState {
	if f.needs == nil {
		return modeState{}
	}
	return modeState{hands: make([]int32, f.needs.size)}
}

// renew draws the time to the next failure of mode k.
func (m *machine) renew(s *sim.State, st *machineState, k int) {
	f, fs := &m.modes[k], &st.modes[k]
	d := orZero(s, m.id, int64(1+2*k), f.after.Time(s, none))
	if f.clock {
		fs.booked = true
		fs.ticket = s.Book(s.Now+d, sim.Event{To: m.id, Code: evFail, Class: sim.Break, Arg: int64(k)})
		return
	}
	fs.left = sim.Never
	if d < sim.Never/time.Duration(m.servers) {
		fs.left = d * time.Duration(m.servers)
	}
}

// wear counts busy time up to now.
func (m *machine) wear(s *sim.State, st *machineState) {
	used := (s.Now - st.since) * time.Duration(st.working)
	st.since = s.Now
	if used == 0 {
		return
	}
	for k := range st.modes {
		if !m.modes[k].clock {
			st.modes[k].left -= used
		}
	}
}

// aim books the failures in busy time that fall into the stretch of work that begins: those that come, at the present
// number of servers at work, no later than the first of them ends. What lies beyond is looked at again then; so a part
// costs an entry in the heap only if it meets a failure.
func (m *machine) aim(s *sim.State, st *machineState) {
	until := sim.Never
	if st.working > 0 {
		for i := range st.servers {
			if sv := &st.servers[i]; sv.runs && sv.ends < until {
				until = sv.ends
			}
		}
	}
	for k := range st.modes {
		f, fs := &m.modes[k], &st.modes[k]
		if f.clock || fs.down {
			continue
		}
		if fs.booked && fs.left > 0 { // the rate has changed
			s.Cancel(fs.ticket)
			fs.booked = false
		}
		if fs.booked || st.working == 0 && fs.left > 0 {
			continue
		}
		at := s.Now + ceilDiv(fs.left, int64(max(st.working, 1)))
		if at <= until {
			fs.booked = true
			fs.ticket = s.Book(at, sim.Event{To: m.id, Code: evFail, Class: sim.Break, Arg: int64(k)})
		}
	}
}

// fail takes the machine down by mode k, unless it is already.
func (m *machine) fail(s *sim.State, st *machineState, k int) {
	f, fs := &m.modes[k], &st.modes[k]
	if fs.down {
		return
	}
	if fs.booked {
		s.Cancel(fs.ticket)
		fs.booked = false
	}
	fs.down = true
	st.why |= 1 << (modeBit + k)
	s.Count(f.count, 1)
	s.Set(f.downs, 1)
	for i := range st.servers {
		sv := &st.servers[i]
		if sv.phase == begun || sv.phase == ready {
			m.interrupt(s, st, int32(i))
		}
		if sv.phase == begun && f.part == restart {
			sv.left = sv.full
		}
	}
	if f.part == discard {
		m.scrapAll(s, st)
	}
	for i := range st.servers {
		m.show(s, st, int32(i))
	}
	if f.needs == nil || f.needs.take(s, fs.hands) {
		fs.crewed = f.needs != nil
		m.repair(s, st, k)
		return
	}
	fs.asks = true
	f.needs.wait(s, request{m.id, int32(-1 - k)})
}

// repair begins.
func (m *machine) repair(s *sim.State, st *machineState, k int) {
	st.modes[k].repairing = true
	d := orZero(s, m.id, int64(2+2*k), m.modes[k].repair.Time(s, none))
	s.Book(s.Now+d, sim.Event{To: m.id, Code: evRepaired, Class: sim.Break, Arg: int64(k)})
}

// repaired ends the failure.
func (m *machine) repaired(s *sim.State, st *machineState, k int) {
	f, fs := &m.modes[k], &st.modes[k]
	fs.down, fs.repairing = false, false
	st.why &^= 1 << (modeBit + k)
	s.Set(f.downs, 0)
	if fs.crewed {
		fs.crewed = false
		f.needs.release(s, fs.hands)
	}
	m.renew(s, st, k)
	m.goOn(s, st)
}
