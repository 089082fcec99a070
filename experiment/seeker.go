package experiment

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/plantwin/plantwin/internal/elem"
)

// seeker chooses the next settings of a search.
type seeker struct {
	*campaign
	rand   *rand.Rand
	models []*gaussian // of the measure, then of each bound; kept as starts of the next fits
	fitted int         // settings when lengths were last estimated
}

// coordinates is the number of coordinates of the distance between settings.
func (x *Exploration) coordinates() int {
	n := 0
	for i := range x.factors {
		if n++; x.factors[i].sort == PlaceFactor {
			n++
		}
	}
	return n
}

// metric measures distances factor by factor: differences of shares of a range, of positions in parts of the ground, the
// share of assets that stand elsewhere, and 0 or 1 for values without order.
func (x *Exploration) metric() metric {
	return metric{x.coordinates(), func(a, b, to []float64) {
		k := 0
		for i := range x.factors {
			f := &x.factors[i]
			switch f.sort {
			case RangeFactor:
				to[k] = math.Abs(f.share(a[i]) - f.share(b[i]))
			case LevelFactor:
				to[k] = math.Abs(a[i]-b[i]) / float64(max(len(f.values)-1, 1))
			case PlaceFactor:
				p, q := f.cells[int(a[i])], f.cells[int(b[i])]
				w := f.extent()
				to[k] = math.Abs(p[0]-q[0]) / w
				k++
				to[k] = math.Abs(p[1]-q[1]) / w
			case SwapFactor:
				n := len(f.assets)
				p, q := permutation(n, int(a[i])), permutation(n, int(b[i]))
				to[k] = 0
				for j := range p {
					if p[j] != q[j] {
						to[k] += 1 / float64(n)
					}
				}
			default:
				if to[k] = 0; a[i] != b[i] {
					to[k] = 1
				}
			}
			k++
		}
	}}
}

// extent is the larger side of the ground that the positions cover [m].
func (f *factor) extent() float64 {
	lo, hi := f.cells[0], f.cells[0]
	for _, c := range f.cells {
		for k := range 2 {
			lo[k], hi[k] = min(lo[k], c[k]), max(hi[k], c[k])
		}
	}
	return max(hi[0]-lo[0], hi[1]-lo[1], 1e-9)
}

// fit makes the surrogates of the measure and of the bounds. Lengths are estimated anew when the settings have grown by a fifth.
func (s *seeker) fit() {
	use := s.modelled()
	measures := []int{s.measure}
	for _, b := range s.bounds {
		measures = append(measures, b.measure)
	}
	if s.models == nil {
		s.models = make([]*gaussian, len(measures))
	}
	anew := s.fitted == 0 || len(s.points) >= s.fitted+max(s.fitted/5, 1)
	for k, m := range measures {
		var x [][]float64
		var y, noise []float64
		v := s.pooled(m)
		for _, i := range use {
			if e := s.mean(i, m); e.N > 0 && s.points[i].failed == 0 {
				x, y, noise = append(x, s.points[i].at), append(y, e.Mean), append(noise, v/float64(e.N))
			}
		}
		if len(x) < 2 {
			s.models[k] = nil
			continue
		}
		if before := s.models[k]; before != nil && !anew {
			g := &gaussian{metric: before.metric, x: x, length: before.length, signal: before.signal}
			g.standardise(y, noise)
			g.likelihood()
			s.models[k] = g
		} else {
			s.models[k] = fitGaussian(s.metric(), x, y, noise, before)
		}
	}
	if anew {
		s.fitted = len(s.points)
	}
}

// modelled are the settings behind the surrogates: all, or of many the best and the latest.
func (s *seeker) modelled() []int {
	order := s.ranked()
	if len(order) <= mostModelled {
		slices.Sort(order)
		return order
	}
	use := order[:mostModelled/2]
	for i := len(s.points) - 1; len(use) < mostModelled; i-- {
		if !slices.Contains(use, i) {
			use = append(use, i)
		}
	}
	slices.Sort(use)
	return use
}

// ranked are all settings, the allowed ones first, then by their mean.
func (s *seeker) ranked() []int {
	order := make([]int, len(s.points))
	worth, allowed := make([]float64, len(s.points)), make([]bool, len(s.points))
	for i := range order {
		order[i], allowed[i] = i, s.allowed(i)
		if worth[i] = s.average(i, s.measure) * float64(s.better); math.IsNaN(worth[i]) {
			worth[i] = math.Inf(-1)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		if allowed[a] != allowed[b] {
			if allowed[a] {
				return -1
			}
			return 1
		}
		return cmp.Compare(worth[b], worth[a])
	})
	return order
}

// propose chooses n new settings and says how much improvement the first of them promises, in the unit of the measure.
func (s *seeker) propose(n int) (batch []int, promise float64) {
	s.fit()
	promise = math.NaN()
	for range n {
		at, value := s.next()
		if at == nil {
			break
		}
		if len(batch) == 0 && s.best() >= 0 {
			promise = value
		}
		for k, g := range s.models {
			if g != nil {
				m := s.measure
				if k > 0 {
					m = s.bounds[k-1].measure
				}
				g.believe(at, s.pooled(m)/float64(s.n0))
			}
		}
		batch = append(batch, s.add(at, "search"))
	}
	return batch, promise
}

// next is the new setting of the largest promise among random ones and ones near the best, improved by small steps; nil if
// none is found that is new.
func (s *seeker) next() ([]float64, float64) {
	incumbent := s.incumbent()
	var best []float64
	value := math.Inf(-1)
	look := func(at []float64) bool {
		if !s.fits(at) || s.known(at) {
			return false
		}
		if v := s.promise(at, incumbent); v > value {
			best, value = at, v
			return true
		}
		return false
	}
	d := len(s.factors)
	u := make([]float64, d)
	for range min(100+100*d, 600) {
		for i := range u {
			u[i] = s.rand.Float64()
		}
		look(s.at(u))
	}
	order := s.ranked()
	for _, i := range order[:min(5, len(order))] {
		for range 30 {
			look(s.near(s.points[i].at, 0.2))
		}
	}
	for _, width := range []float64{0.1, 0.05, 0.02, 0.005} {
		for range 20 {
			if best != nil {
				look(s.near(best, width))
			}
		}
	}
	return best, value
}

// incumbent is the best mean of the surrogate among the allowed settings, in the sense wanted; -Inf if none is allowed.
func (s *seeker) incumbent() float64 {
	best := math.Inf(-1)
	for i := range s.points {
		if len(s.points[i].prints) > 0 && s.allowed(i) && s.models[0] != nil {
			mean, _ := s.models[0].predict(s.points[i].at)
			best = max(best, mean*float64(s.better))
		}
	}
	return best
}

// promise is the improvement that is expected of a setting times its chance of keeping the bounds; the chance alone as long as
// no setting keeps them.
func (s *seeker) promise(at []float64, incumbent float64) float64 {
	chance := 1.0
	for k, b := range s.bounds {
		if g := s.models[1+k]; g != nil {
			mean, sd := g.predict(at)
			z := (b.limit - mean) / max(sd, 1e-12*g.scale)
			if b.above {
				z = -z
			}
			chance *= elem.NormCDF(z)
		}
	}
	if math.IsInf(incumbent, 0) || s.models[0] == nil {
		return chance
	}
	mean, sd := s.models[0].predict(at)
	return chance * improvement(mean*float64(s.better), sd, incumbent)
}

// near changes one factor of a setting, now and then two, by up to a share of its range.
func (s *seeker) near(from []float64, width float64) []float64 {
	at := slices.Clone(from)
	for range 1 + s.rand.IntN(2) {
		i := s.rand.IntN(len(at))
		f := &s.factors[i]
		switch n := f.levels(); f.sort {
		case RangeFactor:
			at[i] = f.at(min(max(f.share(at[i])+float64(2*width*(float64(s.rand.Float64())-0.5)), 0), 1))
		case LevelFactor:
			reach := max(int(width*float64(n)), 1)
			at[i] = float64(min(max(int(at[i])+s.rand.IntN(2*reach+1)-reach, 0), n-1))
		case SwapFactor:
			p := permutation(len(f.assets), int(at[i]))
			a, b := s.rand.IntN(len(p)), s.rand.IntN(len(p))
			p[a], p[b] = p[b], p[a]
			at[i] = float64(arrangement(p))
		case PlaceFactor:
			at[i] = float64(s.beside(f, int(at[i]), width))
		default:
			at[i] = float64(s.rand.IntN(n))
		}
	}
	return at
}

// beside is a position within a share of the ground, at least the nearest ones.
func (s *seeker) beside(f *factor, cell int, width float64) int {
	c, reach := f.cells[cell], width*f.extent()
	var in []int
	for ; len(in) == 0; reach = max(2*reach, 0.1) {
		for k, d := range f.cells {
			if k != cell && math.Abs(d[0]-c[0]) <= reach && math.Abs(d[1]-c[1]) <= reach {
				in = append(in, k)
			}
		}
		if reach > 2*f.extent() {
			return cell
		}
	}
	return in[s.rand.IntN(len(in))]
}
