package sim

import (
	"testing"

	"github.com/plantwin/plantwin/internal/elem/portable"
)

// TestNoFusedProducts: the compiler has found no product to fuse with a sum, so
// the bits are the same on every machine.
func TestNoFusedProducts(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles for another machine")
	}
	at, err := portable.Fused("github.com/plantwin/plantwin/sim", "github.com/plantwin/plantwin/sim/ode")
	if err != nil {
		t.Skip(err)
	}
	for _, line := range at {
		t.Errorf("%s: fused multiply-add", line)
	}
}
