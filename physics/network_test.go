package physics

import (
	"math"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/table"
	"github.com/plantwin/plantwin/internal/unit"
)

// mass gives an instance of thermal-mass.
func mass(t testing.TB, name, heat, ambient string) Instance {
	in := Instance{Name: name, Kind: LibraryKind("thermal-mass"), Inputs: map[string]Binding{}, Starts: map[string]Binding{},
		Parameters: map[string]Binding{"C": Number(0), "UA": Number(1)}}
	in.Inputs["heat"] = Expression(formula(t, heat))
	in.Inputs["ambient"] = Expression(formula(t, ambient))
	return in
}

var shop = plant{refs: map[string]Ref{
	"oil_UA": {Form: RefNumber, Index: 1, Dim: unit.Conductance}, "press.busy": {Form: RefSignal, Index: 40}, "limit": {Form: RefNumber, Index: 7, Dim: unit.Temperature},
	"bench.busy": {Form: RefSignal, Index: 12},
}}

// TestIslands checks what joins: a continuous variable joins, a signal of the line does not.
func TestIslands(t *testing.T) {
	n := NewNetwork(shop)
	n.Add(mass(t, "oil", "9.5 kW * press.busy", "24 degC"))
	n.Add(mass(t, "hall", "oil.loss", "10 degC"))
	n.Add(mass(t, "other", "2 kW * press.busy * bench.busy", "oil.ambient"))
	n.Add(mass(t, "alone", "1 kW", "sun.T"))
	n.Add(mass(t, "sun", "1 kW * self.x", "0 degC"))
	n.Add(mass(t, "a", "0 W", "0 degC"))
	hot := formula(t, "other.T > limit and oil_UA > 0 W/K")
	n.AddGuard("hot", hot, "", 5)
	n.AddGuard("late", formula(t, "time > 5 h"), "", 6)
	if !n.ReadsContinuous(hot, "") || n.ReadsContinuous(formula(t, "press.busy > 0.5"), "") || n.ReadsContinuous(formula(t, "self.heat > 0 W"), "oil") {
		t.Error("what is continuous")
	}
	var faults source.Faults
	list := n.Compile(&faults)
	if err := faults.Err(); err == nil || !strings.Contains(err.Error(), `"self.x" is not known`) {
		t.Fatalf("fault of sun: %v", err)
	}
	var got []string
	for _, s := range list {
		var names []string
		for _, v := range s.Vars()[:s.NY()] {
			names = append(names, v.Name)
		}
		got = append(got, strings.Join(names, "+"))
	}
	if s := strings.Join(got, " "); s != "a.T hall.T+oil.T other.T " {
		t.Errorf("islands %q", s)
	}
	other := list[2]
	if g := other.Guards(); len(g) != 1 || g[0].Tag != 5 || g[0].Internal {
		t.Errorf("guards %v", g)
	}
	if in := other.Inputs(); len(in) != 2 || in[0]+in[1] != 52 {
		t.Errorf("inputs %v", in)
	}
}

// TestInputs checks that signals, numbers and variables of other assets reach the equations.
func TestInputs(t *testing.T) {
	s := compile(t, shop, mass(t, "oil", "9.5 kW * press.busy", "24 degC"), mass(t, "hall", "oil.loss", "10 degC"))[0]
	e := s.With(values(s, []float64{1000, 10})).New()
	e.Bind(0, []float64{0.5}, nil)
	y, dy, w := make([]float64, 2), make([]float64, 2), make([]float64, s.NW())
	if err := e.Init(0, y, nil); err != nil {
		t.Fatal(err)
	}
	closeTo(t, "start", y, []float64{283.15, 297.15}, 1e-15) // hall, oil
	y[1] = 307.15
	e.Deriv(0, y, dy)
	closeTo(t, "f", dy, []float64{0.1, 4.65}, 1e-12)
	e.Outputs(0, y, w)
	i, ok := s.Find("oil.heat")
	if !ok || math.Abs(w[i-2]-4750) > 1e-9 {
		t.Errorf("oil.heat = %v", w)
	}
	if v := s.Vars()[i]; v.Dim != unit.Power || v.Sort != OutputVar {
		t.Errorf("%+v", v)
	}
}

func TestGuardsOfPlant(t *testing.T) {
	n := NewNetwork(shop)
	n.Add(mass(t, "oil", "9.5 kW * press.busy", "24 degC"))
	n.AddGuard("hot", formula(t, "self.T > limit"), "oil", 0)
	var faults source.Faults
	s := n.Compile(&faults)[0]
	e := s.With(values(s, []float64{1000, 10, 0, 0, 0, 0, 0, 341.15})).New()
	e.Bind(0, []float64{1}, nil)
	g, on := []float64{0}, []bool{true}
	e.Guards(0, []float64{340}, g)
	e.Truth(0, []float64{340}, on)
	if math.Abs(g[0]+1.15) > 1e-12 || on[0] {
		t.Error(g, on)
	}
	n.AddGuard("never", formula(t, "oil.T == limit"), "", 1)
	n.Compile(&faults)
	if faults.Len() != 1 {
		t.Error(faults.Err())
	}
}

// TestTime checks tables and switches of time: no evaluation looks across a break, and NextBreak names them all.
func TestTime(t *testing.T) {
	steps, _ := table.NewSeries([]float64{0, 10, 30}, []float64{1, 2, 4}, table.Step, table.Hold)
	ramp, _ := table.NewSeries([]float64{0, 10, 20}, []float64{0, 1, 0}, table.Linear, table.Repeat)
	p := plant{series: map[string]*table.Series{"steps": steps, "ramp": ramp}}
	s := compile(t, p, mass(t, "x", "1 W * steps(time - 5 s) + 1 W * ramp(2 * time) + if(time >= 12 s and time < 13 s, 100 W, 0)", "0 K"))[0]
	e := s.With(values(s, []float64{1, 0})).New()
	want := []struct{ at, next, before, after float64 }{
		{0, 5, 1, 1 + 0.9}, {5, 10, 1 + 1, 1 + 0.1}, {10, 12, 1 + 0, 1 + 0.8*0.5}, {12, 13, 101.4, 101.6},
		{13, 15, 1.6, 2}, {15, 20, 3, 2.1}, {20, 25, 2, 2.9}, {25, 30, 3, 2.1}, {30, 35, 2, 2.9}, {35, 40, 5, 4.1},
	}
	y, dy, ft := []float64{0}, []float64{0}, []float64{0}
	now := 0.0
	for _, w := range want {
		if now != w.at {
			t.Fatalf("at %g, want %g", now, w.at)
		}
		e.Bind(now, nil, nil)
		if e.NextBreak() != w.next {
			t.Fatalf("at %g: next break %.17g, want %g", now, e.NextBreak(), w.next)
		}
		now = e.NextBreak()
	}
	// At 12 s and 13 s the pulse is on from both ends of its interval.
	e.Bind(12, nil, nil)
	for at, v := range map[float64]float64{12: 100 + 1 + 0.4, 13: 100 + 1 + 0.6} {
		e.Deriv(at, y, dy)
		closeTo(t, "pulse", dy, []float64{v}, 1e-12)
		e.DerivT(at, y, ft)
		closeTo(t, "slope", ft, []float64{0.2}, 1e-12)
	}
	e.Bind(5, nil, nil)
	e.Deriv(10, y, dy)
	closeTo(t, "ramp at its end", dy, []float64{1}, 1e-12)
}

// TestFaults checks message and place of faults in kinds; # ERROR stands on the faulty line.
func TestFaults(t *testing.T) {
	const head = "kind: k\nparameters: {UA: {unit: W/K}}\ninputs: {heat: {unit: W, start: 0}}\n"
	for _, text := range []string{
		head + "states: {T: {unit: K, start: 300}}\nequations:\n  - 5 J/K *der(T) = heta # ERROR \"\\\"heta\\\" is not known (did you mean \\\"heat\\\"?)\"\n",
		head + "states: {T: {unit: K, start: 300}}\nequations:\n  - 5 J/K *der(T) = UA # ERROR \"the left side is a power (W), the right side a thermal conductance (W/K)\"\n",
		head + "states: {T: {unit: K, start: 300}}\nequations:\n  - der(X) = heat # ERROR \"der takes the name of a state\"\n",
		head + "states: {T: {unit: K, start: 300}}\noutputs:\n  q: {unit: W} # ERROR \"no equation determines q\"\nequations:\n  - 5 J/K *der(T) = heat\n",
		head + "states: {T: {unit: K, start: 300}}\noutputs:\n  q: {unit: W}\nequations:\n  - 5 J/K *der(T) = heat\n  - q = heat\n  - q = 2*heat # ERROR \"one equation too many\"\n",
		head + "states: {T: {unit: K, start: 300}, U: {unit: K, start: 300}}\noutputs: {q: {unit: W}}\nequations:\n  - 5 J/K *der(T) = heat - q\n  - 5 J/K *der(U) = q\n  - T = U # ERROR \"ties the states T, U together without a derivative (index 2 or higher)\"\n",
		head + "states: {T: {unit: kelvins, start: 300}} # ERROR \"unit\"\nequations:\n  - 5 J/K *der(T) = heat\n",
		head + "states: {T: {unit: K, start: 5 kg}} # ERROR \"is a mass, but a temperature\"\nequations:\n  - 5 J/K *der(T) = heat\n",
		head + "states: {T: {unit: K, start: 300}}\nequations:\n  - 5 J/K *der(T) = heat\nrules:\n  r: {when: T > 5 W, set: {T: 0 K}} # ERROR \"cannot be compared\"\n",
		head + "states: {T: {unit: K, start: 300}}\nequations:\n  - 5 J/K *der(T) = heat\nrules:\n  r: {when: T > 5 K, set: {heat: 0 W}} # ERROR \"no state of this kind\"\n",
		head + "sates: {T: {unit: K}} # ERROR \"a kind has no \\\"sates\\\" (did you mean \\\"states\\\"?)\"\n",
		head + "ports: {a: fluid} # ERROR \"at what temperature fluid leaves through a is not said\"\n",
		head + "states: {heat: {unit: K, start: 1}} # ERROR \"heat is defined twice\"\n",
	} {
		_, err := read(t, text)
		list, _ := err.(source.Error)
		found := false
		for _, f := range list {
			line := strings.Split(text, "\n")[f.Pos.Line-1]
			_, want, ok := strings.Cut(line, "# ERROR ")
			want = strings.ReplaceAll(strings.Trim(want, `"`), `\"`, `"`)
			found = ok && strings.Contains(f.String(), want)
		}
		if len(list) != 1 || !found {
			t.Errorf("%s\ngot %v", text, err)
		}
	}
}

// TestCoupledConstraint checks that two instances tied together through inputs alone are refused by name.
func TestCoupledConstraint(t *testing.T) {
	text := "kind: follower\ninputs: {u: {unit: 1}}\noutputs: {v: {unit: 1}}\nequations:\n  - 0 = u - 2*u\n"
	if _, err := read(t, text); err == nil || !strings.Contains(err.Error(), "one equation too many") {
		t.Error(err)
	}
	k, err := read(t, "kind: gain\ninputs: {u: {unit: 1}}\noutputs: {v: {unit: 1}}\nequations:\n  - v = u\n")
	if err != nil {
		t.Fatal(err)
	}
	n := NewNetwork(nothing{})
	n.Add(Instance{Name: "a", Kind: k, Inputs: map[string]Binding{"u": Expression(formula(t, "b.v"))}})
	n.Add(Instance{Name: "b", Kind: k, Inputs: map[string]Binding{"u": Expression(formula(t, "a.v"))}})
	var faults source.Faults
	if n.Compile(&faults); faults.Err() == nil || !strings.Contains(faults.Err().Error(), "not independent") {
		t.Error(faults.Err())
	}
}

// TestLinearLoop checks that a loop of equations with constant factors is solved without algebraic rows.
func TestLinearLoop(t *testing.T) {
	k, err := read(t, "kind: gain\nparameters: {g: {unit: 1}}\ninputs: {u: {unit: 1}}\noutputs: {v: {unit: 1}}\nequations:\n  - v = g*u + 1\n")
	if err != nil {
		t.Fatal(err)
	}
	gain := func(name, from string, i int) Instance {
		return Instance{Name: name, Kind: k, Parameters: map[string]Binding{"g": Number(i)}, Inputs: map[string]Binding{"u": Expression(formula(t, from))}}
	}
	s := compile(t, nothing{}, gain("a", "b.v", 0), gain("b", "a.v", 1))[0]
	if s.NY() != 0 {
		t.Fatalf("%d variables", s.NY())
	}
	e := s.With(values(s, []float64{0.5, -3})).New()
	e.Bind(0, nil, nil)
	w := make([]float64, s.NW())
	e.Outputs(0, nil, w)
	i, _ := s.Find("a.v")
	closeTo(t, "a.v", w[i:i+1], []float64{1.5 / 2.5}, 1e-14) // v = 0.5 (1 - 3 v) + 1
}

func TestMissing(t *testing.T) {
	n := NewNetwork(nothing{})
	f := &source.File{Name: "study.yaml", Data: []byte("oil: {kind: thermal-mass}")}
	n.Add(Instance{Name: "oil", Kind: LibraryKind("thermal-mass"), Pos: source.Pos{File: f, Line: 1, Col: 1}})
	var faults source.Faults
	n.Compile(&faults)
	if err := faults.Err(); err == nil || !strings.Contains(err.Error(), "study.yaml:1:1: oil needs the parameter C of thermal-mass") {
		t.Error(err)
	}
}

func FuzzKind(f *testing.F) {
	f.Add("kind: k\nstates: {T: {unit: K, start: 300, min: 0}}\nequations:\n  - der(T) = 1 K/s *T/300 K\nrules: {r: {when: T > 5 K, set: {T: 0 K}}}")
	f.Add("kind: k\nports: {a: fluid at T, b: fluid, c: rotary}\nstates: {T: {unit: K, start: 300}}\nequations:\n  - der(T) = a.m*1 K/kg\n  - c.w = 0")
	f.Add("kind: k\nparameters: {n: {unit: 1, start: 3}}\nstates: {x: {unit: 1, size: n, start: 1}}\nequations:\n  - der(x[i])*1 s = x[1] - sum(x[j] for j = 1..n) for i = 1..n")
	f.Add("kind: k\nparameters: {c: {table: [m/s, 1]}}\ncheck: {at: 5 s, expect: {x: 1}}")
	f.Fuzz(func(t *testing.T, text string) {
		var faults source.Faults
		n := source.Parse(&source.File{Name: "k", Data: []byte(text)}, &faults)
		if faults.Len() > 0 {
			return
		}
		if k := ParseKind("k", n, &faults); (k == nil) != (faults.Len() > 0) {
			t.Fatalf("%v %v", k, faults.Err())
		}
	})
}
