package physics

import (
	"bufio"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
	"github.com/plantwin/plantwin/sim"
)

// problem is a reference problem.
type problem struct {
	name  string
	unit  float64 // [s] of its unit of time
	timed int     // events of the reference that are no rules here: switches of a table of time
}

// problems are all of the reference folder but bouncing_ball_zeno, which TestZeno has.
var problems = []problem{
	{name: "pleiades", unit: 1}, {name: "lorenz", unit: 1}, {name: "arenstorf", unit: 1}, {name: "robertson", unit: 1e-3}, {name: "hires", unit: 1}, {name: "vanderpol", unit: 1}, {name: "oregonator", unit: 1},
	{name: "pollu", unit: 1}, {name: "brusselator1d", unit: 1}, {name: "rcline100", unit: 1}, {name: "heat_exchanger", unit: 1}, {name: "wind_drivetrain", unit: 1},
	{name: "robertson_dae", unit: 1e-3}, {name: "pump_tank_dae", unit: 1},
	{name: "bouncing_ball_500", unit: 1}, {name: "thermostat_tank_1000", unit: 1},
	{name: "sump_pump", unit: 1, timed: 48}, {name: "motor_thermal_relay", unit: 1, timed: 64}, {name: "two_tank_overflow", unit: 1},
	{name: "battery_cc_cv", unit: 1}, {name: "tank_drain", unit: 1}, {name: "coulomb_slide", unit: 1}, {name: "buck_pwm", unit: 1, timed: 2000},
}

// solution is what the reference folder says.
type solution struct {
	Equations  yaml.Node `yaml:"equations"`
	AtolFactor yaml.Node `yaml:"atol_factor"`
	Asked      asked     `yaml:"sensitivities"`
	Slopes     slopes    `yaml:"sensitivities_reference"`
	Reference  struct {
		States     []map[string]yaml.Node `yaml:"states"`
		EventCount int                    `yaml:"event_count"`
		Events     [][]string             `yaml:"events"`
	} `yaml:"reference"`
}

func folder() string {
	if dir := os.Getenv("PLANTWIN_SHARED"); dir != "" {
		return dir
	}
	return filepath.Join("..", "..", "..", "shared")
}

// reference reads a solution; the test is skipped without the folder.
func reference(t testing.TB, name string) *solution {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder(), "reference", "ode", name+".yaml"))
	if err != nil {
		t.Skip("no reference folder: name it in PLANTWIN_SHARED")
	}
	var s solution
	if err := yaml.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	return &s
}

// factor is a_i of the error norm.
func (s *solution) factor(state string) float64 {
	n := &s.AtolFactor
	if n.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == state {
				n = n.Content[i+1]
			}
		}
	}
	if v, err := strconv.ParseFloat(n.Value, 64); err == nil {
		return v
	}
	return 1
}

// values are the states at a checkpoint by the names of the scenario: element i of x is x_i.
func values(row map[string]yaml.Node) (at float64, out map[string]float64) {
	out = map[string]float64{}
	for name, n := range row {
		if n.Kind == yaml.SequenceNode {
			for i, c := range n.Content {
				out[fmt.Sprintf("%s_%d", name, i+1)], _ = strconv.ParseFloat(c.Value, 64)
			}
		} else if v, err := strconv.ParseFloat(n.Value, 64); err == nil {
			out[name] = v
		}
	}
	at = out["t"]
	delete(out, "t")
	return at, out
}

// bestPeer is the smallest error of any other solver at a tolerance; 0 if none is known.
func bestPeer(name, rtol string) float64 {
	f, err := os.Open(filepath.Join(folder(), "peers", "ode", "results-2026-11-22.txt"))
	if err != nil {
		return 0
	}
	defer f.Close()
	best := math.Inf(1)
	for in := bufio.NewScanner(f); in.Scan(); {
		row := map[string]string{}
		for _, word := range strings.Fields(in.Text()) {
			key, value, _ := strings.Cut(word, "=")
			row[key] = value
		}
		if v, err := strconv.ParseFloat(row["err"], 64); err == nil && row["case"] == name && row["rtol"] == rtol {
			best = math.Min(best, v)
		}
	}
	if math.IsInf(best, 1) {
		return 0
	}
	return best
}

// begin compiles a scenario of testdata at a tolerance and starts a run; events gets the times [s] of all resets.
func begin(t testing.TB, name, rtol string, events *[]float64) (*plant.Model, *sim.Run) {
	t.Helper()
	set, err := scenarios.ParseSetting("run.solver={rtol: " + rtol + "}")
	if err != nil {
		t.Fatal(err)
	}
	var sc *scenarios.Scenario
	if name == "brusselator1d" {
		if sc, err = scenarios.Parse(brusselator(500), nil); err == nil {
			sc, err = sc.Patch([]scenarios.Patch{set})
		}
	} else {
		sc, err = scenarios.Load(filepath.Join("testdata", name+".yaml"), scenarios.Options{Set: []scenarios.Patch{set}})
	}
	if err != nil {
		t.Fatal(err)
	}
	return launch(t, sc, events)
}

func launch(t testing.TB, sc *scenarios.Scenario, events *[]float64) (*plant.Model, *sim.Run) {
	t.Helper()
	m, err := plant.Compile(sc)
	if err != nil {
		t.Fatal(err)
	}
	r, err := sim.New(m.Sim(), sim.Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	r.Observe(func(e sim.Entry) {
		if e.Asset < 0 {
			*events = append(*events, e.At.Seconds())
		}
	})
	return m, r
}

// read gives the measures as they stand.
func read(m *plant.Model, r *sim.Run) map[string]float64 {
	out := map[string]float64{}
	measures := m.Measures()
	for i := range measures {
		out[measures[i].Name], _ = measures[i].Value(r.State())
	}
	return out
}

// far is the largest error at a checkpoint, in the norm of the reference.
func (s *solution) far(got, want map[string]float64) (worst float64, where string) {
	for name, w := range want {
		short, _, _ := strings.Cut(name, "_")
		v, ok := got[name]
		if e := math.Abs(v-w) / (math.Abs(w) + s.factor(short)); !ok || !(e <= worst) {
			worst, where = e, name
		}
	}
	return worst, where
}

// TestReferenceProblems holds each problem at each checkpoint and tolerance against the reference: the error is at most ten
// times the tolerance, or that of the best peer where all are worse. Every event is found, its time within ten times the
// tolerance of the horizon. With -v it prints the table of bench/README.md.
func TestReferenceProblems(t *testing.T) {
	var table strings.Builder
	for _, p := range problems {
		fmt.Fprintf(&table, "| %s |", p.name)
		for _, rtol := range []string{"1e-04", "1e-06", "1e-08"} {
			t.Run(p.name+"/"+rtol, func(t *testing.T) {
				ref := reference(t, p.name)
				tol, _ := strconv.ParseFloat(rtol, 64)
				best := bestPeer(p.name, rtol)
				var events []float64
				m, r := begin(t, p.name, rtol, &events)
				horizon, most := 0.0, 0.0
				for _, row := range ref.Reference.States {
					at, want := values(row)
					horizon = at * p.unit
					worst, where := ref.far(after(t, m, r, horizon), want)
					if most = math.Max(most, worst); !(worst <= math.Max(10*tol, best)) {
						t.Errorf("t = %g: the error of %s is %.3g, above ten times the tolerance and the best peer's %.3g", at, where, worst, best)
					}
				}
				found, late := ref.checkEvents(t, &p, events, 10*tol*horizon)
				fmt.Fprintf(&table, " %.1e | %s | %s |", most, orDash("%.1e", best, best > 0), orDash("%.0e", late/horizon, found > 0))
				if rtol == "1e-08" {
					fmt.Fprintf(&table, " %s |", orDash("%.0f", float64(found), found > 0))
				}
			})
		}
		table.WriteByte('\n')
	}
	const one = " error | best peer | events |"
	t.Logf("errors at rtol 1e-4, 1e-6 and 1e-8; times of events over the horizon\n| problem |%s%s%s found |\n|---|%s\n%s", one, one, one, strings.Repeat("--:|", 10), table.String())
}

// orDash prints a value where there is one.
func orDash(format string, v float64, there bool) string {
	if !there {
		return "-"
	}
	return fmt.Sprintf(format, v)
}

// after runs to a time [s] and reads the measures.
func after(t *testing.T, m *plant.Model, r *sim.Run, at float64) map[string]float64 {
	t.Helper()
	tick, err := sim.Ticks(at)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.AdvanceTo(context.Background(), tick); err != nil {
		t.Fatal(err)
	}
	return read(m, r)
}

// checkEvents compares the events of rules with those of the reference, and gives how many there are and the largest error
// of a time [s].
func (s *solution) checkEvents(t *testing.T, p *problem, events []float64, tol float64) (found int, late float64) {
	t.Helper()
	if want := s.Reference.EventCount - p.timed; s.Reference.EventCount > 0 && len(events) != want {
		t.Errorf("%d events, want %d", len(events), want)
	}
	for _, e := range s.Reference.Events {
		at, err := strconv.ParseFloat(e[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		off := math.Inf(1)
		switch k, _ := strconv.Atoi(e[0]); {
		case p.timed == 0 && k >= 1 && k <= len(events):
			off = math.Abs(events[k-1] - at)
		case p.timed == 0 || strings.HasPrefix(e[1], "burst") || strings.HasPrefix(e[1], "duty") || p.name == "buck_pwm":
			if p.timed > 0 {
				continue // a table of time has it
			}
		default:
			for _, x := range events {
				off = math.Min(off, math.Abs(x-at))
			}
		}
		if late = math.Max(late, off); !(off <= tol) {
			t.Errorf("%s at %g is %.3g s off", e[1], at, off)
		}
	}
	return len(events), late
}

// TestZeno runs a ball whose bounces have a limit in time: the first 30 within a tick of the closed form, then at rest.
func TestZeno(t *testing.T) {
	for _, rtol := range []string{"1e-04", "1e-06", "1e-08"} {
		var events []float64
		m, r := begin(t, "bouncing_ball_zeno", rtol, &events)
		got := after(t, m, r, m.Plan().For.Seconds())
		first := math.Sqrt(2 / 9.81)
		limit := first * 1.7 / 0.3
		for k := range 30 {
			want := first + 2*first*0.7*(1-math.Pow(0.7, float64(k)))/0.3
			if math.Abs(events[k]-want) > 2e-9 { // the reference asks for 1e-9; the log gives the first tick of 1e-9 s not before
				t.Errorf("%s: bounce %d at %.12g, want %.12g", rtol, k+1, events[k], want)
			}
		}
		if last := events[len(events)-1]; got["lies"] != 1 || math.Abs(last-limit) > 1e-6 || math.Abs(got["h"]) > 1e-6 || got["v"] != 0 {
			t.Errorf("%s: rest at %.9g, want %.9g: %v", rtol, last, limit, got)
		}
	}
}
