package sim

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"math/bits"
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
	hi, lo := p.Hi, p.Lo
	// The output is made from the state before the step (as in PCG64DXSM).
	x := hi ^ hi>>32
	x *= pcgMul
	x ^= x >> 48
	x *= lo | 1
	h, l := bits.Mul64(lo, pcgMul)
	h += hi * pcgMul
	l, c := bits.Add64(l, pcgIncLo, 0)
	h, _ = bits.Add64(h, pcgIncHi, c)
	p.Hi, p.Lo = h, l
	return x
}

// Float64 is uniform on the open interval (0, 1): 52 random bits and a half,
// so that neither u nor 1-u, both exact, is ever 0 or 1.
func (p *Stream) Float64() float64 {
	return math.Float64frombits(p.Uint64()>>12|1023<<52) - (1 - 0x1p-53)
}
