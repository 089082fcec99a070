package calibrate

import (
	"context"
	"fmt"
	"math"
	"strings"
	"sync"

	"github.com/plantwin/plantwin/experiment"
	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
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

// words tells of the starts of a multistart: how many came to the best optimum, where the others ended, why some failed.
func (w *Waterfall) words() string {
	var b strings.Builder
	fmt.Fprintf(&b, " %s: ", plural(len(w.Trials), "start"))
	for k := 1; k <= w.Optima; k++ {
		n, cost := 0, 0.0
		for i := range w.Trials {
			if w.Trials[i].Optimum == k {
				n, cost = n+1, w.Trials[i].Estimate.Cost
			}
		}
		switch {
		case k == 1:
			fmt.Fprintf(&b, "%d came to the best (minimised sum %s)", n, digits7(2*cost))
		case k <= optimaTold:
			fmt.Fprintf(&b, ", %d ended at %s", n, digits7(2*cost))
		case k == optimaTold+1:
			fmt.Fprintf(&b, ", the rest above")
		}
	}
	for i := range w.Trials {
		if err := w.Trials[i].Err; err != nil {
			fmt.Fprintf(&b, "; one failed: %v", strings.TrimPrefix(err.Error(), "calibrate: "))
		}
	}
	b.WriteByte('.')
	return b.String()
}

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

// fold is the part to which a reading at a time belongs.
func (f *seriesFit) fold(t float64) int {
	if f.folds == 0 {
		return -1
	}
	return int(math.Mod(math.Floor(t/f.block), float64(f.folds)))
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

// file enters the estimates, rounded as they are used from here on, and the
// overlay of the shared ones. It returns the values used.
func (f *seriesFit) file(p *Problem, e *Estimate, owner []string) []float64 {
	used := make([]float64, len(e.X))
	i := 0
	add := func(list []fitted) {
		for _, x := range list {
			text, v := rounded(e.X[i], x.unit)
			used[i] = v
			if !p.Parameters[i].Fixed {
				f.out.Estimates = append(f.out.Estimates, experiment.Parameter{Fit: f.name, Trial: owner[i], Name: x.path, Unit: x.unit.Text,
					Value: x.unit.FromSI(v), Low: x.unit.FromSI(e.Low[i]), High: x.unit.FromSI(e.High[i]), Bound: boundText(e.Active[i])})
			}
			if owner[i] == "" {
				f.out.Overlay = append(f.out.Overlay, patch(x.path, source.NewScalar(text, source.Pos{})))
			}
			i++
		}
	}
	add(f.shared)
	for _, t := range f.trials {
		add(t.own)
	}
	return used
}

func boundText(b Bound) string {
	if b == NoBound {
		return ""
	}
	return b.String()
}

// warnings says in plain words what the fit could not settle.
func (f *seriesFit) warnings(e *Estimate) []string {
	var out []string
	if !e.Reason.Converged() {
		why := e.Reason.String()
		if e.Refused != nil {
			why += ": " + e.Refused.Error()
		}
		out = append(out, "The fit did not end at a minimum ("+why+").")
	}
	for i, b := range e.Active {
		if b != NoBound {
			out = append(out, fmt.Sprintf("%s ended at its %simum and is not identified: the bound holds it and not the data, which would take it further. Widen its range if that is possible, else fix it.", e.Names[i], b))
		}
	}
	for _, d := range e.Unidentified {
		out = append(out, "Not identified: "+d.Text)
	}
	for _, t := range f.trials {
		out = append(append(out, t.told...), t.still...)
	}
	return out
}

// crossValidate fits again without each of the folds in turn, from the same starts, and holds it against what it has not seen: a
// rule that is settled before anyone looks at the data (Stone, JRSS B 36 (1974) 111-147). "" without folds.
func (f *seriesFit) crossValidate(ctx context.Context, p *Problem, o Options) (string, error) {
	if f.folds == 0 {
		return "", nil
	}
	defer func() { f.held = -1 }()
	o.Watch = nil
	sum, n := 0.0, 0.0
	var each []string
	s := &f.sensors[0]
	for f.held = range f.folds {
		e, _, err := f.fit(p, o)
		if err != nil {
			return "", fmt.Errorf("fold %d: %w", f.held+1, err)
		}
		part, count := 0.0, 0.0
		for _, t := range f.trials {
			if t.validate {
				continue
			}
			y, _, err := t.driven.driven.Run(ctx, t.values(e.X), t.times, false)
			if err != nil {
				return "", fmt.Errorf("fold %d, trial %s: %w", f.held+1, t.name, err)
			}
			for i := range f.sensors {
				for k, v := range t.readings[i] {
					if f.sensors[i].unit == s.unit && finite(v) && f.fold(t.times[k]) == f.held {
						d := s.unit.FromScaleSI(y[i][k] - v)
						part, count = part+d*d, count+1
					}
				}
			}
		}
		sum, n = sum+part, n+count
		each = append(each, digits(math.Sqrt(part/count)))
	}
	f.out.HeldBack[f.name] = math.Sqrt(sum / n)
	return fmt.Sprintf(" Fitted anew without each of %d folds in turn, it is off by %s%s on what it had not seen (%s).", f.folds, digits(math.Sqrt(sum/n)), differenceUnit(s.unit), strings.Join(each, ", ")), nil
}

// evidence simulates every trial with the values used and files readings beside
// the model. It returns the root mean square difference of fitted and of
// validation trials, in the unit of the first sensor.
func (f *seriesFit) evidence(ctx context.Context, used []float64) (rmse [2]float64, err error) {
	var sum [2]float64
	var n [2]int
	for _, t := range f.trials {
		role, k := "fit", 0
		if t.validate {
			role, k = "validate", 1
		}
		y, _, err := t.driven.driven.Run(ctx, t.values(used), t.times, false)
		if err != nil {
			return rmse, fmt.Errorf("trial %s: %w", t.name, err)
		}
		for i := range f.sensors {
			s := &f.sensors[i]
			f.diagnose(t, s, y[i], t.readings[i])
			for j, at := range t.times {
				reading := t.readings[i][j]
				if math.IsNaN(reading) {
					continue
				}
				f.out.Evidence.Points = append(f.out.Evidence.Points, experiment.FitPoint{Fit: f.name, Trial: t.name, Role: role, Signal: s.name, Unit: s.unit.Text,
					T: at, Recorded: s.unit.FromSI(reading), Model: s.unit.FromSI(y[i][j]), SD: s.unit.FromScaleSI(s.noise)})
				if d := s.unit.FromScaleSI(y[i][j] - reading); i == 0 || s.unit == f.sensors[0].unit {
					sum[k] += d * d
					n[k]++
				}
			}
		}
	}
	for k := range rmse {
		rmse[k] = math.Sqrt(sum[k] / float64(n[k]))
	}
	return rmse, nil
}

// summary is one sentence on the fit.
func (f *seriesFit) summary(e *Estimate, rmse [2]float64) string {
	u := differenceUnit(f.sensors[0].unit)
	var b strings.Builder
	fmt.Fprintf(&b, "%s from %s: the model is off by %s%s (RMSE) where it was fitted", plural(len(e.X), "number"), plural(len(e.Residuals), "reading"), digits(rmse[0]), u)
	if finite(rmse[1]) {
		fmt.Fprintf(&b, " and by %s%s on the trial that was kept for validation", digits(rmse[1]), u)
	}
	fmt.Fprintf(&b, "; sum of squared residuals %s.", digits7(e.RSS))
	if finite(e.Condition) {
		fmt.Fprintf(&b, " Condition %s", digits(e.Condition))
		if i, j, c := e.closest(); i != j {
			fmt.Fprintf(&b, "; closest pair %s and %s, correlation %.2f", e.Names[i], e.Names[j], c)
		}
		b.WriteByte('.')
	}
	return b.String()
}

// closest is the pair of parameters with the strongest correlation; equal indices where there is none.
func (e *Estimate) closest() (i, j int, c float64) {
	n := len(e.X)
	for a := range n {
		for b := range a {
			if v := e.Corr[a*n+b]; math.Abs(v) > math.Abs(c) {
				i, j, c = b, a, v
			}
		}
	}
	return i, j, c
}

// differenceUnit is the unit of a difference, with a space in front.
func differenceUnit(u unit.Unit) string {
	switch {
	case u.Affine() && u.Text == "degC":
		return " K"
	case u.Affine():
		return " (difference in " + u.Text + ")"
	case u.Text == "" || u.Text == "1":
		return ""
	}
	return " " + u.Text
}

func digits7(v float64) string { return fmt.Sprintf("%.7g", v) }
