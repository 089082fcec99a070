package plant

import (
	"slices"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics/expr"
	"github.com/plantwin/plantwin/plant/line"
)

// counts reads products or assets with whole numbers, such as {door: 2}; or one
// whole number; or a word that the setting knows.
func (r reading) counts(t *line.Setting, n *source.Node) maker {
	path := r.at(t.Key)
	whole := limits{dim: unit.One, min: 1, max: 1e6, whole: true, shape: true}
	switch {
	case n.Kind == source.Scalar && slices.Contains(t.Words, n.Text):
		return always(line.Value{Set: true, Text: n.Text})
	case n.Kind == source.Scalar && len(t.Words) > 0:
		i, ok := r.number(path, n, whole)
		if !ok {
			return nil
		}
		return func(b *binding) line.Value { return line.Value{Set: true, Num: b.v[i]} }
	case n.Kind != source.Map || len(n.Keys) == 0:
		hint := "write {name: 2}"
		if len(t.Words) > 0 {
			hint += ", a number, or " + strings.Join(t.Words, ", ")
		}
		r.faults.At(n, hint, "%s is %s", path, n.Kind)
		return nil
	}
	var list []line.CountOf
	var index []int
	var matches []drawMaker
	for i, k := range n.Keys {
		x := line.CountOf{Name: k.Text, Asset: -1, Type: -1}
		if r.product(k.Text) != nil {
			x.Type = int32(r.productIndex(k.Text))
		} else if u, ok := r.units[k.Text]; ok {
			x.Asset = int32(u)
		} else {
			known := append(names(r.sc.Products), r.unitNames()...)
			r.faults.At(k, source.DidYouMean(k.Text, known, "name a product, or an asset that sends parts"), "%s: there is no product or asset %q", path, k.Text)
			return nil
		}
		at, v := path+"."+k.Text, n.Items[i]
		var match drawMaker
		if v.Kind == source.Map && t.Matches {
			if !r.knows(v, []string{"count", "match"}, "what is joined") {
				return nil
			}
			if e := v.Get("match"); e != nil {
				if match = r.likeness(at+".match", e); match == nil {
					return nil
				}
			}
			at, v = at+".count", v.Get("count")
		}
		j, ok := r.count(at, v, whole)
		if !ok {
			return nil
		}
		list, index, matches = append(list, x), append(index, j), append(matches, match)
	}
	return func(b *binding) line.Value {
		out := make([]line.CountOf, len(list))
		for i := range list {
			out[i] = list[i]
			out[i].N = int(b.v[index[i]])
			if matches[i] != nil {
				d := matches[i](b)
				out[i].Match = &d
			}
		}
		return line.Value{Set: true, Counts: out}
	}
}

// count reads a whole number that is 1 where it is left out.
func (r reading) count(path string, n *source.Node, l limits) (int, bool) {
	if n == nil {
		return r.given(path, 1, unit.SI(unit.One), l), true
	}
	return r.number(path, n, l)
}

// likeness reads what parts have in common: an expression of the part.
func (r reading) likeness(path string, n *source.Node) drawMaker {
	ast := expr.ParseNode(n, r.faults)
	if ast == nil {
		return nil
	}
	if !ofPart(ast) {
		r.faults.At(n, "write match: part.order", "%s reads nothing of the part", path)
		return nil
	}
	return r.computed(&partFormula{ast: ast, self: r.asset})
}
