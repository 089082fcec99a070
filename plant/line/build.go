package line

import (
	"fmt"
	"math"
	"strings"

	"github.com/plantwin/plantwin/sim"
)

// Asset is one asset of a line with its settings read.
type Asset struct {
	Name     string // as its signals are named
	Identity string // its name, or the name under which it draws
	Kind     *Kind
	Values   Values
}

// Line is what Build makes: the units of a model with all that can be read from them.
type Line struct {
	Units   []sim.Unit // unit i belongs to asset i; behind those of the assets stand units that only measure
	Signals []Signal   // in order of asset, the plant's last
	States  []StateSet
	assets  []Asset
	bound   []bound

	Products *Products // what is known of the kinds of part

	Bottlenecks []Bottleneck // if asked for
	Accounts    []Account    // of costs, energy and carbon, if they are kept
	Trips       []Trips      // of fleets from place to place, if asked for
}

// StateSet is the time split of an asset: its categories in a store of times.
type StateSet struct {
	Asset   int
	Names   []string
	Times   int32
	Servers int
}

// Fault is one thing that is wrong with the settings of an asset.
type Fault struct {
	Asset     int    // index in the list given to Build
	Key       string // path of the setting inside the asset, such as "failures.die.after"
	Msg, Hint string
}

// Faults are all things wrong with a line; it is the error that Build returns.
type Faults []Fault

func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, x := range f {
		lines[i] = fmt.Sprintf("asset %d, %s: %s (%s)", x.Asset, x.Key, x.Msg, x.Hint)
	}
	return strings.Join(lines, "\n")
}

// bound is a kind with its numbers bound: a unit that can list its signals.
type bound interface {
	sim.Unit
	Name() string
	signals(l *signalList)
	command(name string) (sim.Event, bool)
}

// compiler is what the kinds have at hand while they are bound.
type compiler struct {
	b        *sim.Builder
	assets   []Asset
	products *Products
	bound    []bound
	totals   *totals
	faults   Faults
	exits    []exitOf
	hires    []hireOf
	atEnd    []func()
}

// exitOf and hireOf are bound when all units stand.
type exitOf struct {
	asset int
	exit  *exit
	route *Route
	bare  bool // not carried by the asset's fleet
}
type hireOf struct {
	asset  int
	key    string
	needs  []Need
	demand *demand
}

// Build binds assets, given in order of identity, to units. Every problem with the values is reported at once, as
// Faults. The calls to b depend on nothing but the assets.
func Build(b *sim.Builder, assets []Asset) (*Line, error) { return BuildOf(b, assets, noProducts) }

// BuildOf is Build with the products of the plant.
func BuildOf(b *sim.Builder, assets []Asset, p *Products) (*Line, error) {
	p.prepare()
	c := &compiler{b: b, assets: assets, products: p, totals: newTotals(b, assets, p)}
	for i := range assets {
		c.check(i)
	}
	if len(c.faults) > 0 {
		return nil, c.faults
	}
	for i := range assets {
		c.bound = append(c.bound, assets[i].Kind.bind(c, i))
	}
	c.totals.units = c.bound
	for _, e := range c.exits {
		c.bindExit(e)
	}
	for _, h := range c.hires {
		c.bindHire(h)
	}
	for _, f := range c.atEnd {
		f()
	}
	if len(c.faults) > 0 {
		return nil, c.faults
	}
	l := &Line{assets: assets, bound: c.bound, Products: c.products}
	for _, u := range c.bound {
		l.Units = append(l.Units, u)
	}
	b.Rest(c.findLoops().rest)
	l.list(c.totals)
	l.detect(c)
	return l, nil
}

// Cause is the name of what an asset stood still for, as a follower of a run is told: a mode of failure, or maintenance.
func (l *Line) Cause(asset, cause int32) string {
	if m, ok := l.bound[asset].(*machine); ok && int(cause) < len(m.modes) {
		return m.modes[cause].name
	}
	return ""
}

// Command gives the event that carries out a command of an asset: "stop", "fail.die".
func (l *Line) Command(asset int, name string) (sim.Event, bool) {
	if asset < 0 || asset >= len(l.bound) {
		return sim.Event{}, false
	}
	if m, ok := l.bound[asset].(*machine); ok && name == "scrap" {
		m.scraps = true
	}
	return l.bound[asset].command(name)
}

func (c *compiler) fault(asset int, key, hint, format string, args ...any) {
	c.faults = append(c.faults, Fault{asset, key, fmt.Sprintf(format, args...), hint})
}

// reader of an asset's values.
func (c *compiler) reader(i int) reader {
	return reader{c.assets[i].Values, c.assets[i].Kind.Settings}
}

// exit asks for the way out of asset i to be bound.
func (c *compiler) exit(i int, e *exit) {
	c.exits = append(c.exits, exitOf{asset: i, exit: e, route: c.reader(i).get("to").Route})
}

// hire asks for a demand of asset i to be bound to crews.
func (c *compiler) hire(i int, key string, needs []Need, d *demand) {
	c.hires = append(c.hires, hireOf{i, key, needs, d})
}

// check tests the numbers of asset i against the settings of its kind.
func (c *compiler) check(i int) {
	a := &c.assets[i]
	c.checkGroup(i, "", a.Kind.Settings, a.Values)
}

func (c *compiler) checkGroup(i int, prefix string, settings []Setting, values Values) {
	for k := range settings {
		t := &settings[k]
		v, ok := values[t.Key]
		key := prefix + t.Key
		if !ok || !v.Set {
			if t.Required {
				c.fault(i, key, t.About, "%s is missing", key)
			}
			continue
		}
		switch t.Form {
		case Quantity, Integer, Places:
			c.checkNumber(i, key, t, v.Num)
		case Time:
			if v.Draw.form == drawFixed && !(v.Draw.value >= 0) {
				c.fault(i, key, "a time is 0 or more", "%s is below 0", key)
			}
		case Group:
			c.checkGroup(i, key+".", t.Sub, v.Group)
		case Groups:
			for _, g := range v.Groups {
				c.checkGroup(i, key+"."+g.Name+".", t.Sub, g.Values)
			}
		}
	}
}

func (c *compiler) checkNumber(i int, key string, t *Setting, x float64) {
	switch {
	case math.IsNaN(x):
		c.fault(i, key, t.About, "%s is not a number", key)
	case t.HasMin && (x < t.Min || t.Open && x == t.Min):
		word := "at least"
		if t.Open {
			word = "more than"
		}
		c.fault(i, key, fmt.Sprintf("it must be %s %g", word, t.Min), "%s is %g", key, x)
	case t.HasMax && x > t.Max:
		c.fault(i, key, fmt.Sprintf("it must be at most %g", t.Max), "%s is %g", key, x)
	case t.Form != Quantity && !math.IsInf(x, 1) && x != math.Trunc(x):
		c.fault(i, key, "it must be a whole number", "%s is %g", key, x)
	}
}

// bindExit resolves a route.
func (c *compiler) bindExit(x exitOf) {
	x.exit.choices = &choices{}
	r := x.route
	if r == nil || len(r.To) == 0 && r.Rule != ByStep {
		c.fault(x.asset, "to", "name the asset that takes the parts", "to is missing")
		return
	}
	e := x.exit
	e.self = int32(x.asset)
	e.rule, e.stream, e.when = r.Rule, r.Stream, r.When
	if len(r.To) == 1 && r.Rule != When && r.Rule != Shares && r.Rule != ByStep {
		e.rule = One // every rule with one receiver is that
	}
	for _, to := range c.places(e, r) {
		if to == NextStep {
			e.to, e.id, e.sinks = append(e.to, nil), append(e.id, to), append(e.sinks, false)
			continue
		}
		rc, ok := receiver(nil), false
		if int(to) < len(c.bound) && to >= 0 {
			rc, ok = c.bound[to].(receiver)
		}
		if !ok {
			c.fault(x.asset, "to", "parts go to a machine, buffer, conveyor or sink", "to names an asset that takes no parts")
			return
		}
		_, sink := rc.(*sink)
		e.to, e.id, e.sinks = append(e.to, rc), append(e.id, to), append(e.sinks, sink)
	}
	e.first = e.to[0]
	if e.rule == One {
		c.b.Leads(e.self, e.id[0])
	}
	e.machine, _ = e.first.(*machine)
	e.sink, _ = e.first.(*sink)
	e.buffer, _ = e.first.(*buffer)
	switch {
	case r.Rule == Shares:
		c.bindShares(x.asset, e, r)
	case r.Rule == When && len(r.When) != len(r.To):
		c.fault(x.asset, "to", "every entry but the last has a when", "conditions and assets of to do not match")
	}
	if !x.bare {
		c.bindMove(x.asset, e)
	}
}

// places are the assets that an exit may send to; those of routes stand behind the others, in the same order everywhere.
func (c *compiler) places(e *exit, r *Route) []int32 {
	e.p = c.products
	out := append([]int32(nil), r.To...)
	if r.Rule != ByStep && !has(r.To, NextStep) {
		return out
	}
	e.base = int32(len(out))
	for _, g := range c.products.groups {
		var at []int32
		for _, i := range g {
			at = append(at, e.base+i)
		}
		e.groups = append(e.groups, at)
	}
	return append(out, c.products.to...)
}

func (c *compiler) bindShares(asset int, e *exit, r *Route) {
	sum := 0.0
	for _, p := range r.Share {
		if !(p >= 0) {
			c.fault(asset, "to", "shares are between 0 % and 100 %", "a share is %g", p)
			return
		}
		sum += p
		e.cum = append(e.cum, sum)
	}
	if len(r.Share) != len(r.To) || math.Abs(sum-1) > 1e-9 {
		c.fault(asset, "to", "write rest for one of them", "the shares are %g together, not 1", sum)
	}
}
