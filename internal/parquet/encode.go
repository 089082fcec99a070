package parquet

import (
	"encoding/binary"
	"math/bits"
)

// hybrid appends values in the run-length and bit-packed hybrid encoding, using
// runs only: each run is its length doubled, as a varint, and the value in
// width/8 bytes, rounded up (Encodings.md, RLE = 3).
func hybrid(b []byte, values []uint32, width int) []byte {
	if runs(values) > len(values)/8 {
		return packed(b, values, width)
	}
	for i := 0; i < len(values); {
		j := i + 1
		for j < len(values) && values[j] == values[i] {
			j++
		}
		b = binary.AppendUvarint(b, uint64(j-i)<<1)
		for k := 0; k < width; k += 8 {
			b = append(b, byte(values[i]>>k))
		}
		i = j
	}
	return b
}

func runs(values []uint32) int {
	n := 0
	for i := range values {
		if i == 0 || values[i] != values[i-1] {
			n++
		}
	}
	return n
}

// packed appends values as one bit-packed run: groups of eight, least
// significant bit first, the last group filled with zeros.
func packed(b []byte, values []uint32, width int) []byte {
	groups := (len(values) + 7) / 8
	b = binary.AppendUvarint(b, uint64(groups)<<1|1)
	var acc uint64
	have := 0
	for i := range groups * 8 {
		if i < len(values) {
			acc |= uint64(values[i]) << have
		}
		have += width
		for ; have >= 8; have -= 8 {
			b = append(b, byte(acc))
			acc >>= 8
		}
	}
	return b
}

// width is the number of bits that hold values up to max.
func width(max int) int { return bits.Len(uint(max)) }
