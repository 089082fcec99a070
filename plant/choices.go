package plant

import (
	"sort"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/physics/expr"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/sim"
)

// picking gives the function of a choice: which of its options is that of a part, -1 for none.
type picking func(b *binding) func(s *sim.State, part int32) int

// choiceOf reads {by: part.step, mill: 20 s, else: 30 s}.
func (r reading) choiceOf(key string, n *source.Node, option func(in reading, key string, n *source.Node) drawMaker) drawMaker {
	var options []drawMaker
	in := r.sub(key)
	pick, ok := r.choiceBy(key, n, func(k, v *source.Node) bool {
		d := option(in, k.Text, v)
		options = append(options, d)
		return d != nil
	})
	if !ok {
		return nil
	}
	return func(b *binding) line.Draw {
		draws := make([]line.Draw, len(options))
		for i, o := range options {
			draws[i] = o(b)
		}
		return line.Choice(pick(b), draws)
	}
}

// choiceBy reads a choice by a text that parts carry; option reads each entry, in the order of the file.
func (r reading) choiceBy(key string, n *source.Node, option func(k, v *source.Node) bool) (picking, bool) {
	by := n.Get("by")
	ast := expr.ParseNode(by, r.faults)
	if ast == nil {
		return nil, false
	}
	name, ok := ast.IsName()
	texts, read := r.partText(name)
	if !ok || read == nil {
		r.faults.At(by, "a choice is by part.type, part.step, or a text that parts carry", "%s: %q is no attribute with a list of values", r.at(key), by.Text)
		return nil, false
	}
	index := make([]int, len(texts)) // of each text among the options
	for i := range index {
		index[i] = -1
	}
	other, count := -1, 0
	for i, k := range n.Keys {
		if k.Text == "by" {
			continue
		}
		j := sort.SearchStrings(texts, k.Text)
		switch {
		case k.Text == "else":
			other = count
		case j < len(texts) && texts[j] == k.Text:
			index[j] = count
		case name == "part.step" && r.recordedSteps():
			// the log of another day may have that activity
		default:
			r.faults.At(k, source.DidYouMean(k.Text, texts, "known: "+strings.Join(texts, " ")), "%s: %s is never %q", r.at(key), name, k.Text)
			return nil, false
		}
		if !option(k, n.Items[i]) {
			return nil, false
		}
		count++
	}
	for i := range index {
		if index[i] >= 0 {
			continue
		}
		if index[i] = other; other < 0 && name != "part.step" {
			r.faults.At(n, "list it, or write else", "%s: nothing is said for %s", r.at(key), texts[i])
			return nil, false
		}
	}
	return func(b *binding) func(s *sim.State, part int32) int { return read(b, index) }, true
}

// chosen reads {by: part.type, sedan: a, else: b} as where parts go.
func (r reading) chosen(key string, n *source.Node) maker {
	var to []int32
	pick, ok := r.choiceBy(key, n, func(_, v *source.Node) bool {
		t, ok := r.targetOrStep(v, r.at(key))
		to = append(to, t)
		return ok
	})
	if !ok {
		return nil
	}
	return func(b *binding) line.Value {
		which := pick(b)
		route := line.Route{Rule: line.When, To: to}
		for i := range to {
			route.When = append(route.When, func(s *sim.State, part int32) bool { return which(s, part) == i })
		}
		return line.Value{Set: true, Route: &route}
	}
}
