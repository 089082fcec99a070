package physics

import (
	"math"
	"strings"
	"testing"
)

// A bath that two rules switch on and off, with a counter, a step of its level as an integer and a Boolean of a comparison:
// x' = 1 while on, -2 while off, between 1 and 4, from 2.
const bath = `
kind: bath
parameters: {low: {unit: 1, start: 1}, spare: {type: boolean, start: true}, most: {type: integer, start: 3, max: 9}}
inputs: {allowed: {type: boolean, start: true}, extra: {type: integer, start: 2}}
states:
  x: {unit: 1, start: 2}
  above: {unit: s, start: 0}
  on: {type: boolean, start: false}
  starts: {type: integer, start: 0}
  stops: {type: integer, start: extra - 2}
  steps: {type: integer, start: 0}
outputs:
  full: {type: boolean}
  busy: {type: boolean}
  level: {type: integer}
  up: {type: integer}
  near: {type: integer}
  rest: {type: integer}
  slope: {unit: 1}
equations:
  - slope = if(on, 1, -2)
  - der(x) = slope*1 1/s
  - der(above) = if(full, 1, 0)
  - busy = full and on and allowed
  - full = x > 3
  - level = floor(x)
  - up = ceil(x)
  - near = round(x)
  - rest = mod(level*2 + div(7, extra), 5) + if(x > 3, 10, 0)
rules:
  start: {when: "x < low and allowed", set: {on: true, starts: starts + 1}}
  stop: {when: x > 4 or not spare, set: {on: not pre(on)}}
  rise: {when: rise(on), set: {starts: starts + 100}}
  fall: {when: fall(on), set: {stops: stops + 1}}
  step: {when: change(level), set: {steps: "min(steps + 1, most + 96)"}}
`

func TestDiscreteVariables(t *testing.T) {
	k, err := read(t, bath)
	if err != nil {
		t.Fatal(err)
	}
	s := bench(t, k, nil, nil, nil)
	// down from 2 to 1 in 0.5 s, up to 4 in 3 s, down in 1.5 s, again and again: after 0.5 + 4.5 n + 3 s it is at 4
	for _, x := range []struct {
		at                                float64
		on                                bool
		x, above, starts, stops           float64
		full, busy, level, up, near, rest float64
	}{
		{0.25, false, 1.5, 0, 0, 0, 0, 0, 1, 2, 2, 0},
		{2.1, true, 2.6, 0, 101, 0, 0, 0, 2, 3, 3, 2},
		{3.2, true, 3.7, 0.7, 101, 0, 1, 1, 3, 4, 4, 14},
		{3.7, false, 3.6, 1.2, 101, 1, 1, 0, 3, 4, 4, 14},
		{4.3, false, 2.4, 1.5, 101, 1, 0, 0, 2, 3, 2, 2},
		{9.1, false, 1.8, 3, 202, 2, 0, 0, 1, 2, 2, 0},
	} {
		got := play(t, s, nil, x.at, 1e-8)
		on := 0.0
		if x.on {
			on = 1
		}
		for name, want := range map[string]float64{"x": x.x, "above": x.above, "on": on, "starts": x.starts, "stops": x.stops,
			"full": x.full, "busy": x.busy, "level": x.level, "up": x.up, "near": x.near, "rest": x.rest} {
			if !(math.Abs(got[name]-want) < 1e-7) {
				t.Errorf("at %g s %s is %v, want %v", x.at, name, got[name], want)
			}
		}
	}
	// from 2 (no change at the start) the level falls to 1 at once and to 0 as x passes 1, then it rises to 1, 2 and 3
	if got := play(t, s, nil, 3.4, 1e-8)["steps"]; got != 5 {
		t.Errorf("%v steps", got)
	}
}

func TestDiscreteFaults(t *testing.T) {
	for text, want := range map[string]string{
		"states: {b: {type: boolean, start: false}}\nequations: [der(b) = 1 1/s]":                                                                "b is a boolean and has no derivative",
		"states: {n: {type: integer, start: 0}}\nequations: [der(n) = 1 1/s]":                                                                    "n is an integer and has no derivative",
		"states: {n: {type: integer, start: 0}, x: {unit: 1, start: 0}}\nequations: [der(x) = 1 1/s]\nrules: {r: {when: x > 1, set: {n: x}}}":    "the integer n is given a value that need not be whole (write floor, ceil or round)",
		"states: {b: {type: boolean, start: 1}}":                                                                                                 "b is a boolean and cannot start at 1",
		"states: {n: {type: integer, start: 1.5}}":                                                                                               "n is an integer and cannot start at 1.5",
		"states: {n: {type: whole, start: 1}}":                                                                                                   `"whole" is no type`,
		"states: {b: {type: boolean, unit: m, start: true}}":                                                                                     "b is a boolean and has no unit",
		"states: {b: {type: boolean, start: true}, x: {unit: 1, start: 0}}\nequations: [der(x) = b*1 1/s]":                                       "a condition stands where a value is due",
		"states: {b: {type: boolean, start: true}, x: {unit: 1, start: 0}}\nequations: [der(x) = 1 1/s]\nrules: {r: {when: x > 1, set: {b: x}}}": "a condition is due",
		"outputs: {b: {type: boolean}, c: {type: boolean}}\nequations: [b = not c, c = b]":                                                       "is defined by itself",
		"outputs: {b: {type: boolean}}\nequations: [true = b]":                                                                                   "no equation defines the boolean b",
		"outputs: {n: {type: integer}}\nequations: [n = 1, n = 2]":                                                                               "n has two equations",
		"outputs: {n: {type: integer}}\nequations: [n = time/1 s]":                                                                               "need not be whole",
		"states: {x: {unit: 1, start: 0}}\nequations: [\"der(x) = if(rise(x > 1), 1, 2)*1 1/s\"]":                                                "rise stands in `when` of a rule",
		"states: {x: {unit: 1, start: 0}}\nequations: [der(x) = 1 1/s]\nrules: {r: {when: change(x > 1), set: {x: 0}}}":                          "change takes what changes with events only",
		"states: {x: {unit: 1, start: 0}}\nequations: [der(x) = 1 1/s]\nrules: {r: {when: rise(x), set: {x: 0}}}":                                "rise takes a condition",
	} {
		_, err := read(t, "kind: k\n"+text+"\n")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n%v\nwant %s", text, err, want)
		}
	}
}
