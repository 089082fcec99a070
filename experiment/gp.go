package experiment

import (
	"math"

	"github.com/plantwin/plantwin/internal/elem"
)

// gaussian is a Gaussian process over settings with known noise: ordinary kriging with a Matérn kernel, nu = 5/2, and a length
// for each coordinate (Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006, section 2.2 and eq. 4.17); as the
// noise differs with the replications behind a value, it is stochastic kriging (Ankenman, Nelson and Staum, Operations
// Research 58 (2010) 371-382, eq. 7). Values without order differ or they do not: their distance is 0 or 1 over a length.
type gaussian struct {
	metric metric
	x      [][]float64 // settings
	y      []float64   // in units of scale, less shift
	noise  []float64   // variances in units of scale^2

	shift, scale float64
	length       []float64 // of each coordinate
	signal       float64   // variance

	chol  [][]float64 // lower factor of the covariance
	alpha []float64   // covariance^-1 (y - mean)
	ones  []float64   // covariance^-1 1
	mean  float64
	sum   float64 // 1' covariance^-1 1
}

// metric gives the coordinates of the distance of two settings, each in [0, 1].
type metric struct {
	dims int
	far  func(a, b, to []float64)
}

// jitter keeps a covariance positive where two settings are nearly one.
const jitter = 1e-8

// fitGaussian estimates mean, lengths and variance by maximum likelihood: a compass search over their logarithms, from where
// start left off if it is not nil. noise are variances of the values.
func fitGaussian(m metric, x [][]float64, y, noise []float64, start *gaussian) *gaussian {
	g := &gaussian{metric: m, x: x, length: make([]float64, m.dims), signal: 1}
	for k := range g.length {
		g.length[k] = 0.5
	}
	g.standardise(y, noise)
	if start != nil {
		copy(g.length, start.length)
		g.signal = start.signal
	}
	best := g.likelihood()
	for step := 1.0; step > 0.1; {
		found := false
		for k := range 2 * (m.dims + 1) {
			to := &g.signal
			if k/2 < m.dims {
				to = &g.length[k/2]
			}
			was := *to
			*to = min(max(was*elem.Exp(step*float64(1-2*(k%2))), 0.03), 30)
			if l := g.likelihood(); *to != was && l > best+1e-6 {
				best, found = l, true
			} else {
				*to = was
			}
		}
		if !found {
			step /= 2
		}
	}
	g.likelihood()
	return g
}

// standardise gives the values mean 0 and deviation 1.
func (g *gaussian) standardise(y, noise []float64) {
	n := float64(len(y))
	squares := 0.0
	for _, v := range y {
		g.shift += v / n
	}
	for _, v := range y {
		d := v - g.shift
		squares += float64(d*d) / n
	}
	if g.scale = math.Sqrt(squares); !(g.scale > 0) {
		g.scale = 1
	}
	for i, v := range y {
		g.y = append(g.y, (v-g.shift)/g.scale)
		g.noise = append(g.noise, noise[i]/float64(g.scale*g.scale))
	}
}

// kernel is the correlation of two settings.
func (g *gaussian) kernel(a, b, d []float64) float64 {
	g.metric.far(a, b, d)
	r2 := 0.0
	for k, v := range d {
		s := v / g.length[k]
		r2 += float64(s * s)
	}
	r := math.Sqrt(5 * r2)
	return (1 + r + 5*r2/3) * elem.Exp(-r)
}

// likelihood factors the covariance and gives the logarithm of the likelihood with the mean at its best, less a constant; -Inf
// where the covariance is not positive.
func (g *gaussian) likelihood() float64 {
	n := len(g.x)
	d := make([]float64, g.metric.dims)
	g.chol = make([][]float64, n)
	logdet := 0.0
	for i := range n {
		row := make([]float64, i+1)
		for j := range i {
			v := float64(g.signal * g.kernel(g.x[i], g.x[j], d))
			for k := range j {
				v -= float64(row[k] * g.chol[j][k])
			}
			row[j] = v / g.chol[j][j]
		}
		v := g.signal + g.noise[i] + jitter
		for k := range i {
			v -= float64(row[k] * row[k])
		}
		if !(v > 0) {
			return math.Inf(-1)
		}
		row[i] = math.Sqrt(v)
		logdet += elem.Log(row[i])
		g.chol[i] = row
	}
	one := make([]float64, n)
	for i := range one {
		one[i] = 1
	}
	g.ones = g.solve(one)
	g.alpha = g.solve(g.y)
	g.sum, g.mean = 0, 0
	for i := range n {
		g.sum += g.ones[i]
		g.mean += g.alpha[i]
	}
	g.mean /= g.sum
	fit := 0.0
	for i := range n {
		g.alpha[i] -= float64(g.mean * g.ones[i])
		fit += float64((g.y[i] - g.mean) * g.alpha[i])
	}
	return float64(-0.5*fit) - logdet
}

// solve gives covariance^-1 b.
func (g *gaussian) solve(b []float64) []float64 {
	v := g.forward(b)
	for i := len(v) - 1; i >= 0; i-- {
		for k := i + 1; k < len(v); k++ {
			v[i] -= float64(g.chol[k][i] * v[k])
		}
		v[i] /= g.chol[i][i]
	}
	return v
}

// forward gives L^-1 b.
func (g *gaussian) forward(b []float64) []float64 {
	v := make([]float64, len(b))
	for i := range v {
		s := b[i]
		for k := range i {
			s -= float64(g.chol[i][k] * v[k])
		}
		v[i] = s / g.chol[i][i]
	}
	return v
}

// predict gives mean and deviation of the noiseless value at a setting, the uncertainty of the mean included.
func (g *gaussian) predict(at []float64) (mean, sd float64) {
	n := len(g.x)
	d := make([]float64, g.metric.dims)
	k := make([]float64, n)
	mean, one := g.mean, 1.0
	for i := range n {
		k[i] = float64(g.signal * g.kernel(at, g.x[i], d))
		mean += float64(k[i] * g.alpha[i])
		one -= float64(k[i] * g.ones[i])
	}
	variance := g.signal
	for _, v := range g.forward(k) {
		variance -= float64(v * v)
	}
	variance += float64(one*one) / g.sum
	return g.shift + float64(g.scale*mean), float64(g.scale * math.Sqrt(max(variance, 0)))
}

// believe adds a setting as if it had given the mean that is predicted.
func (g *gaussian) believe(at []float64, noise float64) {
	mean, _ := g.predict(at)
	g.x = append(g.x[:len(g.x):len(g.x)], at)
	g.y = append(g.y, (mean-g.shift)/g.scale)
	g.noise = append(g.noise, noise/float64(g.scale*g.scale))
	g.likelihood()
}

// improvement is the mean of what a normal value with that mean and deviation is above best, 0 if it is not.
func improvement(mean, sd, best float64) float64 {
	if !(sd > 0) {
		return max(mean-best, 0)
	}
	z := (mean - best) / sd
	return max(float64((mean-best)*elem.NormCDF(z))+float64(sd*elem.Exp(-0.5*float64(z*z)))/math.Sqrt(2*math.Pi), 0)
}
