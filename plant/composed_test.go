package plant_test

import (
	"bytes"
	"context"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/sim"
)

const lined = `plantwin: 1
name: lined
kinds:
  bath:
    about: An oven in a shell.
    source: none
    runs: machine
    parameters: {C: {unit: J/K}, k: {unit: W/K, start: 50 W/K}, n: {unit: 1, start: 2}}
    inputs: {wanted: {unit: K}, load: {unit: W}}
    components:
      core: {kind: oven, C: C/2, UA: 0 W/K, rated: 9 kW, wanted: wanted, ambient: 290 K, load: "load + sum(go[i].flow for i = 1..n)"}
      own: {kind: surroundings, T: core.T}
      go: {kind: conductor, for: i = 1..n, G: k}
      mass: {kind: heat-store, for: i = 1..n, C: C/n, start: {T: 290 K}}
    connect: [{for: i = 1..n, node: [own.port, go.(i).a]}, {for: i = 1..n, node: [go.(i).b, mass.(i).port]}]
assets:
  s: {kind: source, every: 40 s, to: m}
  m: {kind: bath, n: 1, C: 200 kJ/K, wanted: 400 K, load: 800 W * self.busy, cycle: 30 s, start: {core.T: 300 K}, to: out}
  out: {kind: sink}
rules: {hot: {when: "m.mass.1.T > 350 K", do: m.stop}}
run: {for: 3 h, warmup: 0 s}
measure: {T: m.core.T.last, outside: m.mass.1.T.last, mean: m.go.1.flow.mean, done: m.done}
`

// A composed machine runs in a plant: inner variables are measured and watched, a start and a number set by path give the run of the
// file with that value, and a run that was saved in between ends at the same bytes.
func TestComposedMachine(t *testing.T) {
	m := compile(t, lined)
	base, hash := simulate(t, m)
	if !(base["done"] > 50 && base["done"] < 250) || !(base["outside"] > 350) {
		t.Errorf("%v", base)
	}
	for path, x := range map[string]struct {
		value    float64
		old, new string
	}{
		"m.start.core.T": {320, "core.T: 300 K", "core.T: 320 K"},
		"m.C":            {190e3, "200 kJ/K", "190 kJ/K"},
		"m.k":            {60, "k: {unit: W/K, start: 50", "k: {unit: W/K, start: 60"},
	} {
		with, err := m.With([]plant.Setting{{Path: path, Value: x.value}})
		if err != nil {
			t.Fatal(err)
		}
		a, _ := simulate(t, with)
		b, _ := simulate(t, compile(t, strings.Replace(lined, x.old, x.new, 1)))
		for name := range a {
			if a[name] != b[name] || name == "mean" && a[name] == base[name] {
				t.Errorf("%s: %s is %v, from the file %v, before %v", path, name, a[name], b[name], base[name])
			}
		}
	}
	if got := resumed(t, m, 47*time.Minute); got != hash {
		t.Error("a run that was saved ends elsewhere")
	}
	// what flowed to the outer mass is in it: C (T1 - 290)
	if in := 200e3 * (base["outside"] - 290); math.Abs(in-base["mean"]*3*3600) > 1e-5*in {
		t.Errorf("%v J are in the mass, %v flowed there", in, base["mean"]*3*3600)
	}
}

// resumed saves a run at a time, loads it and gives the log at the end.
func resumed(t *testing.T, m *plant.Model, at time.Duration) [16]byte {
	t.Helper()
	r, err := sim.New(m.Sim(), sim.Options{Seed: 1, Replication: 1})
	if err == nil {
		err = r.AdvanceTo(context.Background(), at)
	}
	var file bytes.Buffer
	if err == nil {
		err = r.Save(&file)
	}
	if err == nil {
		r, err = sim.Load(m.Sim(), &file)
	}
	if err == nil {
		err = r.AdvanceTo(context.Background(), m.Plan().For)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r.LogHash()
}
