package acceptance

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/plantwin/plantwin/experiment"
	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/table"
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
	"github.com/plantwin/plantwin/sim"
)

// Where things lie, seen from this folder.
const (
	readyMade  = "../scenarios"
	benchFiles = "../bench/scenarios"
)

// shared is the name of a file or folder of the reference folder; the test is
// skipped if there is none.
func shared(t testing.TB, elements ...string) string {
	t.Helper()
	dir := os.Getenv("PLANTWIN_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared")
	}
	path := filepath.Join(append([]string{dir}, elements...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no %s: name the reference folder in PLANTWIN_SHARED", filepath.Join(elements...))
	}
	return path
}

// load reads a scenario with settings such as "run.for=2 d".
func load(t testing.TB, path string, settings ...string) *scenarios.Scenario {
	t.Helper()
	sc, err := scenarios.Load(path, scenarios.Options{Set: patches(t, settings...)})
	if err != nil {
		t.Fatal(err)
	}
	return sc
}

// parse reads a scenario from text; data files come from the folder of the
// ready-made scenarios.
func parse(t testing.TB, text string, settings ...string) *scenarios.Scenario {
	t.Helper()
	read := func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(readyMade, name)) }
	sc, err := scenarios.Options{Set: patches(t, settings...)}.Parse(&source.File{Name: "made.yaml", Data: []byte(text)}, read)
	if err != nil {
		t.Fatal(err)
	}
	return sc
}

func patches(t testing.TB, settings ...string) []scenarios.Patch {
	t.Helper()
	var out []scenarios.Patch
	for _, s := range settings {
		p, err := scenarios.ParseSetting(s)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
	return out
}

func compile(t testing.TB, sc *scenarios.Scenario) *plant.Model {
	t.Helper()
	m, err := plant.Compile(sc)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// start begins a replication with the seed and warm-up of the plan.
func start(t testing.TB, m *plant.Model, o sim.Options) *sim.Run {
	t.Helper()
	o.Seed, o.WarmUp = m.Plan().Seed, m.Plan().WarmUp
	r, err := sim.New(m.Sim(), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func advance(t testing.TB, r *sim.Run, to time.Duration) {
	t.Helper()
	if err := r.AdvanceTo(context.Background(), to); err != nil {
		t.Fatal(err)
	}
}

// save is the state of a run, all of it, as bytes.
func save(t testing.TB, r *sim.Run) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := r.Save(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// resume goes on from a saved state.
func resume(t testing.TB, m *sim.Model, saved []byte) *sim.Run {
	t.Helper()
	r, err := sim.Load(m, bytes.NewReader(saved))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// figures are the measures of a model as they stand in a run, by name; NaN where
// there was no sample.
func figures(m *plant.Model, s *sim.State) map[string]float64 {
	out := map[string]float64{}
	measures := m.Measures()
	for i := range measures {
		v, ok := measures[i].Value(s)
		if !ok {
			v = math.NaN()
		}
		out[measures[i].Name] = v
	}
	return out
}

// study runs a scenario with all its variants.
func study(t testing.TB, sc *scenarios.Scenario, workers int, change func(*experiment.Plan), o experiment.Options) *experiment.Result {
	t.Helper()
	p, err := experiment.Prepare(sc)
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(&p.Study.Plan)
	}
	res, err := experiment.Run(context.Background(), p.Study, &experiment.Local{Sim: p, Workers: workers}, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range res.Failures {
		t.Errorf("%s, replication %d failed: %s", f.Variant, f.Replication, f.Message)
	}
	return res
}

// tables are all tables of a result as files, CSV and Parquet, by name.
func tables(t testing.TB, res *experiment.Result) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for _, x := range res.Tables() {
		var csv, parquet bytes.Buffer
		if err := table.WriteCSV(&csv, x); err != nil {
			t.Fatal(err)
		}
		if err := table.WriteParquet(&parquet, x); err != nil {
			t.Fatal(err)
		}
		out[x.Name+".csv"], out[x.Name+".parquet"] = csv.Bytes(), parquet.Bytes()
	}
	return out
}

// sameFiles compares two sets of files byte for byte; only, if given, names the
// files that count.
func sameFiles(t testing.TB, what string, a, b map[string][]byte, only ...string) {
	t.Helper()
	if len(only) == 0 {
		if len(a) != len(b) {
			t.Errorf("%s: %d files and %d", what, len(a), len(b))
		}
		for name := range a {
			only = append(only, name)
		}
	}
	for _, name := range only {
		if len(a[name]) == 0 {
			t.Errorf("%s: %s is empty", what, name)
		}
		if !bytes.Equal(a[name], b[name]) {
			t.Errorf("%s: %s differs: %s", what, name, firstDifference(a[name], b[name]))
		}
	}
}

// firstDifference shows the lines in which two files begin to differ.
func firstDifference(a, b []byte) string {
	x, y := bytes.Split(a, []byte("\n")), bytes.Split(b, []byte("\n"))
	for i := range min(len(x), len(y)) {
		if !bytes.Equal(x[i], y[i]) {
			return fmt.Sprintf("line %d: %.200q and %.200q", i+1, x[i], y[i])
		}
	}
	return fmt.Sprintf("%d and %d lines", len(x), len(y))
}

// within reports whether two numbers agree within a share of the second.
func within(a, b, share float64) bool { return math.Abs(a-b) <= share*math.Abs(b) }
