package doe

import (
	"math"
	"slices"
)

// levels is how many values a factor takes along trajectories; with an even number and steps of half of it all are as likely.
const levels = 4

// Trajectories gives r ways of k+1 points each, on every one of which each factor moves once, in random order, by half of its
// range (Morris, Technometrics 33 (1991) 161-174, section 3, with the middles of four equal parts as levels). The second
// result says which factor each point moved; -1 at the first of a way.
func Trajectories(r, k int, seed uint64) (points [][]float64, moved []int) {
	g := source(mix(seed ^ 0x6d6f72))
	for range r {
		level := make([]int, k)
		for j := range level {
			level[j] = g.IntN(levels)
		}
		point := func() []float64 {
			p := make([]float64, k)
			for j := range p {
				p[j] = (float64(level[j]) + 0.5) / levels
			}
			return p
		}
		points, moved = append(points, point()), append(moved, -1)
		for _, i := range g.Perm(k) {
			level[i] = (level[i] + levels/2) % levels
			points, moved = append(points, point()), append(moved, i)
		}
	}
	return points, moved
}

// Effects are the elementary effects of a factor: the change of the value for a step, by the step as a share of the range.
type Effects struct {
	MuStar Index   // mean of the sizes (Campolongo, Cariboni and Saltelli, Environmental Modelling and Software 22 (2007) 1509-1518)
	Mu     float64 // mean with signs
	Sigma  float64 // deviation: large beside MuStar where the effect depends on the other factors, or bends
}

// Elementary reads the effects of k factors off the values along trajectories; level is that of the intervals of MuStar, by a
// bootstrap over ways. Steps beside a missing value are left out.
func Elementary(points [][]float64, moved []int, f []float64, k int, level float64, seed uint64) []Effects {
	all := make([][]float64, k)
	for p := 1; p < len(points); p++ {
		i := moved[p]
		if i < 0 || math.IsNaN(f[p]) || math.IsNaN(f[p-1]) {
			continue
		}
		all[i] = append(all[i], (f[p]-f[p-1])/(points[p][i]-points[p-1][i]))
	}
	out := make([]Effects, k)
	r := source(mix(seed ^ 0x656666))
	for i, e := range all {
		out[i] = effects(e)
		var boot []float64
		for range 500 {
			sum := 0.0
			for range e {
				sum += math.Abs(e[r.IntN(len(e))])
			}
			boot = append(boot, sum/float64(len(e)))
		}
		out[i].MuStar = interval(out[i].MuStar.Value, boot, level)
	}
	return out
}

func effects(e []float64) Effects {
	n := float64(len(e))
	var out Effects
	sizes := slices.Clone(e)
	for i, v := range e {
		out.Mu += v / n
		sizes[i] = math.Abs(v)
		out.MuStar.Value += sizes[i] / n
	}
	squares := 0.0
	for _, v := range e {
		squares += float64((v - out.Mu) * (v - out.Mu))
	}
	if out.Sigma = math.Sqrt(squares / (n - 1)); len(e) == 0 {
		out.Mu, out.MuStar.Value = math.NaN(), math.NaN()
	}
	return out
}
