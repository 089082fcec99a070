package plant_test

import (
	"math"
	"strings"
	"testing"
)

const rods = `plantwin: 1
name: rods
kinds:
  rod:
    about: A rod.
    source: Fourier's law
    parameters: {n: {unit: 1, start: 3}, R: {unit: K/W}, C: {unit: J/K}}
    inputs: {heat: {unit: W}}
    states: {T: {unit: K, size: n, start: 300}}
    outputs: {middle: {unit: K}}
    equations:
      - C*der(T[1]) = heat - (T[1] - T[2])/R
      - C*der(T[i]) = (T[i-1] - 2*T[i] + T[i+1])/R for i = 2..n-1
      - C*der(T[n]) = (T[n-1] - T[n])/R
      - middle = sum(T[j] for j = 1..n)/n
assets:
  s: {kind: source, every: 40 s, to: m}
  m: {kind: machine, cycle: 30 s, to: out}
  out: {kind: sink}
  short: {kind: rod, R: 1 K/W, C: 1 kJ/K, heat: 0 W, start: {T.1: 303 K}}
  long: {kind: rod, n: 6, R: 1 K/W, C: 1 kJ/K, heat: 0 W, start: {T.1: 306 K}}
  line: {kind: heat-line, cells: 4, R: 1 K/W, loss: 1 MK/W, C: 1 J/K, start: {T.1: 297.15 K}}
run: {for: 10 h, warmup: 0 s}
measure: {short: short.T.3.last, long: long.T.6.last, middle: long.middle.last, line: line.T.4.last, done: m.done}
`

// A vector is as long as its asset says, in kinds of the study and of the library: at rest the heat of the first cell has
// spread over all of them.
func TestVectors(t *testing.T) {
	got, _ := simulate(t, compile(t, rods))
	for name, want := range map[string]float64{"short": 301, "long": 301, "middle": 301, "line": 294.15} {
		// 10 h are 10 and more of the slowest time constant; the line loses 4e-6 of its excess each second, all 4 K of it
		if tol := map[string]float64{"line": 0.2}[name] + 1e-3; !(math.Abs(got[name]-want) < tol) {
			t.Errorf("%s is %v, not %v", name, got[name], want)
		}
	}
	if _, ok := got["done"]; !ok || got["done"] != 899 {
		t.Errorf("%v done", got["done"]) // one each 40 s from 40 s on, 30 s later, within 36000 s
	}
}

// A rule that reads the time, or a table of it, fires when its time has come, also where there are no equations.
func TestRulesByTime(t *testing.T) {
	const text = `plantwin: 1
name: time
tables: {open: {x: h, y: 1, points: [[0, 0], [2, 2]], outside: hold}}
assets: {s: {kind: source, every: 40 s, to: m}, m: {kind: machine, cycle: 30 s, failures: {f: {after: {dist: weibull, shape: 2, scale: 30 h}, repair: 1 h}}, to: out}, out: {kind: sink}}
rules: {r: {when: "WHEN", do: m.stop}}
run: {for: 3 h, warmup: 0 s}
measure: {done: m.done}
`
	for when, want := range map[string]float64{
		"time > 1 h": 90, "open(time) > 1": 90, "time > 1 h and m.busy > 2": 269,
		// 1 % = ((a + 2 h)^2 - a^2)/(30 h)^2 at the age a = 1.26 h of work, which is 152 parts
		"risk(m.failures.f, 2 h) > 1.00001 %": 152,
	} {
		if got, _ := simulate(t, compile(t, strings.Replace(text, "WHEN", when, 1))); got["done"] != want {
			t.Errorf("%s: %v parts, not %v", when, got["done"], want)
		}
	}
}
