package plant

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/plant/line"
)

func always(v line.Value) maker { return func(*binding) line.Value { return v } }

func (r reading) text(t *line.Setting, n *source.Node) maker {
	if n.Kind != source.Scalar || len(t.Options) > 0 && !slices.Contains(t.Options, n.Text) {
		r.faults.At(n, source.DidYouMean(n.Text, t.Options, "one of: "+strings.Join(t.Options, " ")), "%s cannot be %s", r.at(t.Key), what(n))
		return nil
	}
	return always(line.Value{Set: true, Text: n.Text})
}

// what names a value for a message.
func what(n *source.Node) string {
	if n.Kind == source.Scalar {
		return strconv.Quote(n.Text)
	}
	return n.Kind.String()
}

func (r reading) texts(n *source.Node, path string) maker {
	names, ok := words(n)
	if !ok {
		r.faults.At(n, "write [a, b]", "%s is not a list of names", path)
		return nil
	}
	return always(line.Value{Set: true, Texts: names})
}

// words reads one name or a list of names.
func words(n *source.Node) ([]string, bool) {
	if n.Kind == source.Scalar {
		return []string{n.Text}, true
	}
	var out []string
	for _, x := range n.Items {
		if n.Kind != source.List || x.Kind != source.Scalar {
			return nil, false
		}
		out = append(out, x.Text)
	}
	return out, true
}

// groups reads a mapping of free names.
func (r reading) groups(t *line.Setting, n *source.Node) maker {
	if n.Kind != source.Map {
		r.faults.At(n, "write {name: {...}}", "%s is %s where a mapping is due", r.at(t.Key), n.Kind)
		return nil
	}
	if k := unnamed(t, n); k != nil {
		r.faults.At(k, fmt.Sprintf("give it a name: %s: {name: {%s: ...}}", t.Key, k.Text), "%s: the settings stand where names are due", r.at(t.Key))
		return nil
	}
	g := r.sub(t.Key)
	var makers []func(*binding) line.Values
	for i, k := range n.Keys {
		makers = append(makers, g.sub(k.Text).settings(n.Items[i], t.Sub, nil))
	}
	return func(b *binding) line.Value {
		v := line.Value{Set: true}
		for i, m := range makers {
			if m != nil {
				v.Groups = append(v.Groups, line.Named{Name: n.Keys[i].Text, Values: m(b)})
			}
		}
		return v
	}
}

// unnamed is the key of a setting that stands where the name of a group of them is due; nil if there is none. A group may go by
// the name of a setting.
func unnamed(t *line.Setting, n *source.Node) *source.Node {
	found := 0
	for _, k := range n.Keys {
		for i := range t.Sub {
			if t.Sub[i].Key == k.Text {
				found++
			}
		}
	}
	for i, k := range n.Keys {
		if found == len(n.Keys) && (n.Items[i].Kind != source.Map || n.Items[i].Get("dist") != nil) {
			return k
		}
	}
	return nil
}

// points reads a position, or a polyline of two positions or more.
func (r reading) points(path string, n *source.Node, several bool) maker {
	list := []*source.Node{n}
	if several {
		if n.Kind != source.List || len(n.Items) < 2 || n.Items[0].Kind != source.List {
			r.faults.At(n, "write [[0 m, 0 m], [8 m, 0 m]]", "%s is not a list of two positions or more", path)
			return nil
		}
		list = n.Items
	}
	var index [][2]int
	for k, p := range list {
		at := path
		if several {
			at += "." + strconv.Itoa(k+1)
		}
		if p.Kind != source.List || len(p.Items) != 2 {
			hint := "write [x, y], such as [2 m, 7 m]"
			if p.Kind == source.List && len(p.Items) > 2 {
				hint = "write [x, y] with decimal points, such as [2.5 m, 7 m]"
			}
			r.faults.At(p, hint, "%s is not a position", at)
			return nil
		}
		x, ok1 := r.number(at+".1", p.Items[0], anything(unit.Length))
		y, ok2 := r.number(at+".2", p.Items[1], anything(unit.Length))
		if !ok1 || !ok2 {
			return nil
		}
		index = append(index, [2]int{x, y})
	}
	r.asset.points = index
	return func(b *binding) line.Value {
		v := line.Value{Set: true}
		for _, p := range index {
			v.Points = append(v.Points, [2]float64{b.v[p[0]], b.v[p[1]]})
		}
		return v
	}
}

// assetRef finds an asset of the line by its name.
func (r reading) assetRef(n *source.Node, path string) (int, bool) {
	if n.Kind != source.Scalar {
		r.faults.At(n, "write the name of an asset", "%s is %s", path, n.Kind)
		return 0, false
	}
	if i, ok := r.units[n.Text]; ok {
		return i, true
	}
	if _, ok := r.physical[n.Text]; ok {
		r.faults.At(n, "name an asset of the line", "%s: %q is an equation component, which takes no parts", path, n.Text)
		return 0, false
	}
	r.faults.At(n, source.DidYouMean(n.Text, r.unitNames(), "assets: "+strings.Join(r.unitNames(), " ")), "%s: there is no asset %q", path, n.Text)
	return 0, false
}
