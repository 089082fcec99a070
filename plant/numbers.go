package plant

import (
	"math"
	"sort"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics"
	"github.com/plantwin/plantwin/physics/expr"
)

// number is one value of the model that has a path: a constant, or an
// expression of numbers that stand before it in the vector.
type number struct {
	path    string
	node    *source.Node // as written; nil for a default
	unit    unit.Unit    // as written; the SI unit for expressions
	value   float64      // SI, of a constant
	formula *formula     // nil for a constant
	limits
}

// limits is what a setting asks of its number.
type limits struct {
	dim        unit.Dim
	difference bool // a difference of temperatures, not a point
	min, max   float64
	open       bool // min itself is not allowed
	whole      bool
	truth      bool // true or false, kept as 1 or 0
	shape      bool
}

// anything is a number of a dimension without limits.
func anything(d unit.Dim) limits { return limits{dim: d, min: math.Inf(-1), max: math.Inf(1)} }

// numbers is the vector of all numbers, so ordered that every expression reads
// only numbers before it.
type numbers struct {
	list  []number
	index map[string]int
}

func (n *numbers) add(x number) int {
	if n.index == nil {
		n.index = map[string]int{}
	}
	n.list = append(n.list, x)
	n.index[x.path] = len(n.list) - 1
	return len(n.list) - 1
}

// run computes the vector: constants, settings where set holds the index, and
// expressions of what stands before.
func (n *numbers) run(set map[int]float64) []float64 {
	v := make([]float64, len(n.list))
	for i := range n.list {
		x := &n.list[i]
		switch s, ok := set[i]; {
		case ok:
			v[i] = s
		case x.formula == nil:
			v[i] = x.value
		default:
			v[i] = x.formula.eval(func(k int) float64 { return v[k] })
		}
	}
	return v
}

// gradient computes how much each number moves when number k does: the chain
// rule through the expressions, in the order of the vector.
func (n *numbers) gradient(v []float64, set map[int]float64, k int) []float64 {
	d := make([]float64, len(n.list))
	d[k] = 1
	for i := range n.list {
		x := &n.list[i]
		if _, ok := set[i]; ok || i == k || x.formula == nil {
			continue
		}
		for j, leaf := range x.formula.leaves {
			if d[leaf] != 0 {
				d[i] += float64(x.formula.slope(j, func(k int) float64 { return v[k] }) * d[leaf])
			}
		}
	}
	return d
}

// check reports every number outside its limits.
func (n *numbers) check(v []float64, faults *source.Faults) {
	for i := range n.list {
		x := &n.list[i]
		if why := x.refuse(v[i]); why != "" {
			faults.At(x.node, why, "%s cannot be %s", x.path, show(v[i], x.unit))
		}
	}
}

// refuse says in which way a value breaks the limits; "" if it does not.
func (x *number) refuse(v float64) string {
	l := &x.limits
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return "it must be a finite number"
	case v < l.min && l.open || v == l.min && l.open:
		return "it must be above " + show(l.min, x.unit)
	case v < l.min:
		return "it must be at least " + show(l.min, x.unit)
	case v > l.max:
		return "it must be at most " + show(l.max, x.unit)
	case l.whole && v != math.Trunc(v):
		return "it must be a whole number"
	}
	return ""
}

// numbers lists the vector in order of path.
func (m *Model) numbers() []Number {
	out := make([]Number, 0, len(m.compiled.nums.list))
	for i := range m.compiled.nums.list {
		x := &m.compiled.nums.list[i]
		origin := "file"
		switch {
		case x.node == nil:
			origin = "default"
		case x.formula != nil:
			origin = "expression"
		}
		out = append(out, Number{Path: x.path, Unit: x.unit, Dim: x.dim, Value: m.vector[i], Min: x.min, Max: x.max, Shape: x.shape,
			Whole: x.whole, Differs: x.difference, Origin: origin})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Path < out[j].Path })
	return out
}

// number reads a value that has a path: a quantity, or an expression of
// parameters. It returns its index in the vector; false after a fault.
func (c *compiler) number(path string, n *source.Node, l limits) (int, bool) {
	if i, ok := c.nums.index[path]; ok {
		return i, true
	}
	if n.Kind != source.Scalar {
		c.faults.At(n, "write "+l.dim.Name(), "%s is %s where one value is due", path, n.Kind)
		return 0, false
	}
	if l.truth && (n.Text == "true" || n.Text == "false") {
		return c.constant(path, n, l, truthOf(n.Text), unit.Bare)
	}
	if v, u, err := unit.Quantity(n.Text); err == nil && !l.truth {
		return c.constant(path, n, l, v, u)
	}
	ast := expr.ParseNode(n, c.faults)
	if ast == nil {
		return 0, false
	}
	if v, u, ok := ast.IsQuantity(); ok && !l.truth {
		return c.constant(path, n, l, v, u)
	}
	s := c.parameters()
	s.truth = l.truth
	f, _, ok := c.formula(ast, s, &l.dim, true)
	if !ok {
		return 0, false
	}
	return c.nums.add(number{path: path, node: n, unit: unit.SI(l.dim), formula: f, limits: l}), true
}

func (c *compiler) constant(path string, n *source.Node, l limits, v float64, u unit.Unit) (int, bool) {
	if u.Text == "" && v == 0 {
		u = unit.SI(l.dim)
	}
	if err := unit.Fits(n.Text, u, l.dim, l.difference); err != nil {
		c.unitFault(n, path, l.dim, err)
		return 0, false
	}
	si := u.ToSI(v)
	if l.difference {
		si = u.ScaleSI(v)
	}
	return c.nums.add(number{path: path, node: n, unit: u, value: si, limits: l}), true
}

func truthOf(text string) float64 {
	if text == "true" {
		return 1
	}
	return 0
}

// variableLimits is what a setting of an equation component asks of its number.
func variableLimits(v *physics.Variable) limits {
	return limits{dim: v.Dim, difference: v.Difference, min: v.Min, max: v.Max, truth: v.Type == physics.Boolean, whole: v.Type != physics.Real}
}

// given adds a number that the file does not write: a default.
func (c *compiler) given(path string, v float64, u unit.Unit, l limits) int {
	if i, ok := c.nums.index[path]; ok {
		return i
	}
	return c.nums.add(number{path: path, unit: u, value: v, limits: l})
}

// show writes a value in a unit for a message.
func show(si float64, u unit.Unit) string {
	s := trim(u.FromSI(si))
	if u.Text != "" && u.Text != "1" {
		s += " " + u.Text
	}
	return s
}

var inf = math.Inf(1)
