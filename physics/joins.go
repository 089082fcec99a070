package physics

import (
	"sort"
	"strings"

	"github.com/plantwin/plantwin/physics/expr"
)

// Join says which single reading holds an island together: without it, by a sampled copy, the island would fall apart.
type Join struct {
	Island  int    // in the order of Compile
	Of      int    // instances in the island
	Reading string // what is read: a variable, or a path with *
	Readers int    // instances and guards that read it
	Left    int    // instances in the largest of the parts
}

// Joins lists, for islands of some instances or more, the reading whose loss leaves the smallest parts; islands that no single
// one splits are left out. Cost: readings times expressions.
func (n *Network) Joins(least int) []Join {
	var out []Join
	for k, g := range n.groups() {
		if len(g.instances) < least {
			continue
		}
		if j, ok := n.join(g); ok {
			j.Island = k
			out = append(out, j)
		}
	}
	return out
}

// link is one reading: node at reads a variable of instance of, by a name or through a path with *.
type link struct {
	at, of int
	name   string // the variable
	path   string // as written, if it has a *
}

// links lists the readings inside an island.
func (n *Network) links(g group) []link {
	var out []link
	for k, i := range append(append([]int(nil), g.instances...), g.guards...) {
		if k >= len(g.instances) {
			w := n.guards[i]
			out = append(out, n.linksOf(len(n.instances)+i, w.cond.NamesBut("sampled"), w.self)...)
			continue
		}
		in := n.instances[i]
		for j := range in.Kind.Inputs {
			if b := in.input(j); b.form == bindExpr {
				out = append(out, n.linksOf(i, b.ast.NamesBut("sampled"), in.self())...)
			}
		}
	}
	return out
}

func (n *Network) linksOf(at int, names []expr.Name, self string) []link {
	var out []link
	for _, r := range names {
		if r.Call {
			continue
		}
		path := qualify(r.Text, self)
		list, written := []string{path}, ""
		if strings.Contains(path, "*") {
			list, written = n.match(path), path
		}
		for _, name := range list {
			if inst, _, _, ok := n.variable(name); ok && inst != at && n.moves(name) {
				out = append(out, link{at, inst, name, written})
			}
		}
	}
	return out
}

// join finds the reading whose loss splits an island best.
func (n *Network) join(g group) (Join, bool) {
	links := n.links(g)
	readers := map[string]map[int]bool{}
	for _, l := range links {
		for _, key := range l.keys() {
			if readers[key] == nil {
				readers[key] = map[int]bool{}
			}
			readers[key][l.at] = true
		}
	}
	keys := make([]string, 0, len(readers))
	for key := range readers {
		keys = append(keys, key)
	}
	sort.Slice(keys, func(i, j int) bool {
		if a, b := len(readers[keys[i]]), len(readers[keys[j]]); a != b {
			return a > b
		}
		return keys[i] < keys[j]
	})
	best := Join{Of: len(g.instances), Left: len(g.instances)}
	for _, key := range keys[:min(len(keys), mostTried)] {
		if left := n.without(g, links, key); left < best.Left {
			best.Reading, best.Readers, best.Left = key, len(readers[key]), left
		}
	}
	return best, best.Reading != "" && 2*best.Left <= best.Of // less is no way out
}

// mostTried bounds the readings that are tried, those with most readers first.
const mostTried = 50

// keys are the readings that a link belongs to: that of the variable, and that of the path.
func (l *link) keys() []string {
	if l.path != "" {
		return []string{l.name, l.path}
	}
	return []string{l.name}
}

// without gives the number of instances in the largest part of an island when one reading is gone.
func (n *Network) without(g group, links []link, key string) int {
	set := newUnion(len(n.instances) + len(n.guards))
	for _, l := range links {
		gone := false
		for _, k := range l.keys() {
			gone = gone || k == key
		}
		if !gone {
			set.join(l.at, l.of)
		}
	}
	for _, j := range n.joints {
		for _, e := range j.ends[min(1, len(j.ends)):] {
			set.join(n.ends[j.ends[0]].inst, n.ends[e].inst)
		}
	}
	sizes, largest := map[int]int{}, 0
	for _, i := range g.instances {
		r := set.root(i)
		sizes[r]++
		largest = max(largest, sizes[r])
	}
	return largest
}
