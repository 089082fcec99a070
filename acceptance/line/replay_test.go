package line

import (
	"context"
	"fmt"
	"maps"
	"testing"
	"time"

	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/sim"
)

// A random plant that is recorded runs the same to the last bit, and the changes say where every part is at the end of the
// window.
func TestRandomReplays(t *testing.T) {
	for seed := range seeds(sameSeeds, 400) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			m := mustCompile(t, makePlant(seed).text(nil, nil))
			base := finish(m, mustStart(t, m))
			for _, from := range []time.Duration{0, 5 * time.Hour} {
				run := mustStart(t, m)
				if run.AdvanceTo(context.Background(), from) != nil {
					continue
				}
				r := m.Replay(run)
				if d := base.equals(finish(m, run), false); d != "" {
					t.Errorf("recorded from %v: %s", from, d)
				}
				checkReplay(t, m, r.Changes())
			}
		})
	}
}

// checkReplay compares what changes say of parts with a run up to their end.
func checkReplay(t *testing.T, m *plant.Model, changes []plant.Change) {
	t.Helper()
	if len(changes) == 1 {
		return // left out
	}
	got := map[int64]string{}
	for i, c := range changes {
		if i > 0 && c.At < changes[i-1].At {
			t.Fatalf("%+v stands behind %+v", c, changes[i-1])
		}
		if c.What == plant.ReplayPart {
			got[c.Part] = c.Asset
		}
	}
	end := changes[len(changes)-1]
	run := mustStart(t, m)
	if run.AdvanceTo(context.Background(), end.At) != nil {
		return // the run failed in this instant
	}
	want := holders(m, run.State())
	for n, at := range got {
		if want[n] == "" { // it is gone
			delete(got, n)
			if at != "" && !sinks(m)[at] {
				t.Errorf("part %d is at %s, and gone", n, at)
			}
		}
	}
	if end.What != plant.ReplayEnds || !maps.Equal(got, want) {
		t.Errorf("at %v the replay has %d parts in other places than the run with %d", end.At, len(got), len(want))
	}
}

// holders are the assets at which parts are that are not inside others.
func holders(m *plant.Model, s *sim.State) map[int64]string {
	inside := map[int32]bool{}
	for p := range s.PartsEnd() {
		for c := s.Part(p).Child; c > 0; c = s.Part(c).Next {
			inside[c] = true
		}
	}
	out := map[int64]string{}
	for p := range s.PartsEnd() {
		if n := s.PartSerial(p); n > 0 && !inside[p] {
			out[n] = m.Sim().UnitName(int(s.Part(p).Holder))
		}
	}
	return out
}

func sinks(m *plant.Model) map[string]bool {
	out := map[string]bool{}
	for _, p := range m.Layout().Places {
		out[p.Asset] = p.Kind == "sink"
	}
	return out
}
