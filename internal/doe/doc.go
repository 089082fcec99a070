// Package doe has designs of experiments and what is read off them: Latin hypercubes, scrambled Sobol' points, Sobol' indices
// and elementary effects. Points lie in the open unit cube; all is seeded and gives the same bits on every machine.
package doe

import "math/rand/v2"

// source is the generator behind the designs.
func source(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15)) }

// mix turns a number into one that looks random (the finaliser of SplitMix64: Steele, Lea and Flood, OOPSLA 2014, figure 16).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
