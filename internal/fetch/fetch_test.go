package fetch_test

import (
	"testing"
	"unsafe"

	"github.com/plantwin/plantwin/internal/fetch"
)

// What is asked for need not exist: a hint about memory that is gone is no fault.
func TestNowhere(t *testing.T) {
	var c fetch.Card
	if unsafe.Sizeof(c) != fetch.Size {
		t.Errorf("a card has %d bytes", unsafe.Sizeof(c))
	}
	fetch.Lines(&c, 0)
	for c.N = 0; c.N < fetch.Most; c.N++ {
		c.Line[c.N] = c.N * 0x01234567
	}
	x := make([]byte, fetch.Size)
	fetch.Lines(&c, uintptr(unsafe.Pointer(&x[0])))
	fetch.Lines(&c, ^uintptr(0))
	fetch.At(nil)
	fetch.At(unsafe.Pointer(&x[0]))
}
