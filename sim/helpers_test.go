package sim

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/plantwin/plantwin/sim/ode"
)

var update = flag.Bool("update", false, "rewrite the transcripts in testdata")

// golden compares a transcript with testdata/name.txt.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("transcript differs from %s\ngot:\n%s\nwant:\n%s", path, got, want)
	}
}

// script is a unit made of closures; its state is a few numbers.
type script struct {
	name   string
	start  func(s *State) error
	handle func(s *State, e Event) error
}

type scriptState struct {
	N      int64
	Ticket Ticket
	List   []int64
}

func (u *script) New() any     { return &scriptState{} }
func (u *script) Name() string { return u.name }
func (u *script) Start(s *State) error {
	if u.start == nil {
		return nil
	}
	return u.start(s)
}
func (u *script) Handle(s *State, e Event) error {
	if u.handle == nil {
		return nil
	}
	return u.handle(s, e)
}

func build(t testing.TB, b *Builder, units ...Unit) *Model {
	t.Helper()
	m, err := b.Build(units)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func begin(t testing.TB, m *Model, o Options) *Run {
	t.Helper()
	r, err := New(m, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func to(t testing.TB, r *Run, at time.Duration) {
	t.Helper()
	if err := r.AdvanceTo(context.Background(), at); err != nil {
		t.Fatal(err)
	}
}

func saved(t testing.TB, r *Run) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := r.Save(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// eqs is a system of equations made of closures. Jacobians are differences,
// which is exact enough for the linear systems here.
type eqs struct {
	ny, nalg, nu, nz, ng, nw int
	init                     func(y, z []float64)
	f                        func(t float64, y, u, z, dy []float64)
	g                        func(t float64, y, u, z, g []float64)
	w                        func(t float64, y, u, z, w []float64)
	reset                    func(i int, y, z []float64)
	breaks                   []float64
}

func (q *eqs) NY() int       { return q.ny }
func (q *eqs) NAlg() int     { return q.nalg }
func (q *eqs) NU() int       { return q.nu }
func (q *eqs) NZ() int       { return q.nz }
func (q *eqs) NG() int       { return q.ng }
func (q *eqs) NW() int       { return q.nw }
func (q *eqs) New() ode.Eval { return &eqsEval{q: q} }

type eqsEval struct {
	q     *eqs
	t     float64
	u, z  []float64
	g     [8]float64
	a, b  [8]float64
	binds int
}

func (e *eqsEval) Bind(t float64, u, z []float64) {
	e.t = t
	e.u, e.z = append(e.u[:0], u...), append(e.z[:0], z...)
	e.binds++
}
func (e *eqsEval) NextBreak() float64 {
	for _, b := range e.q.breaks {
		if b > e.t {
			return b
		}
	}
	return math.Inf(1)
}
func (e *eqsEval) Init(t float64, y, z []float64) error {
	if e.q.init != nil {
		e.q.init(y, z)
	}
	return nil
}

func (e *eqsEval) Deriv(t float64, y, dy []float64) { e.q.f(t, y, e.u, e.z, dy) }
func (e *eqsEval) Jac(t float64, y, jac []float64) {
	n := e.q.ny
	for j := range n {
		x := y[j]
		h := 1e-6 * math.Max(1, math.Abs(x))
		y[j] = x + h
		e.q.f(t, y, e.u, e.z, e.a[:n])
		y[j] = x - h
		e.q.f(t, y, e.u, e.z, e.b[:n])
		y[j] = x
		for i := range n {
			jac[i*n+j] = (e.a[i] - e.b[i]) / (2 * h)
		}
	}
}
func (e *eqsEval) DerivT(t float64, y, ft []float64) { clear(ft) }
func (e *eqsEval) Guards(t float64, y, g []float64) {
	if e.q.g != nil {
		e.q.g(t, y, e.u, e.z, g)
	}
}
func (e *eqsEval) Truth(t float64, y []float64, on []bool) {
	if e.q.g != nil {
		e.q.g(t, y, e.u, e.z, e.g[:len(on)])
	}
	for i := range on {
		on[i] = e.g[i] > 0
	}
}
func (e *eqsEval) Outputs(t float64, y, w []float64) { e.q.w(t, y, e.u, e.z, w) }
func (e *eqsEval) Reset(i int, t float64, y, z []float64) {
	e.q.reset(i, y, z)
}

// heater is T' = (10 u - (T - 10))/100 with guards T < 14 and T > 16: between
// them the time constant is 100 s and the ends are 10 and 20 degrees.
func heater() *eqs {
	return &eqs{ny: 1, nu: 1, ng: 2, nw: 1,
		init: func(y, z []float64) { y[0] = 10 },
		f:    func(t float64, y, u, z, dy []float64) { dy[0] = (float64(10*u[0]) - (y[0] - 10)) / 100 },
		g:    func(t float64, y, u, z, g []float64) { g[0], g[1] = 14-y[0], y[0]-16 },
		w:    func(t float64, y, u, z, w []float64) { w[0] = float64(10 * u[0]) },
	}
}

// thermostat is a model of the heater with a unit that switches it.
func thermostat(t testing.TB) (m *Model, heat int32) {
	b := NewBuilder()
	heat = b.Level("thermostat", "heat", 0)
	b.Ask("thermostat.heat", WantHist|WantTrace)
	u := &script{name: "thermostat"}
	u.handle = func(s *State, e Event) error {
		st := s.Units[0].(*scriptState)
		st.N++
		st.List = append(st.List[:0], st.N, e.Arg)
		s.Set(heat, float64(e.Arg))
		return nil
	}
	b.Island(Island{Name: "hall", System: heater(), Names: []string{"T", "power"},
		Inputs: [][]Term{{{Ref{Store: StoreLevel, Index: heat}, 1}}},
		Guards: []Guard{
			{Name: "cold", Rise: &Event{To: 0, Code: 1, Arg: 1, Class: End}},
			{Name: "warm", Rise: &Event{To: 0, Code: 2, Arg: 0, Class: End}}},
		Opt:   ode.Options{Rtol: 1e-9, Atol: []float64{1e-9}},
		Stats: []VarStat{{Var: 0, Mean: true, Hist: true, Trace: true}, {Var: 1, Mean: true, Range: true}}})
	return build(t, b, u), heat
}

// ball falls from 1 m and keeps 80 % of its speed at each bounce.
func ball() *eqs {
	return &eqs{ny: 2, ng: 1,
		init:  func(y, z []float64) { y[0] = 1 },
		f:     func(t float64, y, u, z, dy []float64) { dy[0], dy[1] = y[1], -10 },
		g:     func(t float64, y, u, z, g []float64) { g[0] = -y[0] },
		reset: func(i int, y, z []float64) { y[1] *= -0.8 },
	}
}

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s = %.12g, want %.12g within %g", what, got, want, tol)
	}
}

func line(b *bytes.Buffer, format string, args ...any) { fmt.Fprintf(b, format+"\n", args...) }
