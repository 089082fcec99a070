package line

import (
	"math"
	"time"

	"github.com/plantwin/plantwin/sim"
)

// Products are the kinds of part of a plant; a part's Type is an index into List. They are constant.
type Products struct {
	List []Product // in order of name
	End  int32     // the sink that takes a part after the last step of its route; none if there is no such sink

	// Columns of part attributes, none where no product has them: the part's list of steps, where it is in it, and when it
	// is due [s since the start of the run; +Inf if it is not].
	Case, Step, Due int32

	Costs *Costs // nil if the plant says nothing of them

	to     []int32   // all assets of routes, bound by prepare
	groups [][]int32 // places in to of each set of assets that a step may go to
	staffs int32     // steps that are Staffed
}

// Product is one kind of part.
type Product struct {
	Name   string
	Cases  [][]Step        // the route: one list of steps, or one for each recorded case; nil without a route
	Starts []time.Duration // when each recorded case is released; nil if the source says when
	HasDue bool
	Due    Draw    // [s] from release
	Value  float64 // [money] of one good part
}

// Step is one activity of a part. What it says of the work beats what the machine says.
type Step struct {
	To       []int32 // asset, or assets of which the one with the least parts takes it
	Activity int32   // code of its name
	Cycle    *Draw   // nil: that of the machine
	Setup    *Setup  // nil: that of the machine
	Staffed  bool    // Needs says who must be there, in place of the machine
	Needs    []Need

	place int32 // in Products.to, or -1 - the index of a group
	staff int32 // of a step that is Staffed: its place among them
}

// noProducts stands where nothing is known of products: all parts are of one kind.
var noProducts = &Products{List: []Product{{Name: "part"}}, End: none, Case: none, Step: none, Due: none}

// Routed reports whether any product has a route.
func (p *Products) Routed() bool { return p.Step >= 0 }

// at is the step that a part is at; nil before the first, after the last, and without a route.
func (p *Products) at(s *sim.State, part int32) *Step {
	cases := p.List[s.Part(part).Type].Cases
	if cases == nil {
		return nil
	}
	list := cases[int(s.Attr(p.Case, part))]
	k := int(s.Attr(p.Step, part))
	if k < 0 || k >= len(list) {
		return nil
	}
	return &list[k]
}

// Activity is the code of the step that a part is at; -1 where it is at none.
func (p *Products) Activity(s *sim.State, part int32) int32 {
	if st := p.at(s, part); st != nil {
		return st.Activity
	}
	return -1
}

// begin puts the n-th part of a source before the first step of its route.
func (p *Products) begin(s *sim.State, part int32, n int64) {
	if pr := &p.List[s.Part(part).Type]; pr.Cases != nil {
		s.SetAttr(p.Case, part, float64(pr.caseOf(n)))
		s.SetAttr(p.Step, part, -1)
	}
}

// advance moves a part to its next step and gives it; nil after the last, and without a route.
func (p *Products) advance(s *sim.State, part int32) *Step {
	if p.Step < 0 || p.List[s.Part(part).Type].Cases == nil {
		return nil
	}
	s.SetAttr(p.Step, part, s.Attr(p.Step, part)+1)
	return p.at(s, part)
}

// start is the release of the k-th recorded case; sim.Never behind the last.
func (p *Product) start(k int64) time.Duration {
	if k >= int64(len(p.Starts)) {
		return sim.Never
	}
	return p.Starts[k]
}

// caseOf is the list of steps of the n-th part of a source.
func (p *Product) caseOf(n int64) int {
	if p.Starts != nil {
		return int(n)
	}
	return int(math.Mod(float64(n), float64(len(p.Cases))))
}

// targets lists the assets that parts on a route can be sent to, those of a set of assets too.
func (p *Products) targets() []int32 {
	seen := map[int32]bool{}
	var out []int32
	add := func(id int32) {
		if id >= 0 && !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	add(p.End)
	for i := range p.List {
		for _, list := range p.List[i].Cases {
			for k := range list {
				for _, id := range list[k].To {
					add(id)
				}
			}
		}
	}
	return out
}

// prepare settles where each step stands among the targets, the same for all exits.
func (p *Products) prepare() {
	p.to, p.groups, p.staffs = p.targets(), nil, 0
	index := map[int32]int32{}
	for k, id := range p.to {
		index[id] = int32(k)
	}
	for i := range p.List {
		for _, list := range p.List[i].Cases {
			for k := range list {
				st := &list[k]
				if st.Staffed {
					st.staff = p.staffs
					p.staffs++
				}
				if len(st.To) == 1 {
					st.place = index[st.To[0]]
					continue
				}
				var g []int32
				for _, id := range st.To {
					g = append(g, index[id])
				}
				p.groups = append(p.groups, g)
				st.place = -int32(len(p.groups))
			}
		}
	}
}

// remaining is the mean work on a part from its step on [s], with own the mean of the machine that it is at. Steps whose
// time is not known count as 0.
func (p *Products) remaining(s *sim.State, part int32, own float64, units []bound) float64 {
	pr := &p.List[s.Part(part).Type]
	if pr.Cases == nil {
		return own
	}
	list := pr.Cases[int(s.Attr(p.Case, part))]
	sum := own
	for k := max(int(s.Attr(p.Step, part))+1, 0); k < len(list); k++ {
		var x float64
		if c := list[k].Cycle; c != nil {
			x = c.expected(s, part)
		} else if m, ok := units[list[k].To[0]].(*machine); ok {
			x = m.cycle.expected(s, part)
		}
		if x > 0 {
			sum += x
		}
	}
	return sum
}
