package physics

import (
	"slices"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
)

// scope knows the kinds that others may be composed of: those of one study, which hide those of the library, or the library
// alone. A kind is read when it is first asked for.
type scope struct {
	names  []string
	nodes  map[string]*source.Node
	done   map[string]*Kind        // nil for a faulty one
	open   []string                // kinds that are being read, the outermost first
	behind func() ([]*Kind, error) // kinds that those of the scope hide; nil for none
	faults *source.Faults
}

// Named is a kind as written under `kinds`.
type Named struct {
	Name string
	Node *source.Node
}

// ParseKinds reads the kinds of a study, which may be composed of one another and of those of the library. Faulty ones are
// left out.
func ParseKinds(list []Named, faults *source.Faults) []*Kind {
	s := newScope(list, Library, faults)
	var out []*Kind
	for _, x := range list {
		if k := s.kind(x.Name); k != nil {
			out = append(out, k)
		}
	}
	return out
}

func newScope(list []Named, behind func() ([]*Kind, error), faults *source.Faults) *scope {
	s := &scope{nodes: map[string]*source.Node{}, done: map[string]*Kind{}, behind: behind, faults: faults}
	for _, x := range list {
		if s.nodes[x.Name] == nil {
			s.names = append(s.names, x.Name)
			s.nodes[x.Name] = x.Node
		}
	}
	return s
}

// kind gives a kind of the scope itself, nil after a fault.
func (s *scope) kind(name string) *Kind {
	if k, ok := s.done[name]; ok {
		return k
	}
	var k *Kind
	if n := s.nodes[name]; n == nil || n.Kind != source.Map {
		s.faults.At(n, "about, parameters, inputs, states, outputs, equations", "a kind is a mapping")
	} else {
		s.open = append(s.open, name)
		k = parseKind(name, n, s, nil, s.faults)
		s.open = s.open[:len(s.open)-1]
	}
	s.done[name] = k
	return k
}

// component finds the kind of a component. What is wrong goes to faults; a kind with faults of its own adds none.
func (s *scope) component(n *source.Node, faults *source.Faults) *Kind {
	name := n.Text
	if i := slices.Index(s.open, name); i >= 0 {
		circle := append(append([]string(nil), s.open[i:]...), name)
		faults.At(n, "break the circle", "the kind %s would contain itself: %s", name, strings.Join(circle, " of "))
		return nil
	}
	if s.nodes[name] != nil {
		return s.kind(name)
	}
	known := slices.Clone(s.names)
	if s.behind != nil {
		list, _ := s.behind()
		for _, k := range list {
			if k.Name == name {
				return k
			}
			known = append(known, k.Name)
		}
	}
	faults.At(n, source.DidYouMean(name, known, "plantwin kinds lists them"), "there is no kind %q of equations", name)
	return nil
}
