package calibrate

import (
	"context"
	"fmt"
	"math"
	"sync"

	"github.com/plantwin/plantwin/plant"
)

// drivenTrial is a trial's model with its place in the problem.
type drivenTrial struct {
	driven *plant.Driven
	at     []int // parameter of the problem for each fitted number of the trial
}

// run fits and files what was found.
func (f *seriesFit) run(ctx context.Context) error {
	p, owner := f.problem(ctx)
	o := Options{Loss: f.loss, Ftol: 1e-9, Xtol: 1e-6, Joint: true}
	if f.options.Progress != nil {
		o.Watch = func(i int, _ []float64, cost float64) { f.options.Progress(f.name, i, cost) }
	}
	e, fall, err := f.fit(p, o)
	if err != nil {
		return fmt.Errorf("calibrate.%s: %w", f.name, err)
	}
	f.out.RSS[f.name] = e.RSS
	used := f.file(p, e, owner)
	warnings := f.warnings(e)
	rmse, err := f.evidence(ctx, used)
	if err != nil {
		return fmt.Errorf("calibrate.%s: %w", f.name, err)
	}
	folded, err := f.crossValidate(ctx, p, o)
	if err != nil {
		return fmt.Errorf("calibrate.%s: %w", f.name, err)
	}
	profiles, err := f.profiles(p, e, o)
	if err != nil {
		return fmt.Errorf("calibrate.%s: %w", f.name, err)
	}
	warnings = append(append(warnings, diagnosisWords(f.where, f.diagnoses)...), profiles...)
	f.note(f.name, f.summary(e, rmse)+fall+folded, warnings)
	return nil
}

// fit fits from one start or from several; fall tells of the others.
func (f *seriesFit) fit(p *Problem, o Options) (e *Estimate, fall string, err error) {
	if f.starts < 2 {
		e, err = LeastSquares(p, o)
		return e, "", err
	}
	p.Fork = func() func(x, r, jac []float64) error { return p.Eval }
	w, err := Multistart(p, f.starts, f.model.Plan().Seed, o)
	if err != nil {
		return nil, "", err
	}
	return w.Best, w.words(), nil
}

// optimaTold is how many optima are told one by one.
const optimaTold = 5

// profiles follows the parameters of which a profile is asked for.
func (f *seriesFit) profiles(p *Problem, e *Estimate, o Options) ([]string, error) {
	var out []string
	for _, path := range f.profiled {
		for i := range p.Parameters {
			if p.Parameters[i].Name != path || p.Parameters[i].Fixed {
				continue
			}
			c, err := Profile(p, e, i, o)
			if err != nil {
				return nil, err
			}
			u := f.numbers[path].Unit
			out = append(out, fmt.Sprintf("Profile likelihood of %s: 95 %% from %s to %s %s.", path, digits(u.FromSI(c.Low)), digits(u.FromSI(c.High)), u.Text))
		}
	}
	return out, nil
}

// diagnose looks at what is left over of one sensor in one fitted trial.
func (f *seriesFit) diagnose(t *trial, s *sensor, model, readings []float64) {
	if t.validate {
		return
	}
	var at, y, r []float64
	for j, v := range readings {
		if !math.IsNaN(v) && v > s.low && v < s.high {
			at, y, r = append(at, t.times[j]), append(y, model[j]), append(r, (model[j]-v)/s.noise)
		}
	}
	f.where = append(f.where, s.name+" ("+t.name+")")
	f.diagnoses = append(f.diagnoses, Diagnose(at, y, r))
}

// problem lines up shared numbers, then those of each trial, and the residuals
// of all trials that are fitted. owner names the trial of each number, "" for
// shared ones.
func (f *seriesFit) problem(ctx context.Context) (*Problem, []string) {
	p := &Problem{}
	var owner []string
	for _, x := range f.shared {
		p.Parameters = append(p.Parameters, x.parameter)
		owner = append(owner, "")
	}
	for _, t := range f.trials {
		t.driven.at = nil
		for i := range f.shared {
			t.driven.at = append(t.driven.at, i)
		}
		for _, x := range t.own {
			t.driven.at = append(t.driven.at, len(p.Parameters))
			q := x.parameter
			q.Fixed = t.validate
			p.Parameters = append(p.Parameters, q)
			owner = append(owner, t.name)
		}
		if !t.validate {
			p.Residuals = t.place(p.Residuals)
		}
	}
	p.Eval = func(x, r, jac []float64) error { return f.eval(ctx, x, r, jac) }
	return p, owner
}

// place gives each reading its residual, from one on, and returns the next free one. What is missing has none, so that it does not
// count as seen.
func (t *trial) place(next int) int {
	t.rows = nil
	for _, readings := range t.readings {
		rows := make([]int, len(readings))
		for k, v := range readings {
			if rows[k] = -1; finite(v) {
				rows[k] = next
				next++
			}
		}
		t.rows = append(t.rows, rows)
	}
	return next
}

// eval simulates all fitted trials, several at the same time.
func (f *seriesFit) eval(ctx context.Context, x, r, jac []float64) error {
	errs := make([]error, len(f.trials))
	var wg sync.WaitGroup
	slots := make(chan struct{}, workers(f.options.Workers))
	for i, t := range f.trials {
		if t.validate {
			continue
		}
		wg.Add(1)
		slots <- struct{}{}
		go func() {
			defer func() { <-slots; wg.Done() }()
			errs[i] = f.residuals(ctx, t, x, r, jac)
		}()
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// residuals writes the rows of one trial: model minus reading in units of the
// noise; one at an end of the sensor's range counts as at or beyond it.
func (f *seriesFit) residuals(ctx context.Context, t *trial, x, r, jac []float64) error {
	y, dy, err := t.driven.driven.Run(ctx, t.values(x), t.times, jac != nil)
	if err != nil {
		return fmt.Errorf("trial %s: %w", t.name, err)
	}
	n, own := len(x), len(t.driven.at)
	for s := range f.sensors {
		for k, model := range y[s] {
			row := t.rows[s][k]
			if row < 0 {
				continue
			}
			if f.held >= 0 && f.fold(t.times[k]) == f.held {
				r[row] = 0
				continue
			}
			res, slope := f.sensors[s].residual(model, t.readings[s][k])
			r[row] = res
			if jac == nil {
				continue
			}
			for j, at := range t.driven.at {
				jac[row*n+at] = slope * dy[s][k*own+j]
			}
		}
	}
	return nil
}

func (t *trial) values(x []float64) []float64 {
	out := make([]float64, len(t.driven.at))
	for j, at := range t.driven.at {
		out[j] = x[at]
	}
	return out
}

// residual is model minus reading in units of the noise, and its derivative by
// the model.
func (s *sensor) residual(model, reading float64) (r, slope float64) {
	switch {
	case math.IsNaN(reading):
		return 0, 0
	case reading >= s.high:
		r, slope = Censored((model - s.high) / s.noise)
		return r, slope / s.noise
	case reading <= s.low:
		r, slope = Censored((s.low - model) / s.noise)
		return r, -slope / s.noise
	}
	return (model - reading) / s.noise, 1 / s.noise
}
