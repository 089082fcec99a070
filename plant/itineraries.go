package plant

import (
	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/plant/line"
	"slices"
)

// productRoute reads to: route.
func (r reading) productRoute(n *source.Node) maker {
	if !r.routed(n) || !r.allRouted() {
		return nil
	}
	return always(line.Value{Set: true, Route: &line.Route{Rule: line.ByStep}})
}

// allRouted checks that what a source makes has a route: a product that nothing
// else names is most likely a misprint.
func (r reading) allRouted() bool {
	n := r.asset.entry.Value.Get("makes")
	if n == nil || !r.asset.is("source") {
		return true
	}
	names, all := n.Keys, true
	if n.Kind == source.Scalar {
		names = []*source.Node{n}
	}
	var known []string
	for _, p := range r.products {
		if p.cases != nil {
			known = append(known, p.name)
		}
	}
	for _, k := range names {
		if p := r.product(k.Text); p != nil && p.cases == nil && get(p.node, "route") == nil {
			r.faults.At(k, source.DidYouMean(k.Text, known, "with a route: "+list(known)), "%s: there is no product %q with a route", r.path, k.Text)
			all = false
		}
	}
	return all
}

// routed checks that there are routes to follow, and notes for the drawing where
// parts go on to.
func (r reading) routed(n *source.Node) bool {
	any := false
	for _, p := range r.products {
		if p.cases == nil {
			continue
		}
		any = true
		r.followRoute(p)
		for _, list := range p.cases {
			if len(list) == 0 || r.onlySink() >= 0 {
				continue
			}
			last := list[len(list)-1].at[0]
			if u, ok := r.units[last]; ok && !r.assets[r.unitAsset[u]].is("sink") {
				r.faults.At(n, "let the route end at a sink", "%s.to: there is not one good sink to which a %s goes after its last step", r.path, p.name)
				return false
			}
		}
	}
	if !any {
		r.faults.At(n, "define one under products: {part: {route: [{name: mill, at: m1}]}}", "%s.to: there is no product with a route", r.path)
	}
	return any
}

// followRoute notes for the drawing where parts go on to from this asset.
func (r reading) followRoute(p *product) {
	end := ""
	if u := r.onlySink(); u >= 0 {
		end = r.assets[r.unitAsset[u]].name
	}
	for _, list := range p.cases {
		for i, s := range list {
			next := []string{end}
			if i+1 < len(list) {
				next = list[i+1].at
			}
			if i == 0 && r.asset.is("source") {
				for _, at := range s.at {
					r.asset.to = appendNew(r.asset.to, at)
				}
			}
			if !slices.Contains(s.at, r.asset.name) {
				continue
			}
			for _, at := range next {
				if at != "" && at != r.asset.name {
					r.asset.to = appendNew(r.asset.to, at)
				}
			}
		}
	}
}
