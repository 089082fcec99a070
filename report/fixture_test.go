package report

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/plantwin/plantwin/experiment"
	"github.com/plantwin/plantwin/plant"
)

// press is a made-up press line: plausible numbers of every kind that the report shows.
type press struct{}

var titles = []string{"base", "bigger cooler", "third inspector", "shorter infeed", "second press"}

func (press) Simulate(_ context.Context, t experiment.Task) experiment.Outcome {
	luck := rand.New(rand.NewPCG(t.Seed, uint64(t.Replication)))
	own := rand.New(rand.NewPCG(t.Seed+uint64(t.Variant)+9, uint64(t.Replication)))
	if t.Variant == 3 && t.Replication == 4 {
		return experiment.Outcome{Err: &experiment.Breakdown{At: 31 * time.Hour, Asset: "infeed", Message: "rack <b>full</b> & stuck"}}
	}
	v := t.Variant
	noise := luck.NormFloat64()
	o := experiment.Outcome{
		Values: []float64{
			[]float64{83.2, 91.5, 83.3, 83.15, 99.6}[v] + 0.9*noise + 0.2*own.NormFloat64(),
			[]float64{41, 33, 39.8, 40.9, 12.5}[v] - noise + 0.6*own.NormFloat64(),
			[]float64{0.742, 0.811, 0.742, 0.741, 0.44}[v] + 0.004*noise,
			[]float64{68.2, 66.1, 68.2, 68.2, 76.9}[v] + 0.1*math.Abs(noise) + 0.05*own.NormFloat64(),
			[]float64{0.412, 0.396, 0.412, 0.412, 0.436}[v] + 0.002*own.NormFloat64(),
		},
		Shares: shares(v),
	}
	if t.Want&experiment.WantMeasures != 0 {
		c := experiment.Course{Width: 1024}
		for k := range 1687 {
			c.Mean = append(c.Mean, own.NormFloat64()-8*math.Exp(-float64(k)/40))
		}
		o.Courses = [][]experiment.Course{{c}, {c}, nil, nil, nil}
	}
	if t.Want&experiment.WantTrends != 0 {
		o.Trends = []experiment.Course{course(own, []float64{60, 54, 60, 60, 63}[v], 6, 4), course(own, []float64{14, 11, 13, 14, 5}[v], 3, 5)}
	}
	if t.Want&experiment.WantPeriods != 0 {
		for k := range 20 {
			o.Periods = append(o.Periods, []float64{o.Values[0] + math.Sin(float64(k)), o.Values[1], o.Values[2], o.Values[3] + own.NormFloat64(), o.Values[4]})
		}
	}
	if t.Want&experiment.WantObserved != 0 {
		press := 0.7 - 0.1*float64(v)
		o.Necks = []experiment.Bottleneck{{Asset: "inspect", Sole: 0.9 - press, Shifting: 0.08}, {Asset: "press", Sole: press, Shifting: 0.08}, {Asset: "fitter"}}
	}
	if t.Want&experiment.WantReplay != 0 {
		o.Replay = window(t.WarmUp)
	}
	return o
}

// window is a replay: part 8 comes onto the infeed after 10 s, and part 7, which has been on it for 5 s, to the press after 15 s; that is
// done with it after 45 s, and 8 follows.
func window(from time.Duration) []plant.Change {
	at := func(s float64) time.Duration { return from + time.Duration(s*1e9) }
	return []plant.Change{
		{At: at(-5), What: plant.ReplayPart, Part: 7, Asset: "infeed", Place: 1, Takes: 0.8},
		{At: from, What: plant.ReplayBegins},
		{At: from, What: plant.ReplayState, Asset: "press", State: "starved", Count: 1},
		{At: from, What: plant.ReplayState, Asset: "inspect", State: "starved", Count: 2},
		{At: from, What: plant.ReplayState, Asset: "infeed", State: "busy", Count: 1},
		{At: from, What: plant.ReplayState, Asset: "fitter", State: "free", Count: 1},
		{At: at(10), What: plant.ReplayPart, Part: 8, Asset: "coil"},
		{At: at(10), What: plant.ReplayPart, Part: 8, Asset: "infeed", Place: 1, Takes: 0.8},
		{At: at(15), What: plant.ReplayPart, Part: 7, Asset: "press", Place: 1},
		{At: at(15), What: plant.ReplayState, Asset: "press", State: "busy", Count: 1},
		{At: at(30), What: plant.ReplayState, Asset: "infeed", State: "blocked", Count: 1},
		{At: at(45), What: plant.ReplayPart, Part: 7, Asset: "inspect", Place: 1},
		{At: at(45), What: plant.ReplayPart, Part: 8, Asset: "press", Place: 1},
		{At: at(45), What: plant.ReplayState, Asset: "inspect", State: "busy", Count: 1},
		{At: at(45), What: plant.ReplayState, Asset: "inspect", State: "starved", Count: 1},
		{At: at(45), What: plant.ReplayState, Asset: "infeed", State: "starved", Count: 1},
		{At: at(60), What: plant.ReplayEnds},
	}
}

func shares(v int) []float64 {
	busy := []float64{0.755, 0.832, 0.756, 0.754, 0.452}[v]
	inspect := []float64{0.61, 0.67, 0.41, 0.61, 0.86}[v]
	return []float64{busy, 0.02, 0.03, 0.045, 1 - busy - 0.095, inspect, 0.99 - inspect, 0.01, 0, 0}
}

func course(r *rand.Rand, level, swing, noise float64) experiment.Course {
	c := experiment.Course{Width: 1024}
	x := 0.0
	for k := range 1687 {
		x = 0.9*x + 0.3*noise*r.NormFloat64()/3
		m := level - level*0.4*math.Exp(-float64(k)/20) + x + swing*0.3*math.Sin(float64(k)/27)
		c.Mean, c.Min, c.Max = append(c.Mean, m), append(c.Min, m-swing/2), append(c.Max, m+swing/2)
	}
	return c
}

func ptr(v float64) *float64 { return &v }

func study() *experiment.Study {
	s := &experiment.Study{Name: "Bracket press line", About: "One press feeds two benches. Which change raises output most?",
		Plan: experiment.Plan{Start: time.Date(2026, 1, 5, 6, 0, 0, 0, time.UTC), For: 20 * 24 * time.Hour, Auto: true, Seed: 7, Random: true,
			Min: 10, Max: 100, Precision: []experiment.Precision{{Measure: "throughput", Share: 0.01}}, Confidence: 0.95},
		Measures: []experiment.Measure{{Name: "throughput", Unit: "1/h", Better: 1, Text: "plant.throughput", Recorded: ptr(82.6)},
			{Name: "lead_time", Unit: "min", Better: -1, Text: "pass.lead_time.p95"}, {Name: "press_oee", Text: "press.oee"},
			{Name: "hottest", Unit: "degC", Max: ptr(75), Text: "oil.T.max"}, {Name: "energy_per_part", Unit: "kWh", Better: -1, Text: "plant.energy / plant.good"}}}
	v := experiment.Variant{Measures: []string{"throughput", "lead_time", "press_oee", "hottest", "energy_per_part"},
		Trends: []experiment.Trend{{Signal: "oil.T", Unit: "degC"}, {Signal: "rack.parts"}}}
	for _, a := range []string{"press", "inspect"} {
		for _, st := range []string{"busy", "starved", "blocked", "down", "held"} {
			v.States = append(v.States, experiment.State{Asset: a, State: st})
		}
	}
	for k := range 20 {
		s.Plan.Periods = append(s.Plan.Periods, time.Duration(k+1)*24*time.Hour)
	}
	for _, t := range titles {
		v.Title = t
		s.Variants = append(s.Variants, v)
	}
	return s
}

// sample is a whole result with all that a report can show.
func sample(t testing.TB) *experiment.Result {
	t.Helper()
	r, err := experiment.Run(context.Background(), study(), &experiment.Local{Sim: press{}}, experiment.Options{})
	if err != nil {
		t.Fatal(err)
	}
	nan := math.NaN()
	for _, v := range titles {
		for _, a := range []string{"press", "inspect"} {
			for k, it := range []string{"time", "electricity", "upkeep", "energy", "carbon"} {
				unit := []string{"EUR", "EUR", "EUR", "kWh", "kg"}[k]
				r.Costs = append(r.Costs, experiment.Cost{Variant: v, Asset: a, Product: "bracket", Item: it, Unit: unit, Mean: 900 * float64(k+1), HalfWidth: 12},
					experiment.Cost{Variant: v, Asset: a, Item: it, Unit: unit, Mean: 210 * float64(k+1), HalfWidth: 4})
			}
		}
		for i, from := range []string{"coil", "press", "rack", "inspect", "pass"} {
			for k, to := range []string{"coil", "press", "rack", "inspect", "pass"} {
				if i != k {
					r.Trips = append(r.Trips, experiment.Trips{Variant: v, Replication: 1, Fleet: "agv", From: from, To: to, Loaded: 400 * max(k-i, 0), Empty: 37 * (i + k), Parts: 800 * max(k-i, 0), LoadedWay: 9e4, EmptyWay: 4e4})
				}
			}
		}
	}
	r.Estimates = []experiment.Parameter{{Fit: "cooler", Name: "oil_UA", Unit: "W/K", Value: 190.4, Low: 184.1, High: 196.9},
		{Fit: "cooler", Name: "oil.C", Unit: "kJ/K", Value: 900, Low: 861, High: nan, Bound: "max"},
		{Fit: "stops", Name: "press.cycle.mode", Unit: "s", Value: 30.12, Low: 29.6, High: 30.6}}
	r.Manifest.Fits = []experiment.FitNote{{Fit: "cooler", Summary: "Two parameters fitted to 960 readings of one trial; one trial kept back.", Warnings: []string{"oil.C ended at the upper end of its range: widen the range or fix it."}}}
	rng := rand.New(rand.NewPCG(5, 6))
	for _, trial := range []string{"monday", "thursday"} {
		for k := range 960 {
			model := 45 + 15*(1-math.Exp(-float64(k)/120)) + 3*math.Sin(float64(k)/40)
			role := "fit"
			if trial == "thursday" {
				role = "validate"
			}
			r.Evidence.Points = append(r.Evidence.Points, experiment.FitPoint{Fit: "cooler", Trial: trial, Role: role, Signal: "oil_temp", Unit: "degC",
				T: float64(30 * k), Recorded: model + 0.4*rng.NormFloat64(), Model: model, SD: 0.4})
		}
	}
	for range 400 {
		u := rng.Float64()
		x := 26 + math.Sqrt(u*4*15)
		if u > 4.0/15 {
			x = 41 - math.Sqrt((1-u)*11*15)
		}
		r.Evidence.Samples = append(r.Evidence.Samples, experiment.FitSample{Fit: "stops", Parameter: "press.cycle", Unit: "s", Value: x, Censored: u > 0.98})
	}
	for rank, f := range []string{"triangular", "lognormal"} {
		for k := range 61 {
			x := 26 + 15*float64(k)/60
			p := (x - 26) * (x - 26) / 60
			if x > 30 {
				p = 1 - (41-x)*(41-x)/165
			}
			if rank == 1 {
				p = 0.5 * math.Erfc(-(math.Log(x)-math.Log(32))/(0.1*math.Sqrt2))
			}
			r.Evidence.Curves = append(r.Evidence.Curves, experiment.CurvePoint{Fit: "stops", Parameter: "press.cycle", Family: f, Rank: rank + 1, AIC: 2100 + 34*float64(rank), X: x, P: p})
		}
	}
	r.Manifest.Certify(experiment.Provenance{Version: "0.1.0", Inputs: []experiment.Input{{Role: "scenario", Name: "press-line.yaml", Data: []byte("plantwin: 1\n")}, {Role: "data", Name: "press_log.csv", Data: []byte("a,b\n")}},
		Options: []string{"seed=7"}, Wall: experiment.Wall{Started: time.Date(2026, 1, 5, 6, 0, 0, 0, time.UTC), Seconds: 12, Host: "host", Workers: 2, Command: "plantwin run press-line.yaml"}})
	return r
}

func sampleSheet() *Sheet {
	places := []Place{
		{Asset: "coil", Kind: "source", At: [][2]float64{{1, 7}}, To: []string{"infeed"}},
		{Asset: "infeed", Kind: "conveyor", At: [][2]float64{{2, 7}, {10, 7}}, To: []string{"press"}, Belt: &plant.Belt{Speed: 0.4, Accumulates: true, Ends: []float64{8}}},
		{Asset: "press", Kind: "machine", At: [][2]float64{{11, 7}}, To: []string{"rack"}},
		{Asset: "rack", Kind: "buffer", At: [][2]float64{{13, 7}}, To: []string{"inspect"}},
		{Asset: "inspect", Kind: "machine", At: [][2]float64{{22, 7}}, To: []string{"scrap", "pass"}},
		{Asset: "pass", Kind: "sink", At: [][2]float64{{28, 7}}},
		{Asset: "scrap", Kind: "sink", At: [][2]float64{{28, 10}}},
		{Asset: "fitter", Kind: "crew"},
		{Asset: "oil", Kind: "thermal-mass", Physics: true, Reads: []string{"press"}},
	}
	return &Sheet{Layout: Layout{Floor: [2]float64{30, 14}, Places: places},
		Assumptions: []Assumption{{Path: "press.queue", Value: "0", Origin: "default of machine"}, {Path: "rack.pick", Value: "fifo", Origin: "default of buffer"}},
		Equations: []Equation{{Asset: "oil", Kind: "thermal-mass", Text: "C*der(T) = heat - UA*(T - ambient)", Source: "Incropera and DeWitt, Fundamentals of Heat and Mass Transfer, 6th ed., eq. 5.2"},
			{Asset: "oven", Kind: "curing-oven", Text: "heat = rated*clamp((wanted - T)/band, 0, 1)", Source: ""}, {Asset: "oven", Kind: "curing-oven", Text: "p = if(T_in > 9.5 kW, sqrt(rho/2), exp(-k*t))^2", Source: ""}}}
}
