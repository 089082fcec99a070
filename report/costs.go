package report

import (
	"cmp"
	"fmt"
	"html/template"
	"math"
	"slices"

	"github.com/plantwin/plantwin/experiment"
)

// costView is what a plant costs: all variants in short, and one of them by product and by asset.
type costView struct {
	Variants []costRow
	Title    string // of the variant that the rest is about
	Legend   []legendItem
	Parts    []costTable
	Energy   bool // some is used
	Carbon   bool
	Unit     string // of money
}

// costTable is the cost of one variant, split.
type costTable struct {
	Title, Head string
	Rows        []costRow
	More        int // rows that are not shown
}

// costRow is money with its parts, energy and carbon.
type costRow struct {
	Name                            string
	Money, Overhead, Energy, Carbon string
	Chosen, Reference               bool
	Bar                             template.HTML

	sum spent
}

// spent adds up rows of the table of costs.
type spent struct {
	items                           [len(costItems)]float64
	money, overhead, energy, carbon float64
}

// costItems are the items of money, in the order of bars.
var costItems = [...]struct{ name, class, text string }{
	{"time", "it-time", "time of assets and people"}, {"electricity", "it-electricity", "electricity"},
	{"operations", "it-operations", "material and operations"}, {"upkeep", "it-upkeep", "failures and maintenance"},
	{"holding", "it-holding", "capital in parts"}, {"", "it-utilities", "utilities"},
}

// costRows is how many rows of a table of costs a reader sees.
const costRows = 14

func (x *spent) add(c *experiment.Cost) {
	switch c.Item {
	case "energy":
		x.energy += c.Mean
		return
	case "carbon":
		x.carbon += c.Mean
		return
	}
	x.money += c.Mean
	if c.Product == "" {
		x.overhead += c.Mean
	}
	for i, it := range costItems {
		if it.name == c.Item || it.name == "" { // the last: all that has a name of its own
			x.items[i] += c.Mean
			return
		}
	}
}

// costs sets out the table of costs; nil where there is none.
func costs(r *experiment.Result) *costView {
	if len(r.Costs) == 0 {
		return nil
	}
	m := &r.Manifest
	v := &costView{Title: reader(m)}
	whole := groupCosts(r.Costs, "", func(c *experiment.Cost) string { return c.Variant })
	for _, g := range whole {
		g.Chosen, g.Reference = g.Name == m.Decision.Winner && len(m.Variants) > 1, g.Name == m.Variants[0] && len(m.Variants) > 1
		v.Energy, v.Carbon = v.Energy || g.sum.energy != 0, v.Carbon || g.sum.carbon != 0
		v.Variants = append(v.Variants, g.words())
	}
	for _, c := range r.Costs {
		if c.Item != "energy" && c.Item != "carbon" {
			v.Unit = experiment.UnitWord(c.Unit)
		}
	}
	v.Parts = []costTable{
		costTableOf("By product", "Product", groupCosts(r.Costs, v.Title, func(c *experiment.Cost) string { return cmp.Or(c.Product, "overhead, for no product") })),
		costTableOf("By asset", "Asset", groupCosts(r.Costs, v.Title, func(c *experiment.Cost) string { return c.Asset })),
	}
	for i, it := range costItems {
		if slices.ContainsFunc(whole, func(g costRow) bool { return g.sum.items[i] != 0 }) {
			v.Legend = append(v.Legend, legendItem{it.class, it.text})
		}
	}
	return v
}

// reader is the variant that a single view is about: the one advised, else the first.
func reader(m *experiment.Manifest) string {
	if m.Decision.Winner != "" || len(m.Variants) == 0 {
		return m.Decision.Winner
	}
	return m.Variants[0]
}

// groupCosts adds up the costs of a variant ("": of all) by a key, in the order in which keys come.
func groupCosts(list []experiment.Cost, variant string, key func(c *experiment.Cost) string) []costRow {
	var out []costRow
	at := map[string]int{}
	for i := range list {
		c := &list[i]
		if variant != "" && c.Variant != variant {
			continue
		}
		k := key(c)
		if _, ok := at[k]; !ok {
			at[k] = len(out)
			out = append(out, costRow{Name: k})
		}
		out[at[k]].sum.add(c)
	}
	return out
}

// words writes the numbers of a row.
func (g costRow) words() costRow {
	write := func(v float64) string {
		if v == 0 {
			return "–"
		}
		return thousands(v)
	}
	g.Money, g.Energy, g.Carbon = write(g.sum.money), write(g.sum.energy), write(g.sum.carbon)
	if g.Overhead = "–"; g.sum.money > 0 && g.sum.overhead != 0 {
		g.Overhead = percent(g.sum.overhead / g.sum.money)
	}
	return g
}

// costTableOf sorts rows by money and draws their bars on one scale.
func costTableOf(title, head string, rows []costRow) costTable {
	t := costTable{Title: title, Head: head}
	slices.SortStableFunc(rows, func(a, b costRow) int { return cmp.Compare(b.sum.money, a.sum.money) })
	most := 0.0
	for _, g := range rows {
		sum := 0.0
		for _, w := range g.sum.items { // what batteries have given may be less than nothing: such an item has no bar
			sum += math.Max(w, 0)
		}
		most = math.Max(most, sum)
	}
	for i, g := range rows {
		if i >= costRows {
			t.More++
			continue
		}
		g = g.words()
		g.Bar = costBar(&g.sum, most)
		t.Rows = append(t.Rows, g)
	}
	return t
}

// costBar stacks the items of a row.
func costBar(x *spent, most float64) template.HTML {
	var s, bars svg
	at, about := 0.0, ""
	for i, it := range costItems {
		w := x.items[i]
		if !(w > 0) || most == 0 {
			continue
		}
		about += fmt.Sprintf(", %s %s", it.text, percent(w/x.money))
		fmt.Fprintf(&bars, `<rect class="%s" x="%s" y="0" width="%s" height="20"><title>%s %s</title></rect>`, it.class, n(1000*at/most), n(1000*w/most), it.text, percent(w/x.money))
		at += w
	}
	if about == "" {
		about = ", nothing"
	}
	fmt.Fprintf(&s, `<svg class="bar" viewBox="0 0 1000 20" preserveAspectRatio="none" role="img" aria-label="%s">`, about[2:])
	s.WriteString(bars.String())
	return s.close()
}

// thousands writes a number with four digits, or more before the point, in groups of three.
func thousands(v float64) string {
	if math.Abs(v) < 1000 {
		return experiment.Digits(v, 4)
	}
	s := fmt.Sprintf("%.0f", math.Abs(v))
	out := ""
	for len(s) > 3 {
		out = "\u202f" + s[len(s)-3:] + out
		s = s[:len(s)-3]
	}
	if v < 0 {
		s = "−" + s
	}
	return s + out
}
