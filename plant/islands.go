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
