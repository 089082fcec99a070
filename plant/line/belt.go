package line

import (
	"errors"
	"time"

	"github.com/plantwin/plantwin/sim"
)

// conveyorState counts an accumulating belt in plant time, and one that stops in the time that it has run.
type conveyorState struct {
	secs    []section
	n       int32         // parts on it
	ran     time.Duration // time that the belt had run at since
	since   time.Duration // when it last started or stopped
	stopped bool
	stands  int32 // sections whose first part stands at their end, of a belt that does not accumulate
	stuck   int32 // sections whose first part waits for the outside
	state   uint8
	binding // of the part at the end
	ride    ride
	turns   []int32 // of routes: the end, then the outlets
}

// section is what changes of a section of a belt.
type section struct {
	belt    []beltPart
	first   int32         // index of the first part in belt
	lastIn  time.Duration // when the last part entered, in the belt's time
	lastOut time.Duration // when the last part left, in plant time
	total   time.Duration // what the parts on it take up, in time of the belt
	lastGap time.Duration // what the part that entered last takes up
	outGap  time.Duration // what the part that left last took up
	asked   bool          // the first part has reached the end and waits
	halts   bool          // it stands at a stop
	late    bool          // it cannot reach the end before parts in the next section move
	way     int32         // where it goes from there: an outlet, or wayOn
	dest    int32
	booked  bool // an Entry is booked
	brought bool // the part that entered last had a place kept
	entry   sim.Ticket
	end     sim.Ticket
	door    door
	kept    []asker // whose places are kept
	far     []asker // who want a place to be kept
}

type beltPart struct {
	part int32
	in   time.Duration // when it entered the section, in the belt's time
	gap  time.Duration // from its front to where the next one may stand, in time of the belt
}

// wayOn is the way of a part that stays on the belt, or leaves it at its end.
const wayOn int32 = -1

// longAgo stands for the time of what has not happened yet.
const longAgo = -time.Duration(1 << 61)

func (u *conveyor) New() any {
	st := &conveyorState{state: beltStarved, secs: make([]section, len(u.secs)), turns: make([]int32, u.outs+1)}
	for k := range st.secs {
		x := &st.secs[k]
		x.lastIn, x.lastOut, x.dest, x.way = longAgo, longAgo, unchosen, wayOn
	}
	if u.ride >= 0 {
		st.ride.on = make([]int32, len(u.books.k.p.List))
	}
	return st
}

func (u *conveyor) state(s *sim.State) *conveyorState { return s.Units[u.id].(*conveyorState) }

func (u *conveyor) Start(*sim.State) error { return nil }

func (x *section) n() int32 { return int32(len(x.belt)) - x.first }

// running is the time that the belt has run.
func (st *conveyorState) running(now time.Duration) time.Duration {
	if st.stopped {
		return st.ran
	}
	return st.ran + now - st.since
}

// entryAt is the first time from now on at which a part can enter section k as things are; sim.Never if first another must
// leave.
func (u *conveyor) entryAt(s *sim.State, st *conveyorState, k int32) time.Duration {
	x, c := &st.secs[k], &u.secs[k]
	if !u.accumulate {
		wait := x.lastIn + x.lastGap - st.running(s.Now)
		if wait > 0 && st.stopped || k > 0 && !u.gapBefore(s, st, k) {
			return sim.Never
		}
		return s.Now + max(wait, 0)
	}
	n := x.n()
	if n > c.ahead && !u.sized || u.sized && x.total > c.transit+time.Duration(n) { // each gap is rounded to a tick
		return sim.Never
	}
	moved := x.lastOut + x.outGap + x.total - c.transit
	at := max(s.Now, x.lastIn+x.lastGap, moved)
	if !u.last(k) {
		at = max(at, u.clear(st, k, x.total))
	}
	return at
}

// reaches is when the last part of section k, of an accumulating belt, has its front at d or beyond, in time of the belt.
//
// That front, x, moves with the belt unless it stands in the queue; by the min-plus form of kinematic waves (Newell,
// Transportation Research B 36, 2002, 195-205) x is the least of its free run from its entry, of the run from the end minus
// its distance to the part that left last, of its place in a queue, and of its distance to the last part of the next
// section. Each of them must reach d.
func (u *conveyor) reaches(st *conveyorState, k int32, d time.Duration) time.Duration {
	x, c := &st.secs[k], &u.secs[k]
	before := x.total - x.lastGap // what the parts ahead of it take up
	if before+d > c.transit+time.Duration(st.n) {
		return sim.Never
	}
	at := max(x.lastIn+d, x.lastOut+x.outGap+before+d-c.transit)
	if !u.last(k) {
		at = max(at, u.clear(st, k, before+d))
	}
	return at
}

// clear is when the parts of the next section leave room for those in section k to take up so much from its beginning on.
func (u *conveyor) clear(st *conveyorState, k int32, taken time.Duration) time.Duration {
	next := &st.secs[k+1]
	if need := taken + next.lastGap - u.secs[k].transit; next.n() > 0 && need > 0 {
		return u.reaches(st, k+1, need)
	}
	return longAgo
}

// gapBefore reports whether a part can be put on where section k begins so that the next one from behind comes up one
// spacing later at the earliest: nothing on a belt that does not accumulate could hold that back.
func (u *conveyor) gapBefore(s *sim.State, st *conveyorState, k int32) bool {
	x := &st.secs[k-1]
	return x.n() == 0 || x.belt[x.first].in+u.secs[k-1].transit-st.running(s.Now) >= u.pitch
}

// free is 1 if a part can enter section k now, else 0.
func (u *conveyor) free(s *sim.State, st *conveyorState, k int32) int32 {
	if u.entryAt(s, st, k) <= s.Now {
		return 1
	}
	return 0
}

// Accept takes a part if it can enter now.
func (u *conveyor) Accept(s *sim.State, part int32, from asker) bool {
	st, k := u.state(s), int32(0)
	if u.inlets != nil {
		k = u.entrance(from)
	}
	x := &st.secs[k]
	if !u.admit(s, st, k, from) {
		u.bookEntry(s, st, k)
		return false
	}
	p := s.Part(part)
	p.Holder, p.Entered = u.id, s.Now
	s.Begins(u.id, part)
	u.boards(s, st, part)
	st.n++
	u.enter(s, st, k, part, u.gap(s, part))
	s.Set(u.parts, float64(st.n))
	u.show(s, st)
	if len(x.door.list) > 0 {
		u.bookEntry(s, st, k)
	}
	u.offerPlace(s, st, k)
	u.loop.soon(s, u.id)
	return true
}

// enter puts a part at the beginning of section k.
func (u *conveyor) enter(s *sim.State, st *conveyorState, k, part int32, gap time.Duration) {
	x, in := &st.secs[k], st.running(s.Now)
	x.belt = append(x.belt, beltPart{part, in, gap})
	x.lastIn, x.lastGap = in, gap
	x.total += gap
	if x.n() == 1 {
		u.bookEnd(s, st, k)
	}
}

// gap is what a part takes up of the belt, in time of the belt.
func (u *conveyor) gap(s *sim.State, part int32) time.Duration {
	if !u.sized {
		return u.pitch
	}
	return u.pitch + orZero(s, u.id, badLength, ticks(u.length.Value(s, part)/u.speed))
}

// Purposes of a Bad event: the length of a part, and how long it stands at a stop.
const (
	badLength = 1
	badStand  = 2
)

// bookEntry lets the one who waits know when a part can enter section k.
func (u *conveyor) bookEntry(s *sim.State, st *conveyorState, k int32) {
	x := &st.secs[k]
	if x.booked || int(x.door.called) == len(x.door.list) || u.barred(s, st, k) {
		return
	}
	at := u.entryAt(s, st, k)
	if at <= s.Now {
		x.door.call(s, 1)
	} else if at < sim.Never {
		x.booked = true
		x.entry = s.Book(at, sim.Event{To: u.id, Code: evEntry, Class: sim.End, Arg: int64(k)})
	}
}

// bookEnd books the time at which the first part of section k reaches its end. Where parts behind that stand in its way
// it is done when they move, and on a belt that stands when it runs again.
func (u *conveyor) bookEnd(s *sim.State, st *conveyorState, k int32) {
	x := &st.secs[k]
	at := x.belt[x.first].in + u.secs[k].transit
	if u.accumulate {
		at = max(at, x.lastOut+x.outGap)
		if !u.last(k) {
			at = max(at, u.clear(st, k, u.secs[k].transit))
		}
		if x.late = at == sim.Never; x.late {
			return
		}
		at = max(at, s.Now)
	} else if st.stopped {
		return
	} else {
		at = s.Now + at - st.running(s.Now)
	}
	x.end = s.Book(at, sim.Event{To: u.id, Code: evEnd, Class: sim.End, Arg: int64(k)})
}

func (u *conveyor) leave(s *sim.State, from asker) {
	st, k := u.state(s), u.entrance(from)
	x := &st.secs[k]
	x.far = dropAsker(x.far, findAsker(x.far, from))
	x.kept = dropAsker(x.kept, findAsker(x.kept, from))
	x.door.leave(from)
	u.offerPlace(s, st, k)
	if len(x.door.list) > 0 {
		u.bookEntry(s, st, k)
	}
}

func (u *conveyor) load(s *sim.State) int32 { return u.state(s).n }

func (u *conveyor) Handle(s *sim.State, e sim.Event) error {
	st, k := u.state(s), int32(e.Arg)
	switch e.Code {
	case evEnd:
		u.reach(s, st, k)
	case evPass:
		u.release(s, st, k)
	case evRoom, evTaken:
		if st.secs[k].asked {
			u.give(s, st, k)
		}
	case evEntry:
		st.secs[k].booked = false
		u.offerPlace(s, st, k)
		u.bookEntry(s, st, k)
	case evBad:
		switch e.Arg {
		case badLength:
			return errors.New("length: a length below 0, or not a number, was drawn")
		case badStand:
			return errors.New("stops: a time below 0, or not a number, was drawn")
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

// stop and run halt and restart a belt that does not accumulate.
func (u *conveyor) stop(s *sim.State, st *conveyorState) {
	if u.accumulate {
		return
	}
	if st.stands++; st.stands > 1 {
		return
	}
	st.ran, st.since, st.stopped = st.running(s.Now), s.Now, true
	for k := range st.secs {
		x := &st.secs[k]
		if x.n() == 0 || x.belt[x.first].in+u.secs[k].transit > st.ran { // but not one that is due at this very tick
			s.Cancel(x.end)
		}
		if x.booked {
			s.Cancel(x.entry)
			x.booked = false
			u.bookEntry(s, st, int32(k)) // an entry that was due at this very tick
		}
	}
}

func (u *conveyor) run(s *sim.State, st *conveyorState) {
	if u.accumulate {
		return
	}
	if st.stands--; st.stands > 0 {
		return
	}
	st.since, st.stopped = s.Now, false
}

// restart books what happens next on a belt that has begun to run again, but for the section from which a part has left.
func (u *conveyor) restart(s *sim.State, st *conveyorState, but int32) {
	if u.accumulate || st.stopped || len(st.secs) == 1 {
		return
	}
	for k := range st.secs {
		x := &st.secs[k]
		if int32(k) != but && x.n() > 0 && !x.asked && !x.halts {
			s.Cancel(x.end)
			u.bookEnd(s, st, int32(k))
		}
		if len(x.door.list) > 0 {
			u.bookEntry(s, st, int32(k))
		}
	}
}

func (u *conveyor) show(s *sim.State, st *conveyorState) {
	c := beltBusy
	switch {
	case st.stuck > 0:
		c = beltBlocked
	case st.n == 0:
		c = beltStarved
	}
	if c != st.state {
		s.Switch(u.times, st.state, c)
		if u.ride >= 0 {
			u.passes(s, st)
		}
		st.state = c
	}
	u.shares(s, st)
}
