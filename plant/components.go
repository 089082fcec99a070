package plant

import (
	"math"
	"slices"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics"
	"github.com/plantwin/plantwin/physics/expr"
	"github.com/plantwin/plantwin/plant/line"
)

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
