package plant

import (
	"slices"
	"strconv"
	"strings"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/sim"
)

// statistics is the scope of measures: signals with the statistic written
// behind them, and parameters.
func (c *compiler) statistics() *scope {
	return &scope{
		lookup: func(name string) (int, unit.Dim, bool, bool) {
			if i, ok := c.parameter(name); ok {
				return c.leafIndex(leaf{number: i}), c.nums.list[i].dim, c.nums.list[i].truth, true
			}
			l, dim, ok := c.statistic(name)
			if !ok {
				return 0, unit.Dim{}, false, false
			}
			return c.leafIndex(l), dim, false, true
		},
		known:  c.readable,
		match:  c.match,
		tables: c.function,
	}
}

// statistic reads a path such as pass.lead_time.p95.
func (c *compiler) statistic(path string) (leaf, unit.Dim, bool) {
	key, last := path, ""
	s := c.signals[key]
	if s == nil {
		i := strings.LastIndexByte(path, '.')
		if i < 0 {
			return leaf{}, unit.Dim{}, false
		}
		key, last = path[:i], path[i+1:]
		if s = c.signals[key]; s == nil {
			return leaf{}, unit.Dim{}, false
		}
	}
	allowed := statsOf[s.sort]
	if len(allowed) == 0 {
		return leaf{}, unit.Dim{}, false
	}
	if last == "" {
		last = allowed[0]
		if s.asset == "plant" && s.name == "makespan" {
			last = "last" // the time of the last part out; its mean over time says nothing
		}
	}
	l := leaf{kind: leafStat, signal: key}
	dim := s.dim
	switch {
	case last == "":
		return l, dim, true
	case percentile(last) > 0 && (s.sort == line.Level || s.sort == line.Sample):
		l.stat, l.p = sim.StatQuantile, percentile(last)
		c.ask(s, sim.WantHist|sim.WantLevel)
	case !slices.Contains(allowed, last):
		return leaf{}, unit.Dim{}, false
	default:
		l.stat = stats[last]
		if l.stat == sim.StatSD && s.sort == line.Level {
			c.ask(s, sim.WantHist)
		}
		c.ask(s, keeps[last])
	}
	switch {
	case last == "total" && s.sort == line.Level:
		dim = dim.Mul(unit.Time)
	case last == "rate":
		dim = dim.Div(unit.Time)
	case last == "count":
		dim = unit.One
	}
	return l, dim, true
}

// percentile reads p01 to p99 as a probability; 0 for anything else.
func percentile(name string) float64 {
	if len(name) != 3 || name[0] != 'p' {
		return 0
	}
	n, err := strconv.Atoi(name[1:])
	if err != nil || n < 1 || n > 99 {
		return 0
	}
	return float64(n) / 100
}

// ask notes that a signal is read, and what has to be kept of it.
func (c *compiler) ask(s *signal, f sim.Flags) { c.asked[s.key()] |= f | sim.WantLevel }

// trace notes that the course of a signal over time is wanted.
func (c *compiler) trace(s *signal) { c.asked[s.key()] |= sim.WantTrace }
