package sim

import "fmt"

const (
	// zenoLimit is how many resets one island may have within one tick.
	zenoLimit = 1000
	// zenoShrinks is how many gaps in a row have to be shorter than the one
	// before until their sum is extrapolated.
	zenoShrinks = 8
	// zenoRest is the time left [s], one tick, below which a sequence of ever
	// shorter gaps has no end.
	zenoRest = 1e-9
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
	inTick  int32   // resets at tick base
}

// countZeno notes a reset by guard g at the island's start.
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
	z.inTick++
	z.guard, z.base, z.off, z.gap = int32(g), is.base, is.off, gap
	if z.inTick > zenoLimit || gap > 0 && z.shrinks >= zenoShrinks && float64(gap*ratio) < float64(zenoRest*(1-ratio)) {
		return s.zenoError(i)
	}
	return nil
}

func (s *State) zenoError(i int) error {
	is := &s.kept.islands[i]
	return s.blame(i, fmt.Errorf("%s fires ever faster, without end, at %.9g s (the equations need a state of rest)",
		s.m.Islands[i].Guards[is.zeno.guard].Name, is.t))
}
