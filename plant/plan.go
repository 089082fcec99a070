package plant

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/table"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

// monday is the start of a run that names none.
var monday = time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)

// defaultRuns is the number of replications where the file names none.
const defaultRuns = 10

// mostRuns is the largest number of replications where the file asks for a
// precision and names no largest number.
const mostRuns = 100

// longest is the longest horizon: sim.Never is 2^62 ns.
const longest = 146 * 365 * 86400 // [s]

// readStart reads when the run starts: dates of tables count from there.
func (c *compiler) readStart() {
	c.plan = Plan{Name: c.sc.Name, About: c.sc.About, Start: monday, Seed: 1, Min: defaultRuns, Max: defaultRuns, Confidence: 0.95}
	c.readZone(get(c.sc.Run, "zone"))
	if s := get(c.sc.Run, "start"); s != nil {
		ns, err := table.ParseTimeIn(s.Text, c.zone)
		if err != nil || s.Kind != source.Scalar {
			c.faults.At(s, `write "2026-01-05 06:00"`, "run.start: %q is no date", s.Text)
		} else {
			c.plan.Start = time.Unix(0, ns).UTC()
		}
	}
}

// readPlan reads what does not depend on other sections: the seed, then the numbers of the run section.
func (c *compiler) readPlan() {
	n := c.sc.Run
	if s := get(n, "seed"); s != nil {
		v, err := strconv.ParseUint(s.Text, 10, 64)
		if err != nil {
			c.faults.At(s, "write a whole number from 0 to 18446744073709551615", "run.seed cannot be %s", what(s))
		}
		c.plan.Seed = v
	}
	horizon := limits{dim: unit.Time, max: longest, open: true}
	if f := get(n, "for"); f != nil {
		c.horizon, _ = c.number("run.for", f, horizon)
	}
	c.warmup = -1
	w := get(n, "warmup")
	switch {
	case w == nil || w.Kind == source.Scalar && w.Text == "auto":
		c.plan.Auto = w != nil || c.endless()
		if w == nil && c.plan.Auto {
			c.assume("run.warmup", "auto", "default where there is a source")
		}
	default:
		c.warmup, _ = c.number("run.warmup", w, limits{dim: unit.Time, max: longest})
	}
	c.readPeriods(get(n, "periods"))
	c.readSolver(get(n, "solver"))
	c.readReplications(get(n, "replications"))
}

func (c *compiler) readSolver(n *source.Node) {
	if r := get(n, "rtol"); r != nil {
		c.rtol, _ = c.number("run.solver.rtol", r, rtolLimits)
	} else {
		c.rtol = c.given("run.solver.rtol", defaultRtol, unit.SI(unit.One), rtolLimits)
	}
	c.method = "auto"
	if m := get(n, "method"); m != nil {
		if _, ok := methods[m.Text]; !ok {
			c.faults.At(m, source.DidYouMean(m.Text, methodNames(), "known: "+strings.Join(methodNames(), " ")), "run.solver.method: there is no method %s", what(m))
			return
		}
		c.method = m.Text
	}
}

// defaultRtol is the relative tolerance of a run that names none.
const defaultRtol = 1e-6

var rtolLimits = limits{min: 1e-13, max: 0.1}

// replications are the numbers of run.replications, -1 where the file gives none.
type replications struct {
	min, max   int
	open       bool // max is left out beside a precision: at least 100
	precision  []int
	confidence int
}

// readReplications reads a number or {min, max, precision, confidence}.
func (c *compiler) readReplications(n *source.Node) {
	whole := limits{min: 1, max: 1e6, whole: true}
	read := func(path string, n *source.Node, to *int) int {
		if n == nil {
			return -1
		}
		i, ok := c.number(path, n, whole)
		if !ok {
			return -1
		}
		v := c.nums.run(nil)[i]
		*to = int(v)
		return i
	}
	switch {
	case n == nil:
		c.assume("run.replications", strconv.Itoa(defaultRuns), "default")
	case n.Kind == source.Map:
		c.runs.min = read("run.replications.min", n.Get("min"), &c.plan.Min)
		c.plan.Max = max(c.plan.Min, mostRuns)
		c.runs.max = read("run.replications.max", n.Get("max"), &c.plan.Max)
		c.runs.open = c.runs.max < 0
		c.readPrecision(n)
		if c.plan.Max < c.plan.Min {
			c.faults.At(n, "let max be at least min", "run.replications: max %d is below min %d", c.plan.Max, c.plan.Min)
		}
	default:
		c.runs.min = read("run.replications", n, &c.plan.Min)
		c.runs.max = c.runs.min
		c.plan.Max = c.plan.Min
	}
}

func (c *compiler) readPrecision(n *source.Node) {
	if p := n.Get("precision"); p != nil && p.Kind == source.Map {
		for i, k := range p.Keys {
			path := "run.replications.precision." + k.Text
			if j, ok := c.number(path, p.Items[i], limits{min: 0, open: true, max: 1}); ok {
				c.plan.Precision = append(c.plan.Precision, Precision{Measure: k.Text})
				c.runs.precision = append(c.runs.precision, j)
				c.places[path] = k
			}
		}
	}
	if len(c.plan.Precision) == 0 {
		c.faults.At(n, "write precision: {throughput: 1 %}", "run.replications: min and max need a precision")
	}
	if q := n.Get("confidence"); q != nil {
		if j, ok := c.number("run.replications.confidence", q, limits{min: 0.5, max: 0.9999}); ok {
			c.runs.confidence = j
		}
	}
}

// bindPlan puts the numbers into the plan.
func (c *compiler) bindPlan(v []float64, random bool) Plan {
	p := c.plan
	p.For = ticks(v[c.horizon])
	p.Periods = c.bindPeriods(v, p.Start, p.For)
	if c.warmup >= 0 {
		p.WarmUp = ticks(v[c.warmup])
	}
	c.bindRuns(&p, v)
	p.Random = random
	if !random {
		p.Min, p.Max, p.Precision = 1, 1, nil
	}
	return p
}

// bindRuns puts the numbers of run.replications into the plan.
func (c *compiler) bindRuns(p *Plan, v []float64) {
	if c.runs.min >= 0 {
		p.Min = int(v[c.runs.min])
	}
	switch {
	case c.runs.max >= 0:
		p.Max = int(v[c.runs.max])
	case c.runs.open:
		p.Max = max(p.Min, mostRuns)
	}
	p.Precision = nil
	for i, j := range c.runs.precision {
		p.Precision = append(p.Precision, Precision{Measure: c.plan.Precision[i].Measure, Share: v[j]})
	}
	if c.runs.confidence >= 0 {
		p.Confidence = v[c.runs.confidence]
	}
}

func ticks(s float64) time.Duration {
	t, err := sim.Ticks(math.Max(0, s))
	if err != nil {
		return sim.Never
	}
	return t
}
