package plant

import (
	"strconv"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/plant/line"
)

// aisle is an edge of a network for the drawing.
type aisle struct {
	from, to string
	oneWay   bool
}

// nodes reads the points of a network: {a: [x, y]}.
func (r reading) nodes(path string, n *source.Node) maker {
	if n.Kind != source.Map || len(n.Keys) == 0 {
		r.faults.At(n, "write {a: [2 m, 16 m], b: [86 m, 16 m]}", "%s names no points", path)
		return nil
	}
	var makers []maker
	for i, k := range n.Keys {
		points := r.asset.points
		m := r.points(path+"."+k.Text, n.Items[i], false)
		if m == nil {
			return nil
		}
		r.asset.nodes = append(r.asset.nodes, node{k.Text, r.asset.points[0]})
		r.asset.points = points // a network has no place of its own
		makers = append(makers, m)
	}
	return func(b *binding) line.Value {
		v := line.Value{Set: true}
		for i, m := range makers {
			v.Groups = append(v.Groups, line.Named{Name: n.Keys[i].Text, Values: line.Values{"at": m(b)}})
		}
		return v
	}
}

// node is a point of a network for the drawing, by its numbers.
type node struct {
	name string
	at   [2]int
}

// edges reads the aisles of a network: a list of [a, b] and {from: a, to: b,
// holds: 1}.
func (r reading) edges(path string, n *source.Node) maker {
	if n.Kind != source.List || len(n.Items) == 0 {
		r.faults.At(n, "write [[a, b], {from: b, to: c}]", "%s is no list of edges", path)
		return nil
	}
	var list []line.Edge
	var holds []int
	for i, x := range n.Items {
		r.where(path+"."+strconv.Itoa(i+1), nil, x)
		e, h, ok := r.edge(path+"."+strconv.Itoa(i+1), x)
		if !ok {
			return nil
		}
		list, holds = append(list, e), append(holds, h)
		r.asset.aisles = append(r.asset.aisles, aisle{e.From, e.To, e.OneWay})
	}
	return func(b *binding) line.Value {
		v := line.Value{Set: true, Edges: append([]line.Edge(nil), list...)}
		for i, h := range holds {
			if h >= 0 {
				v.Edges[i].Holds = b.v[h]
			}
		}
		return v
	}
}

// edge reads one aisle; holds is the index of its number, -1 if it has none.
func (r reading) edge(path string, n *source.Node) (e line.Edge, holds int, ok bool) {
	if w, ok := words(n); ok && n.Kind == source.List && len(w) == 2 {
		return line.Edge{From: w[0], To: w[1]}, -1, true
	}
	from, to, both := n.Get("from"), n.Get("to"), n.Get("both")
	if n.Kind != source.Map || !r.knows(n, []string{"from", "to", "both", "holds"}, "an edge") || textOf(from) == "" || textOf(to) == "" {
		r.faults.At(n, "write [a, b], or {from: a, to: b} for one way", "%s is no edge", path)
		return e, 0, false
	}
	e = line.Edge{From: from.Text, To: to.Text, OneWay: true}
	if both != nil {
		if both.Kind != source.Scalar || both.Text != "true" && both.Text != "false" {
			r.faults.At(both, "write true or false", "%s.both is neither true nor false", path)
			return e, 0, false
		}
		e.OneWay = both.Text == "false"
	}
	holds = -1
	if h := n.Get("holds"); h != nil {
		l := anything(unit.One)
		l.min, l.max, l.whole = 1, 1e6, true
		if holds, ok = r.number(path+".holds", h, l); !ok {
			return e, 0, false
		}
	}
	return e, holds, true
}

// bindAisles are the edges of a network on the floor.
func (a *asset) bindAisles(v []float64) []Aisle {
	at := map[string][2]float64{}
	for _, n := range a.nodes {
		at[n.name] = [2]float64{v[n.at[0]], v[n.at[1]]}
	}
	var out []Aisle
	for _, e := range a.aisles {
		out = append(out, Aisle{Network: a.name, From: at[e.from], To: at[e.to], OneWay: e.oneWay})
	}
	return out
}
