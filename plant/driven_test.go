package plant

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/table"
	"github.com/plantwin/plantwin/scenarios"
)

const cooled = `
plantwin: 1
name: Cooled press
parameters: {UA: 190 W/K, twice: 2 * UA}
assets:
  jobs:  {kind: source, every: 40 s, to: press}
  press: {kind: machine, cycle: 30 s, to: out}
  out:   {kind: sink}
  oil:
    kind: thermal-mass
    C: 220 kJ/K
    UA: twice / 2
    heat: 9.5 kW * press.busy
    ambient: 24 degC
    start: {T: 30 degC}
run: {for: 1 h}
`

func parse(t *testing.T, text string) *scenarios.Scenario {
	t.Helper()
	sc, err := scenarios.Parse(&source.File{Name: "test.yaml", Data: []byte(text)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return sc
}

func busy(t *testing.T) *table.Series {
	t.Helper()
	s, err := table.NewSeries([]float64{0, 100, 130, 400, 900}, []float64{1, 0, 0.5, 1, 0}, table.Step, table.Hold)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestDrivenSlopes holds the derivatives of a driven model, through the
// expressions among its numbers, against central differences.
func TestDrivenSlopes(t *testing.T) {
	sc := parse(t, cooled)
	d, err := NewDriven(sc, Drive{Inputs: map[string]*table.Series{"press.busy": busy(t)}, Read: []string{"oil.T"},
		Fit: []string{"UA", "oil.C", "oil.start.T", "oil.ambient"}, Rtol: 1e-10})
	if err != nil {
		t.Fatal(err)
	}
	times := []float64{0, 10, 99.5, 100, 250, 400, 1000, 3000}
	at := []float64{190, 220e3, 303.15, 297.15}
	run := func(x []float64) ([]float64, []float64) {
		y, dy, err := d.Run(context.Background(), x, times, true)
		if err != nil {
			t.Fatal(err)
		}
		return y[0], dy[0]
	}
	_, slopes := run(at)
	for j := range at {
		h := 1e-4 * at[j]
		up, down := append([]float64(nil), at...), append([]float64(nil), at...)
		up[j] += h
		down[j] -= h
		hi, _ := run(up)
		lo, _ := run(down)
		scale := 0.0
		for k := range times {
			scale = math.Max(scale, math.Abs(slopes[k*len(at)+j]))
		}
		for k := range times {
			want := (hi[k] - lo[k]) / (2 * h)
			// the error of the differences is h^2 y'''/6, below 1e-7 of the largest slope here
			if got := slopes[k*len(at)+j]; math.Abs(got-want) > 1e-6*scale {
				t.Errorf("slope by number %d at %g s is %g, differences give %g", j, times[k], got, want)
			}
		}
	}
}

// TestDrivenAgreesWithTheExactSolution compares with C dT/dt = q - UA (T - Ta).
func TestDrivenAgreesWithTheExactSolution(t *testing.T) {
	d, err := NewDriven(parse(t, cooled), Drive{Inputs: map[string]*table.Series{"press.busy": busy(t)}, Read: []string{"oil.T"}})
	if err != nil {
		t.Fatal(err)
	}
	y, _, err := d.Run(context.Background(), nil, []float64{100, 130, 400}, false)
	if err != nil {
		t.Fatal(err)
	}
	temp := 303.15
	tau := 220e3 / 190.0
	for i, leg := range []struct{ dt, share float64 }{{100, 1}, {30, 0}, {270, 0.5}} {
		level := 297.15 + 9500*leg.share/190
		temp = level + (temp-level)*math.Exp(-leg.dt/tau)
		if math.Abs(y[0][i]-temp) > 1e-6 {
			t.Errorf("leg %d ends at %.9f K, exactly %.9f K", i, y[0][i], temp)
		}
	}
}

// TestNumbersThatActThroughTheLine are refused by name.
func TestNumbersThatActThroughTheLine(t *testing.T) {
	_, err := NewDriven(parse(t, cooled), Drive{Inputs: map[string]*table.Series{"press.busy": busy(t)}, Read: []string{"oil.T"},
		Fit: []string{"press.cycle"}})
	var moves *MovesLine
	if !errors.As(err, &moves) || moves.Path != "press.cycle" {
		t.Errorf("the error is %v", err)
	}
}

// TestWith: a number set in a model is the number of a patched file, and what
// cannot be set is refused.
func TestWith(t *testing.T) {
	m, err := Compile(parse(t, cooled))
	if err != nil {
		t.Fatal(err)
	}
	w, err := m.With([]Setting{{"UA", 260}})
	if err != nil {
		t.Fatal(err)
	}
	find := func(m *Model, path string) float64 {
		for _, n := range m.Numbers() {
			if n.Path == path {
				return n.Value
			}
		}
		t.Fatalf("there is no number %s", path)
		return 0
	}
	if got := find(w, "oil.UA"); got != 260 {
		t.Errorf("oil.UA is %g W/K, want 260: it is twice / 2 of what was set", got)
	}
	if got := find(m, "oil.UA"); got != 190 {
		t.Errorf("the first model changed: oil.UA is %g", got)
	}
	for _, bad := range []Setting{{"oil.C", -1}, {"press.servers", 2}, {"nowhere", 1}} {
		if _, err := m.With([]Setting{bad}); err == nil {
			t.Errorf("%s = %g was not refused", bad.Path, bad.Value)
		}
	}
}
