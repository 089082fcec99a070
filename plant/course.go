package plant

import (
	"time"

	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/sim"
)

// course is what is known of the way of a vehicle.
type course struct {
	ride  line.Ride
	way   line.Way
	share float64 // of the time of the way that had passed at from
	from  time.Duration
	told  int // points of the way that have been noted
	at    [2]float64
	state string // noted last
}

// vehicle notes that a vehicle does something else.
func (x *Replay) vehicle(s *sim.State, f, i int, r line.Ride) {
	x.looked++
	fresh := i == len(x.rides[f])
	if fresh {
		x.rides[f] = append(x.rides[f], course{})
	}
	c := &x.rides[f][i]
	if !fresh && c.ride == r {
		return
	}
	x.pass(f, i, x.last)
	before := *c
	*c = course{ride: r, from: x.last, told: 1}
	between := r.From != r.To
	switch {
	case !fresh && between && before.ride.From == r.From && before.ride.To == r.To && before.ride.Moves != r.Moves:
		// It has broken down on this way, or goes on.
		c.way, c.share, c.told = before.way, before.passed(x.last), before.told
	default:
		c.way = x.line.Way(s, x.fleets[f], i)
		if left := c.way.Left; between && fresh && c.way.Whole > 0 { // the window begins on the way
			if r.Moves {
				left = r.Ends - x.last
			}
			c.share = min(max(1-left.Seconds()/c.way.Whole.Seconds(), 0), 1)
		}
		for c.told < len(c.way.Share) && c.way.Share[c.told] <= c.share {
			c.told++
		}
	}
	x.stop(f, i, c.position(x.last))
}

// stop notes where a vehicle is at the instant.
func (x *Replay) stop(f, i int, at [2]float64) {
	c := &x.rides[f][i]
	c.at, c.state = at, c.ride.State
	x.add(Change{What: ReplayVehicle, Asset: x.names[x.fleets[f]], Place: i + 1, State: c.state, X: at[0], Y: at[1]})
}

// pass notes the points of its way that a vehicle has passed before a time.
func (x *Replay) pass(f, i int, now time.Duration) {
	c := &x.rides[f][i]
	if !c.ride.Moves {
		return
	}
	for ; c.told < len(c.way.Points)-1; c.told++ {
		left := (c.way.Share[c.told] - c.share) / (1 - c.share)
		at := c.from + time.Duration(left*float64(c.ride.Ends-c.from))
		if at >= now {
			return
		}
		p := c.way.Points[c.told]
		x.changes = append(x.changes, Change{At: at, What: ReplayVehicle, Asset: x.names[x.fleets[f]], Place: i + 1, State: c.ride.State, X: p[0], Y: p[1]})
	}
}

// passed is the share of the time of its way that has passed at a time.
func (c *course) passed(now time.Duration) float64 {
	if !c.ride.Moves || c.ride.Ends <= c.from {
		return c.share
	}
	gone := float64(now-c.from) / float64(c.ride.Ends-c.from)
	return c.share + float64((1-c.share)*min(max(gone, 0), 1))
}

// position is where a vehicle is at a time.
func (c *course) position(now time.Duration) [2]float64 {
	w, share := &c.way, c.passed(now)
	for k := 1; k < len(w.Points); k++ {
		if share > w.Share[k] {
			continue
		}
		a, b := w.Points[k-1], w.Points[k]
		t := 0.0
		if d := w.Share[k] - w.Share[k-1]; d > 0 {
			t = (share - w.Share[k-1]) / d
		}
		return [2]float64{a[0] + float64(t*(b[0]-a[0])), a[1] + float64(t*(b[1]-a[1]))}
	}
	return w.Points[len(w.Points)-1]
}
