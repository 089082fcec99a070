package experiment

import (
	"fmt"
	"time"
)

// Study is what is to be run: the scenario's plan, its variants and its measures.
type Study struct {
	Name, About string
	Plan        Plan
	Variants    []Variant // of the file, in its order; the first is the reference of paired comparison
	Measures    []Measure // of all variants: those of the first, then what others add
}

// Plan is how many runs of what length.
type Plan struct {
	Start      time.Time       // civil time of tick zero
	For        time.Duration   // horizon of a run, the warm-up included
	Auto       bool            // warm-up to be found by a pilot
	WarmUp     time.Duration   // holds unless Auto
	Periods    []time.Duration // ends of the periods for which key figures are wanted, the last at For; nil for none
	Seed       uint64
	Random     bool // false if nothing is random: one replication says all
	Min, Max   int  // replications
	Precision  []Precision
	Confidence float64 // level of all intervals, such as 0.95
}

// Precision asks that the half-width of a measure be at most Share of its mean in every variant.
type Precision struct {
	Measure string  `json:"measure"`
	Share   float64 `json:"share"` // such as 0.01
}

// Variant is one what-if of the study, with the names of all that its runs report.
type Variant struct {
	Title    string
	Measures []string // names
	States   []State
	Trends   []Trend
	Accounts []Account
}

// State is one row of an asset's time split.
type State struct{ Asset, State string }

// Trend is a signal that is recorded over time.
type Trend struct{ Signal, Unit string }

// Measure is one key figure: how it is shown and what is wanted of it.
type Measure struct {
	Name     string   `json:"name"`
	Unit     string   `json:"unit"`               // display unit as text, "" where the dimension is 1
	Text     string   `json:"text,omitempty"`     // the expression as written
	Better   int      `json:"better,omitempty"`   // +1 higher, -1 lower, 0 not ranked
	Min      *float64 `json:"min,omitempty"`      // limits in the display unit
	Max      *float64 `json:"max,omitempty"`      //
	Recorded *float64 `json:"recorded,omitempty"` // what the plant recorded, in the display unit
}

// Index gives the variant's position.
func (s *Study) Index(title string) (int, bool) {
	for i := range s.Variants {
		if s.Variants[i].Title == title {
			return i, true
		}
	}
	return 0, false
}

// check says what no run could make sense of.
func (s *Study) check() error {
	p := &s.Plan
	switch {
	case len(s.Variants) == 0:
		return fmt.Errorf("the study has no variant")
	case p.For <= 0:
		return fmt.Errorf("run.for must be above 0")
	case p.Min < 1 || p.Max < p.Min:
		return fmt.Errorf("replications from %d to %d: at least 1, and max not below min", p.Min, p.Max)
	case p.Confidence <= 0 || p.Confidence >= 1:
		return fmt.Errorf("confidence %v must lie between 0 and 1", p.Confidence)
	case !p.Auto && (p.WarmUp < 0 || p.WarmUp >= p.For):
		return fmt.Errorf("the warm-up of %v leaves nothing of a run of %v", p.WarmUp, p.For)
	}
	for _, want := range p.Precision {
		if s.measure(want.Measure) < 0 {
			return fmt.Errorf("run.replications.precision names %q, which is no measure", want.Measure)
		}
		if !(want.Share > 0) {
			return fmt.Errorf("run.replications.precision.%s must be above 0", want.Measure)
		}
	}
	return nil
}

// measure gives the position of a measure in the study, -1 if there is none.
func (s *Study) measure(name string) int {
	for i := range s.Measures {
		if s.Measures[i].Name == name {
			return i
		}
	}
	return -1
}
