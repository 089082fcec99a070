package plant

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/physics"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/sim"
)

// Version is that of the program; checkpoints and results carry it.
const Version = "0.1.0"

// Model is a compiled scenario. It never changes, so any number of runs may share it.
type Model struct {
	compiled    *compiler
	set         map[int]float64 // numbers that were set by With
	vector      []float64       // all numbers [SI]
	line        *line.Line
	sim         *sim.Model
	plan        Plan
	measures    []Measure
	states      []StateSet
	accounts    []Account
	trends      []Trend
	layout      Layout
	remarks     []Remark
	assumptions []Assumption
	equations   []Equation
}

// With gives a model in which numbers have other values; m stays as it is. The
// result is the same, byte for byte, as compiling the scenario with these values
// in the file. It refuses unknown paths, values out of range, and numbers that
// decide the layout of the state (servers, counts).
func (m *Model) With(set []Setting) (*Model, error) {
	all := maps.Clone(m.set)
	if all == nil {
		all = map[int]float64{}
	}
	c := m.compiled
	for _, s := range set {
		i, ok := c.nums.index[s.Path]
		if !ok {
			paths := slices.Sorted(maps.Keys(c.nums.index))
			return nil, fmt.Errorf("there is no number %q (%s)", s.Path, source.DidYouMean(s.Path, paths, "see the paths of the model"))
		}
		x := &c.nums.list[i]
		if x.shape {
			return nil, fmt.Errorf("%s decides the layout of the model: write it in a variant", s.Path)
		}
		if why := x.refuse(s.Value); why != "" {
			return nil, fmt.Errorf("%s is %s: %s", s.Path, show(s.Value, x.unit), why)
		}
		all[i] = s.Value
	}
	return c.bind(all)
}

// Observed gives a model that also keeps what reports show beside the measures: who was the bottleneck, and the trips of fleets. What it does, and what
// its measures say, is the same.
func (m *Model) Observed() (*Model, error) {
	return m.compiled.bindFor(m.set, []string{line.AskBottlenecks, line.AskTrips})
}

// Travelled gives a model that also keeps the trips of fleets; the model itself where there are none.
func (m *Model) Travelled() (*Model, error) {
	for _, a := range m.compiled.assets {
		if a.is("fleet") {
			return m.compiled.bindFor(m.set, []string{line.AskTrips})
		}
	}
	return m, nil
}

// Islands lists, for each system of equations, the components that are solved
// together.
func (m *Model) Islands() [][]string {
	var out [][]string
	for _, sys := range m.compiled.network.systems {
		var names []string
		for _, v := range sys.Vars() {
			if name := m.component(v.Name); name != "" && (len(names) == 0 || names[len(names)-1] != name) {
				names = appendNew(names, name)
			}
		}
		if names != nil {
			out = append(out, names)
		}
	}
	return out
}

// Joins says, for islands of so many components or more, which single reading holds them together.
func (m *Model) Joins(least int) []physics.Join { return m.compiled.network.net.Joins(least) }

// component is the equation component to which a variable belongs; "" for those
// of signals.
func (m *Model) component(variable string) string {
	for i := strings.LastIndexByte(variable, '.'); i > 0; i = strings.LastIndexByte(variable[:i], '.') {
		if _, ok := m.compiled.physical[variable[:i]]; ok {
			return variable[:i]
		}
	}
	return ""
}
