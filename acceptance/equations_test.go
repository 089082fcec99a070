package acceptance

import (
	"bufio"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/plantwin/plantwin/sim"
)

// problem is a reference problem written as a scenario with its own kind.
type problem struct {
	name   string
	factor map[string]float64 // a_i of the error norm, the `nominal` of the file; 1 if not listed
	unit   float64            // [s] of the problem's unit of time
	events func() []float64
}

var problems = []problem{
	{name: "lorenz", unit: 1},
	{name: "robertson", unit: 1e-3, factor: map[string]float64{"y1": 1e-6, "y2": 1e-12, "y3": 1e-6}},
	{name: "hires", unit: 1, factor: map[string]float64{"y1": 1e-4, "y2": 1e-4, "y3": 1e-4, "y4": 1e-4, "y5": 1e-4, "y6": 1e-4, "y7": 1e-4, "y8": 1e-4}},
	{name: "thermostat_tank_1000", unit: 1, factor: map[string]float64{"E": 1e6}, events: switches},
	{name: "bouncing_ball_500", unit: 1, events: bounces},
}

// solution is what the reference folder, or a closed form, says.
type solution struct {
	end    map[string]float64 // state at the end
	count  int                // of events
	events map[int]float64    // [s] times of some events, by ordinal from 1
}

// bounces are the times of the ball's bounces: t_1 = sqrt(2 h0/g), then
// 2 t_1 e^k for each flight.
func bounces() []float64 {
	first := math.Sqrt(2 * 10 / 9.81)
	at := []float64{first}
	for k := 1; k < 500; k++ {
		at = append(at, first+2*first*0.99*(1-math.Pow(0.99, float64(k)))/0.01)
	}
	return at
}

// switches are the times at which the thermostat switches: exponentials between
// the two limits.
func switches() []float64 {
	const tau, cold, hot, lo, hi = 200 * 4186 / 15.0, 15.0, 15 + 3000/15.0, 58.0, 62.0
	now := tau * math.Log((hot-60)/(hot-hi))
	at := []float64{now}
	for k := 1; k < 1000; k++ {
		if k%2 == 1 {
			now += tau * math.Log((hi-cold)/(lo-cold))
		} else {
			now += tau * math.Log((hot-lo)/(hot-hi))
		}
		at = append(at, now)
	}
	return at
}

// reference reads the solution from the reference folder; nil if it is not there.
func reference(t testing.TB, name string) *solution {
	t.Helper()
	dir := os.Getenv("PLANTWIN_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared")
	}
	data, err := os.ReadFile(filepath.Join(dir, "reference", "ode", name+".yaml"))
	if err != nil {
		return nil
	}
	var doc struct {
		Reference struct {
			States     []map[string]yaml.Node `yaml:"states"`
			EventCount int                    `yaml:"event_count"`
			Events     [][]string             `yaml:"events"`
		} `yaml:"reference"`
	}
	if err := yaml.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	s := &solution{end: map[string]float64{}, count: doc.Reference.EventCount, events: map[int]float64{}}
	for state, n := range doc.Reference.States[len(doc.Reference.States)-1] {
		if v, err := strconv.ParseFloat(n.Value, 64); err == nil && state != "t" {
			s.end[state] = v
		}
	}
	for _, e := range doc.Reference.Events {
		k, _ := strconv.Atoi(e[0])
		if s.events[k], err = strconv.ParseFloat(e[2], 64); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// bestPeer is the smallest error of any other solver at a tolerance; 0 without
// the reference folder.
func bestPeer(t testing.TB, name, rtol string) float64 {
	t.Helper()
	dir := os.Getenv("PLANTWIN_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared")
	}
	f, err := os.Open(filepath.Join(dir, "peers", "ode", "results-2026-11-22.txt"))
	if err != nil {
		return 0
	}
	defer f.Close()
	best := math.Inf(1)
	for in := bufio.NewScanner(f); in.Scan(); {
		if !strings.HasPrefix(in.Text(), "case="+name+" ") {
			continue
		}
		row := map[string]string{}
		for _, word := range strings.Fields(in.Text()) {
			key, value, _ := strings.Cut(word, "=")
			row[key] = value
		}
		if v, err := strconv.ParseFloat(row["err"], 64); err == nil && row["rtol"] == rtol {
			best = math.Min(best, v)
		}
	}
	if math.IsInf(best, 1) {
		return 0
	}
	return best
}

// solve runs a problem to its end and returns its figures and the times of its
// events [s].
func solve(t testing.TB, name, rtol string) (map[string]float64, []float64) {
	t.Helper()
	m := compile(t, load(t, filepath.Join("testdata", "ode", name+".yaml"), "run.solver={rtol: "+rtol+"}"))
	r := start(t, m, sim.Options{})
	var events []float64
	r.Observe(func(e sim.Entry) {
		if e.Asset < 0 { // a reset inside an island, at the first tick not before it
			events = append(events, e.At.Seconds())
		}
	})
	advance(t, r, m.Plan().For)
	return figures(m, r.State()), events
}

// TestEquations holds the five problems, through the front door, against the
// reference values: the error at the end is at most ten times the tolerance, or
// that of the best peer where all peers are worse; every event is found, its time
// within ten times the tolerance of the horizon, that of the ball within 1 us.
func TestEquations(t *testing.T) {
	for _, p := range problems {
		ref := reference(t, p.name)
		for _, rtol := range []string{"1e-04", "1e-06", "1e-08"} {
			t.Run(p.name+"/"+rtol, func(t *testing.T) {
				got, events := solve(t, p.name, rtol)
				tol, _ := strconv.ParseFloat(rtol, 64)
				if p.events != nil {
					checkEvents(t, &p, ref, events, tol)
				}
				if ref == nil {
					t.Skip("no reference values: the end state is not compared")
				}
				worst := 0.0
				for state, want := range ref.end {
					v, ok := got[state]
					if !ok {
						t.Errorf("no measure of %s", state)
					}
					a, ok := p.factor[state]
					if !ok {
						a = 1
					}
					worst = math.Max(worst, math.Abs(v-want)/(math.Abs(want)+a))
				}
				limit := math.Max(10*tol, bestPeer(t, p.name, rtol))
				t.Logf("error %.2g, at most %.2g", worst, limit)
				if !(worst <= limit) {
					t.Errorf("error %.3g at rtol %s is above %.3g: %v", worst, rtol, limit, got)
				}
			})
		}
	}
}

// checkEvents compares the events found with the closed form and with those of
// the reference folder.
func checkEvents(t *testing.T, p *problem, ref *solution, events []float64, tol float64) {
	t.Helper()
	want := p.events()
	if ref != nil {
		if ref.count != len(want) {
			t.Errorf("the reference folder knows %d events, the closed form %d", ref.count, len(want))
		}
		for k, at := range ref.events {
			if !within(want[k-1], at, 1e-13) {
				t.Errorf("event %d: the reference folder says %.17g, the closed form %.17g", k, at, want[k-1])
			}
		}
	}
	if len(events) != len(want) {
		t.Errorf("%d events, want %d", len(events), len(want))
	}
	worst := 0.0
	for k := range min(len(events), len(want)) {
		worst = math.Max(worst, math.Abs(events[k]-want[k]))
	}
	horizon := want[len(want)-1]
	t.Logf("%d events, largest error of a time %.2g s (%.2g of the horizon)", len(events), worst, worst/horizon)
	if !(worst <= 10*tol*horizon) {
		t.Errorf("an event is %.3g s off", worst)
	}
	if ball := time.Microsecond.Seconds(); p.name == "bouncing_ball_500" && !(worst <= ball) {
		t.Errorf("a bounce is %.3g s off", worst)
	}
}
