package experiment

import (
	"fmt"
	"math"
	"slices"
)

// Decision is what the runs say should be done.
type Decision struct {
	Measure  string   `json:"measure,omitempty"` // the first ranked KPI, which decides
	Winner   string   `json:"winner,omitempty"`  // title of the variant to choose; "" if none can be named
	Sentence string   `json:"sentence"`
	Notes    []string `json:"notes,omitempty"`  // ties, broken limits, what more replications would show
	Subset   []string `json:"subset,omitempty"` // variants that cannot be told from the best: it is among them with the confidence of the study
	Broken   []Broken `json:"broken,omitempty"`
}

// Broken is a limit that the mean of a variant breaks, so that the variant cannot win.
type Broken struct {
	Variant string `json:"variant"`
	Measure string `json:"measure"`
	Text    string `json:"text"` // "hottest at 78.2 °C, at most 75 °C is allowed"
}

// contest is the state of one decision. Positions are those in book.picked.
type contest struct {
	*book
	m       Measure    // that decides
	ref     int        // position of the reference
	means   []Estimate // of m
	allowed []bool     // has m and breaks no limit
	kept    []bool     // cannot be told from the best of the allowed
	out     *Decision
}

// decide applies the rule of the notation: the first ranked measure decides, a variant that breaks a limit cannot win, and a
// change is advised only if it is distinguishable from the reference. Comparisons hold all together with the confidence of the
// study (Bonferroni). The second result says which variants cannot be told from the best.
func (b *book) decide() (Decision, []Selected) {
	var out Decision
	out.Broken = b.broken()
	c := contest{book: b, ref: b.reference(), out: &out}
	at := -1
	for i := range b.study.Measures {
		if b.study.Measures[i].Better != 0 {
			at = i
			break
		}
	}
	if at < 0 {
		out.Sentence = "The variants are not ranked: no measure says whether higher or lower is better (better: higher behind one does)."
		if len(b.picked) == 1 {
			out.Sentence = fmt.Sprintf("Figures of %s: nothing is compared with it.", quoted(b.study.Variants[b.picked[0]].Title))
			if b.allFailed(0) {
				out.Sentence = fmt.Sprintf("No run of %s came to its end.", quoted(b.study.Variants[b.picked[0]].Title))
			}
		}
		return out, nil
	}
	c.m = b.study.Measures[at]
	out.Measure = c.m.Name
	c.judge()
	rows := c.choose()
	switch {
	case len(b.picked) == 1:
		c.alone()
	case !c.any():
		out.Sentence = "No variant can be advised: " + c.whyNone() + "."
	case !c.allowed[c.ref]:
		c.withoutReference()
	default:
		c.againstReference()
	}
	c.noteSubset()
	c.noteBroken()
	return out, rows
}

// judge estimates the deciding measure and says who may win.
func (c *contest) judge() {
	c.means = make([]Estimate, len(c.picked))
	c.allowed = make([]bool, len(c.picked))
	for i := range c.picked {
		c.means[i] = estimate(c.of(i, c.m.Name), c.study.Plan.Confidence)
		c.allowed[i] = c.means[i].N > 0
	}
	for _, x := range c.out.Broken {
		for i := range c.picked {
			if c.title(i) == x.Variant {
				c.allowed[i] = false
			}
		}
	}
}

// choose screens the allowed variants for those that may be the best.
func (c *contest) choose() []Selected {
	c.kept = make([]bool, len(c.picked))
	var in []int
	var y [][]float64
	for i := range c.picked {
		if c.allowed[i] {
			values := slices.Clone(c.of(i, c.m.Name))
			for k := range values {
				values[k] *= float64(c.m.Better)
			}
			in, y = append(in, i), append(y, values)
		}
	}
	if len(in) < 2 {
		return nil
	}
	var rows []Selected
	for k, s := range subset(y, c.study.Plan.Confidence, !c.study.Plan.Random) {
		i := in[k]
		rows = append(rows, Selected{c.title(i), c.m.Name, c.m.Unit, c.means[i].Mean, math.Abs(s.behind), s.yard, s.kept})
		if c.kept[i] = s.kept; s.kept {
			c.out.Subset = append(c.out.Subset, c.title(i))
		}
	}
	return rows
}

// together compares two variants so that all comparisons with one of them hold together.
func (c *contest) together(i, against int) (Difference, bool) {
	others := -1
	for _, ok := range c.allowed {
		if ok {
			others++
		}
	}
	return c.differenceAt(i, against, c.m.Name, 1-(1-c.study.Plan.Confidence)/float64(max(others, 1)))
}

// noteSubset names the variants among which the best one is, where there are more than the pair that other notes speak of.
func (c *contest) noteSubset() {
	if n := len(c.out.Subset); n > 2 && c.study.Plan.Random {
		c.note("By %s the best is one of these %d with %s confidence, all comparisons together: %s.", Plain(c.m.Name), n,
			percent(c.study.Plan.Confidence), list(c.out.Subset))
	}
}

func (c *contest) title(i int) string { return c.study.Variants[c.picked[i]].Title }

func (c *contest) any() bool {
	for _, ok := range c.allowed {
		if ok {
			return true
		}
	}
	return false
}

func (c *contest) whyNone() string {
	if len(c.out.Broken) > 0 {
		for i := range c.means {
			if c.means[i].N == 0 {
				return "those that gave a value of " + Plain(c.m.Name) + " break a limit"
			}
		}
		return "each one breaks a limit"
	}
	return "no run gave a value of " + Plain(c.m.Name)
}

// alone states the value of the only variant.
func (c *contest) alone() {
	c.out.Sentence = fmt.Sprintf("%s in %s: %s.", upper(Plain(c.m.Name)), quoted(c.title(0)), Interval(c.means[0], c.m.Unit))
	if c.means[0].N == 0 {
		c.out.Sentence = fmt.Sprintf("No run of %s gave a value of %s.", quoted(c.title(0)), Plain(c.m.Name))
	}
}

// better says whether mean x is better than y in the direction wanted.
func (c *contest) better(x, y float64) bool { return (x-y)*float64(c.m.Better) > 0 }

// best is the position with the best mean among those that ok admits, -1 if none; the first of equals.
func (c *contest) best(ok func(i int) bool) int {
	best := -1
	for i := range c.picked {
		if ok(i) && (best < 0 || c.better(c.means[i].Mean, c.means[best].Mean)) {
			best = i
		}
	}
	return best
}

// withoutReference chooses when the reference itself breaks a limit.
func (c *contest) withoutReference() {
	w := c.best(func(i int) bool { return c.allowed[i] })
	c.out.Winner = c.title(w)
	c.out.Sentence = fmt.Sprintf("Choose %s: of the variants that keep all limits it has the %s %s, %s; %s does not keep them.",
		quoted(c.title(w)), c.word("highest", "lowest"), Plain(c.m.Name), Interval(c.means[w], c.m.Unit), quoted(c.title(c.ref)))
	c.noteRivals(w)
}

// againstReference chooses the best of those that surely beat the reference, or the reference.
func (c *contest) againstReference() {
	sure := func(i int) bool {
		if i == c.ref || !c.allowed[i] {
			return false
		}
		d, ok := c.together(i, c.ref)
		return ok && d.Sure() && c.better(d.Mean, 0)
	}
	w := c.best(sure)
	if w < 0 {
		c.keep()
		return
	}
	d, _ := c.together(w, c.ref)
	c.out.Winner = c.title(w)
	c.out.Sentence = fmt.Sprintf("Choose %s: it %s %s by %s%s against %s, to %s.", quoted(c.title(w)), c.word("raises", "lowers"), Plain(c.m.Name),
		sizedInterval(d.Estimate, c.m.Unit), share(d, c.means[c.ref].Mean, c.m.Unit), quoted(c.title(c.ref)),
		join(first(Rounded(c.means[w].Mean, c.means[w].HalfWidth)), UnitWord(c.m.Unit)))
	c.noteRivals(w)
}

// keep stays with the reference, since nothing allowed is surely better.
func (c *contest) keep() {
	c.out.Winner = c.title(c.ref)
	var open []string
	for i := range c.picked {
		if i == c.ref || !c.allowed[i] {
			continue
		}
		if d, ok := c.together(i, c.ref); ok && !d.Sure() && !Same(d.Mean, d.Scale) {
			open = append(open, c.title(i))
			c.note("%s against %s: %s of %s is not distinguishable from zero%s.", quoted(c.title(i)), quoted(c.title(c.ref)),
				Signed(d.Mean, d.HalfWidth, c.m.Unit), Plain(c.m.Name), advice(d))
		}
	}
	value := Interval(c.means[c.ref], c.m.Unit)
	if len(open) > 0 {
		c.out.Sentence = fmt.Sprintf("Keep %s: no variant %s %s (%s) by more than chance explains.", quoted(c.title(c.ref)),
			c.word("raises", "lowers"), Plain(c.m.Name), value)
		return
	}
	c.out.Sentence = fmt.Sprintf("Keep %s: no other variant %s %s (%s).", quoted(c.title(c.ref)), c.word("raises", "lowers"),
		Plain(c.m.Name), value)
}

// noteRivals names the allowed variants that cannot be told apart from the winner.
func (c *contest) noteRivals(w int) {
	for i := range c.picked {
		if i == w || !c.kept[i] {
			continue
		}
		if d, ok := c.together(i, w); ok {
			c.note("%s cannot be told apart from %s (%s of %s)%s.", quoted(c.title(i)), quoted(c.title(w)),
				Signed(d.Mean, d.HalfWidth, c.m.Unit), Plain(c.m.Name), advice(d))
		}
	}
}

// advice says what it would take to make a difference distinguishable.
func advice(d Difference) string {
	switch n := d.Needed(); {
	case Same(d.Mean, d.Scale):
		return ""
	case d.N < 2:
		return "; a single replication cannot tell, ask for at least two"
	case n == 0:
		return fmt.Sprintf("; even %d replications would hardly tell", mostAdvised)
	default:
		return fmt.Sprintf("; about %d replications instead of %d would tell if the difference is real", n, d.N)
	}
}

// noteBroken says which variants are out, and what they would have given.
func (c *contest) noteBroken() {
	for _, x := range c.out.Broken {
		c.note("%s cannot win: %s.", quoted(x.Variant), x.Text)
	}
}

func (c *contest) note(format string, args ...any) {
	c.out.Notes = append(c.out.Notes, fmt.Sprintf(format, args...))
}

// word picks the first word if higher is better, else the second.
func (c *contest) word(higher, lower string) string {
	if c.m.Better > 0 {
		return higher
	}
	return lower
}

// broken lists the limits that means break, by variant and measure.
func (b *book) broken() []Broken {
	var out []Broken
	for i, v := range b.picked {
		for _, m := range b.study.Measures {
			e := estimate(b.of(i, m.Name), b.study.Plan.Confidence)
			if text := m.breaks(e); text != "" {
				out = append(out, Broken{b.study.Variants[v].Title, m.Name, text})
			}
		}
	}
	return out
}

// breaks says how a mean breaks the measure's limits, "" if it does not.
func (m *Measure) breaks(e Estimate) string {
	say := func(word string, limit float64) string {
		text := fmt.Sprintf("%s at %s, %s %s is allowed", Plain(m.Name), Interval(e, m.Unit), word,
			join(Digits(limit, 6), UnitWord(m.Unit)))
		if math.Abs(e.Mean-limit) <= e.HalfWidth {
			text += " (the limit lies within the interval)"
		}
		return text
	}
	switch {
	case m.Max != nil && e.Mean > *m.Max:
		return say("at most", *m.Max)
	case m.Min != nil && e.Mean < *m.Min:
		return say("at least", *m.Min)
	}
	return ""
}

func first(s, _ string) string { return s }

// upper sets a capital first letter where it is ASCII.
func upper(s string) string {
	if s != "" && s[0] >= 'a' && s[0] <= 'z' {
		return string(s[0]-'a'+'A') + s[1:]
	}
	return s
}

// allFailed reports whether a variant has measures and no value of any.
func (b *book) allFailed(i int) bool {
	for _, list := range b.values[i] {
		for _, v := range list {
			if v == v {
				return false
			}
		}
	}
	return len(b.values[i]) > 0
}
