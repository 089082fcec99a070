package plant

import (
	"time"

	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/sim"
)

// replayPeople is how many members of a crew are shown on their ways: of more, the states of the crew alone tell.
const replayPeople = 200

// walker is what is known of a member of a crew that walks.
type walker struct {
	line.Person
	from  time.Duration // when he began what he does, as far as the window shows it
	seen  bool          // in this round
	known bool          // he is there
}

// sortWalkers notes the crews whose members are shown on their ways.
func (x *Replay) sortWalkers(u int) {
	if n := x.line.Walkers(u); n > 0 && n <= replayPeople {
		x.crews, x.walkers = append(x.crews, u), append(x.walkers, make([]walker, n))
	}
}

// people notes which members of a crew do something else.
func (x *Replay) people(s *sim.State, k int) {
	x.looked += len(x.walkers[k])
	x.line.People(s, x.crews[k], func(i int, p line.Person) { x.person(k, i, p) })
	for i := range x.walkers[k] {
		if w := &x.walkers[k][i]; !w.seen && w.known {
			x.walksTo(k, i, x.last)
			at := w.position(x.last)
			w.known = false
			x.stands(k, i, "off_shift", at)
		}
		x.walkers[k][i].seen = false
	}
}

// person notes what a member does who is there.
func (x *Replay) person(k, i int, p line.Person) {
	w := &x.walkers[k][i]
	w.seen = true
	if w.known && w.Person == p {
		return
	}
	x.walksTo(k, i, x.last)
	*w = walker{Person: p, from: x.last, seen: true, known: true}
	if p.From != p.To { // he may have left before the window began
		w.from = min(x.last, p.Ends-p.Takes)
	}
	x.stands(k, i, p.State, w.position(x.last))
}

// walksTo notes how far a member has come who has not reached the end of his way: what he was sent to is over.
func (x *Replay) walksTo(k, i int, now time.Duration) {
	if w := &x.walkers[k][i]; w.known && w.From != w.To && now < w.Ends {
		x.stands(k, i, w.State, w.position(now))
	}
}

// stands notes where a member is at the instant.
func (x *Replay) stands(k, i int, state string, at [2]float64) {
	x.add(Change{What: ReplayPerson, Asset: x.names[x.crews[k]], Place: i + 1, State: state, X: at[0], Y: at[1]})
}

// position is where a member is at a time.
func (w *walker) position(now time.Duration) [2]float64 {
	if w.From == w.To || now >= w.Ends {
		return w.To
	}
	t := float64(now-w.from) / float64(w.Ends-w.from)
	return [2]float64{w.From[0] + float64(t*(w.To[0]-w.From[0])), w.From[1] + float64(t*(w.To[1]-w.From[1]))}
}
