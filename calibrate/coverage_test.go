package calibrate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// 95 % intervals must cover the truth in 95 % of data sets: of 1,000 with three parameters, 3.3 standard deviations are 2.3 %
// for each (0.1 % of tests would fail by chance, and the seed is fixed).
func TestCoverage(t *testing.T) {
	truth := []float64{50, 0.7, 20}
	covered := make([]int, 3)
	const sets = 1000
	for k := range sets {
		times, data := coolingData(2, uint64(k))
		e := mustFit(t, cooling(times, data, Parameter{Name: "a", Start: 40}, Parameter{Name: "k", Start: 1, Min: 0, Max: 20, Scale: LogScale}, Parameter{Name: "c", Start: 10, Min: -100, Max: 100}), Options{})
		for j := range truth {
			if e.Low[j] <= truth[j] && truth[j] <= e.High[j] {
				covered[j]++
			}
		}
	}
	for j, n := range covered {
		if share := float64(n) / sets; math.Abs(share-0.95) > 0.023 {
			t.Errorf("parameter %d: intervals cover %.1f %%", j, 100*share)
		}
	}
	t.Log("covered:", covered, "of", sets)
}

// A sum of two exponentials has two orders of its terms and worse optima: trials find the best, in parallel and alone alike.
func TestMultistart(t *testing.T) {
	times, _ := coolingData(0, 1)
	problem := func() *Problem {
		eval := func(x, r, jac []float64) error {
			for i, s := range times {
				w := math.Sin(x[0] * s)
				r[i] = x[1]*w - 2*math.Sin(7*s)
				if jac != nil {
					jac[2*i], jac[2*i+1] = x[1]*s*math.Cos(x[0]*s), w
				}
			}
			return nil
		}
		return &Problem{Residuals: len(times), Parameters: []Parameter{{Name: "rate", Start: 1, Min: 0.1, Max: 15}, {Name: "size", Start: 1, Min: 0, Max: 5}}, Eval: eval}
	}
	one := mustFit(t, problem(), Options{})
	if one.Cost < 1 {
		t.Fatal("the single start was meant to end in a wrong optimum")
	}
	alone, err := Multistart(problem(), 24, 9, Options{})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "rate", alone.Best.X[0], 7, 1e-10)
	if alone.Optima < 2 || alone.Trials[0].Optimum != 1 {
		t.Error("optima", alone.Optima)
	}
	p := problem()
	p.Fork = func() func(x, r, jac []float64) error { return problem().Eval }
	both, err := Multistart(p, 24, 9, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range both.Trials {
		if both.Trials[i].Estimate.X[0] != alone.Trials[i].Estimate.X[0] {
			t.Errorf("trial %d differs in parallel", i)
		}
	}
}

// The profile of a linear parameter is its Student interval; that of a rate is not symmetric.
func TestProfile(t *testing.T) {
	times, data := coolingData(3, 6)
	p := cooling(times, data, Parameter{Name: "a", Start: 40}, Parameter{Name: "k", Start: 0.5, Fixed: true}, Parameter{Name: "c", Start: 10})
	e := mustFit(t, p, Options{})
	c, err := Profile(p, e, 0, Options{})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "low", c.Low, e.Low[0], 1e-4) // the crossing is found to 1e-4 of a standard deviation
	near(t, "high", c.High, e.High[0], 1e-4)
	p = cooling(times, data, Parameter{Name: "a", Start: 40}, Parameter{Name: "k", Start: 0.5}, Parameter{Name: "c", Start: 10})
	e = mustFit(t, p, Options{})
	if c, err = Profile(p, e, 1, Options{}); err != nil {
		t.Fatal(err)
	}
	if !(c.Low < e.X[1] && c.High > e.X[1]) || math.Abs((c.High-e.X[1])/(e.X[1]-c.Low)-1) < 0.01 {
		t.Errorf("profile %v..%v around %v", c.Low, c.High, e.X[1])
	}
}

// A saturated sensor: with readings above 25 cut to 25, rows of Censored find the truth, plain rows do not.
func TestCensored(t *testing.T) {
	for _, z := range []float64{-40, -6, -0.5, 0, 0.5, 3, 8} {
		const h = 1e-6
		_, slope := Censored(z)
		up, _ := Censored(z + h)
		dn, _ := Censored(z - h)
		near(t, fmt.Sprint("slope at ", z), slope, (up-dn)/(2*h), 1e-4)
	}
	r, _ := Censored(0)
	near(t, "at the limit", r, math.Sqrt(2*math.Ln2), 1e-15)
	rng := rand.New(rand.NewPCG(8, 8))
	var data []float64
	for range 4000 {
		data = append(data, math.Min(25, 24+2*rng.NormFloat64()))
	}
	fitMean := func(tobit bool) float64 {
		e := mustFit(t, &Problem{Residuals: len(data), Parameters: []Parameter{{Name: "m", Start: 20}}, Eval: func(x, r, jac []float64) error {
			for i, y := range data {
				slope := 0.5
				r[i] = (x[0] - y) / 2
				if y == 25 && tobit {
					r[i], slope = Censored((x[0] - 25) / 2)
					slope /= 2
				}
				if jac != nil {
					jac[i] = slope
				}
			}
			return nil
		}}, Options{UnitNoise: true})
		return e.X[0]
	}
	if m := fitMean(true); math.Abs(m-24) > 0.12 { // three standard errors
		t.Error("censored rows:", m)
	}
	if m := fitMean(false); math.Abs(m-24) < 0.2 {
		t.Error("plain rows were meant to be biased:", m)
	}
}
