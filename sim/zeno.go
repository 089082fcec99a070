package sim

import (
	"fmt"
	"time"

	"github.com/plantwin/plantwin/sim/ode"
)

const (
	// zenoLimit is how many resets one island may have within one tick.
	zenoLimit = 1000
	// zenoShrinks is how many gaps in a row have to be shorter than the one
	// before until their sum is extrapolated.
	zenoShrinks = 8
	// zenoRest is the time left [s], one tick, below which a sequence of ever
	// shorter gaps has no end.
	zenoRest = 1e-9
	// chatters is how many resets in turn by two guards, each within a tick of
	// the one before, make them chatter.
	chatters = 8
)

// zeno watches the gaps between the resets of one island. Gaps that shrink by
// a factor r leave r/(1-r) times the last gap until their limit: infinitely
// many events in a finite time (HYBRID.md, one step of an island, 7).
type zeno struct {
	guard   int32
	base    int64   // the last reset, as base and off
	off     float64 // [s]
	gap     float64 // [s] before it
	shrinks int32   // gaps in a row that were shorter than the one before
	before  int32   // guard of the reset before the last
	swaps   int32   // resets in a row within a tick of, and by another guard than, the one before
	rests   int64   // states of rest and of sliding that have been taken
	restAt  int64   // the last of them [ns]
	inTick  int32   // resets at tick base
}

// Rests is how often island i has been put to rest, or made to slide, because
// events had become infinitely frequent, and when that was the last time.
func (s *State) Rests(i int) (n int64, last time.Duration) {
	z := &s.kept.islands[i].zeno
	return z.rests, time.Duration(z.restAt)
}

// rest puts island i, whose guard g has fired without end, to rest in the mode
// that the equations declare for it. It reports false where there is none.
func (s *State) rest(i, g int) bool {
	is, w := &s.kept.islands[i], s.hold(i)
	r, ok := w.e.(ode.Rester)
	if !ok || !r.Rest(g, is.t, is.y, is.z) {
		return false
	}
	s.rested(i, g)
	return true
}

// rested notes that the endless events of guard g of island i have ended.
func (s *State) rested(i, g int) {
	is := &s.kept.islands[i]
	is.zeno = zeno{rests: is.zeno.rests + 1, restAt: is.base, base: is.base, off: is.off, guard: -1, before: -1}
	s.Log(^int32(i), uint16(g), 1, 2)
}

// slide makes island i, in which guards g and the one before it alternate, slide
// between their modes, if the fields of both point at the surface. It reports
// false where they do not.
func (s *State) slide(i, g int) bool {
	is, w := &s.kept.islands[i], s.hold(i)
	e, ok := w.e.(*modalEval)
	if !ok || is.zeno.before < 0 {
		return false
	}
	s.bind(i)
	if !e.enter(is.t, is.y, is.z, g, int(is.zeno.before)) {
		return false
	}
	if is.on[g], is.on[is.zeno.before] = false, false; is.ctl.Mode == ode.Taylor {
		is.ctl.Mode = ode.Dop853 // the combination of two fields is not linear
	}
	s.rested(i, g)
	return true
}

// countZeno notes a reset by guard g at the island's start. Resets without end
// are ended by rest or sliding, or by an error.
func (s *State) countZeno(i, g int) error {
	is := &s.kept.islands[i]
	z := &is.zeno
	gap := float64(is.base-z.base)/1e9 + (is.off - z.off)
	ratio := gap / z.gap
	if int32(g) == z.guard && ratio < 1 {
		z.shrinks++
	} else {
		z.shrinks, ratio = 0, 1
	}
	if is.base != z.base {
		z.inTick = 0
	}
	if int32(g) != z.guard && gap <= zenoRest {
		z.swaps++
	} else {
		z.swaps = 0
	}
	z.before = z.guard
	z.inTick++
	z.guard, z.base, z.off, z.gap = int32(g), is.base, is.off, gap
	if z.swaps >= chatters && s.slide(i, g) {
		return nil
	}
	if z.inTick > zenoLimit || gap > 0 && z.shrinks >= zenoShrinks && float64(gap*ratio) < float64(zenoRest*(1-ratio)) {
		if s.rest(i, g) {
			return nil
		}
		return s.zenoError(i)
	}
	return nil
}

func (s *State) zenoError(i int) error {
	is := &s.kept.islands[i]
	if z := &is.zeno; z.swaps >= chatters && z.before >= 0 {
		g := s.m.Islands[i].Guards
		return s.blame(i, fmt.Errorf("%s and %s fire in turn without end at %.9g s (the equations need a mode between them, or hysteresis)",
			g[z.before].Name, g[z.guard].Name, is.t))
	}
	return s.blame(i, fmt.Errorf("%s fires ever faster, without end, at %.9g s (the equations need a state of rest)",
		s.m.Islands[i].Guards[is.zeno.guard].Name, is.t))
}
