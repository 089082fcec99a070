package doe

import (
	"fmt"
	"math/bits"
)

// MaxDims is the largest number of coordinates of Sobol points.
const MaxDims = len(directions) + 1

// Sobol gives the first n points of a Sobol' sequence (I. M. Sobol', USSR Computational Mathematics and Mathematical Physics 7
// (1967) 86-112; recurrence of the direction numbers in the form of Bratley and Fox, ACM TOMS 14 (1988) 88-100, eq. 2), each
// coordinate scrambled bit by bit as Owen (Randomly permuted (t,m,s)-nets, 1995) does: a bit is flipped by a coin that depends
// on all bits before it. So every stretch of 2^k points stays as evenly spread as without scrambling, and each point by itself
// is uniform. It refuses more than MaxDims coordinates.
func Sobol(n, dims int, seed uint64) ([][]float64, error) {
	if dims > MaxDims {
		return nil, fmt.Errorf("%d coordinates, and Sobol' points have at most %d", dims, MaxDims)
	}
	v := make([][32]uint32, dims)
	for j := range v {
		v[j] = directionsOf(j)
	}
	out := make([][]float64, n)
	for i := range out {
		out[i] = make([]float64, dims)
		for j := range dims {
			var x uint32
			for k, rest := 0, uint32(i); rest != 0; k, rest = k+1, rest>>1 {
				if rest&1 == 1 {
					x ^= v[j][k]
				}
			}
			out[i][j] = (float64(scramble(x, mix(seed^mix(uint64(j))))) + 0.5) * 0x1p-32
		}
	}
	return out, nil
}

// directionsOf gives the 32 direction numbers of a coordinate, leading bit first; coordinate 0 is that of van der Corput.
func directionsOf(dim int) (v [32]uint32) {
	if dim == 0 {
		for k := range v {
			v[k] = 1 << (31 - k)
		}
		return v
	}
	return expand(&directions[dim-1])
}

// direction is a primitive polynomial, its leading coefficient first, and the first odd numbers m1, m2, ... of a coordinate.
type direction struct {
	poly uint32
	m    []uint32
}

// expand carries the first numbers on by the recurrence of the polynomial.
func expand(d *direction) (v [32]uint32) {
	s := len(d.m)
	for k := range v {
		if k < s {
			v[k] = d.m[k] << (31 - k)
			continue
		}
		v[k] = v[k-s] ^ v[k-s]>>s
		for i := 1; i < s; i++ {
			if d.poly>>(s-i)&1 == 1 {
				v[k] ^= v[k-i]
			}
		}
	}
	return v
}

// scramble flips bit k by a coin made of the seed, k and the bits above it.
func scramble(x uint32, seed uint64) uint32 {
	out := x
	for k := range 32 {
		above := uint64(x) >> (32 - k)
		if bits.OnesCount64(mix(seed^uint64(k)<<40^above))&1 == 1 {
			out ^= 1 << (31 - k)
		}
	}
	return out
}
