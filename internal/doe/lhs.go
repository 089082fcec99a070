package doe

import (
	"math"
	"math/rand/v2"
)

// LHS gives n points of a Latin hypercube (McKay, Beckman and Conover, Technometrics 21 (1979) 239-245, section 2): in each
// coordinate one point in every n-th of the range, at random within it. Of the hypercubes it is one whose points keep apart:
// entries of a random one are exchanged as long as the criterion of Morris and Mitchell (Journal of Statistical Planning and
// Inference 43 (1995) 381-402, eq. 4, p = 15) falls, for at most 100 n exchanges. Cost: n^2 dims.
func LHS(n, dims int, seed uint64) [][]float64 {
	r := source(mix(seed ^ 0x4c4853))
	x := make([][]float64, n)
	for i := range x {
		x[i] = make([]float64, dims)
	}
	for j := range dims {
		for i, k := range r.Perm(n) {
			x[i][j] = (float64(k) + 0.5 + float64(0.999*(float64(r.Float64())-0.5))) / float64(n)
		}
	}
	if n > 2 && dims > 1 {
		spread(x, r)
	}
	return x
}

// spread exchanges entries of two points in one coordinate where that moves points apart.
func spread(x [][]float64, r *rand.Rand) {
	n, dims := len(x), len(x[0])
	tries := 100 * n
	if n > 300 {
		tries = 9_000_000 / n // each try looks at all points twice
	}
	for range tries {
		i, k := r.IntN(n), r.IntN(n)
		if i == k {
			continue
		}
		j := r.IntN(dims)
		before := crowd(x, i, k) + crowd(x, k, i)
		x[i][j], x[k][j] = x[k][j], x[i][j]
		if crowd(x, i, k)+crowd(x, k, i) >= before {
			x[i][j], x[k][j] = x[k][j], x[i][j]
		}
	}
}

// crowd is the part of point i in the sum over pairs of distance^-15, without point k: what they have between them stays.
func crowd(x [][]float64, i, k int) float64 {
	sum := 0.0
	for o := range x {
		if o == i || o == k {
			continue
		}
		d := 0.0
		for j, v := range x[i] {
			e := v - x[o][j]
			d += float64(e * e)
		}
		d3 := float64(d*d) * d // distance^6
		d12 := float64(d3 * d3)
		sum += 1 / math.Max(float64(float64(d12*d)*math.Sqrt(d)), 1e-300) // 12 + 2 + 1 = 15
	}
	return sum
}
