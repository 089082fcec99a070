package plant

import (
	"time"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/plant/line"
)

// mostPeriods is how many periods a run may have.
const mostPeriods = 10_000

// periods say where a run is cut for its key figures by period.
type periods struct {
	every int             // number of run.periods, -1 if there is none
	clock []time.Duration // times of the day, in place of it
	place *source.Node
}

// readPeriods reads run.periods: a length, or times of the day at which a period begins.
func (c *compiler) readPeriods(n *source.Node) {
	c.periods = periods{every: -1, place: n}
	switch {
	case n == nil:
	case n.Kind == source.List:
		for _, x := range n.Items {
			t, ok := line.ParseClock(x.Text)
			if !ok || x.Kind != source.Scalar {
				c.faults.At(x, `write times of the day: ["06:00", "14:00", "22:00"]`, "run.periods: %s is no time of the day", what(x))
				return
			}
			c.periods.clock = append(c.periods.clock, t)
		}
		if len(n.Items) == 0 {
			c.faults.At(n, `write periods: 8 h, or periods: ["06:00", "14:00"]`, "run.periods is an empty list")
		}
	default:
		c.periods.every, _ = c.number("run.periods", n, limits{dim: unit.Time, max: longest, open: true})
	}
}

// bindPeriods gives the ends of the periods of a run, the last being that of the run; nil if none are asked for.
func (c *compiler) bindPeriods(v []float64, start time.Time, horizon time.Duration) []time.Duration {
	p := &c.periods
	if p.every < 0 && p.clock == nil {
		return nil
	}
	var out []time.Duration
	for t := p.after(v, start, 0); t < horizon && len(out) < mostPeriods; t = p.after(v, start, t) {
		out = append(out, t)
	}
	return append(out, horizon)
}

// after is the first end of a period after a time.
func (p *periods) after(v []float64, start time.Time, t time.Duration) time.Duration {
	const day = 24 * time.Hour
	if p.every >= 0 {
		return t + max(ticks(v[p.every]), 1)
	}
	midnight := start.Truncate(day).Sub(start) // since the start of the run, at or below 0
	in := (t - midnight) % day
	next := 2 * day
	for _, c := range p.clock {
		if c <= in {
			c += day
		}
		next = min(next, c)
	}
	return t + next - in
}

// checkPeriods refuses more periods than a table can hold.
func (c *compiler) checkPeriods(p *Plan, faults *source.Faults) {
	if len(p.Periods) > mostPeriods {
		faults.At(c.periods.place, "make them longer", "run.periods: there would be more than %d", mostPeriods)
	}
}
