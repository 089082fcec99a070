package report

import (
	"fmt"
	"html/template"
	"reflect"
	"strings"

	"github.com/plantwin/plantwin/experiment"
)

// page is what the template fills in.
type page struct {
	M           *experiment.Manifest
	Style       template.CSS
	Advice      advice
	Tiles       []tile
	KPI         kpiTable
	Differences []diffChart
	Confidence  string
	Floors      []floorView
	Neck        string
	NeckWords   string
	Necks       []neckChart
	Costs       *costView
	Trips       []tripTable
	States      []stateGroup
	MoreStates  []stateGroup // of large plants, folded away
	StateLegend []legendItem
	Replay      replay
	Trends      []trend
	TrendLegend []legendItem
	Periods     []trend
	TrendNote   string
	Fits        []fit
	Explored    []exploredView
	Failures    []failureRow
	Premises    []premise
	Defaults    []Assumption
	Equations   []equationGroup
	Provenance  []premise
}

// advice is the decision, its first words set apart so that they can stand out.
type advice struct {
	Lead, Rest string
	Notes      []string
}

type floorView struct {
	Title   string
	Drawing template.HTML
}

// premise is a name with a text.
type premise struct{ Name, Text string }

type failureRow struct {
	Variant     string
	Replication int
	When        string
	Asset       string
	Message     string
}

type equationGroup struct {
	Kind, Assets, Source string
	Lines                []template.HTML
}

// statesShown is how many assets a reader sees without opening the rest.
const statesShown = 12

// build gathers all that the page says.
func build(r *experiment.Result, sheet *Sheet) *page {
	m := &r.Manifest
	p := &page{M: m, Advice: advise(&m.Decision), Tiles: tiles(r), KPI: kpis(r),
		Confidence: experiment.Digits(m.Confidence*100, 4) + " %", Fits: fits(r)}
	for i := range m.Measures {
		if d := differences(r, &m.Measures[i]); len(d.Rows) > 0 {
			p.Differences = append(p.Differences, d)
		}
	}
	p.floors(r, sheet)
	p.Replay = replays(r, sheet)
	p.States, p.StateLegend = stateGroups(r.States, m.Variants, m.Decision.Winner)
	if len(p.States) > statesShown {
		p.States, p.MoreStates = p.States[:statesShown], p.States[statesShown:]
	}
	p.Necks = bottlenecks(r)
	p.Costs, p.Trips = costs(r), trips(r)
	p.Trends = trends(r)
	p.Periods = periodCharts(r)
	for i, v := range shown(m) {
		p.TrendLegend = append(p.TrendLegend, legendItem{lineClass(i), v})
	}
	if hidden := len(m.Variants) - len(shown(m)); hidden > 0 {
		p.TrendNote = fmt.Sprintf("%d more variants are in the table series.csv.", hidden)
	}
	for _, f := range r.Failures {
		p.Failures = append(p.Failures, failureRow{f.Variant, f.Replication, span(f.T), f.Asset, f.Message})
	}
	p.Explored = exploredViews(r, sheet)
	p.Premises, p.Provenance = premises(m), provenance(m)
	if sheet != nil {
		p.Defaults, p.Equations = sheet.Assumptions, equations(sheet.Equations)
	}
	return p
}

// advise cuts the sentence at its colon: "Choose “x”" is what a reader in a hurry takes away.
func advise(d *experiment.Decision) advice {
	a := advice{Lead: d.Sentence, Notes: d.Notes}
	lead, rest, ok := strings.Cut(d.Sentence, ": ")
	if strings.Contains(lead, "“") { // a title may have a colon, too
		lead, rest, ok = strings.Cut(d.Sentence, "”: ")
		lead += "”"
	}
	if ok && rest != "" {
		a.Lead, a.Rest = lead, strings.ToUpper(rest[:1])+rest[1:]
	}
	return a
}

// floors draws the layout of the reference and, where it differs, that of the winner.
func (p *page) floors(r *experiment.Result, sheet *Sheet) {
	m := &r.Manifest
	if sheet == nil || len(sheet.Layout.Places) == 0 || len(m.Variants) == 0 {
		return
	}
	ref := m.Variants[0]
	p.Floors = append(p.Floors, floorView{ref, drawLayout(sheet.Layout, r, ref)})
	if w := m.Decision.Winner; w != "" && w != ref && sheet.Chosen != nil && !reflect.DeepEqual(*sheet.Chosen, sheet.Layout) {
		p.Floors = append(p.Floors, floorView{w, drawLayout(*sheet.Chosen, r, w)})
	}
	p.Neck = neck(r, ref)
	if p.Neck == "" {
		return
	}
	p.NeckWords = neckWords(r, ref, p.Neck)
	if w := m.Decision.Winner; w != "" && w != ref {
		if next := neck(r, w); next != "" && next != p.Neck {
			p.NeckWords += fmt.Sprintf("; with “%s” it would be %s", w, next)
		}
	}
}

// premises says how the numbers came about.
func premises(m *experiment.Manifest) []premise {
	conf := experiment.Digits(m.Confidence*100, 4) + " %"
	out := []premise{{"Length of a run", span(m.Horizon) + startWords(m.Start)}, {"Warm-up", warmWords(m)}, {"Replications", replicationWords(m, conf)}}
	if m.Random {
		out = append(out,
			premise{"Chance", fmt.Sprintf("Each asset draws from random streams of its own, one for each purpose, seeded by its name and the number of the replication (seed %d). Equal replications of all variants meet the same chances, so that luck blurs the differences between variants as little as possible.", m.Seed)},
			premise{"Intervals", "“±” is the half-width of a " + conf + " Student t interval of the mean over replications; of differences, over the differences of equal replications. Each interval holds by itself; the advice at the top compares with wider ones, which hold all together (Bonferroni)."})
	} else {
		out = append(out, premise{"Chance", "Nothing in this study is random: one run says all, and every difference is exact."})
	}
	if len(m.Variants) > 1 {
		out = append(out, premise{"Reference", "Differences are against “" + m.Variants[0] + "”."})
	}
	return out
}

func startWords(start string) string {
	if start == "" {
		return ""
	}
	return " of plant time from " + start
}

func warmWords(m *experiment.Manifest) string {
	at := span(m.WarmUp)
	if m.WarmUp == 0 {
		at = "none: everything from the start counts"
	} else {
		at += ", which do not count"
	}
	if m.Pilot == nil {
		return at + " (as given in the scenario)."
	}
	text := fmt.Sprintf("%s. Found by a pilot of %d replications of every variant with MSER-5, where the beginning differs from the rest by more than chance", at, m.Pilot.Replications)
	if m.Pilot.Measure != "" {
		text += fmt.Sprintf("; %s in “%s” settles last", experiment.Plain(m.Pilot.Measure), m.Pilot.Variant)
	}
	return strings.TrimSpace(text + ". " + m.Unsettled())
}

func replicationWords(m *experiment.Manifest, conf string) string {
	text := fmt.Sprintf("%d of each variant", m.Replications)
	if len(m.Precision) == 0 || !m.Random {
		return text + "."
	}
	var asked []string
	for _, p := range m.Precision {
		asked = append(asked, fmt.Sprintf("%s within %s %% of its mean", experiment.Plain(p.Measure), experiment.Digits(p.Share*100, 4)))
	}
	if m.Precise {
		text += ", after which the precision asked for was reached: "
	} else {
		text += ", the most that are allowed; the precision asked for was not reached in every variant: "
	}
	return text + strings.Join(asked, ", ") + " at " + conf + " confidence."
}

// equations gathers lines by kind; assets of one kind share them.
func equations(list []Equation) []equationGroup {
	type block struct {
		kind, asset, source string
		lines               []string
	}
	var blocks []block
	for _, e := range list {
		if k := len(blocks); k == 0 || blocks[k-1].asset != e.Asset {
			blocks = append(blocks, block{kind: e.Kind, asset: e.Asset, source: e.Source})
		}
		b := &blocks[len(blocks)-1]
		b.lines = append(b.lines, e.Text)
	}
	var out []equationGroup
	index := map[string]int{}
	for _, b := range blocks {
		key := b.kind + "\n" + strings.Join(b.lines, "\n")
		if i, ok := index[key]; ok {
			out[i].Assets += ", " + b.asset
			continue
		}
		index[key] = len(out)
		g := equationGroup{Kind: b.kind, Assets: b.asset, Source: b.source}
		for _, l := range b.lines {
			g.Lines = append(g.Lines, mathML(l))
		}
		out = append(out, g)
	}
	return out
}

// provenance says what was made from what.
func provenance(m *experiment.Manifest) []premise {
	out := []premise{{"Run", m.Run}, {"Program", strings.TrimSpace(m.Program + " " + m.Version)}, {"Seed", fmt.Sprint(m.Seed)}}
	if len(m.Options) > 0 {
		out = append(out, premise{"Options", strings.Join(m.Options, ", ")})
	}
	if m.Wall.Command != "" {
		out = append(out, premise{"Command", m.Wall.Command})
	}
	if !m.Wall.Started.IsZero() {
		made := m.Wall.Started.UTC().Format("2006-01-02 15:04:05 MST") + ", took " + span(m.Wall.Seconds)
		if m.Wall.Workers > 0 {
			made += fmt.Sprintf(" with %d workers", m.Wall.Workers)
		}
		out = append(out, premise{"Made", made})
	}
	return out
}
