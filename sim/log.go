package sim

import (
	"encoding/binary"
	"math/bits"
	"time"
)

// Entry is one line of the event log. The kernel logs every event that a unit
// handles (What is its code, Before its class, After its argument) and every
// reset inside an island (Asset is ^island, What the guard); units add their
// own with State.Log.
type Entry struct {
	At            time.Duration
	Micro         int64
	Asset         int32
	What          uint16
	Before, After int64
}

// logHash is the running hash of the log: two words, each entry folded in by
// one multiplication of 128 bits (the mixing step of W. Yi's wyhash). It
// covers neither seq nor steps, which may change with a solver or a recorder.
type logHash struct{ a, b uint64 }

// Odd constants: the fractional parts of pi and of e.
const (
	mixA = 0x243f6a8885a308d3
	mixB = 0xb7e151628aed2a6b
	mixC = 0x13198a2e03707345
)

func (h *logHash) add(at, micro int64, asset int32, what uint16, before, after int64) {
	where := uint64(micro)<<48 ^ uint64(what)<<32 ^ uint64(uint32(asset))
	x := uint64(at) + uint64(before)*mixC
	y := uint64(after) + where*mixB
	hi, lo := bits.Mul64(x^h.a, y^h.b)
	h.a = h.a*mixA + (hi ^ y)
	h.b = bits.RotateLeft64(h.b, 23) + (lo ^ x)
}

// Log adds an entry of asset (a unit's index) to the log.
func (s *State) Log(asset int32, what uint16, before, after int64) {
	k := &s.kept
	k.log.add(int64(s.Now), k.micro, asset, what, before, after)
	if s.obs != nil {
		s.obs(Entry{s.Now, k.micro, asset, what, before, after})
	}
}

// LogHash is the hash of the log so far: equal on one and many workers, after
// save and load, and on every machine.
func (s *State) LogHash() [16]byte {
	var b [16]byte
	binary.LittleEndian.PutUint64(b[:8], s.kept.log.a)
	binary.LittleEndian.PutUint64(b[8:], s.kept.log.b)
	return b
}
