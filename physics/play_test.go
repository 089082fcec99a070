package physics

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/sim/ode"
)

// usualWarmth is the temperature [K] of what comes in at a fluid port where a check says nothing.
const usualWarmth = 300

// bench compiles one instance, x, of a kind. set gives parameters, inputs, sizes and variables of ports [SI], at bindings
// that take precedence; of each port one variable is given by a component connected to it, ports without one are open.
func bench(t testing.TB, k *Kind, set, start map[string]float64, at map[string]Binding) *System {
	t.Helper()
	faults := newFaults()
	if sizes := sizesIn(t, k, set); len(sizes) > 0 {
		if k = k.Sized(sizes, faults); k == nil {
			t.Fatal(faults.Err())
		}
	}
	in := Instance{Name: "x", Kind: k, Parameters: map[string]Binding{}, Inputs: map[string]Binding{}, Starts: map[string]Binding{}}
	bind := func(name string, b Binding) {
		switch {
		case k.Parameter(name) != nil:
			in.Parameters[name] = b
		case k.Input(name) != nil:
			in.Inputs[name] = b
		case k.Output(name) == nil || !k.Output(name).port:
			t.Fatalf("%s has no setting %s", k.Name, name)
		}
	}
	for name, v := range set {
		bind(name, Fixed(v))
	}
	for name, b := range at {
		bind(name, b)
	}
	for name, v := range start {
		if k.State(name) == nil {
			t.Fatalf("%s has no state %s", k.Name, name)
		}
		in.Starts[name] = Fixed(v)
	}
	n := NewNetwork(nothing{})
	n.Add(in)
	for i := range k.Ports {
		if side, ok := opposite(t, k, &k.Ports[i], set); ok {
			n.Add(side)
			n.Connect([]End{{Instance: "x", Port: k.Ports[i].Name}, {Instance: side.Name, Port: "port"}}, source.Pos{}, faults)
		}
	}
	list := n.Compile(faults)
	if err := faults.Err(); err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		if _, ok := ofX(s); ok {
			return s
		}
	}
	t.Fatalf("%s has no variables", k.Name)
	return nil
}

// sizesIn gives the lengths of vectors that are set.
func sizesIn(t testing.TB, k *Kind, set map[string]float64) map[string]int {
	t.Helper()
	out := map[string]int{}
	for _, name := range k.Sizes {
		v, ok := set[name]
		if !ok {
			continue
		}
		if v != math.Trunc(v) {
			t.Fatalf("the size %s of %s is %g", name, k.Name, v)
		}
		out[name] = int(v)
	}
	return out
}

// opposite makes the component that gives what set says of a port: its across variable, or what flows into it. False if
// set says nothing.
func opposite(t testing.TB, k *Kind, port *Port, set map[string]float64) (Instance, bool) {
	t.Helper()
	d := port.Domain
	across, potential := set[port.Name+"."+d.Across]
	through, flow := set[port.Name+"."+d.Through]
	warm, warmth := set[port.Name+".T"]
	switch {
	case potential && flow:
		t.Fatalf("%s.%s: both %s and %s are given", k.Name, port.Name, d.Across, d.Through)
	case d.Carries && warmth && !potential && !flow:
		t.Fatalf("%s.%s: a temperature is given, but no flow and no pressure", k.Name, port.Name)
	case !potential && !flow:
		return Instance{}, false
	}
	if !warmth {
		warm = usualWarmth
	}
	value, units, equation := across, d.across, "port."+d.Across+" = value"
	if flow {
		value, units, equation = through, d.through, "port."+d.Through+" = -value" // out of this component, into the other
	}
	kind, parameters := d.Name, fmt.Sprintf("value: {unit: %q}", units)
	given := map[string]Binding{"value": Fixed(value)}
	if d.Carries {
		kind, parameters = kind+" at warm", parameters+", warm: {unit: K}"
		given["warm"] = Fixed(warm)
	}
	side, err := read(t, fmt.Sprintf("kind: given\nparameters: {%s}\nports: {port: %s}\nequations:\n  - %s\n", parameters, kind, equation))
	if err != nil {
		t.Fatal(err)
	}
	return Instance{Name: "given_" + port.Name, Kind: side, Parameters: given}, true
}

// ofX finds a variable of x in a system.
func ofX(s *System) (string, bool) {
	for name := range s.Aliases() { // any of them will do
		if strings.HasPrefix(name, "x.") {
			return name, true
		}
	}
	return "", false
}

// play runs a system with constant inputs u from 0 to a time and gives the final values of all its variables by name, those
// of x without `x.`. Rules of components act when their condition becomes true, and at once where it is true at the start.
func play(t testing.TB, s *System, u []float64, until, rtol float64) map[string]float64 {
	t.Helper()
	atol := s.Nominals()
	for i := range atol {
		atol[i] *= rtol
	}
	p := player{t: t, s: s, u: u, e: s.New(), solver: ode.NewSolver(s, ode.Options{Rtol: rtol, Atol: atol}),
		y: make([]float64, s.NY()), z: make([]float64, s.NZ()), on: make([]bool, s.NG()), truth: make([]bool, s.NG())}
	p.run(until)
	return p.values()
}

// player runs a system.
type player struct {
	t         testing.TB
	s         *System
	e         ode.Eval
	solver    *ode.Solver
	ctl       ode.Control
	u, y, z   []float64
	past      ode.Past
	on, truth []bool // conditions of the guards: as taken note of, as they are
	now       float64
}

// mostRounds bounds how often rules may set one another off at one time.
const mostRounds = 100

func (p *player) run(until float64) {
	p.t.Helper()
	lag, _ := p.e.(ode.Delayed)
	if p.s.NDelay() == 0 {
		lag = nil
	}
	var keep ode.Recorder
	if lag != nil {
		p.past.Reset(p.s.NDelay())
		lag.Past(&p.past)
		p.must(lag.Before(0, p.u, p.past.Before))
	}
	watch := make([]ode.Edge, p.s.NG())
	for i := range watch {
		watch[i] = ode.Both
	}
	p.e.Bind(0, p.u, p.z)
	p.must(p.e.Init(0, p.y, p.z))
	p.e.Bind(0, p.u, p.z)
	p.must(p.solver.Start(p.e, 0, p.y, &p.ctl))
	p.rules(-1, 0)
	var piece ode.Piece
	for p.now < until {
		limit := math.Min(until, p.e.NextBreak())
		if lag != nil {
			p.past.Due = lag.Due()
		}
		if limit <= p.now { // a break within rounding
			p.past.Mark(p.past.Due)
			p.restart()
			p.rules(-1, 0)
			if p.e.NextBreak() <= p.now {
				p.t.Fatalf("the break at %g s does not pass", p.now)
			}
			continue
		}
		gap := limit - p.now
		most := gap
		if lag != nil {
			most = min(most, lag.Reach(p.now))
		}
		p.must(p.solver.Advance(p.e, p.now, p.y, most, p.on, watch, &p.ctl, &piece))
		if lag != nil {
			keep.Record(lag, &p.past, p.now, &piece, piece.H)
		}
		piece.EndState(p.y)
		p.now += piece.H
		if piece.H == gap {
			p.now = limit
			if limit < until {
				p.past.Mark(p.past.Due)
				p.restart()
			}
		}
		p.rules(int(piece.Root), piece.RootEdge)
	}
}

// rules applies the rules whose conditions have become true, until none is left; root is the guard that ended a piece, -1
// for none.
func (p *player) rules(root int, edge int8) {
	p.t.Helper()
	if root >= 0 {
		p.on[root] = edge < 0
	}
	for range mostRounds {
		p.e.Truth(p.now, p.y, p.truth)
		if root >= 0 {
			p.truth[root] = edge > 0 // at the root itself rounding may say otherwise
			root = -1
		}
		fired := false
		for i, g := range p.s.Guards() {
			if p.truth[i] && g.Fails != "" {
				p.t.Fatalf("at %g s: %s", p.now, g.Fails)
			}
			if p.truth[i] && !p.on[i] && g.Internal {
				p.e.Reset(i, p.now, p.y, p.z)
				fired = true
			}
		}
		copy(p.on, p.truth)
		if !fired {
			return
		}
		p.past.Mark(0)
		p.restart()
	}
	p.t.Fatalf("the rules of %s do not come to rest at %g s", p.s.Name(), p.now)
}

// restart is for after a jump.
func (p *player) restart() {
	p.t.Helper()
	p.e.Bind(p.now, p.u, p.z)
	p.must(p.solver.Restart(p.e, p.now, p.y, &p.ctl))
}

// must ends the test at an error.
func (p *player) must(err error) {
	if err != nil {
		p.t.Helper()
		p.t.Fatalf("%s at %g s: %v", p.s.Name(), p.now, err)
	}
}

// values gives all variables by name.
func (p *player) values() map[string]float64 {
	w := make([]float64, p.s.NW())
	p.e.Outputs(p.now, p.y, w)
	all := append(append(append([]float64(nil), p.y...), p.z...), w...)
	out := map[string]float64{}
	for i, v := range p.s.Vars() {
		out[strings.TrimPrefix(v.Name, "x.")] = all[i]
	}
	for name, i := range p.s.Aliases() {
		out[strings.TrimPrefix(name, "x.")] = all[i]
	}
	return out
}
