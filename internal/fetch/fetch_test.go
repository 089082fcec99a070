package fetch_test

import (
	"testing"
	"unsafe"

	"github.com/plantwin/plantwin/internal/fetch"
)

// What is asked for need not exist: a hint about memory that is gone is no fault. A card knows the lines that it was made of, up to
// as many as it holds.
func TestCard(t *testing.T) {
	if n := unsafe.Sizeof(fetch.Card{}); n != fetch.Size {
		t.Errorf("a card has %d bytes", n)
	}
	const base = 1 << 20
	var lines []uintptr
	for n := range fetch.Most + 3 {
		c := fetch.NewCard(lines, base)
		for i, at := range lines {
			if got, want := c.Has(at+7, base), i < fetch.Most; got != want {
				t.Errorf("line %d of %d is on the card: %v", i, n, got)
			}
		}
		if c.Has(base-1, base) || c.Has(1<<30, base) {
			t.Errorf("a card of %d lines has others", n)
		}
		fetch.Lines(&c, base)
		fetch.Lines(&c, 0)
		fetch.Lines(&c, ^uintptr(0))
		lines = append(lines, base+uintptr(n*n)*0x123456*fetch.Size)
	}
	fetch.At(nil)
	fetch.At(unsafe.Pointer(&lines[0]))
}
