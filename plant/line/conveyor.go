package line

import (
	"errors"
	"math"
	"time"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

var _ = register(&Kind{
	Name: "conveyor",
	About: "A belt along a polyline. A part enters with its front at the beginning as soon as the front of the part before it is one spacing ahead, " +
		"and leaves when its front is at the end. On an accumulating belt parts close up behind one that waits at the end and move up at once when it leaves; " +
		"else the whole belt stops while the first part waits. Several assets or belts that send to one belt merge at its beginning, first come first served; " +
		"at its end parts part by `to`.",
	Example: "infeed: {kind: conveyor, at: [[2 m, 7 m], [10 m, 7 m]], speed: 0.4 m/s, spacing: 0.8 m, to: press}",
	Settings: []Setting{
		{Key: "at", Form: Polyline, Dim: unit.Length, Required: true, About: "points from the beginning to the end; its length follows from them"},
		{Key: "speed", Form: Quantity, Dim: unit.Speed, Required: true, HasMin: true, Open: true, About: "speed of the belt"},
		{Key: "spacing", Form: Quantity, Dim: unit.Length, Required: true, HasMin: true, About: "least distance from the front of one part to that of the next; with length, from its end"},
		{Key: "length", Form: Number, Dim: unit.Length, HasMin: true, About: "length of a part, such as part.length; spacing is then the gap between parts"},
		{Key: "accumulate", Form: Toggle, Default: "true", Shape: true, About: "whether parts close up behind one that waits at the end; false: the whole belt stops"},
		toSetting, moveSetting,
	},
	Later: []string{"take", "give"},
	Signals: []SignalDoc{
		{"parts", Level, unit.One, "parts on it"},
		{"wait", Sample, unit.Time, "time on it, by part"},
		{"done", Count, unit.One, "parts that have left it"},
		{"busy", Level, unit.One, "1 while parts are on it and none waits at its end"},
		{"starved", Level, unit.One, "1 while it is empty"},
		{"blocked", Level, unit.One, "1 while a part waits at its end"},
		{"state", State, unit.One, "blocked, busy or starved"},
	},
	Accepts: true, Sends: true, Moves: true,
	bind: bindConveyor,
})

// The states of a conveyor.
const (
	beltBusy uint8 = iota
	beltStarved
	beltBlocked
)

var beltStates = []string{"busy", "starved", "blocked"}

type conveyor struct {
	id         int32
	ahead      int32         // most parts that can be on it for another one to enter: floor(length/spacing)
	transit    time.Duration // from one end to the other
	pitch      time.Duration // one spacing
	length     Draw
	sized      bool // length is given
	speed      float64
	accumulate bool
	exit       exit
	times      int32
	parts      int32
	done       int32
	wait       int32 // tally, if asked for
	name       string
	loop       *loop
}

// conveyorState counts an accumulating belt in plant time, and one that stops in the time that it has run.
type conveyorState struct {
	belt    []beltPart
	first   int32         // index of the first part in belt
	ran     time.Duration // time that the belt had run at since
	since   time.Duration // when it last started or stopped
	stopped bool
	lastIn  time.Duration // when the last part entered, in the belt's time
	lastOut time.Duration // when the last part left, in plant time
	total   time.Duration // what the parts on it take up, in time of the belt
	lastGap time.Duration // what the part that entered last takes up
	outGap  time.Duration // what the part that left last took up
	state   uint8
	asked   bool // the first part has reached the end and waits
	booked  bool // an Entry is booked
	entry   sim.Ticket
	dest    int32
	turn    int32
	door    door
	kept    []asker // whose places are kept
	far     []asker // who want a place to be kept
}

type beltPart struct {
	part int32
	in   time.Duration // when it entered, in the belt's time
	gap  time.Duration // from its front to where the next one may stand, in time of the belt
}

// longAgo stands for the time of what has not happened yet.
const longAgo = -time.Duration(1 << 61)

func bindConveyor(c *compiler, i int) bound {
	r := c.reader(i)
	length, speed, spacing := polylineLength(r.get("at").Points), r.get("speed").Num, r.get("spacing").Num
	u := &conveyor{
		id: int32(i), name: c.assets[i].Name, accumulate: r.get("accumulate").On, wait: none,
		transit: ticks(length / speed), pitch: ticks(spacing / speed),
	}
	u.length, u.speed, u.sized = r.get("length").Draw, speed, r.values["length"].Set
	places := math.Floor(length/spacing + 1e-9) // 8 m hold ten times 0.8 m, whatever the last bit of the quotient
	switch {
	case !(length > 0):
		c.fault(i, "at", "give two different points", "the conveyor has no length")
	case places > 1e6:
		c.fault(i, "spacing", "is the unit right?", "%g parts would stand on the conveyor", places)
	case spacing == 0 && !u.sized:
		c.fault(i, "spacing", "write spacing: 0.8 m, or the length of the parts", "the parts would stand on one another")
	case u.transit >= sim.Never || u.pitch == 0 && !u.sized:
		c.fault(i, "speed", "is the unit right?", "a part would take %g s from end to end", length/speed)
	}
	u.ahead = int32(min(places, 1e6))
	u.times = c.b.Times(u.name, beltStates, 1, beltStarved)
	u.parts = c.b.Level(u.name, "parts", 0)
	u.done = c.b.Count(u.name, "done")
	if c.b.Asked(u.name+".wait") != 0 {
		u.wait = c.b.Tally(u.name, "wait")
	}
	c.exit(i, &u.exit)
	return u
}

func polylineLength(points [][2]float64) float64 {
	sum := 0.0
	for i := 1; i < len(points); i++ {
		dx, dy := points[i][0]-points[i-1][0], points[i][1]-points[i-1][1]
		sum += math.Sqrt(float64(dx*dx) + float64(dy*dy))
	}
	return sum
}

func (u *conveyor) New() any {
	return &conveyorState{lastIn: longAgo, lastOut: longAgo, state: beltStarved, dest: unchosen}
}

func (u *conveyor) state(s *sim.State) *conveyorState { return s.Units[u.id].(*conveyorState) }

func (u *conveyor) Start(*sim.State) error { return nil }

func (st *conveyorState) n() int32 { return int32(len(st.belt)) - st.first }

// running is the time that the belt has run.
func (st *conveyorState) running(now time.Duration) time.Duration {
	if st.stopped {
		return st.ran
	}
	return st.ran + now - st.since
}

// entryAt is the first time from now on at which a part can enter as things are; sim.Never if first another must leave.
//
// On an accumulating belt the front of the last part, x, moves with the belt unless it stands in the queue; by the
// min-plus form of kinematic waves (Newell, Transportation Research B 36, 2002, 195-205) x is the least of its free run
// from its entry, of the run from the end minus its distance to the part that left last, and of its place in a queue.
// Each of them must reach what that part takes up.
func (u *conveyor) entryAt(s *sim.State, st *conveyorState) time.Duration {
	if !u.accumulate {
		wait := st.lastIn + st.lastGap - st.running(s.Now)
		if wait > 0 && st.stopped {
			return sim.Never
		}
		return s.Now + max(wait, 0)
	}
	n := st.n()
	if n > u.ahead && !u.sized || u.sized && st.total > u.transit+time.Duration(n) { // each gap is rounded to a tick
		return sim.Never
	}
	moved := st.lastOut + st.outGap + st.total - u.transit
	return max(s.Now, st.lastIn+st.lastGap, moved)
}

// free is 1 if a part can enter now, else 0.
func (u *conveyor) free(s *sim.State, st *conveyorState) int32 {
	if u.entryAt(s, st) <= s.Now {
		return 1
	}
	return 0
}

// Accept takes a part if it can enter now.
func (u *conveyor) Accept(s *sim.State, part int32, from asker) bool {
	st := u.state(s)
	if !u.admit(s, st, from) {
		u.bookEntry(s, st)
		return false
	}
	p := s.Part(part)
	p.Holder, p.Entered = u.id, s.Now
	s.Begins(u.id, part)
	in := st.running(s.Now)
	gap := u.gap(s, part)
	st.belt = append(st.belt, beltPart{part, in, gap})
	st.lastIn, st.lastGap = in, gap
	st.total += gap
	if st.n() == 1 {
		u.bookEnd(s, st)
	}
	s.Set(u.parts, float64(st.n()))
	u.show(s, st)
	if len(st.door.list) > 0 {
		u.bookEntry(s, st)
	}
	u.offerPlace(s, st)
	u.loop.soon(s, u.id)
	return true
}

// gap is what a part takes up of the belt, in time of the belt.
func (u *conveyor) gap(s *sim.State, part int32) time.Duration {
	if !u.sized {
		return u.pitch
	}
	return u.pitch + orZero(s, u.id, badLength, ticks(u.length.Value(s, part)/u.speed))
}

// badLength is the purpose of a Bad event for the length of a part.
const badLength = 1

// bookEntry lets the one who waits know when a part can enter.
func (u *conveyor) bookEntry(s *sim.State, st *conveyorState) {
	if st.booked || int(st.door.called) == len(st.door.list) || u.barred(s, st) {
		return
	}
	at := u.entryAt(s, st)
	if at <= s.Now {
		st.door.call(s, 1)
	} else if at < sim.Never {
		st.booked = true
		st.entry = s.Book(at, sim.Event{To: u.id, Code: evEntry, Class: sim.End})
	}
}

// bookEnd books the time at which the first part reaches the end.
func (u *conveyor) bookEnd(s *sim.State, st *conveyorState) {
	at := st.belt[st.first].in + u.transit
	if u.accumulate {
		at = max(at, st.lastOut+st.outGap)
	} else {
		at = s.Now + at - st.running(s.Now)
	}
	s.Book(at, sim.Event{To: u.id, Code: evEnd, Class: sim.End})
}

func (u *conveyor) leave(s *sim.State, from asker) {
	st := u.state(s)
	st.far = dropAsker(st.far, findAsker(st.far, from))
	st.kept = dropAsker(st.kept, findAsker(st.kept, from))
	st.door.leave(from)
	u.offerPlace(s, st)
	if len(st.door.list) > 0 {
		u.bookEntry(s, st)
	}
}

func (u *conveyor) load(s *sim.State) int32 { return u.state(s).n() }

func (u *conveyor) Handle(s *sim.State, e sim.Event) error {
	st := u.state(s)
	switch e.Code {
	case evEnd:
		s.Ends(u.id, st.belt[st.first].part)
		st.dest = u.exit.choose(s, st.belt[st.first].part, &st.turn)
		u.give(s, st)
	case evRoom:
		if st.asked {
			u.give(s, st)
		}
	case evEntry:
		st.booked = false
		u.offerPlace(s, st)
		u.bookEntry(s, st)
	case evBad:
		if e.Arg == badLength {
			return errors.New("length: a length below 0, or not a number, was drawn")
		}
		if err := badErrors[e.Arg]; err != nil {
			return err
		}
		return errRoute
	case evLook:
		return u.loop.look(s, u.id)
	}
	return nil
}

// give offers the part at the end to the next asset.
func (u *conveyor) give(s *sim.State, st *conveyorState) {
	b := st.belt[st.first]
	entered := s.Part(b.part).Entered
	if !u.exit.offer(s, b.part, askerOf(u.id, 0), st.dest) {
		if !st.asked {
			st.asked = true
			u.stop(s, st)
			u.show(s, st)
		}
		u.loop.soon(s, u.id)
		return
	}
	st.asked = false
	u.run(s, st)
	st.first++
	if n := st.n(); n == 0 {
		st.belt, st.first = st.belt[:0], 0
	} else if st.first > n { // keep the slice short: moved at most once a part on average
		copy(st.belt, st.belt[st.first:])
		st.belt, st.first = st.belt[:n], 0
	}
	st.lastOut, st.outGap = s.Now, b.gap
	st.total -= b.gap
	if st.n() > 0 {
		u.bookEnd(s, st)
	}
	u.offerPlace(s, st)
	s.Set(u.parts, float64(st.n()))
	s.Count(u.done, 1)
	if u.wait >= 0 {
		s.Sample(u.wait, seconds(s.Now-entered))
	}
	u.show(s, st)
	if len(st.door.list) > 0 {
		u.bookEntry(s, st)
	}
}

// stop and run halt and restart a belt that does not accumulate.
func (u *conveyor) stop(s *sim.State, st *conveyorState) {
	if u.accumulate {
		return
	}
	st.ran, st.since, st.stopped = st.running(s.Now), s.Now, true
	if st.booked {
		s.Cancel(st.entry)
		st.booked = false
		u.bookEntry(s, st) // an entry that was due at this very tick
	}
}

func (u *conveyor) run(s *sim.State, st *conveyorState) {
	if st.stopped {
		st.since, st.stopped = s.Now, false
	}
}

func (u *conveyor) show(s *sim.State, st *conveyorState) {
	c := beltBusy
	switch {
	case st.asked:
		c = beltBlocked
	case st.n() == 0:
		c = beltStarved
	}
	if c != st.state {
		s.Switch(u.times, st.state, c)
		st.state = c
	}
}

func (u *conveyor) signals(l *signalList) {
	l.store("parts", Level, unit.One, sim.StoreLevel, u.parts)
	l.store("wait", Sample, unit.Time, sim.StoreTally, u.wait)
	l.store("done", Count, unit.One, sim.StoreCount, u.done)
	l.states(beltStates, []uint8{beltBlocked, beltBusy, beltStarved}, u.times, 1)
}

func (u *conveyor) command(string) (sim.Event, bool) { return sim.Event{}, false }

// Name is what errors call it.
func (u *conveyor) Name() string { return u.name }
