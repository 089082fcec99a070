package scenarios

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/internal/source"
)

// anyFile reads every data file as a small table.
func anyFile(name string) ([]byte, error) {
	if strings.HasPrefix(name, "no_") {
		return nil, errors.New("there is no folder/" + name)
	}
	return []byte("time,value\n0,1\n1,2\n"), nil
}

// parse reads a text that must be without fault.
func parse(t testing.TB, text string) *Scenario {
	t.Helper()
	sc, err := Parse(&source.File{Name: "t.yaml", Data: []byte(text)}, anyFile)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return sc
}

// Every study of the notation loads, and so does each of its variants.
func TestExamples(t *testing.T) {
	files, _ := filepath.Glob("testdata/good/*.yaml")
	if len(files) < 5 {
		t.Fatal("examples are missing")
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			sc := parse(t, string(data))
			if len(sc.Assets) < 4 || sc.Run == nil || sc.Name == "" {
				t.Errorf("%d assets, run %v, name %q", len(sc.Assets), sc.Run, sc.Name)
			}
			for _, v := range sc.Variants {
				if _, err := sc.Variant(v.Title); err != nil {
					t.Errorf("%s: %v", v.Title, err)
				}
			}
			again := parse(t, sc.Root.String()) // written in one line and read again
			if !source.Equal(sc.Root, again.Root) {
				t.Error("the study changes when it is written and read")
			}
		})
	}
}

// The ready-made scenarios load with their data where it is shipped, else with a stand-in for the data of the user.
func TestShipped(t *testing.T) {
	files, _ := filepath.Glob("*.yaml")
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		parse(t, string(data))
	}
	if _, err := os.Stat("press-line.yaml"); err == nil {
		sc, err := Load("press-line.yaml", Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(sc.Data) == 0 || len(sc.Bytes) != len(sc.Data)+1 || sc.Dir != "." {
			t.Errorf("%d tables, %d files, folder %q", len(sc.Data), len(sc.Bytes), sc.Dir)
		}
	}
}

func TestSections(t *testing.T) {
	data, err := os.ReadFile("testdata/good/body-line.yaml")
	if err != nil {
		t.Fatal(err)
	}
	sc := parse(t, string(data))
	names := []string{}
	for _, a := range sc.Assets {
		names = append(names, a.Name)
	}
	want := "body weld.frame weld.side weld.roof weld.spot check touch_up ship lanes agv welders allround"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("assets %s\nwant   %s", got, want)
	}
	spot := sc.Assets[4]
	if spot.Group != "weld" || spot.Value.Get("copies") != nil || spot.Value.Get("cycle").Get("sd").Text != "9 s" || spot.Value.Get("queue").Text != "2" {
		t.Errorf("weld.spot: %v", spot.Value)
	}
	if sc.Assets[1].Value.Get("queue") != sc.Assets[2].Value.Get("queue") {
		t.Error("the shared value of two copies is not one node")
	}
	six, err := sc.Variant("with six AGVs")
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range six.Assets {
		if m := a.Value.Get("maintenance"); a.Group == "weld" && m.Get("gun").Get("takes").Text != "20 min" {
			t.Errorf("%s lacks the maintenance that the variant is like: %v", a.Name, m)
		}
		if a.Name == "agv" && (a.Value.Get("count").Text != "6" || a.Value.Get("count").Pos.Line != 32 || a.Value.Key("count").Pos.Col != 41) {
			t.Errorf("agv.count %v at %v, key at %v", a.Value.Get("count"), a.Value.Get("count").Pos, a.Value.Key("count").Pos)
		}
	}
	if _, err := sc.Variant("with sixAGVs"); err == nil || !strings.Contains(err.Error(), `did you mean "with six AGVs"`) {
		t.Error(err)
	}
}

func TestLoadMissing(t *testing.T) {
	if _, err := Load("nowhere.yaml", Options{}); err == nil || !strings.Contains(err.Error(), "cannot read nowhere.yaml: there is no such file") {
		t.Error(err)
	}
	if _, err := Load("testdata", Options{}); err == nil || !strings.Contains(err.Error(), "this is no file") {
		t.Error(err)
	}
	dir := t.TempDir()
	text := strings.Replace(small, "run:", "use: [over.yaml]\nmeasure: {m: {value: a.done, recorded: {file: r.csv, column: x}}}\nrun:", 1)
	if err := os.WriteFile(filepath.Join(dir, "s.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Load(filepath.Join(dir, "s.yaml"), Options{Data: []string{"elsewhere"}})
	for _, want := range []string{"cannot read over.yaml: there is no " + filepath.Join("elsewhere", "over.yaml") + ", no " + filepath.Join(dir, "over.yaml"),
		"cannot read r.csv", "--data"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nlacks %q", err, want)
		}
	}
	for name, data := range map[string]string{"over.yaml": "p: 7 s\n", "r.csv": "x\n1\n2\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	sc, err := Load(filepath.Join(dir, "s.yaml"), Options{With: []string{filepath.Join(dir, "over.yaml")}, Set: []Patch{{Path: "b.servers", Value: source.NewScalar("9", source.Pos{})}}})
	if err != nil {
		t.Fatal(err)
	}
	if sc.Parameters[0].Value.Text != "7 s" || sc.Data["r.csv"] == nil || len(sc.Bytes) != 4 {
		t.Errorf("%v, %d files", sc.Parameters[0].Value, len(sc.Bytes))
	}
	v, err := sc.Variant("fast")
	if err != nil {
		t.Fatal(err)
	}
	if got := v.Root.Get("assets").Get("b").Get("servers").Text; got != "9" {
		t.Errorf("the command line is weaker than a variant: %s", got)
	}
}
