package line

import (
	"math"
	"time"

	"github.com/plantwin/plantwin/sim"
)

// Orders are the ways that the parts of a product take through the plant: each part follows one list of steps. It is
// constant.
type Orders struct {
	Cases  [][]Step        // one list, or one for each recorded case
	Starts []time.Duration // when each case is released; nil if the source says when
	End    int32           // the sink that takes a part after its last step

	Case, Step int32 // columns of part attributes: the part's list, and where it is in it
}

// Step is one activity of a part.
type Step struct {
	To       int32 // asset
	Activity int32 // code of its name
}

// Activity is the code of the step that a part is at; -1 before the first.
func (o *Orders) Activity(s *sim.State, part int32) int32 {
	step := int(s.Attr(o.Step, part))
	list := o.Cases[int(s.Attr(o.Case, part))]
	if step < 0 || step >= len(list) {
		return -1
	}
	return list[step].Activity
}

// begin puts a new part before the first step of a case.
func (o *Orders) begin(s *sim.State, part int32, k int) {
	s.SetAttr(o.Case, part, float64(k))
	s.SetAttr(o.Step, part, -1)
}

// advance moves a part to its next step and gives the asset.
func (o *Orders) advance(s *sim.State, part int32) int32 {
	step := s.Attr(o.Step, part) + 1
	s.SetAttr(o.Step, part, step)
	list := o.Cases[int(s.Attr(o.Case, part))]
	if int(step) >= len(list) {
		return o.End
	}
	return list[int(step)].To
}

// start is the release of the k-th case; sim.Never behind the last.
func (o *Orders) start(k int64) time.Duration {
	if k >= int64(len(o.Starts)) {
		return sim.Never
	}
	return o.Starts[k]
}

// targets lists the assets that parts can be sent to.
func (o *Orders) targets() []int32 {
	seen := map[int32]bool{o.End: true}
	out := []int32{o.End}
	for _, list := range o.Cases {
		for _, st := range list {
			if !seen[st.To] {
				seen[st.To] = true
				out = append(out, st.To)
			}
		}
	}
	return out
}

// place is the index of an asset among the receivers of an exit.
func (e *exit) place(asset int32) int32 {
	for i, id := range e.id {
		if id == asset {
			return int32(i)
		}
	}
	return nowhere
}

// caseOf is the case of the n-th part of a source.
func (o *Orders) caseOf(n int64) int {
	if o.Starts != nil {
		return int(n)
	}
	return int(math.Mod(float64(n), float64(len(o.Cases))))
}
