package plant

import (
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics"
	"github.com/plantwin/plantwin/physics/expr"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/sim"
)

// hazard is a failure whose rate follows physics, after: hazard(rate). Its integral is a state of the island that the rate
// reads, and the failure comes where it reaches a sum drawn with mean 1 at each renewal: exact, whatever the rate does.
// Source: Cox and Oakes, Analysis of Survival Data (1984), chapter 2 (the integrated hazard is exponential).
type hazard struct {
	asset *asset
	name  string // press.failures.die
	rate  *expr.Ast
}

// hazardTag is where the tags of guards of hazards begin, behind those of watches.
const hazardTag = 1 << 21

const hazardText = `
kind: hazard
about: The integral of a failure rate over the time that its clock counts.
source: Cox and Oakes, Analysis of Survival Data (1984), chapter 2
inputs:
  rate:  {unit: 1/s, about: failure rate now}
  going: {unit: 1, about: share of the servers for which the clock runs}
  limit: {unit: 1, about: integral at which the failure comes}
states:
  hazard: {unit: 1, start: 0, about: integral of the rate}
equations:
  - der(hazard) = going*rate
assertions:
  rate: {that: rate >= 0, message: "a failure rate is below 0: write max(..., 0)"}
`

// isHazard reports whether a time to failure is written as hazard(rate).
func isHazard(n *source.Node) bool {
	return n != nil && n.Kind == source.Scalar && strings.HasPrefix(strings.TrimSpace(n.Text), "hazard(")
}

// registerHazards makes the integral and the rate of such failures known.
func (c *compiler) registerHazards(a *asset) {
	list := get(a.entry.Value, "failures")
	for i, k := range keys(list) {
		if isHazard(get(list.Items[i], "after")) {
			path := "failures." + k.Text
			c.register(signal{asset: a.name, name: path + ".hazard", sort: line.Level, unit: unit.SI(unit.One), island: true})
			rate := unit.One.Div(unit.Time)
			c.register(signal{asset: a.name, name: path + ".rate", sort: line.Level, dim: rate, unit: unit.SI(rate), island: true})
		}
	}
}

// hazard reads after: hazard(rate).
func (r reading) hazard(key string, n *source.Node) maker {
	ast := expr.ParseNode(n, r.faults)
	if ast == nil {
		return nil
	}
	name, args, ok := ast.IsCall()
	if !ok || name != "hazard" || len(args) != 1 {
		r.faults.At(n, "write hazard(2e-6 1/s * exp((oil.T - 40 degC)/8 K))", "%s: hazard takes one rate, and nothing stands beside it", r.at(key))
		return nil
	}
	for _, x := range args[0].Names() {
		if _, ok := r.parameter(x.Text); !ok {
			r.asset.reads = appendNew(r.asset.reads, firstName(ownName(x.Text, r.asset)))
		}
	}
	h := &hazard{asset: r.asset, name: r.path, rate: args[0]}
	r.random = true
	r.hazards = append(r.hazards, h)
	identity, purpose := r.asset.identity, r.purpose(key)
	return func(b *binding) line.Value {
		x := &line.Hazard{Stream: b.sim.Stream(identity, purpose), Going: b.sim.Level("", h.name+".going", 0), Limit: b.sim.Level("", h.name+".limit", 1)}
		if b.refs != nil {
			for name, level := range map[string]int32{".going": x.Going, ".limit": x.Limit} {
				b.refs.line[h.name+name] = &line.Signal{Asset: -1, Name: h.name + name, Sort: line.Level, Terms: []sim.Term{{Ref: sim.Ref{Store: sim.StoreLevel, Index: level}, Coef: 1}}}
			}
			b.hazards[h.name] = x
			b.later = append(b.later, func() {
				total, rate := b.refs.vars[h.name+".hazard"], b.refs.terms(h.name+".rate")
				x.Total = func(s *sim.State) float64 { return s.Read(total) }
				x.Rate = func(s *sim.State) float64 { return s.Value(rate) }
			})
		}
		return line.Value{Set: true, Hazard: x}
	}
}

// readHazards adds the integrals of the rates to the network.
func (c *compiler) readHazards() {
	if c.driven { // a recording says what failed
		return
	}
	n := &c.network
	signal := func(name string) physics.Binding {
		id, ok := n.idAt[name]
		if !ok {
			id = len(n.ids)
			n.ids = append(n.ids, name)
			n.idAt[name] = id
		}
		return physics.Signal(id)
	}
	for i, h := range c.hazards {
		k := physics.ParseKind("", source.Parse(&source.File{Name: "hazard", Data: []byte(hazardText)}, c.faults), c.faults)
		if k == nil {
			return
		}
		n.net.Add(physics.Instance{Name: h.name, Self: h.asset.name, Kind: k, Pos: h.rate.Pos(),
			Inputs: map[string]physics.Binding{"rate": physics.Expression(h.rate), "going": signal(h.name + ".going"), "limit": signal(h.name + ".limit")}})
		n.net.AddGuard(h.name, expr.Parse("self.hazard > self.limit", source.Pos{}, c.faults), h.name, hazardTag+i)
	}
}
