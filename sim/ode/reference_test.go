package ode

import (
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"gopkg.in/yaml.v3"
)

// reference is what a YAML file of the reference folder says about the end.
type reference struct {
	y      []float64
	events map[int]float64 // by ordinal, 1-based
	count  int
}

func loadReference(t testing.TB, name string) *reference {
	t.Helper()
	dir := os.Getenv("PLANTWIN_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	data, err := os.ReadFile(filepath.Join(dir, "reference", "ode", name+".yaml"))
	if err != nil {
		t.Skipf("no reference values: %v", err)
	}
	var doc struct {
		States    yaml.Node `yaml:"states"`
		Reference struct {
			States     []map[string]yaml.Node `yaml:"states"`
			EventCount int                    `yaml:"event_count"`
			Events     [][]string             `yaml:"events"`
		} `yaml:"reference"`
	}
	if err := yaml.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	r := &reference{count: doc.Reference.EventCount, events: map[int]float64{}}
	last := doc.Reference.States[len(doc.Reference.States)-1]
	for _, s := range stateNames(&doc.States) {
		node := last[s]
		values := node.Content // of an array
		if node.Kind == yaml.ScalarNode {
			values = []*yaml.Node{&node}
		}
		for _, n := range values {
			v, err := strconv.ParseFloat(n.Value, 64)
			if err != nil {
				t.Fatalf("%s: state %s: %v", name, s, err)
			}
			r.y = append(r.y, v)
		}
	}
	for _, e := range doc.Reference.Events {
		k, _ := strconv.Atoi(e[0])
		v, err := strconv.ParseFloat(e[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		r.events[k] = v
	}
	return r
}

// stateNames lists the states, or arrays of states, in the order of the file.
func stateNames(n *yaml.Node) []string {
	var names []string
	for _, c := range n.Content {
		if c.Kind != yaml.ScalarNode {
			c = c.Content[1].Content[0] // {array: [x], index: ...}
		}
		names = append(names, c.Value)
	}
	return names
}

// errorOf is the error norm of the reference folder: the largest of
// |y - r| / (|r| + a).
func (r *reference) errorOf(p *problem, y []float64) float64 {
	worst := 0.0
	for i, v := range r.y {
		at := i
		if p.order != nil {
			at = p.order[i]
		}
		worst = math.Max(worst, math.Abs(y[at]-v)/(math.Abs(v)+p.factor(at)))
	}
	return worst
}

// eventError is the largest error of an event's time [s].
func (r *reference) eventError(events []float64) float64 {
	worst := 0.0
	for k, v := range r.events {
		if k > len(events) {
			return math.Inf(1)
		}
		worst = math.Max(worst, math.Abs(events[k-1]-v))
	}
	return worst
}

var tolerances = []float64{1e-4, 1e-6, 1e-8}

// bestPeer is the smallest error of any peer at the three tolerances, from the
// measurements of 2026-11-22 in the shared folder.
var bestPeer = map[string][3]float64{
	"lorenz":               {6.05e-3, 8.84e-5, 2.25e-7},
	"arenstorf":            {2.16e-2, 2.42e-3, 8.43e-5},
	"pleiades":             {6.66e-3, 3.83e-5, 8.71e-7},
	"robertson":            {1.04e-6, 6.44e-9, 1.64e-11},
	"hires":                {1.50e-5, 6.91e-8, 5.05e-10},
	"vanderpol":            {7.86e-7, 4.89e-9, 2.07e-11},
	"oregonator":           {1.52e-5, 4.32e-8, 1.31e-10},
	"pollu":                {1.75e-6, 1.42e-7, 3.19e-10},
	"brusselator1d":        {5.56e-6, 1.62e-8, 4.80e-11},
	"rcline100":            {1.52e-6, 2.32e-8, 9.61e-11},
	"bouncing_ball_500":    {3.95e-9, 2.14e-9, 4.22e-10},
	"thermostat_tank_1000": {1.12e-10, 7.67e-8, 4.35e-8},
	"two_tank_overflow":    {8.78e-8, 2.50e-8, 2.73e-10},
}

func allProblems() []*problem {
	return []*problem{lorenz(), arenstorf(), pleiades(), robertson(), robertsonDAE(), hires(), vanderpol(), oregonator(), pollu(),
		pumpTank(), rcLine(), heatExchanger(), brusselator(), bouncingBall(), thermostat(), twoTanks()}
}

// TestReference holds Auto against the reference values: the error at the end
// is at most ten times the relative tolerance, or that of the best peer at the
// same tolerance where all peers are worse; every event is found, its time
// within ten times the tolerance of the horizon.
func TestReference(t *testing.T) {
	for _, p := range allProblems() {
		ref := loadReference(t, p.name)
		for k, rtol := range tolerances {
			l := newLoop(p.system(), Options{Rtol: rtol, Atol: p.atol(rtol)})
			r, err := l.run(p.end)
			if err != nil {
				t.Errorf("%s %g: %v", p.name, rtol, err)
				continue
			}
			got, want := ref.errorOf(p, r.y), math.Max(10*rtol, bestPeer[p.name][k])
			late := ref.eventError(r.events)
			t.Logf("%-21s %g: error %.1e (allowed %.1e), %d events, worst %.1e s, %d steps, %d rejected, %d evaluations, %d Jacobians",
				p.name, rtol, got, want, len(r.events), late, r.c.Steps, r.c.Rejected, r.c.Evals, r.c.Jacs)
			if !(got <= want) {
				t.Errorf("%s %g: error %.2e, want at most %.2e", p.name, rtol, got, want)
			}
			if len(r.events) != ref.count {
				t.Errorf("%s %g: %d events, want %d", p.name, rtol, len(r.events), ref.count)
			}
			if limit := 10 * rtol * p.end; late > limit || p.name == "bouncing_ball_500" && late > 1e-6 {
				t.Errorf("%s %g: event time off by %.2e s", p.name, rtol, late)
			}
		}
	}
}
