package experiment

import "math"

// batch is the number of buckets that MSER-5 averages before it looks.
const batch = 5

// MSER5 finds where a series has left its start behind: the truncation d, in values, that minimises the squared standard
// error of what is left, sum (y - mean)^2 / (n-d)^2, on means of five values (White, Simulation 69 (1997) 323-334; White,
// Cobb and Spratt, Winter Simulation Conference 2000, for the batches). d is at most half of the series.
//
// settled is false if the minimum over the whole series, less its end, lies beyond the half: then the run is too short to tell
// (Hoad, Robinson and Davies, Journal of the Operational Research Society 61 (2010)). They leave out the last five
// batches; here it is the last fifth, since a stretch between two rare failures has hardly any variance and would win by chance
// (press line, five replications: the lead time of all five variants "unsettled" with five batches). A series of fewer than ten
// batches is taken as it is, 0 and false. Cost: linear.
func MSER5(values []float64) (d int, settled bool) {
	means := batchMeans(values)
	n := len(means)
	if n < 2*batch {
		return 0, false
	}
	// Tail sums from the end by Welford's updates; score[d] is the statistic of means[d:].
	score := make([]float64, n)
	mean, squares, size := 0.0, 0.0, 0.0
	for i := n - 1; i >= 0; i-- {
		k := float64(n - i)
		delta := means[i] - mean
		mean += delta / k
		squares += float64(delta * (means[i] - mean))
		score[i] = squares / (k * k)
		size = max(size, math.Abs(means[i]))
	}
	// A constant series differs from its mean by rounding only; no truncation is better than another then.
	if score[0] <= float64(1e-20*size)*size {
		return 0, true
	}
	best, anywhere := 0, 0
	for i := 1; i <= n-max(batch, n/5); i++ {
		if score[i] < score[anywhere] {
			anywhere = i
		}
		if i <= n/2 && score[i] < score[best] {
			best = i
		}
	}
	return best * batch, anywhere <= n/2
}

// batchMeans averages each five values; a rest is left out.
func batchMeans(values []float64) []float64 {
	means := make([]float64, 0, len(values)/batch)
	for i := 0; i+batch <= len(values); i += batch {
		sum := 0.0
		for _, v := range values[i : i+batch] {
			sum += v
		}
		means = append(means, sum/batch)
	}
	return means
}
