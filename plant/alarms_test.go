package plant_test

import (
	"strings"
	"testing"
)

// A room that a heater warms for 100 s and that cools for 100 s, time constant 50 s, between 20 and 40 degC nearly: from the
// bottom b it rises to t = 40 - (40 - b)/e2, and falls to 20 + (t - 20)/e2, so t = 37.616 and b = 22.384 in the steady cycle.
const room = `plantwin: 1
name: room
assets:
  in:   {kind: source, every: 200 s, to: m}
  m:    {kind: machine, cycle: 100 s, to: out}
  out:  {kind: sink}
  room: {kind: thermal-mass, C: 50 kJ/K, UA: 1 kW/K, heat: 20 kW * m.busy, ambient: 20 degC, start: {T: 20 degC}}
sensors:
  probe: {of: room.T, unit: degC, noise: 0.1 K, every: 1 s, delay: 5 s, range: {min: 25 degC, max: 36 degC}, quality: {rate: 5 K/s}}
  still: {of: m.busy, unit: "1", every: 1 s, quality: {stuck: 50 s}}
alarms:
  busy: {when: m.busy > 0, for: 90 s, level: info}
  long: {when: m.busy > 0, for: 101 s}
  hot:  {when: room.T > 35 degC, clear: room.T < 25 degC, because: too hot}
  seen: {when: probe > 35 degC, for: 10 s}
run: {for: 2000 s, warmup: 0 s}
measure:
  busy: alarms.busy.count
  busy_time: alarms.busy.active.total
  long: alarms.long.count
  hot: alarms.hot.count
  hot_time: alarms.hot.active.total
  seen: alarms.seen.count
  highest: {value: probe.max, unit: degC}
  lowest: {value: probe.last, unit: degC}
  residual: probe.residual.max
  stuck: still.bad.total
  good: probe.bad.total
`

func TestAlarms(t *testing.T) {
	got := figures(t, room)
	// Parts come from 200 s on; the sensor of what is still sees no change in the first 200 s either.
	for k, want := range map[string]float64{"busy": 9, "busy_time": 90, "long": 0, "hot": 9, "seen": 9, "highest": 36, "good": 0, "stuck": 150 + 9*100} {
		if got[k] != want {
			t.Errorf("%s = %g, want %g", k, got[k], want)
		}
	}
	// from 35 degC on the way up, 50 ln((40 - b)/5) s after the start of the heat, to 25 degC on the way down, 50 ln((t - 20)/5) s after its end
	if x := got["hot_time"] / 9; x < 100-62.9+63.0-2 || x > 100-62.9+63.0+4 {
		t.Errorf("hot for %g s a cycle", x)
	}
	if got["residual"] < 5 {
		t.Errorf("the censored readings are off by %g sd at most", got["residual"])
	}
	for _, x := range [][3]string{
		{"clear: room.T < 25 degC", "clear: room.T < 25 K/s", "K/s"},
		{"for: 90 s", "for: 90 K", "but a time"},
		{"noise: 0.1 K", "noise: 3 s", "noise"},
		{"rate: 5 K/s", "rate: 5 K", "probe.quality.rate"},
		{"every: 1 s, delay: 5 s", "delay: 5 s", "sensor probe is read in a run: how often is missing (write every: 10 s)"},
		{"when: probe", "when: prob", `"prob"`},
		{"min: 25 degC", "min: 25 s", "probe.range.min"},
	} {
		if _, err := compilePart(strings.Replace(room, x[0], x[1], 1)); err == nil || !strings.Contains(err.Error(), x[2]) {
			t.Errorf("%s: %v, want %s", x[1], err, x[2])
		}
	}
}

// A sensor that nothing reads costs nothing: the run is the one without it.
func TestSensorUnread(t *testing.T) {
	quiet := strings.NewReplacer("  seen: {when: probe > 35 degC, for: 10 s}\n", "", "  seen: alarms.seen.count\n", "", "  highest: {value: probe.max, unit: degC}\n", "",
		"  lowest: {value: probe.last, unit: degC}\n", "", "  residual: probe.residual.max\n", "", "  stuck: still.bad.total\n", "", "  good: probe.bad.total\n", "").Replace(room)
	a := compile(t, quiet)
	b := compile(t, quiet[:strings.Index(quiet, "sensors:")]+quiet[strings.Index(quiet, "alarms:"):])
	if a.Plan().Max != 1 {
		t.Error("nothing is random")
	}
	_, x := simulate(t, a)
	_, y := simulate(t, b)
	if x != y {
		t.Error("the runs differ")
	}
}
