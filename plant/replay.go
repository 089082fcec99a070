package plant

import (
	"slices"
	"time"

	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/sim"
)

const (
	// ReplayChanges is how many changes a replay keeps: some hundred parts on their way through a line, and in a page not more
	// bytes than all other figures together.
	ReplayChanges = 4000
	// replayWork is how many records of parts, states and vehicles are looked at before a replay ends: about 0.1 s.
	replayWork = 2e7
)

// What a change says. Part, place and position of what is named are so from At on; the position of a vehicle or a person between two
// changes lies on the straight line between theirs.
const (
	ReplayBegins  = "begin"    // of the window
	ReplayPart    = "part"     // Part is at Asset, in Place; at none, and at a sink, it has left the plant
	ReplayState   = "state"    // Count servers or members of Asset are in State; where these are all there is no change for the others
	ReplayWaiting = "waiting"  // Count parts are made at a source and have not left it
	ReplayBelt    = "belt"     // a belt that does not accumulate "runs" or "stands"
	ReplayVehicle = "vehicle"  // number Place of the fleet Asset is at X, Y, in State
	ReplayPerson  = "person"   // member Place of the crew Asset, which walks, is at X, Y, in State; off shift he is not seen
	ReplayEnds    = "end"      // of the window
	ReplayLeftOut = "left out" // there is no replay: Count parts, states and vehicles at its beginning are more than ReplayChanges
)

// Change is something that became so in a run.
type Change struct {
	At      time.Duration // of a part on a belt at the beginning: when it would have come there had the belt never stood
	What    string
	Asset   string
	Part    int64 // serial number
	Product string
	Place   int     // of the server, vehicle or section of a belt, from 1; 0 for a queue
	Takes   float64 // of a part on a belt, from its front to where the next one may stand [m]
	State   string
	Count   int
	X, Y    float64 // [m]
}

// Replay records a window of a run for an animation: where each part is, what each asset does, and how vehicles move. It
// looks when an instant is over, so it has no part in the run.
type Replay struct {
	line     *line.Line
	run      *sim.Run
	names    []string // of units that are assets
	products []string
	states   []stateSeen
	inner    []int // units that know more of a part than that they hold it
	fleets   []int
	sources  []int
	belts    []int // that do not accumulate
	ends     map[int]bool

	changes []Change
	first   int // changes at the beginning
	last    time.Duration
	touched bool // an asset has handled something at last
	done    bool
	looked  int
	next    func(*sim.State, sim.Happening)

	known []partSeen // by index
	round int32
	born  []passage // at sources, in this instant
	gone  []passage // at sinks
	rides [][]course
	ready []int64
	halts []bool // of belts

	crews   []int // whose members walk
	walkers [][]walker
}

// stateSeen is a split of states with the counts last seen.
type stateSeen struct {
	line.StateSet
	n []int
}

// partSeen is what is known of the record of a part.
type partSeen struct {
	serial  int64 // 0: of none
	typ     int32
	holder  int32
	place   int32
	now     line.Spot // in this round
	round   int32     // of now
	content int32     // the round in which it is inside another part
}

// passage is a part at a source or a sink.
type passage struct {
	asset  int32
	serial int64
}

// Replay begins to record r, a run of this model, at the instant at which it stands; nil if parts go nowhere in the plant.
// Cost: what is looked at in an instant in which an asset does something grows with the plant, up to replayWork in all.
func (m *Model) Replay(r *sim.Run) *Replay {
	c := m.compiled
	if len(c.unitAsset) == 0 {
		return nil
	}
	x := &Replay{line: m.line, run: r, last: r.State().Now, ends: map[int]bool{}}
	for _, i := range c.unitAsset {
		x.names = append(x.names, c.assets[i].name)
	}
	if len(c.products) > 1 || len(c.sc.Products) > 0 {
		for _, p := range c.products {
			x.products = append(x.products, p.name)
		}
	}
	x.sortAssets(c)
	x.add(Change{What: ReplayBegins})
	x.scan(x.last)
	x.first = len(x.changes)
	if x.first > ReplayChanges {
		x.changes = []Change{{At: x.last, What: ReplayLeftOut, Count: x.first}}
		x.done = true
		return x
	}
	x.next = r.Following()
	r.Follow(x.follow)
	r.Observe(x.see)
	return x
}

// sortAssets notes what is to be looked at of which asset.
func (x *Replay) sortAssets(c *compiler) {
	for u, i := range c.unitAsset {
		switch c.assets[i].kind.Name {
		case "source":
			x.sources = append(x.sources, u)
		case "sink":
			x.ends[u] = true
		case "fleet":
			x.fleets, x.inner = append(x.fleets, u), append(x.inner, u)
		case "crew":
			x.sortWalkers(u)
		case "machine", "conveyor":
			x.inner = append(x.inner, u)
			if b := x.line.Belt(u); b != nil && !b.Accumulates {
				x.belts = append(x.belts, u)
			}
		}
	}
	for _, set := range x.line.States {
		if set.Asset >= 0 && !slices.Contains(x.fleets, set.Asset) {
			x.states = append(x.states, stateSeen{set, make([]int, len(set.Names))})
		}
	}
	x.rides = make([][]course, len(x.fleets))
	x.ready, x.halts = make([]int64, len(x.sources)), make([]bool, len(x.belts))
}

// Changes ends the recording and gives what was recorded, in order of time.
func (x *Replay) Changes() []Change {
	if x == nil {
		return nil
	}
	if !x.done {
		now := x.run.State().Now
		if x.touched {
			x.scan(now)
		}
		x.end(now)
	}
	return x.changes
}

// see is told of every event before it is handled: where it is later than the last, the state is that after all events of
// the instant before.
func (x *Replay) see(e sim.Entry) {
	if e.At > x.last {
		if x.touched {
			x.scan(e.At)
		}
		if len(x.changes)-x.first >= ReplayChanges || x.looked > replayWork {
			x.end(x.last)
			return
		}
		x.last, x.touched = e.At, false
	}
	x.touched = x.touched || e.Asset >= 0 && int(e.Asset) < len(x.names)
}

// follow is told of parts at sources and sinks, which may be there within an instant only.
func (x *Replay) follow(s *sim.State, h sim.Happening) {
	if x.next != nil {
		x.next(s, h)
	}
	switch {
	case h.Part < 0 || int(h.Asset) >= len(x.names):
	case x.ends[int(h.Asset)]:
		x.gone = append(x.gone, passage{h.Asset, h.Case})
	case slices.Contains(x.sources, int(h.Asset)):
		x.born = append(x.born, passage{h.Asset, h.Case})
	}
}

// end closes the window at a time.
func (x *Replay) end(at time.Duration) {
	x.done, x.last = true, at
	x.run.Observe(nil)
	x.run.Follow(x.next)
	for f := range x.rides {
		for i := range x.rides[f] {
			if r := &x.rides[f][i]; r.ride.Moves {
				x.pass(f, i, at)
				x.stop(f, i, r.position(at))
			}
		}
	}
	for k := range x.walkers {
		for i := range x.walkers[k] {
			x.walksTo(k, i, at)
		}
	}
	x.add(Change{What: ReplayEnds})
	slices.SortStableFunc(x.changes, func(a, b Change) int { return int(min(max(a.At-b.At, -1), 1)) })
}

// add notes a change of the instant.
func (x *Replay) add(c Change) {
	c.At = x.last
	x.changes = append(x.changes, c)
}

// scan notes what has become of the plant in the instant that is over; soon is when the next event is handled.
func (x *Replay) scan(soon time.Duration) {
	s := x.run.State()
	x.looked += len(x.names)
	x.parts(s)
	x.born, x.gone = x.born[:0], x.gone[:0]
	for i := range x.states {
		x.state(s, &x.states[i])
	}
	for k, u := range x.sources {
		if n := x.line.Ready(s, u); n != x.ready[k] {
			x.ready[k] = n
			x.add(Change{What: ReplayWaiting, Asset: x.names[u], Count: int(n)})
		}
	}
	for k, u := range x.belts {
		if on := x.line.Stands(s, u); on != x.halts[k] {
			x.halts[k] = on
			x.add(Change{What: ReplayBelt, Asset: x.names[u], State: map[bool]string{true: "stands", false: "runs"}[on]})
		}
	}
	for f, u := range x.fleets {
		x.line.Rides(s, u, soon, func(i int, r line.Ride) { x.vehicle(s, f, i, r) })
	}
	for k := range x.crews {
		x.people(s, k)
	}
}

// parts notes which parts have come, moved and gone.
func (x *Replay) parts(s *sim.State) {
	n := int(s.PartsEnd())
	x.known = append(x.known, make([]partSeen, max(0, n-len(x.known)))...)
	x.looked += n
	x.round++
	for p := int32(1); int(p) < n; p++ {
		for c := s.Part(p).Child; c > 0; c = s.Part(c).Next {
			x.known[c].content = x.round
		}
	}
	for _, u := range x.inner {
		x.line.Spots(s, u, func(at line.Spot) {
			k := &x.known[at.Part]
			k.now, k.round = at, x.round
			x.looked++
		})
	}
	for p := int32(1); int(p) < n; p++ {
		x.part(s, p, &x.known[p])
	}
}

// part notes what has become of one record.
func (x *Replay) part(s *sim.State, p int32, k *partSeen) {
	serial := s.PartSerial(p)
	if k.content == x.round {
		serial = 0
	}
	fresh := k.serial != serial
	if fresh && k.serial != 0 {
		x.add(Change{What: ReplayPart, Part: k.serial, Asset: x.name(x.gone, k.serial)})
	}
	k.serial = serial
	if serial == 0 {
		return
	}
	var at line.Spot
	if k.round == x.round {
		at = k.now
	}
	r := s.Part(p)
	if !fresh && k.holder == r.Holder && k.place == at.Place && k.typ == r.Type {
		return
	}
	c := Change{What: ReplayPart, Part: serial, Place: int(at.Place), Takes: at.Takes}
	if x.products != nil {
		c.Product = x.products[r.Type]
	}
	k.holder, k.place, k.typ = r.Holder, at.Place, r.Type
	if name := x.name(x.born, serial); fresh && name != "" && name != x.names[r.Holder] {
		from := c
		from.Asset, from.Place, from.Takes = name, 0, 0
		x.add(from)
	}
	c.Asset = x.names[r.Holder]
	x.add(c)
	if x.first == 0 && at.Takes > 0 {
		x.changes[len(x.changes)-1].At = at.Since
	}
}

// name is the asset of a list at which a part has been in this instant; "" if it has not.
func (x *Replay) name(list []passage, serial int64) string {
	for _, g := range list {
		if g.serial == serial {
			return x.names[g.asset]
		}
	}
	return ""
}

// state notes how many servers of an asset are in which state.
func (x *Replay) state(s *sim.State, set *stateSeen) {
	var changed []int
	all := -1
	for i := range set.n {
		n := int(s.Read(sim.Ref{Store: sim.StoreTimes, Index: set.Times, Sub: int32(i)}))
		if n == set.n[i] {
			continue
		}
		set.n[i] = n
		changed = append(changed, i)
		if n == set.Servers {
			all = i
		}
	}
	x.looked += len(set.n)
	for _, i := range changed {
		if all < 0 || all == i {
			x.add(Change{What: ReplayState, Asset: x.names[set.Asset], State: set.Names[i], Count: set.n[i]})
		}
	}
}
