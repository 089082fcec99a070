package plant

import (
	"slices"
	"sort"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/table"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics/expr"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/sim"
)

// attribute is something that parts carry: a number, or one of some texts,
// which is coded by its place in the list.
type attribute struct {
	name  string
	dim   unit.Dim
	texts []string // sorted; nil for a number
}

// ownAttributes are those that every part has, with their dimension.
var ownAttributes = map[string]unit.Dim{"due": unit.Time, "value": unit.Money, "age": unit.Time, "waiting": unit.Time}

// readAttributes finds the attributes of parts and what they can be: those that
// sources give first, then those that are marked on the way.
func (c *compiler) readAttributes() {
	for _, key := range []string{"with", "mark"} {
		for _, i := range c.unitAsset {
			a := c.assets[i]
			n := a.entry.Value.Get(key)
			if n == nil || n.Kind != source.Map {
				continue
			}
			for k, name := range n.Keys {
				c.attribute(a, name, n.Items[k])
			}
		}
	}
	for _, a := range c.attrs {
		sort.Strings(a.texts)
	}
}

// attribute notes one value that an attribute is given.
func (c *compiler) attribute(a *asset, name, n *source.Node) {
	if _, own := ownAttributes[name.Text]; own || name.Text == "type" || name.Text == "step" {
		c.faults.At(name, "take another name", "%s: every part has a %s of its own", a.name, name.Text)
		return
	}
	dim, texts, ok := c.kindOfValue(a, n)
	if !ok {
		return // reported where the value is read
	}
	known := c.attrs[name.Text]
	if known == nil {
		if c.attrs == nil {
			c.attrs = map[string]*attribute{}
		}
		c.attrs[name.Text] = &attribute{name: name.Text, dim: dim, texts: texts}
		return
	}
	switch {
	case (known.texts == nil) != (texts == nil):
		c.faults.At(n, "take another name for one of them", "part.%s is a number in one place and a text in another", name.Text)
	case texts == nil && known.dim != dim:
		c.faults.At(n, "", "part.%s is %s in one place and %s in another", name.Text, known.dim.Name(), dim.Name())
	}
	for _, t := range texts {
		known.texts = appendNew(known.texts, t)
	}
}

// kindOfValue tells whether a value is a text, and which, or a number of some
// dimension.
func (c *compiler) kindOfValue(a *asset, n *source.Node) (dim unit.Dim, texts []string, ok bool) {
	switch {
	case n.Kind == source.Scalar:
		return c.kindOfScalar(a, n)
	case n.Kind != source.Map:
		return dim, nil, false
	case n.Get("dist") != nil:
		return c.kindOfDist(a, n)
	case n.Get("column") != nil:
		return c.kindOfColumn(a, n)
	case n.Get("by") != nil:
		for i, k := range n.Keys {
			if k.Text == "by" {
				continue
			}
			d, t, good := c.kindOfValue(a, n.Items[i])
			if good {
				dim, ok = d, true
				for _, x := range t {
					texts = appendNew(texts, x)
				}
			}
		}
		return dim, texts, ok
	}
	for _, k := range n.Keys {
		texts = appendNew(texts, k.Text)
	}
	return dim, texts, len(texts) > 0
}

func (c *compiler) kindOfScalar(a *asset, n *source.Node) (dim unit.Dim, texts []string, ok bool) {
	var quiet source.Faults
	ast := expr.ParseNode(n, &quiet)
	if ast == nil {
		return dim, nil, false
	}
	if t, is := ast.IsText(); is {
		return dim, []string{t}, true
	}
	if _, u, is := ast.IsQuantity(); is {
		return u.Dim, nil, true
	}
	loud := c.faults
	c.faults = &quiet
	_, dim, ok = c.formula(ast, c.values(a, true), nil, false)
	c.faults = loud
	return dim, nil, ok
}

func (c *compiler) kindOfDist(a *asset, n *source.Node) (dim unit.Dim, texts []string, ok bool) {
	if textOf(n.Get("dist")) == "data" {
		u, err := unit.Parse(textOf(n.Get("unit")))
		return u.Dim, nil, n.Get("unit") == nil || err == nil
	}
	for _, k := range []string{"mean", "min", "scale", "mode", "max", "at_least", "at_most"} {
		if v := n.Get(k); v != nil {
			return c.kindOfScalar(a, v)
		}
	}
	return dim, nil, false
}

// kindOfColumn looks at the column of the source's file of orders.
func (c *compiler) kindOfColumn(a *asset, n *source.Node) (dim unit.Dim, texts []string, ok bool) {
	t := c.sc.Data[textOf(get(a.entry.Value.Get("orders"), "file"))]
	if t == nil {
		return dim, nil, false
	}
	col, err := t.Column(n.Get("column").Text)
	if err != nil {
		return dim, nil, false
	}
	if u := n.Get("unit"); u != nil {
		x, err := unit.Parse(u.Text)
		return x.Dim, nil, err == nil
	}
	if col.Sort == table.Number {
		return dim, nil, true
	}
	for _, s := range col.Text {
		texts = appendNew(texts, s)
	}
	return dim, texts, true
}

// partAttr finds an attribute of parts that an expression can read.
func (c *compiler) partAttr(name string) (unit.Dim, bool) {
	if dim, ok := ownAttributes[name]; ok {
		return dim, true
	}
	if name == "type" || name == "step" {
		return unit.One, true
	}
	if a := c.attrs[name]; a != nil {
		return a.dim, true
	}
	return unit.Dim{}, false
}

// partTexts lists the texts that an attribute can be, in the order of their
// codes; nil for a number.
func (c *compiler) partTexts(name string) []string {
	switch {
	case name == "type":
		return c.productNames()
	case name == "step":
		return c.activities
	case c.attrs[name] != nil:
		return c.attrs[name].texts
	}
	return nil
}

// partReader reads an attribute; false where no part is at hand.
func (b *binding) partReader(name string) reader {
	read := b.attr(name)
	return func(s *sim.State, part int32) (float64, bool) {
		if part <= 0 {
			return 0, false
		}
		return read(s, part), true
	}
}

func (b *binding) attr(name string) func(s *sim.State, part int32) float64 {
	p := b.products
	switch name {
	case "type":
		return func(s *sim.State, part int32) float64 { return float64(s.Part(part).Type) }
	case "step":
		return func(s *sim.State, part int32) float64 { return float64(p.Activity(s, part)) }
	case "age":
		return func(s *sim.State, part int32) float64 { return (s.Now - s.Part(part).Born).Seconds() }
	case "waiting":
		return func(s *sim.State, part int32) float64 { return (s.Now - s.Part(part).Entered).Seconds() }
	case "value":
		return func(s *sim.State, part int32) float64 { return p.List[s.Part(part).Type].Value }
	case "due":
		if p.Due < 0 {
			return func(*sim.State, int32) float64 { return inf }
		}
		return func(s *sim.State, part int32) float64 { return s.Attr(p.Due, part) }
	}
	col := b.sim.Attr(name)
	return func(s *sim.State, part int32) float64 { return s.Attr(col, part) }
}

// marks reads with and mark: values of attributes, in the order of the file.
func (r reading) marks(key string, n *source.Node) maker {
	if n.Kind != source.Map {
		r.faults.At(n, "write {colour: {white: 45 %, red: rest}, passes: 0}", "%s is %s where a mapping is due", r.at(key), n.Kind)
		return nil
	}
	in := r.sub(key)
	var makers []func(b *binding) line.Mark
	for i, k := range n.Keys {
		if a := r.attrs[k.Text]; a != nil {
			if m := in.mark(a, k.Text, n.Items[i]); m != nil {
				makers = append(makers, m)
			}
			continue
		}
		// The kind of the value is not known: say why.
		in.draw(k.Text, n.Items[i], anything(unit.One))
	}
	return func(b *binding) line.Value {
		v := line.Value{Set: true}
		for _, m := range makers {
			v.Marks = append(v.Marks, m(b))
		}
		return v
	}
}

func (r reading) mark(a *attribute, key string, n *source.Node) func(b *binding) line.Mark {
	if n.Get("column") != nil && n.Kind == source.Map {
		values := r.jobColumn(a, n)
		return func(b *binding) line.Mark { return line.Mark{Col: b.sim.Attr(a.name), ByJob: values} }
	}
	var d drawMaker
	if a.texts != nil {
		d = r.textDraw(a.texts, key, n)
	} else {
		d = r.draw(key, n, anything(a.dim))
	}
	if d == nil {
		return nil
	}
	return func(b *binding) line.Mark { return line.Mark{Col: b.sim.Attr(a.name), Value: d(b)} }
}

// textDraw reads a text: 'white', shares of texts, or a choice.
func (r reading) textDraw(texts []string, key string, n *source.Node) drawMaker {
	switch {
	case n.Kind == source.Scalar:
		ast := expr.ParseNode(n, r.faults)
		if ast == nil {
			return nil
		}
		if t, ok := ast.IsText(); ok {
			code := float64(sort.SearchStrings(texts, t))
			return func(*binding) line.Draw { return line.Fixed(code) }
		}
		if name, ok := ast.IsName(); ok {
			if other, ok := strings.CutPrefix(name, "part."); ok && slices.Equal(r.partTexts(other), texts) {
				f := &partFormula{ast: ast, self: r.asset}
				return r.computed(f)
			}
		}
		r.faults.At(n, `write "'white'", or shares {white: 40 %, black: rest}`, "%s is no text", r.at(key))
		return nil
	case n.Get("by") != nil:
		return r.choiceOf(key, n, func(in reading, k string, v *source.Node) drawMaker { return in.textDraw(texts, k, v) })
	}
	return r.sharesOf(key, n, func(k *source.Node) (line.Draw, bool) {
		return line.Fixed(float64(sort.SearchStrings(texts, k.Text))), true
	})
}

// sharesOf reads {white: 45 %, black: 30 %, red: rest} as a draw among what the
// keys mean, in order of key, so that the order in the file does not matter.
func (r reading) sharesOf(key string, n *source.Node, option func(k *source.Node) (line.Draw, bool)) drawMaker {
	in := r.sub(key)
	index := make([]int, len(n.Keys))
	options := make([]line.Draw, len(n.Keys))
	order := make([]int, len(n.Keys))
	rest := -1
	for i, k := range n.Keys {
		d, ok := option(k)
		if !ok {
			return nil
		}
		options[i], order[i] = d, i
		if n.Items[i].Kind == source.Scalar && n.Items[i].Text == "rest" {
			if rest >= 0 {
				r.faults.At(n, "only one share may be rest", "%s: two shares are rest", r.at(key))
				return nil
			}
			rest = i
			continue
		}
		l := anything(unit.One)
		l.min, l.max = 0, 1
		if index[i], ok = r.number(in.at(k.Text), n.Items[i], l); !ok {
			return nil
		}
	}
	sort.Slice(order, func(a, b int) bool { return n.Keys[order[a]].Text < n.Keys[order[b]].Text })
	r.random = true
	identity, purpose := r.asset.identity, r.purpose(key)
	return func(b *binding) line.Draw {
		sum := 0.0
		for i := range index {
			if i != rest {
				sum += b.v[index[i]]
			}
		}
		if sum > 1+1e-9 || rest < 0 && sum < 1-1e-9 {
			b.faults.At(n, "write rest for one of them", "%s: the shares are %s together", r.at(key), show(sum, percent))
		}
		var cum []float64
		var draws []line.Draw
		total := 0.0
		for _, i := range order {
			if i == rest {
				total += max(1-sum, 0)
			} else {
				total += b.v[index[i]]
			}
			cum, draws = append(cum, total), append(draws, options[i])
		}
		return line.Picked(b.sim.Stream(identity, purpose), cum, draws)
	}
}
