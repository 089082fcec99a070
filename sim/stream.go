package sim

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"math/bits"

	"github.com/plantwin/plantwin/internal/elem"
)

// Stream is a generator of random numbers of its own for one purpose of one
// asset: PCG with 128 bits of state, the cheap multiplier and the output
// function DXSM (M. E. O'Neill, PCG, HMC-CS-2014-0905, 2014; the variant is the
// default of NumPy, numpy/numpy issue 13635, and of Go's math/rand/v2).
type Stream struct{ Hi, Lo uint64 }

// Constants of PCG: the increment of pcg_setseq_128 and the 64-bit multiplier
// of PCG64DXSM.
const (
	pcgMul   = 0xda942042e4dd58b5
	pcgIncHi = 6364136223846793005
	pcgIncLo = 1442695040888963407
)

// NewStream is the stream of (seed, identity, purpose, replication): the first
// 16 bytes of the SHA-256 over all four. Adding an asset moves no other stream.
func NewStream(seed uint64, identity, purpose string, replication int) Stream {
	buf := make([]byte, 0, 64)
	buf = binary.LittleEndian.AppendUint64(buf, seed)
	buf = binary.LittleEndian.AppendUint64(buf, uint64(int64(replication)))
	buf = binary.LittleEndian.AppendUint64(buf, uint64(len(identity)))
	buf = append(buf, identity...)
	buf = append(buf, purpose...)
	h := sha256.Sum256(buf)
	return Stream{binary.LittleEndian.Uint64(h[0:8]), binary.LittleEndian.Uint64(h[8:16])}
}

// Uint64 is the next 64 bits.
func (p *Stream) Uint64() uint64 {
	x := p.output()
	*p = p.next()
	return x
}

// output is made from the state before the step (as in PCG64DXSM).
func (p Stream) output() uint64 {
	x := p.Hi ^ p.Hi>>32
	x *= pcgMul
	x ^= x >> 48
	return x * (p.Lo | 1)
}

// next is the stream one step on.
func (p Stream) next() Stream {
	h, l := bits.Mul64(p.Lo, pcgMul)
	h += p.Hi * pcgMul
	l, c := bits.Add64(l, pcgIncLo, 0)
	h, _ = bits.Add64(h, pcgIncHi, c)
	return Stream{h, l}
}

// Float64 is uniform on the open interval (0, 1): 52 random bits and a half,
// so that neither u nor 1-u, both exact, is ever 0 or 1.
func (p *Stream) Float64() float64 {
	return uniform(p.Uint64())
}

func uniform(x uint64) float64 { return math.Float64frombits(x>>12|1023<<52) - (1 - 0x1p-53) }

// source is a stream of a run, in one line of the cache.
type source struct {
	Stream
	ahead [block]float64 `plan:"-"` // what Exponential gives next, the last first
	left  int            `plan:"-"` // how many of them stand there
}

// block is how many exponential numbers are made at once.
const block = 5

// Uniform draws from a stream: one uniform number in the open interval (0, 1).
func (s *State) Uniform(stream int32) float64 {
	k := &s.kept
	p := &k.streams[stream]
	p.left = 0
	u := p.Float64()
	if k.anti {
		return 1 - u
	}
	return u
}

// Exponential draws from a stream: an exponential number of mean 1, -log(1-u) of one uniform number u. Some are made ahead, side by
// side: alone, each would take the time of its twenty steps one after the other, and the event that waits for it as long.
func (s *State) Exponential(stream int32) float64 {
	p := &s.kept.streams[stream]
	if p.left == 0 {
		p.fill(s.kept.anti)
	}
	p.left--
	p.Stream = p.next()
	return p.ahead[p.left]
}

// fill makes a block of exponential numbers; the stream stays where it is.
func (p *source) fill(anti bool) {
	next := p.Stream
	base, sign := 1.0, -1.0
	if anti {
		base, sign = 0, 1
	}
	for i := block - 1; i >= 0; i-- {
		q := base + float64(sign*uniform(next.output())) // exact
		next = next.next()
		p.ahead[i] = -elem.LogDraw(q)
	}
	p.left = block
}
