package experiment

import (
	"context"
	"time"

	"github.com/plantwin/plantwin/plant"
)

// Setting gives a number of the model another value.
type Setting struct {
	Path  string
	Value float64 // SI
}

// Task is one run: a replication of a variant. Equal tasks give equal outcomes, wherever they are carried out.
type Task struct {
	Number      int           // position in the order of folding, from 0
	Variant     int           // index into Study.Variants
	Change      []string      // values changed on top of the variant, "path=value": the model is compiled anew
	Set         []Setting     // numbers changed on top of that
	Replication int           // from 1; equal replications of all variants share their random numbers
	Seed        uint64        // of the study
	WarmUp      time.Duration // statistics are cleared at this time
	Want        Want
}

// Want says which courses over time an outcome carries beside its values.
type Want uint8

// The courses over time that a task can ask for.
const (
	WantMeasures Want = 1 << iota // traces behind the measures, for the pilot
	WantTrends                    // recorded signals, for the table `series`
	WantEvents                    // the work on each part, for the table `events`
	WantPeriods                   // the measures of each period, for the table `periods`
	WantObserved                  // who was the bottleneck, for the table `bottlenecks`, and what WantTrips asks for
	WantAccounts                  // costs, energy and carbon, for the table `costs`
	WantReplay                    // where everything was in a window, for the table `replay`
	WantTrips                     // who went where, for the table `trips`
)

// Outcome is what a task gives back. Slices run parallel to those of the task's Variant.
type Outcome struct {
	Number  int            // of the task
	Values  []float64      // len Variant.Measures, in display units; NaN where there was no sample
	Shares  []float64      // len Variant.States, in [0, 1]
	Courses [][]Course     // len Variant.Measures; only with WantMeasures
	Trends  []Course       // len Variant.Trends, in display units; only with WantTrends
	Events  []plant.Stay   // only with WantEvents
	Print   [16]byte       // fingerprint: the hash of the event log
	Handled int64          // events
	Periods [][]float64    // [period of the plan][measure], in display units; NaN where there was no sample; only with WantPeriods
	Necks   []Bottleneck   // without Variant; only with WantObserved
	Trips   []Trips        // without Variant; only with WantTrips or WantObserved
	Amounts []float64      // len Variant.Accounts; only with WantAccounts
	Replay  []plant.Change // only with WantReplay
	Err     *Breakdown     // nil if the run went through; then all above is empty
}

// Course is a signal over time in buckets of equal width.
type Course struct {
	From, Width    float64   // [s] start of the first bucket and width of each
	Mean, Min, Max []float64 // NaN in a bucket without a value; Min and Max may be nil
}

// Breakdown is why a replication failed.
type Breakdown struct {
	At      time.Duration // simulated time
	Asset   string        // "" if no single asset is to blame
	Message string
}

// Runner carries out tasks. Run takes tasks until the channel is closed or ctx ends, sends exactly one outcome for each
// task taken (in any order; none need be sent once ctx has ended), and returns when nothing is under way. An error means
// that the runner itself broke down, not a replication.
type Runner interface {
	Run(ctx context.Context, tasks <-chan Task, outcomes chan<- Outcome) error
}

// Simulator makes one run. It is called from several goroutines at once.
type Simulator interface {
	Simulate(ctx context.Context, t Task) Outcome
}
