package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/physics"
	"github.com/plantwin/plantwin/scenarios"
)

var block = regexp.MustCompile("(?s)```yaml\n(.*?)```")

// Whole scenarios in the documentation have no faults, and kinds in it can be
// read.
func TestExamplesInDocs(t *testing.T) {
	whole, kinds := 0, 0
	for _, name := range []string{"../../README.md", "../../docs/notation.md"} {
		page, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range block.FindAllStringSubmatch(string(page), -1) {
			f := &source.File{Name: filepath.Base(name), Data: []byte(m[1])}
			switch {
			case strings.HasPrefix(m[1], "plantwin: 1"):
				whole++
				sc, err := scenarios.Parse(f, nil)
				if err := examine(sc, err); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			case strings.HasPrefix(m[1], "kinds:"):
				kinds++
				var faults source.Faults
				list := source.Parse(f, &faults).Get("kinds")
				var named []physics.Named
				for i, k := range list.Keys {
					named = append(named, physics.Named{Name: k.Text, Node: list.Items[i]})
				}
				physics.ParseKinds(named, &faults)
				if err := faults.Err(); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
	}
	if whole < 2 || kinds < 1 {
		t.Errorf("%d scenarios and %d kinds found", whole, kinds)
	}
}

// Links from one page to another lead somewhere.
func TestLinksInDocs(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`)
	pages, _ := filepath.Glob("../../docs/*.md")
	for _, name := range append(pages, "../../README.md") {
		page, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllStringSubmatch(string(page), -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(name), m[1])); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// A scenario that a newcomer wrote from the pages alone: copies, skills, shifts,
// a component of its own, a table, rules, conditions of routes and every sort of
// what-if.
func TestNewcomer(t *testing.T) {
	code, out, errs := plantwin(t, "run", "testdata/bottling.yaml", "--set", "run.for=2 d", "--set", "run.warmup=4 h", "--set", "run.replications=2",
		"--out", filepath.Join(t.TempDir(), "results"))
	if code != 0 || errs != "" {
		t.Fatalf("%d %s", code, errs)
	}
	for _, want := range []string{"labeller twin", "coldest [°C]", "Report: "} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}
