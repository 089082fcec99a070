package physics

import (
	"fmt"
	"testing"

	"github.com/plantwin/plantwin/internal/source"
)

// shopFloor makes masses that read one hall, or a signal of the line.
func shopFloor(t testing.TB, n int, ambient string) *Network {
	net := NewNetwork(shop)
	for i := range n {
		net.Add(mass(t, fmt.Sprintf("m.x%04d", i), "9.5 kW * press.busy", ambient))
	}
	return net
}

// TestManyIslands compiles 300 masses apart and 300 in one hall; the code of the island grows with the entries of the
// Jacobian, not with their square.
func TestManyIslands(t *testing.T) {
	var faults source.Faults
	if list := shopFloor(t, 300, "24 degC").Compile(&faults); len(list) != 300 || faults.Len() > 0 {
		t.Fatalf("%d islands, %v", len(list), faults.Err())
	}
	net := shopFloor(t, 300, "hall.T")
	net.Add(mass(t, "hall", "sum(m.*.loss)", "10 degC"))
	list := net.Compile(&faults)
	if len(list) != 1 || faults.Len() > 0 {
		t.Fatalf("%d islands, %v", len(list), faults.Err())
	}
	s := list[0]
	if row, _ := s.Pattern(); s.NY() != 301 || len(row) != 301+2*300 {
		t.Errorf("%d variables, %d entries", s.NY(), len(row))
	}
}

func BenchmarkCompile(b *testing.B) {
	for _, ambient := range []string{"24 degC", "hall.T"} {
		b.Run(ambient, func(b *testing.B) {
			for b.Loop() {
				net := shopFloor(b, 1000, ambient)
				net.Add(mass(b, "hall", "0 W", "10 degC"))
				var faults source.Faults
				net.Compile(&faults)
			}
		})
	}
}
