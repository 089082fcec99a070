package experiment

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/plantwin/plantwin/internal/elem"
)

// mini runs for a minute: everything counts.
const mini = `plantwin: 1
name: Mini
assets:
  jobs:  {kind: source, every: 5 s, to: press}
  press: {kind: machine, cycle: 4 s, to: out}
  out:   {kind: sink}
run: {for: 1 min}
measure: {parts: out.done, rate: {value: plant.throughput, unit: 1/h}, wip: plant.wip}
`

func TestNoWarmUpOfAMinute(t *testing.T) {
	p, err := prepare(t, mini)
	if err != nil {
		t.Fatal(err)
	}
	r := mustRun(t, p.Study, p, 1, Options{})
	// The source makes one at 5, 10, ... 60 s, each leaves after 4 s.
	if r.Manifest.WarmUp != 0 || r.KPIs[0].Mean != 11 {
		t.Errorf("warm-up %v s, %v parts", r.Manifest.WarmUp, r.KPIs[0].Mean)
	}
}

// A store that fills for six hours warms up; where only totals are asked for there is no steady state to wait for.
func TestWarmUpOfAStore(t *testing.T) {
	const text = `plantwin: 1
name: Store
assets:
  jobs:  {kind: source, every: {dist: exponential, mean: 60 s}, to: store}
  store: {kind: machine, servers: 500, cycle: {dist: uniform, min: 5 h, max: 7 h}, to: out}
  out:   {kind: sink}
run: {for: 10 d, replications: 2}
measure: {`
	for measures, warm := range map[string]bool{"parts: out.done, wip: plant.wip}\n": true, "parts: out.done}\n": false} {
		p, err := prepare(t, text+measures)
		if err != nil {
			t.Fatal(err)
		}
		w := mustRun(t, p.Study, p, 2, Options{}).Manifest.WarmUp / 3600
		if warm && (w < 5 || w > 80) || !warm && w != 0 {
			t.Errorf("%s: warm-up of %v h", measures, w)
		}
	}
}

// Noise around one level has no start to leave behind; noise around a level that begins lower has.
func TestWarmUpOfNoise(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2))
	course := func(begins float64) averaged {
		var a averaged
		for range pilotRuns {
			c := Course{Width: 1}
			v := 0.0
			for k := range 1000 {
				v = 0.9*v + elem.NormQuantile(r.Float64())
				at := v
				if k < 150 {
					at += begins
				}
				c.Mean = append(c.Mean, at)
			}
			a.add(&c)
		}
		return a
	}
	found := 0
	for range 100 {
		a := course(0)
		if at, _ := a.settles(); at > 0 {
			found++
		}
		a = course(-8)
		if at, _ := a.settles(); at < 140*time.Second || at > 500*time.Second {
			t.Errorf("a start of 150 s is left behind after %v", at)
		}
	}
	if found > 35 { // the test is at 95 %, but of the point that looks worst
		t.Errorf("%d of 100 courses of noise seem to warm up", found)
	}
}
