package line

import (
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

var _ = register(&Kind{
	Name: "crew",
	About: "People who are needed for tasks: work at machines and repairs. A task binds all the members that it needs at once, or waits. " +
		"A member who becomes free goes to the task that has waited longest of those that can begin then. " +
		"At the end of a shift a task that has begun is finished; a new one waits for the next shift.",
	Example: "fitter: {kind: crew, count: 2, skills: [repair], shifts: [\"06:00-14:00\", \"14:00-22:00\"]}",
	Settings: []Setting{
		{Key: "count", Form: Integer, Default: "1", Shape: true, Min: 1, HasMin: true, Max: many, HasMax: true, About: "members"},
		{Key: "skills", Form: Texts, About: "what the members can do, besides what asks for the crew by name"},
		{Key: "shifts", Form: Shifts, About: "when the members are there; always if it is left out"},
		atSetting,
	},
	Later: []string{"speed"},
	Signals: []SignalDoc{
		{"busy", Level, unit.One, "share of the members at a task"},
		{"free", Level, unit.One, "share of the members who are there without a task"},
		{"off_shift", Level, unit.One, "share of the members who are not there"},
		{"state", State, unit.One, "busy if any member is, else free or off_shift"},
	},
	bind: bindCrew,
})

// The states of a member.
const (
	crewBusy uint8 = iota
	crewFree
	crewOff
)

var crewStates = []string{"busy", "free", "off_shift"}

type crew struct {
	id, count int32
	times     int32
	name      string
	skills    []string
	shifts    *Calendar
	units     []bound // all of the line, for those who wait
}

type crewState struct {
	free    int32 // members there and without a task
	busy    int32
	off     bool
	waiting []request
}

func bindCrew(c *compiler, i int) bound {
	r := c.reader(i)
	u := &crew{id: int32(i), count: int32(r.get("count").Num), name: c.assets[i].Name, skills: r.get("skills").Texts, shifts: r.get("shifts").Shifts}
	start := crewFree
	if !u.shifts.Open(0) {
		start = crewOff
	}
	u.times = c.b.Times(u.name, crewStates, int(u.count), start)
	c.atEnd = append(c.atEnd, func() { u.units = c.bound })
	return u
}

// can reports whether the members can meet a need.
func (u *crew) can(n Need, id int32) bool {
	for _, a := range n.Assets {
		if a == id {
			return true
		}
	}
	if len(n.Assets) == 0 {
		for _, k := range u.skills {
			if k == n.Skill {
				return true
			}
		}
	}
	return false
}

func (u *crew) New() any {
	if !u.shifts.Open(0) {
		return &crewState{off: true}
	}
	return &crewState{free: u.count}
}

func (u *crew) state(s *sim.State) *crewState { return s.Units[u.id].(*crewState) }

func (u *crew) Start(s *sim.State) error {
	u.bookShift(s)
	return nil
}

func (u *crew) bookShift(s *sim.State) {
	if at := u.shifts.Next(s.Now); at < sim.Never {
		s.Book(at, sim.Event{To: u.id, Code: evShift, Class: sim.Break})
	}
}

func (u *crew) Handle(s *sim.State, e sim.Event) error {
	if e.Code != evShift {
		return nil
	}
	st := u.state(s)
	if open := u.shifts.Open(s.Now); open && st.off {
		st.off = false
		for ; st.free+st.busy < u.count; st.free++ {
			s.Switch(u.times, crewOff, crewFree)
		}
		u.serve(s)
	} else if !open && !st.off {
		u.close(s, st)
	}
	u.bookShift(s)
	return nil
}

func (u *crew) close(s *sim.State, st *crewState) {
	st.off = true
	for ; st.free > 0; st.free-- {
		s.Switch(u.times, crewFree, crewOff)
	}
}

func (u *crew) bindOne(s *sim.State) {
	st := u.state(s)
	st.free--
	st.busy++
	s.Switch(u.times, crewFree, crewBusy)
}

func (u *crew) unbindOne(s *sim.State) {
	st := u.state(s)
	st.busy--
	if st.off {
		s.Switch(u.times, crewBusy, crewOff)
		return
	}
	st.free++
	s.Switch(u.times, crewBusy, crewFree)
}

// serve lets those who wait take who is free, in order of arrival; a task that needs more than there is does not hold up
// those behind it.
func (u *crew) serve(s *sim.State) {
	st := u.state(s)
	for i := 0; i < len(st.waiting) && st.free > 0; {
		r := st.waiting[i]
		if !u.units[r.unit].(hirer).hire(s, r.slot) {
			i++
		}
	}
}

func (u *crew) signals(l *signalList) {
	l.states(crewStates, []uint8{crewBusy, crewFree, crewOff}, u.times, u.count)
}

// Name is what errors call it.
func (u *crew) Name() string { return u.name }

func (u *crew) command(string) (sim.Event, bool) { return sim.Event{}, false }
