package line

import (
	"math"
	"time"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

// prioritySetting and urgentSetting order the tasks that wait for people.
var (
	prioritySetting = Setting{Key: "priority", Form: Quantity, Dim: unit.One, Default: "0", About: "which task gets people first: the larger number, then the one that has waited longer"}
	urgentSetting   = Setting{Key: "urgent", Form: Toggle, Default: "false", Shape: true, About: "whether it takes people away from work at machines of a lower priority; that is interrupted and goes on later"}
)

// yielder is a unit whose work can be interrupted to set its people free.
type yielder interface {
	// yield interrupts the task of a slot, which asks for its people again.
	yield(s *sim.State, slot int32)
}

// post is where a free member of a crew that walks stands: at an asset. It is state.
type post struct{ asset, who int32 }

// tasked is a member of a crew that walks who is at a task. It is state.
type tasked struct {
	task request
	who  int32
}

// walk is a member on the way to a task. It is state.
type walk struct {
	task request
	ends time.Duration
	id   int64
	from post
}

// tab is a member whose time is booked to the parts of a task. It is state.
type tab struct {
	task  request
	since time.Duration
}

// engaged is a member at a task that may be taken away. It is state.
type engaged struct {
	task request
	rank float64
}

// from is the distance to an asset from where a member stands [m].
func (u *crew) from(place, asset int32) float64 {
	p, q := u.at[place], u.at[asset]
	return distance(p, q)
}

// send lets the free member who is nearest to the asset of a task walk there.
func (u *crew) send(s *sim.State, st *crewState, task request) {
	k, least := 0, math.Inf(1)
	for i, p := range st.places {
		if d := u.from(p.asset, task.unit); d < least {
			k, least = i, d
		}
	}
	from := st.places[k]
	copy(st.places[k:], st.places[k+1:])
	st.places = st.places[:len(st.places)-1]
	s.Count(u.distance, int64(math.RoundToEven(least*1e6)))
	took := ticks(least / u.speed)
	if took == 0 {
		st.posts = append(st.posts, tasked{task, from.who})
		s.Switch(u.times, crewFree, crewBusy)
		u.opens(s, st, task)
		return
	}
	s.Switch(u.times, crewFree, crewWalks)
	st.serial++
	st.walks = append(st.walks, walk{task, s.Now + took, st.serial, from})
	s.Book(s.Now+took, sim.Event{To: u.id, Code: evWalked, Class: sim.End, Arg: st.serial})
}

// come ends a walk; the task may be over before that, and then the member is taken to be there.
func (u *crew) come(s *sim.State, st *crewState, id int64) {
	for i := range st.walks {
		if st.walks[i].id == id {
			task := st.walks[i].task
			st.posts = append(st.posts, tasked{task, st.walks[i].from.who})
			st.endWalk(i)
			s.Switch(u.times, crewWalks, crewBusy)
			u.opens(s, st, task)
			return
		}
	}
}

func (st *crewState) endWalk(i int) {
	copy(st.walks[i:], st.walks[i+1:])
	st.walks = st.walks[:len(st.walks)-1]
}

// back is the state that a member leaves at the end of a task, and which member it is.
func (u *crew) back(st *crewState, task request) (state uint8, who int32) {
	for i := range st.walks {
		if w := &st.walks[i]; w.task == task {
			who = w.from.who
			st.endWalk(i)
			return crewWalks, who
		}
	}
	for i := range st.posts {
		if st.posts[i].task == task {
			who = st.posts[i].who
			copy(st.posts[i:], st.posts[i+1:])
			st.posts = st.posts[:len(st.posts)-1]
			break
		}
	}
	return crewBusy, who
}

// away reports whether a member of a crew that walks is at a task or on the way to one.
func (st *crewState) away(who int32) bool {
	for i := range st.walks {
		if st.walks[i].from.who == who {
			return true
		}
	}
	for i := range st.posts {
		if st.posts[i].who == who {
			return true
		}
	}
	return false
}

// arrival is when the last of the members of a task is there, now or later.
func (d *demand) arrival(s *sim.State, task request) time.Duration {
	at := s.Now
	if d == nil || !d.walks {
		return at
	}
	for i := range d.needs {
		for _, c := range d.needs[i].crews {
			st := c.state(s)
			for k := range st.walks {
				if w := &st.walks[k]; w.task == task {
					at = max(at, w.ends)
				}
			}
		}
	}
	return at
}

// engage and release note who is at which task, where some task may take them away.
func (st *crewState) engage(task request, rank float64) {
	st.engaged = append(st.engaged, engaged{task, rank})
}

func (st *crewState) disengage(task request) {
	for i := range st.engaged {
		if st.engaged[i].task == task {
			copy(st.engaged[i:], st.engaged[i+1:])
			st.engaged = st.engaged[:len(st.engaged)-1]
			return
		}
	}
}

// claim takes people away from work of lower priority, the lowest first and the last begun among equals, until the task
// has those that it waits for; nobody is taken away if they would not be enough.
func (d *demand) claim(s *sim.State, task request) {
	for i := range d.needs {
		n := int32(0)
		for _, c := range d.needs[i].crews {
			st := c.state(s)
			n += st.free
			for k := range st.engaged {
				if c.canYield(&st.engaged[k], d.priority) {
					n++
				}
			}
		}
		if n < d.needs[i].count {
			return
		}
	}
	for i := range d.needs {
		for _, c := range d.needs[i].crews {
			for {
				st := c.state(s)
				if indexOf(st.waiting, task) < 0 {
					return // it has been served
				}
				least := -1
				for k := range st.engaged {
					if c.canYield(&st.engaged[k], d.priority) && (least < 0 || st.engaged[k].rank <= st.engaged[least].rank) {
						least = k
					}
				}
				if least < 0 {
					break
				}
				victim := st.engaged[least].task
				c.units[victim.unit].(yielder).yield(s, victim.slot)
			}
		}
	}
}

// canYield reports whether a member can be taken away for a task of that priority: work at a machine can, a repair or a
// drive cannot.
func (u *crew) canYield(e *engaged, rank float64) bool {
	_, ok := u.units[e.task.unit].(yielder)
	return ok && e.task.slot >= 0 && e.rank < rank
}

// yield interrupts the work of a server for the sake of its people.
func (m *machine) yield(s *sim.State, slot int32) {
	st := m.state(s)
	m.interrupt(s, st, slot)
	m.proceed(s, st, slot)
	m.show(s, st, slot)
}

// bindWalks gives a crew that walks the positions of the assets.
func (u *crew) bindWalks(c *compiler) {
	if u.speed == 0 {
		return
	}
	u.at = make([][2]float64, len(c.assets))
	for i := range c.assets {
		if p := c.assets[i].Values["at"].Points; len(p) > 0 {
			u.at[i] = p[0]
		}
	}
	if len(c.assets[u.id].Values["at"].Points) == 0 {
		c.fault(int(u.id), "at", "write at: [x, y]", "at is missing: members walk from there")
	}
}
