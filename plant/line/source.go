package line

import (
	"errors"
	"fmt"
	"time"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

var _ = register(&Kind{
	Name: "source",
	About: "Where parts come from. Parts that cannot go on wait at the source; work in process and lead time begin when a part leaves it. " +
		"With shifts, the time between parts passes in open time only, and a part that is made may leave at any time.",
	Example: "coil: {kind: source, every: {dist: exponential, mean: 40 s}, to: press}",
	Settings: []Setting{
		{Key: "every", Form: Time, Dim: unit.Time, About: "time from one part to the next; 0 s: one is always ready, and the next is made when it leaves; needed unless the product comes from a log"},
		{Key: "makes", Form: Makes, About: "the product that its parts are; they can then take its route"},
		{Key: "shifts", Form: Shifts, About: "when parts are made; always if it is left out"},
		toSetting, atSetting,
	},
	Later: []string{"orders", "with", "move", "take", "give"},
	Signals: []SignalDoc{
		{"done", Count, unit.One, "parts that have left"},
		{"waiting", Level, unit.One, "parts that are made and cannot go on"},
	},
	Sends: true,
	bind:  bindSource,
})

type source struct {
	id      int32
	name    string
	every   Draw
	always  bool // every is 0 s
	orders  *Orders
	shifts  *Calendar
	exit    exit
	done    int32
	waiting int32 // level, if asked for
	t       *totals
}

type sourceState struct {
	ready int64 // parts made that have not left
	head  int32 // the record of the first of them, made when it first asks
	dest  int32 // where head goes
	turn  int32
	burst int32         // parts that have left at the instant `at`
	at    time.Duration // [ns]
	made  int64         // parts released so far
}

func bindSource(c *compiler, i int) bound {
	r := c.reader(i)
	u := &source{id: int32(i), name: c.assets[i].Name, every: r.get("every").Draw, shifts: r.get("shifts").Shifts, t: c.totals, waiting: none}
	u.orders = r.get("makes").Orders
	recorded := u.orders != nil && u.orders.Starts != nil
	every, given := c.assets[i].Values["every"]
	switch {
	case recorded && given && every.Set:
		c.fault(i, "every", "leave it out", "the product comes from a log, which says when its parts are released")
	case !recorded && !(given && every.Set):
		c.fault(i, "every", "write every: {dist: exponential, mean: 40 s}", "every is missing")
	}
	u.always = !recorded && u.every.Constant() && u.every.value == 0
	u.done = c.b.Count(u.name, "done")
	if c.b.Asked(u.name+".waiting") != 0 {
		u.waiting = c.b.Level(u.name, "waiting", 0)
	}
	c.exit(i, &u.exit)
	return u
}

func (u *source) New() any { return &sourceState{head: none, dest: unchosen} }

func (u *source) state(s *sim.State) *sourceState { return s.Units[u.id].(*sourceState) }

func (u *source) Start(s *sim.State) error {
	if u.orders != nil && u.orders.Starts != nil {
		s.Book(u.orders.start(0), sim.Event{To: u.id, Code: evArrive, Class: sim.End, Arg: 1})
		return nil
	}
	if !u.always {
		u.bookNext(s)
		return nil
	}
	if at := u.shifts.Next(s.Now); at < sim.Never {
		s.Book(at, sim.Event{To: u.id, Code: evShift, Class: sim.Break})
	}
	s.Book(s.Now, sim.Event{To: u.id, Code: evPass, Class: sim.End}) // when all units have started
	return nil
}

// bookNext books the next arrival.
func (u *source) bookNext(s *sim.State) {
	d := orZero(s, u.id, 0, u.every.Time(s, none))
	at := s.Now + d
	if u.shifts != nil {
		at = u.shifts.After(s.Now, d)
	}
	s.Book(at, sim.Event{To: u.id, Code: evArrive, Class: sim.End})
}

func (u *source) Handle(s *sim.State, e sim.Event) error {
	st := u.state(s)
	switch e.Code {
	case evArrive:
		if e.Arg > 0 { // a recorded case
			s.Book(u.orders.start(e.Arg), sim.Event{To: u.id, Code: evArrive, Class: sim.End, Arg: e.Arg + 1})
		} else {
			u.bookNext(s) // first, so that it takes the place of this one in the heap
		}
		st.ready++
		if u.waiting >= 0 {
			s.Add(u.waiting, 1)
		}
		if st.head == none {
			u.release(s, st)
		}
	case evRoom, evPass:
		u.release(s, st)
	case evShift:
		s.Book(u.shifts.Next(s.Now), sim.Event{To: u.id, Code: evShift, Class: sim.Break})
		if st.head == none {
			u.release(s, st)
		}
	case evBad:
		if e.Arg == badRoute {
			return errRoute
		}
		return errors.New("every: a time below 0, or not a number, was drawn")
	case evFlood:
		return fmt.Errorf("%d parts left in one instant (every: 0 s needs a next place that fills)", flood)
	}
	return nil
}

// flood is the number of parts that a source may send off in one instant.
const flood = 1_000_000

// release lets parts go as long as they are taken.
func (u *source) release(s *sim.State, st *sourceState) {
	for {
		if st.head == none && !u.next(s, st) {
			return
		}
		p := s.Part(st.head)
		p.Born, p.Entered = s.Now, s.Now
		open := u.exit.open(st.dest)
		if open { // before it leaves at once
			s.Add(u.t.wip, 1)
		}
		if !u.exit.offer(s, st.head, askerOf(u.id, 0), st.dest) {
			return
		}
		if !open {
			s.Add(u.t.wip, 1)
		}
		s.Count(u.done, 1)
		st.head = none
		if u.always {
			continue
		}
		st.ready--
		if u.waiting >= 0 {
			s.Add(u.waiting, -1)
		}
	}
}

// next makes the record of the next part, if one is ready.
func (u *source) next(s *sim.State, st *sourceState) bool {
	if u.always {
		if !u.shifts.Open(s.Now) || !u.mayBurst(s, st) {
			return false
		}
	} else if st.ready == 0 {
		return false
	}
	st.head = s.NewPart(0)
	s.Part(st.head).Holder = u.id
	if u.orders != nil {
		u.orders.begin(s, st.head, u.orders.caseOf(st.made))
		st.made++
	}
	st.dest = u.exit.choose(s, st.head, &st.turn)
	return true
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

func (u *source) signals(l *signalList) {
	l.store("done", Count, unit.One, sim.StoreCount, u.done)
	l.store("waiting", Level, unit.One, sim.StoreLevel, u.waiting)
}

// Name is what errors call it.
func (u *source) Name() string { return u.name }

func (u *source) command(string) (sim.Event, bool) { return sim.Event{}, false }
