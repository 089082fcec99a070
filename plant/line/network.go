package line

import (
	"fmt"
	"math"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

var _ = register(&Kind{
	Name: "network",
	About: "Aisles on which vehicles of fleets travel: nodes, and edges between them. An asset is served from the point of the network that is nearest to it, and the rest of the way takes no time; one that is further away than half the network is across is refused. " +
		"Vehicles take the shortest way. Where an edge or a zone holds a number of vehicles, the next one waits in front of it, first come first served; " +
		"a vehicle that stands at an asset or is parked stands beside the aisle and holds nothing. Vehicles that wait for one another in a circle end the run with an error that names them.",
	Example: "lanes: {kind: network, nodes: {a: [0 m, 5 m], b: [40 m, 5 m], c: [40 m, 15 m]}, edges: [[a, b], {from: b, to: c, holds: 1}, {from: c, to: a}], zones: {cross: {nodes: [a, b], holds: 1}}}",
	Settings: []Setting{
		{Key: "nodes", Form: Nodes, Dim: unit.Length, Required: true, Shape: true, About: "points by name"},
		{Key: "edges", Form: Edges, Required: true, Shape: true, About: "straight aisles: [a, b] can be used both ways, {from: a, to: b} one way; holds: vehicles that can be on it at the same time, unlimited if it is left out"},
		{Key: "zones", Form: Groups, Shape: true, Sub: zoneSettings, About: "parts of the network that hold a number of vehicles together, by name"},
	},
	Signals: []SignalDoc{
		{"waiting", Level, unit.One, "vehicles that wait for an edge or a zone"},
	},
	bind: bindNetwork,
})

var zoneSettings = []Setting{
	{Key: "nodes", Form: Texts, Required: true, Shape: true, About: "its nodes; every edge between two of them belongs to it"},
	{Key: "holds", Form: Integer, Default: "1", Min: 1, HasMin: true, Max: many, HasMax: true, About: "vehicles that can be in it at the same time"},
}

// Edge is one aisle of a network, between the nodes at two positions of its list.
type Edge struct {
	From, To string
	OneWay   bool
	Holds    float64 // vehicles that can be on it; 0: any number
}

// network is the constant part of a network.
type network struct {
	id, waiting int32
	name        string
	nodes       []string
	at          [][2]float64 // [m], of nodes
	edges       []aisle
	holds       []int32 // of each zone; an edge that holds a number is a zone of its own
	zones       []string
	units       []bound // all of the line
}

// aisle is an edge with its ends and zones bound.
type aisle struct {
	from, to int32
	oneWay   bool
	zones    []int32
}

// networkState is what changes of a network.
type networkState struct {
	inside []int32 // vehicles in each zone
	list   []lineUp
	work   []int32 // for jam; empty between events
	left   []lineUp
}

// lineUp is a vehicle that waits to leave the zones of one edge for those of the next.
type lineUp struct{ fleet, vehicle int32 }

func bindNetwork(c *compiler, i int) bound {
	r := c.reader(i)
	u := &network{id: int32(i), name: c.assets[i].Name}
	index := map[string]int32{}
	for _, n := range r.get("nodes").Groups {
		index[n.Name] = int32(len(u.nodes))
		u.nodes, u.at = append(u.nodes, n.Name), append(u.at, n.Values["at"].Points[0])
	}
	find := func(key, name string) int32 {
		k, ok := index[name]
		if !ok {
			c.fault(i, key, "add it to nodes", "there is no node %q", name)
		}
		return k
	}
	for k, e := range r.get("edges").Edges {
		key := fmt.Sprintf("edges.%d", k+1)
		a := aisle{from: find(key, e.From), to: find(key, e.To), oneWay: e.OneWay}
		if e.From == e.To {
			c.fault(i, key, "name two nodes", "the edge begins and ends at %s", e.From)
		}
		if e.Holds > 0 {
			a.zones = append(a.zones, u.zone(e.From+" to "+e.To, e.Holds))
		}
		u.edges = append(u.edges, a)
	}
	for _, z := range r.get("zones").Groups {
		u.bindZone(reader{z.Values, zoneSettings}, z.Name, func(name string) int32 { return find("zones."+z.Name+".nodes", name) })
	}
	u.waiting = c.b.Level(u.name, "waiting", 0)
	c.atEnd = append(c.atEnd, func() { u.units = c.bound })
	return u
}

// zone adds a zone.
func (u *network) zone(name string, holds float64) int32 {
	u.holds, u.zones = append(u.holds, int32(math.Min(holds, many))), append(u.zones, name)
	return int32(len(u.holds) - 1)
}

// bindZone gives a zone to every edge that lies between its nodes.
func (u *network) bindZone(r reader, name string, find func(string) int32) {
	z := u.zone(name, r.get("holds").Num)
	in := map[int32]bool{}
	for _, n := range r.get("nodes").Texts {
		in[find(n)] = true
	}
	for k := range u.edges {
		if e := &u.edges[k]; in[e.from] && in[e.to] {
			e.zones = append(e.zones, z)
		}
	}
}

func (u *network) New() any                           { return &networkState{inside: make([]int32, len(u.holds))} }
func (u *network) Start(*sim.State) error             { return nil }
func (u *network) Handle(*sim.State, sim.Event) error { return nil }
func (u *network) command(string) (sim.Event, bool)   { return sim.Event{}, false }
func (u *network) state(s *sim.State) *networkState   { return s.Units[u.id].(*networkState) }

func (u *network) signals(l *signalList) {
	l.store("waiting", Level, unit.One, sim.StoreLevel, u.waiting)
}

// Name is what errors call it.
func (u *network) Name() string { return u.name }

// enter takes a vehicle from the zones of one edge into those of the next, if all have room.
func (u *network) enter(s *sim.State, from, to []int32) bool {
	st := u.state(s)
	for _, z := range to {
		if !holdsZone(from, z) && st.inside[z] >= u.holds[z] {
			return false
		}
	}
	for _, z := range to {
		if !holdsZone(from, z) {
			st.inside[z]++
		}
	}
	u.quit(s, from, to)
	return true
}

// quit takes a vehicle out of the zones that it leaves, and lets those go on that waited for them.
func (u *network) quit(s *sim.State, from, to []int32) {
	st := u.state(s)
	left := false
	for _, z := range from {
		if !holdsZone(to, z) {
			st.inside[z]--
			left = true
		}
	}
	if left {
		for _, w := range st.list {
			s.Soon(sim.Event{To: w.fleet, Code: evLane, Arg: int64(w.vehicle)})
		}
	}
}

func holdsZone(list []int32, z int32) bool {
	for _, x := range list {
		if x == z {
			return true
		}
	}
	return false
}

// lineUp lets a vehicle wait.
func (u *network) lineUp(s *sim.State, w lineUp) {
	st := u.state(s)
	st.list = append(st.list, w)
	s.Add(u.waiting, 1)
}

// goOn takes a vehicle off the list.
func (u *network) goOn(s *sim.State, w lineUp) {
	st := u.state(s)
	for i, x := range st.list {
		if x == w {
			copy(st.list[i:], st.list[i+1:])
			st.list = st.list[:len(st.list)-1]
			s.Add(u.waiting, -1)
			return
		}
	}
}

// jam looks for vehicles that can never go on. Those that wait are taken out one after the other where the zones that they
// want have room, and with them what they hold; a vehicle that is left is jammed, since all others leave their zones in
// time (the reduction of a resource graph: Holt, ACM Computing Surveys 4, 1972, 179-196).
func (u *network) jam(s *sim.State, st *networkState) error {
	if len(st.list) < 2 {
		return nil
	}
	inside := st.work[:0] // by those that wait and are not taken out
	for range u.holds {
		inside = append(inside, 0)
	}
	left := append(st.left[:0], st.list...)
	st.work, st.left = inside[:0], left[:0]
	zones := func(w lineUp) (from, to []int32) { return u.units[w.fleet].(*fleet).crossing(s, w.vehicle) }
	for _, w := range left {
		from, _ := zones(w)
		for _, z := range from {
			inside[z]++
		}
	}
	for again := true; again; {
		again = false
		for i := 0; i < len(left); i++ {
			from, to := zones(left[i])
			free := true
			for _, z := range to {
				free = free && (holdsZone(from, z) || inside[z] < u.holds[z])
			}
			if !free {
				continue
			}
			for _, z := range from {
				inside[z]--
			}
			left = append(left[:i], left[i+1:]...)
			again = true
			i--
		}
	}
	if len(left) == 0 {
		return nil
	}
	text := ""
	for _, w := range left {
		_, to := zones(w)
		for _, z := range to {
			if inside[z] >= u.holds[z] {
				text += fmt.Sprintf("; vehicle %d of %s waits for %s", w.vehicle+1, u.units[w.fleet].Name(), u.zones[z])
				break
			}
		}
	}
	return fmt.Errorf("deadlock of vehicles%s: each is in the way of another (make aisles one-way, or let them hold more)", text)
}
