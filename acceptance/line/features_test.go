package line

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
	"github.com/plantwin/plantwin/sim"
)

// expected are the features that docs/features.md has to speak of, with what the scenarios that show them have to write together.
var expected = map[string][]string{
	"sources: non-stationary, batches, from data": {`rate: \w+\(time\)`, `batch:`, `dist: data`, `orders:`, `shifts:`},
	"servers, finite buffers, blocking":           {`queue: \d`, `capacity: \d`},
	"conveyors, accumulating and not":             {`accumulate: false`, `length:`, `inlets:`, `outlets:`, `stops:`},
	"vehicles with layout distances":              {`kind: fleet`, `kind: network`, `cross:`, `battery:`, `zones:`, `park:`},
	"operators with skills":                       {`kind: crew`, `skills:`, `priority:`, `needs:`},
	"shifts and calendars":                        {`shifts:`, `mon_fri`},
	"breakdowns by calendar and working time":     {`failures:`, `counts: clock`, `spares:`},
	"preventive maintenance":                      {`maintenance:`, `when: "?risk`},
	"setups by pair of types":                     {`matrix:`, `least_setup`, `warm_up:`},
	"batch, assembly, disassembly":                {`batch:`, `joins:`, `splits:`, `packs:`, `match:`},
	"dispatching and routing rules":               {`pick: \w+`, `pick: part`, `rule: \w+`, `to: route`},
	"scrap and rework":                            {`good: false`, `mark:`},
	"products, routes":                            {`(?m)^products:`, `route:`, `due:`, `value:`},
	"priorities; preemption":                      {`preempt:`, `urgent: true`},
	"state times of every asset":                  {`\.busy`},
	"warm-up detected":                            {`warmup: auto|run: `},
	"confidence intervals, selection of the best": {`precision:`, `(?m)^variants:`, `m[ai][nx]imize:`},
	"parallel replications":                       {`replications:`},
	"common random numbers":                       {`(?m)^variants:`},
	"sweeps; optimisation":                        {`(?m)^experiments:`, `design: \w+`, `m[ai][nx]imize:`, `inside:`, `(?m)^variants:`},
	"animation":                                   {`at: \[`},
	"trace, event fingerprints":                   {`assets:`},
	"snapshot and resume":                         {`assets:`},
	"input fitting":                               {`events: \S+\.csv`},
	"cost; energy":                                {`(?m)^costs:`, `cost: \{`, `energy:`, `utilities:`},
	"transport work, from-to matrix":              {`kind: fleet`},
	"physics by equations":                        {`(?m)^kinds:|kind: thermal`, `(?m)^rules:`},
	"hierarchical models":                         {`components:`},
	"discrete variables":                          {`type: boolean|type: integer`},
	"transport delays":                            {`delay\(|dead-time`},
	"calibration to sensor data":                  {`compare:`},
	"alarms and sensors":                          {`(?m)^alarms:`, `(?m)^sensors:`},
}

var (
	inTicks  = regexp.MustCompile("`([^`]+)`")
	testName = regexp.MustCompile(`^Test\w+$`)
)

// TestFeatures holds the page: every feature has a row, with a scenario that runs and a test that exists.
func TestFeatures(t *testing.T) {
	root := filepath.Join("..", "..")
	page, err := os.ReadFile(filepath.Join(root, "docs", "features.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string][]string{}
	for _, line := range strings.Split(string(page), "\n") {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| ---") || strings.HasPrefix(line, "| feature ") {
			continue
		}
		c := strings.Split(line, " | ")
		if len(c) != 4 {
			t.Errorf("a row of %d columns: %s", len(c), line)
			continue
		}
		rows[strings.TrimPrefix(c[0], "| ")] = c
	}
	for f := range expected {
		if rows[f] == nil {
			t.Errorf("no row for %q", f)
		}
	}
	shown := map[string]bool{}
	for f, c := range rows {
		names := inTicks.FindAllStringSubmatch(c[2], -1)
		if len(names) == 0 {
			t.Errorf("%s: no scenario", f)
		}
		for _, n := range names {
			shown[n[1]] = true
		}
		checkShown(t, root, f, names)
		checkTests(t, root, f, strings.TrimSuffix(c[3], " |"))
	}
	for n := range shown {
		t.Run(n, func(t *testing.T) { runs(t, filepath.Join(root, "scenarios", n+".yaml")) })
	}
}

// checkShown sees that the scenarios of a row write what it speaks of.
func checkShown(t *testing.T, root, feature string, names [][]string) {
	t.Helper()
	var text bytes.Buffer
	for _, n := range names {
		data, err := os.ReadFile(filepath.Join(root, "scenarios", n[1]+".yaml"))
		if err != nil {
			t.Error(err)
		}
		text.Write(data)
	}
	if expected[feature] == nil {
		t.Errorf("%s: what its scenarios have to write is not said in this test", feature)
	}
	for _, what := range expected[feature] {
		if !regexp.MustCompile(what).Match(text.Bytes()) {
			t.Errorf("%s: none of its scenarios writes %s", feature, what)
		}
	}
}

// checkTests looks for the tests that a row names: `package` TestA, TestB; `other` TestC.
func checkTests(t *testing.T, root, feature, cell string) {
	t.Helper()
	any := false
	for _, group := range strings.Split(cell, ";") {
		dir := inTicks.FindStringSubmatch(group)
		if dir == nil {
			t.Errorf("%s: %q names no package", feature, group)
			continue
		}
		files, _ := filepath.Glob(filepath.Join(root, filepath.FromSlash(dir[1]), "*_test.go"))
		var text bytes.Buffer
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			text.Write(data)
		}
		for _, name := range strings.FieldsFunc(group[strings.LastIndex(group, "`")+1:], func(r rune) bool { return r == ',' || r == ' ' }) {
			any = true
			if !testName.MatchString(name) || !bytes.Contains(text.Bytes(), []byte("\nfunc "+name+"(")) {
				t.Errorf("%s: there is no test %s in %s", feature, name, dir[1])
			}
		}
	}
	if !any {
		t.Errorf("%s: no test", feature)
	}
}

// eachVariant compiles every variant of a scenario.
func eachVariant(t *testing.T, path string, f func(title string, m *plant.Model)) {
	t.Helper()
	sc, err := scenarios.Load(path, scenarios.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range sc.Variants {
		one, err := sc.Variant(v.Title)
		if err != nil {
			t.Fatal(err)
		}
		m, err := plant.Compile(one)
		if err != nil {
			t.Fatal(err)
		}
		f(v.Title, m)
	}
}

// runs advances every variant of a scenario by half a day, saves and resumes it on the way, and reads every measure.
func runs(t *testing.T, path string) {
	eachVariant(t, path, func(title string, m *plant.Model) {
		end := min(m.Plan().For, 12*time.Hour)
		a, b := advance(t, m, end), advance(t, m, end/3)
		var saved bytes.Buffer
		if err := b.Save(&saved); err != nil {
			t.Fatal(err)
		}
		b, err := sim.Load(m.Sim(), &saved)
		if err == nil {
			err = b.AdvanceTo(t.Context(), end)
		}
		if err != nil {
			t.Fatal(err)
		}
		if !a.State().Equal(b.State()) {
			t.Errorf("%s: a resumed run differs", title)
		}
		any := false
		for _, x := range m.Measures() {
			_, ok := x.Value(a.State())
			any = any || ok
		}
		if !any {
			t.Errorf("%s: no measure has a value", title)
		}
	})
}

// The shipped studies of belts, cranes and kits move parts in every variant, to the end of their time.
func TestShippedMoves(t *testing.T) {
	for name, most := range map[string]time.Duration{"parcel-sorter": 24 * time.Hour, "foundry": 10 * 24 * time.Hour, "kitting-cell": 16 * time.Hour} {
		eachVariant(t, filepath.Join("..", "..", "scenarios", name+".yaml"), func(title string, m *plant.Model) {
			r := advance(t, m, min(m.Plan().For, most))
			for _, x := range m.Measures() {
				f, ok := x.Value(r.State())
				if ok && f < 0 || !ok && !strings.Contains(x.Name, "spares") {
					t.Errorf("%s, %s: %s = %g (%v)", name, title, x.Name, f, ok)
				}
			}
		})
	}
}
