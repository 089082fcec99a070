package line

import (
	"slices"
	"strings"

	"github.com/plantwin/plantwin/sim"
)

// AskTrips is the name that asks for the trips of fleets from place to place.
const AskTrips = "plant.trips"

// elsewhere is where a trip ends that is broken off on the way.
const elsewhere = "on the way"

// Trips are those of a fleet from one place to another.
type Trips struct {
	Fleet    int
	From, To string // names of assets, joined by a comma where they share a place
	at       int32  // of the first of its counts
}

// TripFigures are what is kept of trips: how many with and without parts, the parts that they carried, and their ways [m].
type TripFigures struct{ Loaded, Empty, Parts, LoadedWay, EmptyWay float64 }

// the counts of a pair of places
const (
	tripsLoaded int32 = iota
	tripsEmpty
	tripsParts
	tripsLoadedWay // [um]
	tripsEmptyWay
	tripCounts
)

// Figures reads the trips since the warm-up.
func (t *Trips) Figures(s *sim.State) TripFigures {
	read := func(k int32) float64 {
		v, _ := s.Stat(sim.Ref{Store: sim.StoreCount, Index: t.at + k}, sim.StatTotal, 0)
		return v
	}
	return TripFigures{read(tripsLoaded), read(tripsEmpty), read(tripsParts), read(tripsLoadedWay) * 1e-6, read(tripsEmptyWay) * 1e-6}
}

// fromTo is the table of a fleet. It is constant.
type fromTo struct {
	names []string // of the rows, the last being elsewhere
	row   []int32  // of each place
	at    int32    // of the counts of the first pair
}

// bindTrips makes the table of a fleet if it is asked for.
func (u *fleet) bindTrips(c *compiler, i int) {
	if c.b.Asked(AskTrips) == 0 || u.ways == nil {
		return
	}
	names := make([][]string, len(u.ways.at))
	add := func(place int32, name string) {
		if place >= 0 && !slices.Contains(names[place], name) {
			names[place] = append(names[place], name)
		}
	}
	for _, h := range u.exits {
		add(h.pick, c.assets[h.exit.self].Name)
		for k, p := range h.drop {
			if p >= 0 {
				add(p, c.assets[h.exit.id[k]].Name)
			}
		}
	}
	other := func(place int32, name string) {
		if place >= 0 && names[place] == nil {
			add(place, name)
		}
	}
	if u.battery != nil {
		other(u.battery.place, "charger")
	}
	other(u.park, c.reader(i).get("park").Text)
	other(u.home, "start")
	t := &fromTo{}
	for _, list := range names {
		row, name := none, strings.Join(list, ", ")
		if list != nil {
			if row = int32(slices.Index(t.names, name)); row < 0 {
				row = int32(len(t.names))
				t.names = append(t.names, name)
			}
		}
		t.row = append(t.row, row)
	}
	last := int32(len(t.names))
	t.names = append(t.names, elsewhere)
	for k := range t.row {
		if t.row[k] < 0 {
			t.row[k] = last
		}
	}
	for range len(t.names) * len(t.names) * int(tripCounts) {
		k := c.b.Count(u.name, "trips")
		if t.at == 0 {
			t.at = k
		}
	}
	u.trips = t
}

// leaves notes that a vehicle begins a trip.
func (t *fromTo) leaves(v *vehicle) {
	if t != nil {
		v.from, v.odo = v.at, 0
	}
}

// ends books a trip that has ended where the vehicle is.
func (t *fromTo) ends(s *sim.State, v *vehicle) {
	if t == nil || v.at == v.from && v.odo == 0 {
		return
	}
	at := t.at + (t.row[v.from]*int32(len(t.names))+t.row[v.at])*tripCounts
	if v.parts > 0 {
		s.Count(at+tripsLoaded, 1)
		s.Count(at+tripsParts, int64(v.parts))
		s.Count(at+tripsLoadedWay, v.odo)
	} else {
		s.Count(at+tripsEmpty, 1)
		s.Count(at+tripsEmptyWay, v.odo)
	}
	v.from, v.odo = v.at, 0
}

// list gives the pairs of places of a fleet.
func (t *fromTo) list(fleet int) []Trips {
	if t == nil {
		return nil
	}
	var out []Trips
	for i, a := range t.names {
		for k, b := range t.names {
			out = append(out, Trips{fleet, a, b, t.at + int32(i*len(t.names)+k)*tripCounts})
		}
	}
	return out
}
