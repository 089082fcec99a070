package experiment

import (
	"math"
	"slices"

	"github.com/plantwin/plantwin/internal/elem"
)

// screened is what the selection of a subset says of one of several systems.
type screened struct {
	kept   bool
	behind float64 // its mean less that of the best, in the sense wanted: at most 0
	yard   float64 // the most that it may be behind the system that beats it most clearly; NaN where that cannot be said
}

// subset says which systems cannot be told from the best: with at least the given confidence the best one is among those kept,
// whatever the means, if values are normal. y[i][r] is the value of system i in replication r, the larger the better; NaN is
// missing. System i is kept if its mean is at least that of each other system j less t S_ij / sqrt(n), where S_ij is the
// deviation of the paired differences and t the quantile 1 - (1-confidence)/(k-1) of Student's t with n-1 degrees of freedom:
// the screening of Nelson, Swann, Goldsman and Song (Operations Research 49 (2001) 950-963, section 3.1) with Bonferroni's
// inequality in the place of independence, which common random numbers need (Nelson and Matejcik, Management Science 41 (1995)
// 1935-1945). exact: nothing is random.
func subset(y [][]float64, confidence float64, exact bool) []screened {
	out := make([]screened, len(y))
	var in []int
	best := math.Inf(-1)
	for i := range y {
		if e := estimate(y[i], confidence); e.N > 0 {
			in = append(in, i)
			best = max(best, e.Mean)
		}
	}
	level := 1 - 2*(1-confidence)/float64(max(len(in)-1, 1))
	for _, i := range in {
		s := &out[i]
		s.kept, s.behind, s.yard = true, estimate(y[i], confidence).Mean-best, math.NaN()
		clear := 0.0 // how far beyond its yardstick
		for _, j := range in {
			d := paired(y[i], y[j], level)
			if i == j || d.N == 0 || !(d.Mean < 0) || d.N < 2 && !exact {
				continue
			}
			w := d.HalfWidth
			if exact {
				w = float64(1e-9 * math.Abs(best))
			}
			if over := -d.Mean - w; over > clear || s.kept && math.IsNaN(s.yard) {
				clear, s.yard = max(over, clear), w
			}
			s.kept = s.kept && -d.Mean <= w
		}
	}
	return out
}

// knProcedure selects the best of several systems by comparing them after every replication and dropping those that are clearly
// behind: the fully sequential procedure of Kim and Nelson (ACM Transactions on Modeling and Computer Simulation 11 (2001)
// 251-273, section 3, c = 1), valid under common random numbers. With at least the confidence asked for, the system selected
// is the best one if the best is better by delta than all others.
type knProcedure struct {
	delta float64
	h2    float64
	s2    [][]float64 // variances of paired differences over the first n0 replications
	in    []int       // still in the race
	last  int         // replications after which the largest mean wins
}

// startKN begins with the first n0 values of every system (n0 > 1, the larger the better, none missing).
func startKN(y [][]float64, n0 int, confidence, delta float64) *knProcedure {
	k := len(y)
	p := &knProcedure{delta: delta, s2: make([][]float64, k)}
	eta := float64(0.5 * (elem.Pow(2*(1-confidence)/float64(max(k-1, 1)), -2/float64(n0-1)) - 1))
	p.h2 = 2 * eta * float64(n0-1)
	most := 0.0
	for i := range y {
		p.in = append(p.in, i)
		p.s2[i] = make([]float64, k)
		for j := range i {
			e := paired(y[i][:n0], y[j][:n0], confidence)
			v := float64(e.SD * e.SD)
			p.s2[i][j], p.s2[j][i] = v, v
			most = max(most, math.Floor(p.h2*v/float64(delta*delta)))
		}
	}
	p.last = int(min(most, 1e9)) + 1
	return p
}

// screen drops what is clearly behind after r replications and reports whether one is left.
func (p *knProcedure) screen(y [][]float64, r int) bool {
	mean := make([]float64, len(y))
	for _, i := range p.in {
		for _, v := range y[i][:r] {
			mean[i] += v / float64(r)
		}
	}
	if r >= p.last {
		best := p.in[0]
		for _, i := range p.in {
			if mean[i] > mean[best] {
				best = i
			}
		}
		p.in = []int{best}
		return true
	}
	behind := func(i int) bool {
		for _, l := range p.in {
			if w := p.delta / (2 * float64(r)) * (p.h2*p.s2[i][l]/float64(p.delta*p.delta) - float64(r)); l != i && mean[i] < mean[l]-max(w, 0) {
				return true
			}
		}
		return false
	}
	var drop []int
	for _, i := range p.in {
		if behind(i) {
			drop = append(drop, i)
		}
	}
	p.in = slices.DeleteFunc(p.in, func(i int) bool { return slices.Contains(drop, i) })
	return len(p.in) == 1
}
