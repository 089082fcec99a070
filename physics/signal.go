package physics

import (
	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics/expr"
)

// AddSignal adds a named expression over the plant's names, such as farm: sum(mills.*.power); others read it by its name.
// dim is its dimension, as Dim finds it.
func (n *Network) AddSignal(name string, a *expr.Ast, dim unit.Dim) {
	k := &Kind{Name: "signal", g: expr.NewGraph(), Inputs: []Variable{{Name: "value", Unit: unit.SI(dim), Dim: dim, Min: minusInf, Max: plusInf, Nominal: 1}}}
	n.Add(Instance{Name: name, Kind: k, Pos: a.Pos(), Inputs: map[string]Binding{"value": Expression(a)}, signal: true})
}

// full is the name by which the plant knows a variable of an instance.
func (in *Instance) full(d *Variable) string {
	if in.signal {
		return in.Name
	}
	return in.Name + "." + d.Name
}

// Dim finds the dimension of an expression over the plant's names; what is wrong with it goes to faults. Call it when all
// instances that it reads are added.
func (n *Network) Dim(a *expr.Ast, faults *source.Faults) (unit.Dim, bool) {
	b := newIsland(n, group{}, faults)
	_, dim, ok := b.g.Lower(a, &dimEnv{plantEnv{b: b}}, nil, faults)
	return dim, ok
}

// dimEnv knows the dimensions of all variables.
type dimEnv struct{ plantEnv }

// Lookup gives a blind leaf for a variable.
func (e *dimEnv) Lookup(name string) (expr.Symbol, bool) {
	if inst, list, i, ok := e.b.n.variable(name); ok {
		k := e.b.n.instances[inst].Kind
		v := &map[byte][]Variable{'s': k.States, 'o': k.Outputs, 'i': k.Inputs}[list][i]
		return symbol(e.b.g.Leaf(expr.User, 0), v), true
	}
	return e.plantEnv.Lookup(name)
}
