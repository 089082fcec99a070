package source

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// read parses a text that must be without fault.
func read(t *testing.T, text string) *Node {
	t.Helper()
	var fs Faults
	n := Parse(&File{Name: "t.yaml", Data: []byte(text)}, &fs)
	if err := fs.Err(); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestPositions(t *testing.T) {
	n := read(t, "\ufeffa: 1\r\nühr: {x: \"q \\\"r\\\" s\", y: [1, 014]}\r\nb:\r\n  - 12:30:45\r\n  - 'it''s no'\r\nc: |\r\n  text\r\n  more\r\n")
	for _, c := range []struct {
		n    *Node
		want string
		text string
	}{
		{n.Key("a"), "t.yaml:1:1", "a"},
		{n.Get("ühr"), "t.yaml:2:6", ""},
		{n.Get("ühr").Get("x"), "t.yaml:2:10", `q "r" s`},
		{n.Get("ühr").Get("y").Items[1], "t.yaml:2:30", "014"},
		{n.Get("b").Items[0], "t.yaml:4:5", "12:30:45"},
		{n.Get("b").Items[1], "t.yaml:5:5", "it's no"},
		{n.Get("c"), "t.yaml:6:4", "text\nmore\n"},
	} {
		if c.n.Pos.String() != c.want || c.n.Text != c.text {
			t.Errorf("%v %q, want %s %q", c.n.Pos, c.n.Text, c.want, c.text)
		}
	}
	for _, c := range []struct {
		n    *Node
		off  int
		want int
	}{
		{n.Get("ühr").Get("x"), 2, 13}, // the backslash before the quote
		{n.Get("ühr").Get("x"), 5, 18},
		{n.Get("b").Items[1], 5, 12},
		{n.Get("c"), 3, 4},
		{n.Get("a"), 1, 5},
	} {
		if got := c.n.At(c.off).Col; got != c.want {
			t.Errorf("%q at %d: column %d, want %d", c.n.Text, c.off, got, c.want)
		}
	}
}

func TestFaultText(t *testing.T) {
	f := &File{Name: "a.yaml", Data: []byte("name: x\nrun: {fro: 3 d}\n" + strings.Repeat("x", 300) + "\n")}
	var fs Faults
	fs.Add(Pos{f, 2, 7}, 3, `did you mean "for"?`, "unknown key %q", "fro")
	fs.Add(Pos{f, 1, 1}, 4, "", "first")
	fs.Add(Pos{f, 2, 7}, 3, "", "unknown key %q", "fro")
	fs.Add(Pos{f, 3, 250}, 9, "", "far right")
	fs.Add(Pos{}, 1, "say where", "nowhere")
	want := `nowhere (say where)
a.yaml:1:1: first
    name: x
    ^~~~
a.yaml:2:7: unknown key "fro" (did you mean "for"?)
    run: {fro: 3 d}
          ^~~
a.yaml:3:250: far right
    ... ` + strings.Repeat("x", 111) + "\n    " + strings.Repeat(" ", 64) + "^~~~~~~~~"
	if got := fs.Err().Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	var list Error
	if !errors.As(fs.Err(), &list) || len(list) != 4 {
		t.Errorf("As: %v", list)
	}
}

func TestNearest(t *testing.T) {
	known := []string{"replications", "for", "warmup", "seed", "cycle", "queue", "servers", "press", "press2", "UA", "kW"}
	for name, want := range map[string]string{
		"cyle": "cycle", "cylce": "cycle", "warm_up": "warmup", "replication": "replications", "rep": "replications",
		"sevrers": "servers", "quene": "queue", "pres": "press", "ua": "UA", "KW": "kW", "Press": "press",
		"x": "", "wibble": "", "fro": "for", "": "",
	} {
		if got := Nearest(name, known); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestEditing(t *testing.T) {
	n := read(t, "a: 1\nb: [1, 2]\n")
	m := n.With(NewScalar("b", Pos{}), n.Get("b").WithItem(1, NewScalar("3", Pos{}))).With(NewScalar("c", Pos{}), NewMap(Pos{}))
	if got := m.String(); got != "{a: 1, b: [1, 3], c: {}}" {
		t.Error(got)
	}
	if got := n.String(); got != "{a: 1, b: [1, 2]}" {
		t.Error("the original changed:", got)
	}
	if got := m.Without("a").Without("nothing").String(); got != "{b: [1, 3], c: {}}" {
		t.Error(got)
	}
	if !Equal(n, n.Clone()) || Equal(n, m) || m.Get("a") != n.Get("a") {
		t.Error("Equal, Clone or sharing")
	}
}

func TestHostile(t *testing.T) {
	for name, text := range map[string]string{
		"deep flow":  strings.Repeat("[", 100_000),
		"deep":       strings.Repeat("[", 500) + strings.Repeat("]", 500),
		"wide":       "[" + strings.Repeat("a,", 600_000) + "a]",
		"laughs":     "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n",
		"broken":     strings.Repeat("a: [\n", 300),
		"not UTF-8":  "a: \xff\n",
		"UTF-16":     "\xff\xfea\x00:\x00",
		"control":    "a: \x00\n",
		"line break": "a: 1\rb: 2\n",
		"empty":      "",
		"comments":   "# nothing\n\n",
		"large":      strings.Repeat("#", maxBytes+1),
		"directive":  "%YAML 9.9\n---\na: 1\n",
	} {
		begin := time.Now()
		var fs Faults
		Parse(&File{Name: "h.yaml", Data: []byte(text)}, &fs)
		if fs.Len() == 0 {
			t.Errorf("%s: no fault", name)
		}
		if d := time.Since(begin); d > 20*time.Second { // seconds on the slowest machine; a hang would be minutes
			t.Errorf("%s took %v", name, d)
		}
	}
}

// What Parse reads, String writes, and Parse reads again.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"a: 1\nb: {x: max(a, b)}\n", "a:1\nb: [1, 2}\n", "\ta: 1\n", "a: \"x\nb: 'y'\n", "- a\n- {b: *c}\n", "a: |\n  x\n", "---\na: 1\n---\n",
		"a: {x: 1\nb: 2\n", "a: 1\n  b: 2\n", "a\nb: c: d\n", "a: - 1\n", "? a\n: b\n", "a: !!x &y z\n", "a: 'it''s'\n", "%YAML 1.1\n---\na: 1",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var fs Faults
		file := &File{Name: "f.yaml", Data: []byte(text)}
		n := Parse(file, &fs)
		if err := fs.Err(); err != nil {
			lines := strings.Count(text, "\n") + 1
			for _, f := range err.(Error) {
				if f.Pos.Line > lines || f.Pos.IsValid() && f.Pos.Col < 1 {
					t.Errorf("a fault outside the file: %v", f)
				}
			}
			_ = err.Error()
			return
		}
		if n == nil {
			t.Fatal("neither a node nor a fault")
		}
		var again Faults
		m := Parse(&File{Name: "g.yaml", Data: []byte(n.String())}, &again)
		if err := again.Err(); err != nil || !Equal(n, m) {
			t.Errorf("%q\nwritten %q\nread %v\n%v", text, n, m, err)
		}
	})
}
