package plant

import (
	"fmt"
	"sort"
	"time"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/sim"
)

// product is a kind of part, with or without a route: one list of steps, or one
// for each recorded case.
type product struct {
	name   string
	node   *source.Node // nil for one that only a source names
	cases  [][]step
	starts []time.Duration // of recorded cases
	due    drawMaker       // from release; nil for none
	value  int             // number of its value, -1 for none
}

// step is one activity of a part.
type step struct {
	at       []string
	activity string
	node     *source.Node
	cycle    drawMaker
	setup    func(b *binding) *line.Setup
	needs    maker
}

// readProducts reads the names and routes of products: those of the section, and
// those that sources name.
func (c *compiler) readProducts() {
	for _, e := range c.sc.Products {
		p := c.addProduct(e.Name)
		p.node = e.Value
		n := e.Value.Get("route")
		if n == nil {
			continue
		}
		switch n.Kind {
		case source.List:
			c.routeList(p, n)
		case source.Map:
			c.recordedRoute(p, n)
		default:
			c.faults.At(n, "write a list of {name, at}, or {file, case, at, name, start}", "products.%s.route is no route", e.Name)
		}
		for _, list := range p.cases {
			for _, s := range list {
				c.activities = appendNew(c.activities, s.activity)
			}
		}
	}
	for _, i := range c.unitAsset {
		a := c.assets[i]
		if a.is("source") {
			c.sourceProducts(a)
		}
		if n := a.entry.Value.Get("splits"); n != nil && n.Kind == source.Map {
			for _, k := range n.Keys { // what a part comes apart into
				c.addProduct(k.Text)
			}
		}
	}
	c.misspeltProducts()
	if len(c.products) == 0 {
		c.addProduct("part")
	}
	sort.Strings(c.activities)
	sort.Slice(c.products, func(i, j int) bool { return c.products[i].name < c.products[j].name })
}

// misspeltProducts reports what sources make that is no product of the section but nearly one, which nobody makes.
func (c *compiler) misspeltProducts() {
	if len(c.sc.Products) == 0 {
		return
	}
	made := map[string]bool{}
	var places []*source.Node
	for _, i := range c.unitAsset {
		v := c.assets[i].entry.Value
		for _, n := range []*source.Node{v.Get("makes"), v.Get("splits")} {
			switch {
			case n == nil || textOf(v.Get("to")) == "route": // where it goes is asked for, too
			case n.Kind == source.Scalar:
				made[n.Text] = true
				places = append(places, n)
			case n.Kind == source.Map:
				for _, k := range n.Keys {
					made[k.Text] = true
					places = append(places, k)
				}
			}
		}
		if get(v.Get("orders"), "product") != nil || get(v.Get("makes"), "by") != nil {
			return // what is made stands elsewhere
		}
	}
	var idle []string
	known := map[string]bool{}
	for _, e := range c.sc.Products {
		if known[e.Name] = true; !made[e.Name] {
			idle = append(idle, e.Name)
		}
	}
	for _, n := range places {
		if near := source.Nearest(n.Text, idle); near != "" && !known[n.Text] {
			c.faults.At(n, fmt.Sprintf("did you mean %q?", near), "there is no product %q, and nobody makes %s", n.Text, near)
		}
	}
}

// addProduct finds a product, or makes it known.
func (c *compiler) addProduct(name string) *product {
	if p := c.product(name); p != nil {
		return p
	}
	p := &product{name: name, value: -1}
	c.products = append(c.products, p)
	return p
}

// sourceProducts makes the products known that a source names.
func (c *compiler) sourceProducts(a *asset) {
	makes, orders := a.entry.Value.Get("makes"), a.entry.Value.Get("orders")
	switch {
	case makes != nil && makes.Kind == source.Scalar:
		c.addProduct(makes.Text)
	case makes != nil && makes.Kind == source.Map && makes.Get("by") != nil:
		// a choice names products that are made elsewhere
	case makes != nil && makes.Kind == source.Map:
		for _, k := range makes.Keys {
			c.addProduct(k.Text)
		}
	case get(orders, "product") == nil:
		c.addProduct("part")
	}
	if col := get(orders, "product"); col != nil {
		if t := c.sc.Data[textOf(orders.Get("file"))]; t != nil {
			if x, err := t.Column(col.Text); err == nil {
				for _, name := range x.Text {
					c.addProduct(name)
				}
			}
		}
	}
}

func (c *compiler) productNames() []string {
	out := make([]string, len(c.products))
	for i, p := range c.products {
		out[i] = p.name
	}
	return out
}

// finishProducts reads what products say of work, due dates and value.
func (c *compiler) finishProducts() {
	for _, p := range c.products {
		r := reading{compiler: c, asset: &asset{name: "products." + p.name, identity: "products." + p.name}, path: "products." + p.name}
		if n := get(p.node, "due"); n != nil {
			p.due = r.draw("due", n, limitsOf(&line.Setting{Form: line.Time, Dim: unit.Time, HasMin: true}))
		}
		if n := get(p.node, "value"); n != nil {
			if i, ok := c.number(r.at("value"), n, anything(unit.Money)); ok {
				p.value = i
			}
		}
		in := r.sub("route")
		for _, list := range p.cases {
			for i := range list {
				s := &list[i]
				at := in.sub(s.activity)
				if n := get(s.node, "cycle"); n != nil {
					s.cycle = at.draw("cycle", n, limitsOf(&line.Setting{Form: line.Time, Dim: unit.Time, HasMin: true}))
				}
				if n := get(s.node, "setup"); n != nil {
					s.setup = at.setupOf("setup", n)
				}
				if n := get(s.node, "needs"); n != nil {
					s.needs = at.needs("needs", n)
				}
			}
		}
	}
}

// routeList reads [{name: mill, at: m1}, ...].
func (c *compiler) routeList(p *product, n *source.Node) {
	list := []step{}
	for i, x := range n.Items {
		if x.Kind != source.Map || x.Get("at") == nil {
			c.faults.At(x, "write {name: mill, at: m1}", "products.%s.route: step %d names no asset", p.name, i+1)
			continue
		}
		at, ok := words(x.Get("at"))
		if !ok || len(at) == 0 {
			c.faults.At(x.Get("at"), "write at: m1, or at: [m1, m2]", "products.%s.route: step %d names no asset", p.name, i+1)
			continue
		}
		for _, name := range at {
			c.checkStep(p, name, x.Get("at"))
		}
		s := step{at: at, activity: at[0], node: x}
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

// product finds a product by its name.
func (c *compiler) product(name string) *product {
	for _, p := range c.products {
		if p.name == name {
			return p
		}
	}
	return nil
}

// productIndex is the code of a product.
func (c *compiler) productIndex(name string) int {
	return sort.Search(len(c.products), func(i int) bool { return c.products[i].name >= name })
}

// makes reads what a source makes: a product, or shares.
func (r reading) makes(key string, n *source.Node) maker {
	var d drawMaker
	switch {
	case n == nil:
		d = r.fixedProduct("part")
	case n.Kind == source.Scalar:
		d = r.fixedProduct(n.Text)
	case n.Kind == source.Map && len(n.Keys) > 0:
		d = r.sharesOf(key, n, func(k *source.Node) (line.Draw, bool) { return line.Fixed(float64(r.productIndex(k.Text))), true })
	default:
		r.faults.At(n, "write makes: sedan, or {sedan: 70 %, wagon: rest}", "%s is no product", r.at(key))
	}
	if d == nil {
		return nil
	}
	return func(b *binding) line.Value { return line.Value{Set: true, Draw: d(b)} }
}

func (r reading) fixedProduct(name string) drawMaker {
	code := float64(r.productIndex(name))
	if r.product(name) == nil {
		code = 0 // orders name the product
	}
	return func(*binding) line.Draw { return line.Fixed(code) }
}

// bindProducts binds the products: once for each model, so that all units share
// them. Their draws are bound later, as they may stand in any order.
func (c *compiler) bindProducts(b *binding) *line.Products {
	if b.products != nil {
		return b.products
	}
	out := &line.Products{End: c.onlySink(), Case: -1, Step: -1, Due: -1, Costs: c.bindCosts(b)}
	b.products = out
	for _, p := range c.products {
		if p.cases != nil && out.Step < 0 {
			out.Case, out.Step = b.sim.Attr(".case"), b.sim.Attr(".step")
		}
	}
	if c.dated() {
		out.Due = b.sim.Attr(".due")
	}
	for _, p := range c.products {
		x := line.Product{Name: p.name, Starts: p.starts}
		if p.due != nil {
			x.HasDue, x.Due = true, p.due(b)
		}
		if p.value >= 0 {
			x.Value = b.v[p.value]
		}
		for _, list := range p.cases {
			x.Cases = append(x.Cases, c.bindSteps(b, list))
		}
		out.List = append(out.List, x)
	}
	return out
}

func (c *compiler) bindSteps(b *binding, list []step) []line.Step {
	steps := make([]line.Step, len(list))
	for i, s := range list {
		steps[i].Activity = int32(sort.SearchStrings(c.activities, s.activity))
		for _, at := range s.at {
			steps[i].To = append(steps[i].To, int32(c.units[at]))
		}
		if s.cycle != nil {
			d := s.cycle(b)
			steps[i].Cycle = &d
		}
		if s.setup != nil {
			steps[i].Setup = s.setup(b)
		}
		if s.needs != nil {
			steps[i].Staffed, steps[i].Needs = true, s.needs(b).Needs
		}
	}
	return steps
}

// dated reports whether some part is due at some time.
func (c *compiler) dated() bool {
	for _, p := range c.products {
		if get(p.node, "due") != nil {
			return true
		}
	}
	for _, i := range c.unitAsset {
		if get(c.assets[i].entry.Value.Get("orders"), "due") != nil {
			return true
		}
	}
	return false
}

// onlySink is the unit that takes parts after their last step: the one good
// sink; -1 if there is not one.
func (c *compiler) onlySink() int32 {
	found := int32(-1)
	for _, i := range c.unitAsset {
		a := c.assets[i]
		if !a.is("sink") || textOf(a.entry.Value.Get("good")) == "false" {
			continue
		}
		if found >= 0 {
			return -1
		}
		found = int32(a.unit)
	}
	return found
}

// partText gives the values of an attribute of parts that is a text, sorted, and
// a function that picks by it: index is what each value picks.
func (r reading) partText(name string) ([]string, func(b *binding, index []int) func(s *sim.State, part int32) int) {
	if len(name) < 6 || name[:5] != "part." {
		return nil, nil
	}
	attr := name[5:]
	texts := r.partTexts(attr)
	if texts == nil {
		return nil, nil
	}
	return texts, func(b *binding, index []int) func(s *sim.State, part int32) int {
		r.bindProducts(b)
		read := b.attr(attr)
		return func(s *sim.State, part int32) int {
			if part <= 0 {
				return -1
			}
			k := int(read(s, part))
			if k < 0 || k >= len(index) {
				return -1
			}
			return index[k]
		}
	}
}

// recordedSteps reports whether the steps of some product come from a log.
func (c *compiler) recordedSteps() bool {
	for _, p := range c.products {
		if p.starts != nil {
			return true
		}
	}
	return false
}
