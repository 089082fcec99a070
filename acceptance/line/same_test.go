package line

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/sim"
)

// The random plants of the tests below have every kind of the line and every setting of each, whatever is registered.
func TestPlantsCoverAllKinds(t *testing.T) {
	used := map[string]bool{}
	for seed := range sameSeeds {
		for _, a := range makePlant(seed).assets {
			used[a.kind] = true
			for _, s := range a.body {
				key, _, _ := strings.Cut(s, ":")
				used[a.kind+"."+key] = true
			}
		}
	}
	for _, k := range line.Kinds() {
		if !used[k.Name] {
			t.Errorf("no random plant has a %s: teach makePlant the new kind", k.Name)
		}
		for i := range k.Settings {
			if !used[k.Name+"."+k.Settings[i].Key] {
				t.Errorf("no random plant has %s.%s: teach makePlant the new setting", k.Name, k.Settings[i].Key)
			}
		}
	}
}

// sameSeeds are the plants of the quick test, enough for all kinds and settings.
const sameSeeds uint64 = 40

// ended is what has become of a run of a day.
type ended struct {
	run    *sim.Run
	fails  string
	at     time.Duration
	values map[string]string
}

func finish(m *plant.Model, run *sim.Run, steps ...time.Duration) *ended {
	e := &ended{run: run, values: map[string]string{}}
	for _, at := range append(steps, day) {
		if err := run.AdvanceTo(context.Background(), at); err != nil {
			e.fails = err.Error()
			var x *sim.Error
			if errors.As(err, &x) {
				e.at = x.At
			}
			return e
		}
	}
	for _, x := range m.Measures() {
		v, ok := x.Value(run.State())
		e.values[x.Name] = fmt.Sprint(v, ok)
	}
	return e
}

// equals says how two runs differ, "" if they do not. Names in errors may differ where renamed is set.
func (e *ended) equals(o *ended, renamed bool) string {
	switch {
	case e.fails != o.fails && !renamed:
		return fmt.Sprintf("ends with %q, not %q", o.fails, e.fails)
	case (e.fails == "") != (o.fails == ""), e.at != o.at:
		return fmt.Sprintf("ends with %q at %v, not %q at %v", o.fails, o.at, e.fails, e.at)
	case e.run.LogHash() != o.run.LogHash():
		return "another log of events"
	case e.fails == "" && !maps.Equal(e.values, o.values):
		return "other results"
	}
	return e.run.State().Diff(o.run.State())
}

// Every random plant gives the same bytes when its assets stand in another order, when they are renamed with stream, when
// it is looked at on the way and when it is run again. Its costs change no event.
func TestSame(t *testing.T) {
	for seed := range seeds(sameSeeds, 400) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			p := makePlant(seed)
			m := mustCompile(t, p.text(nil, nil))
			base := finish(m, mustStart(t, m))
			check := func(what string, m *plant.Model, run *sim.Run, renamed bool, steps ...time.Duration) {
				t.Helper()
				if d := base.equals(finish(m, run, steps...), renamed); d != "" {
					t.Errorf("%s: %s", what, d)
				}
			}
			order := rand.New(rand.NewPCG(seed, 3)).Perm(len(p.assets))
			other := mustCompile(t, p.text(nil, order))
			check("another order of assets", other, mustStart(t, other), false)
			k := 0
			names := map[string]string{}
			rename := func(name string) string { // so that the alphabet turns round, too
				if names[name] == "" {
					k++
					names[name] = fmt.Sprintf("n%03d_%s", 999-k, name)
				}
				return names[name]
			}
			other = mustCompile(t, p.text(rename, nil))
			check("renamed", other, mustStart(t, other), true)
			check("again, looked at", m, mustStart(t, m), false, 3*time.Hour, 7*time.Hour, 7*time.Hour+1)
			if p.costly {
				other = mustCompile(t, makePlant(seed).free().text(nil, nil))
				if e := finish(other, mustStart(t, other)); e.run.LogHash() != base.run.LogHash() || e.fails != base.fails {
					t.Errorf("without costs: another log of events, or %q", e.fails)
				}
			}
		})
	}
}

func mustCompile(t *testing.T, text string) *plant.Model {
	t.Helper()
	m, err := compileText(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func mustStart(t *testing.T, m *plant.Model) *sim.Run {
	t.Helper()
	run, err := start(m)
	if err != nil {
		t.Fatal(err)
	}
	return run
}
