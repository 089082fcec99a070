package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/source/sourcetest"
	"github.com/plantwin/plantwin/scenarios"
)

// Every typical mistake is reported at its line, all of a file at once and
// nothing beside them.
func TestMistakes(t *testing.T) {
	t.Chdir("testdata/mistakes")
	sourcetest.Walk(t, "*.yaml", func(f *source.File) error {
		sc, err := scenarios.Load(f.Name, scenarios.Options{})
		return examine(sc, err)
	})
}

// plain are messages that say by themselves what to do, so that a hint would
// repeat them.
var plain = []string{"must ", " is due", "no equation determines", "is not below", "stands twice", "give it a column", "is no column",
	"there is no column", "is no unit that is known"}

// A fault comes with a hint that says what to do.
func TestHints(t *testing.T) {
	t.Chdir("testdata/mistakes")
	files, _ := filepath.Glob("*.yaml")
	for _, name := range files {
		sc, err := scenarios.Load(name, scenarios.Options{})
		var list source.Error
		if !errors.As(examine(sc, err), &list) {
			t.Errorf("%s: no faults", name)
		}
		for _, f := range list {
			said := f.Hint != ""
			for _, p := range plain {
				said = said || strings.Contains(f.Msg, p)
			}
			if !said {
				t.Errorf("no hint:\n%s", f)
			}
			if strings.Contains(f.Msg, "kg*m2") || strings.Contains(f.Hint, "kg*m2") {
				t.Errorf("base units that nobody writes:\n%s", f)
			}
		}
	}
}

// check prints the faults one after the other, each with file, line, column and
// a caret, and as a list with --json.
func TestCheckPrints(t *testing.T) {
	t.Chdir("testdata/mistakes")
	code, out, errs := plantwin(t, "check", "no-horizon.yaml")
	if code != exitFault || out != "" || !strings.HasPrefix(errs, "no-horizon.yaml:4:6: \"for\" is missing in \"run\" (write for: ...)\n    run: {warmup: 2 d}") ||
		!strings.HasSuffix(errs, "\n         ^\n") {
		t.Errorf("%d %q\n%s", code, out, errs)
	}
	code, out, errs = plantwin(t, "check", "--json", "anchors.yaml")
	var list []fault
	if err := json.Unmarshal([]byte(out), &list); err != nil || code != exitFault || errs != "8 faults\n" || len(list) != 8 {
		t.Fatalf("%d %v\n%s\n%s", code, err, out, errs)
	}
	if f := list[0]; f.File != "anchors.yaml" || f.Line != 4 || f.Column != 9 || f.Length != 5 || f.Text == "" || f.Hint == "" {
		t.Errorf("%+v", f)
	}
}

// Faults that only a variant has name it, and every variant is looked at.
func TestFaultsOfVariants(t *testing.T) {
	t.Chdir("testdata/mistakes")
	_, out, _ := plantwin(t, "check", "--json", "variants.yaml")
	for _, want := range []string{`in variant \"a\": press has no setting`, `in variant \"l\": rack has no setting`, "the variant removes it"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

// What is no scenario at all is refused in a word, at once.
func TestNoScenario(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	noise := make([]byte, 1<<16)
	for i, x := 0, uint32(1); i < len(noise); i++ {
		x = x*1664525 + 1013904223
		noise[i] = byte(x >> 24)
	}
	for want, path := range map[string]string{
		"the file is empty":       write("empty.yaml", nil),
		"larger than 16 MB":       write("big.yaml", bytes.Repeat([]byte("- [a, b, {c: d}]\n"), 1_200_000)),
		"no UTF-8 text":           write("noise.yaml", noise),
		"this is no file":         dir,
		"there is no such file":   filepath.Join(dir, "nowhere.yaml"),
		"a mapping of sections":   write("list.yaml", []byte("- a\n- b\n")),
		"\"plantwin\" is missing": write("other.yaml", []byte("apiVersion: v1\nkind: Pod\n")),
	} {
		code, _, errs := plantwin(t, "check", path)
		if code != exitFault || !strings.Contains(errs, want) {
			t.Errorf("%s: %d, not %q:\n%.400s", filepath.Base(path), code, want, errs)
		}
	}
	secret := write("secret.yaml", []byte(small))
	if err := os.Chmod(secret, 0); err == nil && os.Geteuid() != 0 { // root reads everything
		if code, _, errs := plantwin(t, "check", secret); code != exitFault || !strings.Contains(errs, "permission denied") {
			t.Errorf("%d %s", code, errs)
		}
	}
}

// No text crashes or hangs the check.
func FuzzExamine(f *testing.F) {
	files, _ := filepath.Glob("testdata/mistakes/*.yaml")
	for _, name := range append(files, "../../scenarios/press-line.yaml", "../../scenarios/temperature-lab.yaml") {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	f.Fuzz(func(t *testing.T, text string) {
		read := func(string) ([]byte, error) {
			return []byte("timestamp,running,ts,oil_temp\n2026-01-05 06:00:00,1,press,24\n2026-01-05 06:00:10,0,press,25\n"), nil
		}
		sc, err := scenarios.Parse(&source.File{Name: "f.yaml", Data: []byte(text)}, read)
		if err := examine(sc, err); err != nil {
			_ = err.Error()
		}
	})
}

// plantwin runs one command line and gives exit code and output.
func plantwin(t testing.TB, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = execute(context.Background(), args, &o, &e)
	return code, o.String(), e.String()
}
