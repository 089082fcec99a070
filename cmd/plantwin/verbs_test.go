package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/plant/line"
)

// small is a study that runs in milliseconds.
const small = `plantwin: 1
name: Small
assets:
  jobs: {kind: source, every: {dist: exponential, mean: 40 s}, to: press}
  press: {kind: machine, cycle: 30 s, to: out}
  out: {kind: sink}
run: {for: 2 h, warmup: 10 min, replications: 4}
measure: {throughput: {value: plant.throughput, unit: 1/h, better: higher}}
variants: {base: {}, faster: {press.cycle: 20 s}}
`

// study writes a scenario into a folder of its own.
func study(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "study.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func read(t *testing.T, parts ...string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(parts...))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// run writes the folder and says where; the report verb makes the same bytes.
func TestRunAndReport(t *testing.T) {
	path, dir := study(t, small), filepath.Join(t.TempDir(), "results")
	code, out, errs := plantwin(t, "run", path, "--out", dir)
	if code != 0 || errs != "" || !strings.Contains(out, "throughput [per h]") || !strings.HasSuffix(out, "Report: "+filepath.Join(dir, "report.html")+"\n") {
		t.Fatalf("%d %s\n%s", code, errs, out)
	}
	report := filepath.Join(dir, "report.html")
	first := read(t, report)
	if err := os.Remove(report); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := plantwin(t, "report", dir); code != 0 || errs != "" {
		t.Fatalf("%d %s", code, errs)
	}
	if !bytes.Equal(first, read(t, report)) {
		t.Error("report makes other bytes than run did")
	}
}

// --json prints a run for other programs, --variant restricts it, and --seed and
// --set are in its manifest. A later run replaces its own folder.
func TestRunFlags(t *testing.T) {
	path, dir := study(t, small), filepath.Join(t.TempDir(), "results")
	for _, variant := range []string{"base", "faster"} {
		code, out, errs := plantwin(t, "run", path, "--out", dir, "--json", "--variant", variant, "--seed", "9", "--set", "press.servers=2", "--workers", "1")
		var s summary
		if err := json.Unmarshal([]byte(out), &s); err != nil || code != 0 || errs != "" {
			t.Fatalf("%d %v %s\n%s", code, err, errs, out)
		}
		if len(s.KPIs) != 1 || s.KPIs[0].Variant != variant || s.Folder != dir {
			t.Errorf("%+v", s)
		}
	}
	var m struct{ Options, Variants []string }
	if err := json.Unmarshal(read(t, dir, "manifest.json"), &m); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(m.Options, " "); got != "set=press.servers=2 set=run.seed=9 variant=faster" || len(m.Variants) != 1 {
		t.Errorf("options %q, variants %q", got, m.Variants)
	}
}

// A wrong flag is refused before anything is simulated.
func TestWrongFlags(t *testing.T) {
	path, foreign := study(t, small), t.TempDir()
	if err := os.WriteFile(filepath.Join(foreign, "letter.txt"), []byte("dear"), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, args := range map[string][]string{
		`no variant "fastre" (did you mean "faster"?)`:        {"run", path, "--variant", "fastre"},
		"--data: there is no folder nowhere":                  {"run", path, "--data", "nowhere"},
		"holds something else than results":                   {"run", path, "--out", foreign},
		"--workers: 0 simulations at the same time are none":  {"run", path, "--workers", "0"},
		`--set: "press.cycle" is no setting (write`:           {"check", path, "--set", "press.cycle"},
		"--set:1:14: press.cycle: 3 kg is a mass":             {"check", path, "--set", "press.cycle=3 kg"},
		`--set:1:7: press has no setting "cycel" (did you`:    {"check", path, "--set", "press.cycel=3 s"},
		`--set:1:1: nothing is called "pres" (did you mean`:   {"check", path, "--set", "pres.cycle=3 s"},
		"cannot read none.yaml":                               {"run", path, "--with", "none.yaml"},
		"has no calibrate section":                            {"calibrate", path},
		"holds no result":                                     {"report", foreign},
		`there is no kind "machin" (did you mean "machine"?)`: {"kinds", "machin"},
		"check takes one file (write plantwin check FILE":     {"check"},
		"unknown flag: --sed":                                 {"run", path, "--sed", "3"},
	} {
		code, out, errs := plantwin(t, args...)
		if code != exitFault || out != "" || !strings.Contains(errs, want) {
			t.Errorf("%v: %d %q, not %q", args[0], code, errs, want)
		}
	}
	if entries, _ := os.ReadDir(foreign); len(entries) != 1 {
		t.Error("a foreign folder was written to")
	}
}

// Failed replications are an exit code of their own, beside the results of the others.
func TestFailedRuns(t *testing.T) {
	text := strings.Replace(small, "run: {for: 2 h, warmup: 10 min", "tables: {sun: {x: s, y: K, points: [[0, 290], [60, 300]], outside: stop}}\nrun: {for: 2 h, warmup: 0 s", 1)
	text = strings.Replace(text, "  out: {kind: sink}", "  out: {kind: sink}\n  oil: {kind: thermal-mass, C: 220 kJ/K, UA: 190 W/K, heat: 0 W, ambient: sun(time)}", 1)
	dir := filepath.Join(t.TempDir(), "results")
	code, _, errs := plantwin(t, "run", study(t, text), "--out", dir)
	if code != exitFailed || !strings.Contains(errs, "see failures.csv") {
		t.Fatalf("%d %s", code, errs)
	}
	if s := string(read(t, dir, "failures.csv")); !strings.Contains(s, "oil") {
		t.Errorf("the asset is not named:\n%s", s)
	}
}

// An interrupted run writes nothing.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	dir := filepath.Join(t.TempDir(), "results")
	var out, errs bytes.Buffer
	if code := execute(ctx, []string{"run", study(t, small), "--out", dir}, &out, &errs); code != exitStop || !strings.Contains(errs.String(), "interrupted") {
		t.Errorf("%d %s", code, errs.String())
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("a folder was written")
	}
}

// calibrate writes an overlay that --with takes.
func TestCalibrateVerb(t *testing.T) {
	dir := t.TempDir()
	code, out, errs := plantwin(t, "calibrate", "../../scenarios/press-line.yaml", "--out", dir)
	if code != 0 || errs != "" || !strings.Contains(out, "oil_UA") {
		t.Fatalf("%d %s\n%s", code, errs, out)
	}
	if code, _, errs := plantwin(t, "check", "../../scenarios/press-line.yaml", "--with", filepath.Join(dir, "estimates.yaml")); code != 0 {
		t.Error(errs)
	}
}

// kinds shows every kind that it lists.
func TestKindsVerb(t *testing.T) {
	_, list, _ := plantwin(t, "kinds")
	names := 0
	for _, row := range strings.Split(strings.TrimSpace(list), "\n") {
		name, _, _ := strings.Cut(row, " ")
		names++
		if code, out, errs := plantwin(t, "kinds", name); code != 0 || !strings.HasPrefix(out, name+": ") {
			t.Errorf("%s: %d %s%s", name, code, out, errs)
		}
	}
	if names <= len(line.Kinds()) {
		t.Errorf("%d kinds, so no equation components", names)
	}
}

// Nothing but a terminal sees progress: standard error is a buffer or a file here.
func TestProgressOnlyOnTerminals(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "errors.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if (&terminal{errs: f}).progress() || (&terminal{errs: &bytes.Buffer{}}).progress() {
		t.Error("a file is taken for a terminal")
	}
}

// The shell's completion comes with the command.
func TestCompletion(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		if code, out, errs := plantwin(t, "completion", shell); code != 0 || len(out) < 1000 {
			t.Errorf("%s: %d %s", shell, code, errs)
		}
	}
}

// A place some way off the aisles is told by check with its position and stands among the assumptions of the report; it is no fault.
func TestGapOfAisles(t *testing.T) {
	path := study(t, `plantwin: 1
name: Off the aisle
assets:
  jobs:  {kind: source, at: [0 m, 0 m], every: 90 s, to: press, move: agv}
  press: {kind: machine, at: [20 m, 9 m], cycle: 30 s, queue: 2, to: out, move: agv}
  out:   {kind: sink, at: [60 m, 1 m]}
  lanes: {kind: network, nodes: {a: [0 m, 0 m], b: [70 m, 0 m]}, edges: [[a, b]]}
  agv:   {kind: fleet, via: lanes, speed: 1 m/s}
run: {for: 1 h}
`)
	code, out, errs := plantwin(t, "check", path)
	if want := path + ":5:30: press.at: 9 m from the aisles of lanes (vehicles of agv"; code != 0 || errs != "" || !strings.Contains(out, want) || strings.Contains(out, "out.at") {
		t.Errorf("%d %s\n%s", code, errs, out)
	}
	dir := filepath.Join(t.TempDir(), "results")
	if code, _, errs := plantwin(t, "run", path, "--out", dir); code != 0 {
		t.Fatal(code, errs)
	}
	if !strings.Contains(string(read(t, dir, "report.html")), "9 m from the aisles of lanes") {
		t.Error("the report does not tell")
	}
}

// A normal time is cut at 0: where that moves the mean check tells it. The mean of N(60 s, 120 s) above 0 is 60 s + 120 s phi(0.5)/Phi(0.5) =
// 121.1 s (Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1, section 13.10.1).
func TestMeanOfCutTime(t *testing.T) {
	text := strings.Replace(small, "cycle: 30 s", "cycle: {dist: normal, mean: 60 s, sd: SD}", 1)
	text = strings.Replace(text, "press.cycle:", "press.cycle.mean:", 1)
	path := study(t, strings.Replace(text, "SD", "2 min", 1))
	if code, out, errs := plantwin(t, "check", path); code != 0 || !strings.Contains(out, path+":5:33: press.cycle: mean 121.099 s (a time is never below 0") {
		t.Errorf("%d %s\n%s", code, errs, out)
	}
	if _, out, _ := plantwin(t, "check", study(t, strings.Replace(text, "SD", "20 s", 1))); strings.Contains(out, "below 0") {
		t.Errorf("told of 0.1 %%:\n%s", out)
	}
}

// More comes than the press can work on: beside the advice stands that the figures grow with the run.
func TestOverload(t *testing.T) {
	text := strings.NewReplacer("for: 2 h, warmup: 10 min", "for: 2 d", "mean: 40 s", "mean: 29 s", "faster: {press.cycle: 20 s}", "faster: {press.cycle: 29.5 s}",
		"throughput: {value: plant.throughput, unit: 1/h, better: higher}", "lead: {value: out.lead_time, unit: h, better: lower}", "kind: machine,", "kind: machine, queue: unlimited,").Replace(small)
	dir := filepath.Join(t.TempDir(), "results")
	const want = "ot settled by half of the run: lead in “base”"
	if code, out, errs := plantwin(t, "run", study(t, text), "--out", dir); code != 0 || !strings.Contains(out, "note: N"+want) {
		t.Errorf("%d %s\n%s", code, errs, out)
	}
	if report := string(read(t, dir, "report.html")); strings.Count(report, want) != 2 {
		t.Errorf("%d times in the report", strings.Count(report, want))
	}
}

// Machines to which nothing comes are told, those behind them too; a line without a source as well.
func TestNoPartsCome(t *testing.T) {
	text := strings.Replace(small, "  out: {kind: sink}", "  out: {kind: sink}\n  spare: {kind: machine, cycle: 9 s, to: rack}\n  rack: {kind: buffer, to: out}", 1)
	path := study(t, text)
	code, out, errs := plantwin(t, "check", path)
	for _, want := range []string{":7:3: spare: no parts come to it (no way leads to it from a source)", ":8:3: rack: no parts"} {
		if code != 0 || !strings.Contains(out, path+want) || strings.Contains(out, "out: no parts") {
			t.Errorf("%d %s, no %q in\n%s", code, errs, want, out)
		}
	}
}
