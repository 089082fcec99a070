package plant

import (
	"time"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/sim"
)

// Plan is what the scenario's run section asks for.
type Plan struct {
	Name, About string
	Start       time.Time     // civil time of tick zero, in UTC whatever the plant's zone
	For         time.Duration // horizon of one run
	Auto        bool          // warm-up to be found by a pilot; else WarmUp holds
	WarmUp      time.Duration
	Periods     []time.Duration // ends of the periods for which key figures are wanted, the last at For; nil for none
	Seed        uint64
	Random      bool        // false if no run draws a random number: one replication is enough
	Min, Max    int         // replications; equal when the number is fixed
	Precision   []Precision // empty when the number is fixed
	Confidence  float64     // level of the intervals, such as 0.95
}

// Precision asks that the half-width of a measure be at most Share of its mean.
type Precision struct {
	Measure string
	Share   float64 // such as 0.01
}

// Better says which values of a measure are wanted.
type Better int8

// The wanted directions of a measure.
const (
	Unranked Better = 0
	Higher   Better = 1
	Lower    Better = -1
)

// Measure is one key figure of a run.
type Measure struct {
	Name     string
	Unit     unit.Unit // display unit; the zero Unit's Text is "" for dimensionless measures
	Text     string    // the expression as written, for the assumptions
	Better   Better
	Min, Max *float64  // limits in the display unit, nil if none
	Recorded *float64  // what the plant recorded, in the display unit, nil if not given
	Traced   []sim.Ref // stores whose traces show the measure's transient, for the pilot; none for a total of the run
	eval     func(s *sim.State) (float64, bool)
}

// Value reads the measure from a finished run, in its display unit. It is false when there was no sample.
func (m *Measure) Value(s *sim.State) (float64, bool) { return m.eval(s) }

// StateSet is the time split of one asset.
type StateSet struct {
	Asset  string
	States []string
	share  func(s *sim.State, i int) float64
}

// Share is the share of time since the warm-up that the asset's servers spent in state i, in [0, 1].
func (t *StateSet) Share(s *sim.State, i int) float64 { return t.share(s, i) }

// Bottleneck is an asset that may be the bottleneck.
type Bottleneck struct {
	Asset string
	share func(s *sim.State) (sole, shifting float64)
}

// Share is the share of time since the warm-up in which the asset was the bottleneck alone, and in which the bottleneck
// shifted to it or from it; NaN where no time has passed.
func (b *Bottleneck) Share(s *sim.State) (sole, shifting float64) { return b.share(s) }

// Trips are those of a fleet from one place to another.
type Trips struct {
	Fleet, From, To string
	figures         func(s *sim.State) line.TripFigures
}

// Figures are the trips since the warm-up.
func (t *Trips) Figures(s *sim.State) line.TripFigures { return t.figures(s) }

// Trend is a signal whose course over time is kept when a run records.
type Trend struct {
	Signal string
	Unit   unit.Unit
	Ref    sim.Ref
	Coef   float64 // SI value of the signal = Coef * value of the store
}

// Part of the drawing: where an asset stands and where its parts go.
type Place struct {
	Asset, Kind string
	At          [][2]float64 // [m]; one point, or the polyline of a conveyor; empty if the drawing may choose
	To          []string     // assets that parts go on to
	Physics     bool         // an equation component
	Reads       []string     // other assets whose signals its inputs read
	Size        [2]float64   // [m], with its middle at At; zero if not given
	Belt        *Belt        // of a conveyor
}

// Belt is how parts ride along the polyline of a conveyor.
type Belt = line.Belt

// Aisle is an edge of a network of vehicles.
type Aisle struct {
	Network  string
	From, To [2]float64 // [m]
	OneWay   bool
}

// Layout is the plant's floor with everything on it.
type Layout struct {
	Floor  [2]float64 // [m], zero if not given
	Places []Place    // in the order of the file
	Aisles []Aisle    // of all networks

	Zones     []Zone   // named rectangles of the floor, in the order of the file
	Blocked   []string // zones in which nothing can be put
	Clearance float64  // [m] that assets keep from one another where an experiment moves them
}

// Zone is a named rectangle of the floor.
type Zone struct {
	Name   string
	Lo, Hi [2]float64 // [m] corners
}

// Assumption is one thing the reader of a result should know was taken for granted.
type Assumption struct {
	Path, Value, Origin string // such as "press.queue", "0", "default of machine"
}

// Equation is one line of the equations of a component, for the report.
type Equation struct {
	Asset, Kind string
	Text        string // as written in the component file
	Source      string // citation of the kind
}

// Number is one value of the model that has a path.
type Number struct {
	Path     string
	Unit     unit.Unit // of the value as written, or the SI unit of its dimension
	Dim      unit.Dim
	Value    float64 // SI
	Min, Max float64 // range in SI, ±Inf where open
	Shape    bool    // decides the layout of the state: With refuses it
	Whole    bool    // takes whole numbers only
	Differs  bool    // a difference of temperatures, not a point on their scale
	Origin   string  // "file", "default", "expression"
}

// Setting gives a number another value.
type Setting struct {
	Path  string
	Value float64 // SI
}

// Sim is the compiled model that runs.
func (m *Model) Sim() *sim.Model { return m.sim }

// Plan is what the run section asks for.
func (m *Model) Plan() Plan { return m.plan }

// Measures are the key figures in the order of the scenario.
func (m *Model) Measures() []Measure { return m.measures }

// States are the time splits of all assets that keep one, in order of identity.
func (m *Model) States() []StateSet { return m.states }

// Bottlenecks are the assets that may be the bottleneck, those of an observed model or of one with such a measure.
func (m *Model) Bottlenecks() []Bottleneck {
	var out []Bottleneck
	for _, x := range m.line.Bottlenecks {
		out = append(out, Bottleneck{m.compiled.assets[m.compiled.unitAsset[x.Asset]].name, x.Share})
	}
	return out
}

// Trips are those of all fleets from place to place, of an observed model.
func (m *Model) Trips() []Trips {
	var out []Trips
	for _, x := range m.line.Trips {
		out = append(out, Trips{m.compiled.assets[m.compiled.unitAsset[x.Fleet]].name, x.From, x.To, x.Figures})
	}
	return out
}

// Trends are the signals that a recording run keeps over time.
func (m *Model) Trends() []Trend { return m.trends }

// Layout is the floor with its assets.
func (m *Model) Layout() Layout { return m.layout }

// Remark is an assumption that may not be what was meant, with its place.
type Remark struct {
	Pos source.Pos
	Assumption
}

// Remarks are what check tells of a scenario without faults.
func (m *Model) Remarks() []Remark { return m.remarks }

// Assumptions are the defaults taken and other things taken for granted, in the order of the file.
func (m *Model) Assumptions() []Assumption { return m.assumptions }

// Equations are those of every equation component in use, in the order of the file.
func (m *Model) Equations() []Equation { return m.equations }

// Numbers are all values that have a path, in order of path.
func (m *Model) Numbers() []Number { return m.numbers() }
