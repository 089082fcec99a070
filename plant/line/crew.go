package line

import (
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

var _ = register(&Kind{
	Name: "crew",
	About: "People who are needed for tasks: work at machines and repairs. A task binds all the members that it needs at once, or waits. " +
		"A member who becomes free goes to the task of the highest priority, and then to the one that has waited longest, of those that can begin then. " +
		"With speed the nearest member who is free walks to the asset in a straight line from where the last task was, at first and after a break from `at` of the crew; the task begins when all are there. " +
		"At the end of a shift a task that has begun is finished; a new one waits for the next shift.",
	Example: "fitter: {kind: crew, count: 2, skills: [repair], shifts: [\"06:00-14:00\", \"14:00-22:00\"]}",
	Settings: []Setting{
		{Key: "count", Form: Integer, Default: "1", Shape: true, Min: 1, HasMin: true, Max: 1e5, HasMax: true, About: "members"},
		{Key: "skills", Form: Texts, About: "what the members can do, besides what asks for the crew by name"},
		{Key: "shifts", Form: Shifts, About: "when the members are there; always if it is left out"},
		{Key: "speed", Form: Quantity, Dim: unit.Speed, Shape: true, HasMin: true, Open: true, About: "speed at which members walk; they are there at once if it is left out"},
		costSetting(crewStates, "one member"),
		{Key: "at", Form: Position, Dim: unit.Length, About: "where members come from who walk; else for the drawing only"},
	},
	Signals: append([]SignalDoc{
		{"busy", Level, unit.One, "share of the members at a task"},
		{"free", Level, unit.One, "share of the members who are there without a task"},
		{"off_shift", Level, unit.One, "share of the members who are not there"},
		{"walking", Level, unit.One, "share of the members on the way to a task"},
		{"distance", Count, unit.Length, "way walked by all its members"},
		{"done", Count, unit.One, "tasks of its members that have ended, interrupted ones too"},
		{"queued", Level, unit.One, "tasks that wait for members of it"},
		{"state", State, unit.One, "busy if any member is, else walking, free or off_shift"},
		costSignal, overheadSignal, productCosts,
	}, bottleneckSignals...),
	bind: bindCrew,
})

// The states of a member.
const (
	crewBusy uint8 = iota
	crewFree
	crewOff
	crewWalks
)

var crewStates = []string{"busy", "free", "off_shift", "walking"}

type crew struct {
	id, count int32
	times     int32
	distance  int32   // count [um]
	done      int32   // count, if asked for
	queued    int32   // level, if asked for
	speed     float64 // [m/s], 0: at once
	at        [][2]float64
	watched   bool // some task may take its members away
	name      string
	skills    []string
	shifts    *Calendar
	books     *ledger
	units     []bound // all of the line, for those who wait
}

type crewState struct {
	free    int32 // members there and without a task
	busy    int32
	off     bool
	waiting []request
	ranks   []float64 // priorities of waiting
	places  []post    // of the free members, of a crew that walks
	posts   []tasked  // its members at tasks
	walks   []walk
	serial  int64
	engaged []engaged // members at tasks, where they may be taken away
	tabs    []tab     // members whose time is booked to parts
}

func bindCrew(c *compiler, i int) bound {
	r := c.reader(i)
	u := &crew{id: int32(i), count: int32(r.get("count").Num), name: c.assets[i].Name, skills: r.get("skills").Texts, shifts: r.get("shifts").Shifts}
	u.speed = r.get("speed").Num
	u.distance = c.b.Count(u.name, "distance")
	u.done, u.queued = none, none
	if c.b.Asked(u.name+".done") != 0 {
		u.done = c.b.Count(u.name, "done")
	}
	if c.b.Asked(u.name+".queued") != 0 {
		u.queued = c.b.Level(u.name, "queued", 0)
	}
	start := crewFree
	if !u.shifts.Open(0) {
		start = crewOff
	}
	u.times = c.b.Times(u.name, crewStates, int(u.count), start)
	u.books = c.ledgerOf(i, crewStates, u.times, []uint8{crewBusy}, powers{})
	c.atEnd = append(c.atEnd, func() {
		u.units = c.bound
		u.bindWalks(c)
	})
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
	st := &crewState{free: u.count}
	u.gather(st)
	return st
}

// gather brings all free members of a crew that walks to where it comes from.
func (u *crew) gather(st *crewState) {
	st.places = st.places[:0]
	for who := int32(0); u.speed > 0 && len(st.places) < int(st.free); who++ {
		if !st.away(who) {
			st.places = append(st.places, post{u.id, who})
		}
	}
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
	st := u.state(s)
	if e.Code == evWalked {
		u.come(s, st, e.Arg)
	}
	if e.Code != evShift {
		return nil
	}
	if open := u.shifts.Open(s.Now); open && st.off {
		st.off = false
		for ; st.free+st.busy < u.count; st.free++ {
			s.Switch(u.times, crewOff, crewFree)
		}
		u.gather(st)
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
	st.places = st.places[:0]
}

func (u *crew) bindOne(s *sim.State, task request, rank float64) {
	st := u.state(s)
	st.free--
	st.busy++
	if u.watched {
		st.engage(task, rank)
	}
	if u.speed > 0 {
		u.send(s, st, task)
		return
	}
	s.Switch(u.times, crewFree, crewBusy)
	u.opens(s, st, task)
}

func (u *crew) unbindOne(s *sim.State, task request) {
	st := u.state(s)
	st.busy--
	if u.done >= 0 {
		s.Count(u.done, 1)
	}
	if u.watched {
		st.disengage(task)
	}
	from, who := crewBusy, none
	if u.speed > 0 {
		from, who = u.back(st, task)
	}
	if from == crewBusy {
		u.closes(s, st, task)
	}
	if st.off {
		s.Switch(u.times, from, crewOff)
		return
	}
	st.free++
	if u.speed > 0 {
		st.places = append(st.places, post{task.unit, who})
	}
	s.Switch(u.times, from, crewFree)
}

// serve lets those who wait take who is free, in order of priority and arrival; a task that needs more than there is does not hold up
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
	l.states(crewStates, []uint8{crewBusy, crewWalks, crewFree, crewOff}, u.times, u.count)
	l.add("distance", Count, unit.Length, term(sim.StoreCount, u.distance, 1e-6))
	l.store("done", Count, unit.One, sim.StoreCount, u.done)
	l.store("queued", Level, unit.One, sim.StoreLevel, u.queued)
}

// show books how many tasks wait.
func (u *crew) show(s *sim.State, st *crewState) {
	if u.queued >= 0 {
		s.Set(u.queued, float64(len(st.waiting)))
	}
}

// Name is what errors call it.
func (u *crew) Name() string { return u.name }

func (u *crew) command(string) (sim.Event, bool) { return sim.Event{}, false }
