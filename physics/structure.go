package physics

import (
	"sort"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/physics/expr"
)

// bipartite says which unknowns each equation contains.
type bipartite struct {
	reads    [][]int // by equation: unknowns, rising
	equation []int   // by unknown: the equation that determines it, -1 if none
	unknown  []int   // by equation: the unknown it determines, -1 if none
}

// match gives each equation an unknown of its own where it can (augmenting paths; Duff, ACM TOMS 7 (1981) 315). Cost:
// equations times entries at worst, close to the number of entries for sparse systems.
func match(reads [][]int, unknowns int) *bipartite {
	b := &bipartite{reads: reads, equation: filled(unknowns), unknown: filled(len(reads))}
	seen := filled(unknowns)
	var augment func(e, mark int) bool
	augment = func(e, mark int) bool {
		for _, v := range b.reads[e] {
			if b.equation[v] < 0 {
				b.equation[v], b.unknown[e] = e, v
				return true
			}
		}
		for _, v := range b.reads[e] {
			if seen[v] == mark {
				continue
			}
			seen[v] = mark
			if augment(b.equation[v], mark) {
				b.equation[v], b.unknown[e] = e, v
				return true
			}
		}
		return false
	}
	for e := range reads {
		augment(e, e)
	}
	return b
}

func filled(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = -1
	}
	return out
}

// over gives the equations that compete for too few unknowns with equation e, which has none of its own: all that an
// alternating path reaches (the overdetermined part of Dulmage and Mendelsohn).
func (b *bipartite) over(e int) []int {
	seen := map[int]bool{e: true}
	for list := []int{e}; len(list) > 0; {
		f := list[0]
		list = list[1:]
		for _, v := range b.reads[f] {
			if g := b.equation[v]; g >= 0 && !seen[g] {
				seen[g] = true
				list = append(list, g)
			}
		}
	}
	out := make([]int, 0, len(seen))
	for f := range seen {
		out = append(out, f)
	}
	sort.Ints(out)
	return out
}

// blocks gives the equations in an order in which each block determines its unknowns from those before: the strongly
// connected components (R. Tarjan, SIAM J. Comput. 1 (1972) 146). All equations have to be matched.
func (b *bipartite) blocks() [][]int {
	n := len(b.reads)
	t := &tarjan{b: b, num: make([]int, n), low: make([]int, n), on: make([]bool, n)}
	for e := range b.reads {
		if t.num[e] == 0 {
			t.visit(e)
		}
	}
	return t.out
}

type tarjan struct {
	b        *bipartite
	num, low []int
	on       []bool
	stack    []int
	count    int
	out      [][]int
}

func (t *tarjan) visit(e int) {
	t.count++
	t.num[e], t.low[e] = t.count, t.count
	t.stack = append(t.stack, e)
	t.on[e] = true
	for _, v := range t.b.reads[e] {
		f := t.b.equation[v]
		if f == e || f < 0 {
			continue
		}
		if t.num[f] == 0 {
			t.visit(f)
			t.low[e] = min(t.low[e], t.low[f])
		} else if t.on[f] {
			t.low[e] = min(t.low[e], t.num[f])
		}
	}
	if t.low[e] != t.num[e] {
		return
	}
	var block []int
	for {
		f := t.stack[len(t.stack)-1]
		t.stack = t.stack[:len(t.stack)-1]
		t.on[f] = false
		block = append(block, f)
		if f == e {
			break
		}
	}
	sort.Ints(block)
	t.out = append(t.out, block)
}

// determined checks on its own that the equations of a kind determine its derivatives and outputs.
func determined(k *Kind, faults *source.Faults) {
	var unknowns []string
	var where []source.Pos
	index := map[expr.ID]int{}
	note := func(id expr.ID, name string, pos source.Pos) {
		index[id] = len(unknowns)
		unknowns, where = append(unknowns, name), append(where, pos)
	}
	for i := range k.States {
		if v := &k.States[i]; !v.Discrete {
			note(k.g.Leaf(expr.Derivative, i), "der("+v.Name+")", v.Pos)
		}
	}
	for i := range k.Outputs {
		if at := k.Outputs[i].port; at && k.portOf(i).Temp == i {
			continue // comes from outside
		}
		if !k.Outputs[i].given {
			note(k.g.Leaf(expr.User, k.userLeaf('o', i)), k.Outputs[i].Name, k.Outputs[i].Pos)
		}
	}
	var eqs []Equation
	var rows []expr.ID
	for _, e := range k.Equations {
		for _, res := range e.res {
			eqs, rows = append(eqs, e), append(rows, res)
		}
	}
	reads := make([][]int, len(rows))
	states := make([][]string, len(rows))
	for e := range rows {
		k.g.Leaves(func(id expr.ID, c expr.Class, leaf int) {
			if v, ok := index[id]; ok {
				reads[e] = append(reads[e], v)
			} else if list, i := k.ofUser(leaf); c == expr.User && list == 's' {
				states[e] = append(states[e], k.States[i].Name)
			}
		}, rows[e])
		sort.Ints(reads[e])
	}
	// Each port gives one equation of the outside world between its two variables.
	for i := range k.Ports {
		port := &k.Ports[i]
		at := index[k.g.Leaf(expr.User, k.userLeaf('o', port.Across))]
		reads = append(reads, []int{at, at + 1})
		states = append(states, nil)
	}
	b := match(reads, len(unknowns))
	fine := true
	for e, v := range b.unknown {
		if v < 0 {
			tooMany(eqs, b.over(e), states, faults)
			fine = false
		}
	}
	if !fine { // an unknown without an equation is most likely one that such an equation was meant for
		return
	}
	for v, e := range b.equation {
		if e < 0 {
			faults.Add(where[v], len(unknowns[v]), "", "no equation determines %s", unknowns[v])
		}
	}
}

// tooMany says that some equations have too few unknowns: a constraint between states if there are any, else one equation
// too many. The fault stands at the last of them.
func tooMany(eqs []Equation, all []int, states [][]string, faults *source.Faults) {
	var list []int // without what ports give
	for _, e := range all {
		if e < len(eqs) {
			list = append(list, e)
		}
	}
	var names []string
	seen := map[string]bool{}
	for _, e := range list {
		for _, s := range states[e] {
			if !seen[s] {
				seen[s] = true
				names = append(names, s)
			}
		}
	}
	at := &eqs[list[len(list)-1]]
	for _, e := range list { // best at an equation without unknowns to offer
		if len(states[e]) > 0 {
			at = &eqs[e]
		}
	}
	if len(names) > 0 {
		faults.Add(at.Pos, at.Len, "one of them cannot be a state: make it an output, or add a storage between them",
			"%s ties the states %s together without a derivative (index 2 or higher)", at.called("this equation"), strings.Join(names, ", "))
		return
	}
	faults.Add(at.Pos, at.Len, "", "%sone equation too many: everything in it is determined by others", at.called(""))
}

// called names an equation of an instance, "the equation V = 5 V of s"; in its own file it is plain.
func (e *Equation) called(plain string) string {
	switch {
	case e.of == "":
		return plain
	case plain == "":
		return "the equation " + e.Text + " of " + e.of + " is "
	}
	return "the equation " + e.Text + " of " + e.of
}

func sortInts(x []int) { sort.Ints(x) }
