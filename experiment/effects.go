package experiment

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/plantwin/plantwin/internal/doe"
)

// Effect is what a factor of an experiment does to a measure.
type Effect struct {
	Experiment, Measure, Factor string
	Index                       string  // first, total, mu_star, mu, sigma, main
	Value, Low, High            float64 // the interval at the level of the study; NaN where there is none
}

// bins is how many parts the range of a factor without levels is cut into for its main effect.
const bins = 6

// mostShown is the number of levels up to which each is looked at by itself.
const mostShown = 12

// effects reads the effects of all factors on all measures off the design.
func (c *campaign) effects(d *plannedDesign) []Effect {
	var out []Effect
	for m, measure := range c.study.Measures {
		f := make([]float64, len(d.points))
		for i, p := range d.points {
			f[i] = c.mean(p, m).Mean
		}
		add := func(i int, index string, v doe.Index) {
			out = append(out, Effect{c.Title, measure.Name, c.factors[i].label(), index, v.Value, v.Low, v.High})
		}
		k, level := len(c.factors), c.study.Plan.Confidence
		switch {
		case d.rows > 0:
			first, total := doe.Indices(f, k, level, c.seed())
			for i := range k {
				add(i, "first", first[i])
				add(i, "total", total[i])
			}
		case d.moved != nil:
			for i, e := range doe.Elementary(d.unit, d.moved, f, k, level, c.seed()) {
				add(i, "mu_star", e.MuStar)
				add(i, "mu", doe.Index{Value: e.Mu, Low: math.NaN(), High: math.NaN()})
				add(i, "sigma", doe.Index{Value: e.Sigma, Low: math.NaN(), High: math.NaN()})
			}
		default:
			for i := range k {
				add(i, "main", c.main(d, i, f))
			}
		}
	}
	return out
}

// group is the level of a factor at a point, or the part of its range.
func (f *factor) group(v float64) (group, groups int) {
	switch n := f.levels(); {
	case n == 0:
		return min(int(f.share(v)*bins), bins-1), bins
	case n > mostShown:
		return int(v) * mostShown / n, mostShown
	default:
		return int(v), n
	}
}

// main is the share of the variance over the settings that the factor explains alone: the correlation ratio of the means by
// level (Kelley, Proceedings of the National Academy of Sciences 21 (1935) 554-559, with the correction for chance), with a
// bootstrap over settings.
func (c *campaign) main(d *plannedDesign, i int, f []float64) doe.Index {
	f0 := &c.factors[i]
	var y []float64
	var g []int
	groups := 1
	for k, p := range d.points {
		if !math.IsNaN(f[k]) {
			var at int
			at, groups = f0.group(c.points[p].at[i])
			y, g = append(y, f[k]), append(g, at)
		}
	}
	pick := make([]int, len(y))
	for k := range pick {
		pick[k] = k
	}
	out := doe.Index{Value: ratio(y, g, groups, pick, c.Design != Grid), Low: math.NaN(), High: math.NaN()}
	if math.IsNaN(out.Value) || c.Design == Grid { // of a grid all settings are known: nothing is left to chance
		return out
	}
	r := rand.New(rand.NewPCG(c.seed(), uint64(i)))
	var boot []float64
	for range 200 {
		for k := range pick {
			pick[k] = r.IntN(len(y))
		}
		if v := ratio(y, g, groups, pick, true); !math.IsNaN(v) {
			boot = append(boot, v)
		}
	}
	slices.Sort(boot)
	if len(boot) > 100 {
		tail := float64((1 - c.study.Plan.Confidence) / 2)
		out.Low, out.High = boot[int(tail*float64(len(boot)))], boot[int((1-tail)*float64(len(boot)-1))]
	}
	return out
}

// ratio is 1 - (squares within groups)/(all squares), corrected for chance by (n-1)/(n-groups) and at least 0; NaN without
// variance.
func ratio(y []float64, g []int, groups int, pick []int, correct bool) float64 {
	n := make([]float64, groups)
	mean := make([]float64, groups)
	all, used := 0.0, 0.0
	for _, k := range pick {
		n[g[k]]++
		mean[g[k]] += y[k]
		all += y[k] / float64(len(pick))
	}
	for j := range mean {
		if n[j] > 0 {
			mean[j] /= n[j]
			used++
		}
	}
	within, total := 0.0, 0.0
	for _, k := range pick {
		a, b := y[k]-mean[g[k]], y[k]-all
		within += float64(a * a)
		total += float64(b * b)
	}
	size := float64(len(pick))
	if total <= float64(1e-18*size)*float64(all*all) || correct && size <= used {
		return math.NaN()
	}
	if !correct {
		return 1 - within/total
	}
	return max(0, 1-(size-1)/(size-used)*within/total)
}

// weights writes the sentence of a sensitivity: which factors matter most to the measure that decides, or to the first.
func (c *campaign) weights(effects []Effect) string {
	m := max(c.measure, 0)
	var list []Effect
	for _, e := range effects {
		if e.Measure == c.study.Measures[m].Name && (e.Index == "total" || e.Index == "mu_star") && !math.IsNaN(e.Value) {
			list = append(list, e)
		}
	}
	slices.SortStableFunc(list, func(a, b Effect) int { return cmp.Compare(b.Value, a.Value) })
	name := Plain(c.study.Measures[m].Name)
	if len(list) == 0 {
		return upper(name) + " does not change with any factor."
	}
	text := fmt.Sprintf("What matters most to %s is %s (%s)", name, list[0].Factor, list[0].words())
	for _, e := range list[1:min(3, len(list))] {
		text += fmt.Sprintf(", then %s (%s)", e.Factor, e.words())
	}
	return text + "."
}

// words writes an index with its interval.
func (e *Effect) words() string {
	name := map[string]string{"total": "total index", "mu_star": "mean effect"}[e.Index]
	if !(e.High >= e.Low) {
		return name + " " + Digits(e.Value, 2)
	}
	return fmt.Sprintf("%s %s, %s to %s", name, Digits(e.Value, 2), Digits(e.Low, 2), Digits(e.High, 2))
}
