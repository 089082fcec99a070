package plant

import (
	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/sim"
)

func (r reading) partText(name string) ([]string, func(index []int) func(s *sim.State, part int32) int) {
	return nil, nil
}

func (r reading) productRoute(n *source.Node) func(b *binding) line.Value { return nil }
