package line

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
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
	checkPeople(t, m, changes)
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

// checkPeople compares where people go with the time that they take, and those of each state at the end with what the states of
// their crew say.
func checkPeople(t *testing.T, m *plant.Model, changes []plant.Change) {
	t.Helper()
	type key struct {
		crew string
		who  int
	}
	at, count, all := map[key]plant.Change{}, map[[2]string]int{}, map[string]int{}
	begin := slices.IndexFunc(changes, func(c plant.Change) bool { return c.What == plant.ReplayBegins })
	for _, c := range changes {
		if c.What == plant.ReplayState {
			if c.At == changes[begin].At {
				all[c.Asset] += c.Count
			}
			if c.Count == all[c.Asset] { // there are no rows for the others
				maps.DeleteFunc(count, func(k [2]string, _ int) bool { return k[0] == c.Asset })
			}
			count[[2]string{c.Asset, c.State}] = c.Count
		}
		if c.What != plant.ReplayPerson {
			continue
		}
		k := key{c.Asset, c.Place}
		b, known := at[k]
		if at[k] = c; !known || b.State == "off_shift" {
			continue
		}
		far, took := math.Hypot(c.X-b.X, c.Y-b.Y), (c.At - b.At).Seconds()
		if b.State == "walking" && took > 0 && math.Abs(far-walkSpeed*took) > 1e-6 || b.State != "walking" && far > 0 {
			t.Errorf("%s %d goes %g m in %g s, %s from %v to %v", c.Asset, c.Place, far, took, b.State, b.At, c.At)
		}
	}
	seen := map[[2]string]int{}
	for k, c := range at {
		seen[[2]string{k.crew, c.State}]++
	}
	for k, n := range seen {
		if n != count[k] && k[1] != "off_shift" {
			t.Errorf("%d of %s are seen %s at the end, and are %d", n, k[0], k[1], count[k])
		}
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
