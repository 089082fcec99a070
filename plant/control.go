package plant

import (
	"slices"
	"sort"
	"strings"

	"github.com/plantwin/plantwin/internal/dist"
	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics/expr"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/sim"
)

// pick reads the order in which waiting parts go: a rule, or an expression of
// the part, smallest first.
func (r reading) pick(t *line.Setting, n *source.Node) maker {
	if n.Kind == source.Scalar && slices.Contains(t.Options, n.Text) {
		return always(line.Value{Set: true, Text: n.Text})
	}
	ast := expr.ParseNode(n, r.faults)
	if ast == nil {
		return nil
	}
	if name, ok := ast.IsName(); ok && !strings.Contains(name, ".") {
		if _, known := r.parameter(name); !known {
			r.faults.At(n, source.DidYouMean(name, t.Options, "one of: "+strings.Join(t.Options, " ")+", or an expression such as part.class"), "%s cannot be %q", r.at(t.Key), name)
			return nil
		}
	}
	f := &partFormula{ast: ast, self: r.asset}
	d := r.computed(f)
	return func(b *binding) line.Value { return line.Value{Set: true, Draw: d(b), On: f.steady} }
}

// computed makes a draw of an expression that is evaluated for each part.
func (r reading) computed(f *partFormula) drawMaker {
	r.partFormulas = append(r.partFormulas, f)
	return func(b *binding) line.Draw { return line.Computed(f.bind(b)) }
}

// ofPart reports whether an expression reads the part at hand.
func ofPart(a *expr.Ast) bool {
	for _, n := range a.Names() {
		if strings.HasPrefix(n.Text, "part.") {
			return true
		}
	}
	return false
}

// compileParts compiles the expressions that are evaluated for a part. It comes
// after all signals are known.
func (c *compiler) compileParts() {
	for _, p := range c.partFormulas {
		if f, _, ok := c.formula(p.ast, c.values(p.self, true), p.want, false); ok {
			p.f = f
			if p.steady = c.staysInQueue(p.ast); p.condition {
				c.changes(p.ast)
			}
		}
	}
}

// staysInQueue reports whether an expression reads nothing but numbers, tables, and what a part carries and does not change by itself.
func (c *compiler) staysInQueue(a *expr.Ast) bool {
	for _, n := range a.Names() {
		own, ofPart := strings.CutPrefix(n.Text, "part.")
		if ofPart && own != "age" && own != "waiting" {
			continue
		}
		if _, table := c.network.tables[n.Text]; n.Call && table {
			continue
		}
		if _, number := c.parameter(n.Text); n.Call || !number {
			return false
		}
	}
	return true
}

// changes reports a condition that reads a setting and nothing that changes in a run: a signal goes by another name.
func (c *compiler) changes(a *expr.Ast) {
	var setting *expr.Name
	for _, n := range a.Names() {
		if _, number := c.parameter(n.Text); n.Call || !number {
			return
		}
		if strings.Contains(n.Text, ".") {
			setting = &n
		}
	}
	if setting != nil {
		c.faults.Add(setting.Pos, setting.Len, source.DidYouMean(setting.Text, c.signalKeys, "read a signal, or an attribute of the part"), "%s is a setting, which does not change in a run", setting.Text)
	}
}

// setup reads a changeover for an asset.
func (r reading) setup(key string, n *source.Node) maker {
	s := r.setupOf(key, n)
	if s == nil {
		return nil
	}
	return func(b *binding) line.Value { return line.Value{Set: true, Setup: s(b)} }
}

// setupOf reads a time, for a change of product, or {by, matrix, else}.
func (r reading) setupOf(key string, n *source.Node) func(b *binding) *line.Setup {
	l := limitsOf(&line.Setting{Form: line.Time, Dim: unit.Time, HasMin: true})
	if n.Kind != source.Map || n.Get("dist") != nil {
		d := r.draw(key, n, l)
		if d == nil {
			return nil
		}
		return func(b *binding) *line.Setup {
			return &line.Setup{Else: d(b), By: func(s *sim.State, part int32) float64 { return float64(s.Part(part).Type) }}
		}
	}
	if !r.knows(n, []string{"by", "matrix", "else"}, "a setup") || n.Get("by") == nil {
		r.faults.At(n, "write {by: part.colour, matrix: {white: {red: 4 min}}, else: 0 s}", "%s says not by what", r.at(key))
		return nil
	}
	in := r.sub(key)
	by, texts := in.byText(n.Get("by"))
	if by == nil {
		return nil
	}
	var other drawMaker
	if e := n.Get("else"); e != nil {
		if other = in.draw("else", e, l); other == nil {
			return nil
		}
	}
	index, options, ok := in.matrix(n.Get("matrix"), texts, l, other != nil)
	if !ok {
		return nil
	}
	return func(b *binding) *line.Setup {
		u := &line.Setup{By: by(b), Matrix: index}
		for _, o := range options {
			u.Times = append(u.Times, o(b))
		}
		if other != nil {
			u.Else = other(b)
		}
		return u
	}
}

// byText reads the attribute that a setup goes by, and its values.
func (r reading) byText(n *source.Node) (func(b *binding) func(s *sim.State, part int32) float64, []string) {
	ast := expr.ParseNode(n, r.faults)
	if ast == nil {
		return nil, nil
	}
	name, _ := ast.IsName()
	attr, ok := strings.CutPrefix(name, "part.")
	texts := r.partTexts(attr)
	if !ok || texts == nil {
		r.faults.At(n, "go by part.type, part.step, or a text that a source gives with: {colour: {white: 40 %, red: rest}}", "%s: %q is no attribute with a list of values", r.path, n.Text)
		return nil, nil
	}
	return func(b *binding) func(s *sim.State, part int32) float64 {
		r.bindProducts(b)
		return b.attr(attr)
	}, texts
}

// matrix reads {white: {red: 4 min}}: index[from][to] among the options, -1 for
// else. Where there is no else, every pair must be there.
func (r reading) matrix(n *source.Node, texts []string, l limits, other bool) (index [][]int32, options []drawMaker, ok bool) {
	if n == nil {
		if !other {
			r.faults.At(r.asset.entry.Key, "write matrix, or else", "%s gives no times", r.path)
		}
		return nil, nil, other
	}
	index = make([][]int32, len(texts))
	for i := range index {
		index[i] = make([]int32, len(texts))
		for j := range index[i] {
			index[i][j] = -1
		}
	}
	in := r.sub("matrix")
	for i, from := range keys(n) {
		a, ok := in.textIndex(texts, from)
		if !ok || n.Items[i].Kind != source.Map {
			r.faults.At(n.Items[i], "write {white: {red: 4 min}}", "%s.matrix: %s", r.path, from.Text)
			return nil, nil, false
		}
		row := in.sub(from.Text)
		for j, to := range n.Items[i].Keys {
			b, ok := row.textIndex(texts, to)
			d := row.draw(to.Text, n.Items[i].Items[j], l)
			if !ok || d == nil {
				return nil, nil, false
			}
			index[a][b] = int32(len(options))
			options = append(options, d)
		}
	}
	for i := range texts {
		for j := range texts {
			if i != j && index[i][j] < 0 && !other {
				r.faults.At(n, "add it, or write else: 0 s", "%s.matrix: the time from %s to %s is missing", r.path, texts[i], texts[j])
				return nil, nil, false
			}
		}
	}
	return index, options, true
}

func (r reading) textIndex(texts []string, n *source.Node) (int, bool) {
	i := sort.SearchStrings(texts, n.Text)
	if i < len(texts) && texts[i] == n.Text {
		return i, true
	}
	r.faults.At(n, source.DidYouMean(n.Text, texts, "known: "+strings.Join(texts, " ")), "%s: nothing has the value %q", r.path, n.Text)
	return 0, false
}

// pools reads take and give: a pool, a list, or pools with numbers.
func (r reading) pools(key string, n *source.Node) maker {
	if n.Kind == source.Scalar && n.Text == "none" {
		return always(line.Value{Set: true})
	}
	var list []line.Claim
	var count []int
	add := func(word *source.Node, k int) bool {
		i, ok := r.assetRef(word, r.at(key))
		if ok && !r.assets[r.unitAsset[i]].is("pool") {
			r.faults.At(word, "name an asset of kind pool", "%s: %s is a %s", r.at(key), word.Text, r.assets[r.unitAsset[i]].kindName)
			ok = false
		}
		list, count = append(list, line.Claim{Asset: int32(i), Count: 1}), append(count, k)
		return ok
	}
	switch n.Kind {
	case source.Scalar:
		if !add(n, -1) {
			return nil
		}
	case source.List:
		for _, x := range n.Items {
			if !add(x, -1) {
				return nil
			}
		}
	case source.Map:
		for i, k := range n.Keys {
			l := anything(unit.One)
			l.min, l.whole, l.shape = 1, true, true
			j, ok := r.number(r.at(key)+"."+k.Text, n.Items[i], l)
			if !ok || !add(k, j) {
				return nil
			}
		}
	}
	return func(b *binding) line.Value {
		out := append([]line.Claim(nil), list...)
		for i, k := range count {
			if k >= 0 {
				out[i].Count = int(b.v[k])
			}
		}
		return line.Value{Set: true, Pools: out}
	}
}

// rate reads a rate of arrivals: a quantity, or a table of time.
func (r reading) rate(key string, n *source.Node) maker {
	r.random = true
	identity, purpose := r.asset.identity, r.purpose(key)
	unitDraw := func(b *binding) line.Draw {
		d, err := dist.New("exponential", map[string]float64{"mean": 1})
		if err != nil {
			b.faults.At(n, "", "%s: %v", r.at(key), err)
		}
		return line.Random(b.sim.Stream(identity, purpose), d)
	}
	name, ok := strings.CutSuffix(n.Text, "(time)")
	if n.Kind != source.Scalar || !ok {
		l := anything(unit.PerTime)
		l.min, l.open = 0, true
		i, ok := r.number(r.at(key), n, l)
		if !ok {
			return nil
		}
		return func(b *binding) line.Value { return line.Value{Set: true, Rate: line.Steady(b.v[i], unitDraw(b))} }
	}
	for _, e := range r.sc.Tables {
		if e.Name != name {
			continue
		}
		f, ok := r.readTable(name, e.Value)
		if !ok {
			return nil
		}
		if f.two || f.x != unit.Time || f.y != unit.PerTime {
			r.faults.At(n, "let x be a time and y a rate such as 1/h", "%s: table %s gives no rate over time", r.at(key), name)
			return nil
		}
		if _, err := line.NewVarying(f.series, line.Draw{}); err != nil {
			r.faults.At(n, "", "%s: table %s: %v", r.at(key), name, err)
			return nil
		}
		return func(b *binding) line.Value {
			v, err := line.NewVarying(f.series, unitDraw(b))
			if err != nil {
				b.faults.At(n, "", "%s: %v", r.at(key), err)
			}
			return line.Value{Set: true, Rate: v}
		}
	}
	r.faults.At(n, source.DidYouMean(name, names(r.sc.Tables), "define it under tables"), "%s: there is no table %q", r.at(key), name)
	return nil
}
