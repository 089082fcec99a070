package report

import (
	"cmp"
	"fmt"
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

// trips sets out the trips of each fleet in the variant that a single view is about.
func trips(r *experiment.Result) []tripTable {
	variant := reader(&r.Manifest)
	var fleets []string
	by := map[string][]experiment.Trips{}
	for _, x := range r.Trips {
		if x.Variant != variant {
			continue
		}
		if by[x.Fleet] == nil {
			fleets = append(fleets, x.Fleet)
		}
		by[x.Fleet] = append(by[x.Fleet], x)
	}
	var out []tripTable
	for _, f := range fleets {
		out = append(out, tripTableOf(f, by[f]))
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

func tripTableOf(fleet string, list []experiment.Trips) tripTable {
	places, name := busiest(list)
	t := tripTable{Fleet: fleet, Heads: places}
	cells := map[[2]string]experiment.Trips{}
	var all experiment.Trips
	most := 0
	for _, x := range list {
		k := [2]string{name(x.From), name(x.To)}
		cells[k] = plus(cells[k], x)
		all = plus(all, x)
		most = max(most, cells[k].Loaded+cells[k].Empty)
	}
	for _, from := range places {
		row, sum := tripRow{From: from}, experiment.Trips{}
		for _, to := range places {
			x := cells[[2]string{from, to}]
			c := cellOf(&x)
			if n := x.Loaded + x.Empty; n > 0 {
				c.Shade = 1 + 4*n/most
			}
			row.Cells = append(row.Cells, c)
			sum = plus(sum, x)
		}
		row.Total = cellOf(&sum)
		t.Rows = append(t.Rows, row)
	}
	for _, to := range places {
		sum := experiment.Trips{}
		for _, from := range places {
			sum = plus(sum, cells[[2]string{from, to}])
		}
		t.Into = append(t.Into, cellOf(&sum))
	}
	t.All = cellOf(&all)
	t.Words = fmt.Sprintf("%s parts on %s trips over %s km; %s trips without parts over %s km", thousands(float64(all.Parts)), thousands(float64(all.Loaded)),
		thousands(all.LoadedWay/1000), thousands(float64(all.Empty)), thousands(all.EmptyWay/1000))
	if way := all.LoadedWay + all.EmptyWay; way > 0 {
		t.Words += fmt.Sprintf(", %s of the way", percent(all.EmptyWay/way))
	}
	return t
}

// plus adds up trips.
func plus(a, b experiment.Trips) experiment.Trips {
	a.Loaded, a.Empty, a.Parts = a.Loaded+b.Loaded, a.Empty+b.Empty, a.Parts+b.Parts
	a.LoadedWay, a.EmptyWay = a.LoadedWay+b.LoadedWay, a.EmptyWay+b.EmptyWay
	return a
}

func cellOf(x *experiment.Trips) tripCell {
	var c tripCell
	if x.Loaded > 0 {
		c.Loaded = thousands(float64(x.Loaded))
		c.About = fmt.Sprintf("%s parts, %s km", thousands(float64(x.Parts)), thousands(x.LoadedWay/1000))
	}
	if x.Empty > 0 {
		c.Empty = thousands(float64(x.Empty))
		if c.About != "" {
			c.About += "; "
		}
		c.About += fmt.Sprintf("%s km empty", thousands(x.EmptyWay/1000))
	}
	return c
}
