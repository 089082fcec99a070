package acceptance

import (
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/plantwin/plantwin/experiment"
	"github.com/plantwin/plantwin/sim"
)

// queue is a scenario of the bench folder whose means are known.
type queue struct {
	file, id string
	inside   string // the mean number inside, as a measure
	exact    map[string]float64
	names    map[string]string  // measure -> name in the reference folder
	half     map[string]float64 // largest half-width that still means something, as a share of the value
	runs     int                // replications that are enough for that; 0: as the file says
}

// The exact values, from their formulas: M/M/1 and M/M/c Kleinrock (1975), 3.2 and
// 3.5; M/G/1 Pollaczek-Khinchine, same book, 5.6; M/M/1/K Gross et al. (2008),
// 2.4; two machines Hunt (1956), throughput (b+2)/(b+3).
func queues() []queue {
	rho := 0.8
	lost := (1 - 0.9) * math.Pow(0.9, 5) / (1 - math.Pow(0.9, 6))
	inside := 0.9/(1-0.9) - 6*math.Pow(0.9, 6)/(1-math.Pow(0.9, 6))
	flow := 0.9 * (1 - lost)
	wait5 := erlangC(5, 4) / (5 - 4)
	wait := 0.75 * (1 + 2) / (2 * (1 - 0.75)) // E[S^2] = mean^2 (1 + scv)
	return []queue{
		{"mm1", "mm1-rho080", "desk.parts.mean",
			map[string]float64{"utilization": rho, "in_system": rho / (1 - rho), "sojourn": 1 / (1 - rho), "wait": rho / (1 - rho), "sojourn_p90": math.Log(10) / (1 - rho)},
			map[string]string{"utilization": "utilization", "in_system": "mean_number_in_system", "sojourn": "mean_time_in_system", "wait": "mean_wait", "sojourn_p90": "sojourn_p90"},
			map[string]float64{"utilization": 0.003, "in_system": 0.02, "sojourn": 0.02, "wait": 0.02, "sojourn_p90": 0.02}, 12},
		{"mm5", "mm5-rho080", "desk.parts.mean",
			map[string]float64{"utilization": 0.8, "in_system": 4 + 4*wait5, "sojourn": 1 + wait5, "wait": wait5},
			map[string]string{"utilization": "utilization", "in_system": "mean_number_in_system", "sojourn": "mean_time_in_system", "wait": "mean_wait"},
			map[string]float64{"utilization": 0.002, "in_system": 0.01, "sojourn": 0.01, "wait": 0.02}, 0},
		{"mg1", "mln1-rho075", "desk.parts.mean",
			map[string]float64{"utilization": 0.75, "in_system": 0.75 * (wait + 1), "sojourn": wait + 1, "wait": wait},
			map[string]string{"utilization": "utilization", "in_system": "mean_number_in_system", "sojourn": "mean_time_in_system", "wait": "mean_wait"},
			map[string]float64{"utilization": 0.003, "in_system": 0.03, "sojourn": 0.03, "wait": 0.03}, 12},
		{"mm1k5", "mm1k5", "desk.parts.mean",
			map[string]float64{"utilization": flow, "throughput": flow, "lost_share": lost, "in_system": inside, "sojourn": inside / flow, "wait": inside/flow - 1},
			map[string]string{"utilization": "utilization", "throughput": "throughput", "lost_share": "probability_lost", "in_system": "mean_number_in_system", "sojourn": "mean_time_in_system", "wait": "mean_wait"},
			map[string]float64{"utilization": 0.003, "throughput": 0.003, "lost_share": 0.01, "in_system": 0.01, "sojourn": 0.01, "wait": 0.01}, 0},
		{"line2", "line-2-5", "plant.wip.mean",
			map[string]float64{"throughput": 0.875, "working_1": 0.875, "blocked_1": 0.125, "working_2": 0.875, "starved_2": 0.125, "stock": 2.5},
			map[string]string{"throughput": "throughput", "working_1": "working_machine1", "blocked_1": "blocked_machine1", "working_2": "working_machine2", "starved_2": "starved_machine2", "stock": "mean_stock_buffer1"},
			map[string]float64{"throughput": 0.003, "working_1": 0.003, "blocked_1": 0.02, "working_2": 0.003, "starved_2": 0.02, "stock": 0.01}, 0},
	}
}

// plan asks for 99.9 % intervals, from no more replications than are needed.
func (q *queue) plan(p *experiment.Plan) {
	p.Confidence = 0.999
	if q.runs > 0 {
		p.Min, p.Max = q.runs, q.runs
	}
}

// erlangC is the probability that all c servers are busy under a load of a.
func erlangC(c int, a float64) float64 {
	term, sum := 1.0, 1.0
	for k := 1; k < c; k++ {
		term *= a / float64(k)
		sum += term
	}
	last := term * a / float64(c) * float64(c) / (float64(c) - a)
	return last / (sum + last)
}

// expected are the reference values of one case, by name; nil where the reference
// folder is not at hand.
func expected(t testing.TB, id string) map[string]yaml.Node {
	t.Helper()
	dir := os.Getenv("PLANTWIN_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared")
	}
	files, _ := filepath.Glob(filepath.Join(dir, "reference", "des", "*.yaml"))
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var doc struct {
			Cases []struct {
				ID       string               `yaml:"id"`
				Expected map[string]yaml.Node `yaml:"expected"`
			} `yaml:"cases"`
		}
		if err := yaml.Unmarshal(data, &doc); err != nil {
			t.Fatal(err)
		}
		for _, c := range doc.Cases {
			if c.ID == id {
				return c.Expected
			}
		}
	}
	if len(files) > 0 {
		t.Errorf("the reference folder has no case %s", id)
	}
	t.Logf("no reference values for %s: those of the formulas alone are used", id)
	return nil
}

// TestQueues asks that 99.9 % intervals over the replications of each file, with
// its fixed seed, hold the exact values. Some thirty intervals at that level all
// hold with a probability of 97 %.
func TestQueues(t *testing.T) {
	for _, q := range queues() {
		t.Run(q.file, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join(benchFiles, q.file+".yaml"))
			if err != nil {
				t.Fatal(err)
			}
			// What Little's law needs besides; `measure` is the last section.
			added := string(text) + "  flow: {value: out.done.rate, unit: 1/s}\n  inside: " + q.inside + "\n  stay: {value: out.lead_time.mean, unit: s}\n"
			res := study(t, parse(t, added), 0, q.plan, experiment.Options{Series: -1})
			ref := expected(t, q.id)
			for _, name := range slices.Sorted(maps.Keys(q.exact)) {
				exact := q.exact[name]
				checkReference(t, ref, q.names[name], exact)
				checkMean(t, res, name, exact, q.half[name])
			}
			checkStates(t, res)
			checkLittle(t, res)
		})
	}
}

// checkReference compares a formula with the reference folder, which gives ten
// digits.
func checkReference(t *testing.T, ref map[string]yaml.Node, name string, exact float64) {
	t.Helper()
	if ref == nil {
		return
	}
	var v float64
	n, ok := ref[name]
	if !ok || n.Decode(&v) != nil || !within(v, exact, 1e-9) {
		t.Errorf("%s: the reference folder says %v, the formula %.10g", name, n.Value, exact)
	}
}

func checkMean(t *testing.T, res *experiment.Result, name string, exact, half float64) {
	t.Helper()
	for _, k := range res.KPIs {
		if k.Measure != name {
			continue
		}
		t.Logf("%-12s %.6g ± %.2g (%.2g %%), exact %.6g", name, k.Mean, k.HalfWidth, 100*k.HalfWidth/exact, exact)
		if !(math.Abs(k.Mean-exact) <= k.HalfWidth) {
			t.Errorf("%s = %.6g ± %.2g does not hold %.6g", name, k.Mean, k.HalfWidth, exact)
		}
		if !(k.HalfWidth <= half*exact) {
			t.Errorf("%s: the half-width %.2g says too little", name, k.HalfWidth)
		}
		return
	}
	t.Errorf("no measure %s", name)
}

// checkStates asks that the shares of time of each asset add up to 1. They are
// whole nanoseconds divided by the horizon and averaged, so nothing but rounding
// is left.
func checkStates(t *testing.T, res *experiment.Result) {
	t.Helper()
	sum := map[string]float64{}
	for _, s := range res.States {
		sum[s.Asset] += s.Share
	}
	if len(sum) == 0 {
		t.Error("no states")
	}
	for asset, v := range sum {
		if !within(v, 1, 1e-12) {
			t.Errorf("the states of %s add up to %.17g", asset, v)
		}
	}
}

// checkLittle asks for L = lambda W in each replication. On a sample path the two
// sides differ by what stands inside at the two ends: a few parts for some
// seconds, in 1e5 s and more, that is below 1e-3.
func checkLittle(t *testing.T, res *experiment.Result) {
	t.Helper()
	type run struct{ flow, inside, stay float64 }
	runs := map[int]*run{}
	for _, r := range res.Runs {
		x := runs[r.Replication]
		if x == nil {
			x = &run{}
			runs[r.Replication] = x
		}
		switch r.Measure {
		case "flow":
			x.flow = r.Value
		case "inside":
			x.inside = r.Value
		case "stay":
			x.stay = r.Value
		}
	}
	for k, x := range runs {
		if !within(x.flow*x.stay, x.inside, 1e-3) {
			t.Errorf("replication %d: L = %.6g but lambda W = %.6g", k, x.inside, x.flow*x.stay)
		}
	}
	if len(runs) == 0 {
		t.Error("no runs")
	}
}

// TestConveyor follows every part of the accumulating conveyor to the nanosecond:
// the source of the file sends its first part one gap after the start.
func TestConveyor(t *testing.T) {
	const gap, cycle, length, parts = 2 * time.Second, 3 * time.Second, 10 * time.Second, 8
	m := compile(t, load(t, filepath.Join(benchFiles, "conveyor.yaml")))
	r := start(t, m, sim.Options{})
	ref := expected(t, "conveyor-accumulating")
	var finishes []float64
	if n, ok := ref["machine_finish_times"]; ok {
		if err := n.Decode(&finishes); err != nil {
			t.Fatal(err)
		}
	}
	begun := time.Duration(0) // kinematics: start_k = max(entry_k + length/speed, finish_{k-1})
	sum := time.Duration(0)
	for k := range parts {
		entry := time.Duration(k) * gap
		begun = max(entry+length, begun)
		finish := begun + cycle
		if finishes != nil && finishes[k] != finish.Seconds() {
			t.Errorf("part %d: the reference folder says %g s, kinematics %v", k+1, finishes[k], finish)
		}
		advance(t, r, gap+finish-1)
		if done := figures(m, r.State())["done"]; done != float64(k) {
			t.Errorf("%g parts just before %v, want %d", done, gap+finish, k)
		}
		advance(t, r, gap+finish)
		if done := figures(m, r.State())["done"]; done != float64(k+1) {
			t.Errorf("%g parts at %v, want %d", done, gap+finish, k+1)
		}
		sum += finish - entry
		begun = finish
	}
	advance(t, r, m.Plan().For)
	got := figures(m, r.State())
	want := map[string]float64{"done": parts, "lead_min": 13, "lead_max": 20, "lead_mean": sum.Seconds() / parts,
		"cutter_busy": (m.Plan().For - gap - length).Seconds() / m.Plan().For.Seconds()}
	for name, v := range want {
		if !within(got[name], v, 1e-15) {
			t.Errorf("%s = %.17g, want %.17g", name, got[name], v)
		}
	}
	states := m.States()
	for i := range states {
		total := 0.0
		for k := range states[i].States {
			total += states[i].Share(r.State(), k)
		}
		if !within(total, 1, 1e-15) {
			t.Errorf("the states of %s add up to %.17g", states[i].Asset, total)
		}
	}
}
