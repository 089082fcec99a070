package plant

import (
	"context"
	"math"
	"testing"

	"github.com/plantwin/plantwin/internal/table"
	"github.com/plantwin/plantwin/sim"
)

// A vessel of at most 2 m that is filled while the press works: 10 mm/s in, out 4 mm/s always.
const vessel = `
plantwin: 1
name: Vessel
kinds:
  vessel:
    about: A vessel with given flows.
    source: mass balance
    parameters: {out: {unit: m/s, min: 0}, in: {unit: m/s, min: 0}}
    inputs: {open: {unit: 1}}
    states: {level: {unit: m, min: 0, max: 2}}
    equations: [der(level) = in*open - out]
assets:
  jobs:  {kind: source, every: 1000 s, to: press}
  press: {kind: machine, cycle: 600 s, to: end}
  end:   {kind: sink}
  tank:  {kind: vessel, in: 10 mm/s, out: 4 mm/s, open: press.busy, start: {level: 1 m}}
rules:
  empty: {when: tank.level <= 0 m, do: press.start}
  full:  {when: tank.level >= 2 m, do: press.start}
run: {for: 3000 s, warmup: 0 s}
measure: {mean: tank.level.mean, top: tank.level.max, low: tank.level.min, last: tank.level.last, empty: rules.empty.count, full: rules.full.count}
`

// States are held at the ends of their domain, and rules see them there. The press works from 1000 s to 1600 s and from 2000 s
// to 2600 s: the vessel is empty after 250 s, full 333 s after each start, empty again 500 s after 1600 s (which does not
// happen: 400 s take it to 0.4 m).
func TestDomains(t *testing.T) {
	m, err := Compile(parse(t, vessel))
	if err != nil {
		t.Fatal(err)
	}
	r, err := sim.New(m.Sim(), sim.Options{Seed: 1})
	if err == nil {
		err = r.AdvanceTo(context.Background(), m.Plan().For)
	}
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, x := range m.Measures() {
		got[x.Name], _ = x.Value(r.State())
	}
	area := 0.5*250 + 2*1000.0/3/2 + 2*(600-1000.0/3) + (2+0.4)/2*400 + (0.4+2)/2*(1.6/0.006) + 2*(600-1.6/0.006) + (2+0.4)/2*400
	for name, want := range map[string]float64{"mean": area / 3000, "top": 2, "low": 0, "last": 0.4, "empty": 1, "full": 2} {
		if math.Abs(got[name]-want) > 1e-7 {
			t.Errorf("%s is %.9g, not %.9g", name, got[name], want)
		}
	}
}

// Sensitivities of a state that is held are 0, and grow anew when it leaves: at 1100 s it left 0 at 1000 s, so the level is
// (in - out) 100 s whatever went before; at 100 s it is start - out 100 s; at 1500 s it is at the top.
func TestDomainSlopes(t *testing.T) {
	s, err := table.NewSeries([]float64{0, 1000, 1600}, []float64{0, 1, 0}, table.Step, table.Hold)
	if err != nil {
		t.Fatal(err)
	}
	d, err := NewDriven(parse(t, vessel), Drive{Inputs: map[string]*table.Series{"press.busy": s}, Read: []string{"tank.level"},
		Fit: []string{"tank.in", "tank.out", "tank.start.level"}, Rtol: 1e-10})
	if err != nil {
		t.Fatal(err)
	}
	y, dy, err := d.Run(context.Background(), []float64{0.01, 0.004, 1}, []float64{100, 600, 1100, 1500, 1700}, true)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{0.6, 0, 0.6, 2, 1.6} {
		if math.Abs(y[0][i]-want) > 1e-8 {
			t.Errorf("level %d is %.10g, not %g", i, y[0][i], want)
		}
	}
	for i, want := range []float64{0, -100, 1, 0, 0, 0, 100, -100, 0, 0, 0, 0, 0, -100, 0} {
		if math.Abs(dy[0][i]-want) > 1e-6 {
			t.Errorf("slope %d is %.10g, not %g", i, dy[0][i], want)
		}
	}
}
