package physics

import (
	"math"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics/expr"
)

// island makes one system. Its graph holds the equations of all its instances: continuous states are State leaves from the
// start, outputs and inputs given by expressions User leaves until their equations are solved.
type island struct {
	n      *Network
	g      *expr.Graph
	faults *source.Faults
	group  group
	parts  []part
	vars   []*variable // continuous states, outputs, inputs by expression
	states []*variable
	discs  []*variable
	eqs    []equation
	m      *symbolic
	param  map[int]expr.ID // leaf of each number of the plant
	signal map[int]expr.ID
	meet   map[int]*meeting // nodes, while their ports are entered

	modes   map[[3]expr.ID]expr.ID // hidden states of inputs that are Booleans or integers
	keepers []keeper
	delays  []delayed
	copiers []*expr.Subst             // by part
	known   map[expr.ID]expr.Interval // ranges of numbers and signals
}

// part is one instance in the island.
type part struct {
	in     *Instance
	param  []expr.ID // of each parameter
	state  []expr.ID // leaf of each state
	output []expr.ID
	input  []expr.ID       // leaf, or what it is bound to
	der    []expr.ID       // leaf of the derivative of each state
	past   map[int]expr.ID // delayed values entered
}

// variable is a variable of the island.
type variable struct {
	name   string
	decl   *Variable
	in     *part
	leaf   expr.ID
	der    expr.ID // derivative of a continuous state
	value  expr.ID // solution, for outputs and inputs
	start  Binding
	keeper bool // keeps what jumps in an input
}

// equation is an equation of the island.
type equation struct {
	res  expr.ID
	decl Equation
	part int // of a kind's equation: its place in island.parts, from 1
}

func newIsland(n *Network, g group, faults *source.Faults) *island {
	b := &island{n: n, g: expr.NewGraph(), faults: faults, group: g, param: map[int]expr.ID{}, signal: map[int]expr.ID{}, meet: map[int]*meeting{}, known: map[expr.ID]expr.Interval{}, modes: map[[3]expr.ID]expr.ID{}}
	b.m = &symbolic{g: b.g, alias: map[string]int{}}
	return b
}

func (b *island) name() string {
	if len(b.parts) > 0 {
		return b.parts[0].in.Name
	}
	return b.n.guards[b.group.guards[0]].name
}

// number gives the leaf of a number of the plant.
func (b *island) number(index int) expr.ID {
	id, ok := b.param[index]
	if !ok {
		id = b.g.Leaf(expr.Param, len(b.m.numbers))
		b.param[index] = id
		b.m.numbers = append(b.m.numbers, index)
	}
	return id
}

// external gives the leaf of a signal of the line.
func (b *island) external(id int) expr.ID {
	leaf, ok := b.signal[id]
	if !ok {
		leaf = b.g.Leaf(expr.Input, len(b.m.signals))
		b.signal[id] = leaf
		b.m.signals = append(b.m.signals, id)
	}
	return leaf
}

// bound gives the node of a binding that is no expression.
func (b *island) bound(x Binding) expr.ID {
	switch x.form {
	case bindNumber:
		return b.number(x.index)
	case bindSignal:
		return b.external(x.index)
	}
	return b.g.Const(x.value)
}

// collect makes leaves for all variables, then brings in the equations.
func (b *island) collect() {
	b.parts = make([]part, len(b.group.instances))
	for i, at := range b.group.instances {
		b.parts[i].in = b.n.instances[at]
		b.leaves(&b.parts[i])
		b.portLeaves(&b.parts[i], at)
	}
	for i := range b.parts {
		b.inputs(&b.parts[i])
	}
	for i := range b.parts {
		p := &b.parts[i]
		copies := b.copier(p)
		b.copiers = append(b.copiers, copies)
		for j := range p.in.Kind.Outputs {
			if d := &p.in.Kind.Outputs[j]; d.given {
				p.output[j] = copies.Of(d.formula)
			}
		}
		for _, e := range p.in.Kind.Equations {
			for _, res := range e.res {
				b.eqs = append(b.eqs, equation{res: copies.Of(res), decl: e, part: i + 1})
			}
		}
	}
	b.streams()
	b.expressions()
}

// missing faults a setting that was not given.
func (b *island) missing(p *part, v *Variable, what string) {
	b.faults.Add(p.in.Pos, len(p.in.Name), "it is "+v.Dim.Name(), "%s needs the %s %s of %s", p.in.Name, what, v.Name, p.in.Kind.Name)
}

// leaves makes the leaves of an instance.
func (b *island) leaves(p *part) {
	k := p.in.Kind
	for i := range k.Parameters {
		v := &k.Parameters[i]
		x := p.in.Parameters[v.Name]
		switch {
		case x.form == bindNone && !v.HasDefault:
			b.missing(p, v, "parameter")
		case x.form == bindNone:
			x = Fixed(v.Default)
		}
		id := b.bound(x)
		if x.form == bindNumber || x.form == bindSignal {
			b.within(id, v.Min, v.Max)
		}
		p.param = append(p.param, id)
	}
	p.der = make([]expr.ID, len(k.States))
	for i := range k.States {
		v := &variable{name: p.in.Name + "." + k.States[i].Name, decl: &k.States[i], in: p, start: p.in.Starts[k.States[i].Name]}
		if v.decl.solved && v.start.form != bindNone {
			b.faults.Add(p.in.Pos, len(p.in.Name), "leave it out", "initial equations of %s determine the start of %s", k.Name, v.name)
		}
		if v.start.form == bindNone && v.decl.Start == nil && !v.decl.HasDefault && !v.decl.solved && !v.decl.Hidden {
			b.missing(p, v.decl, "start of")
		}
		if v.decl.Discrete {
			v.leaf = b.g.Leaf(expr.Disc, len(b.discs))
			b.discs = append(b.discs, v)
		} else {
			v.leaf = b.g.Leaf(expr.State, len(b.states))
			v.der = b.g.Leaf(expr.Derivative, len(b.states))
			p.der[i] = v.der
			b.states = append(b.states, v)
		}
		p.state = append(p.state, v.leaf)
	}
	for i := range k.Outputs {
		leaf := expr.ID(-1) // of a port: its node knows
		if !k.Outputs[i].port && !k.Outputs[i].given {
			leaf = b.unknown(p, &k.Outputs[i]).leaf
		}
		p.output = append(p.output, leaf)
	}
}

// unknown makes a variable that an equation has to determine.
func (b *island) unknown(p *part, decl *Variable) *variable {
	v := &variable{name: p.in.full(decl), decl: decl, in: p, leaf: b.g.Leaf(expr.User, len(b.vars)), start: p.in.Starts[decl.Name]}
	v.value = -1
	b.vars = append(b.vars, v)
	return v
}

// inputs binds the inputs of an instance. One that is given by an expression is a variable with an equation of its own;
// the expression is lowered in a second round, when all variables are there.
func (b *island) inputs(p *part) {
	k := p.in.Kind
	for i := range k.Inputs {
		v, x := &k.Inputs[i], p.in.input(i)
		switch x.form {
		case bindNone:
			b.missing(p, v, "input")
			p.input = append(p.input, b.g.Const(0))
		case bindExpr:
			p.input = append(p.input, b.unknown(p, v).leaf)
		default:
			id := b.bound(x)
			if x.form == bindNumber || x.form == bindSignal {
				b.within(id, v.Min, v.Max)
			}
			p.input = append(p.input, id)
		}
	}
}

// expressions adds the equations of inputs.
func (b *island) expressions() {
	for i := range b.parts {
		p := &b.parts[i]
		for j := range p.in.Kind.Inputs {
			x := p.in.input(j)
			if x.form != bindExpr {
				continue
			}
			if id, ok := b.given(p, j); ok {
				b.eqs = append(b.eqs, equation{res: b.g.Sub(p.input[j], id), decl: Equation{Text: x.ast.String(), Pos: x.ast.Pos(), Len: x.ast.Len()}})
			}
		}
	}
}

// copier copies expressions of the kind into the island.
func (b *island) copier(p *part) *expr.Subst {
	k := p.in.Kind
	if p.past == nil {
		p.past = map[int]expr.ID{}
	}
	var s *expr.Subst
	leaf := func(_ expr.ID, c expr.Class, i int) expr.ID {
		switch c {
		case expr.Past:
			return copyDelay(p.past, k.delays, i, s, &b.delays, b.g, p.in.Name)
		case expr.Param:
			return p.param[i]
		case expr.Disc:
			return p.state[i]
		case expr.Derivative:
			return p.der[i]
		case expr.User:
			list, i := k.ofUser(i)
			switch list {
			case 's':
				return p.state[i]
			case 'o':
				return p.output[i]
			}
			return p.input[i]
		}
		return b.g.Leaf(expr.Time, 0)
	}
	table := func(slot int) int {
		x := p.in.Parameters[k.Parameters[slot].Name]
		if k.Parameters[slot].Two {
			return b.named(b.g.AddGrid(x.grid), true, p.in.Name+"."+k.Parameters[slot].Name)
		}
		return b.named(b.g.AddTable(x.series), false, p.in.Name+"."+k.Parameters[slot].Name)
	}
	s = b.g.NewSubst(k.g, leaf, table)
	return s
}

// named notes the name of the table of a slot.
func (b *island) named(slot int, two bool, name string) int {
	b.g.NameTable(slot, two, name)
	return slot
}

// env knows the plant's names for one asset.
func (b *island) env(self string) *plantEnv { return &plantEnv{b: b, self: self} }

// plantEnv resolves the plant's names within an island.
type plantEnv struct {
	b    *island
	self string
}

// Lookup finds a variable of the island, a number or a signal.
func (e *plantEnv) Lookup(name string) (expr.Symbol, bool) {
	b := e.b
	if name == "time" {
		return expr.Symbol{ID: b.g.Leaf(expr.Time, 0), Dim: unit.Time, Difference: true}, true
	}
	name = qualify(name, e.self)
	if inst, list, i, ok := b.n.variable(name); ok {
		return e.variable(inst, list, i)
	}
	r, ok := b.n.resolver.Resolve(name)
	if !ok {
		return expr.Symbol{}, false
	}
	return b.symbol(r), true
}

// symbol gives the node of a name of the plant.
func (b *island) symbol(r Ref) expr.Symbol {
	s := expr.Symbol{Dim: r.Dim, Bool: r.Bool, Difference: r.Difference, Texts: r.Texts}
	if r.Form == RefNumber {
		s.ID = b.number(r.Index)
	} else {
		s.ID = b.external(r.Index)
		if r.Positive {
			b.within(s.ID, 0, math.Inf(1))
		}
	}
	return s
}

// variable gives the leaf of a variable; inputs of instances outside the island are here only if they do not move.
func (e *plantEnv) variable(inst int, list byte, i int) (expr.Symbol, bool) {
	b, in := e.b, e.b.n.instances[inst]
	for k := range b.parts {
		p := &b.parts[k]
		if p.in != in {
			continue
		}
		switch list {
		case 's':
			return symbol(p.state[i], &in.Kind.States[i]), true
		case 'o':
			return symbol(p.output[i], &in.Kind.Outputs[i]), true
		}
		return symbol(p.input[i], &in.Kind.Inputs[i]), true
	}
	if list != 'i' {
		return expr.Symbol{}, false
	}
	v, x := &in.Kind.Inputs[i], in.input(i)
	if x.form != bindExpr {
		return symbol(b.bound(x), v), true
	}
	id, ok := lowerFor(b.g, x.ast, v, b.env(in.self()), b.faults)
	return symbol(id, v), ok
}

// Known lists names to suggest.
func (e *plantEnv) Known() []string {
	out := append(e.b.n.resolver.Known(), "time")
	for _, in := range e.b.n.instances {
		for _, list := range [][]Variable{in.Kind.States, in.Kind.Outputs, in.Kind.Inputs} {
			for i := range list {
				out = append(out, in.full(&list[i]))
			}
		}
	}
	return out
}

// Match lists the names that a path with * stands for.
func (e *plantEnv) Match(pattern string) []string { return e.b.n.match(qualify(pattern, e.self)) }

// Function finds a table of the plant.
func (e *plantEnv) Function(name string) (expr.Function, bool) {
	t, ok := e.b.n.resolver.(Tables)
	if !ok {
		return expr.Function{}, false
	}
	f, ok := t.Table(name)
	if f.Two {
		f.Slot = e.b.named(e.b.g.AddGrid(f.Grid), true, name)
	} else if ok {
		f.Slot = e.b.named(e.b.g.AddTable(f.Series), false, name)
	}
	return f, ok
}

// Call asks the plant for the meaning of a call.
func (e *plantEnv) Call(c *expr.Call, faults *source.Faults) (expr.Symbol, bool, bool) {
	if t, ok := e.b.n.resolver.(Calls); ok {
		if r, known, ok := t.Call(c, e.self, faults); ok {
			return e.b.symbol(r), true, true
		} else if known {
			return expr.Symbol{}, true, false
		}
	}
	return expr.Symbol{}, false, false
}
