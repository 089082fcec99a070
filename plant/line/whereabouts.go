package line

import (
	"math"
	"time"

	"github.com/plantwin/plantwin/sim"
)

// Spot is where a part is inside the asset that holds it.
type Spot struct {
	Part  int32         // index
	Place int32         // of the server, vehicle or section of a belt, from 1
	Takes float64       // of a belt, from its front to where the next one may stand [m]
	Since time.Duration // when it would have come onto its section of a belt had the belt never stood
}

// Spots calls f for each part in a server of an asset, on one of its vehicles, or on its belt; other parts of the asset wait in
// a queue. Cost: O(servers, orders or parts on the belt).
func (l *Line) Spots(s *sim.State, asset int, f func(Spot)) {
	switch u := l.bound[asset].(type) {
	case *machine:
		servers := u.state(s).servers
		for i := range servers {
			sv := &servers[i]
			if sv.phase == empty || sv.part <= 0 {
				continue
			}
			f(Spot{Part: sv.part, Place: int32(i) + 1})
			for p := sv.rest; p > 0; p = s.Part(p).Next {
				f(Spot{Part: p, Place: int32(i) + 1})
			}
		}
	case *fleet:
		for _, o := range u.state(s).orders {
			if o.state == oAboard || o.state == oAtDoor {
				f(Spot{Part: o.part, Place: o.vehicle + 1})
			}
		}
	case *conveyor:
		st := u.state(s)
		for k := range st.secs {
			x := &st.secs[k]
			for _, b := range x.belt[x.first:] {
				f(Spot{b.part, int32(k) + 1, b.gap.Seconds() * u.speed, s.Now - (st.running(s.Now) - b.in)})
			}
		}
	}
}

// Ready is the number of parts that are made at a source and have not left it; 0 for other assets.
func (l *Line) Ready(s *sim.State, asset int) int64 {
	if u, ok := l.bound[asset].(*source); ok {
		return u.state(s).ready
	}
	return 0
}

// Belt is how parts ride along the polyline of a conveyor.
type Belt struct {
	Speed       float64   // [m/s]
	Accumulates bool      // parts close up behind one that stands; else the whole belt stands
	Ends        []float64 // where its sections end, from its beginning [m]
}

// Belt describes a conveyor; nil for other assets.
func (l *Line) Belt(asset int) *Belt {
	u, ok := l.bound[asset].(*conveyor)
	if !ok {
		return nil
	}
	b := &Belt{Speed: u.speed, Accumulates: u.accumulate}
	at := time.Duration(0)
	for k := range u.secs {
		at += u.secs[k].transit
		b.Ends = append(b.Ends, at.Seconds()*u.speed)
	}
	return b
}

// Stands reports whether a belt that does not accumulate stands.
func (l *Line) Stands(s *sim.State, asset int) bool {
	u, ok := l.bound[asset].(*conveyor)
	return ok && u.state(s).stopped
}

// Ride is what a vehicle does: it stands at a place, is on its way from one to another, or stands between them.
type Ride struct {
	State    string
	From, To int32 // places of its fleet, equal where it stands at one
	Moves    bool
	Ends     time.Duration // when it comes to To, if it moves
}

// Rides calls f for each vehicle of a fleet, in order. soon is when the next event is handled, perhaps one that is being
// taken from the queue.
func (l *Line) Rides(s *sim.State, asset int, soon time.Duration, f func(i int, r Ride)) {
	u, ok := l.bound[asset].(*fleet)
	if !ok {
		return
	}
	vehicles := u.state(s).vehicles
	for i := range vehicles {
		v := &vehicles[i]
		r := Ride{State: vehicleStates[v.state], From: v.at, To: v.at}
		if v.doing == dDrives {
			r.To, r.Moves = v.end, !v.out()
			if at, booked := s.Due(v.job); r.Moves && booked {
				r.Ends = at
			} else if r.Moves {
				r.Ends = soon
			}
		}
		f(i, r)
	}
}

// Way is the polyline on which a vehicle is: Share is the part of the time of the way that has passed at each point, 0 at
// the first and 1 at the last, as if it went without speeding up and braking.
type Way struct {
	Points [][2]float64 // [m]
	Share  []float64
	Whole  time.Duration // what the way takes
	Left   time.Duration // what was left of it when the vehicle broke down
}

// Way is that of a vehicle from where its stretch began; one point where it stands at a place.
func (l *Line) Way(s *sim.State, asset, vehicle int) Way {
	u := l.bound[asset].(*fleet)
	v := &u.state(s).vehicles[vehicle]
	w := Way{Points: [][2]float64{u.ways.at[v.at]}, Share: []float64{0}, Left: v.left}
	if v.doing != dDrives {
		return w
	}
	if u.ways.net == nil {
		u.across(&w, v.at, v.end)
		return w
	}
	next := u.ways.next[u.ways.row[v.goal]]
	gone := 0.0
	for p := v.at; p != v.end; {
		lane := &u.ways.lanes[next[p]]
		gone += lane.length
		p = lane.to
		w.Points, w.Share = append(w.Points, u.ways.at[p]), append(w.Share, gone)
	}
	for k := range w.Share[1:] {
		w.Share[k+1] /= math.Max(gone, math.SmallestNonzeroFloat64)
	}
	w.Whole = ticks(gone / u.speed)
	return w
}

// across is the way straight across the floor. A crane moves along both axes at once: where one of them is there the other
// goes on alone.
func (u *fleet) across(w *Way, from, to int32) {
	a, b := u.ways.at[from], u.ways.at[to]
	w.Whole = u.drive(from, to, distance(a, b))
	if u.cross > 0 {
		tx, ty := u.profile(math.Abs(b[0]-a[0]), u.speed), u.profile(math.Abs(b[1]-a[1]), u.cross)
		if least, most := math.Min(tx, ty), math.Max(tx, ty); least > 0 && least < most {
			bend := along(a, b, least/most)
			if tx < ty {
				bend[0] = b[0]
			} else {
				bend[1] = b[1]
			}
			w.Points, w.Share = append(w.Points, bend), append(w.Share, least/most)
		}
	}
	w.Points, w.Share = append(w.Points, b), append(w.Share, 1)
}

// Person is what a member of a crew that walks does: stands at a point, or walks from one to another.
type Person struct {
	State    string
	From, To [2]float64 // [m], equal where he stands
	Ends     time.Duration
	Takes    time.Duration // what the walk takes
}

// Walkers is the number of members of a crew that walks; 0 for other assets.
func (l *Line) Walkers(asset int) int {
	if u, ok := l.bound[asset].(*crew); ok && u.speed > 0 {
		return int(u.count)
	}
	return 0
}

// People calls f for each member of a crew that walks, by number from 0, in no order of theirs: first those who stand free, then those
// at tasks and those who walk. Who is off shift is not called. Cost: O(members).
func (l *Line) People(s *sim.State, asset int, f func(i int, p Person)) {
	u := l.bound[asset].(*crew)
	st := u.state(s)
	for _, x := range st.places {
		f(int(x.who), Person{State: crewStates[crewFree], From: u.at[x.asset], To: u.at[x.asset]})
	}
	for i := range st.posts {
		x := &st.posts[i]
		f(int(x.who), Person{State: crewStates[crewBusy], From: u.at[x.task.unit], To: u.at[x.task.unit]})
	}
	for i := range st.walks {
		x := &st.walks[i]
		f(int(x.from.who), Person{crewStates[crewWalks], u.at[x.from.asset], u.at[x.task.unit], x.ends, ticks(u.from(x.from.asset, x.task.unit) / u.speed)})
	}
}
