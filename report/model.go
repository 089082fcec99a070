package report

import "github.com/plantwin/plantwin/plant"

// NewSheet takes from compiled models what the report shows of them: the
// reference, and the variant that won if there is one.
func NewSheet(reference, chosen *plant.Model) *Sheet {
	s := &Sheet{Layout: layoutOf(reference)}
	if chosen != nil && chosen != reference {
		l := layoutOf(chosen)
		s.Chosen = &l
	}
	for _, a := range reference.Assumptions() {
		s.Assumptions = append(s.Assumptions, Assumption(a))
	}
	for _, e := range reference.Equations() {
		s.Equations = append(s.Equations, Equation(e))
	}
	return s
}

func layoutOf(m *plant.Model) Layout {
	l := m.Layout()
	out := Layout{Floor: l.Floor}
	for _, p := range l.Places {
		out.Places = append(out.Places, Place(p))
	}
	out.Aisles = l.Aisles
	return out
}

// Draw adds the layout that an experiment advises.
func (s *Sheet) Draw(experiment string, m *plant.Model) {
	if s.Best == nil {
		s.Best = map[string]*Layout{}
	}
	l := m.Layout()
	s.Best[experiment] = &l
}
