package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// explored is a study with a sweep and a search that moves a machine.
const explored = `plantwin: 1
name: Explored
layout: {floor: [12 m, 8 m]}
assets:
  jobs:  {kind: source, at: [1 m, 1 m], every: {dist: exponential, mean: 80 s}, to: press, move: cart}
  press: {kind: machine, at: [3 m, 6 m], queue: 9, cycle: 30 s, to: out, move: cart}
  out:   {kind: sink, at: [11 m, 1 m]}
  cart:  {kind: fleet, count: 2, speed: 1 m/s}
run: {for: 1 d, warmup: 1 h, replications: 3}
measure: {way: {value: cart.distance / plant.good, unit: m, better: lower}, wip: {value: plant.wip, better: lower}}
variants: {base: {}, faster: {press.cycle: 20 s}}
experiments:
  pace: {design: lhs, runs: 8, over: {cart.speed: {min: 0.5 m/s, max: 2 m/s}, press.cycle: [20 s, 30 s, 40 s]}}
  place: {minimize: way, over: {press.at: {inside: floor, step: 3 m}}}
`

// experiment runs beside the first variant, says its size, writes tables, overlay and report; the report verb makes the same
// bytes; the overlay gives the figure that was found.
func TestExperimentVerb(t *testing.T) {
	path, dir := study(t, explored), filepath.Join(t.TempDir(), "results")
	code, out, errs := plantwin(t, "experiment", path, "--out", dir)
	if code != 0 || !strings.Contains(errs, "experiment \"pace\" (lhs): 8 settings of 3 replications: 24 runs\n") ||
		!strings.Contains(errs, "at most 15 settings of 3 replications: at most 45 runs, then the last stage") {
		t.Fatalf("%d %s", code, errs)
	}
	for _, want := range []string{"\npace: Of 8 settings cart.speed =", "\nplace: Choose press.at = [", "share of variance of cart.speed on way"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if strings.Contains(out, "faster") {
		t.Errorf("other variants were run:\n%s", out)
	}
	report := filepath.Join(dir, "report.html")
	first := read(t, report)
	for _, want := range []string{"The layout that “place” advises", "best-2.yaml", "way over cart.speed", "What matters to way"} {
		if !bytes.Contains(first, []byte(want)) {
			t.Errorf("the report says nothing of %q", want)
		}
	}
	if code, _, errs := plantwin(t, "report", dir); code != 0 || !bytes.Equal(first, read(t, report)) {
		t.Errorf("the report verb makes another page: %s", errs)
	}
	var m struct {
		Experiments []struct{ Best struct{ Mean float64 } }
	}
	if err := json.Unmarshal(read(t, dir, "manifest.json"), &m); err != nil || len(m.Experiments) != 2 {
		t.Fatalf("%v %+v", err, m)
	}
	code, out, errs = plantwin(t, "run", path, "--json", "--variant", "base", "--with", filepath.Join(dir, "best-2.yaml"), "--out", filepath.Join(t.TempDir(), "best"))
	var s summary
	if err := json.Unmarshal([]byte(out), &s); err != nil || code != 0 {
		t.Fatalf("%d %s %v", code, errs, err)
	}
	// The search may have run more replications than the three of the variant.
	if got, want := s.Decision.Sentence, m.Experiments[1].Best.Mean; s.KPIs[0].Mean < 0.97*want || s.KPIs[0].Mean > 1.03*want {
		t.Errorf("%s, and the search had %v", got, want)
	}
}

func TestExperimentsThatCannotBe(t *testing.T) {
	path := study(t, explored)
	for want, args := range map[string][]string{
		"there is no experiment \"pase\" (did you mean \"pace\"?": {"experiment", path, "--experiment", "pase"},
		"the scenario has no experiments section":                 {"experiment", study(t, small)},
		"--set fixes cart.speed":                                  {"experiment", path, "--experiment", "pace", "--set", "cart.speed=1 m/s"},
	} {
		if code, _, errs := plantwin(t, args...); code != exitFault || !strings.Contains(errs, want) {
			t.Errorf("%d, not %q:\n%s", code, want, errs)
		}
	}
	// What an experiment varies may be set for variants.
	if code, _, errs := plantwin(t, "run", path, "--set", "cart.speed=1 m/s", "--out", filepath.Join(t.TempDir(), "r")); code != 0 {
		t.Error(errs)
	}
}

// A run that was interrupted goes on to the results of one that was not.
func TestResumeFromTheCommandLine(t *testing.T) {
	text := strings.Replace(explored, "replications: 3", "replications: 60", 1)
	path, whole, dir := study(t, text), filepath.Join(t.TempDir(), "whole"), filepath.Join(t.TempDir(), "results")
	if code, _, errs := plantwin(t, "run", path, "--out", whole); code != 0 {
		t.Fatal(errs)
	}
	var out, errs bytes.Buffer
	broken := false
	for wait := 5 * time.Millisecond; wait < time.Minute && !broken; wait *= 2 { // until it is neither too early nor over
		ctx, cancel := context.WithTimeout(context.Background(), wait)
		errs.Reset()
		code := execute(ctx, []string{"run", path, "--out", dir, "--workers", "1"}, &out, &errs)
		cancel()
		if broken = code == exitStop && strings.Contains(errs.String(), "are kept (the same command with --resume goes on)"); code == 0 {
			t.Skip("the machine is too fast or too slow to be interrupted")
		}
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("a folder was written")
	}
	if code, _, errs := plantwin(t, "run", path, "--out", dir, "--resume", "--seed", "9"); code != exitFault || !strings.Contains(errs, "had other inputs, options or another version") {
		t.Errorf("%d %s", code, errs)
	}
	if code, _, errs := plantwin(t, "run", path, "--out", dir, "--resume"); code != 0 || !strings.Contains(errs, "of the interrupted run are taken over") {
		t.Fatalf("%d %s", code, errs)
	}
	for _, name := range []string{"kpis.csv", "runs.csv", "series.parquet", "fingerprints.csv"} {
		if !bytes.Equal(read(t, dir, name), read(t, whole, name)) {
			t.Errorf("%s differs", name)
		}
	}
	if code, _, errs := plantwin(t, "run", path, "--out", dir, "--resume"); code != exitFault || !strings.Contains(errs, "there is no unfinished run") {
		t.Errorf("%d %s", code, errs)
	}
}

func TestCompareVerb(t *testing.T) {
	dir := t.TempDir()
	path := study(t, explored)
	for name, args := range map[string][]string{"a": nil, "b": {"--workers", "1"}, "c": {"--set", "press.queue=1"}} {
		if code, _, errs := plantwin(t, append([]string{"run", path, "--out", filepath.Join(dir, name)}, args...)...); code != 0 {
			t.Fatal(errs)
		}
	}
	at := func(name string) string { return filepath.Join(dir, name) }
	if code, out, errs := plantwin(t, "compare", at("a"), at("b")); code != 0 || out != "fingerprints: 6 of 6 replications equal\nkey figures: all equal\n" {
		t.Errorf("%d %s%s", code, out, errs)
	}
	code, out, errs := plantwin(t, "compare", at("a"), at("c"), "--where")
	for _, want := range []string{"options: none; set=press.queue=1", "the first that differs: \"base\", replication 1", "  event ", "base, way [m]"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if code != exitDiffer || errs != "" {
		t.Errorf("%d %s", code, errs)
	}
	if code, out, _ := plantwin(t, "compare", at("a"), at("c"), "--json"); code != exitDiffer || !json.Valid([]byte(out)) {
		t.Errorf("%d %s", code, out)
	}
}

// A state that is saved half way goes on to the same fingerprint as a run without a stop; another scenario is refused.
func TestAdvanceVerb(t *testing.T) {
	path, state := study(t, explored), filepath.Join(t.TempDir(), "half.state")
	last := func(args ...string) string {
		t.Helper()
		code, out, errs := plantwin(t, append([]string{"advance", path}, args...)...)
		if code != 0 {
			t.Fatal(errs)
		}
		return out
	}
	whole := last("--replication", "3")
	last("--replication", "3", "--to", "7 h", "--save", state)
	if got := last("--from", state); got != whole || !strings.Contains(got, "fingerprint ") {
		t.Errorf("without a stop\n%s\nwith one\n%s", whole, got)
	}
	if got := last("--from", state, "--set", "press.cycle=50 s"); got == whole {
		t.Error("another number changes nothing")
	}
	for want, args := range map[string][]string{
		"it belongs to another model":  {study(t, small), "--from", state},
		"stands at 7h0m0s already":     {path, "--from", state, "--to", "1 h"},
		"a time (such as 30 s) is due": {path, "--to", "3 m"},
		"there is no variant":          {path, "--variant", "x"},
	} {
		if code, _, errs := plantwin(t, append([]string{"advance"}, args...)...); code != exitFault || !strings.Contains(errs, want) {
			t.Errorf("%d, not %q:\n%s", code, want, errs)
		}
	}
}

// The experiments of the ready-made scenario on a short horizon: the forklift drives less after the search.
func TestLayoutSearch(t *testing.T) {
	code, out, errs := plantwin(t, "experiment", "../../scenarios/layout-search.yaml", "--experiment", "places", "--experiment", "forklifts", "--set", "run.for=1 d",
		"--set", "run.warmup=2 h", "--set", "run.replications=2", "--json", "--out", filepath.Join(t.TempDir(), "r"))
	var s summary
	if err := json.Unmarshal([]byte(out), &s); err != nil || code != 0 || len(s.Explored) != 2 {
		t.Fatalf("%d %s %v", code, errs, err)
	}
	if b := s.Explored[0].Best; b == nil || b.Mean > 0.85*s.KPIs[0].Mean || s.Explored[0].Settings != 120 {
		t.Errorf("%+v against %v", s.Explored[0], s.KPIs[0].Mean)
	}
}
