package plant_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
)

// Orders and a rate with dates that carry a zone, around the end of summer time in Berlin, 2026-10-25: at 01:00 UTC the
// clocks go from 03:00 back to 02:00. The second of the readings between 02:00 and 03:00 is left out.
func TestZone(t *testing.T) {
	files := map[string]string{
		"orders.csv": "at\n2026-10-24T22:30:00Z\n2026-10-25T00:30:00+02:00\n2026-10-25 03:30\n2026-10-25T04:00:00Z\n",
		"load.csv":   "at,load\n2026-10-24T22:00:00Z,1\n2026-10-25T00:00:00Z,2\n2026-10-25T01:00:00Z,100\n2026-10-25T02:00:00Z,4\n2026-10-25T09:00:00Z,4\n",
	}
	text := `plantwin: 1
name: zone
tables: {load: {file: load.csv, between: step, x: {column: at, unit: date}, y: {column: load, unit: kW}}}
assets:
  in:  {kind: source, orders: {file: orders.csv, release: at}, to: out}
  out: {kind: sink}
  oil: {kind: thermal-mass, C: 1 MJ/K, UA: 1 W/K, heat: load(time), ambient: 20 degC}
run: {start: "2026-10-25 00:00", zone: Europe/Berlin, for: 6 h, warmup: 0 s}
measure: {n: out.done, last: {value: plant.makespan, unit: h}, heat: {value: oil.heat.total, unit: kWh}, most: {value: oil.heat.max, unit: kW}}
`
	load := func(text string) (*plant.Model, error) {
		sc, err := scenarios.Parse(&source.File{Name: "z.yaml", Data: []byte(text)}, func(name string) ([]byte, error) {
			if f, ok := files[name]; ok {
				return []byte(f), nil
			}
			return nil, errors.New("no such file")
		})
		if err != nil {
			return nil, err
		}
		return plant.Compile(sc)
	}
	m, err := load(text)
	if err != nil {
		t.Fatal(err)
	}
	// 22:30 UTC and 00:30+02:00 are 00:30 in Berlin; 04:00 UTC is 05:00 there. 1 kW up to 02:00, 2 kW up to 03:00, then 4 kW.
	got := runModel(t, m)
	for k, want := range map[string]float64{"n": 4, "last": 5, "heat": 1*2 + 2*1 + 4*3, "most": 4} {
		if d := got[k] - want; d > 1e-6 || d < -1e-6 {
			t.Errorf("%s = %g, want %g", k, got[k], want)
		}
	}
	if m, err = load(strings.Replace(text, ", zone: Europe/Berlin", "", 1)); err != nil {
		t.Fatal(err)
	}
	if got := runModel(t, m); got["heat"] < 117.99 || got["heat"] > 118.01 { // 2 kW, 100 kW, then 4 kW for 4 h
		t.Errorf("in UTC %v", got)
	}
	if _, err := load(strings.Replace(text, "Europe/Berlin", "Local", 1)); err == nil || !strings.Contains(err.Error(), "no time zone") {
		t.Errorf("the zone of the machine: %v", err)
	}
}

func TestRecordedStatistics(t *testing.T) {
	text := `plantwin: 1
name: recorded
assets:
  in:  {kind: source, every: 10 s, to: out}
  out: {kind: sink}
run: {for: 1 h, warmup: 0 s}
measure: {lead: {value: out.lead_time.p90, unit: s, recorded: {file: jobs.csv, column: work, unit: min, of: max}}}
`
	for of, want := range map[string]float64{"max": 300, "min": 180, "mean": 240, "total": 720, "last": 180, "sd": 60, "p50": 240, "p75": 270} {
		m, err := compilePart(strings.Replace(text, "of: max", "of: "+of, 1))
		if err != nil {
			t.Fatal(err)
		}
		if x := m.Measures()[0].Recorded; x == nil || *x < want-1e-9 || *x > want+1e-9 {
			t.Errorf("%s: %v, want %g", of, x, want)
		}
	}
	for _, of := range []string{"median", "count"} {
		if _, err := compilePart(strings.Replace(text, "of: max", "of: "+of, 1)); err == nil {
			t.Errorf("%s was taken", of)
		}
	}
}
