package report

import (
	"reflect"

	"github.com/plantwin/plantwin/plant"
)

// Sheet is what the report takes from the compiled model.
type Sheet struct {
	Layout      Layout
	Chosen      *Layout // of the variant that won, if it differs from that of the reference; else nil
	Assumptions []Assumption
	Equations   []Equation
}

// The parts of a sheet are those of the model.
type (
	Layout     = plant.Layout
	Place      = plant.Place
	Assumption = plant.Assumption
	Equation   = plant.Equation
)

// SheetOf reads the reference and the variant that won, which may be the same model or nil.
func SheetOf(reference, chosen *plant.Model) *Sheet {
	s := &Sheet{Layout: reference.Layout(), Assumptions: reference.Assumptions(), Equations: reference.Equations()}
	if chosen != nil {
		if l := chosen.Layout(); !reflect.DeepEqual(l, s.Layout) {
			s.Chosen = &l
		}
	}
	return s
}
