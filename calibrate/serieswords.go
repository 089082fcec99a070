package calibrate

import (
	"fmt"
	"math"
	"strings"

	"github.com/plantwin/plantwin/experiment"
	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
)

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
