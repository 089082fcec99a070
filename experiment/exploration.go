package experiment

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/scenarios"
)

// The designs of an experiment.
const (
	Grid        = "grid"
	LHS         = "lhs"
	Sobol       = "sobol"
	Sensitivity = "sensitivity"
	Search      = "search"
)

// Exploration is an experiment of the scenario: what it varies, and how settings are chosen.
type Exploration struct {
	Title, About string
	Design       string
	Points       int    // settings that are tried, the most for a search
	Fixed        string // a factor that a setting of the command line fixes: the experiment cannot be carried out

	base    int // variant that it starts from
	factors []factor
	bounds  []bound // that allowed settings keep

	measure      int // of the study, that a search decides by; -1 if none
	better       int // +1: the largest is sought
	indifference float64
	relative     bool // indifference is a share of the best mean
	min, max     int  // replications; 0: those of the plan

	plant *Plant
}

// bound is a limit on the mean of a measure.
type bound struct {
	measure int
	above   bool    // the mean must not fall below limit, else not exceed it
	limit   float64 // display unit
	text    string
}

// Defaults of an experiment.
const (
	defaultPoints       = 100
	defaultIndifference = 0.01
	mostPoints          = 100_000
)

// explorer reads the section.
type explorer struct {
	plant  *Plant
	sc     *scenarios.Scenario
	faults *source.Faults
}

// Explorations reads the section experiments and checks it against the compiled variants. The error lists all faults at their
// places (source.Error).
func (p *Plant) Explorations() ([]*Exploration, error) {
	e := &explorer{plant: p, sc: p.scenario, faults: &source.Faults{}}
	var out []*Exploration
	for _, x := range e.sc.Experiments {
		out = append(out, e.read(x))
	}
	if err := e.faults.Err(); err != nil {
		return nil, err
	}
	return out, nil
}

// read takes one experiment apart.
func (e *explorer) read(entry scenarios.Entry) *Exploration {
	n := entry.Value
	x := &Exploration{Title: entry.Name, Design: Search, Points: defaultPoints, measure: -1, plant: e.plant, indifference: defaultIndifference, relative: true}
	if a := n.Get("about"); a != nil {
		x.About = a.Text
	}
	if d := n.Get("design"); d != nil {
		x.Design = d.Text
	}
	if v := n.Get("variant"); v != nil {
		x.base = max(e.variant(v), 0)
	}
	if r := n.Get("runs"); r != nil {
		x.Points = e.count(r, "runs", mostPoints)
	}
	e.replications(x, n.Get("replications"))
	e.over(x, n.Get("over"))
	for better, key := range map[int]string{1: "maximize", -1: "minimize"} { // form allows one of them
		if m := n.Get(key); m != nil {
			x.measure, x.better = e.measure(m, m.Text), better
		}
	}
	if x.Design != Search {
		x.measure, x.better = e.ranked()
	}
	e.subject(x, n.Get("subject"))
	if i := n.Get("indifference"); i != nil && x.measure >= 0 {
		e.indifference(x, i)
	}
	e.size(x, entry, n)
	return x
}

// ranked is the first measure with a direction.
func (e *explorer) ranked() (measure, better int) {
	for i, m := range e.plant.Study.Measures {
		if m.Better != 0 {
			return i, m.Better
		}
	}
	return -1, 0
}

// variant finds a variant by its title.
func (e *explorer) variant(n *source.Node) int {
	i, ok := e.plant.Study.Index(n.Text)
	if !ok {
		e.faults.At(n, source.DidYouMean(n.Text, e.plant.Study.titles(), "name a variant of this file"), "there is no variant %q", n.Text)
		return -1
	}
	return i
}

// measure finds a measure by its name.
func (e *explorer) measure(n *source.Node, name string) int {
	i := e.plant.Study.measure(name)
	if i < 0 {
		var known []string
		for _, m := range e.plant.Study.Measures {
			known = append(known, m.Name)
		}
		e.faults.At(n, source.DidYouMean(name, known, "define it under measure"), "there is no measure %q", name)
	}
	return i
}

// count reads a whole number from 1.
func (e *explorer) count(n *source.Node, what string, most int) int {
	v, err := strconv.Atoi(n.Text)
	if err != nil || v < 1 || v > most || n.Kind != source.Scalar {
		e.faults.At(n, fmt.Sprintf("write a whole number from 1 to %d", most), "%s cannot be %s", what, n)
		return 1
	}
	return v
}

func (e *explorer) replications(x *Exploration, n *source.Node) {
	switch {
	case n == nil:
	case n.Kind == source.Map:
		if x.Design != Search {
			e.faults.At(n, "write a whole number", "all settings of a design run the same replications")
		}
		if m := n.Get("min"); m != nil {
			x.min = e.count(m, "replications.min", 1_000_000)
		}
		if m := n.Get("max"); m != nil {
			if x.max = e.count(m, "replications.max", 1_000_000); x.max < x.min {
				e.faults.At(m, "let max be at least min", "max %d is below min %d", x.max, x.min)
			}
		}
	default:
		x.min = e.count(n, "replications", 1_000_000)
	}
}

// subject reads conditions such as "walk < 40 km".
func (e *explorer) subject(x *Exploration, n *source.Node) {
	for i, m := range e.plant.Study.Measures {
		name := Plain(m.Name)
		if m.Max != nil {
			x.bounds = append(x.bounds, bound{i, false, *m.Max, name + " at most " + join(Digits(*m.Max, 6), UnitWord(m.Unit))})
		}
		if m.Min != nil {
			x.bounds = append(x.bounds, bound{i, true, *m.Min, name + " at least " + join(Digits(*m.Min, 6), UnitWord(m.Unit))})
		}
	}
	if n == nil || n.Kind != source.List {
		return
	}
	for _, c := range n.Items {
		at := strings.IndexAny(c.Text, "<>")
		if at < 1 {
			e.faults.At(c, "write it like walk < 40 km", "%q is no condition on a measure", c.Text)
			continue
		}
		i := e.measure(c, strings.TrimSpace(c.Text[:at]))
		if i < 0 {
			continue
		}
		value := strings.TrimSpace(strings.TrimPrefix(c.Text[at+1:], "="))
		m := e.plant.unitOf(e.plant.Study.Measures[i].Name)
		si, _, err := unit.Value(value, m.Dim, false)
		if err != nil {
			e.faults.At(c, "write it like "+strings.TrimSpace(e.plant.Study.Measures[i].Name+" < 4 "+e.plant.Study.Measures[i].Unit), "%s", err)
			continue
		}
		x.bounds = append(x.bounds, bound{i, c.Text[at] == '>', m.FromSI(si), c.Text})
	}
}

// indifference reads a difference that does not matter: a share of the mean, or a quantity.
func (e *explorer) indifference(x *Exploration, n *source.Node) {
	if v, u, err := unit.Quantity(n.Text); err == nil && u.Text == "%" {
		x.indifference = u.ToSI(v)
	} else {
		m := e.plant.unitOf(e.plant.Study.Measures[x.measure].Name)
		si, _, err := unit.Value(n.Text, m.Dim, true)
		if err != nil {
			e.faults.At(n, "write a share of the mean such as 1 %, or a difference in the unit of the measure", "indifference: %s", err)
			return
		}
		x.indifference, x.relative = m.FromScaleSI(si), false
	}
	if !(x.indifference > 0) {
		e.faults.At(n, "name the smallest difference that matters", "indifference must be above 0")
	}
}

// size checks how many settings there are.
func (e *explorer) size(x *Exploration, entry scenarios.Entry, n *source.Node) {
	switch {
	case len(x.factors) == 0:
	case x.Design == Grid:
		if r := n.Key("runs"); r != nil {
			e.faults.At(r, "leave it out", "the size of a grid follows from its options")
		}
		if x.Points = x.combinations(); x.Points > mostPoints {
			e.faults.At(entry.Key, "take fewer options, or design: sobol with runs", "the grid has more than %d settings", mostPoints)
		}
	case x.Design == Sensitivity:
		k := len(x.factors)
		if most := 26; k > most {
			e.faults.At(entry.Key, "take fewer", "indices are estimated for at most %d factors", most)
		}
		if x.Points < 4*(k+1) {
			e.faults.At(entry.Key, fmt.Sprintf("write runs: %d or more", 4*(k+1)), "%d runs are too few for the effects of %d factors", x.Points, k)
		}
		for _, f := range x.factors {
			if f.sort == PlaceFactor && slices.ContainsFunc(x.factors, func(g factor) bool { return g.sort == PlaceFactor && g.name != f.name }) {
				e.faults.At(f.key, "take lhs, sobol, or a search", "positions that keep apart depend on one another, and have no effects of their own")
				break
			}
		}
	}
}

// combinations is the number of all settings, more than mostPoints if there are that many or some factor is a range.
func (x *Exploration) combinations() int {
	n := 1
	for i := range x.factors {
		k := x.factors[i].levels()
		if k == 0 {
			return mostPoints + 1
		}
		if n *= k; n > mostPoints {
			return mostPoints + 1
		}
	}
	return n
}
