package physics

import (
	"fmt"

	"github.com/plantwin/plantwin/physics/expr"
)

// The derivative of x(t - T; p) by p is that of x at t - T, a delayed value too, less x'(t - T) dT/dp (J. K. Hale and S. M. Verduyn Lunel,
// Introduction to Functional Differential Equations, 1993, section 2.4). Where x jumps at a time that p moves, the sensitivity would jump
// a delay later as well: such systems are refused.

// refuseDelays finds delays without a sensitivity.
func (a *augment) refuseDelays(depends func(affine) bool) error {
	for _, d := range a.old.delays {
		fault := func(why string) error {
			return fmt.Errorf("%s: %s (%s) has no sensitivity: %s (fit by match, or put the library kind transport in its place)", a.s.name, d.name, d.pos, why)
		}
		for i, r := range a.old.resets {
			if len(r.to) > 0 {
				return fault("the rule " + a.old.guards[i].Name + " makes jumps that come back later")
			}
		}
		if depends(affine{d.lag, d.lag}) && (d.given || !a.continuous(d.x)) {
			return fault("a parameter moves its time, and what is delayed can jump")
		}
	}
	return nil
}

// continuous reports whether a value is made of differential states and numbers alone.
func (a *augment) continuous(x expr.ID) bool {
	ok := true
	a.g.Leaves(func(_ expr.ID, c expr.Class, i int) {
		ok = ok && (c == expr.Param || c == expr.State && i < a.differential())
	}, x)
	return ok
}

// delays gives the delayed values followed by their derivatives by each parameter.
func (a *augment) delays() []delayed {
	var out []delayed
	for k := -1; k < len(a.params); k++ {
		for _, d := range a.old.delays {
			d.x, d.before = a.shift.Of(d.x), a.shift.Of(d.before)
			if k >= 0 {
				d.x, d.before = a.total(d.x, k), a.total(d.before, k)
			}
			out = append(out, d)
		}
	}
	return out
}

// delayRate gives the total derivative of delayed value i by parameter k.
func (a *augment) delayRate(i, k int) expr.ID {
	g, n := a.g, len(a.old.delays)
	return g.Sub(g.Leaf(expr.Past, n*(1+k)+i), g.Mul(g.Leaf(expr.Drift, i), a.along[k].Of(a.old.delays[i].lag)))
}
