package fits

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/calibrate"
)

// TestDiagnose: white noise raises no suspicion (fixed seed, each test at 1 %),
// and each property is found where it was put in.
func TestDiagnose(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	const n = 400
	at, y := make([]float64, n), make([]float64, n)
	white, drift, chain, fan := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range n {
		z := rng.NormFloat64()
		at[i], y[i], white[i] = float64(i), 10+float64(i%50), z
		drift[i] = z + 2*float64(i)/n
		chain[i] = z
		if i > 0 {
			chain[i] += 0.7 * chain[i-1]
		}
		fan[i] = z * float64(1+i%50) / 25
	}
	for _, c := range []struct {
		name                   string
		r                      []float64
		chained, trend, spread bool
	}{{"white", white, false, false, false}, {"drift", drift, true, true, false}, {"chain", chain, true, false, false}, {"fan", fan, false, false, true}} {
		d := calibrate.Diagnose(at, y, c.r)
		if d.WhiteP < 0.01 != c.chained || d.TrendP < 0.01 != c.trend || d.UnequalP < 0.01 != c.spread {
			t.Errorf("%s: %+v", c.name, d)
		}
	}
	if d := calibrate.Diagnose(at, y, chain); math.Abs(d.Lag1-0.7) > 0.1 {
		t.Errorf("lag 1: %v", d.Lag1)
	}
}

// TestStarts fits from eight starts and asks for a profile; both are told.
func TestStarts(t *testing.T) {
	var b strings.Builder
	b.WriteString("t,T\n")
	for i := range 40 {
		s := float64(i) * 60
		fmt.Fprintf(&b, "%g,%.10g\n", s, 20+30*(1-math.Exp(-s*300/200e3))+0.1*math.Sin(float64(i)))
	}
	fits := fit(t, parse(t, `
plantwin: 1
name: Starts
assets:
  oil: {kind: thermal-mass, C: 180 kJ/K, UA: 250 W/K, heat: 9 kW, ambient: 20 degC, start: {T: 20 degC}}
sensors: {probe: {of: oil.T, unit: degC, noise: 0.5 K}}
run: {for: 1 h}
calibrate:
  oil:
    data: d.csv
    time: {column: t, unit: s}
    compare: {probe: T}
    starts: 8
    profile: oil.UA
    fit: {oil.UA: {min: 50 W/K, max: 2000 W/K}, oil.C: {min: 20 kJ/K, max: 2000 kJ/K}}
`, map[string]string{"d.csv": b.String()}))
	if s := fits.Notes[0].Summary; !strings.Contains(s, "8 starts:") {
		t.Errorf("no waterfall in %q", s)
	}
	warned(t, fits, "Profile likelihood of oil.UA")
	warned(t, fits, "no white noise", "Ljung-Box")
}

// TestPooling pools the logs of two machines, one twice as slow: that is told.
func TestPooling(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	log := func(slow float64) string {
		var b strings.Builder
		b.WriteString("machine,start,complete\n")
		at := [2]float64{}
		for i := range 80 {
			m := i % 2
			d := (20 + 10*rng.Float64()) * (1 + slow*float64(m))
			clock := func(s float64) string {
				k := int(s * 1000)
				return fmt.Sprintf("2026-01-05T%02d:%02d:%02d.%03dZ", k/3600000, k/60000%60, k/1000%60, k%1000)
			}
			fmt.Fprintf(&b, "M%d,%s,%s\n", m, clock(at[m]), clock(at[m]+d))
			at[m] += d + 1
		}
		return b.String()
	}
	study := func(slow float64) *calibrate.Fits {
		return fit(t, parse(t, `
plantwin: 1
name: Pool
assets:
  in: {kind: source, every: 60 s, to: press}
  press: {kind: machine, cycle: 30 s, to: out}
  out: {kind: sink}
run: {for: 1 h}
calibrate:
  press: {events: log.csv, columns: {asset: machine, start: start, complete: complete}, assets: {press: [M0, M1]}, fit: {press.cycle: [lognormal, gamma]}}
`, map[string]string{"log.csv": log(slow)}))
	}
	warned(t, study(1), "one population", "M0 and M1")
	for _, w := range study(0).Notes[0].Warnings {
		if strings.Contains(w, "population") {
			t.Errorf("equal machines: %s", w)
		}
	}
}
