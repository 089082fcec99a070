package plant

import (
	"math"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/table"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics"
	"github.com/plantwin/plantwin/physics/expr"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/sim"
	"github.com/plantwin/plantwin/sim/ode"
)

// network is what is compiled of the equation components.
type network struct {
	net     *physics.Network
	systems []*physics.System
	ids     []string // signals of the line that equations read, by id
	idAt    map[string]int
	tables  map[string]function
	series  map[string]*table.Series // signals and inputs that a recording replaces, by path
	lines   []Equation
}

// function is one entry of the section tables.
type function struct {
	series *table.Series
	x, y   unit.Dim
}

// readKinds reads the kinds of the study; those of the library stand behind
// them, so that a study can have a kind of the same name.
func (c *compiler) readKinds() {
	for _, e := range c.sc.Kinds {
		if k := physics.ParseKind(e.Name, e.Value, c.faults); k != nil {
			c.kinds = append(c.kinds, k)
		}
	}
	standard, err := physics.Library()
	c.faults.Join(err)
	c.kinds = append(c.kinds, standard...)
}

// component finds an equation component by name; nil if there is none.
func (c *compiler) component(name string) *physics.Kind {
	for _, k := range c.kinds {
		if k.Name == name {
			return k
		}
	}
	return nil
}

// readPhysics adds the equation components to a network and makes their
// variables known.
func (c *compiler) readPhysics() {
	n := &c.network
	n.idAt = map[string]int{}
	n.tables = c.readTables()
	n.net = physics.NewNetwork(resolver{c})
	for _, a := range c.assets {
		if a.physics == nil {
			continue
		}
		if a.physics.Runs != "" {
			c.faults.At(a.entry.Value.Get("kind"), "give the machine and its physics an asset each", "%s: a kind that runs a %s is not supported by this version", a.name, a.physics.Runs)
		}
		n.net.Add(c.instance(a))
		c.registerVariables(a)
	}
	n.lines = c.equationLines()
}

// instance reads the settings of one equation component.
func (c *compiler) instance(a *asset) physics.Instance {
	k := a.physics
	in := physics.Instance{Name: a.name, Kind: k, Pos: a.entry.Key.Pos,
		Parameters: map[string]physics.Binding{}, Inputs: map[string]physics.Binding{}, Starts: map[string]physics.Binding{}}
	c.knows(a.entry.Value, append([]string{"kind", "at", "size", "stream", "start"}, k.Settings()...), k.Name+" "+a.name)
	for i := range k.Parameters {
		v := &k.Parameters[i]
		n := a.entry.Value.Get(v.Name)
		switch {
		case v.Table:
			in.Parameters[v.Name] = c.tableParameter(a, v, n)
		default:
			in.Parameters[v.Name] = c.constantSetting(a, v, n, true)
		}
	}
	for i := range k.Inputs {
		v := &k.Inputs[i]
		in.Inputs[v.Name] = c.input(a, v, a.entry.Value.Get(v.Name))
	}
	c.starts(a, &in)
	return in
}

// constantSetting reads a parameter, or an input that nothing moves.
func (c *compiler) constantSetting(a *asset, v *physics.Variable, n *source.Node, required bool) physics.Binding {
	path := a.name + "." + v.Name
	l := limits{dim: v.Dim, difference: v.Difference, min: v.Min, max: v.Max}
	switch {
	case n != nil:
		if i, ok := c.number(path, n, l); ok {
			return physics.Number(i)
		}
	case v.HasDefault:
		c.assume(path, show(v.Default, v.Unit), "default of "+a.kindName)
		return physics.Number(c.given(path, v.Default, v.Unit, l))
	case required && v.Start == nil:
		c.faults.At(a.entry.Key, "write "+v.Name+": "+v.Dim.Name(), "%s: %s %s is missing", a.name, a.kindName, v.Name)
	}
	return physics.Binding{}
}

// input reads an input: a value that parameters give, or an expression of
// signals, variables and time.
func (c *compiler) input(a *asset, v *physics.Variable, n *source.Node) physics.Binding {
	if c.network.recorded(a.name + "." + v.Name) {
		return physics.Expression(c.recording(a.name + "." + v.Name))
	}
	if n == nil {
		if v.Start == nil && !v.HasDefault {
			c.faults.At(a.entry.Key, "write "+v.Name+": "+v.Dim.Name(), "%s: input %s is not given", a.name, v.Name)
		}
		return c.constantSetting(a, v, nil, false)
	}
	if _, _, err := unit.Quantity(n.Text); n.Kind != source.Scalar || err == nil {
		return c.constantSetting(a, v, n, true)
	}
	ast := expr.ParseNode(n, c.faults)
	if ast == nil {
		return physics.Binding{}
	}
	moving := false
	for _, x := range ast.Names() {
		if _, ok := c.parameter(x.Text); !ok {
			moving = true
			a.reads = appendNew(a.reads, firstName(ownName(x.Text, a)))
		}
	}
	if !moving {
		return c.constantSetting(a, v, n, true)
	}
	return physics.Expression(ast)
}

func appendNew(list []string, s string) []string {
	if contains(list, s) {
		return list
	}
	return append(list, s)
}

// starts reads start: {T: 24 degC}.
func (c *compiler) starts(a *asset, in *physics.Instance) {
	n := a.entry.Value.Get("start")
	if n == nil {
		return
	}
	if n.Kind != source.Map {
		c.faults.At(n, "write start: {T: 24 degC}", "%s.start is %s where a mapping is due", a.name, n.Kind)
		return
	}
	var known []string
	for i := range a.physics.States {
		known = append(known, a.physics.States[i].Name)
	}
	for i, k := range n.Keys {
		v := a.physics.State(k.Text)
		if v == nil {
			v = a.physics.Output(k.Text)
		}
		if v == nil {
			c.faults.At(k, source.DidYouMean(k.Text, known, "states: "+list(known)), "%s has no state %q", a.kindName, k.Text)
			continue
		}
		l := limits{dim: v.Dim, difference: v.Difference, min: v.Min, max: v.Max}
		if j, ok := c.number(a.name+".start."+k.Text, n.Items[i], l); ok {
			in.Starts[k.Text] = physics.Number(j)
		}
	}
}

func (c *compiler) tableParameter(a *asset, v *physics.Variable, n *source.Node) physics.Binding {
	if n == nil {
		c.faults.At(a.entry.Key, "name a table", "%s: table %s is missing", a.name, v.Name)
		return physics.Binding{}
	}
	f, ok := c.network.tables[n.Text]
	switch {
	case !ok:
		c.faults.At(n, source.DidYouMean(n.Text, names(c.sc.Tables), "define it under tables"), "%s.%s: there is no table %s", a.name, v.Name, what(n))
	case f.series != nil && (f.x != v.X || f.y != v.Dim):
		c.faults.At(n, "it maps "+v.X.Name()+" to "+v.Dim.Name(), "%s.%s: the units of table %s do not fit", a.name, v.Name, n.Text)
	case f.series != nil:
		return physics.Table(f.series)
	}
	return physics.Binding{}
}

// registerVariables makes states, outputs and inputs known to expressions.
func (c *compiler) registerVariables(a *asset) {
	for _, list := range [][]physics.Variable{a.physics.States, a.physics.Outputs, a.physics.Inputs} {
		for i := range list {
			v := &list[i]
			c.register(signal{asset: a.name, name: v.Name, sort: line.Level, dim: v.Dim, unit: v.Unit, island: true})
		}
	}
}

func (c *compiler) statesOf(a *asset) []string {
	var out []string
	for i := range a.physics.States {
		out = append(out, a.physics.States[i].Name)
	}
	return out
}

// guard asks the network to watch the condition of a rule.
func (c *compiler) guard(r *rule) bool {
	c.network.net.AddGuard("rules."+r.name, r.when, "", len(c.rules))
	return true
}

// compileNetwork finds the islands and sorts their equations.
func (c *compiler) compileNetwork() {
	if len(c.physical) == 0 {
		return
	}
	c.network.systems = c.network.net.Compile(c.faults)
}

var methods = map[string]ode.Method{
	"auto": ode.Auto, "tsit5": ode.Tsit5, "dop853": ode.Dop853, "rodas5p": ode.Rodas5p,
}

func methodNames() []string { return []string{"auto", "tsit5", "dop853", "rodas5p"} }

// bindIslands gives the islands their numbers.
func (c *compiler) bindIslands(b *binding, rules int) {
	for i, sys := range c.network.systems {
		p := make([]float64, len(sys.Numbers()))
		for j, k := range sys.Numbers() {
			p[j] = b.v[k]
		}
		is := sim.Island{Name: sys.Name(), System: sys.With(p), Opt: c.solver(b, sys)}
		for _, v := range sys.Vars() {
			is.Names = append(is.Names, v.Name)
		}
		for _, id := range sys.Inputs() {
			is.Inputs = append(is.Inputs, b.refs.terms(c.network.ids[id]))
		}
		for _, g := range sys.Guards() {
			guard := sim.Guard{Name: g.Name, Internal: g.Internal}
			if !g.Internal {
				guard.Order = int32(g.Tag)
				if g.Tag >= watchTag {
					x := b.watches[g.Tag-watchTag]
					guard.Rise, guard.Fall = &x.Rise, x.Fall
				} else {
					guard.Rise, guard.Fall = ruleEvents(rules, g.Tag, c.rules[g.Tag].hold >= 0)
				}
			}
			is.Guards = append(is.Guards, guard)
		}
		is.Stats = c.varStats(b, sys, i)
		b.sim.Island(is)
	}
}

// varStats lists the variables of which statistics are wanted, and notes where
// every variable stands.
func (c *compiler) varStats(b *binding, sys *physics.System, island int) []sim.VarStat {
	var out []sim.VarStat
	at := map[int]int{}
	for _, key := range c.signalKeys {
		s := c.signals[key]
		if !s.island {
			continue
		}
		v, ok := sys.Find(key)
		if !ok {
			continue
		}
		b.refs.vars[key] = sim.Ref{Store: sim.StoreVar, Index: int32(island), Sub: int32(v)}
		f := c.asked[key]
		if f == 0 {
			continue
		}
		k, seen := at[v]
		if !seen {
			k = len(out)
			at[v] = k
			out = append(out, sim.VarStat{Var: int32(v)})
		}
		out[k].Hist = out[k].Hist || f&sim.WantHist != 0
		out[k].Trace = out[k].Trace || f&sim.WantTrace != 0
	}
	return out
}

func (c *compiler) solver(b *binding, sys *physics.System) ode.Options {
	rtol := b.v[c.rtol]
	o := ode.Options{Rtol: rtol, Method: methods[c.method]}
	for _, nominal := range sys.Nominals() {
		o.Atol = append(o.Atol, rtol*math.Abs(nominal))
	}
	return o
}

// resolver tells the network what the names of the plant stand for.
type resolver struct{ c *compiler }

// Resolve implements physics.Resolver.
func (r resolver) Resolve(name string) (physics.Ref, bool) {
	c := r.c
	if i, ok := c.parameter(name); ok {
		return physics.Ref{Form: physics.RefNumber, Index: i, Dim: c.nums.list[i].dim}, true
	}
	s := c.signals[name]
	if s == nil || s.island || s.sort == line.State || s.sort == line.Present {
		return physics.Ref{}, false
	}
	c.ask(s, sim.WantLevel)
	id, ok := c.network.idAt[name]
	if !ok {
		id = len(c.network.ids)
		c.network.ids = append(c.network.ids, name)
		c.network.idAt[name] = id
	}
	return physics.Ref{Form: physics.RefSignal, Index: id, Dim: s.dim}, true
}

// Known implements physics.Resolver.
func (r resolver) Known() []string { return r.c.readable() }

// Match implements expr.Copies.
func (r resolver) Match(pattern string) []string { return r.c.match(pattern) }

// Series implements physics.Tables.
func (r resolver) Series(name string) (*table.Series, unit.Dim, unit.Dim, bool) {
	f, ok := r.c.network.tables[name]
	return f.series, f.x, f.y, ok
}

// equationLines lists the equations of the kinds in use, once each.
func (c *compiler) equationLines() []Equation {
	var out []Equation
	seen := map[string]bool{}
	for _, a := range c.assets {
		if a.physics == nil || seen[a.kindName] {
			continue
		}
		seen[a.kindName] = true
		for _, e := range a.physics.Equations {
			out = append(out, Equation{Asset: a.name, Kind: a.kindName, Text: e.Text, Source: a.physics.Source})
		}
	}
	return out
}

func (c *compiler) equations() []Equation { return c.network.lines }
