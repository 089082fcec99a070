package sim

import (
	"bytes"
	"math"
	"testing"
	"time"

	"github.com/plantwin/plantwin/sim/ode"
)

// vanderpol is a stiff oscillator that goes through explicit and implicit
// methods, with a guard that counts its swings.
func vanderpol() *eqs {
	return &eqs{ny: 2, ng: 1,
		init: func(y, z []float64) { y[0] = 2 },
		f: func(t float64, y, u, z, dy []float64) {
			dy[0], dy[1] = y[1], float64(1000*float64((1-float64(y[0]*y[0]))*y[1]))-y[0]
		},
		g: func(t float64, y, u, z, g []float64) { g[0] = y[0] }}
}

// TestStiffResumed saves a run of a stiff island in the middle of Radau's steps,
// loads it into a fresh model, and goes on: every bit of the state must agree
// with the run that was not interrupted, and so must a clone's.
func TestStiffResumed(t *testing.T) {
	model := func() *Model {
		b := NewBuilder()
		b.Island(Island{Name: "osc", System: vanderpol(), Guards: []Guard{{Name: "positive", Rise: &Event{Class: End}}},
			Opt: ode.Options{Rtol: 1e-7, Atol: []float64{1e-8, 1e-8}}})
		return build(t, b, &script{name: "u"})
	}
	a := begin(t, model(), Options{})
	implicit := false
	for _, at := range []time.Duration{500 * time.Second, 900 * time.Second, 1300 * time.Second} {
		to(t, a, at)
		implicit = implicit || a.s.kept.islands[0].ctl.Mode == ode.Radau5
		c := a.Clone()
		d, err := Load(model(), bytes.NewReader(saved(t, a)))
		if err != nil {
			t.Fatal(err)
		}
		to(t, a, at+200*time.Second)
		to(t, c, at+200*time.Second)
		to(t, d, at+200*time.Second)
		if !bytes.Equal(saved(t, a), saved(t, c)) || !bytes.Equal(saved(t, a), saved(t, d)) {
			t.Errorf("from %v the run differs after a clone or a resume", at)
		}
	}
	if !implicit {
		t.Error("Radau5 was never in use")
	}
	// Between the jumps (1-x^2) x' = x/1000: x - ln x moves by t/1000... the slow
	// branch from 2: ln x - x^2/2 = ln 2 - 2 + t/1000.
	x := begin(t, model(), Options{})
	to(t, x, 500*time.Second)
	v := x.s.Read(Ref{StoreVar, 0, 0})
	near(t, "slow branch", math.Log(v)-v*v/2, math.Log(2)-2+0.5, 1e-4)
}
