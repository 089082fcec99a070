package plant

import (
	"math"
	"slices"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics/expr"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/scenarios"
	"github.com/plantwin/plantwin/sim"
)

// measure is one key figure, as compiled.
type measure struct {
	Measure
	formula *formula
	dim     unit.Dim
	place   *source.Node // where the expression stands
	figures []figure
	total   bool // a total of the run, or its value at the end: it has no steady state
}

// figure is a number of a measure that stands beside its value.
type figure struct {
	to     func(m *Measure) **float64
	number int
}

// readMeasures reads the section measure; left out, it is throughput, wip,
// lead_time and the OEE of each machine.
func (c *compiler) readMeasures() {
	list := c.sc.Measure
	if len(list) == 0 {
		list = c.standardMeasures()
	}
	for _, e := range list {
		if m, ok := c.readMeasure(e); ok {
			c.measures = append(c.measures, m)
		}
	}
	for _, p := range c.plan.Precision {
		if k := c.places["run.replications.precision."+p.Measure]; k != nil && !slices.Contains(names(list), p.Measure) {
			c.faults.At(k, source.DidYouMean(p.Measure, names(list), "define it under measure"), "run.replications.precision: there is no measure %q", p.Measure)
		}
	}
}

func (c *compiler) standardMeasures() []scenarios.Entry {
	var out []scenarios.Entry
	add := func(name, value, u string) {
		n := source.NewMap(source.Pos{})
		n = n.With(source.NewScalar("value", source.Pos{}), source.NewScalar(value, source.Pos{}))
		if u != "" {
			n = n.With(source.NewScalar("unit", source.Pos{}), source.NewScalar(u, source.Pos{}))
		}
		out = append(out, scenarios.Entry{Name: name, Key: source.NewScalar(name, source.Pos{}), Value: n})
	}
	if !c.hasSource() {
		for _, a := range c.assets {
			if a.physics != nil {
				for _, s := range c.statesOf(a) {
					add(a.name+"."+s, a.name+"."+s, "")
				}
			}
		}
		return out
	}
	add("throughput", "plant.throughput", "1/h")
	add("wip", "plant.wip", "")
	add("lead_time", "plant.lead_time", "min")
	for _, a := range c.assets {
		if a.is("machine") {
			add(a.name+"_oee", a.name+".oee", "%")
		}
	}
	c.assume("measure", list(names(out)), "default")
	return out
}

// readMeasure reads one key figure: an expression, or {value, unit, better, limit, recorded}.
func (c *compiler) readMeasure(e scenarios.Entry) (measure, bool) {
	m := measure{Measure: Measure{Name: e.Name}}
	value := e.Value
	if e.Value.Kind == source.Map {
		value = e.Value.Get("value")
	}
	if value == nil || value.Kind != source.Scalar {
		c.faults.At(e.Key, "write {value: plant.throughput, unit: 1/h}", "measure %s has no value", e.Name)
		return m, false
	}
	m.Text = value.Text
	ast := expr.ParseNode(value, c.faults)
	if ast == nil {
		return m, false
	}
	f, dim, ok := c.formula(ast, c.statistics(), nil, false)
	if !ok {
		return m, false
	}
	m.place = value
	if name, ok := ast.IsName(); ok {
		l, _, ok := c.statistic(name)
		m.total = ok && (l.stat == sim.StatTotal || l.stat == sim.StatLast || l.stat == sim.StatCount)
	}
	m.formula, m.dim, m.Unit = f, dim, c.displayUnit(ast, dim)
	if len(f.leaves) <= tracedLeaves {
		for _, k := range f.leaves {
			if l := c.leaves[k]; l.kind == leafStat {
				c.trace(c.signals[l.signal])
			}
		}
	}
	if e.Value.Kind == source.Map {
		ok = c.measureDetails(&m, e)
	}
	return m, ok
}

// tracedLeaves is the largest number of signals of one measure whose courses are
// kept: a sum over a thousand machines would be a thousand plots.
const tracedLeaves = 8

// displayUnit is the unit in which a figure is shown that names none: that of
// the signal if it is one signal's, else SI.
func (c *compiler) displayUnit(a *expr.Ast, dim unit.Dim) unit.Unit {
	if name, ok := a.IsName(); ok {
		if l, d, ok := c.statistic(name); ok && d == c.signals[l.signal].dim {
			return c.signals[l.signal].unit
		}
	}
	if dim.IsOne() {
		return unit.Unit{Factor: 1}
	}
	return unit.SI(dim)
}

// point reports whether an expression is a point on the scale of temperature: it
// rises by one where all temperatures that it reads do. A difference, or a spread,
// does not move.
func (c *compiler) point(f *formula) bool {
	at := func(shift float64) float64 {
		return f.eval(func(k int) float64 {
			l := c.leaves[k]
			v := 300 + float64(k)
			if l.kind == leafStat && l.stat != sim.StatSD && c.signals[l.signal].dim == unit.Temperature ||
				l.kind == leafNumber && c.nums.list[l.number].unit.Affine() {
				v += shift
			}
			return v
		})
	}
	return math.Abs(at(1)-at(0)-1) < 1e-6
}

// checkStatistics refuses statistics that a signal does not have: one that is a
// sum of others, or a share of servers, has no extremes and no quantiles of its
// own.
func (c *compiler) checkStatistics(b *binding) {
	for i := range c.measures {
		for _, k := range c.measures[i].formula.leaves {
			l := c.leaves[k]
			if l.kind != leafStat {
				continue
			}
			terms := b.refs.terms(l.signal)
			spread := l.stat == sim.StatMin || l.stat == sim.StatMax || l.stat == sim.StatSD || l.stat == sim.StatQuantile
			shares := len(terms) == 1 && terms[0].Ref.Store == sim.StoreTimes && l.stat != sim.StatQuantile
			if spread && (len(terms) > 1 || shares) {
				b.faults.At(c.measures[i].place, "it has mean, total and last; ask for the figure of one asset", "measure %s: %s has no extremes and no quantiles of its own", c.measures[i].Name, l.signal)
			}
		}
	}
}

func (c *compiler) measureDetails(m *measure, e scenarios.Entry) bool {
	ok := true
	if n := e.Value.Get("unit"); n != nil {
		u, err := unit.Parse(n.Text)
		switch {
		case err != nil:
			c.unitFault(n, "measure "+e.Name, m.dim, err)
			ok = false
		case u.Dim != m.dim:
			c.faults.At(n, "the value is "+m.dim.Name(), "measure %s: the unit %s does not fit %s", e.Name, n.Text, m.Text)
			ok = false
		case u.Affine() && !c.point(m.formula):
			c.faults.At(n, "a difference or a spread takes K", "measure %s: %s is no point on a scale, so the unit cannot be %s", e.Name, m.Text, n.Text)
			ok = false
		default:
			m.Unit = u
			if l, d, ok := c.statistic(m.Text); ok && d == u.Dim && c.signals[l.signal].island {
				c.signals[l.signal].unit = u // its course is shown in the same unit
			}
		}
	}
	if n := e.Value.Get("better"); n != nil {
		switch n.Text {
		case "higher":
			m.Better = Higher
		case "lower":
			m.Better = Lower
		default:
			c.faults.At(n, "write higher or lower", "measure %s: better cannot be %s", e.Name, what(n))
			ok = false
		}
	}
	if n := e.Value.Get("limit"); n != nil {
		c.measureNumber(m, "limit.min", n.Get("min"), func(m *Measure) **float64 { return &m.Min })
		c.measureNumber(m, "limit.max", n.Get("max"), func(m *Measure) **float64 { return &m.Max })
	}
	if n := e.Value.Get("recorded"); n != nil {
		c.recordedFigure(m, n)
	}
	return ok
}

// measureNumber reads a number of the measure's dimension, which a model shows
// in the measure's unit.
func (c *compiler) measureNumber(m *measure, key string, n *source.Node, to func(m *Measure) **float64) {
	if n == nil {
		return
	}
	if i, ok := c.number("measure."+m.Name+"."+key, n, anything(m.dim)); ok {
		m.figures = append(m.figures, figure{to, i})
	}
}

// bindMeasures binds the key figures to a model.
func (c *compiler) bindMeasures(b *binding) []Measure {
	out := make([]Measure, len(c.measures))
	for i := range c.measures {
		m := c.measures[i].Measure
		for _, x := range c.measures[i].figures {
			v := m.Unit.FromSI(b.v[x.number])
			*x.to(&m) = &v
		}
		value := b.bindFormula(c.measures[i].formula, c.leaves)
		u := m.Unit
		m.eval = func(s *sim.State) (float64, bool) {
			v, ok := value(s, -1)
			if !ok || math.IsInf(v, 0) {
				return 0, false
			}
			return u.FromSI(v), true
		}
		for _, k := range c.measures[i].formula.leaves {
			if l := c.leaves[k]; l.kind == leafStat && !c.measures[i].total {
				for _, t := range b.refs.terms(l.signal) {
					m.Traced = append(m.Traced, t.Ref)
				}
			}
		}
		out[i] = m
	}
	return out
}

// bindStates lists the time splits of the assets.
func (c *compiler) bindStates(l *line.Line) []StateSet {
	var out []StateSet
	for _, set := range l.States {
		if set.Asset < 0 {
			continue
		}
		n := float64(set.Servers)
		out = append(out, StateSet{Asset: c.assets[c.unitAsset[set.Asset]].name, States: set.Names,
			share: func(s *sim.State, i int) float64 {
				v, _ := s.Stat(sim.Ref{Store: sim.StoreTimes, Index: set.Times, Sub: int32(i)}, sim.StatMean, 0)
				return v / n
			}})
	}
	return out
}

// bindTrends lists the signals whose course a recording run keeps.
func (c *compiler) bindTrends(b *binding) []Trend {
	var out []Trend
	for _, key := range c.signalKeys {
		s := c.signals[key]
		asked := c.asked[key]
		if s.asset == "sensors" {
			asked = c.asked[s.key()]
		}
		if asked&sim.WantTrace == 0 || s.sort != line.Level {
			continue
		}
		if t := b.refs.terms(key); len(t) == 1 {
			out = append(out, Trend{Signal: key, Unit: s.unit, Ref: t[0].Ref, Coef: t[0].Coef})
		}
	}
	return out
}
