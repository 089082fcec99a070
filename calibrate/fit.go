package calibrate

import (
	"fmt"
	"math"
	"sort"
	"strings"
)

// Fitted is a distribution found by maximum likelihood.
type Fitted struct {
	Family string
	Args   []string  // names of the arguments in the notation: mean, sd, shape, scale, min, mode, max
	Value  []float64 // of the arguments
	SD     []float64 // standard errors from the observed information; NaN where the family has none (see below)
	Low    []float64 // 95 % interval, on a logarithmic scale where the argument is positive; NaN as SD
	High   []float64

	// Theta are the parameters in which the likelihood was maximised: log_mean; log_scale, log_sigma (of log time; shape =
	// 1/sigma); mu, log_sigma; log_mean, log_shape. Empty for uniform and triangular, whose ends follow the extreme values:
	// their estimates have no normal distribution and no standard errors.
	Theta    []string
	ThetaHat []float64
	ThetaSD  []float64
	LogLik   float64
	AIC, BIC float64
	N        int     // observations
	Ended    int     // of them not censored from the right
	KS       float64 // Kolmogorov-Smirnov distance; NaN where the sample is censored from the left or in intervals
	AD       float64 // Anderson-Darling statistic; NaN as KS
	Err      error   // why there is no fit; then only Family is set
	cdf      func(x float64) float64
}

// Families are the names that FitFamilies knows.
func Families() []string {
	return []string{"exponential", "gamma", "lognormal", "normal", "triangular", "uniform", "weibull"}
}

// CDF returns the fitted distribution function at x.
func (f *Fitted) CDF(x float64) float64 { return f.cdf(x) }

// FitFamily fits one family to a sample. Cost: some ten evaluations of the likelihood, some hundred for uniform and triangular where
// anything is censored.
func FitFamily(s Sample, name string) (*Fitted, error) {
	f := &Fitted{Family: name, KS: math.NaN(), AD: math.NaN()}
	err := s.check()
	if err == nil {
		err = f.fit(s)
	}
	if err != nil {
		return nil, fmt.Errorf("calibrate: %s: %w", name, err)
	}
	f.N, f.Ended = int(s.Size()), int(s.ended())
	k := float64(len(f.Args))
	f.AIC, f.BIC = 2*k-2*f.LogLik, k*math.Log(s.Size())-2*f.LogLik
	f.distances(s)
	return f, nil
}

// FitFamilies fits each family (nil: all of them) and sorts by AIC; families that cannot be fitted stand last with Err set.
func FitFamilies(s Sample, names []string) []Fitted {
	if names == nil {
		names = Families()
	}
	out := make([]Fitted, len(names))
	for i, name := range names {
		f, err := FitFamily(s, name)
		if err != nil {
			f = &Fitted{Family: name, AIC: math.Inf(1), KS: math.NaN(), AD: math.NaN(), LogLik: math.NaN(), Err: err}
		}
		out[i] = *f
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].AIC < out[j].AIC })
	return out
}

// fit finds arguments and likelihood.
func (f *Fitted) fit(s Sample) error {
	switch f.Family {
	case "uniform":
		return f.uniform(s)
	case "triangular":
		return f.triangular(s)
	}
	fam := smooth[f.Family]
	if fam == nil {
		return fmt.Errorf("no such family (known: %s)", strings.Join(Families(), ", "))
	}
	if err := fam.suits(s); err != nil {
		return err
	}
	theta, l, err := fam.maximise(s)
	if err != nil {
		return err
	}
	f.LogLik, f.Theta, f.ThetaHat, f.Args = l.v, fam.theta, theta, fam.args
	cov := information(l, len(theta))
	n := len(theta)
	for i := range n {
		f.ThetaSD = append(f.ThetaSD, math.Sqrt(cov[i*n+i]))
	}
	p, q := jet{v: theta[0], a: 1}, jet{}
	if n == 2 {
		p, q = variables(theta[0], theta[1])
	}
	for i, v := range fam.values(p, q) {
		g := []float64{v.a, v.b}
		variance := 0.0
		for j := range n {
			for k := range n {
				variance += g[j] * g[k] * cov[j*n+k]
			}
		}
		f.put(v.v, math.Sqrt(variance), !(f.Family == "normal" && i == 0))
	}
	f.cdf = func(x float64) float64 {
		if fam.positive && x <= 0 {
			return 0
		}
		return math.Exp(fam.logCDF(x, fixed(theta[0]), fixed(q.v)).v)
	}
	return nil
}

// put appends an argument with its 95 % interval.
func (f *Fitted) put(v, sd float64, positive bool) {
	const z = 1.959963984540054 // normal quantile at 0.975
	f.Value, f.SD = append(f.Value, v), append(f.SD, sd)
	if positive {
		k := math.Exp(z * sd / v)
		f.Low, f.High = append(f.Low, v/k), append(f.High, v*k)
		return
	}
	f.Low, f.High = append(f.Low, v-z*sd), append(f.High, v+z*sd)
}

// suits refuses samples for which the family has no likelihood or no maximum.
func (f *family) suits(s Sample) error {
	if len(f.theta) == 2 && s.ended() < 2 {
		return fmt.Errorf("%d parameters need at least two endings", len(f.theta))
	}
	var first *Observation
	spread := len(f.theta) == 1
	for i := range s {
		o := &s[i]
		if f.positive && o.kind() != right && o.High <= 0 {
			return fmt.Errorf("the value %g is not above 0", o.High)
		}
		if first == nil && o.kind() == exact {
			first = o
		}
		spread = spread || o.kind() != exact || o.Low != first.Low
	}
	if !spread {
		return fmt.Errorf("all values are equal: take a constant")
	}
	return nil
}
