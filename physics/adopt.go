package physics

import (
	"slices"

	"github.com/plantwin/plantwin/sim/ode"
)

var _ ode.Adopter = (*eval)(nil)

// Numbers gives the registers of a system that runs over the same tape and has nothing else beside it: of a thousand
// machines of one kind the registers that are written then stay in the processor's cache.
func (e *eval) Numbers(sys ode.System) ([]float64, bool) {
	s, ok := sys.(*System)
	if !ok || s.tape != e.s.tape || !slices.Equal(s.jac, e.s.jac) || !slices.Equal(s.dt, e.s.dt) {
		return nil, false
	}
	if s.sym != e.s.sym && len(s.sym.pins)+len(s.sym.frozen)+len(s.sym.windows)+len(s.sym.resets)+len(s.sym.delays) > 0 {
		return nil, false // these stand beside the tape
	}
	return s.regs.All(), true
}

// Adopt takes the registers of another system. Cost: a copy of them.
func (e *eval) Adopt(numbers []float64) { copy(e.r.All(), numbers) }
