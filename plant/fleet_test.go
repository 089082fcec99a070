package plant_test

import (
	"strings"
	"testing"
)

// A vehicle that drives 100 s for each part breaks down after 1000 s of that, for 100 s: 11 parts of each 1200 s of life,
// and an overhaul every 20 parts.
const breaking = `plantwin: 1
name: breaking
assets:
  in:  {kind: source, at: [0 m, 0 m], every: 0 s, to: out, move: agv}
  out: {kind: sink, at: [50 m, 0 m]}
  agv:
    kind: fleet
    speed: 1 m/s
    failures: {drive: {after: 1000 s, repair: 100 s, needs: fitter, spares: {stock: 1, lead: 30 s}}}
    maintenance: {oil: {every: 50, counts: cycles, takes: 200 s}}
  fitter: {kind: crew}
rules: {night: {when: time > 9000 s, do: agv.stop}, day: {when: time > 9500 s, do: agv.start}}
run: {for: 10 h, warmup: 0 s}
measure: {done: agv.done, down: agv.down, fails: agv.failures.drive.count, mtbf: agv.failures.drive.mtbf, mttr: agv.failures.drive.mttr,
  oils: agv.maintenance.oil.count, idle: agv.off_shift.total, spares: agv.failures.drive.spares.min}
`

func TestFleetFailures(t *testing.T) {
	text := strings.Replace(breaking, "drive.mttr,\n  oils", "drive.mttr, oils", 1)
	got := figures(t, text)
	if got["mttr"] != 100 || got["fails"] < 29 || got["oils"] < 5 || got["idle"] < 380 || got["idle"] > 500 || got["spares"] != 0 {
		t.Errorf("%v", got)
	}
	if d := got["down"] * 36000; d != got["fails"]*100+got["oils"]*200 {
		t.Errorf("%g s down", d)
	}
	for _, x := range [][2]string{
		{"renews: [gun]", `there is no failure or maintenance "gun"`},
		{"part: scrap", `has no setting "part"`},
	} {
		if _, err := compilePart(strings.Replace(text, "takes: 200 s", "takes: 200 s, "+x[0], 1)); err == nil || !strings.Contains(err.Error(), x[1]) {
			t.Errorf("%s: %v", x[0], err)
		}
	}
	if _, err := compilePart(strings.Replace(text, "do: agv.stop", "do: agv.hold", 1)); err == nil {
		t.Error("a fleet cannot be held")
	}
}
