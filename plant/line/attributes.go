package line

import "github.com/plantwin/plantwin/sim"

// Mark gives an attribute of parts a value.
type Mark struct {
	Col   int32 // column of the attribute
	Value Draw
	ByJob []float64 // not nil: the value by order of the source's list, in place of Value
}

// mark gives a part the values in their order; each sees what those before it did. job is the order that the part stems
// from, none without orders. It is false where a value is not a number.
func mark(s *sim.State, part int32, marks []Mark, job int32) bool {
	ok := true
	for i := range marks {
		m := &marks[i]
		v := 0.0
		if m.ByJob != nil && job >= 0 {
			v = m.ByJob[job]
		} else {
			v = m.Value.Value(s, part)
		}
		ok = ok && v == v
		s.SetAttr(m.Col, part, v)
	}
	return ok
}

// Picked is a choice by shares: one uniform of the stream picks option i with probability cum[i] - cum[i-1].
func Picked(stream int32, cum []float64, options []Draw) Draw {
	d := Choice(func(s *sim.State, _ int32) int {
		u := s.Uniform(stream)
		for i, c := range cum {
			if u < c {
				return i
			}
		}
		return len(cum) - 1
	}, options)
	d.drawn = true
	last := 0.0
	for _, c := range cum {
		d.options.share = append(d.options.share, c-last)
		last = c
	}
	return d
}
