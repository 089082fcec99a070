package acceptance

import (
	"bytes"
	"math"
	"os"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
	"github.com/plantwin/plantwin/sim"
)

// TestWithEqualsFile asks of every number of the press line that a model in which
// With has changed it runs to the same bytes as one compiled from the file with
// that value written into it.
func TestWithEqualsFile(t *testing.T) {
	sc := oneDay(t)
	base := compile(t, sc)
	changed, refused := 0, 0
	for _, n := range base.Numbers() {
		text, ok := other(&n)
		if !ok {
			t.Errorf("%s: no other value of %g", n.Path, n.Value)
			continue
		}
		switch sameBothWays(t, sc, base, &n, text) {
		case 0:
			if !silent.MatchString(n.Path) {
				t.Errorf("%s = %s makes no other run", n.Path, text)
			}
		case 1:
			changed++
		case -1:
			refused++
		}
	}
	t.Logf("%d numbers: %d make another run, %d are refused because they decide the layout", len(base.Numbers()), changed, refused)
	for _, path := range []string{"oil_UA", "demand", "press.cycle.mode", "infeed.at.1.1", "inspect.to.scrap", "oil.start.T",
		"press.failures.die.after.scale", "infeed.speed", "press.power.busy"} {
		if !known(base, path) {
			t.Errorf("no number %s", path)
		}
	}
}

// silent are the numbers that change no run: where things stand that nothing
// travels between, how many runs there are, what is shown beside a figure, what a
// sensor makes of a signal, how long a run is whose first day is compared, the
// capacity of a buffer that is never full, a batch that is rounded to the same
// number of parts, and priorities where nobody competes.
var silent = regexp.MustCompile(`^(coil|press|rack|inspect|pass|scrap)\.at\.|^layout\.|^measure\.|^run\.replications\.|^oil_temp\.|^run\.for$|^rack\.capacity$|^coil\.batch$|\.priority$`)

// oneDay is the press line with one day of the run, hot oil at the start and a
// short warm-up written into the text: settings of the command line would be
// stronger than the changes to be made.
func oneDay(t *testing.T) *scenarios.Scenario {
	t.Helper()
	data, err := os.ReadFile(pressLine)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for _, c := range [][2]string{{"start: {T: 24 degC}", "start: {T: 60 degC}"}, {"for: 20 d, warmup: auto", "for: 1 d, warmup: 2 h, solver: {rtol: 1e-5}"}} {
		if strings.Count(text, c[0]) != 1 {
			t.Fatalf("the file does not have %q once", c[0])
		}
		text = strings.Replace(text, c[0], c[1], 1)
	}
	return parse(t, text)
}

func known(m *plant.Model, path string) bool {
	for _, n := range m.Numbers() {
		if n.Path == path {
			return true
		}
	}
	return false
}

// other is another value of a number that its limits allow, as it would be
// written.
func other(n *plant.Number) (string, bool) {
	unit := ""
	if n.Unit.Text != "" && n.Unit.Text != "1" {
		unit = " " + n.Unit.Text
	}
	shown := n.Unit.FromSI(n.Value)
	if n.Unit.Factor == 0 {
		shown = n.Value
	}
	for _, v := range []float64{shown * 1.07, shown * 0.93, shown + 1, 1} {
		v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', 6, 64), 64)
		if strings.Contains(n.Path, "count") || strings.Contains(n.Path, "servers") || strings.Contains(n.Path, "capacity") || strings.HasPrefix(n.Path, "run.replications.m") || n.Shape {
			v = math.Round(shown) + 1
		}
		si := v
		if n.Unit.Factor != 0 {
			si = n.Unit.ToSI(v)
		}
		if si != n.Value && si >= n.Min && si <= n.Max {
			return strconv.FormatFloat(v, 'g', -1, 64) + unit, true
		}
	}
	return "", false
}

// sameBothWays compares the two ways to change one number. It is 1 where the
// change makes another run, 0 where it does not, -1 where With refuses it.
func sameBothWays(t *testing.T, sc *scenarios.Scenario, base *plant.Model, n *plant.Number, text string) int {
	t.Helper()
	set, err := scenarios.ParseSetting(n.Path + "=" + text)
	if err != nil {
		t.Errorf("%s = %s: %v", n.Path, text, err)
		return 0
	}
	patched, err := sc.Patch([]scenarios.Patch{set})
	if err != nil {
		t.Errorf("%s = %s: the file refuses it: %v", n.Path, text, err)
		return 0
	}
	file, err := plant.Compile(patched)
	if err != nil {
		t.Errorf("%s = %s: the file refuses it: %v", n.Path, text, err)
		return 0
	}
	value := math.NaN()
	for _, x := range file.Numbers() {
		if x.Path == n.Path {
			value = x.Value
		}
	}
	with, err := base.With([]plant.Setting{{Path: n.Path, Value: value}})
	if n.Shape {
		if err == nil {
			t.Errorf("%s decides the layout, and With takes it", n.Path)
		}
		return -1
	}
	if err != nil {
		t.Errorf("%s = %s: With refuses it: %v", n.Path, text, err)
		return 0
	}
	return compareModels(t, n.Path+" = "+text, base, with, file)
}

// compareModels runs two models that ought to be the same; 1 if their run differs
// from that of base.
func compareModels(t *testing.T, what string, base, with, file *plant.Model) int {
	t.Helper()
	if a, b := with.Plan(), file.Plan(); !reflect.DeepEqual(a, b) {
		t.Errorf("%s: the plans differ: %+v and %+v", what, a, b)
	}
	for i, b := range file.Measures() {
		a := with.Measures()[i]
		if !reflect.DeepEqual([]*float64{a.Min, a.Max, a.Recorded}, []*float64{b.Min, b.Max, b.Recorded}) {
			t.Errorf("%s: measure %s has other limits", what, a.Name)
		}
	}
	horizon := min(file.Plan().For, 24*time.Hour)
	var runs []*sim.Run
	for _, m := range []*plant.Model{with, file, base} {
		r := start(t, m, sim.Options{Replication: 1})
		advance(t, r, horizon)
		runs = append(runs, r)
	}
	if !bytes.Equal(save(t, runs[0]), save(t, runs[1])) {
		t.Errorf("%s: the states differ: %s", what, runs[0].State().Diff(runs[1].State()))
	}
	a, b, c := figures(with, runs[0].State()), figures(file, runs[1].State()), figures(base, runs[2].State())
	another := 0
	for name, v := range b {
		if math.Float64bits(a[name]) != math.Float64bits(v) {
			t.Errorf("%s: %s is %.17g with With and %.17g from the file", what, name, a[name], v)
		}
		if c[name] != v {
			another = 1
		}
	}
	if !bytes.Equal(save(t, runs[1]), save(t, runs[2])) {
		another = 1
	}
	return another
}

// TestWithSeveral changes several numbers at once, one after the other, and back.
func TestWithSeveral(t *testing.T) {
	sc := oneDay(t)
	base := compile(t, sc)
	settings := []string{"oil_UA=260 W/K", "demand=98 1/h", "press.cycle.mode=33 s", "infeed.at.1.1=6 m", "inspect.to.scrap=5 %"}
	patched, err := sc.Patch(patches(t, settings...))
	if err != nil {
		t.Fatal(err)
	}
	file := compile(t, patched)
	var all, back []plant.Setting
	for _, s := range settings {
		path, _, _ := strings.Cut(s, "=")
		for _, m := range []*plant.Model{file, base} {
			for _, n := range m.Numbers() {
				if n.Path == path && m == file {
					all = append(all, plant.Setting{Path: path, Value: n.Value})
				} else if n.Path == path {
					back = append(back, plant.Setting{Path: path, Value: n.Value})
				}
			}
		}
	}
	if len(all) != len(settings) || len(back) != len(settings) {
		t.Fatalf("%d of %d numbers found", len(all), len(settings))
	}
	once, err := base.With(all)
	if err != nil {
		t.Fatal(err)
	}
	if compareModels(t, "at once", base, once, file) != 1 {
		t.Error("five changes make no other run")
	}
	step := base
	for i := range all {
		if step, err = step.With(all[i : i+1]); err != nil {
			t.Fatal(err)
		}
	}
	compareModels(t, "one by one", base, step, file)
	if step, err = step.With(back); err != nil {
		t.Fatal(err)
	}
	if compareModels(t, "back", base, step, base) != 0 {
		t.Error("the run after changing back is another")
	}
}
