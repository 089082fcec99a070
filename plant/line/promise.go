package line

import "github.com/plantwin/plantwin/sim"

// reserver is a receiver that can keep a place for a part that comes later.
type reserver interface {
	// reserve promises a place to the asker, or puts it on the list of those who wait and sends it Room when it is promised
	// one. Accept takes the place, leave gives it back.
	reserve(s *sim.State, from asker) bool
}

// reserve promises one of so many free places to the asker, or puts it on the list.
func (d *door) reserve(from asker, free int32) bool {
	i := d.find(from)
	if i < 0 {
		d.list = append(d.list, from)
		i = len(d.list) - 1
	}
	if i < int(d.called) {
		return true
	}
	if d.called >= free {
		return false
	}
	copy(d.list[d.called+1:i+1], d.list[d.called:i]) // nobody before it waits: free places are promised at once
	d.list[d.called] = from
	d.called++
	return true
}

func (m *machine) reserve(s *sim.State, from asker) bool {
	st := m.state(s)
	return st.door.reserve(from, m.free(st))
}

func (u *buffer) reserve(s *sim.State, from asker) bool {
	st := u.state(s)
	return st.door.reserve(from, u.capacity-st.n)
}
