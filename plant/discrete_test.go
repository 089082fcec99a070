package plant_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/plantwin/plantwin/plant"
)

// A tank that falls by 1 m an hour while it is closed and rises by 1 m an hour while it is open, between 1 m and 3 m from 2 m: it opens
// after 1 h, closes 2 h later and so on.
const valved = `plantwin: 1
name: valved
kinds:
  basin:
    about: A basin.
    source: none
    parameters: {fast: {type: boolean, start: false}, doors: {type: integer, start: 1, min: 1}}
    inputs: {allowed: {type: boolean}}
    states: {h: {unit: m, start: 2 m}, open: {type: boolean, start: false}, times: {type: integer, start: 0}}
    outputs: {high: {type: boolean}, metres: {type: integer}}
    equations:
      - der(h) = if(open, 1, -1)*if(fast, 2, 1)*doors*1 m / 1 h
      - high = h > 2.5 m
      - metres = round(h/1 m)
    rules:
      fill: {when: h < 1 m and allowed, set: {open: true}}
      stop: {when: h > 3 m, set: {open: false}}
      count: {when: rise(open), set: {times: times + 1}}
assets:
  s: {kind: source, every: 30 min, to: m}
  m: {kind: machine, cycle: 10 min, to: out}
  out: {kind: sink}
  a: {kind: basin, allowed: true, start: {open: false, times: 3}}
  b: {kind: basin, allowed: a.times > 0 and not a.fast, fast: true, doors: 1}
rules:
  wet: {when: a.high, do: m.stop}
  dry: {when: not a.high, do: m.start}
  slow: {when: a.times > 4, set: {b.fast: not a.open}}
run: {for: 10 h, warmup: 0 s, solver: {rtol: 1e-9}}
measure: {open: a.open.mean, high: a.high.mean, times: a.times.last, metres: a.metres.mean, wet: rules.wet.count, b: b.times.last, fast: b.fast.last}
`

// Booleans and integers are signals of the plant: conditions, shares of time, settings, starts.
func TestDiscreteInPlant(t *testing.T) {
	m := compile(t, valved)
	base, hash := simulate(t, m)
	// a is open from 1 to 3, 5 to 7 and 9 to 10 h; above 2.5 m for an hour round 3 and 7 h; the metres are 2, 1 or 3 by halves. b is twice
	// as fast: it opens at 0.5 h, 2.5 h, ... 8.5 h until a opens for the second time at 5 h, when its speed falls to that of a: it is at 3 m then
	for name, want := range map[string]float64{"open": 0.5, "high": 0.2, "times": 6, "wet": 2, "fast": 0} {
		if math.Abs(base[name]-want) > 1e-6 {
			t.Errorf("%s is %v, want %v", name, base[name], want)
		}
	}
	// 2 until 0.5 h, 1 until 1.5, 2 until 2.5, 3 until 3.5, 2 until 4.5, and so on
	if want := (0.5*2 + 1 + 2 + 3 + 2 + 1 + 2 + 3 + 2 + 1 + 0.5*2) / 10.; math.Abs(base["metres"]-want) > 1e-6 {
		t.Errorf("%v metres, want %v", base["metres"], want)
	}
	if got := resumed(t, m, 4*time.Hour+17*time.Minute); got != hash {
		t.Error("a run that was saved ends elsewhere")
	}
	for path, x := range map[string]struct {
		value    float64
		old, new string
	}{
		"a.fast":        {1, "allowed: true,", "allowed: true, fast: true,"},
		"a.start.open":  {1, "open: false, times", "open: true, times"},
		"a.start.times": {4, "times: 3", "times: 4"},
		"a.allowed":     {0, "allowed: true", "allowed: false"},
	} {
		with, err := m.With([]plant.Setting{{Path: path, Value: x.value}})
		if err != nil {
			t.Fatal(err)
		}
		_, a := simulate(t, with)
		_, b := simulate(t, compile(t, strings.Replace(valved, x.old, x.new, 1)))
		if a != b || a == hash {
			t.Errorf("%s: With and the file differ, or change nothing", path)
		}
	}
}
