package fits

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
)

const pressLog = `
plantwin: 1
name: Log
assets:
  in: {kind: source, every: 60 s, to: press}
  press: {kind: machine, cycle: 30 min, failures: {die: {after: {dist: weibull, shape: 1.6, scale: 9 h}, repair: 25 min}}, to: out}
  out: {kind: sink}
run: {for: 1 d}
calibrate:
  press: {events: log.csv, columns: {time: ts, asset: m, event: what}, EXTRA}
`

// TestCalendar: cycles of 100 to 119 min in shifts of eight hours run over night where they did not end; only the time in shifts
// counts, by hand: 109.5 min in the mean, where the clock would say far more.
func TestCalendar(t *testing.T) {
	const shift, day = 8 * 60, 24 * 60 // [min], from 06:00
	var b strings.Builder
	b.WriteString("ts,m,what\n")
	worked := 0
	write := func(what string) {
		at := worked/shift*day + 6*60 + worked%shift
		fmt.Fprintf(&b, "%s,press,%s\n", time.Date(2026, 1, 5, 0, at, 0, 0, time.UTC).Format(time.RFC3339), what)
	}
	for i := range 60 {
		worked++
		write("start")
		worked += 100 + 7*i%20
		write("end")
	}
	mean := func(extra string) float64 {
		fits := fit(t, parse(t, strings.Replace(pressLog, "EXTRA", extra, 1), map[string]string{"log.csv": b.String()}))
		for _, e := range fits.Estimates {
			if e.Name == "press.cycle.mean" {
				return e.Value
			}
		}
		t.Fatal("no mean")
		return 0
	}
	if got := mean(`calendar: ["06:00-14:00"], fit: {press.cycle: [normal]}`); math.Abs(got-109.5) > 1e-6 {
		t.Errorf("mean of cycles in shifts is %g min, want 109.5", got)
	}
	if got := mean(`fit: {press.cycle: [normal]}`); got < 200 {
		t.Errorf("mean of cycles by the clock is %g min, which leaves no night in", got)
	}
}

// TestTrend: failures that come faster and faster (Weibull process of shape 2.5) are told; those at a constant rate are not.
func TestTrend(t *testing.T) {
	log := func(shape float64) string {
		var b strings.Builder
		b.WriteString("ts,m,what\n2026-01-05T00:00:00Z,press,start\n")
		for k := 1; k <= 40; k++ {
			at := 400 * 3600 * math.Pow(float64(k)/40.5, 1/shape)
			clock := time.Date(2026, 1, 5, 0, 0, int(at), 0, time.UTC)
			fmt.Fprintf(&b, "%s,press,fail\n%s,press,repaired\n", clock.Format(time.RFC3339), clock.Add(time.Second).Format(time.RFC3339))
		}
		return b.String()
	}
	said := func(shape float64) string {
		fits := fit(t, parse(t, strings.Replace(pressLog, "EXTRA", "fit: {press.failures.die.after: [weibull, exponential]}", 1), map[string]string{"log.csv": log(shape)}))
		return strings.Join(fits.Notes[0].Warnings, "\n")
	}
	if s := said(2.5); !strings.Contains(s, "more and more often") || !strings.Contains(s, "power-law process") {
		t.Errorf("no trend told: %s", s)
	}
	if s := said(1); strings.Contains(s, "often") {
		t.Errorf("a trend where there is none: %s", s)
	}
}

// TestMeans: a table of seconds averaged over minutes on the clock, with rows of another machine left out, fits as the minutes
// made by hand do.
func TestMeans(t *testing.T) {
	var raw, made strings.Builder
	raw.WriteString("ts,unit,volt,amp,T\n")
	made.WriteString("t,q,T\n")
	temperature := func(s float64) float64 { return 20 + 30*(1-math.Exp(-s/700)) + 0.2*math.Sin(s) }
	for m := range 40 {
		sum := 0.0
		for s := 60 * m; s < 60*m+60; s += 3 {
			ts := time.Date(2026, 1, 5, 6, 0, s, 0, time.UTC).Format(time.RFC3339)
			fmt.Fprintf(&raw, "%s,A,230,%g,%.12g\n%s,B,1,1,99\n", ts, 9000.0/230, temperature(float64(s)), ts)
			sum += temperature(float64(s)) / 20
		}
		fmt.Fprintf(&made, "%d,9,%.17g\n", 60*m, sum)
	}
	study := func(series string) float64 {
		fits := fit(t, parse(t, `
plantwin: 1
name: Means
assets:
  oil: {kind: thermal-mass, C: 180 kJ/K, UA: 250 W/K, heat: 9 kW, ambient: 20 degC, start: {T: 20 degC}}
sensors: {probe: {of: oil.T, unit: degC, noise: 0.5 K}}
run: {for: 1 h}
calibrate:
  oil: {`+series+`, compare: {probe: T}, fit: {oil.UA: {min: 50 W/K, max: 2000 W/K}, oil.C: {min: 20 kJ/K, max: 2000 kJ/K}}}
`, map[string]string{"raw.csv": raw.String(), "made.csv": made.String()}))
		return fits.RSS["oil"]
	}
	a := study("data: raw.csv, time: ts, where: {unit: A, T: {max: 90}}, every: 1 min, inputs: {oil.heat: {column: volt, times: amp, unit: W, between: step}}")
	b := study("data: made.csv, time: {column: t, unit: s}, inputs: {oil.heat: {column: q, unit: kW, between: step}}")
	if math.Abs(a/b-1) > 1e-6 {
		t.Errorf("RSS %.10g by averaging, %.10g by hand", a, b)
	}
}

// TestFactors: of three changes that may explain a recorded wait one does, and it alone is chosen: M/M/1 at 0.75 waits 135 s at a
// service of 45 s (Kleinrock, Queueing systems I (1975), eq. 3.30), which is what the second change sets.
func TestFactors(t *testing.T) {
	fits := fit(t, parse(t, `
plantwin: 1
name: Queue
assets:
  in: {kind: source, every: {dist: exponential, mean: 60 s}, to: desk}
  desk: {kind: machine, queue: unlimited, cycle: {dist: exponential, mean: 30 s}, to: pack}
  pack: {kind: machine, queue: unlimited, cycle: 5 s, to: out}
  out: {kind: sink}
run: {for: 10 d, warmup: 1 d, seed: 3}
measure:
  wait: {value: desk.wait.mean, unit: s, recorded: 135 s}
calibrate:
  desk:
    match: wait
    factors:
      two clerks: {set: {desk.servers: 2}}
      slower desk: {set: {desk.cycle.mean: 45 s}}
      slower packing: {set: {pack.cycle: 20 s}}
    replications: 10
`, nil))
	if s := fits.Notes[0].Summary; !strings.Contains(s, `chosen: "slower desk"`) {
		t.Errorf("%s", s)
	}
	if len(fits.Overlay) != 1 || fits.Overlay[0].Path != "desk.cycle.mean" {
		t.Errorf("overlay %v", fits.Overlay)
	}
}
