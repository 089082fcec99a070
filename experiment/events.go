package experiment

import (
	"math"
	"time"

	"github.com/plantwin/plantwin/plant"
)

// Event is the work of one asset on one part, in the columns that tools for process mining ask for.
type Event struct {
	Variant     string
	Replication int
	Case        int // number of the part; 0 for a time down, which has none
	Product     string
	Activity    string
	Resource    string
	Start       string  // civil time, "2006-01-02 15:04:05.000"; that of a run without start counts from 1970-01-01
	Complete    string  // "" for work that did not end
	From, To    float64 // [s] the same since the start of the run; To is NaN for work that did not end
}

var eventColumns = []column[Event]{
	text("variant", func(r *Event) *string { return &r.Variant }),
	whole("replication", func(r *Event) *int { return &r.Replication }),
	serial("case", func(r *Event) *int { return &r.Case }),
	text("product", func(r *Event) *string { return &r.Product }),
	text("activity", func(r *Event) *string { return &r.Activity }),
	text("resource", func(r *Event) *string { return &r.Resource }),
	text("start", func(r *Event) *string { return &r.Start }),
	text("complete", func(r *Event) *string { return &r.Complete }),
	num("start_s", func(r *Event) *float64 { return &r.From }),
	num("complete_s", func(r *Event) *float64 { return &r.To }),
}

// eventRow turns a stay into a row; start is the civil time of tick zero.
func eventRow(variant string, replication int, start time.Time, e plant.Stay) Event {
	row := Event{Variant: variant, Replication: replication, Case: int(e.Case), Product: e.Product, Activity: e.Activity,
		Resource: e.Resource, Start: civil(start, e.Start), From: e.Start.Seconds(), To: math.NaN()}
	if e.Complete >= 0 {
		row.Complete, row.To = civil(start, e.Complete), e.Complete.Seconds()
	}
	return row
}
