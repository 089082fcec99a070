package ode

// Guards of which little has to be seen. Those of time alone are looked at ahead of the step, which then ends where the first of
// them crosses: nothing is made beyond. After the step a guard that is linear in the variables is left alone where the stages
// show that it cannot have come to zero; if that holds for all, neither samples nor a dense output are needed.

// due is the crossing of a guard of time alone that ends the next step.
type due struct {
	guard int     // -1: none
	h     float64 // length of the step that ends there [s]
	a, ga float64 // before it, as a fraction of that step, and the guard there
	gb    float64 // the guard at its end
	seen  float64 // how far these guards have been looked at [s]
	keep  bool    // all of them stay on their side until there
}

// ahead looks for the first crossing of the guards of time alone within the longest step that may come next, and gives the limit
// of that step. One that crosses at the start already, or has no value, is left to the search after the step.
func (s *Solver) ahead(y []float64, hmax float64, on []bool, watch []Edge, c *Control) float64 {
	v := &s.ev
	if !v.any(OfTime, watch) {
		return hmax
	}
	v.h = min(hmax, c.H*(1+landSlack)) // landing gives no more
	v.due.seen = v.h
	copy(v.y, y)
	for k := 1; k < len(v.at); k++ {
		v.guards(float64(k)/(samples+1), v.at[k])
	}
	v.eps = 0x1p-10
	first := noRoot
	for i, w := range watch {
		v.root[i], v.lin[i] = span{a: noRoot, b: noRoot}, false
		if v.form[i] != OfTime || w == None {
			continue
		}
		if v.blind(i) {
			v.form[i] = General
			continue
		}
		v.due.keep = v.due.keep && v.stays(i, on[i])
		if v.crossing(i, on[i], w); !(v.t+float64(v.root[i].b*v.h) > v.t) {
			v.root[i], v.form[i] = span{a: noRoot, b: noRoot}, General
		}
		first = min(first, v.root[i].b)
	}
	if first == noRoot {
		return hmax
	}
	i, _ := v.simultaneous(watch, first)
	r := &v.root[i]
	v.narrow(i, r, v.rise[i], fine)
	v.due = due{guard: i, h: r.b * v.h, a: r.a / r.b, ga: r.ga, gb: r.gb, seen: v.h} // keep: there is an edge
	return v.due.h
}

// any reports that a guard of a form is watched.
func (v *events) any(f Form, watch []Edge) bool {
	for i, w := range watch {
		if v.form[i] == f && w != None {
			return true
		}
	}
	return false
}

// blind reports that guard i has no value at a sample.
func (v *events) blind(i int) bool {
	for k := range v.at {
		if x := v.at[k][i]; x != x {
			return true
		}
	}
	return false
}

// stays reports that guard i is on the side of zero that the caller knows at all samples.
func (v *events) stays(i int, on bool) bool {
	for k := range v.at {
		if x := v.at[k][i]; x == 0 || x > 0 != on {
			return false
		}
	}
	return true
}

// arrive says, for the search in a step of length h, where the guards of time alone cross: at its end, or nowhere in it.
func (v *events) arrive(watch []Edge, h float64) {
	for i, w := range watch {
		if w == None || v.form[i] != OfTime {
			continue
		}
		v.root[i] = span{a: noRoot, b: noRoot}
		if i == v.due.guard && h == v.due.h {
			v.root[i] = span{v.due.a, v.due.ga, 1, v.due.gb}
		} else if h > v.due.seen {
			v.form[i] = General
		}
	}
}

// quiet reports that no guard that is watched crosses zero within the step in s.yn, of length h: it is constant, of time alone and
// looked at already, or linear and too slow. A step that ends where a guard of time alone crosses is quiet up to there.
func (s *Solver) quiet(y []float64, h float64, m Method, on []bool, watch []Edge, c *Control) bool {
	v := &s.ev
	for i, w := range watch {
		if w == None {
			continue
		}
		g := v.at[0][i]
		switch f := v.form[i]; {
		case f == OfTime && h <= v.due.seen:
		case f == Constant && g != 0 && g > 0 == on[i]:
		case f == Sloped && (g > 0 == on[i] || g == 0) && m <= Dop853 && s.keeps(y, i, g, h, on[i], m, c):
		default:
			return false
		}
	}
	return true
}

// How much faster than at any stage a guard may come nearer to zero, or move away from it, and the share of the other speed that
// is taken into account where the stages show none.
const (
	haste    = 2.0
	contrary = 0.25
)

// keeps reports that guard i, linear and g at the start, stays on its side over a step of an explicit pair. The derivatives at
// the stages bound the speeds at which it comes nearer to zero and moves away from it; so does its value at the end: from the
// start it falls no faster than the one, back from the end no faster than the other.
//
// A guard that leaves zero, as it does after a reset to it, stays where all stages move it the same way, to rounding.
func (s *Solver) keeps(y []float64, i int, g, h float64, on bool, m Method, c *Control) bool {
	byTime, by, _ := s.ev.affine.Slopes(i)
	speed := func(k []float64) float64 {
		r := byTime
		for _, b := range by {
			r += float64(b.By * k[b.Var])
		}
		return r
	}
	first, last := 1, 6
	if m == Dop853 { // the others are of low order
		first, last = 5, 12
	}
	lo := speed(c.F)
	hi := lo
	for j := first; j <= last; j++ {
		r := speed(s.k[j])
		lo, hi = min(lo, r), max(hi, r)
	}
	end := g + float64(byTime*h)
	for _, b := range by {
		end += float64(b.By * (s.yn[b.Var] - y[b.Var]))
	}
	nearer, away := max(-lo, 0), max(hi, 0)
	if !on {
		g, end, nearer, away = -g, -end, away, nearer
	}
	if !(end > 0) {
		return false
	}
	if g == 0 {
		return nearer <= nearZero*away
	}
	nearer, away = h*(float64(haste*nearer)+float64(contrary*away)), h*(float64(haste*away)+float64(contrary*nearer))
	return float64(g*away)+float64(end*nearer) > nearer*away || nearer == 0
}
