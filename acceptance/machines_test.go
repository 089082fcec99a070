package acceptance

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"sync"
	"testing"

	"github.com/plantwin/plantwin/internal/elem/portable"
)

const module = "github.com/plantwin/plantwin/"

// runPath are the packages that a run computes its numbers with.
var runPath = []string{"internal/elem", "internal/dist", "internal/table", "internal/unit", "sim", "sim/ode", "physics/expr", "physics",
	"plant/line", "plant", "scenarios", "experiment", "internal/doe"}

// TestNothingFused looks through the arm64 build of the run path for products
// that are rounded together with the sum that they go into: their last bit would
// be another than on machines without such an instruction.
func TestNothingFused(t *testing.T) {
	t.Parallel()
	var packages []string
	for _, p := range runPath {
		packages = append(packages, module+p)
	}
	at, err := portable.Fused(packages...)
	if err != nil {
		t.Fatal(err)
	}
	for _, where := range at {
		t.Errorf("%s: a fused product (write float64(a*b) + c)", where)
	}
}

var tooOld = regexp.MustCompile(`can only be run on AMD64 processors`)

// TestInstructionSets builds the program for plain amd64 and for processors with
// fused arithmetic, carries out fit, simulation and report with both, and compares
// the folders: every table, and all of the manifest but the wall clock.
func TestInstructionSets(t *testing.T) {
	t.Parallel()
	if runtime.GOARCH != "amd64" {
		t.Skip("GOAMD64 is a matter of amd64")
	}
	results := map[string]map[string][]byte{}
	var mu sync.Mutex
	t.Run("level", func(t *testing.T) {
		for _, level := range []string{"v1", "v3"} {
			t.Run(level, func(t *testing.T) {
				t.Parallel()
				files := runAt(t, level)
				mu.Lock()
				defer mu.Unlock()
				results[level] = files
			})
		}
	})
	if len(results) < 2 {
		t.Skip("this processor does not run both")
	}
	if n := len(results["v1"]); n < 16 {
		t.Errorf("only %d files", n)
	}
	sameFiles(t, "GOAMD64 v1 and v3", results["v1"], results["v3"])
}

// runAt carries out a study with the program built for a level of GOAMD64; the test is skipped where it does not run.
func runAt(t *testing.T, level string) map[string][]byte {
	dir := t.TempDir()
	program, to := filepath.Join(dir, "plantwin"), filepath.Join(dir, "out")
	build := exec.Command("go", "build", "-o", program, module+"cmd/plantwin")
	build.Env = append(os.Environ(), "GOAMD64="+level, "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("GOAMD64=%s: %v\n%s", level, err, out)
	}
	out, err := exec.Command(program, "run", pressLine, "--set", "run.for=2 d", "--set", "run.replications=4", "--out", to).CombinedOutput()
	if tooOld.Match(out) {
		t.Skipf("this processor does not run GOAMD64=%s", level)
	}
	if err != nil {
		t.Fatalf("GOAMD64=%s: %v\n%s", level, err, out)
	}
	return folder(t, to)
}

var wall = regexp.MustCompile(`(?s)"wall": \{.*?\}`)

// folder reads a result folder but for the report, which shows the wall clock.
func folder(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for _, pattern := range []string{"*.csv", "*.parquet", "manifest.json", "inputs/*"} {
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil || len(files) == 0 {
			t.Fatalf("no %s in the result: %v", pattern, err)
		}
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			name, _ := filepath.Rel(dir, f)
			out[name] = wall.ReplaceAll(data, nil)
		}
	}
	return out
}
