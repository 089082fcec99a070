package experiment

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/scenarios"
)

// small is a machine with a thermal mass and a structural variant; its file is read from this text.
const small = `plantwin: 1
name: Small
assets:
  jobs:  {kind: source, every: {dist: exponential, mean: 50 s}, to: press}
  press: {kind: machine, cycle: {dist: exponential, mean: 30 s}, queue: 8, to: out}
  out:   {kind: sink}
  oil:   {kind: thermal-mass, C: 220 kJ/K, UA: 310 W/K, heat: 9.5 kW * press.busy, ambient: 24 degC, start: {T: 24 degC}}
run: {for: 20 h, warmup: auto, replications: 5}
measure:
  throughput: {value: plant.throughput, unit: 1/h, better: higher}
  hottest: {value: oil.T.max, unit: degC, limit: {max: 80 degC}}
variants:
  base: {}
  cooler: {oil.UA: 400 W/K}
  relief:
    add: {second: {kind: machine, like: press}}
    jobs.to: {rule: shortest_queue, of: [press, second]}
`

func prepare(t *testing.T, text string) (*Plant, error) {
	t.Helper()
	sc, err := scenarios.Parse(&source.File{Name: "small.yaml", Data: []byte(text)}, func(string) ([]byte, error) { return nil, errors.New("no files") })
	if err != nil {
		t.Fatal(err)
	}
	return Prepare(sc)
}

func TestPlantWithOneAndManyWorkers(t *testing.T) {
	p, err := prepare(t, small)
	if err != nil {
		t.Fatal(err)
	}
	one := mustRun(t, p.Study, p, 1, Options{})
	many := mustRun(t, p.Study, p, 3, Options{})
	if bytesOf(t, one) != bytesOf(t, many) {
		t.Error("one and three workers give other tables")
	}
	if len(one.KPIs) != 6 || len(one.Series) == 0 || len(one.Failures) != 0 || one.Manifest.Pilot == nil {
		t.Errorf("%d KPIs, %d points, failures %v, pilot %v", len(one.KPIs), len(one.Series), one.Failures, one.Manifest.Pilot)
	}
	// 72 parts an hour arrive and the machine could make 120: all leave, but for the few that find the source held up. Over
	// 20 h a run deviates by sqrt(72*20)/20 = 1.9 per h, the mean of five by 0.85; five of these are allowed.
	if k := one.KPIs[0]; k.Mean < 68 || k.Mean > 76.5 {
		t.Errorf("throughput %v per h of 72", k.Mean)
	}
	// A variant in physics that no rule reads leaves the line alone: the same chances give the same parts.
	if c := one.Compare[0]; c.Variant != "cooler" || c.Measure != "throughput" || c.Difference != 0 {
		t.Errorf("the cooler changes the line: %+v", c)
	}
	if c := one.Compare[1]; c.Measure != "hottest" || !(c.Difference < 0) {
		t.Errorf("the cooler does not cool: %+v", c)
	}
}

// Recording the courses of all replications changes no other table.
func TestRecordingChangesNothing(t *testing.T) {
	p, err := prepare(t, small)
	if err != nil {
		t.Fatal(err)
	}
	with, without := mustRun(t, p.Study, p, 2, Options{Series: 5}), mustRun(t, p.Study, p, 2, Options{Series: -1})
	if len(without.Series) != 0 || len(with.Series) == 0 {
		t.Fatalf("%d and %d points", len(with.Series), len(without.Series))
	}
	with.Series = nil
	if bytesOf(t, with) != bytesOf(t, without) {
		t.Error("recording changes the tables")
	}
}

func TestFaultOfAVariantNamesIt(t *testing.T) {
	_, err := prepare(t, strings.Replace(small, "oil.UA: 400 W/K", "oil.UA: 400 W", 1))
	if err == nil || !strings.Contains(err.Error(), `variant "cooler"`) {
		t.Errorf("error %v", err)
	}
	_, err = prepare(t, strings.Replace(small, "mean: 30 s", "mean: 30 m", 1))
	if err == nil || strings.Contains(err.Error(), "variant") {
		t.Errorf("a fault of the file is blamed on a variant: %v", err)
	}
}

func TestCancelledPlant(t *testing.T) {
	p, err := prepare(t, small)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Run(ctx, p.Study, &Local{Sim: p}, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
