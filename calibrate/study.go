package calibrate

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"strconv"

	"github.com/plantwin/plantwin/experiment"
	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
)

// StudyOptions say how the calibrate section of a scenario is carried out. The
// zero value works.
type StudyOptions struct {
	Workers  int                                           // trials simulated at the same time; 0 means all cores
	Progress func(fit string, iteration int, cost float64) // may be nil
}

// Fits is what all fits of a scenario have found.
type Fits struct {
	Estimates []experiment.Parameter
	Evidence  experiment.Evidence
	Notes     []experiment.FitNote
	Overlay   []scenarios.Patch // the values found, rounded to the 8 digits that are used
	RSS       map[string]float64
	HeldBack  map[string]float64 // root mean square error on folds that were held back in turn, in the unit of the fit's first sensor
}

// Study carries out the calibrate section of a scenario. Faults of the section
// come as source.Error, all at once; a section that is left out gives empty Fits.
// A fit that fails ends the study with an error; what was found before it comes with it.
func Study(ctx context.Context, sc *scenarios.Scenario, o StudyOptions) (*Fits, error) {
	s := newStudy(sc)
	s.options = o
	if len(sc.Calibrate) == 0 {
		return s.out, nil
	}
	m, err := plant.Compile(sc)
	if err != nil {
		return nil, err
	}
	s.model = m
	s.numbers = map[string]plant.Number{}
	for _, n := range m.Numbers() {
		s.numbers[n.Path] = n
	}
	var jobs []func(context.Context) error
	for _, e := range sc.Calibrate {
		if j := s.read(e); j != nil {
			jobs = append(jobs, j)
		}
	}
	if err := s.faults.Err(); err != nil {
		return nil, err
	}
	for _, j := range jobs {
		if err := j(ctx); err != nil {
			s.out.round()
			return s.out, err
		}
	}
	s.out.round()
	return s.out, s.faults.Err()
}

// Check reads the calibrate section without carrying it out.
func Check(sc *scenarios.Scenario) error {
	s := newStudy(sc)
	m, err := plant.Compile(sc)
	if err != nil {
		return err
	}
	s.model = m
	s.numbers = map[string]plant.Number{}
	for _, n := range m.Numbers() {
		s.numbers[n.Path] = n
	}
	for _, e := range sc.Calibrate {
		s.read(e)
	}
	return s.faults.Err()
}

func newStudy(sc *scenarios.Scenario) *study {
	return &study{sc: sc, faults: &source.Faults{}, out: &Fits{RSS: map[string]float64{}, HeldBack: map[string]float64{}}, reserved: map[string]bool{}, kept: map[string][]scenarios.Patch{}}
}

// study is one reading of a calibrate section.
type study struct {
	sc      *scenarios.Scenario
	options StudyOptions
	faults  *source.Faults
	model   *plant.Model
	numbers map[string]plant.Number
	out     *Fits

	reserved map[string]bool              // fits to event logs that a structure of a match names
	kept     map[string][]scenarios.Patch // what they found
}

// read reads one entry: a fit to series, to an event log, or of line totals.
func (s *study) read(e scenarios.Entry) func(context.Context) error {
	if e.Value.Get("match") != nil {
		if f := s.readMatch(e); f != nil {
			return f.run
		}
		return nil
	}
	if e.Value.Get("events") != nil {
		if f := s.readEvents(e); f != nil {
			return f.run
		}
		return nil
	}
	if f := s.readSeries(e); f != nil {
		return f.run
	}
	return nil
}

// value reads a number in the dimension of a path, in SI, with the unit in which
// it was written.
func (s *study) value(path string, n *source.Node, dim unit.Dim, difference bool) (float64, unit.Unit, bool) {
	si, u, err := unit.Value(n.Text, dim, difference)
	if n.Kind != source.Scalar || err != nil {
		hint, msg := "write "+dim.Name(), "is no single value"
		if e, ok := err.(*unit.Error); ok {
			hint, msg = e.Hint, e.Msg
		}
		s.faults.At(n, hint, "%s: %s", path, msg)
		return 0, u, false
	}
	return si, u, true
}

// rounded writes a value in a unit with the eight digits that an overlay keeps,
// and gives back in SI what is written: the value that is written is the value
// that is used.
func rounded(si float64, u unit.Unit) (text string, used float64) {
	text = strconv.FormatFloat(u.FromSI(si), 'g', 8, 64)
	v, _ := strconv.ParseFloat(text, 64)
	if u.Text != "" && u.Text != "1" {
		text += " " + u.Text
	}
	return text, u.ToSI(v)
}

// patch is an entry of the overlay.
func patch(path string, value *source.Node) scenarios.Patch {
	return scenarios.Patch{Path: path, Value: value}
}

func (s *study) note(fit, summary string, warnings []string) {
	s.out.Notes = append(s.out.Notes, experiment.FitNote{Fit: fit, Summary: summary, Warnings: warnings})
}

// digits writes a figure for a sentence.
func digits(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }

func plural(n int, word string) string {
	if n == 1 {
		return fmt.Sprintf("1 %s", word)
	}
	return fmt.Sprintf("%d %ss", n, word)
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// workers is the number of simulations at the same time.
func workers(n int) int {
	if n > 0 {
		return n
	}
	return runtime.GOMAXPROCS(0)
}
