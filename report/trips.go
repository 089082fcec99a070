package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/plantwin/plantwin/experiment"
)

// tripTable is the from-to matrix of a fleet.
type tripTable struct {
	Fleet, Words string
	Heads        []string
	Rows         []tripRow
	Into         []tripCell // of all that end at each place
	All          tripCell
}

type tripRow struct {
	From  string
	Cells []tripCell
	Total tripCell
}

// tripCell is what went from one place to another; Shade is from 0 (nothing) to 5 (the most).
type tripCell struct {
	Loaded, Empty, About string
	Shade                int
}

// tripPlaces is how many places a reader sees; the others are taken together.
const tripPlaces = 14

// tripSums are trips by replication: with parts, without, parts, and the ways with and without [m].
type tripSums [5][]float64

// add adds the trips of a replication, of which there are n.
func (x *tripSums) add(t *experiment.Trips, replication, n int) {
	for k, v := range [...]float64{float64(t.Loaded), float64(t.Empty), float64(t.Parts), t.LoadedWay, t.EmptyWay} {
		if x[k] == nil {
			x[k] = make([]float64, n)
		}
		x[k][replication] += v
	}
}

// plus adds up trips.
func (x *tripSums) plus(y *tripSums) {
	for k := range x {
		if x[k] == nil {
			x[k] = make([]float64, len(y[k]))
		}
		for i, v := range y[k] {
			x[k][i] += v
		}
	}
}

// mean is the mean of a sort of trips over the replications.
func (x *tripSums) mean(k int) float64 {
	if len(x[k]) == 0 {
		return 0
	}
	sum := 0.0
	for _, v := range x[k] {
		sum += v
	}
	return sum / float64(len(x[k]))
}

// trips sets out the trips of each fleet in the variant that a single view is about.
func trips(r *experiment.Result) []tripTable {
	variant := reader(&r.Manifest)
	var fleets []string
	by := map[string][]experiment.Trips{}
	n := map[int]int{} // from 0, of each replication
	for _, x := range r.Trips {
		if x.Variant != variant {
			continue
		}
		if by[x.Fleet] == nil {
			fleets = append(fleets, x.Fleet)
		}
		by[x.Fleet] = append(by[x.Fleet], x)
		if _, ok := n[x.Replication]; !ok {
			n[x.Replication] = len(n)
		}
	}
	var out []tripTable
	for _, f := range fleets {
		out = append(out, tripTableOf(f, by[f], n, r.Manifest.Confidence))
	}
	return out
}

// busiest are the places of a fleet in the order in which they come, and the name that each of the others goes under.
func busiest(list []experiment.Trips) (places []string, name func(string) string) {
	count := map[string]int{}
	for _, x := range list {
		for _, p := range []string{x.From, x.To} {
			if _, ok := count[p]; !ok {
				places = append(places, p)
			}
			count[p] += x.Loaded + x.Empty
		}
	}
	if len(places) <= tripPlaces {
		return places, func(p string) string { return p }
	}
	order := slices.Clone(places)
	slices.SortStableFunc(order, func(a, b string) int { return cmp.Compare(count[b], count[a]) })
	kept := order[:tripPlaces-1]
	others := fmt.Sprintf("%d others", len(places)-len(kept))
	places = append(slices.DeleteFunc(places, func(p string) bool { return !slices.Contains(kept, p) }), others)
	return places, func(p string) string {
		if slices.Contains(kept, p) {
			return p
		}
		return others
	}
}

func tripTableOf(fleet string, list []experiment.Trips, number map[int]int, confidence float64) tripTable {
	places, name := busiest(list)
	t := tripTable{Fleet: fleet, Heads: places}
	cells := map[[2]string]*tripSums{}
	var all tripSums
	most := 0.0
	for i := range list {
		x := &list[i]
		k := [2]string{name(x.From), name(x.To)}
		if cells[k] == nil {
			cells[k] = &tripSums{}
		}
		cells[k].add(x, number[x.Replication], len(number))
		all.add(x, number[x.Replication], len(number))
		most = math.Max(most, cells[k].mean(0)+cells[k].mean(1))
	}
	into := make([]tripSums, len(places))
	for _, from := range places {
		row, sum := tripRow{From: from}, tripSums{}
		for i, to := range places {
			x := cells[[2]string{from, to}]
			if x == nil {
				row.Cells = append(row.Cells, tripCell{})
				continue
			}
			c := cellOf(x, confidence)
			if n := x.mean(0) + x.mean(1); n > 0 {
				c.Shade = 1 + int(4*n/most)
			}
			row.Cells = append(row.Cells, c)
			sum.plus(x)
			into[i].plus(x)
		}
		row.Total = cellOf(&sum, confidence)
		t.Rows = append(t.Rows, row)
	}
	for i := range into {
		t.Into = append(t.Into, cellOf(&into[i], confidence))
	}
	t.All = cellOf(&all, confidence)
	t.Words = tripWords(&all)
	return t
}

// tripWords says what all trips of a fleet come to.
func tripWords(all *tripSums) string {
	loaded, empty := all.mean(3), all.mean(4)
	s := fmt.Sprintf("%s parts on %s trips over %s km; %s trips without parts over %s km", thousands(all.mean(2)), thousands(all.mean(0)),
		thousands(loaded/1000), thousands(all.mean(1)), thousands(empty/1000))
	if way := loaded + empty; way > 0 {
		s += fmt.Sprintf(", %s of the way", percent(empty/way))
	}
	return s
}

// cellOf writes the mean of trips, and what a reader sees who points at it.
func cellOf(x *tripSums, confidence float64) tripCell {
	var c tripCell
	within := func(k int) string {
		if e := experiment.EstimateOf(x[k], confidence); e.HalfWidth > 0 {
			return " ± " + experiment.Digits(e.HalfWidth, 2)
		}
		return ""
	}
	if n := x.mean(0); n > 0 {
		c.Loaded = thousands(n)
		c.About = fmt.Sprintf("%s%s trips with %s parts, %s km", c.Loaded, within(0), thousands(x.mean(2)), thousands(x.mean(3)/1000))
	}
	if n := x.mean(1); n > 0 {
		c.Empty = thousands(n)
		if c.About != "" {
			c.About += "; "
		}
		c.About += fmt.Sprintf("%s%s without, %s km", c.Empty, within(1), thousands(x.mean(4)/1000))
	}
	return c
}
