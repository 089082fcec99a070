package plant

import (
	"maps"
	"math"
	"slices"

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
	net      *physics.Network
	systems  []*physics.System
	ids      []string // signals of the line that equations read, by id
	idAt     map[string]int
	tables   map[string]function
	series   map[string]*table.Series // signals and inputs that a recording replaces, by path
	lines    []Equation
	samples  []sample
	sampleAt map[string]sample // by asset and arguments
}

// function is one entry of the section tables; one without points is faulty.
type function struct {
	series *table.Series
	grid   *table.Grid // of two arguments
	two    bool
	x, x2  unit.Dim // of the arguments
	y      unit.Dim
}

// readKinds reads the kinds of the study; those of the library stand behind
// them, so that a study can have a kind of the same name.
func (c *compiler) readKinds() {
	var own []physics.Named
	for _, e := range c.sc.Kinds {
		own = append(own, physics.Named{Name: e.Name, Node: e.Value})
	}
	c.kinds = physics.ParseKinds(own, c.faults)
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
	n.net = physics.NewNetwork(resolver{c})
	for _, a := range c.assets {
		if a.physics == nil {
			continue
		}
		n.net.Add(c.instance(a))
	}
	c.readHazards()
	c.readSignals()
	c.connect(c.sc.Connect)
	n.lines = c.equationLines()
}

// connect joins the ports that the section connect lists node by node. A port
// in no node is taken to be closed.
func (c *compiler) connect(n *source.Node) {
	if n != nil {
		for _, node := range n.Items {
			c.connectNode(node)
		}
	}
	for _, name := range c.network.net.Open() {
		c.assume(name, "nothing flows", "an open port: no entry of connect names it")
	}
}

// instance reads the settings of one equation component.
func (c *compiler) instance(a *asset) physics.Instance {
	k := a.physics
	in := physics.Instance{Name: a.name, Kind: k, Pos: a.entry.Key.Pos,
		Parameters: map[string]physics.Binding{}, Inputs: map[string]physics.Binding{}, Starts: map[string]physics.Binding{}}
	c.knowsSettings(a)
	for i := range k.Parameters {
		v := &k.Parameters[i]
		n := written(a.entry.Value, v.Name)
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

// sized gives vectors of a component the lengths that its asset writes.
func (c *compiler) sized(a *asset) {
	set := map[string]int{}
	for _, name := range a.physics.Sizes {
		n := a.entry.Value.Get(name)
		if n == nil {
			continue
		}
		v := a.physics.Parameter(name)
		l := limits{min: math.Max(1, v.Min), max: v.Max, whole: true, shape: true}
		if i, ok := c.number(a.name+"."+name, n, l); ok {
			if why := c.nums.list[i].refuse(c.nums.list[i].value); why != "" || c.nums.list[i].formula != nil {
				c.faults.At(n, "write a whole number", "%s.%s is a length: %s", a.name, name, n.Text)
				continue
			}
			set[name] = int(c.nums.list[i].value)
		}
	}
	if len(set) > 0 {
		if k := a.physics.Sized(set, c.faults); k != nil {
			a.physics = k
		}
	}
}

// constantSetting reads a parameter, or an input that nothing moves.
func (c *compiler) constantSetting(a *asset, v *physics.Variable, n *source.Node, required bool) physics.Binding {
	path := a.name + "." + v.Name
	l := variableLimits(v)
	switch {
	case n != nil:
		i, ok := c.number(path, n, l)
		if !ok {
			return physics.Fixed(1) // its fault is reported
		}
		if x, ok := c.moves(a, v, l, i); ok {
			return x
		}
		return physics.Number(i)
	case v.HasDefault:
		c.assume(path, show(v.Default, v.Unit), "default of "+a.kindName)
		i := c.given(path, v.Default, v.Unit, l)
		if x, ok := c.moves(a, v, l, i); ok {
			return x
		}
		return physics.Number(i)
	case required && v.Start == nil:
		c.missing(a, v)
		return physics.Fixed(1)
	}
	return physics.Binding{}
}

// missing reports a parameter or an input without a value, unless it is there
// misspelt.
func (c *compiler) missing(a *asset, v *physics.Variable) {
	known := a.physics.Settings()
	for _, k := range keys(a.entry.Value) {
		if !slices.Contains(known, k.Text) && source.Nearest(k.Text, known) == v.Name {
			return
		}
	}
	c.faults.At(a.entry.Key, "write "+v.Name+": "+v.Dim.Name(), "%s: %s of %s is missing", a.name, v.Name, a.kindName)
}

// input reads an input: a value that parameters give, or an expression of
// signals, variables and time.
func (c *compiler) input(a *asset, v *physics.Variable, n *source.Node) physics.Binding {
	if c.network.recorded(a.name + "." + v.Name) {
		return physics.Expression(c.recording(a.name + "." + v.Name))
	}
	if n == nil {
		if v.Start == nil && !v.HasDefault {
			c.missing(a, v)
			return physics.Fixed(1)
		}
		return c.constantSetting(a, v, nil, false)
	}
	if _, _, err := unit.Quantity(n.Text); n.Kind != source.Scalar || err == nil || v.Type == physics.Boolean && (n.Text == "true" || n.Text == "false") {
		return c.constantSetting(a, v, n, true)
	}
	ast := expr.ParseNode(n, c.faults)
	if ast == nil {
		return physics.Fixed(1)
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
	if slices.Contains(list, s) {
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
		l := variableLimits(v)
		if j, ok := c.number(a.name+".start."+k.Text, n.Items[i], l); ok {
			in.Starts[k.Text] = physics.Number(j)
		}
	}
}

// registerVariables makes states, outputs and inputs known to expressions.
func (c *compiler) registerVariables(a *asset) {
	for _, list := range [][]physics.Variable{a.physics.States, a.physics.Outputs, a.physics.Inputs} {
		for i := range list {
			v := &list[i]
			if v.Hidden {
				continue
			}
			c.register(signal{asset: a.name, name: v.Name, sort: line.Level, dim: v.Dim, unit: v.Unit, island: true, truth: v.Type == physics.Boolean})
		}
	}
}

func (c *compiler) statesOf(a *asset) []string {
	var out []string
	for i := range a.physics.States {
		if !a.physics.States[i].Hidden {
			out = append(out, a.physics.States[i].Name)
		}
	}
	return out
}

// compileNetwork finds the islands and sorts their equations.
func (c *compiler) compileNetwork() {
	c.network.systems = c.network.net.Compile(c.faults)
}

var methods = map[string]ode.Method{
	"auto": ode.Auto, "tsit5": ode.Tsit5, "dop853": ode.Dop853, "rodas5p": ode.Rodas5p, "radau5": ode.Radau5, "bdf": ode.BDF,
}

func methodNames() []string { return []string{"auto", "tsit5", "dop853", "rodas5p", "radau5", "bdf"} }

// bindIslands gives the islands their numbers.
func (c *compiler) bindIslands(b *binding, rules int) {
	c.bindSamples(b)
	for i, sys := range c.network.systems {
		is := sim.Island{Name: sys.Name(), System: bound(sys, b.v), Opt: c.solver(b, sys)}
		for _, v := range sys.Vars() {
			is.Names = append(is.Names, v.Name)
		}
		for _, id := range sys.Inputs() {
			is.Inputs = append(is.Inputs, b.refs.terms(c.network.ids[id]))
		}
		for _, g := range sys.Guards() {
			guard := sim.Guard{Name: g.Name, Internal: g.Internal}
			switch {
			case g.Fails != "":
				guard.Rise, guard.Order = b.asserts.watch(g), assertOrder
			case !g.Internal:
				guard.Order = int32(g.Tag)
				if g.Tag >= hazardTag {
					guard.Rise = &b.hazards[c.hazards[g.Tag-hazardTag].name].Rise
				} else if g.Tag >= watchTag {
					x := b.watches[g.Tag-watchTag]
					guard.Rise, guard.Fall = &x.Rise, x.Fall
				} else {
					guard.Rise, guard.Fall = ruleEvents(rules, g.Tag, c.rules[g.Tag].falls())
				}
			}
			is.Guards = append(is.Guards, guard)
		}
		is.Limits = limitsOfStates(sys)
		is.Stats = c.varStats(b, sys, i)
		b.sim.Island(is)
	}
}

// limitsOfStates are the domains that the kernel has to hold states in.
func limitsOfStates(sys *physics.System) []sim.Limit {
	var out []sim.Limit
	for _, l := range sys.Limits() {
		x := sim.Limit{Var: int32(l.Var), Lo: l.Lo, Hi: l.Hi}
		for _, i := range l.Along {
			x.Along = append(x.Along, int32(i))
		}
		out = append(out, x)
	}
	return out
}

// assertOrder ranks assertions behind all other events of one instant: a rule that mends the plant comes first.
const assertOrder = 1 << 30

// bound gives a system the numbers of v.
func bound(sys *physics.System, v []float64) *physics.System {
	p := make([]float64, len(sys.Numbers()))
	for j, k := range sys.Numbers() {
		p[j] = v[k]
	}
	return sys.With(p)
}

// varStats lists the variables of which statistics are wanted, and notes where
// every variable stands.
func (c *compiler) varStats(b *binding, sys *physics.System, island int) []sim.VarStat {
	var out []sim.VarStat
	at := map[int]int{}
	aliases := sys.Aliases()
	for _, key := range slices.Sorted(maps.Keys(aliases)) {
		v := aliases[key]
		s := c.signals[key]
		if s == nil || !s.island {
			continue
		}
		b.refs.vars[key] = sim.Ref{Store: sim.StoreVar, Index: int32(island), Sub: int32(v)}
		f := c.asked[s.key()]
		if f&(sim.WantMean|sim.WantRange|sim.WantHist|sim.WantTrace) == 0 {
			continue
		}
		k, seen := at[v]
		if !seen {
			k = len(out)
			at[v] = k
			out = append(out, sim.VarStat{Var: int32(v)})
		}
		out[k].Mean = out[k].Mean || f&sim.WantMean != 0
		out[k].Range = out[k].Range || f&sim.WantRange != 0
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
		return physics.Ref{Form: physics.RefNumber, Index: i, Dim: c.nums.list[i].dim, Bool: c.nums.list[i].truth}, true
	}
	s := c.signals[name]
	if s == nil || s.island || s.sort == line.State || s.sort == line.Present || s.sort == line.Amount {
		return physics.Ref{}, false
	}
	c.ask(s, sim.WantLevel)
	id, ok := c.network.idAt[name]
	if !ok {
		id = len(c.network.ids)
		c.network.ids = append(c.network.ids, name)
		c.network.idAt[name] = id
	}
	return physics.Ref{Form: physics.RefSignal, Index: id, Dim: s.dim, Bool: s.truth, Positive: c.settable[name] == nil && s.sort == line.Level}, true
}

// Known implements physics.Resolver.
func (r resolver) Known() []string { return r.c.readableNow() }

// Match implements expr.Copies.
func (r resolver) Match(pattern string) []string { return r.c.match(pattern) }

// Table implements physics.Tables.
func (r resolver) Table(name string) (expr.Function, bool) { return r.c.function(name) }
