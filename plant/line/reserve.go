package line

import "github.com/plantwin/plantwin/sim"

// blockingSetting says when a machine needs the next place.
var blockingSetting = Setting{Key: "blocking", Form: Text, Default: "after", Options: []string{"after", "before"}, Shape: true,
	About: "whether a part is worked on and then waits for the next place (after), or work on it begins only once that place is kept for it (before); before needs one asset to send to"}

func (u *sink) reserve(*sim.State, asker) bool { return true }

// bindBefore finds the receiver in which a machine with blocking: before keeps its places.
func (m *machine) bindBefore(c *compiler, i int, r reader) {
	if r.get("blocking").Text != "before" {
		return
	}
	m.careful = true
	c.atEnd = append(c.atEnd, func() {
		if len(m.exit.to) != 1 || m.exit.rule != One {
			c.fault(i, "blocking", "send to one asset, such as a buffer", "blocking: before needs one asset to send to")
			return
		}
		x, ok := m.exit.first.(reserver)
		if n, is := m.exit.first.(*machine); is && n.gather != nil {
			ok = false
		}
		if !ok {
			c.fault(i, "blocking", "send to a buffer, a machine or a sink", "blocking: before needs a next asset that can keep a place")
			return
		}
		m.before = x
		if n, is := m.exit.first.(*machine); is {
			n.fed = true
		}
	})
}

// hindered reports whether work on the part of server i may not begin yet: the place after it is not free, or a failure
// by cycles comes now.
func (m *machine) hindered(s *sim.State, st *machineState, i int32) bool {
	if m.before != nil {
		sv := &st.servers[i]
		if sv.shut = !m.before.reserve(s, askerOf(m.id, i)); sv.shut {
			m.loop.soon(s, m.id)
			return true
		}
	}
	return m.counting && m.wornOut(s, st)
}
