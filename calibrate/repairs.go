package calibrate

import (
	"fmt"
	"math"
)

// History is the record of one repairable system: its failures on its own clock, from 0 to End.
type History struct {
	Events []float64 // > 0, not above End
	End    float64   // end of observation; the last event where observation ended with it
}

// Process is a Poisson process of failures whose rate changes with age, fitted to histories that share it.
type Process struct {
	Form   string   // "power-law": mean(t) = (t/eta)^beta; "log-linear": rate(t) = exp(g0 + g1 t)
	Names  []string // beta, eta; or g0, g1
	Value  []float64
	SD     []float64 // standard errors from the observed information
	LogLik float64
	AIC    float64
}

// checkHistories refuses what no process can be fitted to, and counts events.
func checkHistories(h []History) (n float64, err error) {
	for i := range h {
		if !(h[i].End > 0) || math.IsInf(h[i].End, 1) {
			return 0, fmt.Errorf("calibrate: history %d: the end %g is no time", i+1, h[i].End)
		}
		for _, t := range h[i].Events {
			if !(t > 0 && t <= h[i].End) {
				return 0, fmt.Errorf("calibrate: history %d: the event at %g is not between 0 and the end at %g", i+1, t, h[i].End)
			}
			n++
		}
	}
	if n < 2 {
		return 0, fmt.Errorf("calibrate: a process needs at least two events")
	}
	return n, nil
}

// PowerLaw fits a power-law process (Crow 1974; closed form for one history: beta = n/sum log(End/t)). Cost: linear.
func PowerLaw(h []History) (*Process, error) {
	n, err := checkHistories(h)
	if err != nil {
		return nil, err
	}
	logs, longest := 0.0, 0.0 // sum of log t
	for i := range h {
		longest = math.Max(longest, h[i].End)
		for _, t := range h[i].Events {
			logs += math.Log(t)
		}
	}
	logs -= n * math.Log(longest)
	// n/beta + sum log t - n sum(T^beta log T)/sum(T^beta) falls in beta; T relative to the longest cannot overflow.
	score := func(beta float64) float64 {
		sum, weighted := 0.0, 0.0
		for i := range h {
			l := math.Log(h[i].End / longest)
			w := math.Exp(beta * l)
			sum, weighted = sum+w, weighted+w*l
		}
		return n/beta + logs - n*weighted/sum
	}
	beta, ok := fallingRoot(score, 1e-6, 1e6)
	if !ok {
		return nil, fmt.Errorf("calibrate: the power law has no finite shape: every event is at the end")
	}
	sum := 0.0
	for i := range h {
		sum += math.Exp(beta * math.Log(h[i].End/longest))
	}
	eta := longest * math.Pow(sum/n, 1/beta)
	p, q := variables(beta, math.Log(eta)) // likelihood in beta and log eta
	l := p.log().times(n).add(p.plus(-1).times(logs + n*math.Log(longest))).sub(p.mul(q).times(n))
	for i := range h {
		l = l.sub(p.mul(q.times(-1).plus(math.Log(h[i].End))).exp())
	}
	cov := information(l, 2)
	return &Process{
		Form: "power-law", Names: []string{"beta", "eta"}, Value: []float64{beta, eta},
		SD: []float64{math.Sqrt(cov[0]), eta * math.Sqrt(cov[3])}, LogLik: l.v, AIC: 4 - 2*l.v,
	}, nil
}

// LogLinear fits a process with rate exp(g0 + g1 t) (Cox and Lewis, "The statistical analysis of series of events" (1966), section
// 3.3). Cost: linear.
func LogLinear(h []History) (*Process, error) {
	n, err := checkHistories(h)
	if err != nil {
		return nil, err
	}
	sum, longest := 0.0, 0.0
	for i := range h {
		longest = math.Max(longest, h[i].End)
		for _, t := range h[i].Events {
			sum += t
		}
	}
	area := func(g float64) (v, slope float64) { // of exp(g t) over all histories, relative to exp(max(g,0) longest)
		for i := range h {
			a, b := expArea(g, h[i].End, longest)
			v, slope = v+a, slope+b
		}
		return v, slope
	}
	score := func(g float64) float64 { v, slope := area(g); return sum - n*slope/v }
	g1, ok := fallingRoot2(score, 1/longest)
	if !ok {
		return nil, fmt.Errorf("calibrate: the log-linear rate has no finite slope: every event is at one end")
	}
	v, _ := area(g1)
	g0 := math.Log(n/v) - math.Max(g1, 0)*longest
	l := jet{v: n*g0 + g1*sum - n}
	for i := range h { // second derivatives of the expected number exp(g0) (exp(g1 T) - 1)/g1
		m0, m1, m2 := moments(g1, h[i].End)
		l.aa -= math.Exp(g0) * m0
		l.ab -= math.Exp(g0) * m1
		l.bb -= math.Exp(g0) * m2
	}
	cov := information(l, 2)
	return &Process{
		Form: "log-linear", Names: []string{"g0", "g1"}, Value: []float64{g0, g1},
		SD: []float64{math.Sqrt(cov[0]), math.Sqrt(cov[3])}, LogLik: l.v, AIC: 4 - 2*l.v,
	}, nil
}

// expArea gives the integrals over 0..end of exp(g t) and t exp(g t), times exp(-max(g,0) longest).
func expArea(g, end, longest float64) (v, slope float64) {
	shift := math.Exp(-math.Max(g, 0) * longest)
	m0, m1, _ := moments(g, end)
	if x := g * end; x > 600 { // the growing term alone, without overflow
		e := math.Exp(x - g*longest)
		return e / g, e * (end/g - 1/(g*g))
	}
	return m0 * shift, m1 * shift
}

// moments gives the integrals over 0..end of exp(g t), t exp(g t), t^2 exp(g t).
func moments(g, end float64) (m0, m1, m2 float64) {
	x := g * end
	if math.Abs(x) < 0.5 { // by the series sum x^k/(k! (k+1+j)), since the closed forms cancel
		term := 1.0
		for k := 0.0; k < 25; k++ {
			m0 += term / (k + 1)
			m1 += term / (k + 2)
			m2 += term / (k + 3)
			term *= x / (k + 1)
		}
		return m0 * end, m1 * end * end, m2 * end * end * end
	}
	e := math.Exp(x)
	m0 = math.Expm1(x) / g
	m1 = (end*e - m0) / g
	return m0, m1, (end*end*e - 2*m1) / g
}

// fallingRoot finds the root of a falling function of a positive variable by bisection of its logarithm to the last digit.
func fallingRoot(f func(float64) float64, lo, hi float64) (float64, bool) {
	if !(f(lo) > 0 && f(hi) < 0) {
		return 0, false
	}
	for range 200 {
		mid := math.Sqrt(lo) * math.Sqrt(hi)
		if mid <= lo || mid >= hi {
			break
		}
		if f(mid) > 0 {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi, true
}

// fallingRoot2 finds the root of a falling function of any sign, from steps of a given size.
func fallingRoot2(f func(float64) float64, step float64) (float64, bool) {
	lo, hi := -step, step
	for range 12 {
		if f(lo) > 0 && f(hi) < 0 {
			break
		}
		lo, hi = 2*lo, 2*hi
	}
	if !(f(lo) > 0 && f(hi) < 0) {
		return 0, false
	}
	for range 200 {
		mid := lo + (hi-lo)/2
		if mid <= lo || mid >= hi {
			break
		}
		if f(mid) > 0 {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi, true
}
