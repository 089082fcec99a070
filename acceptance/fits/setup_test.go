package fits

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/calibrate"
	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/scenarios"
)

// Where things lie, seen from this folder.
const readyMade = "../../scenarios"

// shared is the name of a file or folder of the reference folder; the test is
// skipped if there is none.
func shared(t testing.TB, elements ...string) string {
	t.Helper()
	dir := os.Getenv("PLANTWIN_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	path := filepath.Join(append([]string{dir}, elements...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no %s: name the reference folder in PLANTWIN_SHARED", filepath.Join(elements...))
	}
	return path
}

// long skips what takes minutes unless it is asked for.
func long() bool {
	return os.Getenv("PLANTWIN_LONG") == "1"
}

// study fits a ready-made scenario to the data of a folder.
func study(t testing.TB, name, data string) (*scenarios.Scenario, *calibrate.Fits) {
	t.Helper()
	sc, err := scenarios.Load(filepath.Join(readyMade, name), scenarios.Options{Data: []string{data}})
	if err != nil {
		t.Fatal(err)
	}
	return sc, fit(t, sc)
}

func fit(t testing.TB, sc *scenarios.Scenario) *calibrate.Fits {
	t.Helper()
	fits, err := calibrate.Study(context.Background(), sc, calibrate.StudyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return fits
}

// load reads a scenario from text with the data of a folder.
func load(t testing.TB, text, data string) *scenarios.Scenario {
	t.Helper()
	sc, err := scenarios.Parse(&source.File{Name: "made.yaml", Data: []byte(text)}, func(name string) ([]byte, error) {
		return os.ReadFile(filepath.Join(data, name))
	})
	if err != nil {
		t.Fatal(err)
	}
	return sc
}

// parse reads a scenario from text with its data files.
func parse(t testing.TB, text string, files map[string]string) *scenarios.Scenario {
	t.Helper()
	read := func(name string) ([]byte, error) {
		if s, ok := files[name]; ok {
			return []byte(s), nil
		}
		return nil, os.ErrNotExist
	}
	sc, err := scenarios.Parse(&source.File{Name: "made.yaml", Data: []byte(text)}, read)
	if err != nil {
		t.Fatal(err)
	}
	return sc
}

// warned asks that some warning has all the words.
func warned(t testing.TB, fits *calibrate.Fits, words ...string) {
	t.Helper()
	var all []string
	for _, n := range fits.Notes {
		all = append(all, n.Warnings...)
	}
	for _, w := range all {
		found := true
		for _, x := range words {
			found = found && strings.Contains(w, x)
		}
		if found {
			return
		}
	}
	t.Errorf("no warning says %q:\n%s", words, strings.Join(all, "\n"))
}

// bound is the bound of an estimate.
func bound(t testing.TB, fits *calibrate.Fits, name string) string {
	t.Helper()
	for _, e := range fits.Estimates {
		if e.Name == name {
			return e.Bound
		}
	}
	t.Errorf("no estimate of %s", name)
	return ""
}
