package experiment

// Result is all that a study has to say, as rows. A NaN is a missing value, an empty cell in the tables.
type Result struct {
	Manifest  Manifest
	KPIs      []KPI
	Runs      []RunValue
	Compare   []Comparison
	States    []StateShare
	Series    []SeriesPoint
	Estimates []Parameter
	Failures  []Failure
	Events    []Event

	Periods     []PeriodValue
	Bottlenecks []Bottleneck // of the first replications
	Trips       []Trips      // of the first replications
	Costs       []Cost
	Replay      []Moment // of the first replications of the reference and of the winner

	Evidence Evidence

	Prints    []Fingerprint
	Selection []Selected

	// Of experiments.
	Designs   []DesignValue
	Sweep     []SweepKPI
	SweepRuns []SweepRun
	Effects   []Effect
	Search    []SearchStep
}

// KPI is a measure of a variant over its replications. Values stand in the display unit.
type KPI struct {
	Variant, Measure, Unit string
	Mean, HalfWidth, SD    float64
	Replications           int // that had a value
}

// Estimate gives the row as an estimate.
func (k *KPI) Estimate() Estimate {
	return Estimate{N: k.Replications, Mean: k.Mean, SD: k.SD, HalfWidth: k.HalfWidth}
}

// RunValue is a measure of one replication.
type RunValue struct {
	Variant       string
	Replication   int
	Measure, Unit string
	Value         float64
}

// Comparison is the paired difference of a variant and the reference.
type Comparison struct {
	Variant, Against, Measure, Unit string
	Difference, HalfWidth           float64
}

// StateShare is the part of time that an asset spent in a state, in [0, 1].
type StateShare struct {
	Variant, Asset, State string
	Share, HalfWidth      float64
}

// SeriesPoint is one bucket of a recorded signal; T is the middle of the bucket in seconds since the start of the run.
type SeriesPoint struct {
	Variant        string
	Replication    int
	Signal, Unit   string
	T              float64 // [s]
	Mean, Min, Max float64
}

// Parameter is a fitted value with its interval. Trial is empty where all trials share it; Bound is "min" or "max" where the
// fit ended at that end of its range.
type Parameter struct {
	Fit, Trial, Name, Unit string
	Value, Low, High       float64
	Bound                  string
}

// Failure is a replication that did not go through.
type Failure struct {
	Variant     string
	Replication int
	Seed        uint64
	T           float64 // [s] simulated time
	Asset       string
	Message     string
}

// Evidence is what fits leave for the reader to judge them by.
type Evidence struct {
	Points  []FitPoint
	Samples []FitSample
	Curves  []CurvePoint
}

// FitPoint is a recorded reading beside the fitted model.
type FitPoint struct {
	Fit, Trial, Role string // role: fit or validate
	Signal, Unit     string
	T                float64 // [s] since the first row of the trial
	Recorded, Model  float64
	SD               float64 // noise that residuals are divided by
}

// FitSample is a recorded duration that a distribution was fitted to. Censored means that it was at least that long.
type FitSample struct {
	Fit, Parameter, Unit string
	Value                float64
	Censored             bool
}

// CurvePoint is a point of the distribution function of a fitted family. Rank 1 was chosen.
type CurvePoint struct {
	Fit, Parameter, Family string
	Rank                   int
	AIC                    float64
	X, P                   float64 // value in the unit of the samples; chance of at most X
}

// results builds the tables from the book, in the scenario's order.
func (b *book) results(r *Result) {
	conf := b.study.Plan.Confidence
	ref := b.reference()
	for i, v := range b.picked {
		variant := &b.study.Variants[v]
		for _, m := range b.study.Measures {
			values := b.of(i, m.Name)
			if values == nil {
				continue
			}
			e := estimate(values, conf)
			r.KPIs = append(r.KPIs, KPI{variant.Title, m.Name, m.Unit, e.Mean, e.HalfWidth, e.SD, e.N})
			if d, ok := b.difference(i, ref, m.Name); ok && i != ref {
				r.Compare = append(r.Compare, Comparison{variant.Title, b.study.Variants[b.picked[ref]].Title, m.Name, m.Unit,
					d.Mean, d.HalfWidth})
			}
		}
		for k, s := range variant.States {
			e := estimate(b.shares[i][k], conf)
			r.States = append(r.States, StateShare{variant.Title, s.Asset, s.State, e.Mean, e.HalfWidth})
		}
	}
}
