package line

import (
	"time"

	"github.com/plantwin/plantwin/sim"
)

// machineState is what changes of a machine.
type machineState struct {
	why     uint64 // reasons for which no server works: bit 0 held, bit 1 off shift with suspend, from bit 2 modes that are down
	barred  uint8  // reasons for which no new part is begun
	idle    int32  // first server without a part, linked by server.next
	nidle   int32
	queue   fifo
	door    door
	servers []server
	working int32 // servers at work now
	turn    int32
	since   time.Duration // when busy time was last counted
	hands   []int32       // crews of the members at each server: demand.size for each
	modes   []modeState
	ways    []inletState // of a gathering machine, in place of queue and door
	late    bool         // a Late is booked
	dues    int32        // maintenance that is due and has not begun
	uses    []usesState  // one, or none where nothing is shared
}

// The reasons in machineState.why.
const (
	whyHeld  uint64 = 1
	whyOff   uint64 = 2
	modeBit         = 2
	maxModes        = 62
)

// The reasons in machineState.barred.
const (
	barHeld uint8 = 1 << iota
	barStop
	barOff
	barDue
)

type phase uint8

// The phases of a server.
const (
	empty     phase = iota
	ready           // it has a part on which work has not begun
	settingUp       // it is being warmed up or set up for the part; it goes on if runs
	begun           // work has begun; it goes on if runs
	finished        // the part is finished and refused by the next asset
)

type server struct {
	part, next int32
	dest       int32
	phase      phase
	state      uint8
	runs       bool
	asks       bool          // it stands on the lists of crews
	hauled     bool          // its finished part has a place and waits for a vehicle
	crewed     bool          // people are bound here
	ends       time.Duration // when the work ends if it runs
	left       time.Duration // work left if it does not
	full       time.Duration // work of the whole part
	ticket     sim.Ticket
	stage      int32         // of the steps of the cycle
	staged     bool          // it is in that step
	shut       bool          // its part waits for the next place before work on it begins
	rest       int32         // the other parts of the load, linked by Part.Next; 0 for none
	count      int32         // parts in a load of a gathering machine
	cold       bool          // the part finds it cold
	ready      bool          // it has been set up
	binding                  // of its part
	set        float64       // what it is set up for, -1 for nothing yet
	since      time.Duration // when it last became empty
	opened     time.Duration // when what it does was last booked to its parts
}

func (m *machine) New() any {
	st := &machineState{queue: emptyFifo, idle: none, uses: m.books.fresh()}
	start := starved
	if !m.shifts.Open(0) {
		start = offShift
		m.endShift(st)
	}
	st.servers = make([]server, m.servers)
	for i := m.servers - 1; i >= 0; i-- {
		st.servers[i] = server{part: none, next: st.idle, dest: unchosen, state: start, set: -1, since: neverUsed}
		st.idle = i
	}
	st.nidle = m.servers
	if m.staffed {
		st.hands = make([]int32, m.servers*m.hands)
	}
	for k := range m.modes {
		st.modes = append(st.modes, m.modes[k].fresh())
	}
	if m.gather != nil {
		st.ways = m.gather.fresh()
	}
	return st
}

func (m *machine) state(s *sim.State) *machineState { return s.Units[m.id].(*machineState) }

// free is the number of parts that could come in now.
func (m *machine) free(st *machineState) int32 {
	if st.barred == 0 {
		return m.places - st.queue.n + st.nidle
	}
	return m.places - st.queue.n
}

// Accept takes a part into a server or the queue.
func (m *machine) Accept(s *sim.State, part int32, from asker) bool {
	st := m.state(s)
	if m.gather != nil {
		return m.acceptGather(s, st, part, from)
	}
	free := m.free(st)
	if (free <= 0 || len(st.door.list) > 0) && !st.door.admit(from, free) {
		return false
	}
	p := s.Part(part)
	p.Holder, p.Entered = m.id, s.Now
	if m.parts >= 0 {
		s.Add(m.parts, 1)
	}
	if st.nidle > 0 && st.barred == 0 {
		i := st.idle
		st.idle = st.servers[i].next
		st.nidle--
		if sv := &st.servers[i]; m.lean && st.why == 0 {
			m.beginLean(s, sv, i, part)
			m.turn(s, st, sv, busy)
			return true
		}
		if m.warm {
			m.cool(s, &st.servers[i])
		}
		m.load1(s, st, i, part)
		m.show(s, st, i)
		return true
	}
	if m.lifo {
		st.queue.pushFront(s, part)
	} else {
		st.queue.push(s, part)
	}
	if m.extra && m.preempt.on {
		m.displace(s, st)
	}
	s.Set(m.queued, float64(st.queue.n))
	m.loop.soon(s, m.id)
	return true
}

func (m *machine) leave(s *sim.State, from asker) {
	st := m.state(s)
	if m.gather != nil {
		m.leaveGather(s, st, from)
		return
	}
	if !st.door.leave(from) {
		return
	}
	st.door.call(s, m.free(st))
	for i := range st.servers {
		m.show(s, st, int32(i))
	}
}

func (m *machine) load(s *sim.State) int32 {
	st := m.state(s)
	return st.queue.n + st.waitingParts() + m.servers - st.nidle
}

// load1 puts a part into an empty server and begins, if it may.
func (m *machine) load1(s *sim.State, st *machineState, i, part int32) {
	sv := &st.servers[i]
	sv.part, sv.phase = part, ready
	m.proceed(s, st, i)
}

// proceed begins the work of a server, or goes on with it, if nothing stands against it.
func (m *machine) proceed(s *sim.State, st *machineState, i int32) {
	sv := &st.servers[i]
	if st.why != 0 || sv.runs || sv.asks || sv.begs {
		return
	}
	switch sv.phase {
	case ready:
		if st.barred != 0 || m.careful && m.hindered(s, st, i) {
			return
		}
	case settingUp, begun:
	default:
		return
	}
	if m.takes != nil && !m.takes.bind(s, &sv.binding, sv.part, request{m.id, i}, m.loop) {
		return
	}
	if m.staffed && !m.manned(s, st, i) {
		return
	}
	m.work(s, st, sv, i)
}

// work starts or goes on; everything that it needs is there.
func (m *machine) work(s *sim.State, st *machineState, sv *server, i int32) {
	if m.sets && m.setUp(s, sv, i) {
		return
	}
	if sv.phase == ready {
		sv.phase = begun
		var d time.Duration
		if m.steps {
			d = m.cycleOf(s, sv.part)
		} else {
			d = m.cycle.Time(s, sv.part)
		}
		sv.full = orZero(s, m.id, 0, d)
		sv.left = sv.full
		if m.stages != nil {
			m.enterStages(s, sv, 0)
		}
		if m.extra {
			m.beginExtra(s, sv)
		}
		m.begun(s, sv.part)
		for p := sv.rest; p > 0; p = s.Part(p).Next {
			m.begun(s, p)
		}
	} else if m.stages != nil {
		m.resumeStage(s, sv)
	}
	sv.runs = true
	sv.ends = s.Now + sv.left
	sv.ticket = s.Book(sv.ends, sim.Event{To: m.id, Code: evEnd, Class: sim.End, Arg: int64(i)})
	m.change(s, st, 1)
	if m.books != nil {
		m.books.opens(s, sv)
	}
}

// change counts busy time up to now, and from now on with by more servers at work.
func (m *machine) change(s *sim.State, st *machineState, by int32) {
	if !m.wearing {
		return
	}
	m.wear(s, st)
	st.working += by
	m.aim(s, st)
	m.pace(s, st)
}

// end is the end of the work in server i.
func (m *machine) end(s *sim.State, st *machineState, i int32) {
	sv := &st.servers[i]
	if m.stages != nil && !m.endStage(s, st, sv, i) {
		return
	}
	sv.runs, sv.phase = false, finished
	m.change(s, st, -1)
	if m.staffed {
		m.sendHome(s, st, i)
	}
	if m.counting || st.dues > 0 {
		m.cycled(s, st)
	}
	s.Count(m.done, 1)
	if s.Followed() {
		m.tell(s, sv)
	}
	if m.extra {
		m.endExtra(s, sv)
	}
	if m.gather != nil || m.split != nil {
		m.finish(s, sv)
	}
	if m.exit.rule != One {
		sv.dest = m.exit.choose(s, sv.part, &st.turn)
	}
	m.give(s, st, i)
}

// give offers the finished part of server i to the next asset.
func (m *machine) give(s *sim.State, st *machineState, i int32) {
	sv := &st.servers[i]
	if m.lean {
		m.giveLean(s, st, sv, i)
		return
	}
	for {
		if !m.exit.offer(s, sv.part, askerOf(m.id, i), sv.dest) {
			m.show(s, st, i)
			m.loop.soon(s, m.id)
			return
		}
		if sv.rest == 0 {
			break
		}
		m.nextOf(s, st, sv)
	}
	m.vacate(s, st, i)
}

// vacate empties server i and loads the next part.
func (m *machine) vacate(s *sim.State, st *machineState, i int32) {
	if m.parts >= 0 {
		s.Add(m.parts, -1)
	}
	sv := &st.servers[i]
	sv.part, sv.phase, sv.holds = none, empty, false
	if m.gather != nil {
		m.vacateGather(s, st, i)
		return
	}
	if st.queue.n > 0 && st.barred == 0 {
		if m.pick != nil {
			m.pick.front(s, &st.queue)
		}
		m.load1(s, st, i, st.queue.pop(s))
		s.Set(m.queued, float64(st.queue.n))
	} else if b := st.door.next(m.t.units); b != nil && st.barred == 0 {
		m.load1(s, st, i, m.pull(s, st, b))
	} else {
		sv.next = st.idle
		sv.since = s.Now
		st.idle = i
		st.nidle++
	}
	if len(st.door.list) > 0 {
		st.door.call(s, m.free(st))
		if st.door.called > 0 && !m.fed && st.barred == 0 && sv.phase == empty {
			return // the next part comes in this instant: Accept or leave shows the state
		}
	}
	m.show(s, st, i)
}

// pull takes a part out of the buffer that stands first at the door.
func (m *machine) pull(s *sim.State, st *machineState, b *buffer) int32 {
	part, more := b.yield(s)
	st.door.served(more)
	p := s.Part(part)
	p.Holder, p.Entered = m.id, s.Now
	if m.parts >= 0 {
		s.Add(m.parts, 1)
	}
	return part
}

// refill loads idle servers after a bar has gone.
func (m *machine) refill(s *sim.State, st *machineState) {
	if m.gather != nil {
		m.refillGather(s, st)
		return
	}
	for st.barred == 0 && st.nidle > 0 && st.queue.n > 0 {
		i := st.idle
		st.idle = st.servers[i].next
		st.nidle--
		if m.warm {
			m.cool(s, &st.servers[i])
		}
		p := m.pick.pop(s, &st.queue)
		s.Set(m.queued, float64(st.queue.n))
		m.load1(s, st, i, p)
	}
	st.door.call(s, m.free(st))
}

// show books the state of server i: the first in order of precedence that holds.
func (m *machine) show(s *sim.State, st *machineState, i int32) {
	sv := &st.servers[i]
	m.turn(s, st, sv, m.category(st, sv))
}

// turn books that a server is in state c.
func (m *machine) turn(s *sim.State, st *machineState, sv *server, c uint8) {
	if c == sv.state {
		return
	}
	s.Switch(m.times, sv.state, c)
	if m.power != none {
		m.meter(s, st, sv, c)
	}
	sv.state = c
}

func (m *machine) category(st *machineState, sv *server) uint8 {
	if st.why|uint64(st.barred) != 0 {
		switch {
		case st.why>>modeBit != 0:
			return down
		case st.barred&barHeld != 0 || st.barred&barStop != 0 && !sv.works():
			return held
		case st.why&whyOff != 0 || st.barred&barOff != 0 && !sv.works():
			return offShift
		}
	}
	switch {
	case sv.runs && sv.phase == settingUp:
		return setup
	case sv.runs:
		return busy
	case sv.phase == finished && !sv.hauled, sv.shut && sv.phase == ready:
		return blocked
	case sv.phase == empty:
		return starved
	}
	return waiting
}

// works reports whether a part is in process.
func (sv *server) works() bool { return sv.phase == begun || sv.phase == settingUp }

// drawn is the power of all servers [W], summed in the order of the states.
func (m *machine) drawn(st *machineState) float64 {
	var n [stateCount]int32
	for i := range st.servers {
		n[st.servers[i].state]++
	}
	sum := 0.0
	for k, w := range m.watts {
		sum += float64(w * float64(n[k]))
	}
	return sum
}
