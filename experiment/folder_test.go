package experiment

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func certified(t *testing.T) (*Result, []Input) {
	t.Helper()
	s := fakeStudy("base", "more, \"much\" more")
	r := mustRun(t, s, &fake{gain: []float64{0, 2}, shared: 3, own: 1, fails: func(t Task) bool { return t.Replication == 5 }}, 2, Options{})
	r.Estimates = []Parameter{{"cooler", "", "oil.UA", "W/K", 190.25, 180, 200, ""}, {"cooler", "monday", "oil.start.T", "degC", 24, 23, 25, "max"}}
	r.Evidence.Points = []FitPoint{{"cooler", "monday", "fit", "oil_temp", "degC", 10, 24.5, 24.25, 0.4}}
	r.Evidence.Samples = []FitSample{{"stops", "press.cycle", "s", 31.5, true}}
	r.Evidence.Curves = []CurvePoint{{"stops", "press.cycle", "triangular", 1, 1234.5, 30, 0.5}}
	inputs := []Input{{"scenario", "a/press.yaml", []byte("plantwin: 1\n")}, {"data", "x/log.csv", []byte("a\n1\n")}, {"data", "y/log.csv", []byte("a\n2\n")}}
	r.Manifest.Certify(Provenance{Version: "0.1.0", Inputs: inputs, Options: []string{"seed=7"},
		Wall: Wall{Started: time.Date(2026, 1, 5, 6, 0, 0, 0, time.UTC), Seconds: 1.5, Workers: 2}})
	return r, inputs
}

func TestFolderRoundTrip(t *testing.T) {
	r, inputs := certified(t)
	dir := filepath.Join(t.TempDir(), "deep", "out")
	extra := func(dir string) error { return os.WriteFile(filepath.Join(dir, "report.html"), []byte("x"), 0o644) }
	if err := Write(dir, r, inputs, extra); err != nil {
		t.Fatal(err)
	}
	back, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	if bytesOf(t, back) != bytesOf(t, r) {
		t.Error("tables read back differ")
	}
	if back.Manifest.Run != r.Manifest.Run || back.Manifest.Decision.Sentence != r.Manifest.Decision.Sentence || len(back.Manifest.Inputs) != 3 {
		t.Errorf("manifest read back: %+v", back.Manifest)
	}
	for _, in := range inputs {
		if data, err := ReadInput(dir, &back.Manifest, in.Name); err != nil || string(data) != string(in.Data) {
			t.Errorf("copy of %s: %q, %v", in.Name, data, err)
		}
	}
	if err := Write(dir, r, inputs, nil); err != nil {
		t.Errorf("an earlier result is not replaced: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "report.html")); err == nil {
		t.Error("the old report survived the new result")
	}
	if left, _ := os.ReadDir(filepath.Dir(dir)); len(left) != 1 {
		t.Errorf("left beside the folder: %v", left)
	}
}

func TestFolderIsWholeOrNotThere(t *testing.T) {
	r, inputs := certified(t)
	dir := filepath.Join(t.TempDir(), "out")
	boom := errors.New("no report")
	if err := Write(dir, r, inputs, func(string) error { return boom }); !errors.Is(err, boom) {
		t.Errorf("error %v", err)
	}
	if left, _ := os.ReadDir(filepath.Dir(dir)); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	os.MkdirAll(dir, 0o755)
	os.WriteFile(filepath.Join(dir, "thesis.txt"), []byte("x"), 0o644)
	if err := Write(dir, r, inputs, nil); err == nil {
		t.Error("a folder that is no result was replaced")
	}
}

func TestCopiesStayInTheFolder(t *testing.T) {
	r, inputs := certified(t)
	dir := filepath.Join(t.TempDir(), "out")
	if err := Write(dir, r, inputs, nil); err != nil {
		t.Fatal(err)
	}
	secret := filepath.Join(filepath.Dir(dir), "secret")
	os.WriteFile(secret, []byte("x"), 0o644)
	m := Manifest{Inputs: []Copy{{Name: "s", File: "../secret"}}}
	if _, err := ReadInput(dir, &m, "s"); err == nil {
		t.Error("read a file outside of the folder")
	}
	taken := map[string]bool{}
	for name, want := range map[string]string{"../../etc/passwd": "inputs/passwd", `..\x.csv`: "inputs/x.csv", "..": "inputs/data"} {
		if got := copyName("data", name, taken); got != want {
			t.Errorf("copyName(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestRunIDFollowsFromInputsOptionsVersion(t *testing.T) {
	p := Provenance{Version: "0.1.0", Inputs: []Input{{"scenario", "/home/a/p.yaml", []byte("x")}}, Options: []string{"seed=7"}}
	id := RunID(p)
	if id != "19074c6d-f412-5da1-bdfa-da849690ea31" { // a change of this value renames every result there is
		t.Errorf("id %q", id)
	}
	q := p
	q.Inputs = []Input{{"scenario", "elsewhere.yaml", []byte("x")}}
	q.Wall.Workers, q.Wall.Host = 9, "other"
	if RunID(q) != id {
		t.Error("place, host or workers change the id")
	}
	for name, change := range map[string]func(*Provenance){
		"version": func(p *Provenance) { p.Version = "0.1.1" },
		"options": func(p *Provenance) { p.Options = []string{"seed=8"} },
		"content": func(p *Provenance) { p.Inputs = []Input{{"scenario", "p.yaml", []byte("y")}} },
		"role":    func(p *Provenance) { p.Inputs = []Input{{"overlay", "p.yaml", []byte("x")}} },
	} {
		q := p
		change(&q)
		if RunID(q) == id {
			t.Errorf("%s does not change the id", name)
		}
	}
}
