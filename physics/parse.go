package physics

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics/expr"
)

// kindKeys are the keys of a kind; variableKeys those of a variable.
var (
	kindKeys     = []string{"kind", "about", "source", "runs", "parameters", "inputs", "states", "ports", "outputs", "components", "connect", "equations", "initial", "rules", "assertions", "check"}
	variableKeys = []string{"unit", "min", "max", "start", "nominal", "difference", "about", "table", "size", "type"}
	ruleKeys     = []string{"when", "set"}
	assertKeys   = []string{"that", "message"}
	checkKeys    = []string{"set", "start", "at", "expect", "within"}
)

// ParseKind reads a component: the mapping of a library file, or the value of an entry of `kinds:`. name is the entry's
// key; a file has it under `kind`. Everything that can be known without an instance is checked: names, dimensions, and
// whether the equations determine what they have to. nil if the mapping cannot be used.
func ParseKind(name string, n *source.Node, faults *source.Faults) *Kind {
	s := newScope([]Named{{name, n}}, Library, faults)
	return s.kind(name)
}

// parseKind reads a kind with the lengths of some vectors given.
func parseKind(name string, n *source.Node, s *scope, sizes map[string]int, faults *source.Faults) *Kind {
	before := faults.Len()
	p := &reader{k: &Kind{Name: name, Pos: n.Pos, g: expr.NewGraph(), node: n, scope: s, sizes: map[string]int{}, defs: map[int]*definition{}}, given: sizes, faults: faults}
	p.keys(n, kindKeys, "a kind")
	if v := n.Get("kind"); v != nil {
		p.k.Name, p.k.Pos = p.text(v), v.Pos
	}
	p.k.About, p.k.Source, p.k.Runs = p.text(n.Get("about")), p.text(n.Get("source")), p.text(n.Get("runs"))
	p.k.RunsAt = n.Get("runs")
	p.k.Parameters = p.variables(n.Get("parameters"), "a parameter")
	p.k.Inputs = p.variables(n.Get("inputs"), "an input")
	p.k.States = p.variables(n.Get("states"), "a state")
	p.k.Outputs = p.variables(n.Get("outputs"), "an output")
	p.ports(n.Get("ports"))
	p.components(n.Get("components"))
	p.names()
	if faults.Len() > before || p.broken {
		return nil
	}
	p.meaning(n)
	p.k.defs = nil
	if faults.Len() > before {
		return nil
	}
	return p.k
}

// reader reads one kind.
type reader struct {
	k      *Kind
	given  map[string]int // lengths that an asset gives
	faults *source.Faults

	parts  []*component
	joined []joined // by port of the kind and of the components
	nodes  []*inner
	broken bool             // a component has faults of its own
	made   int              // variables and rules of the components
	resize map[string]*Kind // kinds with vectors of other lengths
}

// keys faults keys that are not known.
func (p *reader) keys(n *source.Node, known []string, what string) {
	for _, key := range n.Keys {
		ok := false
		for _, k := range known {
			ok = ok || k == key.Text
		}
		if !ok {
			p.faults.At(key, source.DidYouMean(key.Text, known, "known: "+strings.Join(known, ", ")), "%s has no %q", what, key.Text)
		}
	}
}

// text reads a scalar.
func (p *reader) text(n *source.Node) string {
	if n == nil {
		return ""
	}
	if n.Kind != source.Scalar {
		p.faults.At(n, "", "a text is due, not %s", n.Kind)
	}
	return n.Text
}

// mapping reports whether a value that may be missing is a mapping.
func (p *reader) mapping(n *source.Node) bool {
	if n == nil {
		return false
	}
	if n.Kind != source.Map {
		p.faults.At(n, "name: {unit: ...}", "a mapping is due, not %s", n.Kind)
	}
	return n.Kind == source.Map
}

// variables reads parameters, inputs, states or outputs.
func (p *reader) variables(n *source.Node, what string) []Variable {
	if !p.mapping(n) {
		return nil
	}
	var out []Variable
	for i, key := range n.Keys {
		if !p.mapping(n.Items[i]) {
			continue
		}
		v := Variable{Name: key.Text, Pos: key.Pos, Unit: unit.Bare, Min: math.Inf(-1), Max: math.Inf(1)}
		p.variable(&v, n.Items[i], what)
		if s := n.Items[i].Get("size"); s != nil {
			out = append(out, p.vector(v, s, what)...)
			continue
		}
		out = append(out, v)
	}
	return out
}

// longest bounds the length of a vector.
const longest = 5000

// vector gives the elements of a vector: x.1, x.2, ...
func (p *reader) vector(v Variable, s *source.Node, what string) []Variable {
	n, err := strconv.Atoi(s.Text)
	if size, ok := p.size(s.Text); ok {
		n, err = size, nil
	}
	if err != nil || n < 1 || n > longest || what != "a state" && what != "an output" {
		p.faults.At(s, "states and outputs can have a size: a whole number, or a parameter that starts as one", "%s cannot be a size", s.Text)
		return nil
	}
	out := make([]Variable, n)
	for i := range out {
		out[i] = v
		out[i].vector = v.Name
		out[i].Name = v.Name + "." + strconv.Itoa(i+1)
	}
	return out
}

// size gives the value of a parameter that says how long something is, and notes that it does.
func (p *reader) size(name string) (int, bool) {
	of := pick(p.k.Parameters, name)
	if of == nil || !of.HasDefault {
		return 0, false
	}
	n, ok := p.given[name]
	if !ok {
		n = int(of.Default)
	}
	if _, seen := p.k.sizes[name]; !seen {
		p.k.sizes[name] = n
		p.k.Sizes = append(p.k.Sizes, name)
	}
	return n, true
}

// variable reads the settings of one variable.
func (p *reader) variable(v *Variable, n *source.Node, what string) {
	p.keys(n, variableKeys, what)
	v.About = p.text(n.Get("about"))
	if d := n.Get("difference"); d != nil {
		v.Difference = d.Text == "true"
		if d.Text != "true" && d.Text != "false" {
			p.faults.At(d, "true or false", "%q is no truth value", d.Text)
		}
	}
	p.typed(v, n)
	switch u, t := n.Get("unit"), n.Get("table"); {
	case v.Type != Real:
	case t != nil:
		p.table(v, t, what)
	case u == nil:
		p.faults.Add(v.Pos, len(v.Name), "unit: 1 for a plain number", "%s needs a unit", v.Name)
	default:
		v.Unit = p.unit(u)
		v.Dim = v.Unit.Dim
	}
	if v.Difference && v.Unit.Affine() {
		p.faults.At(n.Get("unit"), "a difference takes K", "%s is a point on a scale", v.Unit.Text)
	}
	p.number(n.Get("min"), v, &v.Min, true)
	p.number(n.Get("max"), v, &v.Max, true)
	v.Nominal = v.Unit.ScaleSI(1)
	if v.Nominal == 0 {
		v.Nominal = 1
	}
	if p.number(n.Get("nominal"), v, &v.Nominal, false); !(v.Nominal > 0) {
		p.faults.At(n.Get("nominal"), "", "a nominal value is above 0")
	}
	if s := n.Get("start"); s != nil {
		p.start(v, s)
	}
}

// table reads `table: [m/s, 1]`.
func (p *reader) table(v *Variable, t *source.Node, what string) {
	if what != "a parameter" {
		p.faults.At(t, "", "only parameters can be tables")
		return
	}
	if t.Kind != source.List || len(t.Items) != 2 && len(t.Items) != 3 {
		p.faults.At(t, "table: [m/s, 1], or table: [m3/s, rad/s, 1]", "a table has the units of its one or two arguments and that of its value")
		return
	}
	last := len(t.Items) - 1
	v.Table, v.Two = true, last == 2
	v.X = p.unit(t.Items[0]).Dim
	if v.Two {
		v.X2 = p.unit(t.Items[1]).Dim
	}
	v.Unit = p.unit(t.Items[last])
	v.Dim = v.Unit.Dim
}

// unit reads a unit.
func (p *reader) unit(n *source.Node) unit.Unit {
	u, err := unit.Parse(n.Text)
	if err == nil {
		return u
	}
	if e := (*unit.Error)(nil); errors.As(err, &e) {
		p.faults.At(n, e.Hint, "%s", e.Msg)
	} else {
		p.faults.At(n, "", "%s", err)
	}
	return unit.Bare
}

// number reads a bare number in the variable's unit, or a quantity, into SI. point: it is a point on the scale of the
// unit, not a size.
func (p *reader) number(n *source.Node, v *Variable, to *float64, point bool) {
	if n == nil {
		return
	}
	if v.Type == Boolean && (n.Text == "true" || n.Text == "false") {
		if *to = 0; n.Text == "true" {
			*to = 1
		}
		return
	}
	x, u, err := unit.Quantity(n.Text)
	if e := (*unit.Error)(nil); errors.As(err, &e) {
		p.faults.Add(n.At(e.Off), e.Len, e.Hint, "%s", e.Msg)
		return
	}
	if u.Text == "" {
		u = v.Unit
	}
	if e := unit.Fits(n.Text, u, v.Dim, v.Difference); e != nil {
		p.faults.At(n, e.Hint, "%s", e.Msg)
		return
	}
	if *to = u.ScaleSI(x); point && !v.Difference {
		*to = u.ToSI(x)
	}
}

// start reads a start: a number in the variable's unit, a quantity, or an expression.
func (p *reader) start(v *Variable, n *source.Node) {
	if n.Kind != source.Scalar || v.Table {
		p.faults.At(n, "", "this start cannot be used")
		return
	}
	v.Start = expr.ParseNode(n, p.faults)
	if v.Start == nil {
		return
	}
	defer p.startOf(v, n)
	if _, _, ok := v.Start.IsQuantity(); ok {
		v.HasDefault = true
		p.number(n, v, &v.Default, true)
		if v.Default < v.Min || v.Default > v.Max {
			p.faults.At(n, "", "the start of %s is out of its range", v.Name)
		}
	}
}

// reserved names stand for something else in equations.
var reserved = []string{"time", "der", "self", "part", "plant", "start", "true", "false", "pi"}

// names checks that names are usable and defined once.
func (p *reader) names() {
	p.k.where = map[string]place{}
	for i := range p.k.States {
		p.k.where[p.k.States[i].Name] = place{'s', i}
	}
	for i := range p.k.Outputs {
		p.k.where[p.k.Outputs[i].Name] = place{'o', i}
	}
	seen := map[string]bool{}
	for _, list := range [][]Variable{p.k.Parameters, p.k.Inputs, p.k.States, p.k.Outputs} {
		for i := range list {
			v := &list[i]
			switch {
			case v.part:
				continue // its component has been looked at
			case v.port, v.vector != "" && v.Name != v.vector+".1":
			case !identifier(v.plain()) && !(p.k.Parameter(v.Name) == v && grouped(v.Name)):
				p.faults.Add(v.Pos, len(v.Name), "letters, digits and _, a letter first", "%q is no name", v.Name)
			case seen[v.plain()]:
				p.faults.Add(v.Pos, len(v.Name), "", "%s is defined twice in this kind", v.Name)
			}
			for _, r := range reserved {
				if v.plain() == r {
					p.faults.Add(v.Pos, len(v.Name), "", "%q cannot be used as a name", v.Name)
				}
			}
			seen[v.plain()] = true
		}
	}
}

// grouped reports whether s is a parameter of a group, such as limits.min: an asset writes limits: {min: 0}.
func grouped(s string) bool {
	group, name, ok := strings.Cut(s, ".")
	return ok && identifier(group) && identifier(name)
}

// plain is the name as declared.
func (v *Variable) plain() string {
	if v.vector != "" {
		return v.vector
	}
	return v.Name
}

// identifier reports whether s is a name of the notation.
func identifier(s string) bool {
	for i, c := range []byte(s) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || !(c >= '0' && c <= '9' || c == '_')) {
			return false
		}
	}
	return s != ""
}
