package plant

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/scenarios"
	"github.com/plantwin/plantwin/sim"
)

// Rules set inputs and constants: 10 J/K take 10 W from 10 s and 15 W from 20 s, reach 50 degC after 10 K in 10 s and 20 K in 13 1/3 s,
// where they stay until a conductance of 10 W/K lets them fall to the ambient, which was set to 30 degC, in some seconds.
const ruled = `plantwin: 1
name: ruled
parameters: {step: 5 W}
assets:
  in: {kind: source, every: 30 s, to: m}
  m: {kind: machine, cycle: 10 s, to: out}
  out: {kind: sink}
  oil: {kind: thermal-mass, C: 10 J/K, UA: 0 W/K, heat: 0 W, ambient: 20 degC, start: {T: 20 degC}}
rules:
  warm: {when: time > 10 s, set: {oil.heat: 10 W}}
  more: {when: time > 20 s, set: {oil.heat: oil.heat + step}}
  last: {when: oil.T > 50 degC, set: {oil.heat: 0 W, oil.ambient: 30 degC}}
  cool: {when: time > 60 s, set: {oil.UA: 10 W/K}, do: m.stop}
run: {for: 100 s, warmup: 0 s, solver: {rtol: 1e-8}}
measure:
  T: {value: oil.T.last, unit: degC}
  top: {value: oil.T.max, unit: degC}
  most: {value: oil.heat.max, unit: W}
  heat: {value: oil.heat.mean, unit: W}
  UA: {value: oil.UA.mean, unit: W/K}
  done: m.done
`

func TestRulesSet(t *testing.T) {
	v := measured(t, ruled)
	for name, want := range map[string]float64{"T": 30, "top": 50, "most": 15, "heat": 3, "UA": 4, "done": 2} {
		if math.Abs(v[name]-want) > 1e-6*want {
			t.Errorf("%s is %.12g, want %g", name, v[name], want)
		}
	}
}

// A furnace of 10 J/K heats at 10 W while the machine is in the step heat, from 30 s to 34 s and from 60 s to 64 s.
func TestStepsSet(t *testing.T) {
	v := measured(t, `plantwin: 1
name: furnace
assets:
  in: {kind: source, every: 30 s, to: m}
  m:
    kind: machine
    cycle: {steps: [{name: heat, set: {oil.heat: 10 W}, for: 4 s}, {name: rest, set: {oil.heat: 0 W}, until: oil.T < 30 degC, limit: 9 s}]}
    to: out
  out: {kind: sink}
  oil: {kind: thermal-mass, C: 10 J/K, UA: 0 W/K, heat: 0 W, ambient: 20 degC, start: {T: 20 degC}}
run: {for: 70 s, warmup: 0 s}
measure:
  T: {value: oil.T.last, unit: degC}
  heat: {value: oil.heat.total, unit: J}
  done: m.done
`)
	for name, want := range map[string]float64{"T": 28, "heat": 80, "done": 2} {
		if math.Abs(v[name]-want) > 1e-9*want {
			t.Errorf("%s is %.12g, want %g", name, v[name], want)
		}
	}
}

// The number in the file is where the setting begins, and With changes it as the file does; a run that was saved in between goes on to
// the same end.
func TestRulesSetWithAndResume(t *testing.T) {
	end := func(m *Model, cut bool) string {
		r, err := sim.New(m.Sim(), sim.Options{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		if cut {
			if err := r.AdvanceTo(context.Background(), 25e9); err != nil {
				t.Fatal(err)
			}
			r = r.Clone()
		}
		if err := r.AdvanceTo(context.Background(), m.Plan().For); err != nil {
			t.Fatal(err)
		}
		h := r.LogHash()
		v, _ := m.Measures()[1].Value(r.State())
		return string(h[:]) + show(v, m.Measures()[1].Unit)
	}
	compiled := func(text string) *Model {
		m, err := Compile(parse(t, text))
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	base := compiled(ruled)
	other, err := base.With([]Setting{{"oil.heat", 1}, {"rules.warm.set.oil.heat", 12}})
	if err != nil {
		t.Fatal(err)
	}
	written := compiled(strings.Replace(strings.Replace(ruled, "heat: 0 W, ambient", "heat: 1 W, ambient", 1), "10 W}", "12 W}", 1))
	if end(other, false) != end(written, false) || end(other, false) == end(base, false) {
		t.Error("With and the file differ, or change nothing")
	}
	if end(base, true) != end(base, false) {
		t.Error("a run that was cut ends elsewhere")
	}
}

func TestRulesSetFaults(t *testing.T) {
	for set, want := range map[string]string{
		"oil.heet: 3 W":                        `rules.warm.set: there is no "oil.heet" to set (did you mean "oil.heat"?`,
		"m.cycle: 3 s":                         `there is no "m.cycle" to set (a rule sets an input or a constant of an equation component`,
		"oil.heat: 3 K":                        `a temperature`,
		"oil.UA: -1 W/K":                       `must be at least`,
		"oil.heat: oil.T * 2":                  `a power`,
		"oil.heat: {dist: uniform}":            `a single value is due`,
		"oil.heat: [1 W, 2 W]":                 `a single value is due`,
		"oil.UA: 1 W/K - oil.T / 20 K * 1 W/K": `warm sets oil.UA to`,
		"oil.heat: unknown.thing * 2":          `"unknown.thing" is not known`,
	} {
		text := strings.Replace(ruled, "oil.heat: 10 W", set, 1)
		sc, err := scenarios.Parse(&source.File{Name: "test.yaml", Data: []byte(text)}, nil)
		var m *Model
		if err == nil {
			m, err = Compile(sc)
		}
		if err == nil {
			var r *sim.Run
			if r, err = sim.New(m.Sim(), sim.Options{}); err == nil {
				err = r.AdvanceTo(context.Background(), m.Plan().For)
			}
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", set, err, want)
		}
	}
}
