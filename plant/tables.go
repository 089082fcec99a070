package plant

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/table"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics"
	"github.com/plantwin/plantwin/physics/expr"
	"github.com/plantwin/plantwin/plant/line"
)

// readTables reads the section tables: functions of one argument or two. One that is faulty is kept without points: its uses
// are no faults of their own.
func (c *compiler) readTables() map[string]function {
	out := map[string]function{}
	for _, e := range c.sc.Tables {
		out[e.Name], _ = c.readTable(e.Name, e.Value)
	}
	return out
}

// function gives a table a meaning in expressions.
func (c *compiler) function(name string) (expr.Function, bool) {
	f, ok := c.network.tables[name]
	return expr.Function{Series: f.series, Grid: f.grid, Two: f.two, X: f.x, X2: f.x2, Y: f.y}, ok
}

// Function implements expr.Functions.
func (s *scope) Function(name string) (expr.Function, bool) {
	if s.tables == nil {
		return expr.Function{}, false
	}
	f, ok := s.tables(name)
	if f.Two {
		f.Slot = s.graph.AddGrid(f.Grid)
	} else if ok {
		f.Slot = s.graph.AddTable(f.Series)
	}
	return f, ok
}

func (c *compiler) readTable(name string, n *source.Node) (function, bool) {
	if n.Kind != source.Map {
		return function{}, false
	}
	between, outside := table.Linear, table.Stop
	ok := true
	if b := n.Get("between"); b != nil {
		if between, ok = table.ParseBetween(b.Text); !ok {
			c.faults.At(b, "write linear, step or cubic", "table %s: between cannot be %s", name, what(b))
		}
	}
	if o := n.Get("outside"); o != nil {
		var good bool
		if outside, good = table.ParseOutside(o.Text); !good {
			c.faults.At(o, "write stop, hold or repeat", "table %s: outside cannot be %s", name, what(o))
			ok = false
		}
	}
	read := c.tablePoints
	if n.Get("file") != nil {
		read = c.tableFile
	}
	axes := []string{"x", "y"}
	if n.Key("z") != nil {
		axes = append(axes, "z")
	}
	f := function{two: len(axes) == 3}
	dims, v, at, good := read(name, n, axes)
	if len(dims) == len(axes) {
		f.x, f.y = dims[0], dims[len(dims)-1]
		if f.two {
			f.x2 = dims[1]
		}
	}
	if !ok || !good {
		return f, false
	}
	var err error
	if f.two {
		f.grid, err = table.NewGrid(v[0], v[1], v[2], between, outside)
	} else {
		f.series, err = table.NewSeries(v[0], v[1], between, outside)
	}
	if err != nil {
		where := n
		if p := (*table.PointError)(nil); errors.As(err, &p) && p.Index < len(at) {
			where = at[p.Index]
		}
		hint := "let " + axes[0] + " rise from point to point"
		if f.two {
			hint = "give one point for every pair of x and y"
		}
		c.faults.At(where, hint, "table %s: %v", name, err)
		return f, false
	}
	return f, true
}

// tableUnit reads the unit of an axis.
func (c *compiler) tableUnit(name, axis string, n *source.Node) (unit.Unit, bool) {
	if n == nil || n.Kind != source.Scalar {
		c.faults.At(n, "write x: s", "table %s: %s is no unit", name, axis)
		return unit.Unit{}, false
	}
	u, err := unit.Parse(n.Text)
	if err != nil {
		c.unitFault(n, "table "+name, unit.One, err)
	}
	return u, err == nil
}

// tablePoints reads {x: rpm, y: N*m, points: [[2000, 210], ...]}, or with z and points of three numbers. at are the points.
func (c *compiler) tablePoints(name string, n *source.Node, axes []string) (dims []unit.Dim, v [][]float64, at []*source.Node, ok bool) {
	p := n.Get("points")
	if p == nil || p.Kind != source.List || len(p.Items) == 0 {
		c.faults.At(n, "write {x: s, y: kW, points: [[0, 1], [10, 2]]}", "table %s needs x, y and points", name)
		return nil, nil, nil, false
	}
	ok = true
	var units []unit.Unit
	for _, axis := range axes {
		if n.Get(axis) == nil { // scenarios has reported it
			return nil, nil, nil, false
		}
		u, good := c.tableUnit(name, axis, n.Get(axis))
		ok = ok && good
		units, dims = append(units, u), append(dims, u.Dim)
	}
	form, what := "write ["+strings.Join(axes, ", ")+"]", map[int]string{2: "pair", 3: "triple"}[len(axes)]
	v = make([][]float64, len(axes))
	for i, pt := range p.Items {
		if pt.Kind != source.List || len(pt.Items) != len(axes) {
			c.faults.At(pt, form, "table %s: point %d is no %s", name, i+1, what)
			return nil, nil, nil, false
		}
		for k, x := range pt.Items {
			a, err := strconv.ParseFloat(x.Text, 64)
			if err != nil || a-a != 0 {
				c.faults.At(pt, "write bare numbers in the units of "+strings.Join(axes, ", "), "table %s: point %d is no %s of numbers", name, i+1, what)
				ok = false
				break
			}
			v[k] = append(v[k], units[k].ToSI(a))
		}
	}
	return dims, v, p.Items, ok
}

// tableFile reads {file: farm.csv, x: {column, unit}, y: {column, unit}}, or with z.
func (c *compiler) tableFile(name string, n *source.Node, axes []string) (dims []unit.Dim, v [][]float64, at []*source.Node, ok bool) {
	t := c.sc.Data[n.Get("file").Text]
	if t == nil {
		return nil, nil, nil, false // scenarios has reported it
	}
	all := make([][]float64, len(axes))
	ok = true
	for k, axis := range axes {
		values, dim, good := c.axis(name, axis, t, n.Get(axis))
		all[k], dims, ok = values, append(dims, dim), ok && good
	}
	if !ok {
		return nil, nil, nil, false
	}
	v = make([][]float64, len(axes))
	for i := range all[0] {
		missing := false
		for k := range all {
			missing = missing || math.IsNaN(all[k][i])
		}
		for k := range all {
			if !missing {
				v[k] = append(v[k], all[k][i])
			}
		}
	}
	return dims, v, nil, true
}

// axis reads one column of a file in SI; a date becomes time since run.start.
func (c *compiler) axis(name, which string, t *table.Table, n *source.Node) ([]float64, unit.Dim, bool) {
	col, un := get(n, "column"), get(n, "unit")
	if col == nil {
		c.faults.At(n, "write {column: time, unit: s}", "table %s: %s names no column", name, which)
		return nil, unit.Dim{}, false
	}
	column, err := t.Column(col.Text)
	if err != nil {
		c.faults.At(col, "", "table %s: %v", name, err)
		return nil, unit.Dim{}, false
	}
	if un != nil && un.Text == "date" {
		out := make([]float64, column.Len())
		for i, s := range column.Text {
			ns, err := table.ParseTimeIn(s, c.zone)
			if err != nil {
				c.faults.At(col, "", "table %s: row %d: %v", name, i+1, err)
				return nil, unit.Dim{}, false
			}
			out[i] = float64(ns-c.plan.Start.UnixNano()) / 1e9
		}
		c.onceOnly(out)
		return out, unit.Time, true
	}
	u, ok := c.tableUnit(name, which+".unit", un)
	if !ok || column.Sort != table.Number {
		return nil, unit.Dim{}, false
	}
	out := make([]float64, len(column.Float))
	for i, v := range column.Float {
		out[i] = u.ToSI(v)
	}
	return out, u.Dim, true
}

// tableParameter reads a parameter that is a function: the name of a table.
func (c *compiler) tableParameter(a *asset, v *physics.Variable, n *source.Node) physics.Binding {
	if n == nil {
		c.faults.At(a.entry.Key, "name a table", "%s: table %s is missing", a.name, v.Name)
		return physics.Table(nil)
	}
	f, ok := c.network.tables[n.Text]
	switch {
	case !ok:
		c.faults.At(n, source.DidYouMean(n.Text, names(c.sc.Tables), "define it under tables"), "%s.%s: there is no table %s", a.name, v.Name, what(n))
	case f.series == nil && f.grid == nil: // it is reported
	case f.two != v.Two:
		c.faults.At(n, "", "%s.%s is a table of %s, %s has %s", a.name, v.Name, argumentsOf(v.Two), n.Text, argumentsOf(f.two))
	case f.x != v.X || f.x2 != v.X2 || f.y != v.Dim:
		from := v.X.Name()
		if v.Two {
			from += " and " + v.X2.Name()
		}
		c.faults.At(n, "it maps "+from+" to "+v.Dim.Name(), "%s.%s: the units of table %s do not fit", a.name, v.Name, n.Text)
	case f.two:
		return physics.Grid(f.grid)
	default:
		return physics.Table(f.series)
	}
	return physics.Table(nil)
}

func argumentsOf(two bool) string {
	if two {
		return "two arguments"
	}
	return "one argument"
}

// readSignals adds the section signals to the network, those that others read
// before them.
func (c *compiler) readSignals() {
	type open struct {
		name string
		ast  *expr.Ast
	}
	var todo []open
	for _, e := range c.sc.Signals {
		if a := expr.ParseNode(e.Value, c.faults); a != nil {
			todo = append(todo, open{e.Name, a})
		}
	}
	waits := func(a *expr.Ast) bool {
		for _, n := range a.Names() {
			for _, o := range todo {
				if n.Text == o.name {
					return true
				}
			}
		}
		return false
	}
	for len(todo) > 0 {
		k := 0
		for k < len(todo) && waits(todo[k].ast) {
			k++
		}
		if k == len(todo) {
			c.faults.Add(todo[0].ast.Pos(), todo[0].ast.Len(), "break the circle", "signal %s is defined by itself", todo[0].name)
			return
		}
		o := todo[k]
		todo = append(todo[:k:k], todo[k+1:]...)
		if dim, ok := c.network.net.Dim(o.ast, c.faults); ok {
			c.network.net.AddSignal(o.name, o.ast, dim)
			c.signalKeys = append(c.signalKeys, o.name)
			c.signals[o.name] = &signal{name: o.name, sort: line.Level, dim: dim, unit: unit.SI(dim), island: true}
		}
	}
}

// assetNamed finds an asset; nil if there is none.
func (c *compiler) assetNamed(name string) *asset {
	for _, a := range c.assets {
		if a.name == name {
			return a
		}
	}
	return nil
}
