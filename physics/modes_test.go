package physics

import (
	"math"
	"strings"
	"testing"
)

// A switch acts at its moment: x rises with slope a up to 1, then with slope 1, so x(1) = 2 - 1/a; its derivative by a is 1/a^2,
// which the jump carries alone. Two uses of one condition share one mode; a sum over an index has a mode for each value.
func TestSwitch(t *testing.T) {
	k, err := read(t, `
kind: steps
parameters: {a: {unit: 1/s}}
states: {x: {unit: 1, start: 0}, y: {unit: 1, start: 0}, z: {unit: 1, size: 3, start: 0}}
outputs: {n: {unit: 1}}
equations:
  - "der(x) = switch(x < 1, a, 1 1/s)"
  - "der(y) = switch(x < 1, 0, 1 1/s)"
  - der(z[i]) = i*1 1/s for i = 1..3
  - n = sum(switch(z[i] > 2, 1, 0) for i = 1..3)
`)
	if err != nil {
		t.Fatal(err)
	}
	in := numbered(k)
	s := compile(t, nothing{}, in)[0].With([]float64{3})
	if s.NZ() != 4 || s.NG() != 8 {
		t.Errorf("%d modes, %d guards", s.NZ(), s.NG())
	}
	got := play(t, s, nil, 1.5, 1e-10)
	for name, want := range map[string]float64{"x": 2.5 - 1.0/3, "y": 1.5 - 1.0/3, "n": 2} {
		if math.Abs(got[name]-want) > 1e-9 {
			t.Errorf("%s is %.12g, want %.12g", name, got[name], want)
		}
	}
	d, err := s.Sensitivity([]int{0})
	if err != nil {
		t.Fatal(err)
	}
	got = play(t, d, nil, 1.5, 1e-10)
	for name, want := range map[string]float64{"x": 1.0 / 9, "y": 1.0 / 9} {
		if v := got[SensitivityName("x."+name, 0)]; math.Abs(v-want) > 1e-8 {
			t.Errorf("d%s/da is %.12g, want %.12g", name, v, want)
		}
	}
}

// A hysteresis is a condition: a heater between two temperatures. It starts off unless x is above high.
func TestHysteresis(t *testing.T) {
	k, err := read(t, `
kind: heater
parameters: {low: {unit: K}, high: {unit: K}}
states: {T: {unit: K, start: 300}}
outputs: {going: {unit: 1}}
equations:
  - "der(T) = if(hysteresis(T, low, high), -1 K/s, 2 K/s)"
  - "going = if(not hysteresis(T, low, high), 1, 0)"
`)
	if err != nil {
		t.Fatal(err)
	}
	s := compile(t, nothing{}, numbered(k))[0].With([]float64{310, 320})
	// up to 320 in 10 s, down to 310 in 10 s, up again in 5 s, down to 317 at 28 s
	if got := play(t, s, nil, 28, 1e-9); math.Abs(got["T"]-317) > 1e-7 || got["going"] != 0 {
		t.Errorf("T is %.10g K, going %g", got["T"], got["going"])
	}
}

func TestModeFaults(t *testing.T) {
	for text, want := range map[string]string{
		"switch(x, 1, 2)":                       "argument 1 of switch is a condition",
		"switch(x > 1, 1, 2 m)":                 "arguments of switch are a plain number and a length (m)",
		"switch(x > 1, 1)":                      "switch takes 3 arguments",
		"hysteresis(x > 1, 1, 2)":               "argument 1 of hysteresis is a value",
		"hysteresis(x, 1, 2)":                   "a condition stands where a value is due",
		"pre(x)":                                "pre takes the name of a state, in a rule",
		"switch(x > 1, y + 1, 2)":               `"y" is not known`,
		"mode[1]":                               "there is no element mode.1",
		"if(x > 1, 1, switch(1))":               "switch takes 3 arguments",
		"sum(switch(x > j, 1, 0) for i = 1..3)": `"j" is not known`,
	} {
		_, err := read(t, "kind: k\nstates: {x: {unit: 1, start: 0}}\noutputs: {o: {unit: 1}}\nequations:\n  - der(x) = 1 1/s\n  - o = "+text+"\n")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
	if _, err := read(t, "kind: k\nstates: {x: {unit: 1, start: 0}, n: {unit: 1, start: 0}}\nequations: [der(x) = 1 1/s]\nrules: {r: {when: x > 1, set: {x: pre(x) - 1, n: pre(n) + pre(x)}}}\n"); err != nil {
		t.Error(err)
	}
}
