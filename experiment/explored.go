package experiment

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Explored is what the manifest says of an experiment; its numbers stand in the tables designs, sweep, effects and search.
type Explored struct {
	Title        string       `json:"title"`
	About        string       `json:"about,omitempty"`
	Design       string       `json:"design"`
	Factors      []FactorNote `json:"factors"`
	Settings     int          `json:"settings"`
	Simulations  int          `json:"simulations"`
	Replications int          `json:"replications"` // of every setting; the finalists of a search have more
	Measure      string       `json:"measure,omitempty"`
	Better       int          `json:"better,omitempty"`
	Subject      []string     `json:"subject,omitempty"` // limits that allowed settings keep
	Best         *Choice      `json:"best,omitempty"`
	Sentence     string       `json:"sentence"`
	Notes        []string     `json:"notes,omitempty"`
}

// Moves reports whether the experiment moves assets.
func (x *Explored) Moves() bool {
	return slices.ContainsFunc(x.Factors, func(f FactorNote) bool { return f.Sort == PlaceFactor || f.Sort == SwapFactor })
}

// FactorNote describes a factor.
type FactorNote struct {
	Name   string  `json:"name"`
	Sort   string  `json:"sort"`
	Unit   string  `json:"unit,omitempty"`
	Levels int     `json:"levels,omitempty"` // 0: a range
	Low    float64 `json:"low"`              // of numbers
	High   float64 `json:"high"`
	Log    bool    `json:"log,omitempty"`
}

// Choice is the setting that an experiment advises.
type Choice struct {
	Setting      int      `json:"setting"` // in the tables
	Values       []string `json:"values"`  // "agv.count = 5", one for each factor
	Overlay      []string `json:"overlay"` // "path: value", to be used with --with
	Variant      string   `json:"variant"` // that the overlay goes with
	Mean         float64  `json:"mean"`
	HalfWidth    float64  `json:"half_width"` // 0 if there is none
	Confidence   float64  `json:"confidence,omitempty"`
	Indifference float64  `json:"indifference,omitempty"` // in the unit of the measure
	Rivals       []int    `json:"rivals,omitempty"`       // settings that cannot be told from it
}

// Explore carries out an experiment with the warm-up of the study and adds its tables to res.
func Explore(ctx context.Context, x *Exploration, r Runner, o Options, warm time.Duration, res *Result) error {
	c := newCampaign(x, x.plant.Study, r, &o, warm)
	c.phase = "experiment " + quoted(x.Title)
	note := Explored{Title: x.Title, About: x.About, Design: x.Design, Replications: c.n0}
	for i := range x.factors {
		note.Factors = append(note.Factors, x.factors[i].note())
	}
	for _, b := range x.bounds {
		note.Subject = append(note.Subject, b.text)
	}
	if x.measure >= 0 {
		note.Measure, note.Better = c.study.Measures[x.measure].Name, x.better
	}
	var err error
	if x.Design == Search {
		err = c.search(ctx, &note, res)
	} else {
		err = c.sweep(ctx, &note, res)
	}
	if err != nil {
		return err
	}
	note.Settings, note.Simulations = len(c.points), c.done
	c.tables(res)
	res.Manifest.Experiments = append(res.Manifest.Experiments, note)
	return nil
}

// Size says how many runs an experiment takes, the most for a search before its last stage.
func (x *Exploration) Size() (settings, replications int) {
	c := newCampaign(x, x.plant.Study, nil, &Options{}, 0)
	if x.Design == Search {
		return min(x.Points, x.combinations()), c.n0
	}
	if d, err := c.lay(); err != nil || d == nil {
		return x.Points, c.n0
	}
	return len(c.points), c.n0
}

// sweep runs a design and reads it.
func (c *campaign) sweep(ctx context.Context, note *Explored, res *Result) error {
	d, err := c.lay()
	if err != nil {
		return err
	}
	all := make([]int, len(c.points))
	for i := range all {
		all[i] = i
	}
	c.most = len(all) * c.n0
	if err := c.run(ctx, all, c.n0); err != nil {
		return err
	}
	if c.Design != Grid && len(all) < c.Points && d.rows == 0 && d.moved == nil {
		note.Notes = append(note.Notes, fmt.Sprintf("There are only %d different settings; %d were asked for.", len(all), c.Points))
	}
	if d.moved != nil {
		note.Notes = append(note.Notes, fmt.Sprintf("Runs for %d rows of Sobol' indices are few (%d are the least), so elementary effects are given.",
			c.Points/(len(c.factors)+2), leastRows))
	}
	effects := c.effects(d)
	res.Effects = append(res.Effects, effects...)
	if c.failures(note); c.Design == Sensitivity {
		note.Sentence = c.weights(effects)
		return nil
	}
	c.decide(note)
	return nil
}

// decide names the best setting of a design, and those that cannot be told from it.
func (c *campaign) decide(note *Explored) {
	if c.measure < 0 {
		note.Sentence = fmt.Sprintf("%d settings were run; no KPI says whether higher or lower is better, so none is advised.", len(c.points))
		return
	}
	best := c.best()
	m := c.study.Measures[c.measure]
	if best < 0 {
		note.Sentence = fmt.Sprintf("None of the %d settings keeps all limits.", len(c.points))
		return
	}
	var in []int
	var y [][]float64
	for i := range c.points {
		if c.allowed(i) {
			in, y = append(in, i), append(y, c.wanted(i))
		}
	}
	note.Best = c.choice(best)
	note.Best.Confidence = c.study.Plan.Confidence
	for k, s := range subset(y, c.study.Plan.Confidence, !c.study.Plan.Random) {
		if s.kept && in[k] != best {
			note.Best.Rivals = append(note.Best.Rivals, in[k]+1)
		}
	}
	note.Sentence = fmt.Sprintf("Of %d settings %s has the %s %s: %s.", len(c.points), c.brief(best), c.word(), Plain(m.Name),
		Interval(c.mean(best, c.measure), m.Unit))
	if n := len(note.Best.Rivals); n > 0 {
		note.Notes = append(note.Notes, fmt.Sprintf("%s cannot be told from it: the best of all is among these %d with %s confidence. More replications, or a search, would tell.",
			several(n, "setting"), n+1, percent(c.study.Plan.Confidence)))
	}
}

// failures notes what did not go through.
func (c *campaign) failures(note *Explored) {
	n := 0
	for _, p := range c.points {
		if p.failed > 0 {
			n++
		}
	}
	if n > 0 {
		note.Notes = append(note.Notes, fmt.Sprintf("Replications of %s failed (table failures); such a setting is not advised.", several(n, "setting")))
	}
}

func several(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func percent(share float64) string { return Digits(100*share, 4) + " %" }

func (c *campaign) word() string {
	if c.better > 0 {
		return "highest"
	}
	return "lowest"
}

// brief writes a setting in a line.
func (c *campaign) brief(i int) string { return strings.Join(c.values(i), ", ") }

// values writes each factor of a setting.
func (c *campaign) values(i int) []string {
	var out []string
	for k := range c.factors {
		f := &c.factors[k]
		v := c.points[i].at[k]
		switch f.sort {
		case SwapFactor:
			out = append(out, f.text(v))
		case VariantFactor:
			out = append(out, "variant "+quoted(c.study.Variants[f.titles[int(v)]].Title))
		default:
			out = append(out, f.name+" = "+f.text(v))
		}
	}
	return out
}

// choice describes a setting as advice.
func (c *campaign) choice(i int) *Choice {
	e := c.mean(i, c.measure)
	to := c.edit(c.points[i].at)
	out := &Choice{Setting: i + 1, Values: c.values(i), Variant: c.study.Variants[to.variant].Title, Mean: e.Mean}
	if e.N > 1 {
		out.HalfWidth = e.HalfWidth
	}
	for k := range c.factors {
		out.Overlay = append(out.Overlay, c.factors[k].overlay(c.points[i].at[k])...)
	}
	return out
}

// overlay writes a value as lines of an overlay.
func (f *factor) overlay(v float64) []string {
	g := *f
	g.live = false
	var to edit
	g.apply(v, &to)
	var out []string
	for _, c := range to.change {
		path, value, _ := strings.Cut(c, "=")
		out = append(out, path+": "+value)
	}
	return out
}

// label names a factor in tables.
func (f *factor) label() string {
	if f.sort == SwapFactor {
		return "swap " + strings.Join(f.assets, " ")
	}
	return f.name
}

func (f *factor) note() FactorNote {
	n := FactorNote{Name: f.label(), Sort: f.sort, Levels: f.levels(), Log: f.log}
	if f.sort == RangeFactor || f.sort == LevelFactor {
		if n.Unit = f.unit.Text; n.Unit == "1" {
			n.Unit = ""
		}
		if n.Low, n.High = f.show(f.lo), f.show(f.hi); f.sort == LevelFactor {
			n.Low, n.High = f.show(f.values[0]), f.show(f.values[len(f.values)-1])
		}
	}
	return n
}
