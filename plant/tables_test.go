package plant_test

import (
	"context"
	"math"
	"strings"
	"testing"
)

const twoArguments = `plantwin: 1
name: Tables
tables:
  heat: {x: degC, y: 1/min, z: kW, points: [[20, 0, 1], [20, 60, 2], [80, 0, 3], [80, 60, 4]]}
  smooth: {x: K, y: s, z: W, points: [[200, 0, 0], [300, 0, 10], [400, 0, 20], [200, 100, 0], [300, 100, 10], [400, 100, 20]], between: cubic, outside: hold}
  learn: {x: 1, y: s, points: [[0, 30], [100, 20]], outside: hold}
  kappa: {x: K, y: 1, z: W/K, points: [[0, 0, 1], [0, 1, 3], [1000, 0, 1], [1000, 1, 3]]}
parameters: {speed: 30 1/min, base: "heat(50 degC, speed)"}
kinds:
  body:
    about: A body with a loss by a table.
    source: heat balance
    parameters: {loss: {table: [K, 1, W/K]}, C: {unit: J/K}}
    inputs: {open: {unit: 1, start: 0.5}, heat: {unit: W}}
    states: {T: {unit: K, start: 300}}
    equations: ["C*der(T) = heat - loss(T, open)*(T - 300 K)"]
assets:
  s: {kind: source, every: 50 s, with: {n: 25}, to: m}
  m: {kind: machine, cycle: learn(part.n), to: out}
  out: {kind: sink}
  b: {kind: body, loss: kappa, C: 100 J/K, heat: 20 W}
  a: {kind: thermal-mass, C: 1 kJ/K, UA: 0 W/K, heat: "smooth(a.T, time)", start: {T: 220 K}}
  c: {kind: thermal-mass, C: 1 kJ/K, UA: base/100 K, heat: 0 W}
rules: {warm: {when: "smooth(a.T, time) > 4 W", do: m.stop}}
run: {for: 10 min, warmup: 0 s, solver: {rtol: 1e-8}}
measure: {b: b.T.last, a: a.T.last, busy: m.busy.total, UA: "heat(50 degC, 30 1/min)", warm: rules.warm.count}
`

// Tables of two arguments in parameters, inputs that read states and time, conditions, measures, and as parameters of kinds;
// tables of one argument in times of work.
func TestTwoArguments(t *testing.T) {
	m, r, err := started(t, twoArguments)
	if err == nil {
		err = r.AdvanceTo(context.Background(), m.Plan().For)
	}
	if err != nil {
		t.Fatal(err)
	}
	got := measured(m, r)
	// heat = (T - 200 K)/10 W of 1 kJ/K: the excess over 200 K grows with 10,000 s; it is 40 K after 10,000 ln 2 s, which is too late.
	for name, want := range map[string]float64{"b": 300 + 10*(1-math.Exp(-2*600/100.0)), "a": 200 + 20*math.Exp(600/10000.0), "UA": 2500, "busy": 11 * 27.5, "warm": 0} {
		if math.Abs(got[name]-want) > 1e-6*math.Max(1, want) {
			t.Errorf("%s is %.10g, not %.10g", name, got[name], want)
		}
	}
	for from, want := range map[string][2]string{
		"[80, 60, 4]":         {"[80, 50, 4]", "study.yaml:4:82: table heat: point 4: the grid of 2 by 3 values has no point for value 1 of x and value 2 of y (give one"},
		"z: kW, points: [[20": {"z: kW, points: [[2x", "point 1 is no triple of numbers"},
		"[20, 60, 2]":         {"[20, 60]", "point 2 is no triple"},
		"loss: kappa":         {"loss: learn", "b.loss is a table of two arguments, learn has one argument"},
		"loss: kappa, C":      {"loss: smooth, C", "the units of table smooth do not fit (it maps a temperature (such as 24 degC) and a plain number"},
		"heat(50 degC, speed": {"heat(50 degC", "heat takes 2 arguments"},
		"smooth(a.T, time)\"": {"smooth(time, a.T)\"", "smooth takes a temperature (K), not a time (s)"},
		"every: 50 s":         {"rate: learn(time)", "gives no rate over time"},
		"b.T.last":            {"'b.T.last + 1 K *heat(90 degC, speed)/1 W'", ""},
	} {
		m, r, err := started(t, strings.Replace(twoArguments, from, want[0], 1))
		if want[1] == "" { // out of a table that stops: no value
			if err != nil {
				t.Fatal(err)
			}
			if _, ok := m.Measures()[0].Value(r.State()); ok {
				t.Errorf("%s has a value", want[0])
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), want[1]) {
			t.Errorf("%s: %v", want[0], err)
		}
	}
}
