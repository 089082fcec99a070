package physics

import (
	"math"
	"os"
	"testing"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/table"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics/expr"
)

// nothing is a plant without names.
type nothing struct{}

func (nothing) Resolve(string) (Ref, bool) { return Ref{}, false }
func (nothing) Known() []string            { return nil }

// plant is a small plant for tests.
type plant struct {
	refs   map[string]Ref
	series map[string]*table.Series
}

func (p plant) Resolve(name string) (Ref, bool) { r, ok := p.refs[name]; return r, ok }
func (p plant) Known() []string {
	var out []string
	for n := range p.refs { // for suggestions only
		out = append(out, n)
	}
	return out
}
func (p plant) Table(name string) (expr.Function, bool) {
	s, ok := p.series[name]
	return expr.Function{Series: s, X: unit.Time, Y: unit.One}, ok
}

// read parses a kind from text.
func read(t testing.TB, text string) (*Kind, error) {
	t.Helper()
	var faults source.Faults
	f := &source.File{Name: "kind.yaml", Data: []byte(text)}
	k := ParseKind("", source.Parse(f, &faults), &faults)
	return k, faults.Err()
}

// load parses a kind of testdata.
func load(t testing.TB, name string) *Kind {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	k, err := read(t, string(data))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// formula parses an expression.
func formula(t testing.TB, text string) *expr.Ast {
	t.Helper()
	var faults source.Faults
	a := expr.Parse(text, source.Pos{}, &faults)
	if a == nil {
		t.Fatal(faults.Err())
	}
	return a
}

// compile compiles a network that has to be without faults.
func compile(t testing.TB, r Resolver, list ...Instance) []*System {
	t.Helper()
	n := NewNetwork(r)
	for _, in := range list {
		n.Add(in)
	}
	var faults source.Faults
	out := n.Compile(&faults)
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// numbered makes every parameter of an instance a number, in the order of the kind, from 0.
func numbered(k *Kind) Instance {
	in := Instance{Name: "x", Kind: k, Parameters: map[string]Binding{}, Inputs: map[string]Binding{}, Starts: map[string]Binding{}}
	for i := range k.Parameters {
		in.Parameters[k.Parameters[i].Name] = Number(i)
	}
	return in
}

// values orders parameters as the system does.
func values(s *System, all []float64) []float64 {
	out := make([]float64, len(s.Numbers()))
	for i, at := range s.Numbers() {
		out[i] = all[at]
	}
	return out
}

// close compares two vectors.
func closeTo(t testing.TB, what string, got, want []float64, tol float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	for i := range got {
		if !(math.Abs(got[i]-want[i]) <= tol*(1+math.Abs(want[i]))) {
			t.Errorf("%s[%d] = %.15g, want %.15g", what, i, got[i], want[i])
		}
	}
}
