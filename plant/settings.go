package plant

import (
	"math"
	"slices"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/sim"
)

// maker gives the value of a setting for a vector of numbers.
type maker func(b *binding) line.Value

// binding is one run of the makers.
type binding struct {
	v        []float64
	sim      *sim.Builder
	faults   *source.Faults
	remarks  []Remark
	refs     *refTable // signals, once the line stands
	products *line.Products
	leaves   []leaf        // of the compiler
	later    []func()      // what has to wait for refs
	watches  []*line.Watch // by watch of the compiler
	hazards  map[string]*line.Hazard
	asserts  asserter
	built    *line.Line
	units    map[string]int // of the compiler
	rules    int32          // the unit of the rules
}

// reading is the place in an asset at which settings are read.
type reading struct {
	*compiler
	asset *asset
	path  string // path of the group, such as "press.failures.die"
	inner string // the same inside the asset, such as "failures.die"; "" at the top
}

func (r reading) at(key string) string { return r.path + "." + key }

func (r reading) purpose(key string) string {
	if r.inner == "" {
		return key
	}
	return r.inner + "." + key
}

func (r reading) sub(key string) reading {
	r.path, r.inner = r.at(key), r.purpose(key)
	return r
}

// settings reads a mapping by the settings that a kind declares. keys in other
// are known elsewhere.
func (r reading) settings(n *source.Node, list []line.Setting, later []string, other ...string) func(b *binding) line.Values {
	known := append([]string(nil), other...)
	for i := range list {
		known = appendNew(known, list[i].Key)
	}
	if n != nil && n.Kind != source.Map {
		r.faults.At(n, "write {"+strings.Join(known, ": ..., ")+": ...}", "%s is %s where a mapping is due", r.path, n.Kind)
		return nil
	}
	for _, k := range keys(n) {
		switch {
		case slices.Contains(known, k.Text):
		case slices.Contains(later, k.Text):
			r.faults.At(k, "leave it out", "%s: %q is not supported by this version", r.path, k.Text)
		default:
			r.faults.At(k, source.MeantKey(k.Text, append(known, later...), "known: "+strings.Join(known, " ")), "%s has no setting %q", r.path, k.Text)
		}
	}
	keys := make([]string, len(list))
	makers := make([]maker, len(list))
	for i := range list {
		t := &list[i]
		if c := get(n, "counts"); t.Counted && c != nil && c.Text == "cycles" {
			plain := *t
			plain.Form, plain.Dim = line.Number, unit.One
			t = &plain
		}
		keys[i] = t.Key
		value := get(n, t.Key)
		r.where(r.at(t.Key), n, value)
		switch {
		case value != nil:
			makers[i] = r.setting(t, value)
		case t.Default != "":
			makers[i] = r.standard(t)
		case t.Required:
			r.missing(n, t, list)
		}
	}
	return func(b *binding) line.Values {
		out := line.Values{}
		for i, m := range makers {
			if m != nil {
				out[keys[i]] = m(b)
			}
		}
		return out
	}
}

// alone turns a single value into the group's one setting that has to be there: batch: 20 is batch: {size: 20}.
func alone(t *line.Setting, n *source.Node) *source.Node {
	if n.Kind != source.Scalar {
		return n
	}
	key := ""
	for i := range t.Sub {
		switch {
		case !t.Sub[i].Required:
		case key != "":
			return n
		default:
			key = t.Sub[i].Key
		}
	}
	if key == "" {
		return n
	}
	m := source.NewMap(n.Pos)
	m.Keys, m.Items = []*source.Node{source.NewScalar(key, n.Pos)}, []*source.Node{n}
	return m
}

// missing reports a setting that has to be there, unless it is there misspelt.
func (r reading) missing(n *source.Node, t *line.Setting, list []line.Setting) {
	var known []string
	for i := range list {
		known = append(known, list[i].Key)
	}
	for _, k := range keys(n) {
		if !slices.Contains(known, k.Text) && source.Nearest(k.Text, known) == t.Key {
			return
		}
	}
	example := "..."
	if numeric(t.Form) {
		example = unit.Example(t.Dim)
	}
	about := "the " + t.About
	for _, word := range []string{"where ", "what ", "how ", "which "} {
		if strings.HasPrefix(t.About, word) {
			about = t.About
		}
	}
	r.faults.At(r.anchor(n), "write "+t.Key+": "+example+", "+about, "%s: %s is missing", r.path, t.Key)
}

// anchor is the node to point at when something is missing from n.
func (r reading) anchor(n *source.Node) *source.Node {
	if n == nil || len(n.Keys) == 0 && n.Kind == source.Map {
		return r.asset.entry.Key
	}
	return n
}

// where remembers the place of a setting for faults found later.
func (c *compiler) where(path string, parent, value *source.Node) {
	switch {
	case value != nil:
		c.places[path] = value
	case parent != nil:
		c.places[path] = parent
	}
}

// standard makes a default. Defaults that are numbers have a path too, so that
// a variant or a sweep can set them.
func (r reading) standard(t *line.Setting) maker {
	if t.Form == line.Makes {
		r.assume(r.at(t.Key), t.Default, "default of "+r.asset.kindName)
		return r.makes(t.Key, nil)
	}
	v, ok := t.DefaultValue()
	if !ok {
		return nil
	}
	r.assume(r.at(t.Key), t.Default, "default of "+r.asset.kindName)
	if !numeric(t.Form) || math.IsInf(v.Num, 0) {
		v.Set = true
		return func(*binding) line.Value { return v }
	}
	i := r.given(r.at(t.Key), v.Num, unit.SI(t.Dim), limitsOf(t))
	return numberMaker(t, i)
}

func numeric(f line.Form) bool {
	return f == line.Quantity || f == line.Integer || f == line.Places || f == line.Time || f == line.Number
}

func limitsOf(t *line.Setting) limits {
	l := anything(t.Dim)
	l.shape = t.Shape
	if t.HasMin {
		l.min, l.open = t.Min, t.Open
	}
	if t.HasMax {
		l.max = t.Max
	}
	if t.Form == line.Time && !t.HasMin {
		l.min = 0
	}
	l.whole = t.Form == line.Integer || t.Form == line.Places
	return l
}

func numberMaker(t *line.Setting, i int) maker {
	draw := t.Form == line.Time || t.Form == line.Number
	return func(b *binding) line.Value {
		v := line.Value{Set: true, Num: b.v[i]}
		if draw {
			v.Draw = line.Fixed(b.v[i])
		}
		return v
	}
}

// setting reads one written setting by its form.
func (r reading) setting(t *line.Setting, n *source.Node) maker {
	path := r.at(t.Key)
	switch t.Form {
	case line.Quantity, line.Integer:
		if i, ok := r.number(path, n, limitsOf(t)); ok {
			return numberMaker(t, i)
		}
	case line.Places:
		if n.Kind == source.Scalar && n.Text == "unlimited" {
			return always(line.Value{Set: true, Num: math.Inf(1)})
		}
		if i, ok := r.number(path, n, limitsOf(t)); ok {
			return numberMaker(t, i)
		}
	case line.Time, line.Number:
		if t.Stages && n.Kind == source.Map && n.Get("steps") != nil {
			return r.stages(t.Key, n)
		}
		if t.Hazard && isHazard(n) {
			return r.hazard(t.Key, n)
		}
		if d := r.draw(t.Key, n, limitsOf(t)); d != nil {
			return func(b *binding) line.Value {
				x := d(b)
				return line.Value{Set: true, Draw: x, Num: x.Mean()}
			}
		}
	case line.Toggle:
		if n.Kind == source.Scalar && (n.Text == "true" || n.Text == "false") {
			return always(line.Value{Set: true, On: n.Text == "true"})
		}
		r.faults.At(n, "write true or false", "%s is neither true nor false", path)
	case line.Text:
		return r.text(t, n)
	case line.Texts:
		return r.texts(n, path)
	case line.AssetRef:
		if i, ok := r.target(n, path); ok {
			return always(line.Value{Set: true, Asset: int(i)})
		}
	case line.To:
		return r.route(t.Key, n)
	case line.Needs:
		return r.needs(t.Key, n)
	case line.Shifts:
		return r.shifts(n, path)
	case line.Position:
		return r.points(path, n, false)
	case line.Polyline:
		return r.points(path, n, true)
	case line.Group:
		if m := r.sub(t.Key).settings(alone(t, n), t.Sub, nil); m != nil {
			return func(b *binding) line.Value { return line.Value{Set: true, Group: m(b)} }
		}
	case line.Groups:
		return r.groups(t, n)
	case line.Nodes:
		return r.nodes(path, n)
	case line.Edges:
		return r.edges(path, n)
	case line.Counts:
		return r.counts(t, n)
	case line.Watched:
		return r.watched(t.Key, n)
	case line.Makes:
		return r.makes(t.Key, n)
	case line.Marks:
		return r.marks(t.Key, n)
	case line.OfPart:
		if d := r.likeness(path, n); d != nil {
			return func(b *binding) line.Value { return line.Value{Set: true, Draw: d(b)} }
		}
	case line.PartTest:
		return r.partTest(n)
	case line.Pick:
		return r.pick(t, n)
	case line.SetupForm:
		return r.setup(t.Key, n)
	case line.Pools:
		return r.pools(t.Key, n)
	case line.JobList:
		return r.jobs(t.Key, n)
	case line.RateForm:
		return r.rate(t.Key, n)
	}
	return nil
}
