package report

import (
	"cmp"
	"fmt"
	"html/template"
	"math"
	"slices"

	"github.com/plantwin/plantwin/experiment"
)

// neckShown is how many assets of a variant a reader sees as bottlenecks.
const neckShown = 6

// neckChart is how much of the time each asset was the bottleneck of a variant.
type neckChart struct {
	Variant string
	Chosen  bool
	Rows    []neckRow
}

type neckRow struct {
	Asset, Sole, Shifting string
	Bar                   template.HTML
}

// bottlenecks sets out the table by variant, the greatest share first.
func bottlenecks(r *experiment.Result) []neckChart {
	var out []neckChart
	for _, v := range r.Manifest.Variants {
		list := necksOf(r, v)
		c := neckChart{Variant: v, Chosen: v == r.Manifest.Decision.Winner && len(r.Manifest.Variants) > 1}
		for _, b := range list[:min(len(list), neckShown)] {
			c.Rows = append(c.Rows, neckRow{b.Asset, percent(b.Sole), percent(b.Shifting), neckBar(&b)})
		}
		if c.Rows != nil {
			out = append(out, c)
		}
	}
	return out
}

// necksOf are the assets of a variant that were the bottleneck at some time, in the first replication that says so.
func necksOf(r *experiment.Result, variant string) []experiment.Bottleneck {
	var out []experiment.Bottleneck
	for _, b := range r.Bottlenecks {
		if b.Variant == variant && b.Sole+b.Shifting > 0 && (len(out) == 0 || out[0].Replication == b.Replication) {
			out = append(out, b)
		}
	}
	slices.SortStableFunc(out, func(a, b experiment.Bottleneck) int { return cmp.Compare(b.Sole+b.Shifting, a.Sole+a.Shifting) })
	return out
}

// neckBar draws the share alone and, behind it, the share while the bottleneck shifted.
func neckBar(b *experiment.Bottleneck) template.HTML {
	var s svg
	fmt.Fprintf(&s, `<svg class="bar" viewBox="0 0 1000 20" preserveAspectRatio="none" role="img" aria-label="alone %s, shifting %s">`, percent(b.Sole), percent(b.Shifting))
	s.rect("neck-sole", 0, 0, 1000*math.Min(b.Sole, 1), 20, 0)
	s.rect("neck-shifting", 1000*b.Sole, 0, 1000*math.Min(b.Shifting, 1-b.Sole), 20, 0)
	return s.close()
}

// neck is the bottleneck of a variant: the asset that was it for most of the time by its active periods; where nothing is
// known of them, the machine that waits least.
func neck(r *experiment.Result, variant string) string {
	if list := necksOf(r, variant); len(list) > 0 {
		return list[0].Asset
	}
	return leastIdle(r.States, variant)
}

// neckWords says why an asset is the bottleneck of a variant.
func neckWords(r *experiment.Result, variant, name string) string {
	if list := necksOf(r, variant); len(list) > 0 {
		b := list[0]
		text := fmt.Sprintf("for %s of the time its active period is the longest of all", percent(b.Sole+b.Shifting))
		if b.Shifting > 0.0005 {
			text += fmt.Sprintf(", for %s alone", percent(b.Sole))
		}
		if len(list) > 1 && list[1].Sole+list[1].Shifting >= 0.0005 {
			text += fmt.Sprintf("; next is %s with %s", list[1].Asset, percent(list[1].Sole+list[1].Shifting))
		}
		return text
	}
	l := loads(r.States, variant)[name]
	if l.rest < 0.0005 {
		return fmt.Sprintf("busy %s of the time, and never waiting, starved or blocked", percent(l.busy))
	}
	return fmt.Sprintf("busy %s of the time, and starved, blocked, waiting or off shift only %s", percent(l.busy), percent(math.Abs(l.rest)))
}
