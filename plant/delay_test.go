package plant_test

import (
	"context"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/sim"
)

// y' = -y(t - 1) from 1 is a polynomial of degree n + 1 between n and n + 1 (Hairer, Norsett and Wanner I, II.17); whatever the method.
const late = `plantwin: 1
name: late
kinds:
  late:
    about: A state that its own past drives.
    source: textbook
    parameters: {T: {unit: s, start: 1 s}}
    states: {y: {unit: 1, start: 1}, last: {unit: 1, start: 0}}
    equations: ["der(y) = -delay(y, T)*1 1/s"]
    rules:
      low: {when: "delay(y, T) < 0.5", set: {last: last + 1}}
assets:
  s: {kind: source, every: 40 s, to: out}
  out: {kind: sink}
  a: {kind: late}
run: {for: 3.75 s, warmup: 0 s, replications: 1, solver: {rtol: 1e-7, method: auto}}
measure: {y: a.y.last, lowest: a.y.min, low: a.last.last}
`

func TestDelayByEveryMethod(t *testing.T) {
	want, term := 0.0, 0.0
	for j := 0; j <= 4; j++ {
		term = 1
		for i := 1; i <= j; i++ {
			term *= -(3.75 - float64(j) + 1) / float64(i)
		}
		want += term
	}
	for _, method := range []string{"auto", "tsit5", "dop853", "rodas5p", "radau5", "bdf"} {
		got, _ := simulate(t, compile(t, strings.Replace(late, "method: auto", "method: "+method, 1)))
		// the least of y is -1/2 at 2 s, where y(t - 1) = 0
		if !(math.Abs(got["y"]-want) < 1e-6) || !(math.Abs(got["lowest"]+0.5) < 1e-6) || got["low"] != 1 {
			t.Errorf("%s: %v, want y %.9g", method, got, want)
		}
	}
}

// A belt carries work of the line 90 s away: what comes out is what went in, as a whole and jump by jump; the alarm of the sensor at its end
// comes 90 s after that at its beginning, to the nanosecond.
const belt = `plantwin: 1
name: belt
kinds:
  heap:
    about: What falls on a heap.
    source: none
    inputs: {u: {unit: 1}}
    states: {x: {unit: s, start: 0}, seen: {unit: s, start: 0}, clock: {unit: s, start: 0}}
    outputs: {old: {unit: s}}
    equations: [der(x) = u, der(clock) = 1, "old = delay(x, 90 s)"]
    rules: {see: {when: old > 400 s, set: {seen: clock}}}
assets:
  s: {kind: source, every: {dist: exponential, mean: 60 s}, to: m}
  m: {kind: machine, queue: unlimited, cycle: {dist: uniform, min: 10 s, max: 70 s}, to: out}
  out: {kind: sink}
  before: {kind: heap, u: m.busy}
  belt: {kind: dead-time, takes: 90 s, u: m.busy}
  after: {kind: heap, u: belt.out}
run: {for: 2 h, warmup: 0 s, replications: 1}
measure: {before: before.x.last, old: before.old.last, after: after.x.last, total: belt.total.last, seen: before.seen.last, busy: m.busy.mean, out: belt.out.mean}
`

func TestDelayOfTheLine(t *testing.T) {
	m := compile(t, belt)
	got, hash := simulate(t, m)
	if !(got["before"] > 3000) || math.Abs(got["after"]-got["old"]) > 1e-6*got["after"] || math.Abs(got["total"]-got["after"]) > 1e-6*got["after"] {
		t.Errorf("%v", got)
	}
	if math.Abs(got["out"]*7200-got["after"]) > 1e-6*got["after"] || math.Abs(got["busy"]*7200-got["before"]) > 1e-6*got["before"] {
		t.Errorf("means: %v", got)
	}
	_, again := simulate(t, compile(t, belt))
	if hash != again {
		t.Error("two runs differ")
	}
	for _, at := range []time.Duration{30 * time.Second, 17 * time.Minute, 61*time.Minute + 7*time.Second} {
		if resumed(t, m, at) != hash {
			t.Errorf("a run saved at %v ends elsewhere", at)
		}
	}
	// a fork into a shorter belt reads the same history
	r, err := sim.New(m.Sim(), sim.Options{Seed: 1, Replication: 1})
	if err == nil {
		err = r.AdvanceTo(context.Background(), time.Hour)
	}
	if err != nil {
		t.Fatal(err)
	}
	shorter, err := m.With([]plant.Setting{{Path: "belt.takes", Value: 45}})
	if err != nil {
		t.Fatal(err)
	}
	f, err := r.Fork(shorter.Sim())
	if err == nil {
		err = f.AdvanceTo(context.Background(), 2*time.Hour)
	}
	if err == nil {
		err = r.AdvanceTo(context.Background(), 2*time.Hour)
	}
	if err != nil {
		t.Fatal(err)
	}
	read := func(r *sim.Run, m *plant.Model, name string) float64 {
		for _, x := range m.Measures() {
			if x.Name == name {
				v, _ := x.Value(r.State())
				return v
			}
		}
		return math.NaN()
	}
	if r.LogHash() != hash || math.Abs(read(f, shorter, "before")-got["before"]) > 1e-9*got["before"] {
		t.Error("a fork disturbs what it comes from")
	}
	// the end of the belt jumps 45 s ahead at the fork, so what lay on that half of it never arrives: between 0 and 45 s of work
	if lost := got["before"] - read(f, shorter, "total"); !(lost >= 0 && lost <= 90) {
		t.Errorf("the fork has lost %v s", lost)
	}
}
