package plant

import (
	"slices"
	"sort"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics/expr"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/sim"
)

var rules = map[string]line.Rule{"shortest_queue": line.ShortestQueue, "in_turn": line.InTurn, "first_free": line.FirstFree}

var ruleNames = []string{"first_free", "in_turn", "shortest_queue"}

// route reads `to`: an asset, shares, a rule, or a list of conditions.
func (r reading) route(key string, n *source.Node) maker {
	switch {
	case n.Kind == source.Scalar && n.Text == "route":
		return r.productRoute(n)
	case n.Kind == source.Scalar:
		i, ok := r.target(n, r.at(key))
		if !ok {
			return nil
		}
		return always(line.Value{Set: true, Route: &line.Route{Rule: line.One, To: []int32{i}}})
	case n.Kind == source.List:
		return r.conditions(key, n)
	case n.Get("by") != nil:
		return r.chosen(key, n)
	case n.Get("rule") != nil:
		return r.ruled(key, n)
	case n.Kind == source.Map && len(n.Keys) > 0:
		return r.shares(key, n)
	}
	r.faults.At(n, "write an asset, {a: 30 %, b: rest}, {by: part.type, car: a, else: b}, {rule: shortest_queue, of: [a, b]}, or a list of {when, to}", "%s is no route", r.at(key))
	return nil
}

// target finds an asset that takes parts.
func (r reading) target(n *source.Node, path string) (int32, bool) {
	i, ok := r.assetRef(n, path)
	if !ok {
		return 0, false
	}
	a := r.assets[r.unitAsset[i]]
	if !a.kind.Accepts {
		r.faults.At(n, "parts go to a machine, buffer, conveyor or sink", "%s: %s is a %s, which takes no parts", path, a.name, a.kindName)
		return 0, false
	}
	if !slices.Contains(r.asset.to, a.name) {
		r.asset.to = append(r.asset.to, a.name)
	}
	return int32(i), true
}

// targetOrStep is target, or the next step of the part's route.
func (r reading) targetOrStep(n *source.Node, path string) (int32, bool) {
	if n.Kind == source.Scalar && n.Text == "route" {
		return line.NextStep, r.routed(n)
	}
	return r.target(n, path)
}

func (r reading) ruled(key string, n *source.Node) maker {
	if !r.knows(n, []string{"rule", "of"}, "a route by rule") {
		return nil
	}
	name, of := n.Get("rule"), n.Get("of")
	rule, ok := rules[name.Text]
	if !ok || name.Kind != source.Scalar {
		r.faults.At(name, source.DidYouMean(name.Text, ruleNames, "known: "+strings.Join(ruleNames, " ")), "%s: there is no rule %s", r.at(key), what(name))
		return nil
	}
	if of == nil || of.Kind != source.List || len(of.Items) == 0 {
		r.faults.At(n, "write of: [a, b]", "%s: the assets to choose from are missing", r.at(key))
		return nil
	}
	route := line.Route{Rule: rule}
	for _, x := range of.Items {
		i, ok := r.target(x, r.at(key))
		if !ok {
			return nil
		}
		route.To = append(route.To, i)
	}
	return always(line.Value{Set: true, Route: &route})
}

// shares reads {scrap: 3 %, pass: rest}. Targets stand in order of identity, so
// that the order in the file does not matter.
func (r reading) shares(key string, n *source.Node) maker {
	type share struct {
		to    int32
		index int // of the number, -1 for the rest
	}
	var list []share
	in := r.sub(key)
	rest := 0
	for i, k := range n.Keys {
		to, ok := r.targetOrStep(k, r.at(key))
		if !ok {
			return nil
		}
		v := n.Items[i]
		if v.Kind == source.Scalar && v.Text == "rest" {
			rest++
			list = append(list, share{to, -1})
			continue
		}
		l := anything(unit.One)
		l.min, l.max = 0, 1
		j, ok := r.number(in.at(k.Text), v, l)
		if !ok {
			return nil
		}
		list = append(list, share{to, j})
	}
	if rest > 1 {
		r.faults.At(n, "only one share may be rest", "%s: %d shares are rest", r.at(key), rest)
		return nil
	}
	sort.Slice(list, func(a, b int) bool { return list[a].to < list[b].to })
	r.random = true
	identity, purpose := r.asset.identity, r.purpose(key)
	return func(b *binding) line.Value {
		route := line.Route{Rule: line.Shares, Stream: b.sim.Stream(identity, purpose)}
		left := 1.0
		for _, s := range list {
			if s.index >= 0 {
				left -= b.v[s.index]
			}
		}
		for _, s := range list {
			p := left
			if s.index >= 0 {
				p = b.v[s.index]
			}
			route.To, route.Share = append(route.To, s.to), append(route.Share, p)
		}
		if rest == 1 && left < 0 {
			b.faults.At(n, "lower the shares", "%s: the shares are %s together", r.at(key), show(1-left, percent))
			for i := range route.Share {
				route.Share[i] = 1 / float64(len(route.Share))
			}
		}
		return line.Value{Set: true, Route: &route}
	}
}

var percent, _ = unit.Parse("%")

// conditions reads a list of {when, to}; the last one has no when.
func (r reading) conditions(key string, n *source.Node) maker {
	var to []int32
	var when []*partFormula
	for i, x := range n.Items {
		if x.Kind != source.Map || !r.knows(x, []string{"when", "to"}, "an entry of a route") || x.Get("to") == nil {
			hint := "write {when: ..., to: asset}"
			if x.Kind == source.Scalar {
				hint = "write {rule: first_free, of: [a, b]}, shares such as {a: 30 %, b: rest}, or entries {when: ..., to: a}"
			}
			r.faults.At(x, hint, "%s: entry %d is no {when, to}", r.at(key), i+1)
			return nil
		}
		t, ok := r.targetOrStep(x.Get("to"), r.at(key))
		if !ok {
			return nil
		}
		w := x.Get("when")
		if last := i == len(n.Items)-1; (w == nil) != last {
			if last {
				r.faults.At(x, "add an entry {to: asset} without when, for all other parts", "%s: the last entry has a when: a part for which no entry holds has no way", r.at(key))
			} else {
				r.faults.At(x, "every entry but the last has a when", "%s: entry %d takes all parts, so those behind it are never reached", r.at(key), i+1)
			}
			return nil
		}
		var f *partFormula
		if w != nil {
			ast := expr.ParseNode(w, r.faults)
			if ast == nil {
				return nil
			}
			if f = r.partCondition(ast, r.asset); f == nil {
				return nil
			}
		}
		to, when = append(to, t), append(when, f)
	}
	return func(b *binding) line.Value {
		route := line.Route{Rule: line.When, To: to}
		for _, f := range when {
			if f == nil {
				route.When = append(route.When, nil)
				continue
			}
			value := f.bind(b)
			route.When = append(route.When, func(s *sim.State, part int32) bool { return value(s, part) != 0 })
		}
		return line.Value{Set: true, Route: &route}
	}
}

// partTest reads a condition on the part at hand.
func (r reading) partTest(n *source.Node) maker {
	ast := expr.ParseNode(n, r.faults)
	if ast == nil {
		return nil
	}
	f := r.partCondition(ast, r.asset)
	return func(b *binding) line.Value {
		value := f.bind(b)
		return line.Value{Set: true, Test: func(s *sim.State, part int32) bool { return value(s, part) != 0 }}
	}
}
