package scenarios

import (
	"strings"
	"testing"

	"github.com/plantwin/plantwin/internal/source"
)

const small = `plantwin: 1
name: Small
parameters: {p: 3 s}
assets:
  a: {kind: machine, cycle: {dist: triangular, min: 2 s, mode: 3 s, max: 5 s}, at: [1 m, 2 m], to: b}
  b: {kind: machine, like: a, to: c}
  c: {kind: sink}
  m: {kind: turbine, D: 80 m, start: {T: 20 degC}, copies: {T1: {at: [0 m, 0 m]}, T2: {D: 90 m}}}
  n: {kind: machine, copies: 3}
rules:
  hot: {when: m.T1.T > 30 degC, do: a.stop, set: {m.T1.x: 3}}
run: {for: 1 d}
variants:
  base: {}
  fast: {b.servers: 2}
  far: {like: fast, a.at.1: 5 m}
`

// A path and the file as it would be written with the change: both must give the same scenario.
func TestVariantEqualsFile(t *testing.T) {
	for _, c := range []struct{ set, old, new string }{
		{"p: 4 s", "{p: 3 s}", "{p: 4 s}"},
		{"a.cycle.mode: 4 s", "mode: 3 s, max: 5 s}, at", "mode: 4 s, max: 5 s}, at"},
		{"a.cycle: 7 s", "cycle: {dist: triangular, min: 2 s, mode: 3 s, max: 5 s}, at", "cycle: 7 s, at"},
		{"a.at.2: 9 m", "[1 m, 2 m]", "[1 m, 9 m]"},
		{"c.good: false", "{kind: sink}", "{kind: sink, good: false}"},
		{"a.failures.die.repair.mean: 3 min", "2 m], to: b}", "2 m], to: b, failures: {die: {repair: {mean: 3 min}}}}"},
		{"m.D: 70 m", "D: 80 m", "D: 70 m"},
		{"m.T1.D: 70 m", "T1: {at: [0 m, 0 m]}", "T1: {at: [0 m, 0 m], D: 70 m}"},
		{"m.T2.D: 70 m", "T2: {D: 90 m}", "T2: {D: 70 m}"},
		{"m.*.D: 70 m", "T1: {at: [0 m, 0 m]}, T2: {D: 90 m}", "T1: {at: [0 m, 0 m], D: 70 m}, T2: {D: 70 m}"},
		{"m.T2.start.T: 5 degC", "T2: {D: 90 m}", "T2: {D: 90 m, start: {T: 5 degC}}"},
		{"n.2.servers: 4", "copies: 3", "copies: {1: {}, 2: {servers: 4}, 3: {}}"},
		{"n.copies: 4", "copies: 3", "copies: 4"},
		{"rules.hot.for: 10 s", "m.T1.x: 3}}", "m.T1.x: 3}, for: 10 s}"},
		{"rules.hot.set.m.T1.x: 4", "m.T1.x: 3}}", "m.T1.x: 4}}"},
		{"run.for: 2 d", "{for: 1 d}", "{for: 2 d}"},
		{"run.seed: 2", "{for: 1 d}", "{for: 1 d, seed: 2}"},
		{"add: {d: {kind: sink}}, a.to: d", "run:", "SPECIAL"},
		{"remove: [c]", "  c: {kind: sink}\n", ""},
		{"remove: [m.T1, rules.hot]", "copies: {T1: {at: [0 m, 0 m]}, T2", "copies: {T2"},
	} {
		base := parse(t, small)
		title := "{what if: {" + c.set + "}}"
		if c.set == "" {
			continue
		}
		with := parse(t, strings.Replace(small, "variants:\n  base: {}\n  fast: {b.servers: 2}\n  far: {like: fast, a.at.1: 5 m}\n", "variants: "+title+"\n", 1))
		before := with.Root.String()
		v, err := with.Variant("what if")
		if err != nil {
			t.Errorf("%s: %v", c.set, err)
			continue
		}
		if with.Root.String() != before {
			t.Errorf("%s: the base changed", c.set)
		}
		text := strings.Replace(small, c.old, c.new, 1)
		switch {
		case c.new == "SPECIAL":
			text = strings.Replace(strings.Replace(small, "2 m], to: b}", "2 m], to: d}", 1), "rules:", "  d: {kind: sink}\nrules:", 1)
			text = strings.Replace(text, "like: a, to: c", "cycle: {dist: triangular, min: 2 s, mode: 3 s, max: 5 s}, at: [1 m, 2 m], to: c", 1)
		case strings.Contains(c.set, "rules.hot]"):
			text = strings.Replace(text, "  hot: {when: m.T1.T > 30 degC, do: a.stop, set: {m.T1.x: 3}}\n", "", 1)
			text = strings.Replace(text, "rules:\n", "rules: {}\n", 1)
		case strings.HasPrefix(c.set, "a."): // b is like a as in the file: the change of a does not reach it
			text = strings.Replace(text, "like: a, to: c", "cycle: {dist: triangular, min: 2 s, mode: 3 s, max: 5 s}, at: [1 m, 2 m], to: c", 1)
		}
		file := parse(t, text)
		if got, want := flat(v), flat(file); got != want {
			t.Errorf("%s:\n%s\nthe file:\n%s\nthe base:\n%s", c.set, got, want, flat(base))
		}
	}
}

// flat writes all that a scenario says, the keys of assets in order of their names.
func flat(sc *Scenario) string {
	var b strings.Builder
	for _, list := range [][]Entry{sc.Parameters, sc.Rules, sc.Assets} {
		for _, e := range list {
			b.WriteString(e.Name + ": " + sorted(e.Value).String() + "\n")
		}
	}
	b.WriteString(sc.Run.String())
	return b.String()
}

func sorted(n *source.Node) *source.Node {
	out := source.NewMap(source.Pos{})
	if n.Kind != source.Map {
		return n
	}
	names := append([]string(nil), n.Names()...)
	for range names {
		least := -1
		for i, name := range names {
			if name != "" && (least < 0 || name < names[least]) {
				least = i
			}
		}
		out = out.With(n.Keys[least], n.Items[least])
		names[least] = ""
	}
	return out
}

func TestLike(t *testing.T) {
	sc := parse(t, small)
	b := sc.Root.Get("assets").Get("b")
	if got := b.String(); got != "{kind: machine, cycle: {dist: triangular, min: 2 s, mode: 3 s, max: 5 s}, at: [1 m, 2 m], to: c}" {
		t.Error(got)
	}
	if b.Get("cycle") == sc.Root.Get("assets").Get("a").Get("cycle") {
		t.Error("a value taken by like is the value of the other")
	}
	if p := b.Get("cycle").Get("mode").Pos; p.Line != 5 {
		t.Error("position of a value taken by like:", p)
	}
	far, err := sc.Variant("far")
	if err != nil {
		t.Fatal(err)
	}
	if got := far.Root.Get("assets").Get("b").String(); !strings.Contains(got, "at: [1 m, 2 m]") || !strings.Contains(got, "servers: 2") {
		t.Error(got)
	}
}

func TestOverlayPrecedence(t *testing.T) {
	text := strings.Replace(small, "run:", "use: [one.yaml, two.yaml]\nrun:", 1)
	read := func(name string) ([]byte, error) {
		return []byte(map[string]string{"one.yaml": "p: 11 s\nb.servers: 11\nb.queue: 11\n", "two.yaml": "plantwin: 1\nb.servers: 12\n", "fit.yaml": "b.queue: 13\n"}[name]), nil
	}
	o := Options{With: []string{"fit.yaml"}}
	sc, err := o.Parse(&source.File{Name: "t.yaml", Data: []byte(text)}, read)
	if err != nil {
		t.Fatal(err)
	}
	est, err := sc.Patch([]Patch{{Path: "b.queue", Value: source.NewScalar("14", source.Pos{})}})
	if err != nil {
		t.Fatal(err)
	}
	v, err := est.Variant("fast")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		sc   *Scenario
		want string
	}{{sc, "11 s 12 13"}, {est, "11 s 12 14"}, {v, "11 s 2 14"}} {
		b := c.sc.Root.Get("assets").Get("b")
		if got := c.sc.Parameters[0].Value.Text + " " + b.Get("servers").Text + " " + b.Get("queue").Text; got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
	if f := sc.Root.Get("assets").Get("b").Get("servers").Pos; f.File.Name != "two.yaml" || f.Line != 2 {
		t.Error("position of a value of an overlay:", f)
	}
}

func TestVariantFaultPosition(t *testing.T) {
	sc := parse(t, small)
	f := &source.File{Name: "cmd", Data: []byte("rules.hot.fro: 3 s\n")}
	var fs source.Faults
	n := source.Parse(f, &fs)
	_, err := sc.Patch([]Patch{{Path: n.Keys[0].Text, Key: n.Keys[0], Value: n.Items[0]}})
	want := "cmd:1:11: unknown key \"fro\" in \"hot\" (did you mean \"for\"?)\n    rules.hot.fro: 3 s\n              ^~~"
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}
