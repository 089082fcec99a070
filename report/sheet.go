package report

import "github.com/plantwin/plantwin/plant"

// Sheet is what the report takes from the compiled model.
type Sheet struct {
	Layout      Layout
	Chosen      *Layout            // of the variant that won; drawn where it differs from that of the reference; may be nil
	Best        map[string]*Layout // by title of an experiment that moves assets: the layout that it advises
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
