package plant

import (
	"strconv"
	"time"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics"
	"github.com/plantwin/plantwin/physics/expr"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/sim"
)

// sample is one use of sampled(x, every).
type sample struct {
	id    string // signal that equations read
	value *formula
	every float64 // [s]
	dim   unit.Dim
}

// Call implements physics.Calls: sampled(x, 10 s) is a signal that keeps the
// value of x for that long.
func (r resolver) Call(call *expr.Call, self string, faults *source.Faults) (physics.Ref, bool, bool) {
	if call.Name != "sampled" {
		return physics.Ref{}, false, false
	}
	c := r.c
	if len(call.Args) != 2 {
		faults.Add(call.Pos, call.Len, "sampled(oil.T, 10 s)", "sampled takes a value and a time")
		return physics.Ref{}, true, false
	}
	v, u, ok := call.Args[1].IsQuantity()
	if every := u.ToSI(v); !ok || u.Dim != unit.Time || !(every >= 1e-6) {
		faults.Add(call.Args[1].Pos(), call.Args[1].Len(), "sampled(oil.T, 10 s)", "the second argument of sampled is a time of at least 1 us")
		return physics.Ref{}, true, false
	}
	n := &c.network
	key := self + ":" + call.Args[0].String() + "," + call.Args[1].String()
	if x, ok := n.sampleAt[key]; ok { // an expression may be looked at more than once
		return physics.Ref{Form: physics.RefSignal, Index: n.idAt[x.id], Dim: x.dim}, true, true
	}
	owner := c.assetNamed(self)
	f, dim, ok := c.formula(call.Args[0], c.values(owner, false), nil, false)
	if !ok {
		return physics.Ref{}, true, false
	}
	id := "sampled." + strconv.Itoa(len(n.samples)+1)
	x := sample{id: id, value: f, every: u.ToSI(v), dim: dim}
	n.samples = append(n.samples, x)
	if n.sampleAt == nil {
		n.sampleAt = map[string]sample{}
	}
	n.sampleAt[key] = x
	n.idAt[id] = len(n.ids)
	n.ids = append(n.ids, id)
	return physics.Ref{Form: physics.RefSignal, Index: n.idAt[id], Dim: dim}, true, true
}

// bindSamples makes the levels behind sampled values.
func (c *compiler) bindSamples(b *binding) {
	for _, x := range c.network.samples {
		level := b.sim.Level("", x.id, 0)
		b.refs.line[x.id] = &line.Signal{Asset: -1, Name: x.id, Sort: line.Level, Terms: []sim.Term{{Ref: sim.Ref{Store: sim.StoreLevel, Index: level}, Coef: 1}}}
	}
}

// samplers are the units that take the samples.
func (c *compiler) samplers(b *binding, first int) []sim.Unit {
	var out []sim.Unit
	for i, x := range c.network.samples {
		u := &sampler{id: int32(first + i), name: x.id, level: b.refs.line[x.id].Terms[0].Ref.Index, every: ticks(x.every)}
		b.later = append(b.later, func() { u.value = b.bindFormula(x.value, c.leaves) })
		out = append(out, u)
	}
	return out
}

// sampler copies a value into a level at equal intervals, from time zero on.
type sampler struct {
	id    int32
	name  string
	level int32
	every time.Duration
	value func(s *sim.State, part int32) (float64, bool)
}

// Name names the unit in errors.
func (u *sampler) Name() string { return u.name }

// New implements sim.Unit.
func (u *sampler) New() any { return nil }

// Start implements sim.Unit.
func (u *sampler) Start(s *sim.State) error {
	s.Book(0, sim.Event{To: u.id, Class: sim.Break})
	return nil
}

// Handle implements sim.Unit.
func (u *sampler) Handle(s *sim.State, _ sim.Event) error {
	if v, ok := u.value(s, -1); ok {
		s.Set(u.level, v)
	}
	s.Book(s.Now+u.every, sim.Event{To: u.id, Class: sim.Break})
	return nil
}
