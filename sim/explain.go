package sim

import (
	"errors"
	"fmt"

	"github.com/plantwin/plantwin/sim/ode"
)

// creepLimit is how many steps of an island may end within one tick: equations that lose their value at some moment, such
// as a table that ends there, are approached by ever smaller steps.
const creepLimit = 10000

// creeps is the error of an island that no longer moves.
func (s *State) creeps(i int) error {
	is, w := &s.kept.islands[i], s.ready(i)
	e := &ode.Error{Cause: ode.StepTooSmall, Index: -1, T: is.t, H: is.piece.H}
	if x, ok := w.e.(ode.Explainer); ok {
		e.Index, _ = x.Explain(is.t, is.t, is.y)
	}
	e.Index = max(e.Index, 0)
	return s.blame(i, e)
}

// reason adds to an error of a solver why the equations have no value.
func (s *State) reason(i int, err error) error {
	var oe *ode.Error
	is, w := &s.kept.islands[i], s.ready(i)
	x, ok := w.e.(ode.Explainer)
	if !ok || !errors.As(err, &oe) || oe.Cause == ode.NoConvergence || oe.Cause == ode.Singular {
		return err
	}
	if _, why := x.Explain(is.t, oe.T, is.y); why != "" {
		return fmt.Errorf("%w: %s", err, why)
	}
	return err
}
