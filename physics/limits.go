package physics

import (
	"math"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics/expr"
)

// Limit is the domain of a differential variable: `min` and `max` of a state.
type Limit struct {
	Var    int     // in Vars
	Lo, Hi float64 // [SI], ±Inf where open
	Along  []int   // its derivatives in a system with sensitivities: 0 while it is held
}

// Limits lists the states that have to be held at an end of their domain. An end at which the equations provably turn the
// state back (M. Nagumo, Proc. Phys.-Math. Soc. Japan 24 (1942) 551), whatever the numbers within their ranges are, needs no
// holding and costs nothing.
func (s *System) Limits() []Limit { return s.sym.limits }

// domain gives the ends of a state that a run can reach. Absolute zero is none of them.
func (v *variable) domain() expr.Interval {
	x := expr.Interval{Lo: v.decl.Min, Hi: v.decl.Max}
	if v.decl.Dim == unit.Temperature && !v.decl.Difference && x.Lo == 0 {
		x.Lo = math.Inf(-1)
	}
	return x
}

// limits finds the ends that have to be watched.
func (b *island) limits() {
	m := b.m
	for i, v := range b.states {
		x := v.domain()
		if !math.IsInf(x.Lo, -1) && b.g.Range(m.rows[i], b.ranges(i, x.Lo)).Lo >= 0 {
			x.Lo = math.Inf(-1)
		}
		if !math.IsInf(x.Hi, 1) && b.g.Range(m.rows[i], b.ranges(i, x.Hi)).Hi <= 0 {
			x.Hi = math.Inf(1)
		}
		if !math.IsInf(x.Lo, -1) || !math.IsInf(x.Hi, 1) {
			m.limits = append(m.limits, Limit{Var: i, Lo: x.Lo, Hi: x.Hi})
		}
	}
}

// ranges knows the ranges of leaves where state i is at a value; the other states are within their domains.
func (b *island) ranges(i int, at float64) func(expr.ID, expr.Class, int) expr.Interval {
	return func(id expr.ID, c expr.Class, k int) expr.Interval {
		switch {
		case c == expr.State && k == i:
			return expr.Interval{Lo: at, Hi: at}
		case c == expr.State && k < len(b.states):
			d := b.states[k].decl
			return expr.Interval{Lo: d.Min, Hi: d.Max}
		case c == expr.Time:
			return expr.Interval{Lo: 0, Hi: math.Inf(1)}
		case c == expr.Frozen:
			return expr.Interval{Lo: 0, Hi: 1}
		}
		if x, ok := b.known[id]; ok {
			return x
		}
		return expr.Anything
	}
}

// within notes the range of a number or signal.
func (b *island) within(id expr.ID, lo, hi float64) {
	if x, ok := b.known[id]; ok { // it stands for several things
		lo, hi = math.Min(lo, x.Lo), math.Max(hi, x.Hi)
	}
	b.known[id] = expr.Interval{Lo: lo, Hi: hi}
}
