package plant_test

import "testing"

// The oil warms by 0.1 K/s while the press works, from 20 degC: it passes 25.05 degC at 50.5 s, which a sample every 20 s
// shows at 60 s. Maintenance and a step of a cycle look at the sample.
func TestSampledConditions(t *testing.T) {
	got := figures(t, `plantwin: 1
name: sampled
assets:
  in:  {kind: source, every: 0 s, to: m}
  m:   {kind: machine, cycle: 1 s, maintenance: {oil: {when: "sampled(oil.T, 20 s) > 25.05 degC", takes: 5 s}}, to: n}
  n:   {kind: machine, cycle: {steps: [{name: warm, until: "sampled(oil.T, 20 s) > 25.05 degC", limit: 1 h}]}, to: out}
  out: {kind: sink}
  oil: {kind: thermal-mass, C: 10 J/K, UA: 0 W/K, heat: 1 W, ambient: 20 degC, start: {T: 20 degC}}
run: {for: 100 s, warmup: 0 s}
measure: {service: m.maintenance.oil.count, at: n.step.warm.total, m: m.done}
`)
	if got["at"] != 59 || got["service"] != 7 || got["m"] != 8 { // from 60 s on maintenance after every part: 6 s each
		t.Errorf("%v", got)
	}
}
