package sim

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/plantwin/plantwin/sim/ode"
)

// Clone is a run of its own that stands where r stands and goes on to the same
// bytes. It is not observed. Cost: O(state).
func (r *Run) Clone() *Run { return &Run{m: r.m, s: r.s.clone(), err: r.err} }

// Fork is a clone that goes on with another model of equal shape: what has been
// drawn and booked stands, the new numbers hold from now on, and islands whose
// equations or numbers changed are cut at now. A model of another shape is
// refused with the name of what differs.
func (r *Run) Fork(m *Model) (*Run, error) {
	if r.err != nil {
		return nil, fmt.Errorf("a failed run cannot be forked: %w", r.err)
	}
	if m.Shape != r.m.Shape {
		return nil, fmt.Errorf("cannot fork into a model of another shape: %s", r.m.differs(m))
	}
	c := r.Clone()
	for i := range m.Islands {
		if !sameSystem(m.Islands[i].System, r.m.Islands[i].System) || !sameLimits(m.Islands[i].Limits, r.m.Islands[i].Limits) {
			c.s.finish(i)
			c.s.kept.islands[i].force = true
			c.s.call(int32(i))
		}
	}
	c.m, c.s.m = m, m
	c.s.newWork()
	for i := range m.Conditions {
		// Its numbers may have changed without a signal changing.
		if k := &c.s.kept; !k.conds[i].dirty {
			k.conds[i].dirty = true
			k.dirtyC = append(k.dirtyC, int32(i))
		}
	}
	return c, nil
}

// sameSystem says whether two systems are one value. Systems of a type that
// cannot be compared count as different.
func sameSystem(a, b ode.System) bool {
	t := reflect.TypeOf(a)
	return t == reflect.TypeOf(b) && t.Comparable() && a == b
}

// sameLimits compares the numbers; the variables are part of the shape.
func sameLimits(a, b []Limit) bool {
	return slices.EqualFunc(a, b, func(x, y Limit) bool { return x.Lo == y.Lo && x.Hi == y.Hi })
}

// Reseed gives the run a future of its own: all streams start anew from seed
// and replication. Times already booked stand.
func (r *Run) Reseed(seed uint64, replication int) { r.s.seed(seed, replication) }
