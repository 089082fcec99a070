package report

import (
	"fmt"
	"html/template"
	"math"
	"strings"

	"github.com/plantwin/plantwin/experiment"
)

// stateGroup is an asset with its time split in each variant.
type stateGroup struct {
	Asset string
	Rows  []stateRow
}

type stateRow struct {
	Variant, Busy, Words string
	Chosen               bool
	Bar                  template.HTML
}

// legendItem is a colour with its meaning.
type legendItem struct{ Class, Text string }

// stateClass is the colour of a state; names that are not among the usual ones take turns.
func stateClass(name string) string {
	switch name {
	case "busy", "starved", "blocked", "waiting", "setup", "down", "held", "off_shift":
		return "st-" + name
	case "up", "free", "idle":
		return "st-starved"
	case "loaded":
		return "st-busy"
	case "charging":
		return "st-setup"
	}
	if x, ok := vehicleClass[name]; ok {
		return x
	}
	sum := 0
	for _, c := range name {
		sum += int(c)
	}
	return fmt.Sprintf("st-x%d", sum%4)
}

// vehicleClass are colours of vehicles and of people on their way, apart from one another.
var vehicleClass = map[string]string{"loading": "st-x0", "unloading": "st-x2", "empty": "st-x3", "walking": "st-x3"}

// working reports whether an asset in a state is at work; vehicles have three such states.
func working(state string) bool {
	switch state {
	case "busy", "loaded", "loading", "unloading":
		return true
	}
	return false
}

// stateGroups gathers the table by asset, in its order, and lists the states that occur.
func stateGroups(states []experiment.StateShare, variants []string, winner string) ([]stateGroup, []legendItem) {
	type key struct{ asset, variant string }
	split := map[key][]experiment.StateShare{}
	var assets []string
	var legend []legendItem
	seenAsset, seenState := map[string]bool{}, map[string]bool{}
	for _, s := range states {
		if !seenAsset[s.Asset] {
			seenAsset[s.Asset] = true
			assets = append(assets, s.Asset)
		}
		if !seenState[s.State] && s.Share > 0 {
			seenState[s.State] = true
			legend = explain(legend, stateClass(s.State), experiment.Plain(s.State))
		}
		k := key{s.Asset, s.Variant}
		split[k] = append(split[k], s)
	}
	var groups []stateGroup
	for _, a := range assets {
		g := stateGroup{Asset: a}
		for _, v := range variants {
			if parts := split[key{a, v}]; len(parts) > 0 {
				row := stateBar(parts)
				row.Variant, row.Chosen = v, v == winner && len(variants) > 1
				g.Rows = append(g.Rows, row)
			}
		}
		groups = append(groups, g)
	}
	return groups, legend
}

// explain adds a state to the legend, to the entry of its colour if there is one.
func explain(legend []legendItem, class, text string) []legendItem {
	for i := range legend {
		if legend[i].Class == class {
			legend[i].Text += ", " + text
			return legend
		}
	}
	return append(legend, legendItem{class, text})
}

// stateBar stacks the shares of one asset in one variant.
func stateBar(parts []experiment.StateShare) stateRow {
	var s svg
	var words []string
	row := stateRow{Busy: "–"}
	var bars svg
	x, busy := 0.0, 0.0
	for _, p := range parts {
		if working(p.State) {
			busy += p.Share
			row.Busy = percent(busy)
		}
		if math.IsNaN(p.Share) || p.Share <= 0 {
			continue
		}
		words = append(words, experiment.Plain(p.State)+" "+percent(p.Share))
		fmt.Fprintf(&bars, `<rect class="%s" x="%s" y="0" width="%s" height="20"><title>%s %s</title></rect>`, stateClass(p.State),
			n(x*1000), n(p.Share*1000), template.HTMLEscapeString(experiment.Plain(p.State)), template.HTMLEscapeString(percent(p.Share)))
		x += p.Share
	}
	row.Words = strings.Join(words, ", ")
	fmt.Fprintf(&s, `<svg class="bar" viewBox="0 0 1000 20" preserveAspectRatio="none" role="img" aria-label="%s">`,
		template.HTMLEscapeString(row.Words))
	s.WriteString(bars.String())
	row.Bar = s.close()
	return row
}
