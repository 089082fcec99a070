package experiment

import (
	"math"
	"strings"
	"testing"
)

const shifted = `
plantwin: 1
name: Shifts
assets:
  early: {kind: source, every: 30 min, shifts: ["06:00-14:00"], to: press}
  late:  {kind: source, every: 1 h, shifts: ["14:00-22:00"], to: press}
  press: {kind: machine, queue: unlimited, cycle: {dist: exponential, mean: 10 min}, power: {busy: 6 kW, idle: 1 kW}, to: out}
  out:   {kind: sink}
run: {start: "2026-01-05 06:00", for: 2 d, warmup: 4 h, replications: 4, periods: ["06:00", "14:00", "22:00"]}
measure:
  started: early.done + late.done
  done: out.done
  energy: {value: plant.energy, unit: kWh}
  busy: {value: press.busy.total, unit: h}
  longest: {value: press.wait.max, unit: min}
  most: press.queued.max
  usual: {value: press.wait.p90, unit: min}
  neck: {value: press.bottleneck, unit: "%"}
`

// The periods are those asked for; counts and totals add up to the whole, the greatest of the periods is the greatest of all,
// and the other tables are those of a study without periods.
func TestPeriods(t *testing.T) {
	p, err := prepare(t, shifted)
	if err != nil {
		t.Fatal(err)
	}
	with := mustRun(t, p.Study, p, 2, Options{})
	var starts []string
	sum, most := map[string]float64{}, map[string]float64{}
	for _, r := range with.Periods {
		if r.Measure == "done" {
			starts = append(starts, r.Start[8:16])
		}
		if r.Replications != 4 && r.Measure != "longest" && r.Measure != "usual" {
			t.Errorf("%+v: replications", r)
		}
		sum[r.Measure] += r.Mean
		most[r.Measure] = math.Max(most[r.Measure], r.Mean)
	}
	if got := strings.Join(starts, ", "); got != "05 10:00, 05 14:00, 05 22:00, 06 06:00, 06 14:00, 06 22:00" {
		t.Errorf("periods begin at %s", got)
	}
	for _, r := range with.Periods { // gaps pass in open time: 16 in each early shift, of which 8 in the 4 h that count; 8 in each late one
		want := map[int]float64{1: 8, 2: 8, 3: 0, 4: 16, 5: 8, 6: 0}[r.Period]
		if r.Measure == "started" && r.Mean != want {
			t.Errorf("%g parts started in period %d, want %g", r.Mean, r.Period, want)
		}
	}
	for _, k := range with.KPIs {
		switch k.Measure {
		case "started", "done", "energy", "busy":
			if d := math.Abs(sum[k.Measure] - k.Mean); !(d <= 1e-12*k.Mean) {
				t.Errorf("the periods of %s add up to %v, the whole is %v", k.Measure, sum[k.Measure], k.Mean)
			}
		case "longest", "most":
			if most[k.Measure] > k.Mean || most[k.Measure] == 0 { // the mean of the greatest is not less than the greatest of means
				t.Errorf("%s: %v in a period, %v in all", k.Measure, most[k.Measure], k.Mean)
			}
		}
	}
	with.Periods = nil
	q, err := prepare(t, strings.Replace(shifted, `, periods: ["06:00", "14:00", "22:00"]`, "", 1))
	if err != nil {
		t.Fatal(err)
	}
	if bytesOf(t, with) != bytesOf(t, mustRun(t, q.Study, q, 2, Options{})) {
		t.Error("periods change the other tables")
	}
}

// Periods of equal length count from the start of the run; one that the warm-up has cut begins with its end.
func TestPeriodsOfEqualLength(t *testing.T) {
	p, err := prepare(t, strings.Replace(strings.Replace(shifted, `["06:00", "14:00", "22:00"]`, "10 h", 1), "replications: 4", "replications: 1", 1))
	if err != nil {
		t.Fatal(err)
	}
	var got [][2]float64
	for _, r := range mustRun(t, p.Study, p, 1, Options{}).Periods {
		if r.Measure == "done" {
			got = append(got, [2]float64{r.From / 3600, r.To / 3600})
		}
	}
	want := [][2]float64{{4, 10}, {10, 20}, {20, 30}, {30, 40}, {40, 48}}
	if len(got) != len(want) {
		t.Fatalf("periods %v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("period %d is %v", i+1, got[i])
		}
	}
}
