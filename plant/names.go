package plant

import (
	"slices"
	"sort"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics/expr"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/scenarios"
	"github.com/plantwin/plantwin/sim"
)

// leaf is what a name in an expression stands for.
type leaf struct {
	kind   leafKind
	number int    // leafNumber: index in the vector
	signal string // leafSignal, leafStat: key in the table of signals
	stat   sim.StatKind
	p      float64 // leafStat: of a quantile
	attr   string  // leafPart
}

type leafKind uint8

const (
	leafNumber leafKind = iota
	leafSignal          // value now
	leafStat            // statistic since the warm-up
	leafTime            // [s] since the start of the run
	leafPart            // attribute of the part at hand
	leafRisk            // chance of failure within p, or the number, of its clock
	leafLife            // expected rest until a failure
)

// signal is something that can be read from a run: of an asset of the line, of
// the plant, or a variable of an equation component.
type signal struct {
	asset  string // "plant" for the plant's own
	name   string // inside the asset
	sort   line.Sort
	dim    unit.Dim
	unit   unit.Unit // for display
	island bool      // a variable of an equation component
	truth  bool      // a Boolean
}

func (s *signal) key() string { return s.asset + "." + s.name }

// leafIndex gives a leaf its place in the table of leaves.
func (c *compiler) leafIndex(l leaf) int {
	if i, ok := c.leafAt[l]; ok {
		return i
	}
	if c.leafAt == nil {
		c.leafAt = map[leaf]int{}
	}
	c.leaves = append(c.leaves, l)
	c.leafAt[l] = len(c.leaves) - 1
	return len(c.leaves) - 1
}

// parameters is the scope of numbers: other parameters and nothing else.
func (c *compiler) parameters() *scope {
	return &scope{
		lookup: func(name string) (int, unit.Dim, bool, bool) {
			i, ok := c.parameter(name)
			if !ok {
				return 0, unit.Dim{}, false, false
			}
			return i, c.nums.list[i].dim, c.nums.list[i].truth, true
		},
		known:  func() []string { return append(names(c.sc.Parameters), names(c.sc.Tables)...) },
		tables: c.function,
	}
}

// parameter finds a parameter of the study and reads it on first use, so that
// the vector stays in order of dependence.
func (c *compiler) parameter(name string) (int, bool) {
	if c.settable[name] != nil {
		return 0, false // it moves
	}
	if i, ok := c.nums.index[name]; ok {
		return i, true
	}
	for _, e := range c.sc.Parameters {
		if e.Name != name {
			continue
		}
		if c.open[name] {
			c.faults.At(e.Key, "break the circle", "parameter %s is defined by itself", name)
			return 0, false
		}
		c.open[name] = true
		defer delete(c.open, name)
		return c.readParameter(e.Name, e.Value)
	}
	return 0, false
}

// readParameter reads a quantity, or an expression of other parameters, of any
// dimension.
func (c *compiler) readParameter(name string, n *source.Node) (int, bool) {
	ast := expr.ParseNode(n, c.faults)
	if ast == nil {
		return 0, false
	}
	if v, u, ok := ast.IsQuantity(); ok {
		l := anything(u.Dim)
		return c.nums.add(number{path: name, node: n, unit: u, value: u.ToSI(v), limits: l}), true
	}
	f, dim, ok := c.formula(ast, c.parameters(), nil, true)
	if !ok {
		return 0, false
	}
	return c.nums.add(number{path: name, node: n, unit: unit.SI(dim), formula: f, limits: anything(dim)}), true
}

// values is the scope of what an expression reads at an event: signals as they
// are now, parameters, time. self is the asset that it stands in; part allows
// attributes of the part at hand.
func (c *compiler) values(self *asset, part bool) *scope {
	return &scope{
		lookup: func(name string) (int, unit.Dim, bool, bool) {
			name = ownName(name, self)
			if i, ok := c.parameter(name); ok {
				return c.leafIndex(leaf{number: i}), c.nums.list[i].dim, c.nums.list[i].truth, true
			}
			if name == "time" {
				return c.leafIndex(leaf{kind: leafTime}), unit.Time, false, true
			}
			if attr, ok := strings.CutPrefix(name, "part."); ok && part {
				if dim, ok := c.partAttr(attr); ok {
					return c.leafIndex(leaf{kind: leafPart, attr: attr}), dim, false, true
				}
			}
			s := c.signals[name]
			if s == nil || s.sort == line.State || s.sort == line.Amount {
				return 0, unit.Dim{}, false, false
			}
			c.ask(s, sim.WantLevel)
			return c.leafIndex(leaf{kind: leafSignal, signal: name}), s.dim, s.truth, true
		},
		texts: func(name string) []string {
			if attr, ok := strings.CutPrefix(name, "part."); ok && part {
				return c.partTexts(attr)
			}
			return nil
		},
		known:  c.readableNow,
		match:  c.match,
		modes:  c.modesOf(self),
		leafOf: c.leafIndex,
		tables: c.function,
		sampled: func(call *expr.Call, faults *source.Faults) (leaf, unit.Dim, bool) {
			name := ""
			if self != nil {
				name = self.name
			}
			r, _, ok := resolver{c}.Call(call, name, faults)
			if !ok {
				return leaf{}, unit.Dim{}, false
			}
			return leaf{kind: leafSignal, signal: c.network.ids[r.Index]}, r.Dim, true
		},
		param: func(name string) (int, unit.Dim, bool) {
			i, ok := c.parameter(name)
			if !ok {
				return 0, unit.Dim{}, false
			}
			return i, c.nums.list[i].dim, true
		},
	}
}

func ownName(name string, self *asset) string {
	if rest, ok := strings.CutPrefix(name, "self."); ok && self != nil {
		return self.name + "." + rest
	}
	return name
}

var stats = map[string]sim.StatKind{
	"mean": sim.StatMean, "total": sim.StatTotal, "min": sim.StatMin, "max": sim.StatMax, "sd": sim.StatSD, "last": sim.StatLast,
	"count": sim.StatCount, "rate": sim.StatRate,
}

// keeps says what a statistic needs kept of a variable of an island.
var keeps = map[string]sim.Flags{"mean": sim.WantMean, "total": sim.WantMean, "min": sim.WantRange, "max": sim.WantRange}

// of lists the statistics of each sort of signal, the first being meant where
// none is written.
var statsOf = map[line.Sort][]string{
	line.Level:  {"mean", "total", "min", "max", "sd", "last"},
	line.Count:  {"total", "rate"},
	line.Amount: {"total", "rate"},
	line.Sample: {"mean", "count", "min", "max", "sd"},
	line.Ratio:  {""},
	line.Rate:   {""},
}

// readable lists everything that an expression may read, for suggestions.
func (c *compiler) readable() []string {
	out := append(names(c.sc.Parameters), c.signalKeys...)
	sort.Strings(out)
	return out
}

// readableNow lists what can be read while a run goes on.
func (c *compiler) readableNow() []string {
	return slices.DeleteFunc(c.readable(), func(name string) bool {
		s := c.signals[name]
		return s != nil && s.sort == line.Amount
	})
}

// match lists the signals that a path with * stands for: each * is one name.
func (c *compiler) match(pattern string) []string {
	want := strings.Split(pattern, ".")
	var out []string
	for _, key := range c.signalKeys {
		for _, k := range []string{key} {
			if matches(want, strings.Split(k, ".")) {
				out = append(out, k)
			}
		}
	}
	if out != nil {
		return out
	}
	// with a statistic behind the signal
	for _, key := range c.signalKeys {
		if n := len(want) - 1; n > 0 && matches(want[:n], strings.Split(key, ".")) {
			out = append(out, key+"."+want[n])
		}
	}
	return out
}

func matches(pattern, name []string) bool {
	if len(pattern) != len(name) {
		return false
	}
	for i, p := range pattern {
		if p != "*" && p != name[i] {
			return false
		}
	}
	return true
}

// register makes a signal known to expressions.
func (c *compiler) register(s signal) {
	key := s.key()
	if c.signals[key] == nil {
		c.signalKeys = append(c.signalKeys, key)
	}
	c.signals[key] = &s
}

// registerLine makes the signals of the line known, by what the kinds declare
// and the names that the file gives to failures and the like. It needs no
// setting to be right, so that a faulty one hides no fault elsewhere.
func (c *compiler) registerLine() {
	for _, i := range c.unitAsset {
		a := c.assets[i]
		for _, d := range line.Names(&line.Asset{Name: a.name, Kind: a.kind, Values: declared(a.entry.Value)}, c.productNames()) {
			c.register(signal{asset: a.name, name: d.Name, sort: d.Sort, dim: d.Dim, unit: unit.SI(d.Dim)})
		}
		c.registerHazards(a)
	}
	for _, d := range line.PlantSignals(c.productNames()) {
		c.register(signal{asset: "plant", name: d.Name, sort: d.Sort, dim: d.Dim, unit: unit.SI(d.Dim)})
	}
}

// declared gives what the names of an asset's signals depend on: the names of
// its failures, maintenance, steps and joined parts, and whether some settings
// are there at all.
func declared(n *source.Node) line.Values {
	out := line.Values{}
	for _, key := range []string{"joins", "splits", "dwell", "takt"} {
		out[key] = line.Value{Set: get(n, key) != nil}
	}
	for _, key := range []string{"failures", "maintenance", "outlets"} {
		var v line.Value
		list := get(n, key)
		for i, k := range keys(list) {
			mode := line.Values{"counts": {Text: textOf(get(list.Items[i], "counts"))}, "spares": {Set: get(list.Items[i], "spares") != nil}}
			v.Groups = append(v.Groups, line.Named{Name: k.Text, Values: mode})
		}
		out[key] = v
	}
	joins := out["joins"]
	for _, k := range keys(get(n, "joins")) {
		joins.Counts = append(joins.Counts, line.CountOf{Name: k.Text})
	}
	out["joins"] = joins
	var cycle line.Value
	if steps := get(get(n, "cycle"), "steps"); steps != nil {
		for _, x := range steps.Items {
			if name := get(x, "name"); name != nil {
				cycle.Stages = append(cycle.Stages, line.Stage{Name: name.Text})
			}
		}
	}
	out["cycle"] = cycle
	return out
}

func names(list []scenarios.Entry) []string {
	out := make([]string, len(list))
	for i := range list {
		out[i] = list[i].Name
	}
	return out
}
