package plant_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
	"github.com/plantwin/plantwin/sim"
)

// study is a scenario of a source, a machine and a sink with settings in braces put in their places.
func study(settings map[string]string) string {
	text := `plantwin: 1
name: parts
{top}assets:
  in: {kind: source, every: 10 s, with: {colour: {red: 50 %, white: rest}, size: 2 m, class: 1}{in}, to: m}
  m: {kind: machine, queue: unlimited, cycle: {cycle}{m}, to: out}
  out: {kind: sink}
  cards: {kind: pool, count: 3}
run: {for: 1 h, warmup: 0 s}
measure: {n: out.done{measure}}
`
	for _, k := range []string{"top", "in", "cycle", "m", "measure"} {
		v := settings[k]
		if k == "cycle" && v == "" {
			v = "2 s"
		}
		text = strings.Replace(text, "{"+k+"}", v, 1)
	}
	return text
}

func compilePart(text string) (*plant.Model, error) {
	files := map[string]string{
		"staff.csv": "job,at\na,0\na,0\nb,0\nb,0\nc,0\n",
		"jobs.csv":  "job,at,due,work,colour\na,0,20,5,red\nb,10,25,4,blue\na,10,12,3,red\n",
	}
	sc, err := scenarios.Parse(&source.File{Name: "s.yaml", Data: []byte(text)}, func(name string) ([]byte, error) {
		if f, ok := files[name]; ok {
			return []byte(f), nil
		}
		return nil, errors.New("no such file")
	})
	if err != nil {
		return nil, err
	}
	return plant.Compile(sc)
}

// What is wrong is said where it stands, with what to do.
func TestPartFaults(t *testing.T) {
	for _, x := range []struct {
		key, value, want string
	}{
		{"cycle", "{by: part.colour, red: 3 s}", `nothing is said for white (list it, or write else)`},
		{"cycle", "{by: part.colour, red: 3 s, whit: 4 s, else: 1 s}", `part.colour is never "whit" (did you mean "white"?)`},
		{"cycle", "{by: part.size, red: 3 s, else: 1 s}", `"part.size" is no attribute with a list of values`},
		{"cycle", "4 s * part.size", "a time"},
		{"cycle", "4 s * part.weight", "part.weight"},
		{"m", ", pick: spd", `m.pick cannot be "spd" (did you mean "spt"?)`},
		{"m", ", preempt: resume", "which part comes before another is not said by pick"},
		{"m", ", setup: {by: part.colour, matrix: {white: {red: 4 min}}}", "the time from red to white is missing"},
		{"m", ", setup: {by: part.size, else: 4 min}", `"part.size" is no attribute with a list of values`},
		{"m", ", take: card", `there is no asset "card" (did you mean "cards"?)`},
		{"m", ", take: in", "in is a source"},
		{"m", ", mark: {colour: 3}", "part.colour is a number in one place and a text in another"},
		{"m", ", mark: {due: 3 s}", "every part has a due of its own"},
		{"in", ", rate: 3 1/s", "every, rate and orders exclude each other"},
		{"in", ", rate: demand(time)", `there is no table "demand"`},
		{"in", ", makes: {a: 60 %, b: 60 %}", "the shares are 120 % together"},
		{"top", "products: {a: {route: [{at: n}]}}\n", `there is no asset "n" that takes parts`},
		{"measure", ", late: out.products.b.late", "out.products.b.late"},
	} {
		_, err := compilePart(study(map[string]string{x.key: x.value}))
		if err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s%s: %v, want %s", x.key, x.value, err, x.want)
		}
	}
}

func runParts(t *testing.T, text string) map[string]float64 {
	t.Helper()
	m, err := compilePart(text)
	if err != nil {
		t.Fatal(err)
	}
	r, err := sim.New(m.Sim(), sim.Options{Seed: 1, Replication: 1})
	if err == nil {
		err = r.AdvanceTo(context.Background(), m.Plan().For)
	}
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]float64{}
	for _, x := range m.Measures() {
		out[x.Name], _ = x.Value(r.State())
	}
	return out
}

// Orders of a file: a at 0 s and 10 s, b at 10 s, work 5, 4, 3 s in the order of rows; the colour makes the last row wait
// for a changeover of 1 s each way. a ends at 5 s and 10 + 4 + 1 + 1 + 3 = 19 s, due at 20 s and 12 s; b at 15 s.
func TestOrders(t *testing.T) {
	got := runParts(t, `plantwin: 1
name: orders
assets:
  in:
    kind: source
    orders: {file: jobs.csv, product: job, release: {column: at, unit: s}, due: {column: due, unit: s}}
    with: {work: {column: work, unit: s}, colour: {column: colour}, left: part.due - part.work}
    to: m
  m: {kind: machine, queue: unlimited, cycle: part.work, setup: {by: part.colour, else: 1 s}, to: out}
  out: {kind: sink}
run: {for: 1 min, warmup: 0 s}
measure: {a: out.products.a.lead_time.max, b: out.products.b.lead_time, late: out.late, on_time: out.on_time, tardiness: out.tardiness.max, setups: m.setups, a_wait: m.products.a.wait.max}
`)
	for name, want := range map[string]float64{"a": 9, "b": 5, "late": 1, "on_time": 2. / 3, "tardiness": 7, "setups": 2, "a_wait": 6} {
		if math.Abs(got[name]-want) > 1e-9 {
			t.Errorf("%s = %g, want %g", name, got[name], want)
		}
	}
}

// A route whose step may go to either of two machines, with its own cycle, and a sink as its last step: parts every 10 s
// take 15 s at one of a and b, so each works three quarters of the time, and 5 s at c.
func TestRouteSteps(t *testing.T) {
	got := runParts(t, `plantwin: 1
name: steps
products: {p: {route: [{name: one, at: [a, b], cycle: 15 s}, {at: c}, {at: good}], value: 3 EUR}}
assets:
  in: {kind: source, makes: p, every: 10 s, to: route}
  a: {kind: machine, cycle: 1 h, to: route}
  b: {kind: machine, cycle: 1 h, to: route}
  c: {kind: machine, cycle: "if(part.age > 14 s and part.step == 'c', 5 s, 1 h)", to: route}
  good: {kind: sink}
  other: {kind: sink}
run: {for: 10010 s, warmup: 10 s}
measure: {a: a.busy, b: b.busy, c: c.busy, lead: good.lead_time, value: plant.value}
`)
	for name, want := range map[string]float64{"a": 0.75, "b": 0.75, "c": 0.5, "lead": 20} {
		if math.Abs(got[name]-want) > 0.002 {
			t.Errorf("%s = %g, want %g", name, got[name], want)
		}
	}
	if got["value"] != 3*998 && got["value"] != 3*999 {
		t.Errorf("value %g of 998 or 999 parts at 3", got["value"])
	}
}

// A changed number gives the same run as a changed file, for numbers of attributes, setups, shares and pools too.
func TestWithParts(t *testing.T) {
	text := study(map[string]string{"cycle": "{by: part.colour, red: 3 s, white: 4 s}", "m": ", setup: {by: part.colour, else: 1 s}, take: {cards: 1}, give: {cards: 1}, mark: {class: part.class + 1}"})
	for path, x := range map[string][3]string{
		"m.cycle.red": {"red: 3 s", "red: 6 s"}, "m.setup.else": {"else: 1 s", "else: 2 s"}, "in.with.colour.red": {"red: 50 %", "red: 20 %"},
	} {
		a, err := compilePart(text)
		if err != nil {
			t.Fatal(err)
		}
		b, err := compilePart(strings.Replace(text, x[0], x[1], 1))
		if err != nil {
			t.Fatal(err)
		}
		value := 0.0
		for _, n := range b.Numbers() {
			if n.Path == path {
				value = n.Value
			}
		}
		w, err := a.With([]plant.Setting{{Path: path, Value: value}})
		if err != nil {
			t.Fatal(err)
		}
		if one, two := end(t, w), end(t, b); !one.Equal(two) {
			t.Errorf("%s: %s", path, one.Diff(two))
		}
	}
}

func end(t *testing.T, m *plant.Model) *sim.State {
	t.Helper()
	r, err := sim.New(m.Sim(), sim.Options{Seed: 5, Replication: 1})
	if err == nil {
		err = r.AdvanceTo(context.Background(), 30*time.Minute)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r.State()
}
