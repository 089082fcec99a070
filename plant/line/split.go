package line

import "github.com/plantwin/plantwin/sim"

// splitsSetting says into what a part comes apart.
var splitsSetting = Setting{Key: "splits", Form: Counts, Shape: true, Words: []string{"contents"}, About: "what a part becomes after the work: a number of parts like it, products with numbers ({panel: 3, frame: 1}), " +
	"or `contents`: the part and what was packed into it. They leave one after the other, each by to"}

// divide is how parts come apart. It is constant.
type divide struct {
	contents bool
	copies   int32 // parts like it, with itself
	into     []CountOf
	pieces   int   // of into
	count    int32 // of parts that have come out more than went in
}

func (m *machine) bindSplit(c *compiler, i int, r reader) {
	v := r.get("splits")
	if !v.Set {
		return
	}
	x := &divide{contents: v.Text == "contents", copies: int32(v.Num), into: v.Counts}
	for _, n := range v.Counts {
		x.pieces += n.N
		if n.Type < 0 {
			c.fault(i, "splits", "name products: {panel: 3, frame: 1}", "splits: %s is no product", n.Name)
		}
	}
	x.count = c.b.Count(m.name, "split")
	m.split = x
}

// come lets the part of server i come apart, and the others of its load. The parts stand behind sv.rest.
func (m *machine) come(s *sim.State, sv *server) {
	first := none
	last := none
	for p := sv.part; p > 0; {
		next := sv.rest
		if p != sv.part {
			next = s.Part(p).Next
		}
		s.Part(p).Next = 0
		if last == none {
			first = p
		} else {
			s.Part(last).Next = p
		}
		last = m.apart(s, p)
		p = next
	}
	sv.rest = s.Part(first).Next
	s.Part(first).Next = 0
}

// apart makes one part into several, linked by Next behind it, and gives the last.
func (m *machine) apart(s *sim.State, part int32) int32 {
	x, last := m.split, part
	add := func(p int32) {
		s.Part(last).Next = p
		s.Part(p).Next = 0
		s.Part(p).Holder = m.id
		last = p
		s.Add(m.t.wip, 1)
		m.t.inside(s, s.Part(p).Type, 1)
		s.Count(x.count, 1)
		if m.parts >= 0 {
			s.Add(m.parts, 1)
		}
	}
	switch {
	case x.contents:
		child := s.Part(part).Child
		s.Part(part).Child = 0
		for child > 0 {
			next := s.Part(child).Next
			add(child)
			child = next
		}
	case x.into != nil:
		m.t.costs.divide(s, part, x.pieces)
		born, first := s.Part(part).Born, true
		for _, n := range x.into {
			for range n.N {
				if first {
					m.t.inside(s, s.Part(part).Type, -1)
					m.t.inside(s, n.Type, 1)
					s.Part(part).Type, first = n.Type, false
					continue
				}
				p := s.NewPart(n.Type)
				s.CopyAttrs(part, p)
				m.t.bare(s, p)
				s.Part(p).Born = born
				add(p)
				s.Ends(m.id, p) // the moment of its birth
			}
		}
	default:
		m.t.costs.divide(s, part, int(x.copies))
		typ, born := s.Part(part).Type, s.Part(part).Born
		for range x.copies - 1 {
			p := s.NewPart(typ)
			s.CopyAttrs(part, p)
			m.t.bare(s, p)
			s.Part(p).Born = born
			add(p)
			s.Ends(m.id, p)
		}
	}
	return last
}
