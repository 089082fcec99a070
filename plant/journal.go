package plant

import (
	"time"

	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/sim"
)

// Stay is the work of one asset on one part, a row of an event log as tools for process mining read it (IEEE 1849, XES: case,
// activity, resource, and the times of start and completion).
type Stay struct {
	Case     int64  // serial number of the part, in order of making; 0 for a time down, which has none
	Product  string // "" where the plant knows no products
	Activity string // name of the step of the part's route; that of the asset where it has none; of a time down the failure or maintenance
	Resource string // the asset
	Start    time.Duration
	Complete time.Duration // below 0 for work that had not ended with the run, or never did because the part was thrown away
}

// Journal writes down what befalls the parts of a run.
type Journal struct {
	line     *line.Line
	names    []string // of units
	products []string
	steps    *line.Products
	texts    []string // names of activities by code
	stays    []Stay
	open     map[visit]int // position in stays
}

type visit struct {
	asset int32
	part  int64 // of a time down -1 - the cause
}

// Journal begins a journal of r, a run of this model: one row for each part that a source makes and a sink takes, and for each
// work of a machine, ride on a conveyor and transport; for a part that comes out of another, and for each failure and maintenance. Memory: some 100 bytes a row.
func (m *Model) Journal(r *sim.Run) *Journal {
	c := m.compiled
	j := &Journal{line: m.line, steps: m.line.Products, texts: c.activities, open: map[visit]int{}}
	for i := range m.sim.Units {
		j.names = append(j.names, m.sim.UnitName(i))
	}
	if len(c.products) > 1 || len(c.sc.Products) > 0 {
		for _, p := range c.products {
			j.products = append(j.products, p.name)
		}
	}
	r.Follow(j.note)
	return j
}

// Stays are the rows so far, in the order in which they began.
func (j *Journal) Stays() []Stay { return j.stays }

func (j *Journal) note(s *sim.State, h sim.Happening) {
	at := visit{h.Asset, h.Case}
	if h.Part < 0 {
		at.part = -1 - int64(h.Cause)
	}
	i, open := j.open[at]
	switch {
	case open && h.Ends:
		j.stays[i].Complete = h.At
		delete(j.open, at)
		return
	case open: // it goes on after an interruption
		return
	}
	st := Stay{Case: h.Case, Resource: j.names[h.Asset], Start: h.At, Complete: h.At}
	st.Activity = st.Resource
	switch {
	case h.Part < 0:
		st.Activity = j.line.Cause(h.Asset, h.Cause)
	case j.products != nil:
		st.Product = j.products[s.Part(h.Part).Type]
		fallthrough
	default:
		if k := j.steps.Activity(s, h.Part); k >= 0 && !h.Ends {
			st.Activity = j.texts[k]
		}
	}
	if !h.Ends {
		st.Complete = -1
		j.open[at] = len(j.stays)
	}
	j.stays = append(j.stays, st)
}
