package doe

import (
	"math"
	"slices"
)

// Saltelli gives the points from which the indices of k factors are estimated: for each of n rows the points A, B and, for
// every factor i, A with the coordinate i of B, in this order, k+2 in a row (Saltelli et al., Computer Physics Communications
// 181 (2010) 259-270, section 3). A and B are the two halves of scrambled Sobol' points.
func Saltelli(n, k int, seed uint64) ([][]float64, error) {
	base, err := Sobol(n, 2*k, seed)
	if err != nil {
		return nil, err
	}
	out := make([][]float64, 0, n*(k+2))
	for _, p := range base {
		a, b := p[:k], p[k:]
		out = append(out, a, b)
		for i := range k {
			m := slices.Clone(a)
			m[i] = b[i]
			out = append(out, m)
		}
	}
	return out, nil
}

// Index is a figure with its interval.
type Index struct{ Value, Low, High float64 }

// Indices estimates the Sobol' indices of k factors from the values at the points of Saltelli. First is the share of the
// variance that a factor explains alone (estimator b of Saltelli et al. 2010, table 2), total the share that would be left if
// all others were known (Jansen, Computer Physics Communications 117 (1999) 35-43; estimator f of that table). Rows with a
// missing value (NaN) are left out; values are taken less their mean, which lowers the error of the first. Intervals are those
// of a bootstrap over rows (Archer, Saltelli and Sobol', Journal of Statistical Computation and Simulation 58 (1997) 99-120),
// 500 times, between the percentiles that leave the level out. A variance of zero gives NaN.
func Indices(f []float64, k int, level float64, seed uint64) (first, total []Index) {
	var rows [][]float64
	for i := 0; i+k+2 <= len(f); i += k + 2 {
		if row := f[i : i+k+2]; !slices.ContainsFunc(row, math.IsNaN) {
			rows = append(rows, row)
		}
	}
	pick := make([]int, len(rows))
	for i := range pick {
		pick[i] = i
	}
	s, t := indices(rows, pick, k)
	first, total = make([]Index, k), make([]Index, k)
	r := source(mix(seed ^ 0x626f6f74))
	const times = 500
	boot := make([][]float64, 2*k)
	for range times {
		for i := range pick {
			pick[i] = r.IntN(len(rows))
		}
		bs, bt := indices(rows, pick, k)
		for i := range k {
			boot[i], boot[k+i] = append(boot[i], bs[i]), append(boot[k+i], bt[i])
		}
	}
	for i := range k {
		first[i], total[i] = interval(s[i], boot[i], level), interval(t[i], boot[k+i], level)
	}
	return first, total
}

// interval takes the percentiles of the values.
func interval(v float64, boot []float64, level float64) Index {
	if math.IsNaN(v) || slices.ContainsFunc(boot, math.IsNaN) {
		return Index{v, math.NaN(), math.NaN()}
	}
	slices.Sort(boot)
	at := func(p float64) float64 { return boot[min(int(p*float64(len(boot))), len(boot)-1)] }
	return Index{v, at((1 - level) / 2), at((1 + level) / 2)}
}

// indices estimates from the picked rows.
func indices(rows [][]float64, pick []int, k int) (first, total []float64) {
	n := float64(len(pick))
	mean := 0.0
	for _, i := range pick {
		mean += (rows[i][0] + rows[i][1]) / (2 * n)
	}
	variance := 0.0
	for _, i := range pick {
		a, b := rows[i][0]-mean, rows[i][1]-mean
		variance += (float64(a*a) + float64(b*b)) / (2 * n)
	}
	first, total = make([]float64, k), make([]float64, k)
	for j := range k {
		for _, i := range pick {
			a, b, m := rows[i][0]-mean, rows[i][1]-mean, rows[i][2+j]-mean
			d := a - m
			first[j] += float64(b*(m-a)) / n
			total[j] += float64(d*d) / (2 * n)
		}
		if !(variance > 0) {
			first[j], total[j] = math.NaN(), math.NaN()
			continue
		}
		first[j] /= variance
		total[j] /= variance
	}
	return first, total
}
