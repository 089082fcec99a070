package plant

import (
	"fmt"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/sim"
)

// bind makes a model from the vector of numbers in which set replaces some.
func (c *compiler) bind(set map[int]float64) (*Model, error) { return c.bindFor(set, nil) }

// bindFor is bind for somebody who asks for more than the scenario does, by name.
func (c *compiler) bindFor(set map[int]float64, more []string) (*Model, error) {
	m := &Model{compiled: c, set: set, vector: c.nums.run(set)}
	faults := &source.Faults{}
	c.checkNumbers(m.vector, faults)
	b := &binding{v: m.vector, leaves: c.leaves, sim: sim.NewBuilder(), faults: faults, refs: &refTable{line: map[string]*line.Signal{}, vars: map[string]sim.Ref{}}, hazards: map[string]*line.Hazard{}}
	b.sim.Version = Version
	for _, key := range c.signalKeys {
		if f := c.asked[key]; f != 0 {
			b.sim.Ask(key, f)
		}
	}
	for _, name := range more {
		b.sim.Ask(name, sim.WantLevel)
	}
	l := c.bindLine(b, faults)
	if l == nil {
		return nil, faults.Err()
	}
	m.line = l
	b.built, b.units = l, c.units
	c.bindSettable(b)
	c.bindWatches(b)
	c.bindSensors(b)
	units := append([]sim.Unit(nil), l.Units...)
	b.rules = int32(len(units))
	c.bindIslands(b, len(units))
	units = append(units, c.bindRules(b, l, len(units)))
	units = append(units, c.samplers(b, len(units))...)
	units = append(units, c.sensings(b, len(units))...)
	units = b.asserts.join(units)
	for _, f := range b.later {
		f()
	}
	c.checkStatistics(b)
	c.bindUtilities(b, l)
	var err error
	if m.sim, err = b.sim.Build(units); err != nil {
		faults.Join(err)
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	m.plan = c.bindPlan(m.vector, c.random)
	if c.checkPeriods(&m.plan, faults); faults.Len() > 0 {
		return nil, faults.Err()
	}
	if m.plan.Max < m.plan.Min {
		return nil, fmt.Errorf("run.replications: max %d is below min %d", m.plan.Max, m.plan.Min)
	}
	c.describe(b, m)
	return m, nil
}

// bindLine builds the units and enters their signals.
func (c *compiler) bindLine(b *binding, faults *source.Faults) *line.Line {
	assets := c.lineAssets(b)
	if faults.Len() > 0 {
		return nil
	}
	l, err := line.BuildOf(b.sim, assets, c.bindProducts(b))
	if err != nil {
		c.lineFaults(err, faults)
		return nil
	}
	for i := range l.Signals {
		s := &l.Signals[i]
		name := "plant"
		if s.Asset >= 0 {
			name = assets[s.Asset].Name
		}
		b.refs.line[name+"."+s.Name] = s
	}
	return l
}

// lineFaults puts the faults of a line where the settings stand.
func (c *compiler) lineFaults(err error, faults *source.Faults) {
	list, ok := err.(line.Faults)
	if !ok {
		faults.Join(err)
		return
	}
	for _, f := range list {
		a := c.assets[c.unitAsset[f.Asset]]
		n := c.places[a.name+"."+f.Key]
		if n == nil {
			n = a.entry.Key
		}
		faults.At(n, f.Hint, "%s: %s", a.name, f.Msg)
	}
}

// describe fills in what the model says of itself.
func (c *compiler) describe(b *binding, m *Model) {
	m.measures = c.bindMeasures(b)
	m.states = c.bindStates(m.line)
	m.accounts = c.bindAccounts(m.line)
	m.trends = c.bindTrends(b)
	m.layout = c.bindLayout(m.vector, m.line)
	m.remarks = c.remarksOn(b)
	m.assumptions = c.assumptions(m)
	m.equations = c.equations()
}
