package fits

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/calibrate"
	"github.com/plantwin/plantwin/scenarios"
)

// Coverage: of data sets made from a known truth, 95 % intervals hold the truth in
// 93 to 97 %. Three standard deviations of 2,000 sets are 1.5 %; the short form
// has 200, of which three are 4.6 %.
func sets() (n int, lo, hi float64) {
	if long() {
		return 2000, 0.93, 0.97
	}
	return 200, 0.90, 0.995
}

// cover fits made data sets and counts the intervals that hold the truth.
func cover(t *testing.T, truth map[string]float64, made func(rng *rand.Rand) *scenarios.Scenario) {
	t.Helper()
	n, lo, hi := sets()
	held := map[string]int{}
	for k := range n {
		sc := made(rand.New(rand.NewPCG(uint64(k), 11)))
		fits, err := calibrate.Study(context.Background(), sc, calibrate.StudyOptions{Workers: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range fits.Estimates {
			if v, ok := truth[e.Name]; ok && e.Low <= v && v <= e.High {
				held[e.Name]++
			}
		}
	}
	for name := range truth {
		share := float64(held[name]) / float64(n)
		t.Logf("%s: %.2f %% of %d", name, 100*share, n)
		if share < lo || share > hi {
			t.Errorf("%s: intervals hold the truth in %.2f %% of %d sets, want %g to %g %%", name, 100*share, n, 100*lo, 100*hi)
		}
	}
}

// TestCoverSmooth: a heated mass, two parameters (UA in W/K, C in kJ/K).
func TestCoverSmooth(t *testing.T) {
	cover(t, map[string]float64{"oil.UA": 300, "oil.C": 200}, func(rng *rand.Rand) *scenarios.Scenario {
		var b strings.Builder
		b.WriteString("t,T\n")
		for i := range 40 {
			s := float64(i) * 60
			fmt.Fprintf(&b, "%g,%.10g\n", s, 20+30*(1-math.Exp(-s*300/200e3))+0.5*rng.NormFloat64())
		}
		return parse(t, `
plantwin: 1
name: Smooth
assets:
  oil: {kind: thermal-mass, C: 180 kJ/K, UA: 250 W/K, heat: 9 kW, ambient: 20 degC, start: {T: 20 degC}}
sensors: {probe: {of: oil.T, unit: degC, noise: 0.5 K}}
run: {for: 1 h}
calibrate:
  oil: {data: d.csv, time: {column: t, unit: s}, compare: {probe: T}, fit: {oil.UA: {min: 50 W/K, max: 2000 W/K}, oil.C: {min: 20 kJ/K, max: 2000 kJ/K}}}
`, map[string]string{"d.csv": b.String()})
	})
}

// TestCoverEvents: a tank that is drained at rate r and filled up by a rule
// whenever it falls below a level: the fitted rate and level move the events.
func TestCoverEvents(t *testing.T) {
	const r, low = 0.01, 1.0
	cover(t, map[string]float64{"tank.r": r, "tank.low": low}, func(rng *rand.Rand) *scenarios.Scenario {
		var b strings.Builder
		b.WriteString("t,h\n")
		period := math.Log(3/low) / r
		for i := range 60 {
			s := 3 + float64(i)*9
			fmt.Fprintf(&b, "%g,%.10g\n", s, 3*math.Exp(-r*math.Mod(s, period))+0.03*rng.NormFloat64())
		}
		text := strings.Replace(b.String(), "t,h\n", "t,h\n0,3\n", 1)
		return parse(t, `
plantwin: 1
name: Events
kinds:
  refilled:
    about: a level that decays and is set back
    source: exponential decay
    parameters: {r: {unit: 1/s}, low: {unit: m}, full: {unit: m, start: 3 m}}
    states: {h: {unit: m, start: 3 m}}
    equations: ["der(h) = -r*h"]
    rules: {fill: {when: h < low, set: {h: full}}}
assets:
  tank: {kind: refilled, r: 0.0101 1/s, low: 0.99 m}
sensors: {level: {of: tank.h, unit: m, noise: 0.03 m}}
run: {for: 1 h}
calibrate:
  tank: {data: d.csv, time: {column: t, unit: s}, compare: {level: h}, fit: {tank.r: {min: 0.008 1/s, max: 0.012 1/s}, tank.low: {min: 0.7 m, max: 1.3 m}}}
`, map[string]string{"d.csv": text})
	})
}

// TestCoverLogs: lives with a Weibull distribution, of which a log shows 150 with
// the longest cut off; mean and deviation of lognormal cycles of the same log.
func TestCoverLogs(t *testing.T) {
	n, lo, hi := sets()
	held := [4]int{}
	for k := range n {
		rng := rand.New(rand.NewPCG(uint64(k), 12))
		var life, cycle calibrate.Sample
		for range 150 {
			x := 10 * math.Pow(-math.Log(1-rng.Float64()), 1/1.8)
			if x > 16 {
				life = append(life, calibrate.Right(16))
			} else {
				life = append(life, calibrate.Exact(x)...)
			}
			cycle = append(cycle, calibrate.Exact(math.Exp(3+0.3*rng.NormFloat64()))...)
		}
		mean := math.Exp(3 + 0.045)
		for i, c := range []struct {
			s      calibrate.Sample
			family string
			truth  [2]float64
		}{{life, "weibull", [2]float64{1.8, 10}}, {cycle, "lognormal", [2]float64{mean, mean * math.Sqrt(math.Expm1(0.09))}}} {
			f, err := calibrate.FitFamily(c.s, c.family)
			if err != nil {
				t.Fatal(err)
			}
			for j, v := range c.truth {
				if f.Low[j] <= v && v <= f.High[j] {
					held[2*i+j]++
				}
			}
		}
	}
	for i, h := range held {
		share := float64(h) / float64(n)
		t.Logf("argument %d: %.2f %% of %d", i, 100*share, n)
		if share < lo || share > hi {
			t.Errorf("argument %d: intervals hold the truth in %.2f %% of %d sets", i, 100*share, n)
		}
	}
}
