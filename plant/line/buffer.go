package line

import (
	"math"
	"time"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

var _ = register(&Kind{
	Name:    "buffer",
	About:   "Places between two assets. A part goes on as soon as the next asset takes it.",
	Example: "rack: {kind: buffer, capacity: 20, to: inspect}",
	Settings: []Setting{
		{Key: "capacity", Form: Places, Default: "unlimited", Min: 1, HasMin: true, About: "places, or unlimited"},
		pickSetting, dwellSetting, takeSetting, giveSetting, toSetting, moveSetting, atSetting,
	},
	Signals: []SignalDoc{
		{"parts", Level, unit.One, "parts in it"},
		{"full", Ratio, unit.One, "share of the time in which all places were taken; of more than 512 places, all but 0.2 % of them"},
		{"empty", Ratio, unit.One, "share of the time in which it held no part"},
		{"wait", Sample, unit.Time, "time in it, by part"},
		{"done", Count, unit.One, "parts that have left it"},
		{"overdue", Count, unit.One, "parts that stayed longer than dwell.max"},
	},
	Accepts: true, Sends: true,
	bind: bindBuffer,
})

type buffer struct {
	id       int32
	capacity int32
	parts    int32
	done     int32
	wait     int32 // tally, if asked for
	lifo     bool
	decides  bool    // the exit settles on one receiver for a part
	pick     *picker // nil: fifo or lifo
	dwell    *dwell  // nil: parts may go at once and stay
	takes    *claims
	gives    *claims
	next     *machine // the only receiver, if it is a machine
	t        *totals
	loop     *loop
	exit     exit
	name     string
}

type bufferState struct {
	queue   fifo
	n       int32 // parts in it, with held
	held    int32 // the part that waits for a place that was chosen for it
	dest    int32 // where held goes
	turn    int32
	binding       // of held
	asked   bool  // it stands on the list of the next asset
	passing bool  // a Pass is in the ring
	back    int32 // parts in it that cannot go on: not ripe, or overdue
	dwell   dwellState
	door    door
}

func bindBuffer(c *compiler, i int) bound {
	r := c.reader(i)
	u := &buffer{id: int32(i), name: c.assets[i].Name, capacity: r.places("capacity"), lifo: r.get("pick").Text == "lifo", wait: none}
	if c.b.Asked(u.name+".full")|c.b.Asked(u.name+".empty") != 0 {
		c.b.Ask(u.name+".parts", sim.WantHist)
	}
	u.parts = c.b.Level(u.name, "parts", 0)
	u.done = c.b.Count(u.name, "done")
	if c.b.Asked(u.name+".wait") != 0 {
		u.wait = c.b.Tally(u.name, "wait")
	}
	u.takes, u.gives = c.claim(i, "take", r), c.claim(i, "give", r)
	u.pick = c.newPicker(i, r, func() *machine { m, _ := u.exit.first.(*machine); return m })
	u.t = c.totals
	c.exit(i, &u.exit)
	u.bindDwell(c, i, r)
	c.atEnd = append(c.atEnd, func() {
		u.decides = u.exit.decides() || u.takes != nil
		if u.exit.rule == One && u.takes == nil && u.gives == nil && u.dwell == nil {
			u.next, _ = u.exit.first.(*machine)
		}
	})
	return u
}

func (u *buffer) New() any {
	return &bufferState{queue: emptyFifo, held: none, dest: anyOf, dwell: dwellState{raw: emptyFifo, over: emptyFifo}}
}

func (u *buffer) state(s *sim.State) *bufferState { return s.Units[u.id].(*bufferState) }

func (u *buffer) Start(*sim.State) error { return nil }

// Accept takes a part if there is a place for it.
func (u *buffer) Accept(s *sim.State, part int32, from asker) bool {
	st := u.state(s)
	free := u.capacity - st.n
	if (free <= 0 || len(st.door.list) > 0) && !st.door.admit(from, free) {
		return false
	}
	p := s.Part(part)
	p.Holder, p.Entered = u.id, s.Now
	if u.next != nil && st.n == 0 && !st.passing {
		// Through an empty buffer straight into the machine, which calls on to nobody: this spares a message.
		if u.next.Accept(s, part, askerOf(u.id, 0)) {
			u.left(s, 0)
			if len(st.door.list) > 0 { // a place that was kept for this part is free again
				st.door.call(s, u.capacity-st.n)
			}
			return true
		}
		st.asked = true
	}
	if u.dwell != nil {
		u.stay(s, st, part)
		return true
	}
	if u.lifo {
		st.queue.pushFront(s, part)
	} else {
		st.queue.push(s, part)
	}
	st.n++
	s.Set(u.parts, float64(st.n))
	if st.asked {
		u.loop.soon(s, u.id)
		u.exit.more(s)
	} else if !st.passing {
		st.passing = true
		s.Soon(sim.Event{To: u.id, Code: evPass})
	}
	return true
}

// left books that a part has gone on after a stay.
func (u *buffer) left(s *sim.State, stay time.Duration) {
	s.Count(u.done, 1)
	if u.wait >= 0 {
		s.Sample(u.wait, seconds(stay))
	}
}

// yield gives its first part to the machine that it waits for, which has a server free. It is the answer to Room
// without the message: the machine asks the buffer that stands first at its door. more is false when it is empty now.
func (u *buffer) yield(s *sim.State) (part int32, more bool) {
	st := u.state(s)
	if u.pick != nil {
		u.pick.front(s, &st.queue)
	}
	part = st.queue.pop(s)
	st.n--
	st.asked = st.n > 0
	s.Set(u.parts, float64(st.n))
	u.left(s, s.Now-s.Part(part).Entered)
	if len(st.door.list) > 0 {
		st.door.call(s, u.capacity-st.n)
	}
	return part, st.asked
}

func (u *buffer) leave(s *sim.State, from asker) {
	st := u.state(s)
	if st.door.leave(from) {
		st.door.call(s, u.capacity-st.n)
	}
}

func (u *buffer) load(s *sim.State) int32 { return u.state(s).n }

func (u *buffer) Handle(s *sim.State, e sim.Event) error {
	st := u.state(s)
	switch e.Code {
	case evPass, evRoom:
		if e.Code == evPass {
			st.passing = false
		}
		if e.Code == evRoom && e.Arg == 1 {
			u.passLate(s, st)
			return nil
		}
		u.pass(s, st)
	case evRipe:
		u.ripe(s, st)
	case evOverdue:
		u.expire(s, st)
	case evTaken:
		u.pass(s, st)
	case evBad:
		return badErrors[e.Arg]
	case evLook:
		return u.loop.look(s, u.id)
	}
	return nil
}

// pass hands parts on as long as they are taken.
func (u *buffer) pass(s *sim.State, st *bufferState) {
	for st.n > st.back {
		if u.pick != nil && st.held == none {
			u.pick.front(s, &st.queue)
		}
		part := st.queue.head
		if u.decides { // no newer part may go in its place once it has its way
			if st.held == none {
				st.held = st.queue.pop(s)
				st.dest = u.exit.choose(s, st.held, &st.turn)
			}
			part = st.held
			if u.takes != nil && !u.takes.bind(s, &st.binding, part, request{u.id, 0}, u.loop) {
				return
			}
		}
		p := s.Part(part)
		entered, next := p.Entered, p.Next
		open := u.gives != nil && u.exit.open(st.dest)
		if open { // before it is gone
			u.gives.give(s, part)
		}
		if !u.exit.offer(s, part, askerOf(u.id, 0), st.dest) {
			st.asked = true
			u.loop.soon(s, u.id)
			return
		}
		if !open {
			u.gives.give(s, part)
		}
		st.asked = false
		if u.decides {
			st.held, st.holds = none, false
		} else {
			st.queue.gone(part, next)
		}
		st.n--
		s.Set(u.parts, float64(st.n))
		u.left(s, s.Now-entered)
		if len(st.door.list) > 0 {
			st.door.call(s, u.capacity-st.n)
		}
	}
}

// taken binds what the held part waits for.
func (u *buffer) taken(s *sim.State, slot int32) bool {
	st := u.state(s)
	return u.takes.bindLate(s, &st.binding, st.held, request{u.id, slot})
}

func (u *buffer) signals(l *signalList) {
	l.store("parts", Level, unit.One, sim.StoreLevel, u.parts)
	l.computed("full", unit.One, u.shareAt(u.capacity))
	l.computed("empty", unit.One, u.shareAt(0))
	l.store("wait", Sample, unit.Time, sim.StoreTally, u.wait)
	l.store("done", Count, unit.One, sim.StoreCount, u.done)
	if u.dwell != nil {
		l.store("overdue", Count, unit.One, sim.StoreCount, u.dwell.overdue)
	}
}

// shareAt reads the share of time with so many parts.
func (u *buffer) shareAt(parts int32) func(s *sim.State) float64 {
	return func(s *sim.State) float64 {
		h, ok := s.Histogram(sim.Ref{Store: sim.StoreLevel, Index: u.parts})
		if !ok || h.Weight() == 0 {
			return math.NaN()
		}
		return float64(h.At(float64(parts))) / float64(h.Weight())
	}
}

func (u *buffer) command(string) (sim.Event, bool) { return sim.Event{}, false }

// Name is what errors call it.
func (u *buffer) Name() string { return u.name }
