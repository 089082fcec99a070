package experiment

import (
	"context"
	"math"
	"math/rand/v2"
	"runtime"
	"time"
)

// fake is a plant whose measures are known: throughput is 100 + gain of the variant + noise shared by all variants of a
// replication + a little noise of its own; wip is without a sample in every third replication.
type fake struct {
	gain   []float64
	shared float64 // deviation of the noise that common random numbers share
	own    float64 // deviation of the variant's own noise
	fails  func(t Task) bool
}

func (f *fake) Simulate(_ context.Context, t Task) Outcome {
	common := rand.New(rand.NewPCG(t.Seed, uint64(t.Replication)))
	own := rand.New(rand.NewPCG(t.Seed+uint64(t.Variant)+1, uint64(t.Replication)))
	for range common.IntN(40) { // workers overtake one another
		runtime.Gosched()
	}
	if f.fails != nil && f.fails(t) {
		return Outcome{Err: &Breakdown{At: 90 * time.Second, Asset: "press", Message: "stuck, with \"quotes\",\nand a line"}}
	}
	wip := 4 + own.Float64()
	if t.Replication%3 == 0 {
		wip = math.NaN()
	}
	o := Outcome{
		Values: []float64{100 + f.gain[t.Variant] + f.shared*common.NormFloat64() + f.own*own.NormFloat64(), wip},
		Shares: []float64{0.7, 0.3},
	}
	if t.Want&WantTrends != 0 {
		o.Trends = []Course{{Width: 60, Mean: []float64{20, math.NaN(), 22}, Min: []float64{19, math.NaN(), 21}, Max: []float64{21, math.NaN(), 23}}}
	}
	if t.Want&WantMeasures != 0 {
		c := Course{Width: 10}
		for k := range 500 {
			c.Mean = append(c.Mean, own.NormFloat64())
			if k < 100+50*t.Variant {
				c.Mean[k] += 20
			}
		}
		o.Courses = [][]Course{{c}, nil}
	}
	return o
}

// fakeStudy has the titles as variants.
func fakeStudy(titles ...string) *Study {
	s := &Study{Name: "Fake", Plan: Plan{For: time.Hour, WarmUp: time.Minute, Seed: 7, Random: true, Min: 10, Max: 10, Confidence: 0.95},
		Measures: []Measure{{Name: "throughput", Unit: "1/h", Better: 1}, {Name: "wip"}}}
	for _, t := range titles {
		s.Variants = append(s.Variants, Variant{Title: t, Measures: []string{"throughput", "wip"},
			States: []State{{"press", "busy"}, {"press", "starved"}}, Trends: []Trend{{"oil.T", "degC"}}})
	}
	return s
}
