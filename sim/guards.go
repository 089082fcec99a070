package sim

import (
	"fmt"
	"slices"
	"strings"
)

// roundLimit is how many rounds of phase c, or of resets at one moment of an
// island, there may be before the run ends with an error.
const roundLimit = 1000

// cross brings the truth of all guards of island i up to its start, where
// guard root (-1 for none) has just crossed with the given edge. Internal
// guards that rise reset the state there, in order of declaration, round by
// round; crossings that the line hears of are noted for phase c.
func (s *State) cross(i, root int, edge int8) error {
	if len(s.m.spots[i].edges) == 0 {
		return nil
	}
	is, w, def := &s.kept.islands[i], s.ready(i), &s.m.Islands[i]
	if root >= 0 {
		// It may have left its far side, where it stood after its last root,
		// without an edge that anybody watches.
		is.on[root] = edge < 0
	}
	for round := 0; ; round++ {
		if round == roundLimit && is.zeno.swaps >= chatters {
			return s.zenoError(i)
		}
		if round == roundLimit {
			return s.blame(i, fmt.Errorf("its guards do not come to rest: %s", s.restless(i)))
		}
		w.e.Truth(is.t, is.y, w.truth)
		if root >= 0 {
			w.truth[root] = edge > 0 // at the root itself rounding may say otherwise
			root = -1
		}
		w.fire = w.fire[:0]
		for g := range def.Guards {
			s.edge(i, g, w.truth[g])
		}
		if len(w.fire) == 0 {
			return nil
		}
		for _, g := range w.fire {
			w.e.Reset(g, is.t, is.y, is.z)
			s.Log(^int32(i), uint16(g), 0, 1)
		}
		if err := s.countZeno(i, w.fire[0]); err != nil {
			return err
		}
		is.mark(0)
		s.bind(i)
		if err := w.s.Restart(w.e, is.t, is.y, &is.ctl); err != nil {
			return s.blame(i, err)
		}
	}
}

// edge notes what follows when guard g has the given truth.
func (s *State) edge(i, g int, truth bool) {
	is, w, gd := &s.kept.islands[i], s.work[i].work, &s.m.Islands[i].Guards[g]
	if truth == is.on[g] {
		return
	}
	is.on[g] = truth
	if truth && gd.Internal {
		w.fire = append(w.fire, g)
	}
	if truth && gd.Rise != nil {
		is.rose[g] = true
	} else if !truth && gd.Fall != nil {
		is.fell[g] = true
	} else {
		return
	}
	is.open = true
	s.call(int32(i))
}

// restless names the internal guards of an island that fired last.
func (s *State) restless(i int) string {
	var names []string
	for _, g := range s.work[i].fire {
		names = append(names, s.m.Islands[i].Guards[g].Name)
	}
	if names == nil {
		for _, g := range s.m.Islands[i].Guards {
			if g.Internal {
				names = append(names, g.Name)
			}
		}
	}
	return strings.Join(names, " and ")
}

// fired is one event that phase c has found.
type fired struct {
	order int32
	name  string
	e     *Event
}

// settle is phase c: inputs that differ by value cut their islands, guards and
// conditions are evaluated, what fires goes through the ring; again, until
// nothing changes.
func (s *State) settle() error {
	k := &s.kept
	for len(k.dirtyI)|len(k.dirtyC) != 0 {
		s.near.found = s.near.found[:0]
		for n := 0; n < len(k.dirtyI); n++ { // a refresh may call others
			if err := s.visit(int(k.dirtyI[n])); err != nil {
				return err
			}
		}
		k.dirtyI = k.dirtyI[:0]
		for _, c := range k.dirtyC {
			s.evaluate(int(c))
		}
		k.dirtyC = k.dirtyC[:0]
		if s.err != nil {
			return s.wrap("", s.err)
		}
		if err := s.release(); err != nil {
			return err
		}
	}
	return nil
}

// visit is phase c for one island.
func (s *State) visit(i int) error {
	is, def := &s.kept.islands[i], &s.m.Islands[i]
	if is.changed || is.force {
		if err := s.refresh(i); err != nil {
			return err
		}
	}
	is.called = false
	if !is.open {
		return nil
	}
	is.open = false
	for g := range def.Guards {
		gd := &def.Guards[g]
		// Both within one instant: in the order that leads to the truth now.
		first, second := is.rose[g] && !is.on[g], is.rose[g] && is.on[g]
		if first {
			s.found(gd.Order, gd.Name, gd.Rise)
		}
		if is.fell[g] {
			s.found(gd.Order, gd.Name, gd.Fall)
		}
		if second {
			s.found(gd.Order, gd.Name, gd.Rise)
		}
		is.rose[g], is.fell[g] = false, false
	}
	return nil
}

// evaluate is phase c for one condition.
func (s *State) evaluate(i int) {
	c, def := &s.kept.conds[i], &s.m.Conditions[i]
	c.dirty = false
	now := def.True(s)
	if now == c.told {
		return
	}
	c.told = now
	if now {
		s.found(def.Order, def.Name, def.Rise)
	} else {
		s.found(def.Order, def.Name, def.Fall)
	}
}

func (s *State) found(order int32, name string, e *Event) {
	if e != nil {
		s.near.found = append(s.near.found, fired{order, name, e})
	}
}

// release puts what fires into the ring, in order, and drains it.
func (s *State) release() error {
	k, found := &s.kept, s.near.found
	if len(found) == 0 {
		return nil
	}
	if k.rounds++; k.rounds > roundLimit-8 {
		s.near.names = append(s.near.names, found[0].name)
		if k.rounds > roundLimit {
			return s.wrap("", fmt.Errorf("%d rounds of conditions at one instant: %s do not come to rest",
				roundLimit, strings.Join(compact(s.near.names), " and ")))
		}
	}
	slices.SortStableFunc(found, func(a, b fired) int { return int(a.order) - int(b.order) })
	k.micro++
	for _, f := range found {
		s.Soon(*f.e)
	}
	return s.drain()
}

// compact is the list without repetitions, in order of first appearance.
func compact(names []string) []string {
	var out []string
	for _, n := range names {
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}
