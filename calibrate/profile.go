package calibrate

import (
	"fmt"
	"math"
	"sort"

	"gonum.org/v1/gonum/stat/distuv"
)

// ProfilePoint is the best fit with one parameter held.
type ProfilePoint struct {
	X    float64 // value held
	Cost float64 // of the best fit of the others
	Tau  float64 // signed root of the rise of the cost in standard deviations of the noise; linear in X for a linear model
}

// ProfileCurve is the profile likelihood of one parameter.
type ProfileCurve struct {
	Name      string
	Points    []ProfilePoint // by rising X, the estimate among them
	Low, High float64        // 95 % interval; an end that a bound or the reach of the search closes is that bound or ±Inf
}

// Profile follows one parameter (an index into p.Parameters) both ways from the estimate e until the cost has risen by what Student's
// t allows: Bates and Watts, "Nonlinear regression analysis" (1988), section 6.1. Unlike the intervals of the Estimate it needs no
// symmetry. Cost: some twenty fits of the other parameters, from nearby starts.
func Profile(p *Problem, e *Estimate, index int, o Options) (*ProfileCurve, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	if index < 0 || index >= len(p.Parameters) || p.Parameters[index].Fixed {
		return nil, fmt.Errorf("calibrate: there is no free parameter %d to profile", index)
	}
	w := &profiler{p: p, o: o, index: index, e: e, limit: quantileT(0.975, e.DOF), noise: e.Sigma}
	w.o.Watch, w.o.NoPolish = nil, true
	if o.UnitNoise {
		w.limit, w.noise = distuv.UnitNormal.Quantile(0.975), 1
	}
	if !(w.noise > 0) || math.IsNaN(w.limit) {
		return nil, fmt.Errorf("calibrate: without noise and degrees of freedom there is no profile")
	}
	q := &p.Parameters[index]
	curve := &ProfileCurve{Name: q.Name, Points: []ProfilePoint{{e.X[index], e.Cost, 0}}}
	lo, hi := q.bounds()
	curve.Low, curve.High = w.follow(-1, lo, curve), w.follow(1, hi, curve)
	sort.Slice(curve.Points, func(i, j int) bool { return curve.Points[i].X < curve.Points[j].X })
	return curve, nil
}

// profiler refits with one parameter held.
type profiler struct {
	p     *Problem
	o     Options
	index int
	e     *Estimate
	limit float64
	noise float64
	near  []float64 // start of the next fit
}

// follow walks to one side and returns the end of the interval there.
func (w *profiler) follow(sign, bound float64, curve *ProfileCurve) float64 {
	const most = 40 // steps of growing length: enough for a million standard deviations
	q := &w.p.Parameters[w.index]
	u := q.inner(w.e.X[w.index])
	end := q.inner(bound)
	if math.IsNaN(end) {
		end = sign * math.Inf(1)
	}
	w.near = append([]float64(nil), w.e.X...)
	step := w.e.SD[w.index] / q.rate(w.e.X[w.index]) / 2
	if !(step > 0) || math.IsInf(step, 1) {
		step = math.Max(0.01, 0.01*math.Abs(u))
	}
	last, tau := u, 0.0
	for range most {
		next := last + sign*step
		if (next-end)*sign >= 0 {
			next = end
		}
		t, ok := w.try(next, curve)
		if !ok {
			return q.outer(last)
		}
		if t >= w.limit {
			return w.cross(last, tau, next, t, curve)
		}
		if next == end {
			return bound
		}
		last, tau = next, t
		step *= 1.5
	}
	return sign * math.Inf(1)
}

// cross finds where tau meets its limit, by regula falsi (Illinois form).
func (w *profiler) cross(a, ta, b, tb float64, curve *ProfileCurve) float64 {
	q := &w.p.Parameters[w.index]
	fa, fb := ta-w.limit, tb-w.limit
	for range 12 {
		m := b - fb*(b-a)/(fb-fa)
		t, ok := w.try(m, curve)
		if !ok {
			break
		}
		f := t - w.limit
		if math.Abs(f) < 1e-4 {
			return q.outer(m)
		}
		if (f > 0) == (fb > 0) {
			fa /= 2
		} else {
			a, fa = b, fb
		}
		b, fb = m, f
	}
	return q.outer(b)
}

// try fits the others with the parameter at u and returns |tau|.
func (w *profiler) try(u float64, curve *ProfileCurve) (float64, bool) {
	p := *w.p
	p.Parameters = append([]Parameter(nil), w.p.Parameters...)
	free := 0
	for i := range p.Parameters {
		p.Parameters[i].Start = w.near[i]
		if !p.Parameters[i].Fixed {
			free++
		}
	}
	held := &p.Parameters[w.index]
	held.Start = held.outer(u)
	prior := 0.0 // that of the held parameter still counts
	if held.Prior != nil {
		z := (held.Start - held.Prior.Mean) / held.Prior.SD
		prior = z * z / 2
	}
	held.Fixed = true
	var cost float64
	if free > 1 {
		e, err := fit(&p, w.o, p.Eval)
		if err != nil {
			return 0, false
		}
		cost, w.near = e.Cost+prior, append(w.near[:0], e.X...)
	} else {
		x, r := append([]float64(nil), w.near...), make([]float64, p.Residuals)
		x[w.index] = held.Start
		if err := p.Eval(x, r, nil); err != nil {
			return 0, false
		}
		o := w.o.withDefaults()
		cost = o.Loss.cost(o.LossScale, r) + prior
	}
	if math.IsInf(cost, 1) {
		return 0, false
	}
	tau := math.Sqrt(math.Max(0, 2*(cost-w.e.Cost))) / w.noise
	curve.Points = append(curve.Points, ProfilePoint{held.Start, cost, math.Copysign(tau, held.Start-w.e.X[w.index])})
	return tau, true
}
