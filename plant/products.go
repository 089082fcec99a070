package plant

import (
	"math"
	"sort"
	"time"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/table"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/sim"
)

// product is a kind of part with a route: one list of steps, or one for each
// recorded case.
type product struct {
	name   string
	cases  [][]step
	starts []time.Duration // of recorded cases
}

// step is one activity of a part.
type step struct {
	at       string
	activity string
}

// readProducts reads the section products.
func (c *compiler) readProducts() {
	for _, e := range c.sc.Products {
		for _, k := range keys(e.Value) {
			if k.Text != "route" {
				c.faults.At(k, "leave it out", "products.%s: %q is not supported by this version", e.Name, k.Text)
			}
		}
		n := e.Value.Get("route")
		if n == nil {
			continue
		}
		p := &product{name: e.Name}
		switch n.Kind {
		case source.List:
			c.routeList(p, n)
		case source.Map:
			c.recordedRoute(p, n)
		default:
			c.faults.At(n, "write a list of {name, at}, or {file, case, at, name, start}", "products.%s.route is no route", e.Name)
		}
		c.products = append(c.products, p)
		for _, list := range p.cases {
			for _, s := range list {
				c.activities = appendNew(c.activities, s.activity)
			}
		}
	}
	sort.Strings(c.activities)
}

// routeList reads [{name: mill, at: m1}, ...].
func (c *compiler) routeList(p *product, n *source.Node) {
	var list []step
	for i, x := range n.Items {
		if x.Kind != source.Map || x.Get("at") == nil {
			c.faults.At(x, "write {name: mill, at: m1}", "products.%s.route: step %d names no asset", p.name, i+1)
			continue
		}
		for _, k := range x.Keys {
			if k.Text != "name" && k.Text != "at" {
				c.faults.At(k, "write the times in the asset: cycle: {by: part.step, ...}", "products.%s.route: %q is not supported by this version", p.name, k.Text)
			}
		}
		at := x.Get("at")
		if at.Kind != source.Scalar {
			c.faults.At(at, "name one asset", "products.%s.route: a choice of assets is not supported by this version", p.name)
			continue
		}
		c.checkStep(p, at.Text, at)
		s := step{at: at.Text, activity: at.Text}
		if name := x.Get("name"); name != nil {
			s.activity = name.Text
		}
		list = append(list, s)
	}
	p.cases = [][]step{list}
}

func (c *compiler) checkStep(p *product, at string, n *source.Node) {
	if u, ok := c.units[at]; !ok || !c.assets[c.unitAsset[u]].kind.Accepts {
		c.faults.At(n, source.DidYouMean(at, c.unitNames(), "define it under assets"), "products.%s.route: there is no asset %q that takes parts", p.name, at)
	}
}

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
		ns, err := table.ParseTime(text)
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
		p.cases[k] = append(p.cases[k], step{at: asset, activity: columns["name"].Text[i]})
	}
	if len(p.cases) == 0 && len(unknown) == 0 {
		c.faults.At(n, "", "products.%s.route: the log has no rows", p.name)
	}
}

// product finds a product by its name.
func (c *compiler) product(name string) *product {
	for _, p := range c.products {
		if p.name == name {
			return p
		}
	}
	return nil
}

// makes reads the product of a source.
func (r reading) makes(n *source.Node) maker {
	p := r.product(n.Text)
	if n.Kind != source.Scalar || p == nil {
		r.faults.At(n, source.DidYouMean(n.Text, names(r.sc.Products), "define it under products, with a route"), "%s: there is no product %s with a route", r.path, what(n))
		return nil
	}
	return func(b *binding) line.Value { return line.Value{Set: true, Orders: r.orders(b, p)} }
}

// orders binds a product: once for each model, so that all units share it.
func (c *compiler) orders(b *binding, p *product) *line.Orders {
	if o := b.orders[p.name]; o != nil {
		return o
	}
	o := &line.Orders{Starts: p.starts, End: c.onlySink(), Case: b.sim.Attr("case"), Step: b.sim.Attr("step")}
	for _, list := range p.cases {
		steps := make([]line.Step, len(list))
		for i, s := range list {
			steps[i] = line.Step{To: int32(c.units[s.at]), Activity: int32(sort.SearchStrings(c.activities, s.activity))}
		}
		o.Cases = append(o.Cases, steps)
	}
	if b.orders == nil {
		b.orders = map[string]*line.Orders{}
	}
	b.orders[p.name] = o
	return o
}

// onlySink is the unit that takes parts after their last step.
func (c *compiler) onlySink() int32 {
	for _, i := range c.unitAsset {
		if c.assets[i].kindName == "sink" {
			return int32(c.assets[i].unit)
		}
	}
	return 0
}

// productRoute reads to: route.
func (r reading) productRoute(n *source.Node) maker {
	if len(r.products) != 1 {
		hint := "define one under products: {part: {route: [{name: mill, at: m1}]}}"
		if len(r.products) > 1 {
			hint = "several products are not supported by this version"
		}
		r.faults.At(n, hint, "%s.to: there is not one product with a route", r.path)
		return nil
	}
	sinks := 0
	for _, i := range r.unitAsset {
		if r.assets[i].kindName == "sink" {
			sinks++
		}
	}
	if sinks != 1 {
		r.faults.At(n, "a part goes to the plant's one sink after its last step", "%s.to: route needs one sink, and there are %d", r.path, sinks)
		return nil
	}
	p := r.products[0]
	r.followRoute(p)
	return func(b *binding) line.Value {
		return line.Value{Set: true, Route: &line.Route{Rule: line.ByStep, Orders: r.orders(b, p)}}
	}
}

// followRoute notes for the drawing where parts go on to from this asset.
func (r reading) followRoute(p *product) {
	for _, list := range p.cases {
		for i, s := range list {
			switch {
			case i == 0 && r.asset.kindName == "source":
				r.asset.to = appendNew(r.asset.to, s.at)
			case s.at == r.asset.name && i+1 < len(list) && list[i+1].at != s.at:
				r.asset.to = appendNew(r.asset.to, list[i+1].at)
			case s.at == r.asset.name && i+1 == len(list):
				r.asset.to = appendNew(r.asset.to, r.assets[r.unitAsset[r.onlySink()]].name)
			}
		}
	}
}

// partText gives the values of an attribute of parts that is a text, sorted, and
// a function that picks by it: index is what each value picks.
func (r reading) partText(name string) ([]string, func(b *binding, index []int) func(s *sim.State, part int32) int) {
	if name != "part.step" || len(r.products) != 1 {
		return nil, nil
	}
	p := r.products[0]
	return r.activities, func(b *binding, index []int) func(s *sim.State, part int32) int {
		o := r.orders(b, p)
		return func(s *sim.State, part int32) int {
			k := o.Activity(s, part)
			if k < 0 {
				return -1
			}
			return index[k]
		}
	}
}
