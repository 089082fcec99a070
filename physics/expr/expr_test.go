package expr

import (
	"math"
	"math/rand"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/table"
	"github.com/plantwin/plantwin/internal/unit"
)

// names is an Env for tests.
type names struct {
	g      *Graph
	sym    map[string]Symbol
	series *table.Series
}

func (e *names) Lookup(name string) (Symbol, bool) { s, ok := e.sym[name]; return s, ok }
func (e *names) Known() []string                   { return []string{"x", "T", "heat", "demand", "mills.a.power"} }
func (e *names) Match(p string) []string {
	if p == "mills.*.power" {
		return []string{"mills.a.power", "mills.b.power"}
	}
	return nil
}
func (e *names) Function(name string) (Function, bool) {
	return Function{Series: e.series, Slot: e.g.AddTable(e.series), X: unit.Time, Y: unit.Speed}, name == "wind"
}

// env makes names: x y z plain numbers (State 0..2), T U temperatures, dT a difference, heat a power, demand a rate,
// on a condition, kind a text, mills.
func env(g *Graph) *names {
	s := func(i int, d unit.Dim) Symbol { return Symbol{ID: g.Leaf(State, i), Dim: d} }
	e := &names{g: g, sym: map[string]Symbol{
		"x": s(0, unit.One), "y": s(1, unit.One), "z": s(2, unit.One), "T": s(3, unit.Temperature), "U": s(4, unit.Temperature),
		"dT": {ID: g.Leaf(State, 5), Dim: unit.Temperature, Difference: true}, "heat": s(6, unit.Power), "demand": s(7, unit.PerTime),
		"on": {ID: g.Leaf(Disc, 0), Bool: true}, "kind": {ID: g.Leaf(Disc, 1), Texts: []string{"sedan", "wagon"}},
		"mills.a.power": s(8, unit.Power), "mills.b.power": s(9, unit.Power), "n": {ID: g.Leaf(Disc, 2)}, "p": {ID: g.Leaf(Param, 0)},
		"time": {ID: g.Leaf(Time, 0), Dim: unit.Time},
	}}
	e.series, _ = table.NewSeries([]float64{0, 10, 20}, []float64{1, 3, 2}, table.Cubic, table.Hold)
	return e
}

// value lowers a text that has to be without faults.
func mustValue(t testing.TB, g *Graph, text string) Value {
	t.Helper()
	var faults source.Faults
	a := Parse(text, source.Pos{}, &faults)
	if a == nil {
		t.Fatalf("%s: %v", text, faults.Err())
	}
	v, ok := g.Value(a, env(g), &faults)
	if !ok {
		t.Fatalf("%s: %v", text, faults.Err())
	}
	return v
}

var state = []float64{0.7, -1.3, 2.1, 300, 290, 7, 5000, 0.5, 100, 200}

func run(g *Graph, outs ...ID) []float64 {
	r := g.Tape(outs).New()
	copy(r.Leaves(State), state)
	copy(r.Leaves(Disc), []float64{1, 1, 3})
	copy(r.Leaves(Param), []float64{4})
	copy(r.Leaves(Time), []float64{12})
	out := make([]float64, len(outs))
	r.Eval(out)
	return out
}

func TestValues(t *testing.T) {
	for text, want := range map[string]float64{
		"1 + 2 * 3": 7, "-x^2": -0.49, "2^3^2": 512, "2^-1": 0.5, "(1 + 2) * 3": 9, "7 % ": 0.07, "- 5 degC": 268.15,
		"1/demand": 2, "9.5 kW * x": 6650, "max(5 min, 10 s)": 300, "clamp(y, -1, 1)": -1, "if(x > 0, y, 1/0.5)": -1.3,
		"abs(y)": 1.3, "sign(y)": -1, "floor(z)": 2, "ceil(z)": 3, "round(2.5)": 3, "round(-2.5)": -3, "mod(-1, 3)": 2, "mod(7.5, 2)": 1.5,
		"min(3, 1, 2)": 1, "sqrt(16 m2)": 4, "if(kind == 'wagon', 1, 2)": 1, "if(kind != 'wagon', 1, 2)": 2, "if(not (x > 1) and on, 1, 2)": 1,
		"sum(mills.*.power)": 300, "mean(mills.*.power)": 150, "max(mills.*.power)": 200, "count(mills.*.power)": 2,
		"pi": math.Pi, "if(x > 1 or y < 0, 1, 0)": 1, "if(x == 0.7, 1, 0)": 1, "20 degC + 5 K": 298.15, "T - 20 degC": 6.85,
		"20 degC + dT": 300.15, "if(p > 3, x/0.7, 0)": 1, "1e3 * 2": 2000, ".5 + 1": 1.5, "wind(20 s)": 2, "x ^ 0.5 * x ^ 0.5": 0.7,
		"atan2(1, 1) * 4": math.Pi, "log10(1000)": 3, "5 m2 / 2 m": 2.5, "x^p": 0.2401, "2 ^ 10": 1024, "z ^ -3": 1 / 9.261,
	} {
		g := NewGraph()
		v := mustValue(t, g, text)
		if got := run(g, v.ID)[0]; math.Abs(got-want) > 1e-13*math.Abs(want) {
			t.Errorf("%s = %.16g, want %.16g", text, got, want)
		}
	}
}

// TestFaults checks message and place of every sort of fault; ^ marks the column where it has to stand.
func TestFaults(t *testing.T) {
	for _, c := range [][3]string{
		{"x + * y", "    ^", "a value is missing before *"},
		{"x +", "   ^", "ends where a value is due"},
		{"(x + y", "^", "this bracket is not closed"},
		{"x + y)", "     ^", "closing bracket without"},
		{"x y", "  ^", "put * between"},
		{"2 x", "  ^", ""},
		{"30s", "^", "write 30 s"},
		{"x < y < z", "      ^", "cannot be chained"},
		{"x = y", "  ^", "write =="},
		{"x && y", "  ^", "write and"},
		{"temp + 1", "^", `"temp" is not known`},
		{"demnad * x", "^", `did you mean "demand"?`},
		{"heat + T", "     ^", "a power (W) and a temperature (K) cannot be added"},
		{"heat < 5", "     ^", "a number needs a unit here: 38 kW"},
		{"T + 15 degC", "  ^", "two temperatures on a scale cannot be added"},
		{"2 * 20 degC", "    ^", "a point on a scale cannot be multiplied"},
		{"exp(T)", "    ^", "takes a plain number, not a temperature (K)"},
		{"min(T, heat)", "       ^", "the arguments of min are"},
		{"T^x", "  ^", "has to be a number"},
		{"x ^ T", "    ^", "an exponent is a plain number"},
		{"sin(x, y)", "^", "sin takes one argument"},
		{"sine(x)", "^", `the function "sine" is not known (did you mean "sin"`},
		{"x(y)", "^", "it is no function"},
		{"if(x, 1, 2)", "   ^", "a condition is due, not a plain number"},
		{"if(on, T, heat)", "^", "cannot be branches of one if"},
		{"kind == 'truck'", "        ^", "kind is never 'truck'"},
		{"kind + 1", "^", "a text stands where a value is due"},
		{"on + 1", "^", "a condition stands where a value is due"},
		{"x and on", "^", "a condition is due"},
		{"sum(heat)", "^", "needs a path with *"},
		{"sum(cars.*.power)", "    ^", "nothing is called"},
		{"wind(x)", "     ^", "wind takes a time (s), not a plain number"},
		{"1/0", " ^", "division by 0"},
		{"'text", "^", "no closing quote"},
		{"", "^", "an expression is due here"},
		{"x # y", "  ^", "no meaning"},
		{"5 kW<heat", "  ^", "put spaces round"},
		{"5 kW*car.power", "     ^", "put spaces round an operator that follows a unit: 5 kW * car.power"},
		{"5 s*gap", "    ^", "or 5 s * gap if gap is a name"},
	} {
		f := &source.File{Name: "f", Data: []byte(c[0])}
		var faults source.Faults
		g := NewGraph()
		if a := Parse(c[0], source.Pos{File: f, Line: 1, Col: 1}, &faults); a != nil {
			if _, ok := g.Value(a, env(g), &faults); ok {
				t.Errorf("%q: no fault", c[0])
				continue
			}
		}
		err, _ := faults.Err().(source.Error)
		if len(err) != 1 || !strings.Contains(err[0].String(), c[2]) || err[0].Pos.Col != len(c[1]) {
			t.Errorf("%q: want %q at column %d, got\n%v", c[0], c[2], len(c[1]), faults.Err())
		}
	}
}

// randomExpr makes an expression in x, y, z that is smooth and finite almost everywhere.
func randomExpr(r *rand.Rand, depth int) string {
	if depth == 0 {
		return []string{"x", "y", "z", "1.7", "(0.3)"}[r.Intn(5)]
	}
	a, b := randomExpr(r, depth-1), randomExpr(r, depth-1)
	forms := []string{"(A + B)", "(A - B)", "A * B", "(A / (2 + B^2))", "sin(A)", "cos(A)", "exp(sin(A))", "log(1.5 + A^2)", "sqrt(1 + A^2)",
		"tanh(A)", "atan(A)", "(1 + A^2)^B2", "abs(A)", "min(A, B)", "max(A, B)", "if(A < B, A, B)", "sinh(tanh(A))", "cosh(sin(A))",
		"asin(0.9 * sin(A))", "acos(0.9 * cos(B))", "atan2(A, 3 + B^2)", "A^3", "-A", "tan(0.5 * sin(A))", "log10(2 + A^2)", "mod(A, 50 + B^2)", "(2 + sin(A))^(B/9)",
		"clamp(A, -2, 2)", "(wind(B * 1 s) / 1 m * 1 s)"}
	f := forms[r.Intn(len(forms))]
	return strings.NewReplacer("B2", "1.3", "A", a, "B", b).Replace(f)
}

// TestDiff compares exact derivatives with central differences (error about h^2 and eps/h) on random expressions.
func TestDiff(t *testing.T) {
	r := rand.New(rand.NewSource(3))
	bad, n := 0, 0
	for range 3000 {
		text := randomExpr(r, 1+r.Intn(4))
		g := NewGraph()
		v := mustValue(t, g, text)
		outs := []ID{v.ID}
		for i := range 3 {
			outs = append(outs, g.Diff(v.ID, g.Leaf(State, i)))
		}
		regs := g.Tape(outs).New()
		y := regs.Leaves(State)
		at := []float64{r.NormFloat64(), r.NormFloat64(), r.NormFloat64()}
		eval := func(j int, h float64) []float64 {
			copy(y, at)
			if j < len(y) {
				y[j] += h
			}
			out := make([]float64, 4)
			regs.Eval(out)
			return out
		}
		exact := eval(0, 0)
		for j := range 3 {
			h := 1e-5
			d1 := (eval(j, h)[0] - eval(j, -h)[0]) / (2 * h)
			d2 := (eval(j, h/2)[0] - eval(j, -h/2)[0]) / h
			d := d2 + (d2-d1)/3 // Richardson
			if math.Abs(exact[0]) > 1e4 || math.Abs(d1-d2) > 1e-6*(1+math.Abs(d)) {
				continue // a kink, or too wild for differences
			}
			n++
			if math.Abs(exact[j+1]-d) > 1e-6*(1+math.Abs(d)+math.Abs(exact[0])) {
				bad++
				t.Errorf("%s by %d at %v: %g, differences %g", text, j, at, exact[j+1], d)
			}
		}
	}
	if n < 7000 {
		t.Errorf("only %d derivatives were compared", n)
	}
}

// TestTapeMatchesGraph compares the joined code of a tape with a plain walk over the graph, bit by bit.
func TestTapeMatchesGraph(t *testing.T) {
	r := rand.New(rand.NewSource(5))
	for range 500 {
		g := NewGraph()
		var outs []ID
		for range 3 {
			v := mustValue(t, g, strings.ReplaceAll(randomExpr(r, 4), "wind", "if(on, x, y) * wind"))
			outs = append(outs, v.ID, g.Diff(v.ID, g.Leaf(State, 0)))
		}
		val := make([]float64, g.Len())
		for id := range val {
			n := g.nodes[id]
			switch c, i, leaf := g.IsLeaf(ID(id)); {
			case leaf && c == State:
				val[id] = state[i]
			case leaf:
				val[id] = 1
			case n.op == opConst:
				val[id] = math.Float64frombits(n.v)
			case n.op == opTable:
				val[id] = g.Table(int(n.b)).At(val[n.a])
			case n.op == opTable1:
				val[id] = g.Table(int(n.b)).Slope(val[n.a])
			default:
				val[id] = apply(n.op, val[n.a], val[n.b], val[n.c])
			}
		}
		for i, v := range run(g, outs...) {
			if want := val[outs[i]]; math.Float64bits(v) != math.Float64bits(want) && !(v != v && want != want) {
				t.Fatalf("output %d is %v, want %v", i, v, want)
			}
		}
	}
}

func TestLinear(t *testing.T) {
	g := NewGraph()
	x := g.Leaf(State, 0)
	slope, rest, ok := g.Linear(mustValue(t, g, "3 * (x - y)/z + if(y < 0, 2 * x, 5) - x").ID, x)
	if !ok {
		t.Fatal("not linear")
	}
	got := run(g, slope, rest)
	if math.Abs(got[0]-(3/2.1+2-1)) > 1e-15 || math.Abs(got[1]-3*1.3/2.1) > 1e-15 {
		t.Error(got)
	}
	for _, text := range []string{"x * x", "sin(x)", "1/x", "if(x > 0, 1, 2)", "x * (x + 1)"} {
		if _, _, ok := g.Linear(mustValue(t, g, text).ID, x); ok {
			t.Errorf("%s is linear", text)
		}
	}
}

func TestCrossing(t *testing.T) {
	for text, want := range map[string]float64{
		"T > 68 degC": 300 - 341.15, "T < 68 degC": 341.15 - 300, "x >= y": 2, "x > 0 and y > 0": -1.3, "x > 0 or y > 0": 0.7,
		"not x > 0": -0.7, "n == 3 and x > 0": 0.7, "n == 2 and x > 0": -1, "x > 0 or n == 3": 1, "on": 1, "not on": -1,
	} {
		g := NewGraph()
		v := mustValue(t, g, text)
		got := run(g, v.Crossing, v.ID)
		if math.Abs(got[0]-want) > 1e-12 || (got[0] > 0) != (got[1] == 1) {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	var faults source.Faults
	a := Parse("max(oil.T, pi) + risk(self.failures.gun, 8 h) * sum(mills.*.power)", source.Pos{}, &faults)
	var got []string
	for _, n := range a.Names() {
		got = append(got, n.Text)
	}
	if s := strings.Join(got, " "); s != "oil.T risk self.failures.gun mills.*.power" {
		t.Error(s)
	}
}

func TestNoAllocation(t *testing.T) {
	g := NewGraph()
	v := mustValue(t, g, "exp(x) * wind(x * 10 s) / 1 m * 1 s + if(x > y and on, x^3, p * y)")
	r := g.Tape([]ID{v.ID, g.Diff(v.ID, g.Leaf(State, 0))}).New()
	out := make([]float64, 2)
	if n := testing.AllocsPerRun(100, func() { r.Leaves(State)[0] += 0.01; r.Eval(out) }); n != 0 {
		t.Errorf("%g allocations", n)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"1/demand", "9.5 kW * x", "if(x > 1, T, 20 degC)", "sum(mills.*.power)", "((((x", "kind == 'wagon' and not on", "-x^-y", "5 kW<heat", "1e999", "\xff", "x\u2212y", "a.*.b.*", "1..2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var faults source.Faults
		file := &source.File{Name: "f", Data: []byte(text)}
		a := Parse(text, source.Pos{File: file, Line: 1, Col: 1}, &faults)
		if (a == nil) != (faults.Len() > 0) {
			t.Fatalf("%q: tree %v, faults %v", text, a != nil, faults.Err())
		}
		_ = faults.Err()
		if a == nil {
			return
		}
		g := NewGraph()
		v, ok := g.Value(a, env(g), &faults)
		if ok != (faults.Len() == 0) {
			t.Fatalf("%q: %v", text, faults.Err())
		}
		if ok && len(text) < 500 {
			run(g, v.ID, g.Diff(v.ID, g.Leaf(State, 0)))
		}
	})
}

func BenchmarkTape(b *testing.B) {
	for _, text := range []string{"(heat/1 W - 190 * (T/1 K - 293))/220000", "exp(x)", "log(z)", "sin(x)", "x^2.5 * x"} {
		b.Run(text, func(b *testing.B) {
			g := NewGraph()
			r := g.Tape([]ID{mustValue(b, g, text).ID}).New()
			copy(r.Leaves(State), state)
			for b.Loop() {
				r.Run(0)
			}
		})
	}
}
