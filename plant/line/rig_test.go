package line

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/plantwin/plantwin/internal/dist"
	"github.com/plantwin/plantwin/sim"
)

var update = flag.Bool("update", false, "rewrite the transcripts in testdata")

// rig puts a line together by names, as a scenario does.
type rig struct {
	t      testing.TB
	b      *sim.Builder
	assets []Asset
	routes map[string]routeSpec
	opt    sim.Options
}

type routeSpec struct {
	rule   Rule
	to     []string
	shares []float64
	when   []func(*sim.State, int32) bool
}

func newRig(t testing.TB) *rig {
	return &rig{t: t, b: sim.NewBuilder(), routes: map[string]routeSpec{}, opt: sim.Options{Seed: 1}}
}

// add adds an asset; to may be "" for none.
func (r *rig) add(name, kind, to string, v Values) *rig {
	if v == nil {
		v = Values{}
	}
	r.assets = append(r.assets, Asset{Name: name, Identity: name, Kind: Lookup(kind), Values: v})
	if to != "" {
		r.routes[name] = routeSpec{to: []string{to}}
	}
	return r
}

func (r *rig) route(name string, spec routeSpec) *rig {
	r.routes[name] = spec
	return r
}

func num(x float64) Value      { return Value{Set: true, Num: x} }
func text(s string) Value      { return Value{Set: true, Text: s} }
func flagged(on bool) Value    { return Value{Set: true, On: on} }
func fixed(x float64) Value    { return Value{Set: true, Draw: Fixed(x)} }
func needs(skill string) Value { return Value{Set: true, Needs: []Need{{Skill: skill, Count: 1}}} }
func skills(s ...string) Value { return Value{Set: true, Texts: s} }
func straight(m float64) Value { return Value{Set: true, Points: [][2]float64{{0, 0}, {m, 0}}} }
func modes(m ...Named) Value   { return Value{Set: true, Groups: m} }
func drawn(d Draw) Value       { return Value{Set: true, Draw: d} }
func group(v Values) Value     { return Value{Set: true, Group: v} }
func (r *rig) ask(names ...string) *rig {
	for _, n := range names {
		r.b.Ask(n, sim.WantLevel)
	}
	return r
}

// exp draws from an exponential distribution in a stream of its own.
func (r *rig) exp(identity, purpose string, mean float64) Value {
	return r.random(identity, purpose, "exponential", map[string]float64{"mean": mean})
}

func (r *rig) random(identity, purpose, family string, args map[string]float64) Value {
	d, err := dist.New(family, args)
	if err != nil {
		r.t.Fatal(err)
	}
	return drawn(Random(r.b.Stream(identity, purpose), d))
}

// list draws the given times one after the other, and then never again.
func list(xs ...float64) Value {
	return drawn(Computed(func(s *sim.State, part int32) float64 {
		n := s.PartSerial(part) - 1
		if int(n) < len(xs) {
			return xs[n]
		}
		return 1e12
	}))
}

// at makes arrivals at the given times, and then never again.
func at(times ...float64) Value {
	n, last := 0, 0.0
	return drawn(Computed(func(s *sim.State, _ int32) float64 {
		if n == len(times) {
			return 1e12
		}
		gap := times[n] - last
		n, last = n+1, times[n]
		return gap
	}))
}

func shifts(t testing.TB, start string, spans ...string) Value {
	at, err := time.Parse("2006-01-02 15:04", start)
	if err != nil {
		t.Fatal(err)
	}
	c, err := ParseShifts([]Shift{{Times: spans}}, at)
	if err != nil {
		t.Fatal(err)
	}
	return Value{Set: true, Shifts: c}
}

// built is a line with a run of it.
type built struct {
	*Line
	t     testing.TB
	run   *sim.Run
	index map[string]int
	model *sim.Model
}

// resolve sorts the assets by identity and turns the names in routes into indices.
func (r *rig) resolve() map[string]int {
	sort.Slice(r.assets, func(i, j int) bool { return r.assets[i].Identity < r.assets[j].Identity })
	index := map[string]int{}
	for i, a := range r.assets {
		index[a.Name] = i
	}
	for i := range r.assets {
		a := &r.assets[i]
		spec, ok := r.routes[a.Name]
		if !ok {
			continue
		}
		route := &Route{Rule: spec.rule, Share: spec.shares, When: spec.when}
		if spec.rule == Shares {
			route.Stream = r.b.Stream(a.Identity, "to")
		}
		for _, n := range spec.to {
			k, ok := index[n]
			if !ok {
				r.t.Fatalf("no asset %s", n)
			}
			route.To = append(route.To, int32(k))
		}
		a.Values["to"] = Value{Set: true, Route: route}
	}
	return index
}

func (r *rig) build() *built {
	r.t.Helper()
	index := r.resolve()
	l, err := Build(r.b, r.assets)
	if err != nil {
		r.t.Fatal(err)
	}
	m, err := r.b.Build(l.Units)
	if err != nil {
		r.t.Fatal(err)
	}
	run, err := sim.New(m, r.opt)
	if err != nil {
		r.t.Fatal(err)
	}
	return &built{l, r.t, run, index, m}
}

func (b *built) advance(to float64) *built {
	b.t.Helper()
	if err := b.run.AdvanceTo(context.Background(), ticks(to)); err != nil {
		b.t.Fatal(err)
	}
	return b
}

func (b *built) signal(path string) Signal {
	b.t.Helper()
	asset, name, _ := strings.Cut(path, ".")
	i := -1
	if asset != "plant" {
		i = b.index[asset]
	}
	for _, s := range b.Signals {
		if s.Asset == i && s.Name == name {
			return s
		}
	}
	b.t.Fatalf("no signal %s", path)
	return Signal{}
}

// stat is a statistic of a signal, summed over its terms.
func (b *built) stat(path string, kind sim.StatKind) float64 {
	b.t.Helper()
	v := 0.0
	for _, t := range b.signal(path).Terms {
		x, ok := b.run.State().Stat(t.Ref, kind, 0)
		if !ok {
			b.t.Fatalf("%s has no sample", path)
		}
		v += float64(t.Coef * x)
	}
	return v
}

func (b *built) mean(path string) float64  { b.t.Helper(); return b.stat(path, sim.StatMean) }
func (b *built) total(path string) float64 { b.t.Helper(); return b.stat(path, sim.StatTotal) }
func (b *built) now(path string) float64   { return b.run.State().Value(b.signal(path).Terms) }

// inside is the number of parts in the plant, held by sources not counted.
func (b *built) inside() float64 { return b.now("plant.wip") }

// check holds what must be true of every line: the state times of each asset sum to the horizon of each of its servers
// exactly, and parts in are parts out and parts inside.
func (b *built) check() {
	b.t.Helper()
	s := b.run.State()
	for _, set := range b.States {
		var sum time.Duration
		for k := range set.Names {
			x, _ := s.Stat(sim.Ref{Store: sim.StoreTimes, Index: set.Times, Sub: int32(k)}, sim.StatTotal, 0)
			sum += ticks(x)
		}
		if want := s.Elapsed() * time.Duration(set.Servers); sum != want {
			b.t.Errorf("%s: state times sum to %v, want %v", b.assets[set.Asset].Name, sum, want)
		}
	}
	in, out := 0.0, b.total("plant.good")+b.total("plant.scrap")
	for i, a := range b.assets {
		if a.Kind.Name == "source" {
			in += s.Read(sim.Ref{Store: sim.StoreCount, Index: b.bound[i].(*source).done})
		}
	}
	for _, x := range b.Signals {
		if x.Name == "joined" || x.Name == "split" {
			v, _ := s.Stat(x.Terms[0].Ref, sim.StatTotal, 0)
			in += v * map[string]float64{"joined": -1, "split": 1}[x.Name]
		}
	}
	if in != out+b.inside() {
		b.t.Errorf("%g parts in, %g out, %g inside", in, out, b.inside())
	}
}

// transcript runs to the horizon and writes every event that is handled, and the changes of state that follow.
func (b *built) transcript(name string, horizon float64) {
	b.t.Helper()
	var out strings.Builder
	last := map[int]string{}
	states := func() {
		for _, set := range b.States {
			if now := b.stateNow(set); now != last[set.Asset] {
				last[set.Asset] = now
				fmt.Fprintf(&out, "%14s     %s %s\n", "", b.assets[set.Asset].Name, now)
			}
		}
	}
	b.run.Observe(func(e sim.Entry) {
		states()
		if e.Asset >= 0 && int(e.Asset) < len(b.assets) {
			fmt.Fprintf(&out, "%14s %s %s %d\n", e.At, b.assets[e.Asset].Name, CodeName(e.What), e.After)
		}
	})
	err := b.run.AdvanceTo(context.Background(), ticks(horizon))
	states()
	if err != nil {
		fmt.Fprintf(&out, "error: %v\n", err)
	} else {
		b.check()
	}
	b.compare(name, out.String())
}

func (b *built) stateNow(set StateSet) string {
	var words []string
	for k, n := range set.Names {
		if x := b.run.State().Read(sim.Ref{Store: sim.StoreTimes, Index: set.Times, Sub: int32(k)}); x > 0 {
			if set.Servers > 1 {
				n = fmt.Sprintf("%g %s", x, n)
			}
			words = append(words, n)
		}
	}
	return strings.Join(words, ", ")
}

func (b *built) compare(name, got string) {
	b.t.Helper()
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			b.t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		b.t.Fatal(err)
	}
	if got != string(want) {
		b.t.Errorf("transcript %s differs (read it, then go test -update):\n%s", name, got)
	}
}

func near(t testing.TB, what string, got, want, tol float64) {
	t.Helper()
	if !(got >= want-tol && got <= want+tol) {
		t.Errorf("%s = %.9g, want %.9g +- %.3g", what, got, want, tol)
	}
}
