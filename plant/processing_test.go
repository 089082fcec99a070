package plant_test

import (
	"context"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
	"github.com/plantwin/plantwin/sim"
)

// cell is a study with one machine m, whose settings follow, and what stands behind the assets.
func cell(t *testing.T, settings, rest string) (*plant.Model, error) {
	t.Helper()
	text := "plantwin: 1\nname: cell\nassets:\n  in: {kind: source, every: 10 s, to: m}\n  m: {kind: machine, cycle: 4 s, to: out" + settings + "}\n  out: {kind: sink}\n" + rest
	if !strings.Contains(rest, "run:") {
		text += "run: {for: 1000 s, warmup: 0 s}\n"
	}
	sc, err := scenarios.Parse(&source.File{Name: "cell.yaml", Data: []byte(text)}, nil)
	if err != nil {
		return nil, err
	}
	return plant.Compile(sc)
}

func runCell(t *testing.T, settings, rest string) map[string]float64 {
	t.Helper()
	m, err := cell(t, settings, rest)
	if err != nil {
		t.Fatal(err)
	}
	return runModel(t, m)
}

// runModel runs a model to its end and gives its measures.
func runModel(t *testing.T, m *plant.Model) map[string]float64 {
	t.Helper()
	run, err := sim.New(m.Sim(), sim.Options{Seed: 1, Replication: 1})
	if err == nil {
		err = run.AdvanceTo(context.Background(), m.Plan().For)
	}
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]float64{}
	for _, x := range m.Measures() {
		out[x.Name], _ = x.Value(run.State())
	}
	return out
}

// Maintenance falls due by its risk: exponential life of 1000 s has a risk of 1 - exp(-h/1000) at every age, Weibull one of
// shape 2 and scale 1000 s reaches 10 % within 100 s at the age a with (a + 100)^2 - a^2 = -ln(0.9) 1000^2, a = 476.8 s.
func TestRisk(t *testing.T) {
	set := func(dist, when string) string {
		return ", failures: {f: {after: " + dist + ", counts: clock, repair: 1 s}}, maintenance: {p: {when: \"" + when + "\", takes: 1 s, renews: [f]}}"
	}
	measure := "measure: {n: m.maintenance.p.count, f: m.failures.f.count}\nrun: {for: 470 s, warmup: 0 s}\n"
	if n := runCell(t, set("{dist: weibull, shape: 2, scale: 1000 s}", "risk(self.failures.f, 100 s) > 10 %"), measure)["n"]; n != 0 {
		t.Errorf("maintenance %g times up to 470 s", n)
	}
	late := strings.Replace(measure, "470", "490", 1)
	if v := runCell(t, set("{dist: weibull, shape: 2, scale: 1000 s}", "risk(self.failures.f, 100 s) > 10 %"), late); v["n"] != 1 && v["f"] == 0 {
		t.Errorf("maintenance %g times up to 490 s", v["n"])
	}
	if v := runCell(t, set("5000 s", "life(self.failures.f) < 4900 s"), measure); v["n"] != 4 {
		t.Errorf("maintenance %g times, want 4", v["n"]) // at the end of the first part after 100 s, and so on
	}
	if v := runCell(t, set("5000 s", "self.failures.f.age > 200 s"), measure); v["n"] != 2 {
		t.Errorf("maintenance %g times, want 2", v["n"])
	}
}

// A rule with gaps throws a part away every 34 s; until ends the run with the tenth part.
func TestEveryAndUntil(t *testing.T) {
	v := runCell(t, "", "rules: {jam: {every: 34 s, do: m.scrap}}\nmeasure: {n: rules.jam.count, lost: m.scrapped, out: out.done}\n")
	if v["n"] != 29 || v["lost"] == 0 {
		t.Errorf("%v", v)
	}
	v = runCell(t, "", "measure: {out: out.done, last: plant.makespan.last}\nrun: {for: 1000 s, until: out.done >= 10, warmup: 0 s}\n")
	if v["out"] != 10 || v["last"] != 104 {
		t.Errorf("%v", v)
	}
}

// What cannot be is refused where it stands.
func TestProcessingFaults(t *testing.T) {
	for settings, want := range map[string]string{
		", batch: {size: 4, least: 5}":                              "more than the size",
		", joins: {doors: 2}":                                       `there is no product or asset "doors"`,
		", joins: {in: 0}":                                          "1",
		", maintenance: {p: {takes: 1 s}}":                          "every or when",
		", maintenance: {p: {every: 9 s, takes: 1 s, renews: [x]}}": `no failure or maintenance "x"`,
		", maintenance: {p: {when: \"risk(m.failures.x, 1 h) > 0.1\", takes: 1 s}}":         "is no failure",
		", failures: {f: {after: 9 s, repair: 1 s, spares: {stock: 1, lot: 2, lead: 1 s}}}": "more than the stock",
		", failures: {f: {after: 9 s, counts: cycles, repair: 1 s}}":                        "a plain number",
		", failures: {f: {after: {dist: exponential, mean: 9 s, whole: 0 s}, repair: 1 s}}": "above 0",
		", blocking: sideways": "cannot be",
		", maintenance: {p: {every: 9 s, takes: 1 s, renews: [p], counts: cycles}}": "a plain number",
	} {
		_, err := cell(t, settings, "")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", settings, err, want)
		}
	}
}
