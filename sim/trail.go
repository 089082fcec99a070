package sim

import (
	"fmt"
	"strings"
)

// trail remembers what happened last at an instant that is about to be given
// up, so that the error can name the cycle. It is no state.
type trail struct {
	to    []int32  // units of the last events
	names []string // conditions of the last rounds
	found []fired  // scratch of phase c
}

func (t *trail) clear() { t.to, t.names = t.to[:0], t.names[:0] }

// crowded is called for each event of a tick near tickLimit and beyond. It returns an
// error once the limit, which grows with the parts inside, has been passed.
func (s *State) crowded(to int32) error {
	limit := int64(tickLimit) + tickPerPart*s.kept.parts.live
	n := s.kept.inTick
	if n > limit-trailLength {
		s.near.to = append(s.near.to, to)
	}
	if n <= limit {
		return nil
	}
	return s.wrap(s.m.name(to), fmt.Errorf("more than %d events at one instant, in a cycle of %s (let one of them take time)", limit, s.cycle()))
}

// cycle names the units that take part, each once, in order of appearance.
func (s *State) cycle() string {
	var names []string
	for _, to := range s.near.to {
		names = append(names, s.m.name(to))
	}
	return strings.Join(compact(names), " -> ")
}
