package calibrate

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/plantwin/plantwin/experiment"
)

// fold is the part to which a reading at a time belongs.
func (f *seriesFit) fold(t float64) int {
	if f.folds == 0 {
		return -1
	}
	return int(math.Mod(math.Floor(t/f.block), float64(f.folds)))
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
