package plant

import (
	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/scenarios"
	"github.com/plantwin/plantwin/sim"
)

// sensor is one entry of the section sensors that can be read in a run. Numbers are -1 where they are not given.
type sensor struct {
	name         string
	of           string // signal
	entry        scenarios.Entry
	read         *formula
	noise, every int
	delay        int
	low, high    int // range
	rate, stuck  int // quality
}

// sensorSignals are what can be read of a sensor beside its name.
var sensorSignals = []struct {
	suffix string
	own    bool // of the sensor's own dimension
}{{"", true}, {".bad", false}, {".residual", false}}

// registerSensors makes the readings of sensors known as signals, as far as what they read is known by now.
func (c *compiler) registerSensors() {
	for _, e := range c.sc.Sensors {
		s := c.signals[textOf(e.Value.Get("of"))]
		if s == nil || c.signals[e.Name] != nil || s.sort == line.State || s.sort == line.Amount {
			continue
		}
		for _, x := range sensorSignals {
			sig := &signal{asset: "sensors", name: e.Name + x.suffix, sort: line.Level, dim: s.dim, unit: s.unit}
			if !x.own {
				sig.dim, sig.unit = unit.One, unit.SI(unit.One)
			}
			c.signals[e.Name+x.suffix] = sig
			c.signalKeys = append(c.signalKeys, e.Name+x.suffix)
		}
	}
}

// checkSensors checks the section sensors: what each reads, and its units.
func (c *compiler) checkSensors() {
	for _, e := range c.sc.Sensors {
		of, u := e.Value.Get("of"), e.Value.Get("unit")
		if of == nil || u == nil {
			c.faults.At(e.Key, "write {of: oil.T, unit: degC, noise: 0.4 K}", "sensor %s needs of and unit", e.Name)
			continue
		}
		s := c.signals[of.Text]
		if s == nil {
			c.faults.At(of, source.DidYouMean(of.Text, c.readable(), "see what can be read of the assets"), "sensor %s: there is no signal %q", e.Name, of.Text)
			continue
		}
		x, err := unit.Parse(u.Text)
		switch {
		case err != nil:
			c.unitFault(u, "sensor "+e.Name, s.dim, err)
		case x.Dim != s.dim:
			c.faults.At(u, of.Text+" is "+s.dim.Name(), "sensor %s: the unit %s does not fit", e.Name, u.Text)
		default:
			if s.island {
				s.unit = x // shown as the plant reads it
			}
			if own := c.signals[e.Name]; own != nil {
				own.unit = x
			}
		}
		c.sensor(e, s)
	}
}

// sensor reads the numbers of a sensor.
func (c *compiler) sensor(e scenarios.Entry, s *signal) {
	x := sensor{name: e.Name, of: textOf(e.Value.Get("of")), entry: e}
	value := anything(s.dim)
	change := limits{dim: s.dim.Div(unit.Time), difference: true, min: 0, open: true, max: inf}
	for _, q := range []struct {
		to    *int
		group string
		key   string
		l     limits
	}{
		{&x.noise, "", "noise", limits{dim: s.dim, difference: true, min: 0, open: true, max: inf}},
		{&x.every, "", "every", limits{dim: unit.Time, min: 0, open: true, max: longest}},
		{&x.delay, "", "delay", limits{dim: unit.Time, min: 0, max: longest}},
		{&x.low, "range", "min", value}, {&x.high, "range", "max", value},
		{&x.rate, "quality", "rate", change},
		{&x.stuck, "quality", "stuck", limits{dim: unit.Time, min: 0, open: true, max: longest}},
		{new(int), "quality", "stale", limits{dim: unit.Time, min: 0, open: true, max: longest}},
	} {
		*q.to = -1
		n, path := e.Value, e.Name+"."
		if q.group != "" {
			n, path = n.Get(q.group), path+q.group+"."
		}
		if n = get(n, q.key); n != nil {
			if i, ok := c.number(path+q.key, n, q.l); ok {
				*q.to = i
			}
		}
	}
	c.sensors = append(c.sensors, x)
}

// finishSensors keeps the sensors that something reads: only these cost anything in a run.
func (c *compiler) finishSensors() {
	var read []sensor
	for _, x := range c.sensors {
		asked := false
		for _, y := range sensorSignals {
			_, a := c.asked["sensors."+x.name+y.suffix]
			asked = asked || a
		}
		if !asked {
			continue
		}
		if x.every < 0 {
			c.faults.At(x.entry.Key, "write every: 10 s", "sensor %s is read in a run: how often is missing", x.name)
			continue
		}
		scope := c.values(nil, false)
		f, _, ok := c.formula(exprOf(x.of), scope, nil, false)
		if !ok {
			continue
		}
		x.read = f
		if x.noise >= 0 {
			c.random = true
		}
		read = append(read, x)
	}
	c.sensors = read
}

// bindSensors makes the levels that keep the readings.
func (c *compiler) bindSensors(b *binding) {
	for _, x := range c.sensors {
		for _, y := range sensorSignals {
			key := x.name + y.suffix
			b.sim.Ask("sensors."+key, c.asked["sensors."+key])
			level := b.sim.Level("sensors", key, 0)
			b.refs.line[key] = &line.Signal{Asset: -1, Name: key, Sort: line.Level, Terms: []sim.Term{{Ref: sim.Ref{Store: sim.StoreLevel, Index: level}, Coef: 1}}}
		}
	}
}
