package report

import (
	"fmt"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/experiment"
)

// The table of costs is added up by variant, product and asset; the bars have one scale, and the dearest comes first.
func TestCostViews(t *testing.T) {
	r := &experiment.Result{Costs: []experiment.Cost{
		{Variant: "a", Asset: "press", Product: "x", Item: "time", Unit: "EUR", Mean: 30},
		{Variant: "a", Asset: "press", Product: "x", Item: "energy", Unit: "kWh", Mean: 7},
		{Variant: "a", Asset: "press", Item: "upkeep", Unit: "EUR", Mean: 10},
		{Variant: "a", Asset: "oven", Product: "y", Item: "electricity", Unit: "EUR", Mean: 60},
		{Variant: "a", Asset: "oven", Product: "y", Item: "carbon", Unit: "kg", Mean: 2},
		{Variant: "b", Asset: "press", Product: "x", Item: "time", Unit: "EUR", Mean: 12345.6},
	}}
	r.Manifest.Variants = []string{"a", "b"}
	v := costs(r)
	for _, x := range []struct{ got, want string }{
		{v.Title, "a"}, {v.Variants[0].Money, "100"}, {v.Variants[0].Overhead, "10 %"}, {v.Variants[0].Energy, "7"}, {v.Variants[1].Money, "12\u202f346"}, {v.Variants[1].Energy, "–"},
		{v.Parts[0].Rows[0].Name, "y"}, {v.Parts[0].Rows[2].Name, "overhead, for no product"}, {v.Parts[1].Rows[0].Name, "oven"}, {v.Parts[1].Rows[1].Money, "40"},
	} {
		if x.got != x.want {
			t.Errorf("%q, want %q", x.got, x.want)
		}
	}
	if bar := string(v.Parts[1].Rows[1].Bar); !strings.Contains(bar, `width="500"`) || !strings.Contains(bar, "failures and maintenance 25 %") {
		t.Errorf("the bar of the press is %s", bar)
	}
	if len(v.Legend) != 3 || !v.Energy || !v.Carbon {
		t.Errorf("%+v", v)
	}
}

// Of many places the busiest are shown, and the others together: nothing is lost.
func TestTripTable(t *testing.T) {
	r := &experiment.Result{}
	r.Manifest.Variants = []string{"a"}
	for i := range 20 {
		from, to := fmt.Sprintf("p%d", i), fmt.Sprintf("p%d", i+1)
		r.Trips = append(r.Trips, experiment.Trips{Variant: "a", Fleet: "agv", From: from, To: to, Loaded: 10 * i, Parts: 20 * i, LoadedWay: 1000 * float64(i)},
			experiment.Trips{Variant: "a", Fleet: "agv", From: to, To: from, Empty: 1, EmptyWay: 500})
	}
	list := trips(r)
	if len(list) != 1 || len(list[0].Rows) != tripPlaces || len(list[0].Rows[0].Cells) != tripPlaces {
		t.Fatalf("%d tables", len(list))
	}
	m := list[0]
	if m.All.Loaded != "1\u202f900" || m.All.Empty != "20" || !strings.HasPrefix(m.Words, "3\u202f800 parts on 1\u202f900 trips over 190 km; 20 trips without parts over 10 km, 5 % of the way") {
		t.Errorf("%+v, %s", m.All, m.Words)
	}
	last := m.Heads[len(m.Heads)-1]
	if last != "8 others" || m.Rows[len(m.Rows)-1].From != last {
		t.Errorf("the last place is %s", last)
	}
	most := 0
	for _, row := range m.Rows {
		for _, c := range row.Cells {
			most = max(most, c.Shade)
			if (c.Shade > 0) != (c.Loaded+c.Empty != "") {
				t.Errorf("%+v is shaded", c)
			}
		}
	}
	if most != 5 {
		t.Errorf("the darkest is %d", most)
	}
}

// A cell is the mean of the replications, with the interval for a reader who points at it; a replication without such a trip counts as none.
func TestTripsOfReplications(t *testing.T) {
	r := &experiment.Result{}
	r.Manifest.Variants, r.Manifest.Confidence = []string{"a"}, 0.95
	for i, n := range []int{9, 12, 15} {
		r.Trips = append(r.Trips, experiment.Trips{Variant: "a", Replication: i + 1, Fleet: "agv", From: "x", To: "y", Loaded: n, Parts: 2 * n, LoadedWay: 1000})
	}
	r.Trips = append(r.Trips, experiment.Trips{Variant: "a", Replication: 2, Fleet: "agv", From: "y", To: "x", Empty: 3, EmptyWay: 3000})
	m := trips(r)[0]
	// t(0.975, 2) = 4.3027, of a standard deviation of 3 and 3 replications
	if c := m.Rows[0].Cells[1]; c.Loaded != "12" || c.About != "12 ± 7.5 trips with 24 parts, 1 km" {
		t.Errorf("%+v", c)
	}
	if c := m.Rows[1].Cells[0]; c.Empty != "1" || c.About != "1 ± 4.3 without, 1 km" {
		t.Errorf("%+v", c)
	}
	if m.Words != "24 parts on 12 trips over 1 km; 1 trips without parts over 1 km, 50 % of the way" {
		t.Error(m.Words)
	}
}
