package plant

import (
	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
)

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
		}
		for _, q := range []struct {
			key string
			l   limits
		}{
			{"noise", limits{dim: s.dim, difference: true, min: 0, open: true, max: inf}},
			{"every", limits{dim: unit.Time, min: 0, open: true, max: longest}},
			{"delay", limits{dim: unit.Time, min: 0, max: longest}},
		} {
			if n := e.Value.Get(q.key); n != nil {
				c.number(e.Name+"."+q.key, n, q.l)
			}
		}
	}
}
