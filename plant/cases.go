package plant

import (
	"math"
	"sort"
	"time"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/table"
)

// recordedRoute reads {file, case, at, name, start}: each case of a log takes its
// own route in the order of its rows, and is released at its first start.
func (c *compiler) recordedRoute(p *product, n *source.Node) {
	c.knows(n, []string{"file", "case", "at", "name", "start"}, "a recorded route")
	for _, key := range []string{"file", "case", "at", "start"} {
		if n.Get(key) == nil {
			c.faults.At(n, "write {file: log.csv, case: case, at: machine, name: activity, start: start}", "products.%s.route: %s is missing", p.name, key)
			return
		}
	}
	t := c.sc.Data[n.Get("file").Text]
	if t == nil {
		return // scenarios has reported it
	}
	columns := map[string]*table.Column{}
	for _, key := range []string{"case", "at", "start", "name"} {
		col := n.Get(key)
		if col == nil {
			columns[key] = columns["at"]
			continue
		}
		x, err := t.Column(col.Text)
		if err != nil {
			c.faults.At(col, "", "products.%s.route: %v", p.name, err)
			return
		}
		columns[key] = x
	}
	rows, ok := c.logRows(p, n, columns["start"])
	if !ok {
		return
	}
	c.cases(p, n, columns, rows)
}

// logRows gives the time of each row in ticks since the first in the log.
func (c *compiler) logRows(p *product, n *source.Node, start *table.Column) ([]time.Duration, bool) {
	out := make([]time.Duration, start.Len())
	first := int64(math.MaxInt64)
	for i, text := range start.Text {
		ns, err := table.ParseTimeIn(text, c.zone)
		if err != nil {
			c.faults.At(n.Get("start"), "", "products.%s.route, row %d: %v", p.name, i+1, err)
			return nil, false
		}
		out[i] = time.Duration(ns)
		first = min(first, ns)
	}
	for i := range out {
		out[i] -= time.Duration(first)
	}
	return out, true
}

// cases sorts the rows of a log into cases, in order of release.
func (c *compiler) cases(p *product, n *source.Node, columns map[string]*table.Column, at []time.Duration) {
	index := map[string]int{}
	rows := make([]int, len(at))
	for i := range rows {
		rows[i] = i
	}
	sort.SliceStable(rows, func(a, b int) bool { return at[rows[a]] < at[rows[b]] })
	unknown := map[string]bool{}
	for _, i := range rows {
		id, asset := columns["case"].Text[i], columns["at"].Text[i]
		if _, ok := c.units[asset]; !ok {
			if !unknown[asset] {
				unknown[asset] = true
				c.checkStep(p, asset, n.Get("at"))
			}
			continue
		}
		k, ok := index[id]
		if !ok {
			k = len(p.cases)
			index[id] = k
			p.cases = append(p.cases, nil)
			p.starts = append(p.starts, at[i])
		}
		p.cases[k] = append(p.cases[k], step{at: []string{asset}, activity: columns["name"].Text[i]})
	}
	if len(p.cases) == 0 && len(unknown) == 0 {
		c.faults.At(n, "", "products.%s.route: the log has no rows", p.name)
	}
}
