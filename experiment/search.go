package experiment

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/plantwin/plantwin/internal/doe"
	"github.com/plantwin/plantwin/internal/elem"
)

// The search for the best setting of many.
const (
	batchSize    = 4   // settings that are chosen before they are run: whatever the number of workers, so that it changes nothing
	mostModelled = 250 // settings behind the surrogate; of more, the best and the latest
	patience     = 3   // batches without promise after which the search ends
	finalists    = 12  // the most settings in the last stage
	mostRuns     = 1000
)

// search finds the best setting. Where there are no more settings than may be tried, all of them are run. Else a first design
// is followed by batches of settings that promise most by a surrogate: constrained expected improvement (Gardner et al.,
// ICML 2014, section 3; the improvement counts over the best mean of the surrogate, as its values carry noise: Vazquez et al.,
// 2008; Picheny, Wagner and Ginsbourger, Structural and Multidisciplinary Optimization 48 (2013) 607-626, section 3.2), four at
// a time with the surrogate believed (Ginsbourger, Le Riche and Carraro 2010, section 4.1). It ends when `runs` settings have
// been tried, or three batches promise less than a tenth of the indifference.
//
// A last stage cleans up (Boesel, Nelson and Kim, Operations Research 51 (2003) 814-825): what the runs so far show to be worse
// is screened out, half of the error allowed; the others go through the procedure of Kim and Nelson on new replications, the
// other half. So with the confidence stated the setting chosen is the best of those tried, or within the indifference of it.
func (c *campaign) search(ctx context.Context, note *Explored, res *Result) error {
	total := c.combinations()
	c.most = min(c.Points, total) * c.n0
	if total <= c.Points {
		var d plannedDesign
		c.grid(&d)
		if err := c.run(ctx, d.points, c.n0); err != nil {
			return err
		}
		c.step("start", math.NaN(), res)
		note.Notes = append(note.Notes, fmt.Sprintf("All %d settings were run.", len(c.points)))
		return c.cleanUp(ctx, note, res)
	}
	s := &seeker{campaign: c, rand: rand.New(rand.NewPCG(c.seed(), 0x5ea6c4))}
	if err := c.begin(ctx); err != nil {
		return err
	}
	c.step("start", math.NaN(), res)
	calm := 0
	for len(c.points) < c.Points && calm < patience {
		batch, promise := s.propose(min(batchSize, c.Points-len(c.points)))
		if len(batch) == 0 {
			break
		}
		if err := c.run(ctx, batch, c.n0); err != nil {
			return err
		}
		if calm++; !(promise < 0.1*c.delta()) {
			calm = 0
		}
		c.step("search", promise, res)
	}
	if calm == patience {
		note.Notes = append(note.Notes, fmt.Sprintf("The search ended after %d settings: no other promised an improvement that matters.", len(c.points)))
	} else {
		note.Notes = append(note.Notes, fmt.Sprintf("The search ended after %d settings, the most that were allowed (runs).", len(c.points)))
	}
	return c.cleanUp(ctx, note, res)
}

// begin runs the settings of the file, if they lie in the space, and a Latin hypercube.
func (c *campaign) begin(ctx context.Context) error {
	var batch []int
	if at, ok := c.present(); ok {
		batch = append(batch, c.add(at, "start"))
	}
	n := max(min(max(2*c.coordinates()+2, 8), c.Points/2), 2)
	for size := n; len(c.points) < n && size <= 32*n; size *= 2 {
		for _, u := range doe.LHS(size, len(c.factors), c.seed()) {
			if at := c.at(u); len(c.points) < n && c.fits(at) && !c.known(at) {
				batch = append(batch, c.add(at, "start"))
			}
		}
	}
	return c.run(ctx, batch, c.n0)
}

// present is the setting of the file; false if it does not lie in the space.
func (x *Exploration) present() ([]float64, bool) {
	m := x.plant.Models[x.base]
	value := map[string]float64{}
	for _, n := range m.Numbers() {
		value[n.Path] = n.Value
	}
	at := make([]float64, len(x.factors))
	for i := range x.factors {
		f := &x.factors[i]
		k := -1
		switch f.sort {
		case RangeFactor:
			v, ok := value[f.paths[0]]
			if at[i] = v; !ok || v < f.lo || v > f.hi {
				return nil, false
			}
			continue
		case LevelFactor:
			k = slices.IndexFunc(f.values, func(v float64) bool { return math.Abs(v-value[f.paths[0]]) <= 1e-9*math.Abs(v) })
		case PlaceFactor:
			x, y := value[f.name+".1"], value[f.name+".2"]
			k = slices.IndexFunc(f.cells, func(c [2]float64) bool { return elem.Hypot(c[0]-x, c[1]-y) < 1e-9 })
		case VariantFactor, SwapFactor:
			k = 0
		}
		if at[i] = float64(k); k < 0 {
			return nil, false
		}
	}
	return at, x.fits(at)
}

// delta is the indifference in the unit of the measure.
func (c *campaign) delta() float64 {
	if !c.relative {
		return c.indifference
	}
	if b := c.best(); b >= 0 {
		return c.indifference * math.Abs(c.mean(b, c.measure).Mean)
	}
	return 0
}

// step enters the state of the search into its table.
func (c *campaign) step(stage string, promise float64, res *Result) {
	s := SearchStep{Experiment: c.Title, Step: 1, Stage: stage, Settings: len(c.points), Simulations: c.done, Mean: math.NaN(), Promise: promise}
	if n := len(res.Search); n > 0 && res.Search[n-1].Experiment == c.Title {
		s.Step = res.Search[n-1].Step + 1
	}
	if b := c.best(); b >= 0 {
		s.Best, s.Mean = b+1, c.mean(b, c.measure).Mean
	}
	res.Search = append(res.Search, s)
}

// pooled is the variance of one replication, pooled over the settings; 0 if nothing is random.
func (c *campaign) pooled(measure int) float64 {
	sum, n := 0.0, 0
	for i := range c.points {
		if e := c.mean(i, measure); e.N > 1 {
			sum += float64(float64(e.SD*e.SD) * float64(e.N-1))
			n += e.N - 1
		}
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}
