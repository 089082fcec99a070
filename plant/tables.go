package plant

import (
	"math"
	"strconv"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/table"
	"github.com/plantwin/plantwin/internal/unit"
)

// readTables reads the section tables: functions of one argument.
func (c *compiler) readTables() map[string]function {
	out := map[string]function{}
	for _, e := range c.sc.Tables {
		f, ok := c.readTable(e.Name, e.Value)
		if ok {
			out[e.Name] = f
		} else {
			out[e.Name] = function{} // its uses are not faults of their own
		}
	}
	return out
}

func (c *compiler) readTable(name string, n *source.Node) (function, bool) {
	if n.Kind != source.Map {
		return function{}, false
	}
	if k := n.Key("z"); k != nil {
		c.faults.At(k, "use a table of one argument", "table %s: two arguments are not supported by this version", name)
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
	var f function
	var x, y []float64
	var good bool
	if n.Get("file") != nil {
		f, x, y, good = c.tableFile(name, n)
	} else {
		f, x, y, good = c.tablePoints(name, n)
	}
	if !ok || !good {
		return function{}, false
	}
	s, err := table.NewSeries(x, y, between, outside)
	if err != nil {
		c.faults.At(n, "", "table %s: %v", name, err)
		return function{}, false
	}
	f.series = s
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

// tablePoints reads {x: rpm, y: N*m, points: [[2000, 210], ...]}.
func (c *compiler) tablePoints(name string, n *source.Node) (f function, x, y []float64, ok bool) {
	p := n.Get("points")
	if n.Get("x") == nil || n.Get("y") == nil || p == nil || p.Kind != source.List || len(p.Items) == 0 {
		c.faults.At(n, "write {x: s, y: kW, points: [[0, 1], [10, 2]]}", "table %s needs x, y and points", name)
		return f, nil, nil, false
	}
	ux, ok1 := c.tableUnit(name, "x", n.Get("x"))
	uy, ok2 := c.tableUnit(name, "y", n.Get("y"))
	ok = ok1 && ok2
	for i, pt := range p.Items {
		if pt.Kind != source.List || len(pt.Items) != 2 {
			c.faults.At(pt, "write [x, y]", "table %s: point %d is no pair", name, i+1)
			return f, nil, nil, false
		}
		a, err1 := strconv.ParseFloat(pt.Items[0].Text, 64)
		b, err2 := strconv.ParseFloat(pt.Items[1].Text, 64)
		if err1 != nil || err2 != nil || math.IsNaN(a+b) || math.IsInf(a+b, 0) {
			c.faults.At(pt, "write bare numbers in the units of x and y", "table %s: point %d is no pair of numbers", name, i+1)
			ok = false
			continue
		}
		x, y = append(x, ux.ToSI(a)), append(y, uy.ToSI(b))
	}
	return function{x: ux.Dim, y: uy.Dim}, x, y, ok
}

// tableFile reads {file: farm.csv, x: {column, unit}, y: {column, unit}}.
func (c *compiler) tableFile(name string, n *source.Node) (f function, x, y []float64, ok bool) {
	t := c.sc.Data[n.Get("file").Text]
	if t == nil {
		return f, nil, nil, false // scenarios has reported it
	}
	tx, dx, ok1 := c.axis(name, "x", t, n.Get("x"))
	ty, dy, ok2 := c.axis(name, "y", t, n.Get("y"))
	if !ok1 || !ok2 {
		return f, nil, nil, false
	}
	for i := range tx {
		if !math.IsNaN(tx[i]) && !math.IsNaN(ty[i]) {
			x, y = append(x, tx[i]), append(y, ty[i])
		}
	}
	return function{x: dx, y: dy}, x, y, true
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
			ns, err := table.ParseTime(s)
			if err != nil {
				c.faults.At(col, "", "table %s: row %d: %v", name, i+1, err)
				return nil, unit.Dim{}, false
			}
			out[i] = float64(ns-c.plan.Start.UnixNano()) / 1e9
		}
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
