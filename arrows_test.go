package plantwin_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/plantwin/plantwin"

// arrows lists, for each room, the rooms of the house that it may import. Rooms
// under internal may be imported from anywhere and import only one another
// as listed. Everything not listed is refused.
var arrows = map[string]string{
	"cmd":          "twin report experiment calibrate plant plant/line scenarios sim physics",
	"twin":         "experiment calibrate plant scenarios sim",
	"report":       "experiment calibrate plant scenarios sim",
	"calibrate":    "experiment plant scenarios sim",
	"experiment":   "plant scenarios sim",
	"plant":        "plant/line scenarios physics physics/expr sim sim/ode",
	"plant/line":   "sim",
	"scenarios":    "",
	"physics":      "physics/expr sim/ode",
	"physics/expr": "",
	"sim":          "sim/ode",
	"sim/ode":      "",

	"bench": "bench experiment calibrate plant plant/line scenarios physics physics/expr sim sim/ode report",
}

// inside lists the arrows among the rooms under internal.
var inside = map[string]string{
	"internal/dist":      "internal/elem",
	"internal/doe":       "",
	"internal/table":     "internal/parquet",
	"internal/pressdata": "",
	"internal/source":    "",
	"internal/unit":      "internal/source",
	"internal/elem":      "",
	"internal/fetch":     "",
	"internal/parquet":   "",

	"internal/source/sourcetest": "internal/source",
}

// TestArrows holds the imports of every package, tests apart, against the arrows.
func TestArrows(t *testing.T) {
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		from := room(filepath.ToSlash(filepath.Dir(path)))
		for _, imp := range f.Imports {
			p, _ := strconv.Unquote(imp.Path.Value)
			if to, ok := strings.CutPrefix(p, module+"/"); ok && !allowed(from, to) {
				t.Errorf("%s: %s may not import %s", path, from, to)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// room is the room that a folder belongs to: the folder itself, or the longest
// listed folder above it.
func room(dir string) string {
	for d := dir; d != "."; d = filepath.ToSlash(filepath.Dir(d)) {
		_, a := arrows[d]
		_, b := inside[d]
		if a || b {
			if d == "scenarios" && dir != d {
				return "cmd" // scenarios/generate is a command
			}
			return d
		}
	}
	return dir
}

func allowed(from, to string) bool {
	if list, ok := inside[from]; ok {
		return has(list, to)
	}
	return strings.HasPrefix(to, "internal/") || has(arrows[from], to)
}

func has(list, name string) bool {
	for _, w := range strings.Fields(list) {
		if w == name {
			return true
		}
	}
	return false
}
